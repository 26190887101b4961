//! What policies let a principal do: Allow minus Deny, cut by what bounds them (IAM user guide, policy evaluation logic).

use super::policy_document::{Effect, PolicyDocument, Selection, Statement, Test, covers, covers_action, has_variable};
use crate::{Case, Confidence};
use std::{borrow::Cow, collections::BTreeSet, fmt::Write};

/// How sure a finding can be at most that rests on conditions which nobody can decide from here.
const UNDECIDED: Confidence = Confidence::hundredths(70);

/// An action, and the resources that a request of it names (Service Authorization Reference).
pub(super) struct Action {
    /// `ec2:CreateTrafficMirrorSession`
    pub(super) name: &'static str,
    /// Of each group the request names one: ARNs without `arn:partition:`, with `@` for the own account.
    pub(super) on: &'static [&'static [&'static str]],
    /// Condition keys whose values are known for the purpose, in lower case.
    pub(super) context: &'static [(&'static str, &'static str)],
}

/// Where a principal lives.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    /// `aws`, `aws-cn`, …
    pub(super) partition: &'a str,
    /// The account.
    pub(super) account: &'a str,
}

/// A right: where an action is allowed.
#[derive(Clone, Debug)]
pub(super) struct Right {
    /// For each group of the action's resources, where it is allowed; none is empty.
    groups: Vec<Vec<Area>>,
    /// Condition keys of Deny statements that take it away at times.
    pub(super) denied_under: BTreeSet<String>,
}

/// A part of one kind of resource.
#[derive(Clone, Debug)]
struct Area {
    kind: usize,
    pattern: String,
    /// True where the pattern is the kind itself.
    plain: bool,
    /// True where it is the kind, but for what `cut` says.
    whole: bool,
    /// True where some resources are left out of it.
    cut: bool,
    /// The keys of the conditions.
    under: BTreeSet<String>,
    from: Source,
}

/// The statement that allows: the place of its policy among those asked, and its place there.
pub(super) type Source = (usize, usize);

impl Right {
    /// What `policies` together allow; none where they allow it nowhere.
    pub(super) fn of(policies: &[&PolicyDocument], action: &Action, place: Place<'_>) -> Option<Self> {
        let mut denied_under = BTreeSet::new();
        let mut groups = Vec::new();
        for kinds in action.on {
            let kinds: Vec<String> = kinds.iter().map(|kind| place.arn(kind)).collect();
            let mut areas = allowed(policies, action, place, &kinds);
            for statement in policies.iter().flat_map(|policy| &policy.statements) {
                if statement.effect == Effect::Deny
                    && names(statement, action)
                    && let Some(under) = holds(&statement.conditions, action, place)
                {
                    deny(statement, &under, &mut areas, &mut denied_under);
                }
            }
            if areas.is_empty() {
                return None;
            }
            groups.push(areas);
        }
        Some(Self { groups, denied_under })
    }

    /// What is left where `limit` allows no more than this: a permissions boundary, or service control policies.
    pub(super) fn within(self, limit: &Self) -> Option<Self> {
        let mut groups = Vec::new();
        for (own, most) in self.groups.into_iter().zip(&limit.groups) {
            let areas: Vec<Area> = own.into_iter().flat_map(|area| area.within(most)).collect();
            if areas.is_empty() {
                return None;
            }
            groups.push(areas);
        }
        let denied_under = self.denied_under.union(&limit.denied_under).cloned().collect();
        Some(Self { groups, denied_under })
    }

    /// True where some resources are left out.
    fn is_cut(&self) -> bool {
        self.best().any(|area| area.cut)
    }

    /// True where it holds on every resource but some that are named, whatever the request.
    pub(super) fn is_full(&self) -> bool {
        self.best().all(|area| area.whole && area.under.is_empty())
    }

    /// True where it holds on a part of the resources only.
    pub(super) fn is_partial(&self) -> bool {
        self.best().any(|area| !area.whole)
    }

    /// The keys of the conditions under which alone it holds.
    pub(super) fn under(&self) -> BTreeSet<String> {
        self.best().flat_map(|area| area.under.iter().cloned()).collect()
    }

