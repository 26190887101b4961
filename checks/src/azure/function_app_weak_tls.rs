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
    id: "azure-function-app-weak-tls",
    provider: Provider::Azure,
    kind: Kind::Cleartext,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(90),
    title: "A function app admits TLS 1.0 or 1.1",
    resource_type: "Microsoft.Web/sites",
    needs: &[
        Required(&WEB_APPS.op),
        Required(&WEB_APP_CONFIGURATIONS.op),
        Enriching(&WEB_APP_SLOTS.op, UNREAD),
        Enriching(&WEB_APP_SLOT_CONFIGURATIONS.op, UNREAD),
    ],
    remediation: "Set the minimum version: `az functionapp config set --ids ID --min-tls-version 1.2`; for the \
                  deployment site `az resource update --ids ID/config/web --set properties.scmMinTlsVersion=1.2`.",
    references: &[
        "https://learn.microsoft.com/en-us/azure/app-service/overview-tls",
        "https://learn.microsoft.com/en-us/rest/api/appservice/web-apps/get-configuration",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = site_tls::docs!(
    "Function apps (`functionapp` among the words of `kind`)",
    "Web apps are azure-web-app-weak-tls.",
    "functionapp",
    "azurerm_linux_function_app",
    "azure-defender:15be5f3c-e0a4-c0fa-fbff-8e50339b4b22 and azure-policy:f9d614c5-c173-4d56-95a7-b4437057d193."
);

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    site_tls::run(scope, out, Class::Function);
}
