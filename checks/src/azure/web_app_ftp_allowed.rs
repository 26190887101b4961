use super::{site::Class, site_ftp};
use crate::{
    Check, Confidence, Kind,
    Need::{Enriching, Required},
    Rating, Results, ScopeView, Severity,
};
use overhear_azure::web::{WEB_APP_CONFIGURATIONS, WEB_APP_FTP_POLICIES, WEB_APPS};
use overhear_core::Provider;

/// The policy may forbid what the configuration admits.
const POLICY_UNREAD: Confidence = Confidence::hundredths(70);

pub(super) static CHECK: Check = Check {
    id: "azure-web-app-ftp-allowed",
    provider: Provider::Azure,
    kind: Kind::Cleartext,
    severity: Rating::Always(Severity::Medium),
    confidence: Confidence::hundredths(85),
    title: "A web app may be deployed over FTP without TLS",
    resource_type: "Microsoft.Web/sites",
    needs: &[
        Required(&WEB_APPS.op),
        Required(&WEB_APP_CONFIGURATIONS.op),
        Enriching(&WEB_APP_FTP_POLICIES.op, POLICY_UNREAD),
    ],
    remediation: "Close FTP: `az webapp config set --ids ID --ftps-state Disabled`, or admit `FtpsOnly`; reset the \
                  publishing credentials afterwards.",
    references: &[
        "https://learn.microsoft.com/en-us/azure/app-service/deploy-ftp",
        "https://learn.microsoft.com/en-us/azure/app-service/configure-basic-auth-disable",
        "https://learn.microsoft.com/en-us/rest/api/appservice/web-apps/get-configuration",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = site_ftp::docs!(
    "Web apps",
    "Function apps are azure-function-app-ftp-allowed; an app without `kind` is taken for a web app.",
    "webapp",
    "azurerm_linux_web_app",
    "azure-defender:19beaa2a-a126-b4dd-6d35-617f6cc83fca and azure-policy:4d24b6d4-5e53-4a4f-a7f4-618fa573ee4b."
);

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    site_ftp::run(scope, out, Class::Web);
}
