//! What an Azure role allows, and where an assignment of it reaches.
//!
//! `notActions` take away from the `actions` of the same permission and deny nothing: another permission, or another
//! role of the same principal, may allow what one leaves out.

use overhear_azure::{arm, authorization::Permission};

/// An action that a role allows: by which entry of `permissions`, and by which of its `actions`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Held {
    /// The action.
    pub(super) action: &'static str,
    /// The place in `permissions`.
    pub(super) permission: usize,
    /// The place in the `actions` of the permission.
    pub(super) pattern: usize,
    /// True where the permission has a condition of its own.
    pub(super) conditional: bool,
}

/// Whether an action as roles write it names an action: `*` stands for any text, and case does not matter.
pub(super) fn matches(pattern: &str, action: &str) -> bool {
    let (pattern, action) = (pattern.as_bytes(), action.as_bytes());
    let (mut at, mut read) = (0, 0);
    let mut retry = None;
    while let Some(letter) = action.get(read) {
        match (pattern.get(at), retry) {
            (Some(b'*'), _) => {
                at += 1;
                retry = Some((at, read));
            }
            (Some(own), _) if own.eq_ignore_ascii_case(letter) => {
                at += 1;
                read += 1;
            }
            // The last `*` takes one letter more.
            (_, Some((after, from))) => {
                at = after;
                read = from + 1;
                retry = Some((after, read));
            }
            (_, None) => return false,
        }
    }
    pattern.iter().skip(at).all(|rest| *rest == b'*')
}

/// Whether a text is there and says something.
pub(super) fn is_set(condition: Option<&str>) -> bool {
    condition.is_some_and(|text| !text.trim().is_empty())
}

/// How permissions allow an action, if one does; a permission without a condition comes first.
pub(super) fn allowing(permissions: &[Permission], action: &'static str) -> Option<Held> {
    let names = |list: &Option<Vec<String>>| list.iter().flatten().position(|pattern| matches(pattern, action));
    let entries = permissions.iter().enumerate().filter_map(|(permission, entry)| {
        let pattern = names(&entry.actions)?;
        let conditional = is_set(entry.condition.as_deref());
        names(&entry.not_actions).is_none().then_some(Held { action, permission, pattern, conditional })
    });
    entries.min_by_key(|held| held.conditional)
}

/// The resource type that an action is on: `Microsoft.Compute/virtualMachines` of
/// `Microsoft.Compute/virtualMachines/runCommand/action`.
pub(super) fn resource_type(action: &str) -> &str {
    let (rest, verb) = action.rsplit_once('/').unwrap_or((action, ""));
    if verb.eq_ignore_ascii_case("action") { rest.rsplit_once('/').map_or(rest, |(rest, _)| rest) } else { rest }
}

/// What kind of place a scope is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Level {
    /// The root or a management group, so that the subscription inherits from it.
    Above,
    /// The subscription.
    Subscription,
    /// A resource group.
    Group,
    /// A resource of this type.
    Resource(String),
}

/// Where an assignment applies.
#[derive(Clone, Debug)]
pub(super) struct Reach {
    id: String,
    /// What kind of place it is.
    pub(super) level: Level,
}

impl Reach {
    /// The place that a scope names; none for a text that names none.
    pub(super) fn parse(scope: &str) -> Option<Self> {
        let id = scope.trim().trim_end_matches('/').to_ascii_lowercase();
        let parts: Vec<_> = id.split('/').skip(1).collect();
        let level = match parts.as_slice() {
            [] if scope.trim() == "/" => Level::Above,
            ["providers", "microsoft.management", "managementgroups", _] => Level::Above,
            ["subscriptions", _] => Level::Subscription,
            ["subscriptions", _, "resourcegroups", _] => Level::Group,
            _ => Level::Resource(type_of(&parts)?),
        };
        Some(Self { id, level })
    }

    /// True where it takes in the whole subscription.
    pub(super) const fn is_wide(&self) -> bool {
        matches!(self.level, Level::Above | Level::Subscription)
    }

