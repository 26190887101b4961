//! What a bucket policy does about plain HTTP.
//!
//! Only `Deny` decides: an `Allow` under a condition takes nothing away from other grants. A bucket is closed where
//! statements that hold for every request over HTTP deny everybody every action, on the bucket and on its objects.

use super::policy_document::{Effect, PolicyDocument, Selection, Statement, Test, covers, covers_action, has_variable};

/// What a policy does about requests over plain HTTP.
#[derive(Debug, Eq, PartialEq)]
pub(super) enum Http {
    /// It denies them all.
    Denied,
    /// It may deny them all: what stands in the way.
    Undecided(String),
    /// Some are let through.
    Open {
        /// Whether every request for objects is denied, so that only calls for the bucket itself are left.
        objects_denied: bool,
        /// What it does deny, and why that is not all.
        variant: Variant,
        /// What else it says of the matter.
        notes: Vec<String>,
    },
}

/// How far a policy goes that lets some HTTP through.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Variant {
    /// Nothing is denied.
    Nothing,
    /// HTTP is denied to some, or for some actions or resources.
    Partial,
    /// HTTP is denied only where something else holds too.
    Narrowed,
}

/// What holds of HTTP requests under the conditions of a statement.
enum Holds {
    /// All of them meet the conditions.
    Always,
    /// Those that meet another condition too.
    Narrowed(String),
    /// None does.
    Never(Option<String>),
    /// It cannot be told, and why.
    Unclear(String),
}

/// Of a statement, whether it covers everything of one kind.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Cover {
    No,
    Perhaps,
    Yes,
}

/// What Deny statements deny over HTTP.
struct Reach {
    bucket: Cover,
    objects: Cover,
}

impl Reach {
    /// Without what it may only perhaps cover.
    fn only_sure(&self) -> Self {
        let sure = |cover| if cover == Cover::Yes { Cover::Yes } else { Cover::No };
        Self { bucket: sure(self.bucket), objects: sure(self.objects) }
    }

    /// Of a statement that may or may not hold.
    fn at_most_perhaps(&self) -> Self {
        Self { bucket: self.bucket.min(Cover::Perhaps), objects: self.objects.min(Cover::Perhaps) }
    }

    /// This and the other.
    fn with(&self, other: &Self) -> Self {
        Self { bucket: self.bucket.max(other.bucket), objects: self.objects.max(other.objects) }
    }
}

/// Judges the policy of a bucket.
pub(super) fn http(policy: &PolicyDocument, bucket: &str) -> Http {
    let (mut variant, mut notes) = (Variant::Nothing, Vec::new());
    let (mut whole, mut unclear) = (Reach { bucket: Cover::No, objects: Cover::No }, None);
    for (index, statement) in policy.statements.iter().enumerate() {
        let name = statement.sid.as_ref().map_or_else(|| format!("statement {}", index + 1), |sid| format!("`{sid}`"));
        if statement.effect == Effect::Allow {
            if statement.conditions.iter().any(is_transport) {
                notes.push(format!("{name} allows under a condition, which denies nothing"));
            }
            continue;
        }
        let reach = reach(statement, bucket);
        match holds(&statement.conditions) {
            // A Deny of something else that spares nobody closes HTTP too, and is no attempt at it where it does not.
            Holds::Always if statement.conditions.is_empty() => {
                whole = whole.with(&reach.only_sure());
            }
            Holds::Always => {
                if reach.bucket == Cover::Perhaps || reach.objects == Cover::Perhaps {
                    unclear.get_or_insert_with(|| format!("{name} has {}", vague(statement)));
                }
                notes.extend(shortfall(statement, &name, &reach));
                variant = Variant::Partial;
                whole = whole.with(&reach);
            }
            Holds::Unclear(reason) => {
                notes.push(format!("{name}: {reason}"));
                unclear.get_or_insert_with(|| format!("{name}: {reason}"));
                whole = whole.with(&reach.at_most_perhaps());
            }
            Holds::Narrowed(key) => {
                notes.push(format!("{name} denies HTTP only where a test of {key} holds too"));
                if variant == Variant::Nothing {
                    variant = Variant::Narrowed;
                }
            }
            Holds::Never(note) => notes.extend(note.map(|note| format!("{name} {note}"))),
        }
    }
    match (whole.bucket.min(whole.objects), unclear) {
        (Cover::Yes, _) => Http::Denied,
        (Cover::Perhaps, Some(reason)) => Http::Undecided(reason),
        _ => Http::Open { objects_denied: whole.objects == Cover::Yes, variant, notes },
    }
}

