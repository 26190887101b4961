//! What a listener or a rule of an application or network load balancer does with a request.

use overhear_aws::elasticloadbalancingv2::Action;

/// Actions that never end a request: another one follows.
const CONTINUING: [&str; 3] = ["authenticate-cognito", "authenticate-oidc", "jwt-validation"];

/// Actions one of which ends it.
const ENDING: [&str; 3] = ["fixed-response", "forward", "redirect"];

/// True for an action of a type that is documented.
pub(super) fn is_documented(action: &Action) -> bool {
    let known = |kind: &str| CONTINUING.contains(&kind) || ENDING.contains(&kind);
    action.action_type.as_deref().is_some_and(known)
}

/// The action that ends a request, and its place: of those that may, the one with the highest order. None where that
/// cannot be told.
pub(super) fn ending(actions: &[Action]) -> Option<(usize, &Action)> {
    let may_end = |action: &Action| !action.action_type.as_deref().is_some_and(|kind| CONTINUING.contains(&kind));
    let mut ends: Vec<_> = actions.iter().enumerate().filter(|(_, action)| may_end(action)).collect();
    ends.sort_by_key(|(_, action)| action.order);
    match ends.as_slice() {
        [.., (_, before), last] => (before.order < last.1.order && all_ordered(&ends)).then_some(*last),
        [only] => Some(*only),
        [] => None,
    }
}

fn all_ordered(actions: &[(usize, &Action)]) -> bool {
    actions.iter().all(|(_, action)| action.order.is_some())
}

/// A target group that an action names.
pub(super) struct Destination<'a> {
    /// Where its ARN stands in the action.
    pub(super) pointer: String,
    /// Its ARN.
    pub(super) arn: &'a str,
    /// Its share of the requests, where several have one.
    pub(super) weight: Option<i64>,
}

/// The target groups that an action forwards to, whatever their weights.
pub(super) fn destinations(action: &Action) -> Vec<Destination<'_>> {
    let several = action.forward_config.as_ref().map_or(&[][..], |config| &config.target_groups);
    let mut found: Vec<_> = several
        .iter()
        .enumerate()
        .filter_map(|(index, group)| {
            let pointer = format!("/ForwardConfig/TargetGroups/{index}/TargetGroupArn");
            Some(Destination { pointer, arn: group.target_group_arn.as_deref()?, weight: group.weight })
        })
        .collect();
    if let Some(arn) = action.target_group_arn.as_deref()
        && found.iter().all(|group| group.arn != arn)
    {
        found.push(Destination { pointer: "/TargetGroupArn".to_owned(), arn, weight: None });
    }
    found
}

impl Destination<'_> {
    /// What its weight means, for the evidence.
    pub(super) const fn note(&self) -> &'static str {
        match self.weight {
            Some(0) => "forwards to it, now with weight 0: that can be changed without touching anything else",
            _ => "forwards to it",
        }
    }
}
