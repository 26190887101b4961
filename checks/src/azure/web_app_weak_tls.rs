use super::{site::Class, site_tls};
use crate::{
    Check, Confidence, Kind,
    Need::{Enriching, Required},
    Rating, Results, ScopeView,
};
use overhear_azure::web::{WEB_APP_CONFIGURATIONS, WEB_APP_SLOT_CONFIGURATIONS, WEB_APP_SLOTS, WEB_APPS};
use overhear_core::Provider;

const UNREAD: Confidence = Confidence::hundredths(85);

pub(super) static CHECK: Check = Check {
    id: "azure-web-app-weak-tls",
    provider: Provider::Azure,
    kind: Kind::Cleartext,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(90),
    title: "A web app admits TLS 1.0 or 1.1",
    resource_type: "Microsoft.Web/sites",
    needs: &[
        Required(&WEB_APPS.op),
        Required(&WEB_APP_CONFIGURATIONS.op),
        Enriching(&WEB_APP_SLOTS.op, UNREAD),
        Enriching(&WEB_APP_SLOT_CONFIGURATIONS.op, UNREAD),
    ],
    remediation: "Set the minimum version: `az webapp config set --ids ID --min-tls-version 1.2`; for the deployment \
                  site `az resource update --ids ID/config/web --set properties.scmMinTlsVersion=1.2`.",
    references: &[
        "https://learn.microsoft.com/en-us/azure/app-service/overview-tls",
        "https://learn.microsoft.com/en-us/rest/api/appservice/web-apps/get-configuration",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = site_tls::docs!(
    "Web apps",
    "Function apps are azure-function-app-weak-tls; an app without `kind` is taken for a web app.",
    "webapp",
    "azurerm_linux_web_app",
    "azure-defender:2a54c352-7ca4-4bae-ad46-47ecd9595bd2 and azure-policy:f0e6e85b-9b9f-4a4b-b67b-f730d42f1b0b."
);

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    site_tls::run(scope, out, Class::Web);
}
