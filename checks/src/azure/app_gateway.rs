//! The parts of an application gateway, which name each other by their ids inside one body.

use crate::{Item, Results};
use overhear_azure::{
    application_gateways::{ApplicationGateway, ApplicationGatewayProperties, Listener, Part, RequestRoutingRule},
    arm::{self, SubResource},
};

/// A listener and where it stands in the body.
pub(super) struct Placed<'a> {
    /// The pointer of its settings.
    pub(super) at: String,
    /// Its id; empty where it has none.
    pub(super) id: &'a str,
    /// Its settings.
    pub(super) listener: &'a Listener,
}

impl<'a> Placed<'a> {
    /// Its name.
    pub(super) fn name(&self) -> &'a str {
        arm::last_segment(self.id)
    }

    /// True where it speaks this protocol.
    pub(super) fn speaks(&self, protocol: &str) -> bool {
        is(self.listener.protocol.as_deref(), protocol)
    }
}

/// The listeners of a gateway.
#[derive(Default)]
pub(super) struct Listeners<'a> {
    /// Those for HTTP and HTTPS.
    pub(super) requests: Vec<Placed<'a>>,
    /// Those for TCP and TLS.
    pub(super) connections: Vec<Placed<'a>>,
    /// Why they are not all known.
    pub(super) untold: Option<String>,
}

/// The listeners of a gateway that may run. Where it is stopped, or its listeners are not told at all, it gets its
/// verdict here.
pub(super) fn listeners<'a>(out: &mut Results<'_>, gateway: &Item<'a, ApplicationGateway>) -> Option<Listeners<'a>> {
    let properties = &gateway.view().properties;
    if is(properties.operational_state.as_deref(), "Stopped") {
        out.not_applicable(gateway, "it is stopped");
        return None;
    }
    let mut all = Listeners::default();
    let layers = [
        (&properties.http_listeners, "httpListeners", &mut all.requests, ["Http", "Https"]),
        (&properties.listeners, "listeners", &mut all.connections, ["Tcp", "Tls"]),
    ];
    for (parts, list, placed, protocols) in layers {
        for (index, part) in parts.iter().flatten().enumerate() {
            let id = part.id.as_deref().unwrap_or_default();
            let Some(listener) = &part.properties else {
                all.untold = Some(format!("the settings of {list} {index} are absent"));
                continue;
            };
            let protocol = listener.protocol.as_deref();
            if id.is_empty() {
                all.untold = Some(format!("{list} {index} has no id"));
            } else if !protocols.iter().any(|known| is(protocol, known)) {
                let protocol = protocol.unwrap_or("absent");
                all.untold = Some(format!("the protocol of listener {} is {protocol}", arm::last_segment(id)));
            }
            placed.push(Placed { at: format!("/properties/{list}/{index}/properties"), id, listener });
        }
    }
    if properties.http_listeners.is_none() && all.connections.is_empty() {
        out.unknown(gateway, "httpListeners is absent");
        return None;
    }
    Some(all)
}

/// Where some of the requests to a listener go, and the pointer of the id that says so.
pub(super) enum Way<'a> {
    /// To a backend, in the manner of these settings.
    Backend(String, &'a str),
    /// Back to the client, with this redirect.
    Redirect(String, &'a str),
    /// Nothing in the body tells, and why.
    Lost(String),
}

/// Where the requests to a listener go: by its rules, and by path where a rule has a map. A listener without a rule
/// serves nothing.
pub(super) fn ways<'a>(gateway: &'a ApplicationGatewayProperties, listener: &str) -> Vec<Way<'a>> {
    let mut ways = Vec::new();
    for (index, part) in gateway.request_routing_rules.iter().flatten().enumerate() {
        let Some(rule) = part.properties.as_ref().filter(|rule| names(rule.http_listener.as_ref(), listener)) else {
            continue;
        };
        match &rule.url_path_map {
            Some(map) => by_path(gateway, map, &mut ways),
            None => ways.push(direct(index, rule)),
        }
    }
    ways
}

