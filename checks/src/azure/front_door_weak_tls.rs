use super::front_door::profiles;
use crate::{Check, Confidence, Kind, Need::Required, Rating, Results, Ruling, ScopeView, Severity, tls::Version};
use overhear_azure::{
    arm,
    cdn::{CUSTOM_DOMAINS, PROFILES},
};
use overhear_core::Provider;

pub(super) static CHECK: Check = Check {
    id: "azure-front-door-weak-tls",
    provider: Provider::Azure,
    kind: Kind::Cleartext,
    severity: Rating::Always(Severity::Medium),
    confidence: Confidence::hundredths(90),
    title: "A Front Door domain admits TLS 1.0",
    resource_type: "Microsoft.Cdn/profiles/customDomains",
    needs: &[Required(&PROFILES.op), Required(&CUSTOM_DOMAINS.op)],
    remediation: "Raise the minimum: `az afd custom-domain update --ids ID --minimum-tls-version TLS12`.",
    references: &[
        "https://learn.microsoft.com/en-us/azure/frontdoor/standard-premium/tls-policy",
        "https://learn.microsoft.com/en-us/rest/api/frontdoor/azurefrontdoorstandardpremium/afd-custom-domains/list-by-profile",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Custom domains of Front Door Standard and Premium (medium) whose `minimumTlsVersion` is below TLS 1.2, or whose \
`cipherSuiteSetType` is one for such versions (`TLS10_2019`).

`minimumTlsVersion` absent, and values that are not documented, are unknown. A set of ciphers that is not told does \
not matter where the version is. Profiles of the classic CDN are not applicable. The domain of an endpoint under \
azurefd.net has no setting and is not judged.

## Why it matters

TLS 1.0 and 1.1 rest on MD5 and SHA-1 and allow ciphers that can be attacked: who records the traffic may read it.

## Evidence

`minimumTlsVersion` and `cipherSuiteSetType`.

## False positives

Since March 2025 Front Door refuses TLS 1.0 and 1.1 as a minimum: a domain that still names them may not admit them \
any more, and is to be moved all the same.

## Remediation

```sh
az afd custom-domain update --ids ID --minimum-tls-version TLS12
```

```hcl
resource \"azurerm_cdn_frontdoor_custom_domain\" \"example\" {
  tls {
    minimum_tls_version = \"TLS12\"
  }
}
```

## Native controls

azure-policy:679da822-78a7-4eff-8fff-a899454a9970 looks at the profiles' domains in the same way, without the ciphers.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    profiles(scope, out, &CUSTOM_DOMAINS, "it has no custom domain");
    for domain in scope.items(&CUSTOM_DOMAINS) {
        let settings = domain.view().properties.tls_settings.as_ref();
        let minimum = settings.and_then(|settings| settings.minimum_tls_version.as_deref());
        let ciphers = settings.and_then(|settings| settings.cipher_suite_set_type.as_deref());
        let mut weak = Vec::new();
        let members = [
            ("minimumTlsVersion", minimum, "the oldest version it admits"),
            ("cipherSuiteSetType", ciphers, "its ciphers, made for this version"),
        ];
        for (member, text, note) in members {
            let version = text.and_then(Version::parse).filter(|version| version.is_weak());
            weak.extend(version.map(|version| (member, text, note, version)));
        }
        let Some(version) = weak.iter().map(|(.., version)| *version).min() else {
            match sound(minimum, ciphers) {
                Ok(reason) => out.pass(&domain, &reason),
                Err(reason) => out.unknown(&domain, reason),
            }
            continue;
        };
        let mut case = out.case(&domain);
        for (member, text, note, _) in weak {
            case.cite(&domain, &format!("/properties/tlsSettings/{member}"), text, note);
        }
        let message = format!("The domain {} admits {version}.", arm::last_segment(&domain.id));
        out.rule(case, Ruling::Fail(Severity::Medium, message));
    }
}

/// Why a domain passes whose settings name no weak version, or why nobody can tell.
fn sound(minimum: Option<&str>, ciphers: Option<&str>) -> Result<String, String> {
    let minimum = minimum.ok_or("minimumTlsVersion is absent")?;
    let version = Version::parse(minimum).ok_or_else(|| format!("its minimumTlsVersion is {minimum}"))?;
    let known = |set: &str| set.eq_ignore_ascii_case("Customized") || Version::parse(set).is_some();
    match ciphers.filter(|set| !known(set)) {
        Some(other) => Err(format!("its cipherSuiteSetType is {other}")),
        None => Ok(format!("the oldest version it admits is {version}")),
    }
}
