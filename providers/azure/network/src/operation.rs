//! The operations, and how the legacy client builds their requests.

use crate::{
    id,
    recorder::{Nobody, Recorder},
};
use azure_core::http::{Method, Url};
use azure_core_legacy::{RetryOptions, TransportOptions};
use azure_mgmt_network::Client;
use futures_util::{StreamExt, future::BoxFuture};
use std::sync::Arc;

/// An operation of Microsoft.Network.
pub struct Operation {
    /// The kinds of names that the id of the parent is made of, after the subscription; none for an operation of a
    /// subscription.
    parent: &'static [&'static str],
    /// Has the client make its first request; takes the subscription, and the names of `parent`.
    build: fn(&Client, &[String]) -> BoxFuture<'static, ()>,
}

impl Operation {
    /// The request for the first page, of a subscription or of the parent with this ARM id.
    ///
    /// None where the id is not that of a parent of this operation, or holds a name that Azure does not give.
    pub async fn request(&self, endpoint: &Url, subscription: &str, parent: &str) -> Option<(Method, Url)> {
        let names =
            if self.parent.is_empty() { vec![id::plain(subscription)?] } else { id::names(parent, self.parent)? };
        let recorder = Arc::new(Recorder::default());
        // Without a transport the client would take its default one, which panics; with retries it would wait and make
        // the request again.
        let client = Client::builder(Arc::new(Nobody))
            .endpoint(endpoint.clone())
            .scopes(&[])
            .retry(RetryOptions::none())
            .transport(TransportOptions::new(Arc::clone(&recorder) as Arc<dyn azure_core_legacy::HttpClient>))
            .build()
            .ok()?;
        (self.build)(&client, &names).await;
        let (method, mut url) = recorder.take()?;
        let method = match method {
            azure_core_legacy::Method::Get => Method::Get,
            azure_core_legacy::Method::Post => Method::Post,
            _ => return None,
        };
        // The client writes its path over that of the endpoint.
        let base = endpoint.path().trim_end_matches('/');
        if !base.is_empty() {
            url.set_path(&format!("{base}{}", url.path()));
        }
        Some((method, url))
    }
}

