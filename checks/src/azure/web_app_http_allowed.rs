use super::{site::Class, site_http};
use crate::{
    Check, Confidence, Kind,
    Need::{Enriching, Required},
    Rating, Results, ScopeView,
};
use overhear_azure::web::{WEB_APP_SLOTS, WEB_APPS};
use overhear_core::Provider;

pub(super) static CHECK: Check = Check {
    id: "azure-web-app-http-allowed",
    provider: Provider::Azure,
    kind: Kind::Cleartext,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(95),
    title: "A web app answers plain HTTP",
    resource_type: "Microsoft.Web/sites",
    needs: &[Required(&WEB_APPS.op), Enriching(&WEB_APP_SLOTS.op, Confidence::hundredths(85))],
    remediation: "Let the platform redirect to HTTPS: `az webapp update --ids ID --https-only true`, for each \
                  slot too.",
    references: &[
        "https://learn.microsoft.com/en-us/azure/app-service/configure-ssl-bindings",
        "https://learn.microsoft.com/en-us/rest/api/appservice/web-apps/list",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = site_http::docs!(
    "Web apps",
    "Function apps are azure-function-app-http-allowed; an app without `kind` is taken for a web app.",
    "webapp update --ids ID --https-only true",
    "azurerm_linux_web_app",
    "azure-defender:1b351b29-41ca-6df5-946c-c190a56be5fe and azure-policy:a4af4a39-4135-47fb-b175-47fbdf85311d."
);

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    site_http::run(scope, out, Class::Web);
}
