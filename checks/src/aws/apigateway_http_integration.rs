use crate::{Check, Confidence, Item, Kind, Need::Required, Rating, Results, Ruling, ScopeView, Severity};
use overhear_aws::{
    apigateway::{Method, RESOURCES, REST_APIS},
    apigatewayv2::{APIS, INTEGRATIONS, Integration},
};
use overhear_core::{Document, Listing, Op, Provider};

/// How many integrations of an API are cited.
const CITED: usize = 10;

pub(super) static CHECK: Check = Check {
    id: "aws-apigateway-http-integration",
    provider: Provider::Aws,
    kind: Kind::Cleartext,
    severity: Rating::Always(Severity::Medium),
    confidence: Confidence::hundredths(85),
    title: "An API calls what is behind it over plain HTTP",
    resource_type: "AWS::ApiGateway::RestApi | AWS::ApiGatewayV2::Api",
    needs: &[Required(&REST_APIS.op), Required(&RESOURCES.op), Required(&APIS.op), Required(&INTEGRATIONS.op)],
    remediation: "Let the service behind the API speak TLS, call it by an `https://` address, and give private \
                  integrations of HTTP APIs a TLS configuration; then deploy the API.",
    references: &[
        "https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html",
        "https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-integrations.html",
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-private.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

An API of API Gateway (REST, HTTP or WebSocket) with an HTTP integration that is not encrypted, one finding for all of \
them:

- its address starts with `http://`, on the internet or behind a VPC link
- it is a private integration of an HTTP API, which names a listener or a service of Cloud Map by ARN, and has no \
`TlsConfig`: documented, only with one it uses HTTPS

`https://` passes, also where a stage variable names the host. An address that is a stage variable as a whole is \
unknown, as are methods that were read without their integrations. With integrations of the types `AWS`, `AWS_PROXY` \
and `MOCK` alone the question does not arise. Where the integrations of an API could not be read, none of the other \
kind (REST; HTTP and WebSocket) passes in that region.

## Why it matters

TLS ends at the gateway. What it sends on, with tokens and bodies, crosses the network readable: the VPC behind a link, \
or the internet.

## Evidence

The address of each such integration, 10 at most.

## False positives

An integration that no stage has deployed calls nothing yet.

## Remediation

```sh
aws apigateway update-integration --rest-api-id API --resource-id RESOURCE --http-method GET \
--patch-operations op=replace,path=/uri,value=https://HOST/PATH
aws apigatewayv2 update-integration --api-id API --integration-id ID --tls-config ServerNameToVerify=HOST
```

```hcl
resource \"aws_apigatewayv2_integration\" \"orders\" {
  # ...
  tls_config {
    server_name_to_verify = \"orders.example.com\"
  }
}
```

## Native controls

None: those for API Gateway look at client certificates and at the side of the clients.
";

/// How an API calls what is behind it.
enum Hop {
    /// What the address means.
    Plain(&'static str),
    Encrypted,
    /// An API of AWS, or nothing.
    Other,
    Unknown(&'static str),
}

/// An integration that is not encrypted: the document, where its address stands, and what it means.
struct Plain<'a, T> {
    item: Item<'a, T>,
    pointer: String,
    address: &'a str,
    note: &'static str,
}

/// The integrations of one API.
struct Hops<'a, T> {
    plain: Vec<Plain<'a, T>>,
    encrypted: bool,
    /// Whether one takes any certificate.
    unverified: bool,
    unknown: Option<&'static str>,
}

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    // The check rests on both kinds of API: where one of the one kind was not read, none of the other passes.
    let of_rest = unread(scope, &REST_APIS, &RESOURCES.op);
    let of_others = unread(scope, &APIS, &INTEGRATIONS.op);
    for api in scope.items(&REST_APIS) {
        let mut resources = scope.items_for(&RESOURCES, &api.id);
        resources.sort_by(|a, b| a.id.cmp(&b.id));
        // A call that stands in two inputs is one call.
        resources.dedup_by(|a, b| a.id == b.id);
        let mut hops = Hops { plain: Vec::new(), encrypted: false, unverified: false, unknown: None };
        for resource in resources {
            for (name, method) in &resource.view().resource_methods {
                let integration = method.method_integration.as_ref();
                let config = integration.and_then(|own| own.tls_config.as_ref());
                hops.unverified |= config.and_then(|config| config.insecure_skip_verification) == Some(true);
                let name = name.replace('~', "~0").replace('/', "~1");
                let pointer = format!("/resourceMethods/{name}/methodIntegration/uri");
                let address = integration.and_then(|own| own.uri.as_deref()).unwrap_or_default();
                hops.add(&method_hop(method), resource, pointer, address);
            }
        }
        judge(scope, out, &api, &RESOURCES.op, &hops, of_others.as_deref());
    }
    for api in scope.items(&APIS) {
        let mut integrations = scope.items_for(&INTEGRATIONS, &api.api_id);
        integrations.sort_by(|a, b| a.integration_id.cmp(&b.integration_id));
        integrations.dedup_by(|a, b| a.integration_id == b.integration_id);
        let mut hops = Hops { plain: Vec::new(), encrypted: false, unverified: false, unknown: None };
        for integration in integrations {
            let address = integration.view().integration_uri.as_deref().unwrap_or_default();
            hops.add(&integration_hop(integration.view()), integration, "/IntegrationUri".to_owned(), address);
        }
        judge(scope, out, &api, &INTEGRATIONS.op, &hops, of_rest.as_deref());
    }
}

impl<'a, T> Hops<'a, T> {
    fn add(&mut self, hop: &Hop, item: Item<'a, T>, pointer: String, address: &'a str) {
        match *hop {
            Hop::Plain(note) => self.plain.push(Plain { item, pointer, address, note }),
            Hop::Encrypted => self.encrypted = true,
            Hop::Other => {}
            Hop::Unknown(reason) => self.unknown = self.unknown.or(Some(reason)),
        }
    }
}

/// The first API of which the integrations could not be read, and why.
fn unread<A: Document>(scope: &ScopeView<'_>, apis: &Listing<A>, op: &Op) -> Option<String> {
    let gap = |key: &str| scope.sight_for(op, key).gap().filter(|gap| !gap.kind.is_absence()).cloned();
    let gaps = scope.items(apis).filter_map(|api| Some((api.view().key(), gap(api.view().key())?)));
    let (key, gap) = gaps.min_by_key(|(key, _)| *key)?;
    Some(format!("{} for API {key}: {gap}", op.id))
}

fn method_hop(method: &Method) -> Hop {
    let Some(integration) = &method.method_integration else {
        // Where methods are not embedded nothing of them is there.
        return if method.http_method.is_some() { Hop::Other } else { Hop::Unknown("its methods were not read") };
    };
    match integration.kind.as_deref() {
        Some("AWS" | "AWS_PROXY" | "MOCK") => Hop::Other,
        Some("HTTP" | "HTTP_PROXY") => scheme(integration.uri.as_deref()),
        Some(_) => Hop::Unknown("the type of an integration is not known"),
        None => Hop::Unknown("the type of an integration is absent"),
    }
}

fn integration_hop(integration: &Integration) -> Hop {
    match integration.integration_type.as_deref() {
        Some("AWS" | "AWS_PROXY" | "MOCK") => return Hop::Other,
        Some("HTTP" | "HTTP_PROXY") => {}
        Some(_) => return Hop::Unknown("the type of an integration is not known"),
        None => return Hop::Unknown("the type of an integration is absent"),
    }
    let by_arn = integration.integration_uri.as_deref().is_some_and(|uri| uri.starts_with("arn:"));
    match integration.connection_type.as_deref() {
        Some("VPC_LINK") if by_arn && integration.tls_config.is_some() => Hop::Encrypted,
        Some("VPC_LINK") if by_arn => Hop::Plain("a private integration without TlsConfig speaks HTTP"),
        Some("VPC_LINK" | "INTERNET") | None => scheme(integration.integration_uri.as_deref()),
        Some(_) => Hop::Unknown("the connection type of an integration is not known"),
    }
}

fn scheme(address: Option<&str>) -> Hop {
    let Some(address) = address else { return Hop::Unknown("the address of an integration is absent") };
    let address = address.trim().to_ascii_lowercase();
    if address.starts_with("http://") {
        Hop::Plain("it is called over plain HTTP")
    } else if address.starts_with("https://") {
        Hop::Encrypted
    } else if address.starts_with("${stagevariables.") {
        Hop::Unknown("the address of an integration is a stage variable")
    } else {
        Hop::Unknown("the address of an integration begins with no known scheme")
    }
}

fn judge<A: Document, T: Document>(
    scope: &ScopeView<'_>,
    out: &mut Results<'_>,
    api: &Item<'_, A>,
    op: &Op,
    hops: &Hops<'_, T>,
    unread: Option<&str>,
) {
    if hops.plain.is_empty() {
        match hops.unknown {
            Some(reason) => out.unknown(api, reason),
            None if hops.encrypted => {
                if let Some(reason) = unread {
                    out.unknown(api, reason);
                } else {
                    let unverified = if hops.unverified { "; one takes any certificate" } else { "" };
                    out.pass(api, &format!("its HTTP integrations are called over TLS{unverified}"));
                }
            }
            // Where some were not read the engine says so.
            None if scope.sight_for(op, api.view().key()).gap().is_some() => {}
            None => out.not_applicable(api, "it has no HTTP integration"),
        }
        return;
    }
    let mut case = out.case(api);
    for plain in hops.plain.iter().take(CITED) {
        case.cite(&plain.item, &plain.pointer, plain.address, plain.note);
    }
    let integrations = match hops.plain.len() {
        1 => "an integration".to_owned(),
        count => format!("{count} integrations"),
    };
    let message = format!("The API calls {integrations} over plain HTTP.");
    out.rule(case, Ruling::Fail(Severity::Medium, message));
}