/// Declares operations. Each names the call of the client, the names that it takes before the subscription with their
/// kinds in the id of the parent, and how its builder is made to build: by `send`, or as the first `page` of a stream.
macro_rules! operations {
    ($($(#[$doc:meta])* $operation:ident: $client:ident.$call:ident($($name:ident in $kind:literal),*).$how:ident;)*) => {
        $($(#[$doc])*
        pub static $operation: Operation = Operation {
            parent: &[$($kind),*],
            build: |client, names| {
                let [subscription, $($name),*] = names else { return Box::pin(async {}) };
                let builder = client.$client().$call($($name,)* subscription);
                // What the client makes of it is an error: it was given no answer.
                Box::pin(async move { drop(operations!(@ $how builder)) })
            },
        };)*

        #[cfg(test)]
        const ALL: &[&Operation] = &[$(&$operation),*];
    };
    (@ send $builder:ident) => { $builder.send().await };
    (@ page $builder:ident) => { $builder.into_stream().next().await };
}

operations! {
    /// The application gateways of a subscription.
    APPLICATION_GATEWAYS_LIST_ALL: application_gateways_client.list_all().page;

    /// The predefined TLS policies that application gateways of a subscription can name.
    APPLICATION_GATEWAYS_LIST_AVAILABLE_SSL_PREDEFINED_POLICIES:
        application_gateways_client.list_available_ssl_predefined_policies().page;

    /// The Azure Firewalls of a subscription.
    AZURE_FIREWALLS_LIST_ALL: azure_firewalls_client.list_all().page;

    /// The firewall policies of a subscription.
    FIREWALL_POLICIES_LIST_ALL: firewall_policies_client.list_all().page;

    /// The rule collection groups of a firewall policy.
    FIREWALL_POLICY_RULE_COLLECTION_GROUPS_LIST:
        firewall_policy_rule_collection_groups_client.list(group in "resourceGroups", policy in "firewallPolicies").page;

    /// The flow logs of a network watcher.
    FLOW_LOGS_LIST: flow_logs_client.list(group in "resourceGroups", watcher in "networkWatchers").page;

    /// The load balancers of a subscription.
    LOAD_BALANCERS_LIST_ALL: load_balancers_client.list_all().page;

    /// The network interfaces of a subscription, without those of scale sets.
    NETWORK_INTERFACES_LIST_ALL: network_interfaces_client.list_all().page;

    /// The network interfaces of a scale set.
    NETWORK_INTERFACES_LIST_VIRTUAL_MACHINE_SCALE_SET_NETWORK_INTERFACES:
        network_interfaces_client.list_virtual_machine_scale_set_network_interfaces(
            group in "resourceGroups",
            set in "virtualMachineScaleSets"
        ).page;

    /// The tap configurations of a network interface.
    NETWORK_INTERFACE_TAP_CONFIGURATIONS_LIST: network_interface_tap_configurations_client.list(
        group in "resourceGroups",
        interface in "networkInterfaces"
    ).page;

    /// The network watchers of a subscription.
    NETWORK_WATCHERS_LIST_ALL: network_watchers_client.list_all().send;

    /// The state of a packet capture. By `send`, since the builder as a future follows `Location` to any host.
    PACKET_CAPTURES_GET_STATUS: packet_captures_client.get_status(
        group in "resourceGroups",
        watcher in "networkWatchers",
        capture in "packetCaptures"
    ).send;

    /// The packet captures of a network watcher.
    PACKET_CAPTURES_LIST: packet_captures_client.list(group in "resourceGroups", watcher in "networkWatchers").send;

    /// The route tables of a subscription.
    ROUTE_TABLES_LIST_ALL: route_tables_client.list_all().page;

    /// The virtual networks of a subscription.
    VIRTUAL_NETWORKS_LIST_ALL: virtual_networks_client.list_all().page;

    /// The connections of the virtual network gateways of a resource group.
    VIRTUAL_NETWORK_GATEWAY_CONNECTIONS_LIST:
        virtual_network_gateway_connections_client.list(group in "resourceGroups").page;

    /// The virtual network taps of a subscription.
    VIRTUAL_NETWORK_TAPS_LIST_ALL: virtual_network_taps_client.list_all().page;
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;

    const GROUP: &str = "/subscriptions/a/resourceGroups/g";

    fn line(operation: &Operation, endpoint: &str, subscription: &str, parent: &str) -> Option<String> {
        let endpoint = Url::parse(endpoint).unwrap();
        let (method, url) = operation.request(&endpoint, subscription, parent).now_or_never().unwrap()?;
        Some(format!("{} {url}", method.as_str()))
    }

    #[test]
    fn requests_are_as_documented() {
        let watcher = format!("{GROUP}/providers/Microsoft.Network/networkWatchers/w");
        let capture = format!("{watcher}/packetCaptures/c");
        let interface = format!("{GROUP}/providers/Microsoft.Network/networkInterfaces/n");
        let policy = format!("{GROUP}/providers/Microsoft.Network/firewallPolicies/p");
        let set = format!("{GROUP}/providers/Microsoft.Compute/virtualMachineScaleSets/s");
        let of_subscription =
            |rest: &str| format!("GET /subscriptions/b/providers/Microsoft.Network/{rest}?api-version=2024-03-01");
        let expected = [
            (&APPLICATION_GATEWAYS_LIST_ALL, "", of_subscription("applicationGateways")),
            (
                &APPLICATION_GATEWAYS_LIST_AVAILABLE_SSL_PREDEFINED_POLICIES,
                "",
                of_subscription("applicationGatewayAvailableSslOptions/default/predefinedPolicies"),
            ),
            (&AZURE_FIREWALLS_LIST_ALL, "", of_subscription("azureFirewalls")),
            (&FIREWALL_POLICIES_LIST_ALL, "", of_subscription("firewallPolicies")),
            (
                &FIREWALL_POLICY_RULE_COLLECTION_GROUPS_LIST,
                &policy,
                format!("GET {policy}/ruleCollectionGroups?api-version=2024-03-01"),
            ),
            (&FLOW_LOGS_LIST, &watcher, format!("GET {watcher}/flowLogs?api-version=2024-03-01")),
            (&LOAD_BALANCERS_LIST_ALL, "", of_subscription("loadBalancers")),
            (&NETWORK_INTERFACES_LIST_ALL, "", of_subscription("networkInterfaces")),
            (
                &NETWORK_INTERFACES_LIST_VIRTUAL_MACHINE_SCALE_SET_NETWORK_INTERFACES,
                &set,
                format!(
                    "GET {GROUP}/providers/microsoft.Compute/virtualMachineScaleSets/s/networkInterfaces?api-version=2018-10-01"
                ),
            ),
            (
                &NETWORK_INTERFACE_TAP_CONFIGURATIONS_LIST,
                &interface,
                format!("GET {interface}/tapConfigurations?api-version=2024-03-01"),
            ),
            (&NETWORK_WATCHERS_LIST_ALL, "", of_subscription("networkWatchers")),
            (&PACKET_CAPTURES_GET_STATUS, &capture, format!("POST {capture}/queryStatus?api-version=2024-03-01")),
            (&PACKET_CAPTURES_LIST, &watcher, format!("GET {watcher}/packetCaptures?api-version=2024-03-01")),
            (&ROUTE_TABLES_LIST_ALL, "", of_subscription("routeTables")),
            (&VIRTUAL_NETWORKS_LIST_ALL, "", of_subscription("virtualNetworks")),
            (
                &VIRTUAL_NETWORK_GATEWAY_CONNECTIONS_LIST,
                GROUP,
                format!("GET {GROUP}/providers/Microsoft.Network/connections?api-version=2024-03-01"),
            ),
            (&VIRTUAL_NETWORK_TAPS_LIST_ALL, "", of_subscription("virtualNetworkTaps")),
        ];
        for (operation, (listed, parent, request)) in ALL.iter().zip(&expected) {
            assert!(std::ptr::eq(*operation, *listed), "{request}");
            let (method, path) = request.split_once(' ').unwrap();
            // What a parent's id names counts, and nothing of it is a name of the subscription that is read.
            let line = line(operation, "https://management.azure.com", "b", parent).unwrap();
            assert_eq!(line, format!("{method} https://management.azure.com{path}"));
        }
        assert_eq!(ALL.len(), expected.len());
    }

    #[test]
    fn the_endpoint_keeps_its_path() {
        let expected =
            "GET http://127.0.0.1:1/arm/subscriptions/a/providers/Microsoft.Network/routeTables?api-version=2024-03-01";
        for endpoint in ["http://127.0.0.1:1/arm", "http://127.0.0.1:1/arm/"] {
            assert_eq!(line(&ROUTE_TABLES_LIST_ALL, endpoint, "a", "").as_deref(), Some(expected));
        }
    }

    #[test]
    fn names_of_other_scripts_are_encoded() {
        let parent = "/subscriptions/a/resourceGroups/größe";
        let line = line(&VIRTUAL_NETWORK_GATEWAY_CONNECTIONS_LIST, "https://x.example", "", parent).unwrap();
        assert!(
            line.starts_with("GET https://x.example/subscriptions/a/resourceGroups/gr%C3%B6%C3%9Fe/providers/"),
            "{line}"
        );
    }

    #[test]
    fn what_azure_does_not_name_so_makes_no_request() {
        for odd in ["", ".", "..", "a/b", "a?b", "a#b", "%2e%2e", "a\nb", "a\\b"] {
            assert_eq!(line(&ROUTE_TABLES_LIST_ALL, "https://x.example", odd, ""), None, "{odd:?}");
            let parent = format!("/subscriptions/a/resourceGroups/g/providers/Microsoft.Network/networkWatchers/{odd}");
            assert_eq!(line(&PACKET_CAPTURES_LIST, "https://x.example", "a", &parent), None, "{odd:?}");
        }
        assert_eq!(line(&PACKET_CAPTURES_LIST, "https://x.example", "a", GROUP), None, "no watcher");
    }
}
