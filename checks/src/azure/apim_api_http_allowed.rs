use super::parent;
use crate::{Check, Confidence, Kind, Need::Required, Rating, Results, Ruling, ScopeView, Severity};
use overhear_azure::{
    apimanagement::{APIS, SERVICES},
    arm,
};
use overhear_core::Provider;

pub(super) static CHECK: Check = Check {
    id: "azure-apim-api-http-allowed",
    provider: Provider::Azure,
    kind: Kind::Cleartext,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(95),
    title: "An API takes calls without TLS",
    resource_type: "Microsoft.ApiManagement/service/apis",
    needs: &[Required(&SERVICES.op), Required(&APIS.op)],
    remediation: "Leave HTTPS alone: `az apim api update --resource-group GROUP --service-name SERVICE --api-id API \
                  --protocols https` (`wss` for WebSocket APIs).",
    references: &[
        "https://learn.microsoft.com/en-us/azure/api-management/api-management-howto-manage-protocols-ciphers",
        "https://learn.microsoft.com/en-us/azure/api-management/virtual-network-concepts",
        "https://learn.microsoft.com/en-us/rest/api/apimanagement/apis/list-by-service",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

APIs of API Management whose `protocols` have `http` or `ws`.

- high: the service is reached from outside, or does not tell
- medium: its `virtualNetworkType` is Internal, so that it is reached from its virtual network alone

`protocols` absent or empty, and protocols that are not documented, are unknown. A revision that is not current is not \
applicable.

## Why it matters

Calls carry subscription keys and tokens in their headers. Over HTTP both can be read, and used, by whoever records \
the traffic.

## Evidence

`http` or `ws` in `protocols`; `virtualNetworkType` of the service where it is Internal.

## False positives

A service behind a gateway that takes HTTPS only may be reached by nobody else.

## Remediation

```sh
az apim api update --resource-group GROUP --service-name SERVICE --api-id API --protocols https
```

```hcl
resource \"azurerm_api_management_api\" \"example\" {
  protocols = [\"https\"]
}
```

## Native controls

azure-policy:ee7495e7-3ba7-40b6-bfee-c29e22cc75d4 asks for encrypted protocols alone.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    parent::pass_empty(scope, out, &SERVICES, &APIS, "it has no API");
    for api in scope.items(&APIS) {
        let properties = &api.view().properties;
        if properties.is_current == Some(false) {
            out.not_applicable(&api, "a revision that is not the current one");
            continue;
        }
        let protocols = properties.protocols.as_deref().unwrap_or_default();
        let is = |text: &str, words: [&str; 2]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
        let open: Vec<_> = protocols.iter().enumerate().filter(|(_, own)| is(own, ["http", "ws"])).collect();
        if open.is_empty() {
            match protocols.iter().find(|own| !is(own, ["https", "wss"])) {
                Some(other) => out.unknown(&api, format!("its protocols have {other}")),
                None if protocols.is_empty() => out.unknown(&api, "protocols is absent or empty"),
                None => out.pass(&api, "it takes HTTPS or WSS only"),
            }
            continue;
        }
        let mut case = out.case(&api);
        let mut severity = Severity::High;
        for (index, protocol) in &open {
            case.cite(&api, &format!("/properties/protocols/{index}"), protocol, "what callers may speak");
        }
        let own = parent::of(&api.view().id).unwrap_or_default();
        let service = scope.items(&SERVICES).find(|service| arm::same(&service.id, own));
        if let Some(service) = service
            && let Some(network) = service.properties.virtual_network_type.as_deref()
            && network.eq_ignore_ascii_case("Internal")
        {
            case.cite(&service, "/properties/virtualNetworkType", network, "reached from its virtual network alone");
            severity = severity.lowered();
        }
        let said: Vec<_> = open.iter().map(|(_, protocol)| protocol.as_str()).collect();
        let name = arm::last_segment(&api.view().id);
        let message = format!("API {name} takes calls without TLS, over {}.", said.join(" and "));
        out.rule(case, Ruling::Fail(severity, message));
    }
}
