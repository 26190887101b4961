//! Whether an app or a slot answers plain HTTP.

use super::site::{Class, apps, runs_elsewhere, slots, subject};
use crate::{Item, Results, Ruling, ScopeView, Severity};
use overhear_azure::web::Site;

/// The page of a check, for web apps or function apps.
macro_rules! docs {
    ($apps:literal, $words:literal, $cli:literal, $terraform:literal, $controls:literal) => {
        concat!(
            "\
## What it flags

",
            $apps,
            ", and slots of them, with `httpsOnly` false or absent (documented default false).

- high: it runs, or does not say so
- low: its `state` is `Stopped`

",
            $words,
            " An app that Container Apps or a Kubernetes cluster of yours runs is unknown where \
`httpsOnly` is not true: their ingress decides. A slot is a resource of its own.

## Why it matters

Requests over HTTP are answered, not redirected: cookies, tokens and bodies pass in plaintext between the client and \
the front end, and whoever stands between may change them.

## Evidence

`httpsOnly` and `state`. The certificates in `hostNameSslStates` are not the point: they permit HTTPS and require \
nothing.

## False positives

The app may redirect by itself, or be reached through a gateway alone; the list of apps does not show that. With \
`httpsOnly` the first request of a client may still go out over HTTP before the platform redirects it: send HSTS too.

## Remediation

```sh
az ",
            $cli,
            "
```

```hcl
resource \"",
            $terraform,
            "\" \"example\" {
  https_only = true
}
```

## Native controls

",
            $controls,
            "
"
        )
    };
}
pub(super) use docs;

/// Judges the apps and slots of a class.
pub(super) fn run(scope: &ScopeView<'_>, out: &mut Results<'_>, class: Class) {
    let apps = apps(scope, out, class);
    let slots = slots(scope, out, &apps, class);
    for site in apps.iter().chain(&slots) {
        judge(out, site, class);
    }
}

fn judge(out: &mut Results<'_>, site: &Item<'_, Site>, class: Class) {
    let properties = &site.properties;
    if properties.https_only == Some(true) {
        out.pass(site, "httpsOnly is true");
        return;
    }
    if runs_elsewhere(site) {
        let kind = site.kind.as_deref().unwrap_or_default();
        out.unknown(site, format!("httpsOnly is not true, and with kind {kind} the ingress it runs behind decides"));
        return;
    }
    let mut case = out.case(site);
    if properties.https_only == Some(false) {
        case.cite(site, "/properties/httpsOnly", false, "plain HTTP is answered");
    } else {
        case.cite(site, "/id", &site.id, "httpsOnly is absent, documented default false");
    }
    let stopped = properties.state.as_deref().is_some_and(|state| state.eq_ignore_ascii_case("Stopped"));
    let subject = subject(site, class);
    let ruling = if stopped {
        case.cite(site, "/properties/state", &properties.state, "it answers nothing now");
        Ruling::Fail(Severity::Low, format!("{subject} is stopped; once it runs it answers plain HTTP."))
    } else {
        Ruling::Fail(Severity::High, format!("{subject} answers plain HTTP."))
    };
    out.rule(case, ruling);
}