    /// The statements that it rests on.
    pub(super) fn sources(&self) -> BTreeSet<Source> {
        self.best().map(|area| area.from).collect()
    }

    /// Of each group the area that limits least.
    fn best(&self) -> impl Iterator<Item = &Area> {
        self.groups.iter().filter_map(|areas| areas.iter().min_by_key(|area| area.rank()))
    }
}

impl Area {
    /// Whether a pattern matches something in it.
    fn meets(&self, pattern: &str) -> bool {
        if self.plain { is_of(pattern, &self.pattern) } else { overlap(pattern, &self.pattern) }
    }

    fn rank(&self) -> (bool, bool, bool, Source) {
        (!self.whole, !self.under.is_empty(), self.cut, self.from)
    }

    /// What is left of it in each area of a limit; where the limit takes all of a kind, in that alone.
    fn within(self, limit: &[Self]) -> Vec<Self> {
        let meets = |other: &&Self| {
            other.kind == self.kind && (other.whole || self.whole || overlap(&self.pattern, &other.pattern))
        };
        let mut met: Vec<&Self> = limit.iter().filter(meets).collect();
        if let Some(whole) = met.iter().copied().filter(|other| other.whole).min_by_key(|other| other.rank()) {
            met = vec![whole];
        }
        let left = |other: &Self| Self {
            whole: self.whole && other.whole,
            cut: self.cut || other.cut,
            plain: if other.whole { self.plain } else { other.plain },
            pattern: if other.whole { self.pattern.clone() } else { other.pattern.clone() },
            under: self.under.union(&other.under).cloned().collect(),
            kind: self.kind,
            from: self.from,
        };
        met.into_iter().map(left).collect()
    }
}

impl Place<'_> {
    fn arn(self, kind: &str) -> String {
        format!("arn:{}:{}", self.partition, kind.replace('@', self.account))
    }
}

/// What narrows each of these rights, in words.
pub(super) fn limits(case: &mut Case, rights: &[&Right]) -> String {
    let mut words = String::new();
    if rights.iter().all(|right| right.is_partial()) {
        words.push_str(" It holds for some of the resources only.");
    } else if rights.iter().all(|right| right.is_cut()) {
        words.push_str(" Some resources are left out of it.");
    }
    let mut named = |keys: BTreeSet<String>, before: &str, after: &str| {
        if !keys.is_empty() {
            case.cap(UNDECIDED);
            let keys: Vec<_> = keys.into_iter().collect();
            let _ = write!(words, " {before} {}{after}.", keys.join(", "));
        }
    };
    named(rights.iter().flat_map(|right| right.under()).collect(), "It holds under conditions on", " only");
    let denied = rights.iter().flat_map(|right| right.denied_under.iter().cloned());
    named(denied.collect(), "A Deny takes it away under conditions on", "");
    words
}

/// The statement that makes an administrator: it allows every action on every resource, whatever the request.
pub(super) fn allows_everything(policies: &[&PolicyDocument]) -> Option<Source> {
    let all = policies.iter().enumerate();
    let mut all =
        all.flat_map(|(at, policy)| policy.statements.iter().enumerate().map(move |(of, one)| ((at, of), one)));
    let everything = |statement: &Statement| {
        let (Selection::Only(actions), Some(Selection::Only(on))) = (&statement.actions, &statement.resources) else {
            return false;
        };
        statement.effect == Effect::Allow
            && statement.conditions.is_empty()
            && actions.iter().any(|this| covers_action(this, "*:*"))
            && on.iter().any(|this| covers(this, "*"))
    };
    all.find(|(_, statement)| everything(statement)).map(|(source, _)| source)
}

/// Whether a statement is about the action.
fn names(statement: &Statement, action: &Action) -> bool {
    match &statement.actions {
        Selection::Only(these) => these.iter().any(|this| covers_action(this, action.name)),
        Selection::AllBut(these) => !these.iter().any(|this| covers_action(this, action.name)),
    }
}