    /// True where the action can be done at or below the place.
    pub(super) fn holds(&self, action: &str) -> bool {
        let Level::Resource(own) = &self.level else { return true };
        let kind = resource_type(action).to_ascii_lowercase();
        kind.strip_prefix(own.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// True where what applies here applies to all that `other` has of the action within the subscription; without
    /// the children only to the place itself.
    pub(super) fn covers(&self, other: &Self, action: &str, children: bool) -> bool {
        if !children {
            let itself = |kind: &str| resource_type(action).eq_ignore_ascii_case(kind);
            return self.id == other.id && matches!(&self.level, Level::Resource(kind) if itself(kind));
        }
        match (&self.level, &other.level) {
            // The lists are those of the subscription, so that what is inherited comes down to all of it.
            (Level::Above, _) | (Level::Subscription, Level::Above) => true,
            _ => {
                let below = other.id.strip_prefix(self.id.as_str());
                below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            }
        }
    }

    /// The place in a sentence.
    pub(super) fn words(&self, scope: &str) -> String {
        let name = arm::last_segment(scope);
        match &self.level {
            Level::Above if self.id.is_empty() => "the root of the tenant".to_owned(),
            Level::Above => format!("management group {name}"),
            Level::Subscription => "the subscription".to_owned(),
            Level::Group => format!("resource group {name}"),
            Level::Resource(kind) => format!("{name} ({})", arm::last_segment(kind)),
        }
    }
}

/// The type that the parts of a resource id tell, after the last `providers`: the namespace and every other part.
fn type_of(parts: &[&str]) -> Option<String> {
    let start = parts.iter().rposition(|part| *part == "providers")?;
    let (namespace, names) = parts.get(start + 1..)?.split_first()?;
    let whole = !names.is_empty() && names.len() % 2 == 0 && names.iter().all(|name| !name.is_empty());
    let kinds = names.iter().step_by(2);
    whole.then(|| kinds.fold((*namespace).to_owned(), |kind, part| format!("{kind}/{part}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const CAPTURE: &str = "Microsoft.Network/networkWatchers/packetCaptures/write";

    fn permissions(document: serde_json::Value) -> Vec<Permission> {
        serde_json::from_value(document).unwrap_or_default()
    }

    #[test]
    fn wildcards_stand_anywhere() {
        let yes = [
            "*",
            "*/write",
            "Microsoft.Network/*",
            "microsoft.network/networkwatchers/packetcaptures/WRITE",
            "Microsoft.Network/*/write",
            "Microsoft.Network/networkWatchers/*/write",
            "Microsoft.Network/networkWatchers/packet*/wri*",
            "*packetCaptures*",
            "**/write**",
        ];
        let no = [
            "",
            "*/read",
            "Microsoft.Network",
            "Microsoft.Network/networkWatchers/packetCaptures",
            "Microsoft.Network/networkWatchers/*/action",
            "Microsoft.Network/networkWatchers/packetCaptures/write/",
            "Microsoft.Network/networkWatchers/packetCaptures/wr?te",
            "icrosoft.Network/*",
        ];
        assert!(yes.iter().all(|pattern| matches(pattern, CAPTURE)));
        assert!(no.iter().all(|pattern| !matches(pattern, CAPTURE)));
        assert!(matches("*a*b*c", "xaxbxbxc") && !matches("*a*b*c", "xaxbxbx"));
    }

    #[test]
    fn what_one_permission_leaves_out_another_may_allow() {
        let contributor = json!({"actions": ["*"], "notActions": ["Microsoft.Authorization/*/Write"]});
        assert!(allowing(&permissions(json!([contributor])), CAPTURE).is_some());
        let spared = json!({"actions": ["Microsoft.Network/*"], "notActions": ["microsoft.network/NETWORKWATCHERS/*"]});
        assert_eq!(allowing(&permissions(json!([spared])), CAPTURE), None);
        let both = permissions(json!([spared, {"actions": ["*/read", "*/packetCaptures/*"]}]));
        let held = Held { action: CAPTURE, permission: 1, pattern: 1, conditional: false };
        assert_eq!(allowing(&both, CAPTURE), Some(held));
        assert_eq!(allowing(&permissions(json!([{"notActions": ["*"]}, {"actions": null}])), CAPTURE), None);
    }

    #[test]
    fn a_permission_without_a_condition_comes_first() {
        let entries = json!([{"actions": ["*"], "condition": "@Resource[x]"}, {"actions": ["*"], "condition": ""}]);
        let held = allowing(&permissions(entries), CAPTURE);
        assert_eq!(held.map(|held| (held.permission, held.conditional)), Some((1, false)));
        let only = allowing(&permissions(json!([{"actions": ["*"], "condition": "@Resource[x]"}])), CAPTURE);
        assert_eq!(only.map(|held| held.conditional), Some(true));
    }

    #[test]
    fn actions_tell_their_type() {
        assert_eq!(resource_type(CAPTURE), "Microsoft.Network/networkWatchers/packetCaptures");
        assert_eq!(
            resource_type("Microsoft.Compute/virtualMachines/runCommand/action"),
            "Microsoft.Compute/virtualMachines"
        );
        assert_eq!(resource_type("x"), "x");
    }

    const GROUP: &str = "/subscriptions/s/resourceGroups/Net";
    const WATCHER: &str = "/subscriptions/s/resourceGroups/Net/providers/Microsoft.Network/networkWatchers/west";

    fn reach(scope: &str) -> Reach {
        Reach::parse(scope).unwrap_or(Reach { id: "?".to_owned(), level: Level::Group })
    }

    #[test]
    fn scopes_are_places() {
        let group = "/providers/Microsoft.Management/managementGroups/root";
        assert_eq!((reach("/").level, reach(group).level), (Level::Above, Level::Above));
        assert_eq!(reach("/SUBSCRIPTIONS/S/").level, Level::Subscription);
        assert_eq!(reach(GROUP).level, Level::Group);
        assert_eq!(reach(WATCHER).level, Level::Resource("microsoft.network/networkwatchers".to_owned()));
        for odd in ["", "s", "/subscriptions", "/subscriptions/s/resourceGroups", "/providers/x", "/a/providers/x/y"] {
            assert!(Reach::parse(odd).is_none(), "{odd}");
        }
    }

    #[test]
    fn a_resource_holds_what_is_on_it_and_below() {
        let on = |scope: &str| reach(scope).holds(CAPTURE);
        assert!(on("/") && on(GROUP) && on(WATCHER) && on(&format!("{WATCHER}/packetCaptures/p")));
        assert!(!on(&format!("{GROUP}/providers/Microsoft.Storage/storageAccounts/logs")));
        assert!(!on(&format!("{GROUP}/providers/Microsoft.Network/network/x")));
        assert!(!on(&format!("{WATCHER}/flowLogs/f")));
        assert!(!on(&format!("{WATCHER}/providers/Microsoft.Insights/diagnosticSettings/d")));
    }

    #[test]
    fn places_cover_what_lies_below() {
        let covers = |one: &str, other: &str| reach(one).covers(&reach(other), CAPTURE, true);
        assert!(covers("/subscriptions/s", "/") && covers("/", WATCHER) && covers(GROUP, &WATCHER.to_uppercase()));
        assert!(covers("/subscriptions/s", GROUP) && !covers("/subscriptions/t", GROUP));
        assert!(covers(GROUP, GROUP) && !covers(GROUP, "/subscriptions/s") && !covers(GROUP, &format!("{GROUP}2")));
        assert!(!covers(WATCHER, GROUP));
    }

    #[test]
    fn without_children_only_the_place_itself_is_covered() {
        let capture = format!("{WATCHER}/packetCaptures/p");
        assert!(reach(&capture).covers(&reach(&capture), CAPTURE, false));
        for place in ["/", "/subscriptions/s", GROUP, WATCHER] {
            assert!(!reach(place).covers(&reach(place), CAPTURE, false), "{place}");
        }
    }
}
