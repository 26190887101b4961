//! A policy document of IAM: the grammar that identity, resource and trust policies share, without any judgement.
//!
//! Strict on purpose: a member, an effect or a value that the grammar does not have makes the document unreadable, and
//! what rests on it unknown.

use serde::{
    Deserialize, Deserializer,
    de::{
        MapAccess, SeqAccess, Visitor,
        value::{MapAccessDeserializer, SeqAccessDeserializer},
    },
};
use std::{fmt, marker::PhantomData};

/// A policy. It can be read from JSON of any kind; [`Self::parse`] takes text.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct PolicyDocument {
    #[serde(default, rename = "Version")]
    _version: Option<String>,
    #[serde(default, rename = "Id")]
    _id: Option<String>,
    /// Its statements, of which the policy may have one without a list.
    #[serde(rename = "Statement", deserialize_with = "statements")]
    pub(super) statements: Vec<Statement>,
}

impl PolicyDocument {
    /// The policy that a text holds.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        serde_json::from_str(text).map_err(|error| error.to_string())
    }
}

/// A statement.
#[derive(Debug, Deserialize)]
#[serde(try_from = "RawStatement")]
pub(super) struct Statement {
    /// Its name.
    pub(super) sid: Option<String>,
    /// What it does.
    pub(super) effect: Effect,
    /// Whom it is about; absent in identity policies.
    pub(super) principals: Option<Selection<Principals>>,
    /// Which actions, with wildcards; [`covers_action`] compares them.
    pub(super) actions: Selection<Vec<String>>,
    /// On what, with wildcards; [`covers`] compares them. Absent in trust policies.
    pub(super) resources: Option<Selection<Vec<String>>>,
    /// When: all of them must hold.
    pub(super) conditions: Vec<Test>,
}

/// What a statement does.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
pub(super) enum Effect {
    /// It grants.
    Allow,
    /// It takes away, whatever grants.
    Deny,
}

/// An element and its negation, of which a statement has one.
#[derive(Debug, Eq, PartialEq)]
pub(super) enum Selection<T> {
    /// `Action`, `Resource`, `Principal`: these.
    Only(T),
    /// `NotAction`, `NotResource`, `NotPrincipal`: all but these.
    AllBut(T),
}

/// Whom a statement is about.
#[derive(Debug, Deserialize, Eq, PartialEq)]
#[serde(try_from = "RawPrincipals")]
pub(super) struct Principals {
    /// True where `"*"` or `{"AWS": "*"}` is among them: everybody, signed in or not.
    pub(super) everybody: bool,
    /// The others: `AWS`, `Service`, `Federated` or `CanonicalUser`, and an ARN, account, host or id.
    pub(super) named: Vec<(String, String)>,
}

/// One test of a condition. It holds if one of its values does, unless the operator negates.
#[derive(Debug, Eq, PartialEq)]
pub(super) struct Test {
    /// `Bool`, `StringEqualsIfExists`, `ForAnyValue:StringLike`, …, as it is written; operators have no case.
    pub(super) operator: String,
    /// `aws:SecureTransport`, …, as it is written; keys have no case.
    pub(super) key: String,
    /// Its values; booleans and numbers as text.
    pub(super) values: Vec<String>,
}

/// Whether a pattern with `*` (any text) and `?` (one character) matches everything that another one matches, or a
/// text without wildcards. The case counts, as in ARNs. Never true by mistake; false for a pattern with variables
/// unless the other one spells the same.
pub(super) fn covers(pattern: &str, other: &str) -> bool {
    covers_bytes(pattern.as_bytes(), other.as_bytes(), |a, b| a == b)
}

/// Like [`covers`], without regard to case, as in actions.
pub(super) fn covers_action(pattern: &str, other: &str) -> bool {
    covers_bytes(pattern.as_bytes(), other.as_bytes(), |a, b| a.eq_ignore_ascii_case(&b))
}

/// True for a text with a policy variable, such as `${aws:username}`: what it stands for differs by request.
pub(super) fn has_variable(text: &str) -> bool {
    text.contains("${")
}

/// Beyond this only equal texts match: nothing that AWS takes is so long.
const MOST_STEPS: usize = 1 << 24;

