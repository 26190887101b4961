//! Whether the files of an app may be deployed over FTP.

use super::site::{Class, apps};
use crate::{Item, Results, Ruling, ScopeView, Severity};
use overhear_azure::web::{FtpPolicy, Site, SiteConfiguration, WEB_APP_CONFIGURATIONS, WEB_APP_FTP_POLICIES};

/// The page of a check, for web apps or function apps.
macro_rules! docs {
    ($apps:literal, $words:literal, $cli:literal, $terraform:literal, $controls:literal) => {
        concat!(
            "\
## What it flags

",
            $apps,
            " with `ftpsState` `AllAllowed`, unless the app takes no passwords over FTP at all \
(`basicPublishingCredentialsPolicies/ftp`, `allow` false).

",
            $words,
            " `FtpsOnly` and `Disabled` pass. An absent `ftpsState`, and a value that is not documented, is unknown \
unless the policy forbids FTP. Where the policy was not read the confidence is at most 0.70. Slots have settings of \
their own, which this check does not read.

## Why it matters

FTP sends the name and password of the deployment user in plaintext, and every file after them. Whoever records one \
deployment can make the next.

## Evidence

`ftpsState` of the configuration, and the policy on FTP where it allows passwords.

## False positives

Nobody may deploy over FTP; the logs of the app show that. An endpoint that nobody uses may be closed.

## Remediation

```sh
az ",
            $cli,
            " config set --ids ID --ftps-state Disabled
az resource update --resource-group GROUP --name ftp --namespace Microsoft.Web --parent sites/APP \\
  --resource-type basicPublishingCredentialsPolicies --set properties.allow=false
```

```hcl
resource \"",
            $terraform,
            "\" \"example\" {
  ftp_publish_basic_authentication_enabled = false
  site_config {
    ftps_state = \"Disabled\"
  }
}
```

Reset the publishing credentials afterwards.

## Native controls

",
            $controls,
            " They look at `ftpsState` alone.
"
        )
    };
}
pub(super) use docs;

/// Judges the apps of a class.
pub(super) fn run(scope: &ScopeView<'_>, out: &mut Results<'_>, class: Class) {
    for app in apps(scope, out, class) {
        let found = scope.items_for(&WEB_APP_CONFIGURATIONS, &app.id).into_iter().next();
        if let Some(own) = found {
            judge(scope, out, &app, &own, class);
        } else if scope.sight_for(&WEB_APP_CONFIGURATIONS.op, &app.id).gap().is_none() {
            out.unknown(&app, "its configuration is missing from the answer");
        }
    }
}

fn judge(
    scope: &ScopeView<'_>,
    out: &mut Results<'_>,
    app: &Item<'_, Site>,
    configuration: &Item<'_, SiteConfiguration>,
    class: Class,
) {
    let state = configuration.properties.ftps_state.as_deref();
    let is = |name: &str| state.is_some_and(|state| state.eq_ignore_ascii_case(name));
    if is("FtpsOnly") || is("Disabled") {
        out.pass(app, &format!("its ftpsState is {}", state.unwrap_or_default()));
        return;
    }
    let mut case = out.case(app);
    let policy: Option<Item<'_, FtpPolicy>> = case.look_for(scope, &WEB_APP_FTP_POLICIES, &app.id).into_iter().next();
    let allow = policy.as_ref().and_then(|policy| policy.properties.allow);
    let ruling = if allow == Some(false) {
        Ruling::Pass("no password is taken over FTP".to_owned())
    } else if is("AllAllowed") {
        case.cite(configuration, "/properties/ftpsState", state, "FTP without TLS is admitted");
        if let (Some(policy), Some(true)) = (&policy, allow) {
            case.cite(policy, "/properties/allow", true, "passwords are taken over FTP");
        }
        Ruling::Fail(Severity::Medium, format!("The {} admits deployments over FTP without TLS.", class.name()))
    } else {
        Ruling::Unknown(match state {
            Some(state) => format!("its ftpsState, {state}, is not documented"),
            None => "ftpsState is absent".to_owned(),
        })
    };
    out.rule(case, ruling);
}