fn allowed(policies: &[&PolicyDocument], action: &Action, place: Place<'_>, kinds: &[String]) -> Vec<Area> {
    let mut areas = Vec::new();
    for (at, policy) in policies.iter().enumerate() {
        for (of, statement) in policy.statements.iter().enumerate() {
            if statement.effect != Effect::Allow || !names(statement, action) {
                continue;
            }
            let Some(under) = holds(&statement.conditions, action, place) else { continue };
            let mut area = |kind: usize, pattern: &str, whole: bool, cut: bool| {
                let (pattern, under, from) = (pattern.to_owned(), under.clone(), (at, of));
                areas.push(Area { kind, pattern, plain: whole, whole, cut, under, from });
            };
            for (index, kind) in kinds.iter().enumerate() {
                match &statement.resources {
                    Some(Selection::Only(these)) => {
                        for this in these {
                            if covers(this, kind) {
                                area(index, kind, true, false);
                            } else if is_of(this, kind) {
                                area(index, this, false, false);
                            }
                        }
                    }
                    Some(Selection::AllBut(these)) if !these.iter().any(|this| covers(this, kind)) => {
                        area(index, kind, true, these.iter().any(|this| is_of(this, kind)));
                    }
                    _ => {}
                }
            }
        }
    }
    areas
}

/// Takes from the areas what a Deny statement covers whenever it applies.
fn deny(statement: &Statement, under: &BTreeSet<String>, areas: &mut Vec<Area>, denied_under: &mut BTreeSet<String>) {
    let touches = |area: &Area| match &statement.resources {
        Some(Selection::Only(these)) => these.iter().any(|this| area.meets(this)),
        Some(Selection::AllBut(these)) => !these.iter().any(|this| covers(this, &area.pattern)),
        None => true,
    };
    let takes_all = |area: &Area| match &statement.resources {
        Some(Selection::Only(these)) => these.iter().any(|this| covers(this, &area.pattern)),
        Some(Selection::AllBut(these)) => !these.iter().any(|this| area.meets(this)),
        None => true,
    };
    if under.is_empty() {
        areas.retain(|area| !takes_all(area));
        for area in areas.iter_mut().filter(|area| touches(area)) {
            // All but what it names is a small part, and what it names another one.
            area.whole &= matches!(&statement.resources, Some(Selection::Only(_)));
            area.cut = true;
        }
    } else if areas.iter().any(touches) {
        denied_under.extend(under.iter().cloned());
    }
}

/// The keys on which it rests whether the conditions hold; none where they never do.
fn holds(conditions: &[Test], action: &Action, place: Place<'_>) -> Option<BTreeSet<String>> {
    let mut under = BTreeSet::new();
    for test in conditions {
        let key = test.key.to_ascii_lowercase();
        let known = match key.as_str() {
            "aws:principalaccount" => Some(place.account),
            // The caller is no service, and may choose to use TLS.
            "aws:principalisawsservice" => Some("false"),
            "aws:securetransport" => Some("true"),
            key => action.context.iter().find(|(own, _)| *own == key).map(|(_, value)| *value),
        };
        match known.and_then(|value| passes(test, value)) {
            Some(true) => {}
            Some(false) => return None,
            None => drop(under.insert(test.key.clone())),
        }
    }
    Some(under)
}

/// Whether a value passes a test; none for operators that are not understood.
fn passes(test: &Test, value: &str) -> Option<bool> {
    let operator = test.operator.to_ascii_lowercase();
    let operator = operator.strip_suffix("ifexists").unwrap_or(&operator);
    let any = |same: &dyn Fn(&str) -> bool| test.values.iter().any(|own| same(own));
    if test.values.iter().any(|own| has_variable(own)) {
        return None;
    }
    match operator {
        "stringequals" => Some(any(&|own| own == value)),
        "stringnotequals" => Some(!any(&|own| own == value)),
        "stringequalsignorecase" | "bool" => Some(any(&|own| own.eq_ignore_ascii_case(value))),
        "stringnotequalsignorecase" => Some(!any(&|own| own.eq_ignore_ascii_case(value))),
        "stringlike" => Some(any(&|own| covers(own, value))),
        "stringnotlike" => Some(!any(&|own| covers(own, value))),
        _ => None,
    }
}

/// Whether a pattern matches a resource of a kind, whose parts between colons hold none.
fn is_of(pattern: &str, kind: &str) -> bool {
    meet(pattern, kind, |byte| byte != b':')
}