/// In linear steps per `*`: where the text after one does not fit, that `*` takes one byte more.
fn covers_bytes(pattern: &[u8], other: &[u8], same: impl Fn(u8, u8) -> bool) -> bool {
    if pattern.len().saturating_mul(other.len()) > MOST_STEPS {
        return pattern == other;
    }
    let (mut at, mut of, mut star) = (0, 0, None);
    while let Some(&byte) = other.get(of) {
        match pattern.get(at) {
            Some(b'*') => {
                star = Some((at, of));
                at += 1;
            }
            // Any text is more than one character.
            Some(b'?') if byte != b'*' => (at, of) = (at + 1, of + 1),
            Some(&own) if own != b'?' && same(own, byte) => (at, of) = (at + 1, of + 1),
            _ => {
                let Some((back, taken)) = star else { return false };
                (at, of) = (back + 1, taken + 1);
                star = Some((back, taken + 1));
            }
        }
    }
    pattern.iter().skip(at).all(|byte| *byte == b'*')
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct RawStatement {
    sid: Option<String>,
    effect: Effect,
    principal: Option<Principals>,
    not_principal: Option<Principals>,
    action: Option<OneOrMany<String>>,
    not_action: Option<OneOrMany<String>>,
    resource: Option<OneOrMany<String>>,
    not_resource: Option<OneOrMany<String>>,
    condition: Option<Members<Members<OneOrMany<Scalar>>>>,
}

impl TryFrom<RawStatement> for Statement {
    type Error = String;

    fn try_from(raw: RawStatement) -> Result<Self, String> {
        let actions = selection("Action", raw.action, raw.not_action)?;
        let mut conditions = Vec::new();
        for (operator, tests) in raw.condition.map_or_else(Vec::new, |operators| operators.0) {
            for (key, values) in tests.0 {
                let values = values.into_vec().into_iter().map(Scalar::into_text).collect();
                conditions.push(Test { operator: operator.clone(), key, values });
            }
        }
        Ok(Self {
            sid: raw.sid,
            effect: raw.effect,
            principals: selection("Principal", raw.principal, raw.not_principal)?,
            actions: actions.ok_or("a statement has neither Action nor NotAction")?.map(OneOrMany::into_vec),
            resources: selection("Resource", raw.resource, raw.not_resource)?.map(|all| all.map(OneOrMany::into_vec)),
            conditions,
        })
    }
}

impl<T> Selection<T> {
    fn map<U>(self, change: impl FnOnce(T) -> U) -> Selection<U> {
        match self {
            Self::Only(these) => Selection::Only(change(these)),
            Self::AllBut(these) => Selection::AllBut(change(these)),
        }
    }
}

fn selection<T>(element: &str, only: Option<T>, but: Option<T>) -> Result<Option<Selection<T>>, String> {
    match (only, but) {
        (Some(_), Some(_)) => Err(format!("a statement has both {element} and Not{element}")),
        (Some(only), None) => Ok(Some(Selection::Only(only))),
        (None, Some(but)) => Ok(Some(Selection::AllBut(but))),
        (None, None) => Ok(None),
    }
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "neither a value nor a list of them")]
enum OneOrMany<T> {
    One(T),
    Many(Vec<T>),
}

impl<T> OneOrMany<T> {
    fn into_vec(self) -> Vec<T> {
        match self {
            Self::One(value) => vec![value],
            Self::Many(values) => values,
        }
    }
}

/// One statement, or a list of them.
fn statements<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Statement>, D::Error> {
    struct Statements;

    impl<'de> Visitor<'de> for Statements {
        type Value = Vec<Statement>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a statement or a list of them")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
            Vec::deserialize(SeqAccessDeserializer::new(list))
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
            Statement::deserialize(MapAccessDeserializer::new(map)).map(|statement| vec![statement])
        }
    }

    deserializer.deserialize_any(Statements)
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "a principal is neither `*` nor a map")]
enum RawPrincipals {
    Text(String),
    Kinds(Members<OneOrMany<String>>),
}

impl TryFrom<RawPrincipals> for Principals {
    type Error = String;

    fn try_from(raw: RawPrincipals) -> Result<Self, String> {
        let kinds = match raw {
            RawPrincipals::Text(text) if text == "*" => return Ok(Self { everybody: true, named: Vec::new() }),
            RawPrincipals::Text(other) => return Err(format!("the principal {other} is not known")),
            RawPrincipals::Kinds(kinds) => kinds.0,
        };
        let all =
            kinds.into_iter().flat_map(|(kind, ids)| ids.into_vec().into_iter().map(move |id| (kind.clone(), id)));
        let (everybody, named): (Vec<_>, _) = all.partition(|(kind, id)| kind == "AWS" && id == "*");
        Ok(Self { everybody: !everybody.is_empty(), named })
    }
}

