//! The oldest version of TLS that an app or a slot admits.

use super::{
    site::{Class, apps, slots, subject},
    tls_floor::Floor,
};
use crate::{Item, Results, Ruling, ScopeView, Severity};
use overhear_azure::{
    arm,
    web::{Site, SiteConfiguration, WEB_APP_CONFIGURATIONS, WEB_APP_SLOT_CONFIGURATIONS},
};

/// The page of a check, for web apps or function apps.
macro_rules! docs {
    ($apps:literal, $words:literal, $cli:literal, $terraform:literal, $controls:literal) => {
        concat!(
            "\
## What it flags

",
            $apps,
            ", and slots of them, by their own configuration (`config/web`).

- medium: `minTlsVersion` is 1.0 or 1.1
- low: it is not, but `scmMinTlsVersion`, of the deployment site, is

",
            $words,
            " An absent `minTlsVersion`, and a value that is not documented, is unknown. The \
configuration inside the list of apps is mostly null and is not looked at. A slot is a resource of its own; one whose \
configuration was not read is unknown.

## Why it matters

TLS 1.0 and 1.1 rest on broken hashes and ciphers (RFC 8996). App Service goes on taking them where an app says so, \
although other Azure services stopped. Deployments over the SCM site carry code and credentials.

## Evidence

`minTlsVersion` and `scmMinTlsVersion`. Versions are compared by age, so TLS 1.3 passes.

## False positives

A gateway in front may admit newer versions only; the app does not show that. Clients may all speak TLS 1.2 by \
themselves.

## Remediation

```sh
az ",
            $cli,
            " config set --ids ID --min-tls-version 1.2
az resource update --ids ID/config/web --set properties.scmMinTlsVersion=1.2
```

```hcl
resource \"",
            $terraform,
            "\" \"example\" {
  site_config {
    minimum_tls_version     = \"1.2\"
    scm_minimum_tls_version = \"1.2\"
  }
}
```

## Native controls

",
            $controls,
            " They look at `minTlsVersion` alone.
"
        )
    };
}
pub(super) use docs;

/// Judges the apps and slots of a class.
pub(super) fn run(scope: &ScopeView<'_>, out: &mut Results<'_>, class: Class) {
    let apps = apps(scope, out, class);
    for app in &apps {
        let found = scope.items_for(&WEB_APP_CONFIGURATIONS, &app.id).into_iter().next();
        if let Some(own) = found {
            judge(out, app, &own, class, None);
        } else if scope.sight_for(&WEB_APP_CONFIGURATIONS.op, &app.id).gap().is_none() {
            out.unknown(app, MISSING);
        }
    }
    for slot in slots(scope, out, &apps, class) {
        let found = scope.items_for(&WEB_APP_SLOT_CONFIGURATIONS, &slot.id).into_iter().next();
        let blocked = blocked(scope, &slot.id);
        match found {
            Some(own) => judge(out, &slot, &own, class, blocked),
            None => out.unknown(&slot, blocked.unwrap_or_else(|| MISSING.to_owned())),
        }
    }
}

const MISSING: &str = "its configuration is missing from the answer";

/// Why a slot does not pass: its own configuration was not read, or that of its app, which the check requires.
fn blocked(scope: &ScopeView<'_>, slot: &str) -> Option<String> {
    let app = arm::up_to(slot, "sites").unwrap_or_default();
    let calls = [(&WEB_APP_SLOT_CONFIGURATIONS.op, slot), (&WEB_APP_CONFIGURATIONS.op, app)];
    calls.into_iter().find_map(|(op, parent)| {
        let sight = scope.sight_for(op, parent);
        sight.gap().filter(|gap| !gap.kind.is_absence()).map(|gap| format!("{}: {gap}", op.id))
    })
}

fn judge(
    out: &mut Results<'_>,
    site: &Item<'_, Site>,
    configuration: &Item<'_, SiteConfiguration>,
    class: Class,
    blocked: Option<String>,
) {
    let minimum = configuration.properties.min_tls_version.as_deref();
    let scm = configuration.properties.scm_min_tls_version.as_deref();
    let (pointer, value, severity, message) = match (Floor::of(minimum), Floor::of(scm)) {
        (Floor::Weak(version), _) => {
            let message = format!("{} admits {version}.", subject(site, class));
            ("/properties/minTlsVersion", minimum, Severity::Medium, message)
        }
        (Floor::Untold, _) => {
            out.unknown(site, "minTlsVersion is absent");
            return;
        }
        (Floor::Open | Floor::Undocumented(_), _) => {
            out.unknown(site, format!("its minTlsVersion, {}, is not documented", minimum.unwrap_or_default()));
            return;
        }
        (Floor::Sound(_), Floor::Weak(version)) => {
            let message = format!("{} admits {version} at its deployment site.", subject(site, class));
            ("/properties/scmMinTlsVersion", scm, Severity::Low, message)
        }
        (Floor::Sound(_), Floor::Open | Floor::Undocumented(_)) => {
            out.unknown(site, format!("its scmMinTlsVersion, {}, is not documented", scm.unwrap_or_default()));
            return;
        }
        (Floor::Sound(version), Floor::Sound(_) | Floor::Untold) => {
            match blocked {
                None => out.pass(site, &format!("the oldest version it admits is {version}")),
                Some(gap) => out.unknown(site, gap),
            }
            return;
        }
    };
    let mut case = out.case(site);
    case.cite(configuration, pointer, value, "the oldest version that is admitted");
    out.rule(case, Ruling::Fail(severity, message));
}