/// Whether a text exists that both patterns match.
fn overlap(one: &str, other: &str) -> bool {
    meet(one, other, |_| true)
}

/// Walks both patterns at once. A `*` of `other` takes the bytes that `takes` allows.
fn meet(one: &str, other: &str, takes: impl Fn(u8) -> bool) -> bool {
    let (one, other) = (without_variables(one), without_variables(other));
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let width = other.len() + 1;
    // No policy has patterns of this length but to keep us busy; that they meet is the careful answer.
    if width.saturating_mul(one.len()) > 1 << 22 {
        return true;
    }
    let mut seen = vec![false; (one.len() + 1) * width];
    let mut open = vec![(0, 0)];
    while let Some((at, of)) = open.pop() {
        let Some(state) = seen.get_mut(at * width + of).filter(|state| !**state) else { continue };
        *state = true;
        match (one.get(at).copied(), other.get(of).copied()) {
            (None, None) => return true,
            (Some(b'*'), None) => open.push((at + 1, of)),
            (None, Some(b'*')) => open.push((at, of + 1)),
            (Some(b'*'), Some(_)) => open.extend([(at + 1, of), (at, of + 1)]),
            (Some(byte), Some(b'*')) => {
                open.push((at, of + 1));
                if takes(byte) {
                    open.push((at + 1, of));
                }
            }
            (Some(a), Some(b)) if a == b || a == b'?' || b == b'?' => open.push((at + 1, of + 1)),
            _ => {}
        }
    }
    false
}