fn direct(index: usize, rule: &RequestRoutingRule) -> Way<'_> {
    let at = format!("/properties/requestRoutingRules/{index}/properties");
    let settings = ("backendHttpSettings", rule.backend_http_settings.as_ref());
    let redirect = ("redirectConfiguration", rule.redirect_configuration.as_ref());
    way(&at, settings, redirect)
}

fn by_path<'a>(gateway: &'a ApplicationGatewayProperties, map: &SubResource, ways: &mut Vec<Way<'a>>) {
    let id = map.id.as_deref().unwrap_or_default();
    let Some((index, map)) = find(gateway.url_path_maps.as_deref(), id) else {
        ways.push(Way::Lost(not_there("urlPathMaps", id)));
        return;
    };
    let at = format!("/properties/urlPathMaps/{index}/properties");
    let settings = ("defaultBackendHttpSettings", map.default_backend_http_settings.as_ref());
    let redirect = ("defaultRedirectConfiguration", map.default_redirect_configuration.as_ref());
    ways.push(way(&at, settings, redirect));
    for (index, part) in map.path_rules.iter().flatten().enumerate() {
        let at = format!("{at}/pathRules/{index}/properties");
        ways.push(match &part.properties {
            Some(rule) => {
                let settings = ("backendHttpSettings", rule.backend_http_settings.as_ref());
                way(&at, settings, ("redirectConfiguration", rule.redirect_configuration.as_ref()))
            }
            None => Way::Lost(format!("{at} is absent")),
        });
    }
}

type Named<'n, 'a> = (&'n str, Option<&'a SubResource>);

fn way<'a>(at: &str, settings: Named<'_, 'a>, redirect: Named<'_, 'a>) -> Way<'a> {
    let id = |named: Named<'_, 'a>| Some((format!("{at}/{}/id", named.0), named.1?.id.as_deref()?));
    match (id(redirect), id(settings)) {
        (Some((pointer, id)), _) => Way::Redirect(pointer, id),
        (None, Some((pointer, id))) => Way::Backend(pointer, id),
        (None, None) => Way::Lost(format!("{at} names neither a backend nor a redirect")),
    }
}

/// Why not every rule is known: one without settings, or for a listener that is not there.
pub(super) fn stray_rule(gateway: &ApplicationGatewayProperties, all: &Listeners<'_>) -> Option<String> {
    let requests = gateway.request_routing_rules.iter().flatten();
    let requests =
        requests.map(|part| (part.properties.as_ref().map(|rule| rule.http_listener.as_ref()), &all.requests));
    let connections = gateway.routing_rules.iter().flatten();
    let connections =
        connections.map(|part| (part.properties.as_ref().map(|rule| rule.listener.as_ref()), &all.connections));
    requests.chain(connections).find_map(|(rule, listeners)| {
        let Some(named) = rule else { return Some("the settings of a rule are absent".to_owned()) };
        let id = named.and_then(|named| named.id.as_deref()).unwrap_or_default();
        let known = listeners.iter().any(|own| !id.is_empty() && arm::same(own.id, id));
        (!known).then(|| not_there("listeners", id))
    })
}

/// The part of this id, and its place.
pub(super) fn find<'a, P>(parts: Option<&'a [Part<P>]>, id: &str) -> Option<(usize, &'a P)> {
    let own = |part: &Part<P>| !id.is_empty() && part.id.as_deref().is_some_and(|own| arm::same(own, id));
    let (index, part) = parts?.iter().enumerate().find(|(_, part)| own(part))?;
    Some((index, part.properties.as_ref()?))
}

/// The sentence for an id that leads nowhere.
pub(super) fn not_there(list: &str, id: &str) -> String {
    let name = if id.is_empty() { "what a rule names" } else { arm::last_segment(id) };
    format!("{name} is not among the {list} of the gateway")
}

/// True where the reference is to this id.
pub(super) fn names(reference: Option<&SubResource>, id: &str) -> bool {
    !id.is_empty() && reference.and_then(|own| own.id.as_deref()).is_some_and(|own| arm::same(own, id))
}

/// True where a text is this word, whatever its case.
pub(super) fn is(text: Option<&str>, word: &str) -> bool {
    text.is_some_and(|text| text.eq_ignore_ascii_case(word))
}