fn is_transport(test: &Test) -> bool {
    test.key.eq_ignore_ascii_case("aws:SecureTransport")
}

/// All tests of a condition must hold, so one that never does settles it.
fn holds(conditions: &[Test]) -> Holds {
    let (mut unclear, mut narrowed) = (None, None);
    for test in conditions {
        let operator = test.operator.to_ascii_lowercase();
        if is_transport(test) {
            let says = |value: &str| test.values.iter().any(|own| own.trim().eq_ignore_ascii_case(value));
            match operator.as_str() {
                "bool" | "boolifexists" if says("false") => {}
                "bool" | "boolifexists" if says("true") => {
                    return Holds::Never(Some("denies HTTPS, since its aws:SecureTransport is true".to_owned()));
                }
                "bool" | "boolifexists" => unclear = Some("the value of aws:SecureTransport is not known".to_owned()),
                _ => unclear = Some(format!("the operator {} on aws:SecureTransport is not judged", test.operator)),
            }
        } else if test.key.eq_ignore_ascii_case("s3:TlsVersion") {
            // The key is there for TLS alone. Where it is not, an operator for numbers holds only if it says so.
            match operator.as_str() {
                "numericlessthan" | "numericlessthanequals" | "numericequals" => {
                    let note = "sets a least TLS version, which says nothing of requests without TLS";
                    return Holds::Never(Some(note.to_owned()));
                }
                _ => unclear = Some(format!("the operator {} on s3:TlsVersion is not judged", test.operator)),
            }
        } else {
            narrowed = narrowed.or_else(|| Some(test.key.clone()));
        }
    }
    match (narrowed, unclear) {
        (Some(key), _) if conditions.iter().any(is_transport) => Holds::Narrowed(key),
        // A Deny that is about something else.
        (Some(_), _) => Holds::Never(None),
        (None, Some(reason)) => Holds::Unclear(reason),
        (None, None) => Holds::Always,
    }
}

fn reach(statement: &Statement, bucket: &str) -> Reach {
    let everybody = match &statement.principals {
        Some(Selection::Only(principals)) if principals.everybody => Cover::Yes,
        Some(Selection::AllBut(_)) => Cover::Perhaps,
        Some(Selection::Only(_)) | None => Cover::No,
    };
    let everything = match &statement.actions {
        Selection::Only(actions) if actions.iter().any(|action| covers_action(action, "s3:*")) => Cover::Yes,
        Selection::Only(_) => Cover::No,
        Selection::AllBut(_) => Cover::Perhaps,
    };
    let on = |resource: &str| match &statement.resources {
        Some(Selection::Only(resources)) if resources.iter().any(|own| covers_resource(own, resource)) => Cover::Yes,
        Some(Selection::Only(resources)) if resources.iter().any(|own| has_variable(own)) => Cover::Perhaps,
        Some(Selection::AllBut(_)) => Cover::Perhaps,
        Some(Selection::Only(_)) | None => Cover::No,
    };
    let who = everybody.min(everything);
    Reach { bucket: who.min(on(&format!("s3:::{bucket}"))), objects: who.min(on(&format!("s3:::{bucket}/*"))) }
}

/// Whether a pattern covers a resource, given without `arn:` and partition: S3 takes no policy of another partition.
fn covers_resource(pattern: &str, resource: &str) -> bool {
    let without = pattern.strip_prefix("arn:").and_then(|rest| Some(rest.split_once(':')?.1));
    without.is_some_and(|own| covers(own, resource)) || covers(pattern, &format!("arn:aws:{resource}"))
}