/// A pattern in which a variable may stand for anything.
fn without_variables(pattern: &str) -> Cow<'_, str> {
    if !has_variable(pattern) {
        return pattern.into();
    }
    let mut parts = pattern.split("${");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push('*');
        text.push_str(part.split_once('}').map_or("", |(_, rest)| rest));
    }
    text.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEND: Action = Action {
        name: "ssm:SendCommand",
        on: &[&["ssm:*::document/AWS-RunShellScript"], &["ec2:*:@:instance/*", "ssm:*:@:managed-instance/*"]],
        context: &[("iam:passedtoservice", "ecs-tasks.amazonaws.com")],
    };
    const PLACE: Place<'_> = Place { partition: "aws", account: "111122223333" };

    fn policy(statements: &str) -> PolicyDocument {
        PolicyDocument::parse(&format!(r#"{{"Statement": [{statements}]}}"#)).unwrap()
    }

    fn right(statements: &str) -> Option<Right> {
        Right::of(&[&policy(statements)], &SEND, PLACE)
    }

    const ALL: &str = r#"{"Effect": "Allow", "Action": "ssm:*", "Resource": "*"}"#;

    #[test]
    fn actions_match_with_wildcards_and_without_case() {
        for action in
            [r#""*""#, r#""SSM:sendcommand""#, r#""ssm:Send*""#, r#""ssm:?endCommand""#, r#"["a:b", "ssm:*"]"#]
        {
            let full = right(&format!(r#"{{"Effect": "Allow", "Action": {action}, "Resource": "*"}}"#)).unwrap();
            assert!(full.is_full(), "{action}");
        }
        for action in [r#""ssm:SendCommands""#, r#""ec2:*""#, r#""ssm:Get*""#, "[]"] {
            let none = right(&format!(r#"{{"Effect": "Allow", "Action": {action}, "Resource": "*"}}"#));
            assert!(none.is_none(), "{action}");
        }
        assert!(right(r#"{"Effect": "Allow", "NotAction": ["iam:*"], "Resource": "*"}"#).unwrap().is_full());
        assert!(right(r#"{"Effect": "Allow", "NotAction": ["ssm:Send*"], "Resource": "*"}"#).is_none());
    }

    #[test]
    fn every_group_of_resources_must_be_allowed() {
        let document = r#"{"Effect": "Allow", "Action": "ssm:SendCommand", "Resource": "arn:aws:ssm:*:*:document/*"}"#;
        let instance = r#"{"Effect": "Allow", "Action": "ssm:SendCommand", "Resource": "arn:aws:ec2:*:*:instance/*"}"#;
        assert!(right(document).is_none() && right(instance).is_none());
        let both = right(&format!("{document},{instance}")).unwrap();
        assert!(both.is_full() && both.sources() == BTreeSet::from([(0, 0), (0, 1)]));
        let managed = r#"{"Effect": "Allow", "Action": "ssm:*", "Resource": ["arn:aws:ssm:*:111122223333:*"]}"#;
        assert!(right(&format!("{document},{managed}")).unwrap().is_full());
    }

    #[test]
    fn a_part_of_the_resources_is_told_from_all_of_them() {
        for (resource, full) in [
            (r#""Resource": "arn:aws:ec2:*:111122223333:instance/*""#, Some(true)),
            (r#""Resource": "arn:aws:ec2:*""#, Some(true)),
            (r#""Resource": "arn:aws:ec2:eu-west-1:111122223333:instance/*""#, Some(false)),
            (r#""Resource": "arn:aws:ec2:*:*:instance/i-0a""#, Some(false)),
            (r#""Resource": "arn:aws:ec2:*:*:instance/${aws:PrincipalTag/own}""#, Some(false)),
            (r#""Resource": "arn:aws:ec2:*:444455556666:instance/*""#, None),
            (r#""Resource": "arn:aws:ec2:*:*:volume/*""#, None),
            (r#""Resource": "arn:aws-cn:ec2:*:*:instance/*""#, None),
            (r#""NotResource": "arn:aws:ec2:*:*:volume/*""#, Some(true)),
            (r#""NotResource": ["arn:aws:ec2:*:*:instance/i-0a", "arn:aws:ssm:*:*:managed-instance/*"]"#, Some(true)),
            (r#""NotResource": ["arn:aws:ec2:*:*:*", "arn:aws:ssm:*:*:managed-instance/*"]"#, None),
        ] {
            let document = r#"{"Effect": "Allow", "Action": "*", "Resource": "arn:aws:ssm:*::document/*"}"#;
            let statement = format!(r#"{document},{{"Effect": "Allow", "Action": "ssm:SendCommand", {resource}}}"#);
            let right = right(&statement);
            assert_eq!(right.as_ref().map(Right::is_full), full, "{resource}");
            assert_eq!(right.map(|right| right.is_partial()), full.map(|full| !full), "{resource}");
        }
    }

    #[test]
    fn conditions_narrow_and_are_named() {
        let under = |condition: &str| {
            let statement = r#"{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": "#;
            right(&format!("{statement}{condition}}}")).map(|right| right.under().into_iter().collect::<Vec<_>>())
        };
        let named =
            under(r#"{"StringEquals": {"ssm:resourceTag/a": "b"}, "Bool": {"aws:MultiFactorAuthPresent": true}}"#);
        assert_eq!(named, Some(vec!["aws:MultiFactorAuthPresent".to_owned(), "ssm:resourceTag/a".to_owned()]));
        for (condition, allowed) in [
            (r#"{"StringEquals": {"AWS:PrincipalAccount": ["111122223333"]}}"#, true),
            (r#"{"StringNotEquals": {"aws:PrincipalAccount": "111122223333"}}"#, false),
            (r#"{"Bool": {"aws:SecureTransport": "true"}}"#, true),
            (r#"{"BoolIfExists": {"aws:PrincipalIsAWSService": true}}"#, false),
            (r#"{"StringLike": {"iam:PassedToService": "ecs*"}}"#, true),
            (r#"{"StringEqualsIfExists": {"iam:PassedToService": ["lambda.amazonaws.com"]}}"#, false),
            ("{}", true),
        ] {
            assert_eq!(under(condition), allowed.then(Vec::new), "{condition}");
        }
        let unknown = under(r#"{"ForAnyValue:StringEquals": {"iam:PassedToService": "x"}}"#);
        assert_eq!(unknown, Some(vec!["iam:PassedToService".to_owned()]));
    }

    #[test]
    fn what_is_denied_is_not_allowed() {
        let with = |deny: &str| right(&format!(r#"{ALL},{{"Effect": "Deny", "Action": {deny}}}"#));
        assert!(with(r#""ssm:*", "Resource": "*""#).is_none());
        assert!(with(r#""ssm:Get*", "Resource": "*""#).unwrap().is_full());
        assert!(with(r#""*", "Resource": "arn:aws:ssm:*:*:document/*""#).is_none());
        // A part of the resources, a condition: something is left.
        let cut = with(r#""*", "Resource": "arn:aws:ssm:eu-west-1:*:document/*""#).unwrap();
        assert!(cut.is_full() && cut.is_cut());
        let elsewhere = r#""*", "NotResource": ["arn:aws:ssm:eu-west-1:*:*", "arn:aws:ec2:*"]"#;
        assert!(with(elsewhere).unwrap().is_partial());
        assert!(with(r#""*", "NotResource": "arn:aws:ssm:eu-west-1:*:document/*""#).is_none());
        let left = with(r#""*", "Resource": "*", "Condition": {"Null": {"aws:PrincipalTag/admin": "true"}}"#).unwrap();
        assert!(left.is_full() && left.denied_under.contains("aws:PrincipalTag/admin"));
        // One that never applies, and one that always does.
        let services = r#""*", "Resource": "*", "Condition": {"Bool": {"aws:PrincipalIsAWSService": "true"}}"#;
        assert!(with(services).unwrap().denied_under.is_empty());
        let own = r#""*", "Resource": "*", "Condition": {"StringEquals": {"aws:PrincipalAccount": "111122223333"}}"#;
        assert!(with(own).is_none());
        let by_exclusion = format!(r#"{ALL},{{"Effect": "Deny", "NotAction": ["s3:*"], "Resource": "*"}}"#);
        assert!(right(&by_exclusion).is_none());
    }

    #[test]
    fn a_limit_intersects() {
        let own = || right(ALL).unwrap();
        let limit = |statements: &str| Right::of(&[&policy(statements)], &SEND, PLACE);
        assert!(own().within(&limit(ALL).unwrap()).unwrap().is_full());
        assert!(limit(r#"{"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}"#).is_none());
        let region = r#"{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}}"#;
        let within = own().within(&limit(region).unwrap()).unwrap();
        assert!(!within.is_full() && within.under().contains("aws:RequestedRegion"));
        let some = |region: &str| {
            let document = r#"{"Effect": "Allow", "Action": "*", "Resource": "arn:aws:ssm:*::document/*"}"#;
            let instances = format!(r#""arn:aws:ec2:{region}:*:instance/*""#);
            limit(&format!(r#"{document},{{"Effect": "Allow", "Action": "*", "Resource": {instances}}}"#)).unwrap()
        };
        assert!(some("eu-west-1").within(&some("eu-*")).unwrap().is_partial());
        assert!(some("eu-west-1").within(&some("us-east-1")).is_none());
    }

    #[test]
    fn administrators_may_do_everything() {
        let source = |statement: &str| allows_everything(&[&policy(ALL), &policy(statement)]);
        assert_eq!(source(r#"{"Effect": "Allow", "Action": ["a:b", "*"], "Resource": "*"}"#), Some((1, 0)));
        assert_eq!(source(r#"{"Effect": "Allow", "Action": "*:*", "Resource": ["*"]}"#), Some((1, 0)));
        for other in [
            r#"{"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}"#,
            r#"{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}"#,
            r#"{"Effect": "Allow", "Action": "*", "Resource": "arn:aws:ec2:*"}"#,
            r#"{"Effect": "Deny", "Action": "*", "Resource": "*"}"#,
            r#"{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}"#,
        ] {
            assert_eq!(source(other), None, "{other}");
        }
    }

    #[test]
    fn patterns_overlap_where_a_text_fits_both() {
        for (one, other, fits) in [
            ("a*", "*b", true),
            ("a?c", "abc", true),
            ("a?", "a", false),
            ("a*c", "ab", false),
            ("x${aws:username}z", "xyz", true),
            ("x${aws:username}z", "xyy", false),
            ("*", "", true),
        ] {
            assert_eq!((overlap(one, other), overlap(other, one)), (fits, fits), "{one} {other}");
        }
        assert!(!is_of("arn:aws:ec2:*:4:instance/*", "arn:aws:ec2:*:1:instance/*"));
        assert!(is_of("arn:aws:ec2:*", "arn:aws:ec2:*:1:instance/*"));
    }
}
