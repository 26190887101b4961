//! The profiles of Front Door, their endpoints and routes.

use super::parent;
use crate::{Item, Results, ScopeView};
use overhear_azure::{
    arm,
    cdn::{ENDPOINTS, PROFILES, ROUTES, Route, RouteProperties},
};
use overhear_core::{Document, Listing};

/// Gives the profiles of a classic CDN, which have none of these parts, and those without any their verdict.
pub(super) fn profiles<C: Document>(
    scope: &ScopeView<'_>,
    out: &mut Results<'_>,
    parts: &'static Listing<C>,
    nothing: &str,
) {
    for profile in scope.items(&PROFILES) {
        let sku = profile.sku.as_ref().and_then(|sku| sku.name.as_deref()).unwrap_or_default();
        if !sku.is_empty() && !sku.to_ascii_lowercase().contains("frontdoor") {
            out.not_applicable(&profile, &format!("a classic CDN profile, of SKU {sku}"));
        } else if scope.items_for(parts, &profile.id).is_empty() && scope.sight_for(&parts.op, &profile.id).is_clear() {
            out.not_applicable(&profile, nothing);
        }
    }
}

/// The routes that are in use. Profiles, endpoints and the other routes get their verdict here.
pub(super) fn routes<'a>(scope: &ScopeView<'a>, out: &mut Results<'_>) -> Vec<Item<'a, Route>> {
    profiles(scope, out, &ENDPOINTS, "it has no endpoint");
    parent::pass_empty(scope, out, &ENDPOINTS, &ROUTES, "it has no route");
    let mut used = Vec::new();
    for route in scope.items(&ROUTES) {
        let endpoint = parent::of(&route.id).unwrap_or_default();
        let profile = parent::of(endpoint).unwrap_or_default();
        let sight = scope.sight_for(&ENDPOINTS.op, profile);
        if let Some(gap) = sight.gap().filter(|_| !sight.is_clear()) {
            out.unknown(&route, format!("{}: {gap}", ENDPOINTS.op.id));
            continue;
        }
        let mut endpoints = scope.items_for(&ENDPOINTS, profile).into_iter();
        let endpoint = endpoints.find(|own| arm::same(&own.id, endpoint));
        let endpoint = endpoint.as_ref().and_then(|own| own.properties.enabled_state.as_deref());
        let is = |text: Option<&str>, word: &str| text.is_some_and(|text| text.eq_ignore_ascii_case(word));
        match route.properties.enabled_state.as_deref() {
            state if is(state, "Disabled") => out.not_applicable(&route, "it is disabled"),
            _ if is(endpoint, "Disabled") => out.not_applicable(&route, "its endpoint is disabled"),
            state if is(state, "Enabled") => used.push(route),
            state => out.unknown(&route, format!("its enabledState is {}", state.unwrap_or("absent"))),
        }
    }
    used
}

/// What clients may speak on a route.
pub(super) enum Spoken {
    /// HTTP is served; the place of the word in the list of protocols.
    Http(usize),
    /// HTTP is sent to HTTPS.
    Redirected,
    /// Nothing but HTTPS.
    Https,
    /// Nobody can tell, and why.
    Untold(String),
}

impl Spoken {
    pub(super) fn of(route: &RouteProperties) -> Self {
        let protocols = route.supported_protocols.as_deref().unwrap_or_default();
        let place = protocols.iter().position(|own| own.eq_ignore_ascii_case("Http"));
        let Some(place) = place else {
            return match protocols.iter().find(|own| !own.eq_ignore_ascii_case("Https")) {
                Some(other) => Self::Untold(format!("supportedProtocols has {other}")),
                None if protocols.is_empty() => Self::Untold("supportedProtocols is absent or empty".to_owned()),
                None => Self::Https,
            };
        };
        let takes_https = protocols.iter().any(|own| own.eq_ignore_ascii_case("Https"));
        match route.https_redirect.as_deref() {
            Some(redirect) if redirect.eq_ignore_ascii_case("Enabled") && !takes_https => {
                Self::Untold("its httpsRedirect is Enabled, and supportedProtocols lacks Https".to_owned())
            }
            Some(redirect) if redirect.eq_ignore_ascii_case("Enabled") => Self::Redirected,
            Some(redirect) if !redirect.eq_ignore_ascii_case("Disabled") => {
                Self::Untold(format!("its httpsRedirect is {redirect}"))
            }
            _ => Self::Http(place),
        }
    }
}

/// How many rule sets apply to a route. Their rules, which are not read, may redirect it or send it elsewhere.
pub(super) fn rule_sets(route: &RouteProperties) -> usize {
    route.rule_sets.as_ref().map_or(0, Vec::len)
}
