//! What does a URL map do with requests?

use overhear_gcp::compute_loadbalancing::{RouteAction, UrlMap, UrlRedirect};

/// What a URL map does with some of the requests.
pub(super) struct Route<'a> {
    /// The object that says so: the map itself, a path matcher or a rule.
    place: String,
    /// The backends that may get them, each with the pointer to where it is named.
    pub(super) services: Vec<(String, &'a str)>,
    redirect: Option<(String, &'a UrlRedirect)>,
}

impl<'a> Route<'a> {
    fn new(
        place: String,
        [service, action, redirect]: [&str; 3],
        (to, act, sent): (Option<&'a String>, Option<&'a RouteAction>, Option<&'a UrlRedirect>),
    ) -> Self {
        let mut services: Vec<_> = to.into_iter().map(|to| (format!("{place}/{service}"), to.as_str())).collect();
        let weighted = act.into_iter().flat_map(|act| &act.weighted_backend_services).enumerate();
        services.extend(weighted.filter_map(|(at, weighted)| {
            let pointer = format!("{place}/{action}/weightedBackendServices/{at}/backendService");
            Some((pointer, weighted.backend_service.as_deref()?))
        }));
        let redirect = sent.map(|sent| (format!("{place}/{redirect}"), sent));
        Self { place, services, redirect }
    }

    /// The object in a sentence.
    pub(super) fn place(&self) -> &str {
        if self.place.is_empty() { "the map itself" } else { self.place.trim_start_matches('/') }
    }

    /// True where every request is sent to HTTPS.
    pub(super) fn is_sent_to_https(&self) -> bool {
        self.redirect.as_ref().is_some_and(|(_, sent)| sent.https_redirect == Some(true))
    }

    /// True where requests are sent elsewhere, and stay HTTP; the pointer to where that stands.
    pub(super) fn stays_http(&self) -> Option<&str> {
        self.redirect
            .as_ref()
            .filter(|(_, sent)| sent.https_redirect != Some(true))
            .map(|(pointer, _)| pointer.as_str())
    }

    /// What stands at `httpsRedirect` of the redirect.
    pub(super) fn https_redirect(&self) -> Option<bool> {
        self.redirect.as_ref().and_then(|(_, sent)| sent.https_redirect)
    }
}

/// Everything that a map does, its own default first.
pub(super) fn routes(map: &UrlMap) -> Vec<Route<'_>> {
    const DEFAULT: [&str; 3] = ["defaultService", "defaultRouteAction", "defaultUrlRedirect"];
    const RULE: [&str; 3] = ["service", "routeAction", "urlRedirect"];
    let own = (map.default_service.as_ref(), map.default_route_action.as_ref(), map.default_url_redirect.as_ref());
    let mut routes = vec![Route::new(String::new(), DEFAULT, own)];
    for (at, matcher) in map.path_matchers.iter().enumerate() {
        let place = format!("/pathMatchers/{at}");
        let own = (
            matcher.default_service.as_ref(),
            matcher.default_route_action.as_ref(),
            matcher.default_url_redirect.as_ref(),
        );
        for (kind, rules) in [("pathRules", &matcher.path_rules), ("routeRules", &matcher.route_rules)] {
            for (at, rule) in rules.iter().enumerate() {
                let own = (rule.service.as_ref(), rule.route_action.as_ref(), rule.url_redirect.as_ref());
                routes.push(Route::new(format!("{place}/{kind}/{at}"), RULE, own));
            }
        }
        routes.push(Route::new(place, DEFAULT, own));
    }
    routes
}
