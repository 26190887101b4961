use super::{site::Class, site_http};
use crate::{
    Check, Confidence, Kind,
    Need::{Enriching, Required},
    Rating, Results, ScopeView,
};
use overhear_azure::web::{WEB_APP_SLOTS, WEB_APPS};
use overhear_core::Provider;

pub(super) static CHECK: Check = Check {
    id: "azure-function-app-http-allowed",
    provider: Provider::Azure,
    kind: Kind::Cleartext,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(95),
    title: "A function app answers plain HTTP",
    resource_type: "Microsoft.Web/sites",
    needs: &[Required(&WEB_APPS.op), Enriching(&WEB_APP_SLOTS.op, Confidence::hundredths(85))],
    remediation: "Let the platform redirect to HTTPS: `az functionapp update --ids ID --set httpsOnly=true`, for each \
                  slot too.",
    references: &[
        "https://learn.microsoft.com/en-us/azure/azure-functions/security-concepts",
        "https://learn.microsoft.com/en-us/rest/api/appservice/web-apps/list",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = site_http::docs!(
    "Function apps (`functionapp` among the words of `kind`)",
    "Web apps are azure-web-app-http-allowed.",
    "functionapp update --ids ID --set httpsOnly=true",
    "azurerm_linux_function_app",
    "azure-defender:cb0acdc6-0846-fd48-debe-9905af151b6d and azure-policy:6d555dd1-86f2-4f1c-8ed7-5abae7c6cbab."
);

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    site_http::run(scope, out, Class::Function);
}
