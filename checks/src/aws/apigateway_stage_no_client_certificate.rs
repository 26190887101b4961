use crate::{
    Check, Confidence, Item, Kind,
    Need::{Enriching, Required},
    Rating, Results, Ruling, ScopeView, Severity,
};
use overhear_aws::apigateway::{ApiResource, RESOURCES, REST_APIS, STAGES};
use overhear_core::Provider;
use std::collections::BTreeMap;

const UNREAD: Confidence = Confidence::hundredths(85);

pub(super) static CHECK: Check = Check {
    id: "aws-apigateway-stage-no-client-certificate",
    provider: Provider::Aws,
    kind: Kind::Cleartext,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(50),
    title: "A stage of a REST API does not prove itself to its backends",
    resource_type: "AWS::ApiGateway::Stage",
    needs: &[Required(&REST_APIS.op), Required(&STAGES.op), Enriching(&RESOURCES.op, UNREAD)],
    remediation: "Generate a client certificate, set it for the stage, and let the backend ask for it.",
    references: &[
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/getting-started-client-side-ssl-authentication.html",
        "https://docs.aws.amazon.com/apigateway/latest/api/API_Stage.html",
        "https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

A stage of a REST API without `clientCertificateId`.

- low: a method of the API has an integration `HTTP` or `HTTP_PROXY`, or the integrations could not be told
- info: no method has one, so no backend could ask for the certificate

APIs whose creation failed (`apiStatus` `FAILED`) are not judged.

## Why it matters

The native controls call this SSL. The certificate encrypts nothing: by it a backend knows that a call comes from API \
Gateway. A backend that does not ask for it answers whoever stands in the path and calls it. The confidence is 0.50.

## Evidence

`clientCertificateId`, or the name of the stage where it is absent; the type of the first HTTP integration.

## False positives

Backends that know API Gateway by other means: a VPC link, a signature, a secret in a header.

## Remediation

```sh
aws apigateway generate-client-certificate --description \"backend of NAME\"
aws apigateway update-stage --rest-api-id API --stage-name STAGE \
--patch-operations op=replace,path=/clientCertificateId,value=CERTIFICATE
```

```hcl
resource \"aws_api_gateway_stage\" \"example\" {
  client_certificate_id = aws_api_gateway_client_certificate.backend.id
}
```

## Native controls

`API_GW_SSL_ENABLED` of AWS Config and `APIGateway.2` of Security Hub, for every stage whatever stands behind it.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    let apis: BTreeMap<_, _> = scope.items(&REST_APIS).map(|api| (api.view().id.as_str(), api)).collect();
    for stage in scope.items(&STAGES) {
        let parent = stage.call().parent.as_deref();
        if parent.and_then(|id| apis.get(id)).is_some_and(|api| api.api_status.as_deref() == Some("FAILED")) {
            out.not_applicable(&stage, "the creation of its API failed");
            continue;
        }
        if let Some(certificate) = stage.client_certificate_id.as_deref().filter(|id| !id.is_empty()) {
            out.pass(&stage, &format!("it shows backends the client certificate {certificate}"));
            continue;
        }
        let mut case = out.case(&stage);
        if let Some(empty) = &stage.client_certificate_id {
            case.cite(&stage, "/clientCertificateId", empty, "it has no client certificate");
        } else {
            case.cite(&stage, "/stageName", &stage.stage_name, "clientCertificateId is absent: no client certificate");
        }
        let behind = match parent {
            Some(id) => {
                let mut resources = case.look_for(scope, &RESOURCES, id);
                resources.sort_by(|a, b| (&a.path, &a.id).cmp(&(&b.path, &b.id)));
                let behind = behind(&resources);
                if let Behind::Http(resource, verb, kind) = &behind {
                    let pointer = format!("/resourceMethods/{verb}/methodIntegration/type");
                    case.cite(resource, &pointer, kind, "a backend that could ask for one");
                }
                if case.saw_all_of(&RESOURCES.op) || matches!(behind, Behind::Http(..)) {
                    behind
                } else {
                    Behind::Unclear
                }
            }
            None => Behind::Unclear,
        };
        let (severity, why) = match behind {
            Behind::Http(..) => (Severity::Low, "so its HTTP backends cannot tell its calls from others"),
            Behind::Unclear => (Severity::Low, "so HTTP backends, if it has any, cannot tell its calls from others"),
            Behind::Other => (Severity::Info, "and no HTTP backend that could ask for it"),
        };
        let of = parent.map_or_else(String::new, |id| format!(" of API {id}"));
        let message = format!("The stage{of} has no client certificate, {why}.");
        out.rule(case, Ruling::Fail(severity, message));
    }
}

/// What stands behind the methods of an API.
enum Behind<'a> {
    /// A web server: where the integration stands, and its type.
    Http(Item<'a, ApiResource>, &'a str, &'a str),
    /// No web server.
    Other,
    /// The documents do not tell.
    Unclear,
}

fn behind<'a>(resources: &[Item<'a, ApiResource>]) -> Behind<'a> {
    let methods = resources.iter().flat_map(|resource| {
        let methods = resource.view().resource_methods.iter();
        methods.map(move |(verb, method)| (*resource, verb.as_str(), method.method_integration.as_ref()))
    });
    let mut all = Behind::Other;
    for (resource, verb, integration) in methods {
        match integration.and_then(|integration| integration.kind.as_deref()) {
            Some(kind @ ("HTTP" | "HTTP_PROXY")) if verb.bytes().all(|byte| byte.is_ascii_alphabetic()) => {
                return Behind::Http(resource, verb, kind);
            }
            Some("AWS" | "AWS_PROXY" | "MOCK") => {}
            // A method without an integration, a list without its methods, or a type that nobody has seen.
            _ => all = Behind::Unclear,
        }
    }
    all
}
