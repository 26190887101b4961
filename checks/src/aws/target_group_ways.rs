//! Which listeners and rules lead to a target group.

use super::listener_actions::destinations;
use crate::{Item, ScopeView};
use overhear_aws::elasticloadbalancingv2::{Action, LISTENERS, Listener, RULES, Rule, TargetGroup};

/// What leads to a target group.
pub(super) struct Way<'a> {
    pub(super) listener: Item<'a, Listener>,
    /// The rule, where it is not the default action of the listener.
    pub(super) rule: Option<Item<'a, Rule>>,
    /// Where the action names the group.
    pub(super) pointer: String,
    /// What it says of the group.
    pub(super) note: &'static str,
}

/// The listeners of the load balancers.
pub(super) fn listeners<'a>(scope: &ScopeView<'a>, users: &[String]) -> Vec<Item<'a, Listener>> {
    let mut listeners: Vec<_> = users.iter().flat_map(|arn| scope.items_for(&LISTENERS, arn)).collect();
    listeners.sort_by_key(|listener| (listener.view().port, listener.view().listener_arn.as_str()));
    listeners
}

/// The actions that forward to the group.
pub(super) fn ways<'a>(scope: &ScopeView<'a>, group: &TargetGroup, listeners: &[Item<'a, Listener>]) -> Vec<Way<'a>> {
    let arn = &group.target_group_arn;
    let to_group = |actions: &'a [Action], list: &str| -> Vec<_> {
        let found = actions.iter().enumerate().flat_map(|(index, action)| {
            destinations(action).into_iter().filter(|group| group.arn == arn).map(move |group| (index, group))
        });
        found.map(|(index, group)| (format!("/{list}/{index}{}", group.pointer), group.note())).collect()
    };
    let mut ways = Vec::new();
    for listener in listeners {
        for (pointer, note) in to_group(&listener.view().default_actions, "DefaultActions") {
            ways.push(Way { listener: *listener, rule: None, pointer, note });
        }
        let mut rules = scope.items_for(&RULES, &listener.listener_arn);
        rules.sort_by_key(|rule| rule.view().rule_arn.as_str());
        for rule in rules.into_iter().filter(|rule| rule.priority.as_deref() != Some("default")) {
            for (pointer, note) in to_group(&rule.view().actions, "Actions") {
                ways.push(Way { listener: *listener, rule: Some(rule), pointer, note });
            }
        }
    }
    ways
}

/// True where TLS ends at the listener.
pub(super) fn ends_tls(listener: &Listener) -> bool {
    matches!(listener.protocol.as_deref(), Some("TLS" | "HTTPS"))
}

/// A listener of a protocol that is documented.
pub(super) fn is_known(listener: &Listener) -> bool {
    const PROTOCOLS: [&str; 9] = ["HTTP", "HTTPS", "TCP", "TLS", "UDP", "TCP_UDP", "GENEVE", "QUIC", "TCP_QUIC"];
    listener.protocol.as_deref().is_some_and(|protocol| PROTOCOLS.contains(&protocol))
}

/// Its port, in words.
pub(super) fn port(listener: &Listener) -> String {
    listener.port.map_or_else(|| "an unknown port".to_owned(), |port| format!("port {port}"))
}
