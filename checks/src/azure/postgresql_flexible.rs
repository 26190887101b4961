//! What the two checks on these flexible servers share: which there are, and whether they require TLS.

use super::server_parameters::parameter;
use crate::{Item, Results, ScopeView};
use overhear_azure::postgresql::{CONFIGURATIONS, Configuration, SERVERS, Server};

/// Whether a server requires TLS.
pub(super) enum Required {
    /// `on`.
    On,
    /// `off`.
    Off,
    /// A value that is not documented, or none.
    Untold,
}

/// The servers that are not being dropped, each with its parameter `require_secure_transport` and what it says. Those
/// that are being dropped, or whose parameter is missing, get their verdict here.
pub(super) fn servers<'a>(
    scope: &ScopeView<'a>,
    out: &mut Results<'_>,
) -> Vec<(Item<'a, Server>, Item<'a, Configuration>, Required)> {
    let mut found = Vec::new();
    for server in scope.items(&SERVERS) {
        if server.properties.state.as_deref().is_some_and(|state| state.eq_ignore_ascii_case("Dropping")) {
            out.not_applicable(&server, "it is being dropped");
        } else if let Some(own) = parameter(scope, out, &CONFIGURATIONS, &server, "require_secure_transport") {
            let required = match own.properties.value.as_deref() {
                Some(value) if value.eq_ignore_ascii_case("on") => Required::On,
                Some(value) if value.eq_ignore_ascii_case("off") => Required::Off,
                _ => Required::Untold,
            };
            found.push((server, own, required));
        }
    }
    found
}

/// Why a value does not count yet: it takes effect with a restart.
pub(super) fn pending(parameter: &Item<'_, Configuration>) -> Option<String> {
    let value = parameter.properties.value.as_deref().unwrap_or_default();
    let name = parameter.name.as_deref().unwrap_or_default();
    let waits = parameter.properties.is_config_pending_restart == Some(true);
    waits.then(|| format!("{name} is {value}, and takes effect with the next restart"))
}
