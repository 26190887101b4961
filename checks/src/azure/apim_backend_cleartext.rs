use super::parent;
use crate::{
    Case, Check, Confidence, Item, Kind,
    Need::{Enriching, Required},
    Rating, Results, Ruling, ScopeView, Severity,
};
use overhear_azure::{
    apimanagement::{APIS, BACKENDS, SERVICES},
    arm,
};
use overhear_core::{Document, Provider};

pub(super) static CHECK: Check = Check {
    id: "azure-apim-backend-cleartext",
    provider: Provider::Azure,
    kind: Kind::Cleartext,
    severity: Rating::Always(Severity::Medium),
    confidence: Confidence::hundredths(85),
    title: "API Management speaks HTTP to a backend",
    resource_type: "Microsoft.ApiManagement/service/backends",
    needs: &[Required(&SERVICES.op), Required(&BACKENDS.op), Enriching(&APIS.op, Confidence::hundredths(85))],
    remediation: "Let the backend speak TLS and name it by `https://`: `az apim backend update --resource-group GROUP \
                  --service-name SERVICE --backend-id BACKEND --url https://HOST/`; for an API `az apim api update` \
                  with `--service-url`.",
    references: &[
        "https://learn.microsoft.com/en-us/azure/api-management/backends",
        "https://learn.microsoft.com/en-us/rest/api/apimanagement/backend/list-by-service",
        "https://learn.microsoft.com/en-us/rest/api/apimanagement/apis/list-by-service",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Backends of API Management (medium) whose `url` begins with `http://` or `ws://`, and APIs whose `serviceUrl` does: \
the API itself is then the finding. APIs without findings are not judged here.

A backend passes with `https://` or `wss://`. Without `url`, or with a URL of another kind, it is unknown: behind \
`fabric:/` the services of the Service Fabric cluster decide what is spoken. A pool of backends is not applicable, \
since its members are judged. A revision of an API that is not current does not count.

## Why it matters

Callers speak TLS to API Management, and the same calls, with the credentials that it adds, go on in plaintext.

## Evidence

The URL, where it has neither a query nor a user; else the id. Credentials of backends are never read.

## False positives

Policies may send the calls elsewhere, and an API may be answered by a policy alone. The sample API that comes with a \
new service has an `http://` URL.

## Remediation

```sh
az apim backend update --resource-group GROUP --service-name SERVICE --backend-id BACKEND --url https://HOST/
az apim api update --resource-group GROUP --service-name SERVICE --api-id API --service-url https://HOST/
```

```hcl
resource \"azurerm_api_management_backend\" \"example\" {
  url = \"https://backend.example.com\"
}
```

## Native controls

None in the catalogue.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    parent::pass_empty(scope, out, &SERVICES, &BACKENDS, "it has no backend");
    for backend in scope.items(&BACKENDS) {
        let properties = &backend.view().properties;
        if properties.r#type.as_deref().is_some_and(|kind| kind.eq_ignore_ascii_case("Pool")) {
            out.not_applicable(&backend, "a pool, whose members are judged");
            continue;
        }
        let url = properties.url.as_deref().filter(|url| !url.is_empty());
        match url.map(encrypted) {
            Some(Some(true)) => out.pass(&backend, "its URL is one of TLS"),
            Some(Some(false)) => {
                let mut case = out.case(&backend);
                cite_url(&mut case, &backend, "/properties/url", url.unwrap_or_default());
                if let Some(resource) = &properties.resource_id {
                    case.cite(&backend, "/properties/resourceId", resource, "the resource it stands for");
                }
                let name = arm::last_segment(&backend.view().id);
                let message = format!("API Management speaks without TLS to backend {name}.");
                out.rule(case, Ruling::Fail(Severity::Medium, message));
            }
            Some(None) => out.unknown(&backend, "its URL is one of neither HTTP nor HTTPS"),
            None => out.unknown(&backend, "url is absent"),
        }
    }
    for api in scope.items(&APIS).filter(|api| api.properties.is_current != Some(false)) {
        let url = api.view().properties.service_url.as_deref();
        if url.and_then(encrypted) == Some(false) {
            let mut case = out.case(&api);
            cite_url(&mut case, &api, "/properties/serviceUrl", url.unwrap_or_default());
            let name = arm::last_segment(&api.view().id);
            let message = format!("API Management speaks without TLS to the service behind API {name}.");
            out.rule(case, Ruling::Fail(Severity::Medium, message));
        }
    }
}

/// Cites a URL, but for one that may hold a secret.
fn cite_url<T: Document>(case: &mut Case, item: &Item<'_, T>, pointer: &str, url: &str) {
    if url.contains(['?', '#', '@']) {
        let note = "calls go to a URL without TLS, which is not shown since it may hold a secret";
        case.cite(item, "/id", item.view().key(), note);
    } else {
        case.cite(item, pointer, url, "where calls go");
    }
}

/// Whether a URL is one of TLS; none where its scheme does not tell.
fn encrypted(url: &str) -> Option<bool> {
    let (scheme, _) = url.split_once("://")?;
    let is = |words: [&str; 2]| words.iter().any(|word| scheme.trim().eq_ignore_ascii_case(word));
    if is(["https", "wss"]) {
        Some(true)
    } else if is(["http", "ws"]) {
        Some(false)
    } else {
        None
    }
}
