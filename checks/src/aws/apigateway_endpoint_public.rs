use crate::{Check, Confidence, Kind, Need::Required, Rating, Results, Ruling, ScopeView, Severity};
use overhear_aws::apigateway::REST_APIS;
use overhear_core::Provider;

pub(super) static CHECK: Check = Check {
    id: "aws-apigateway-endpoint-public",
    provider: Provider::Aws,
    kind: Kind::Cleartext,
    severity: Rating::Always(Severity::Info),
    confidence: Confidence::hundredths(40),
    title: "A REST API that should be private is reached across the internet",
    resource_type: "AWS::ApiGateway::RestApi",
    needs: &[Required(&REST_APIS.op)],
    remediation: "Change the endpoint type to `PRIVATE` and let callers come by a VPC endpoint for `execute-api`.",
    references: &[
        "https://docs.aws.amazon.com/apigateway/latest/api/API_EndpointConfiguration.html",
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-apis.html",
        "https://docs.aws.amazon.com/config/latest/developerguide/api-gw-endpoint-type-check.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

A REST API with the tag `overhear:endpoint-type` = `PRIVATE` that has an `EDGE` or `REGIONAL` endpoint, info. The tag \
says what you expect: public APIs are normal, so without it they pass with a note. The key and the value may be written \
in any case.

An API that names no endpoint type, and types that are not documented, are unknown.

## Why it matters

Calls to an API for machines inside leave the VPC and take longer ways. They are encrypted either way, since API \
Gateway answers HTTPS only: the confidence is 0.40.

## Evidence

`endpointConfiguration.types`, and the tag.

## False positives

APIs that became public on purpose: remove the tag.

## Remediation

```sh
aws apigateway tag-resource --resource-arn arn:aws:apigateway:REGION::/restapis/ID \
--tags overhear:endpoint-type=PRIVATE
aws apigateway update-rest-api --rest-api-id ID \
--patch-operations op=replace,path=/endpointConfiguration/types/REGIONAL,value=PRIVATE
```

A private API also needs a resource policy that names its callers.

## Native controls

`API_GW_ENDPOINT_TYPE_CHECK` of AWS Config, which takes the expected types as a parameter for all APIs.
";

/// By this tag an account says which endpoint type it expects.
const EXPECTED: &str = "overhear:endpoint-type";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for api in scope.items(&REST_APIS) {
        let types = api.view().endpoint_configuration.iter().flat_map(|endpoint| endpoint.types.iter()).enumerate();
        let types: Vec<_> = types.map(|(index, kind)| (index, kind.as_str())).collect();
        if types.is_empty() {
            out.unknown(&api, "endpointConfiguration.types is absent or empty");
            continue;
        }
        if let Some((_, other)) = types.iter().find(|(_, kind)| !["EDGE", "REGIONAL", "PRIVATE"].contains(kind)) {
            out.unknown(&api, format!("the endpoint type {other} is not known"));
            continue;
        }
        let public: Vec<_> = types.into_iter().filter(|(_, kind)| *kind != "PRIVATE").collect();
        if public.is_empty() {
            out.pass(&api, "its endpoint is PRIVATE");
            continue;
        }
        let tags = api.tags.pairs();
        let Some((key, expected)) = tags.iter().find(|(key, _)| key.eq_ignore_ascii_case(EXPECTED)) else {
            let kinds: Vec<_> = public.iter().map(|(_, kind)| *kind).collect();
            out.pass(&api, &format!("its endpoint is {}, and no tag {EXPECTED} asks for another", kinds.join(", ")));
            continue;
        };
        if !expected.trim().eq_ignore_ascii_case("PRIVATE") {
            out.pass(&api, &format!("its tag {EXPECTED} is {expected}: nothing asks for a private endpoint"));
            continue;
        }
        let mut case = out.case(&api);
        for (index, kind) in public {
            let pointer = format!("/endpointConfiguration/types/{index}");
            case.cite(&api, &pointer, kind, "reached across the internet");
        }
        case.cite(&api, &format!("/tags/{key}"), expected, "a private endpoint is expected");
        let message = format!("The API is reached across the internet, and its tag {EXPECTED} asks for PRIVATE.");
        out.rule(case, Ruling::Fail(Severity::Info, message));
    }
}
