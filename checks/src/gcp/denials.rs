//! Which permissions do the deny policies of a project take away?

use crate::{Case, Estate, Item};
use overhear_gcp::iam_policies::{DENY_POLICIES, DENY_POLICY_RULES, DenyPolicy, DenyRule};

/// The deny policies of a project.
pub(super) struct Denials<'a>(Vec<Item<'a, DenyPolicy>>);

impl<'a> Denials<'a> {
    /// Those that are attached to the project itself: no operation of ours lists those of folders and organisations.
    pub(super) fn of(case: &mut Case, estate: &'a Estate, project: &str) -> Self {
        let own = |policy: &Item<'_, DenyPolicy>| policy.call().scope.account == project;
        let mut policies = case.look_in(estate, &DENY_POLICIES, project);
        policies.retain(own);
        if !policies.is_empty() {
            // The list leaves the rules out.
            policies.extend(case.look_in(estate, &DENY_POLICY_RULES, project).into_iter().filter(own));
        }
        Self(policies)
    }

    /// Whether a permission is taken from a member under every circumstance.
    pub(super) fn take(&self, permission: &str, member: &str) -> bool {
        let rules = self.0.iter().flat_map(|policy| &policy.view().rules);
        rules.filter_map(|rule| rule.deny_rule.as_ref()).any(|rule| takes(rule, permission, member))
    }
}

fn takes(rule: &DenyRule, permission: &str, member: &str) -> bool {
    let names = |patterns: &[String]| patterns.iter().any(|pattern| covers(pattern, permission));
    if rule.denial_condition.is_some() || !names(&rule.denied_permissions) || names(&rule.exception_permissions) {
        return false;
    }
    let own = principal(member);
    let everybody = |denied: &String| denied == "principalSet://goog/public:all";
    let denied = rule.denied_principals.iter().any(|denied| everybody(denied) || own.as_ref() == Some(denied));
    // A member that is a single identity is told from another one; a group may hold it, or be held by it.
    let is_single = |name: &String| name.starts_with("principal://");
    let spared = rule
        .exception_principals
        .iter()
        .any(|spared| !own.as_ref().is_some_and(|own| is_single(own) && is_single(spared) && own != spared));
    denied && !spared
}

/// A member as deny policies name it; nothing for one that they name in another way.
fn principal(member: &str) -> Option<String> {
    match member.split_once(':')? {
        ("user", address) => Some(format!("principal://goog/subject/{address}")),
        ("group", address) => Some(format!("principalSet://goog/group/{address}")),
        ("serviceAccount", address) if address.contains('@') => {
            Some(format!("principal://iam.googleapis.com/projects/-/serviceAccounts/{address}"))
        }
        ("principal" | "principalSet", _) => Some(member.to_owned()),
        _ => None,
    }
}

/// Whether `compute.googleapis.com/packetMirrorings.create`, or a pattern in its form, covers a permission as roles
/// spell it. A pattern has `*` for the resource or for the verb, or for both.
fn covers(pattern: &str, permission: &str) -> bool {
    let Some((service, permission)) = permission.split_once('.') else { return false };
    let Some((host, pattern)) = pattern.split_once('/') else { return false };
    let parts = |text: &str| text.rsplit_once('.').map(|(resource, verb)| (resource.to_owned(), verb.to_owned()));
    let (Some((resource, verb)), Some((own_resource, own_verb))) = (parts(permission), parts(pattern)) else {
        return false;
    };
    let fits = |own: &str, wanted: &str| own == "*" || own == wanted;
    host.strip_suffix(".googleapis.com") == Some(service) && fits(&own_resource, &resource) && fits(&own_verb, &verb)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn patterns_cover_permissions() {
        let create = "compute.packetMirrorings.create";
        for pattern in ["packetMirrorings.create", "packetMirrorings.*", "*.create", "*.*"] {
            assert!(covers(&format!("compute.googleapis.com/{pattern}"), create), "{pattern}");
        }
        for pattern in [
            "compute.googleapis.com/packetMirrorings.update",
            "compute.googleapis.com/packetMirroring*.create",
            "networksecurity.googleapis.com/*.*",
            "compute.packetMirrorings.create",
            "*",
        ] {
            assert!(!covers(pattern, create), "{pattern}");
        }
    }

    #[test]
    fn a_rule_takes_only_what_it_surely_takes() {
        let rule = |more: serde_json::Value| -> DenyRule {
            let mut rule = json!({
                "deniedPrincipals": ["principalSet://goog/public:all"],
                "deniedPermissions": ["compute.googleapis.com/packetMirrorings.create"],
            });
            rule.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            serde_json::from_value(rule).unwrap()
        };
        let create = "compute.packetMirrorings.create";
        let takes_from = |more: serde_json::Value, member: &str| takes(&rule(more), create, member);
        let ann = "user:ann@example.com";
        assert!(
            takes_from(json!({}), ann)
                && takes_from(json!({}), "allUsers")
                && takes_from(json!({}), "domain:example.com")
        );
        assert!(!takes_from(json!({"denialCondition": {"expression": "resource.matchTag('1/env', 'prod')"}}), ann));
        assert!(!takes_from(json!({"exceptionPermissions": ["compute.googleapis.com/packetMirrorings.*"]}), ann));
        let only = json!({"deniedPrincipals": ["principal://goog/subject/ann@example.com"]});
        assert!(takes_from(only.clone(), ann) && !takes_from(only, "user:bob@example.com"));
        let but_bob = json!({"exceptionPrincipals": ["principal://goog/subject/bob@example.com"]});
        assert!(takes_from(but_bob.clone(), ann) && !takes_from(but_bob.clone(), "user:bob@example.com"));
        // Bob may be in the group.
        assert!(!takes_from(but_bob, "group:net@example.com"));
        let but_group = json!({"exceptionPrincipals": ["principalSet://goog/group/net@example.com"]});
        assert!(!takes_from(but_group, ann));
    }
}
