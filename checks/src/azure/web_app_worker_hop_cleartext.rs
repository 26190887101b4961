use super::site::{has_word, runs_elsewhere};
use crate::{Check, Confidence, Kind, Need::Required, Rating, Results, Ruling, ScopeView, Severity};
use overhear_azure::web::{Site, WEB_APPS};
use overhear_core::Provider;

pub(super) static CHECK: Check = Check {
    id: "azure-web-app-worker-hop-cleartext",
    provider: Provider::Azure,
    kind: Kind::Cleartext,
    severity: Rating::Always(Severity::Low),
    confidence: Confidence::hundredths(85),
    title: "Requests reach the worker of an app in plaintext",
    resource_type: "Microsoft.Web/sites",
    needs: &[Required(&WEB_APPS.op)],
    remediation: "Switch on end-to-end encryption: `az webapp update --ids ID --set endToEndEncryptionEnabled=true`. \
                  It needs a Standard or Premium plan.",
    references: &[
        "https://learn.microsoft.com/en-us/azure/app-service/overview-tls",
        "https://learn.microsoft.com/en-us/azure/app-service/environment/app-service-app-service-environment-custom-settings",
        "https://learn.microsoft.com/en-us/rest/api/appservice/web-apps/list",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Web apps and function apps with `endToEndEncryptionEnabled` false or absent (documented default off).

Not applicable: function apps on the Consumption plans (`sku` Dynamic or FlexConsumption), which do not have the \
setting, and apps that Container Apps or a Kubernetes cluster of yours runs. Unknown: apps in an App Service \
Environment (`sku` Isolated), where the setting `InternalEncryption` of the environment decides, and function apps \
that do not name their `sku`. Slots are not judged.

## Why it matters

The front end of App Service ends TLS and sends requests on to the worker over HTTP. The hop lies inside the platform, \
out of reach of customers, hence low; some rules ask for encryption up to the code.

## Evidence

`endToEndEncryptionEnabled`, and `sku` where it is named.

## False positives

Whoever trusts the platform with the code may trust it with this hop too.

## Remediation

```sh
az webapp update --ids ID --set endToEndEncryptionEnabled=true
```

The plan must be Standard or Premium; Free, Shared and Basic do not have it.

## Native controls

azure-policy:af1d7e88-c1c8-4ea8-be1f-87bff0df9101.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for site in scope.items(&WEB_APPS) {
        let setting = site.properties.end_to_end_encryption_enabled;
        if setting == Some(true) {
            out.pass(&site, "endToEndEncryptionEnabled is true");
            continue;
        }
        match Hop::of(&site) {
            Hop::OwnSetting => {}
            Hop::None(why) => {
                out.not_applicable(&site, why);
                continue;
            }
            Hop::Untold(why) => {
                out.unknown(&site, why);
                continue;
            }
        }
        let mut case = out.case(&site);
        if setting == Some(false) {
            case.cite(&site, "/properties/endToEndEncryptionEnabled", false, "the hop to the worker is plain HTTP");
        } else {
            case.cite(&site, "/id", &site.id, "endToEndEncryptionEnabled is absent, documented default off");
        }
        if let Some(sku) = &site.properties.sku {
            case.cite(&site, "/properties/sku", sku, "the tier of its plan");
        }
        let message = "The front end sends requests to the worker of the app in plaintext.";
        out.rule(case, Ruling::Fail(Severity::Low, message.to_owned()));
    }
}

/// What decides on the hop to the worker.
enum Hop {
    /// `endToEndEncryptionEnabled` of the app.
    OwnSetting,
    /// There is no such hop, or no setting for it.
    None(&'static str),
    /// Something that the app does not tell.
    Untold(&'static str),
}

impl Hop {
    fn of(site: &Site) -> Self {
        let sku = site.properties.sku.as_deref().map(str::to_ascii_lowercase);
        match sku.as_deref() {
            _ if runs_elsewhere(site) => Self::None("App Service does not run it"),
            Some("dynamic" | "flexconsumption") => Self::None("a Consumption plan does not have the setting"),
            Some(sku) if sku.starts_with("isolated") => {
                Self::Untold("it runs in an App Service Environment, whose InternalEncryption decides")
            }
            None if has_word(site, "functionapp") => Self::Untold("a function app that does not name its sku"),
            _ => Self::OwnSetting,
        }
    }
}