/// What makes it impossible to tell what a statement covers.
fn vague(statement: &Statement) -> &'static str {
    match (&statement.principals, &statement.actions, &statement.resources) {
        (Some(Selection::AllBut(_)), _, _) => "NotPrincipal",
        (_, Selection::AllBut(_), _) => "NotAction",
        (_, _, Some(Selection::AllBut(_))) => "NotResource",
        _ => "a policy variable in its Resource",
    }
}

/// What a statement leaves out that holds for every HTTP request.
fn shortfall(statement: &Statement, name: &str, reach: &Reach) -> Option<String> {
    let missing = match (&statement.principals, &statement.actions) {
        (Some(Selection::Only(principals)), _) if !principals.everybody => {
            let named: Vec<_> = principals.named.iter().take(3).map(|(kind, id)| format!("{kind} {id}")).collect();
            format!("only to {}", named.join(", "))
        }
        (_, Selection::Only(actions)) if !actions.iter().any(|action| covers_action(action, "s3:*")) => {
            let named: Vec<_> = actions.iter().take(3).map(String::as_str).collect();
            format!("only for {}", named.join(", "))
        }
        _ => match (reach.bucket, reach.objects) {
            (Cover::Yes, Cover::No) => "only for the bucket itself, not for all of its objects".to_owned(),
            (Cover::No, Cover::Yes) => "only for the objects, not for the bucket itself".to_owned(),
            (Cover::No, Cover::No) => "neither for the bucket itself nor for all of its objects".to_owned(),
            _ => return None,
        },
    };
    Some(format!("{name} denies HTTP {missing}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(statements: &str) -> Http {
        match PolicyDocument::parse(&format!(r#"{{"Version": "2012-10-17", "Statement": [{statements}]}}"#)) {
            Ok(policy) => http(&policy, "shop"),
            Err(error) => Http::Undecided(error),
        }
    }

    /// A Deny with these members, of everything by everybody unless they say otherwise.
    fn deny(resource: &str, condition: &str) -> String {
        format!(
            r#"{{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": {resource}, "Condition": {condition}}}"#
        )
    }

    const BOTH: &str = r#"["arn:aws:s3:::shop", "arn:aws:s3:::shop/*"]"#;
    const INSECURE: &str = r#"{"Bool": {"aws:SecureTransport": "false"}}"#;

    #[test]
    fn spellings_of_the_same_are_the_same() {
        for condition in [
            INSECURE,
            r#"{"bool": {"AWS:securetransport": "False"}}"#,
            r#"{"BoolIfExists": {"aws:SecureTransport": false}}"#,
            r#"{"Bool": {"aws:SecureTransport": ["true", "false"]}}"#,
            r#"{"Bool": {"aws:SecureTransport": "false"}, "BoolIfExists": {"aws:SecureTransport": "false"}}"#,
        ] {
            assert_eq!(judged(&deny(BOTH, condition)), Http::Denied, "{condition}");
        }
        for resource in [
            r#""*""#,
            r#""arn:aws:s3:::*""#,
            r#""arn:aws-cn:s3:::shop*""#,
            r#"["arn:*:s3:::sh?p", "arn:*:s3:::shop/*"]"#,
        ] {
            assert_eq!(judged(&deny(resource, INSECURE)), Http::Denied, "{resource}");
        }
        let two = [deny(r#""arn:aws:s3:::shop""#, INSECURE), deny(r#""arn:aws:s3:::shop/*""#, INSECURE)];
        assert_eq!(judged(&two.join(",")), Http::Denied);
        assert_eq!(judged(&deny(BOTH, "{}")), Http::Denied);
    }

    #[test]
    fn what_cannot_be_told_is_not_decided() {
        for statement in [
            deny(BOTH, r#"{"Null": {"aws:SecureTransport": "false"}}"#),
            deny(BOTH, r#"{"ForAllValues:Bool": {"aws:SecureTransport": "false"}}"#),
            deny(BOTH, r#"{"StringEquals": {"aws:SecureTransport": "false"}}"#),
            deny(BOTH, r#"{"Bool": {"aws:SecureTransport": "no"}}"#),
            deny(
                BOTH,
                r#"{"Bool": {"aws:SecureTransport": "false"}, "NumericLessThanIfExists": {"s3:TlsVersion": 1.2}}"#,
            ),
            deny(r#"["arn:aws:s3:::shop", "arn:aws:s3:::shop/${aws:username}"]"#, INSECURE),
            deny(BOTH, INSECURE).replace("\"Principal\": \"*\"", "\"NotPrincipal\": {\"AWS\": \"111122223333\"}"),
            deny(BOTH, INSECURE).replace("\"Action\": \"s3:*\"", "\"NotAction\": \"s3:GetObject\""),
            deny(BOTH, INSECURE).replace("\"Resource\"", "\"NotResource\""),
        ] {
            assert!(matches!(judged(&statement), Http::Undecided(_)), "{statement}");
            assert_eq!(judged(&[statement, deny(BOTH, INSECURE)].join(",")), Http::Denied);
        }
    }

    #[test]
    fn what_is_left_open_is_told() {
        let open = |statement: &str| match judged(statement) {
            Http::Open { objects_denied, variant, .. } => Some((objects_denied, variant)),
            Http::Denied | Http::Undecided(_) => None,
        };
        for (statement, expected) in [
            (String::new(), (false, Variant::Nothing)),
            (deny(BOTH, INSECURE).replace("Deny", "Allow"), (false, Variant::Nothing)),
            (deny(BOTH, r#"{"Bool": {"aws:SecureTransport": "true"}}"#), (false, Variant::Nothing)),
            (deny(BOTH, r#"{"NumericLessThan": {"s3:TlsVersion": "1.2"}}"#), (false, Variant::Nothing)),
            (
                deny(
                    BOTH,
                    r#"{"Bool": {"aws:SecureTransport": "false"}, "NumericLessThan": {"s3:TlsVersion": "1.2"}}"#,
                ),
                (false, Variant::Nothing),
            ),
            (deny(BOTH, r#"{"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}"#), (false, Variant::Nothing)),
            (
                deny(BOTH, r#"{"Bool": {"aws:SecureTransport": "false", "aws:ViaAWSService": "false"}}"#),
                (false, Variant::Narrowed),
            ),
            (
                deny(BOTH, r#"{"Null": {"aws:SecureTransport": "false"}, "StringLike": {"aws:PrincipalArn": "*"}}"#),
                (false, Variant::Narrowed),
            ),
            (deny(r#""arn:aws:s3:::shop/*""#, INSECURE), (true, Variant::Partial)),
            (deny(r#""arn:aws:s3:::shop""#, INSECURE), (false, Variant::Partial)),
            (deny(r#""arn:aws:s3:::shop/private/*""#, INSECURE), (false, Variant::Partial)),
            (deny(BOTH, INSECURE).replace("s3:*", "s3:PutObject"), (false, Variant::Partial)),
            (deny(BOTH, INSECURE).replace("\"*\"", "{\"AWS\": \"111122223333\"}"), (false, Variant::Partial)),
            (deny(BOTH, INSECURE).replace("\"*\"", "{\"Federated\": \"*\"}"), (false, Variant::Partial)),
            // Even read in the widest sense it is not about everybody.
            (
                deny(BOTH, r#"{"Null": {"aws:SecureTransport": "false"}}"#)
                    .replace("\"*\"", "{\"AWS\": \"111122223333\"}"),
                (false, Variant::Nothing),
            ),
            (
                deny(BOTH, "{}").replace("\"Principal\": \"*\"", "\"NotPrincipal\": {\"AWS\": \"111122223333\"}"),
                (false, Variant::Nothing),
            ),
            (deny(BOTH, "{}").replace("s3:*", "s3:DeleteBucket"), (false, Variant::Nothing)),
        ] {
            assert_eq!(open(&statement), Some(expected), "{statement}");
        }
    }
}
