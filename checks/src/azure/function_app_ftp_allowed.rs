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
    id: "azure-function-app-ftp-allowed",
    provider: Provider::Azure,
    kind: Kind::Cleartext,
    severity: Rating::Always(Severity::Medium),
    confidence: Confidence::hundredths(85),
    title: "A function app may be deployed over FTP without TLS",
    resource_type: "Microsoft.Web/sites",
    needs: &[
        Required(&WEB_APPS.op),
        Required(&WEB_APP_CONFIGURATIONS.op),
        Enriching(&WEB_APP_FTP_POLICIES.op, POLICY_UNREAD),
    ],
    remediation: "Close FTP: `az functionapp config set --ids ID --ftps-state Disabled`, or admit `FtpsOnly`; reset \
                  the publishing credentials afterwards.",
    references: &[
        "https://learn.microsoft.com/en-us/azure/app-service/deploy-ftp",
        "https://learn.microsoft.com/en-us/azure/app-service/configure-basic-auth-disable",
        "https://learn.microsoft.com/en-us/rest/api/appservice/web-apps/get-configuration",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = site_ftp::docs!(
    "Function apps (`functionapp` among the words of `kind`)",
    "Web apps are azure-web-app-ftp-allowed.",
    "functionapp",
    "azurerm_linux_function_app",
    "azure-defender:972a6579-f38f-c0b9-1b4b-a5bbeba3ab5b and azure-policy:399b2637-a50f-4f95-96f8-3a145476eb15."
);

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    site_ftp::run(scope, out, Class::Function);
}