/// The members of an object, read one by one: none is lost where a name stands there twice.
struct Members<T>(Vec<(String, T)>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Members<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Each<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Each<T> {
            type Value = Members<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(Each(PhantomData))
    }
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "a value of a condition is neither text nor number nor boolean")]
enum Scalar {
    Text(String),
    Bool(bool),
    Number(serde_json::Number),
}

impl Scalar {
    fn into_text(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::Bool(value) => value.to_string(),
            Self::Number(number) => number.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statement(text: &str) -> Result<Statement, String> {
        serde_json::from_str(text).map_err(|error| error.to_string())
    }

    #[test]
    fn a_pattern_covers_what_it_matches_and_narrower_patterns() {
        for (pattern, other) in [
            ("*", ""),
            ("*", "a?*"),
            ("arn:aws:s3:::*", "arn:aws:s3:::shop/*"),
            ("arn:aws:s3:::shop*", "arn:aws:s3:::shop"),
            ("arn:aws:s3:::s?op/*", "arn:aws:s3:::shop/*"),
            ("a*b*c", "aXbXbXc"),
            ("a*b*c", "a*bb*c"),
            ("a?c", "a?c"),
            ("a**", "a"),
        ] {
            assert!(covers(pattern, other), "{pattern} covers {other}");
        }
        for (pattern, other) in [
            ("", "a"),
            ("a?", "a*"),
            ("a?", "a"),
            ("ab", "a?"),
            ("a*b", "a*"),
            ("arn:aws:s3:::shop/*", "arn:aws:s3:::shop"),
            ("arn:aws:s3:::shop/*", "arn:aws:s3:::*"),
            ("arn:aws:s3:::Shop", "arn:aws:s3:::shop"),
            ("s3:${aws:username}", "s3:x"),
        ] {
            assert!(!covers(pattern, other), "{pattern} does not cover {other}");
        }
        assert!(covers_action("S3:*", "s3:getobject") && !covers_action("s3:Get*", "s3:*"));
        assert!(has_variable("arn:aws:s3:::${aws:PrincipalTag/team}") && !has_variable("$100"));
    }

    #[test]
    fn matching_takes_no_time_to_speak_of() {
        let pattern = "*a".repeat(2_000);
        let text = "a".repeat(1_999);
        assert!(!covers(&pattern, &text));
    }

    #[test]
    fn elements_stand_alone_or_in_lists() -> Result<(), String> {
        let one = PolicyDocument::parse(
            r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Principal": {"AWS": ["*", "111122223333"]},
            "NotAction": "s3:GetObject", "Resource": ["*"], "Condition": {"Bool": {"aws:SecureTransport": [false]},
            "NumericLessThan": {"s3:TlsVersion": 1.2}, "Bool": {"aws:ViaAWSService": "false"}}}}"#,
        )?;
        let [statement] = one.statements.as_slice() else { return Err("one statement".to_owned()) };
        assert_eq!(statement.effect, Effect::Deny);
        assert_eq!(statement.actions, Selection::AllBut(vec!["s3:GetObject".to_owned()]));
        assert_eq!(statement.resources, Some(Selection::Only(vec!["*".to_owned()])));
        let named = vec![("AWS".to_owned(), "111122223333".to_owned())];
        assert_eq!(statement.principals, Some(Selection::Only(Principals { everybody: true, named })));
        let tests: Vec<_> =
            statement.conditions.iter().map(|test| (&*test.operator, &*test.key, &test.values)).collect();
        let text = |text: &str| vec![text.to_owned()];
        assert_eq!(
            tests,
            [
                ("Bool", "aws:SecureTransport", &text("false")),
                ("NumericLessThan", "s3:TlsVersion", &text("1.2")),
                ("Bool", "aws:ViaAWSService", &text("false")),
            ]
        );
        Ok(())
    }

    #[test]
    fn what_the_grammar_does_not_have_is_refused() {
        for text in [
            r#"{"Effect": "deny", "Action": "*"}"#,
            r#"{"Effect": "Deny"}"#,
            r#"{"Effect": "Deny", "Action": "*", "NotAction": "*"}"#,
            r#"{"Effect": "Deny", "Action": "*", "condition": {}}"#,
            r#"{"Effect": "Deny", "Action": "*", "Principal": "111122223333"}"#,
            r#"{"Effect": "Deny", "Action": "*", "Condition": {"Bool": {"aws:SecureTransport": null}}}"#,
            r#"{"Effect": "Deny", "Effect": "Allow", "Action": "*"}"#,
        ] {
            assert!(statement(text).is_err(), "{text}");
        }
        assert!(PolicyDocument::parse("{}").is_err() && PolicyDocument::parse("not JSON").is_err());
    }
}
