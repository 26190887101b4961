//! Event patterns of EventBridge: whether a rule takes an event (EventBridge user guide, comparison operators).
//!
//! Three answers: it does, it does not, and nobody can tell. The last is for operators that are not known, and for
//! members of the event that differ from call to call: these are null in the event that is given.

use super::doubt::{all, any};
use serde_json::{Map, Value};
use std::net::IpAddr;

/// Whether a pattern takes an event.
pub(super) fn matches(pattern: &Value, event: &Value) -> Option<bool> {
    takes(pattern.as_object()?, Some(event))
}

/// All members must match, and of `$or` one.
fn takes(pattern: &Map<String, Value>, event: Option<&Value>) -> Option<bool> {
    all(pattern.iter().map(|(name, wanted)| match wanted {
        Value::Array(branches) if name == "$or" && branches.iter().all(Value::is_object) => {
            any(branches.iter().map(|branch| takes(branch.as_object()?, event)))
        }
        _ => takes_member(wanted, event, name),
    }))
}

fn takes_member(wanted: &Value, event: Option<&Value>, name: &str) -> Option<bool> {
    let found = match event {
        Some(Value::Object(members)) => members.get(name),
        // One of the elements must have it.
        Some(Value::Array(elements)) => return any(elements.iter().map(|one| takes_member(wanted, Some(one), name))),
        Some(Value::Null) => Some(&Value::Null),
        _ => None,
    };
    match wanted {
        Value::Object(members) => takes(members, found),
        Value::Array(rules) => any(rules.iter().map(|rule| fits(rule, found))),
        _ => None,
    }
}

/// Whether a value, or its absence, fits one rule of a list.
fn fits(rule: &Value, found: Option<&Value>) -> Option<bool> {
    let operator = match rule {
        Value::Object(operator) => {
            let mut members = operator.iter();
            let (Some(member), None) = (members.next(), members.next()) else { return None };
            Some(member)
        }
        _ => None,
    };
    if let Some((name, wanted)) = operator
        && name == "exists"
    {
        return match (wanted.as_bool()?, found) {
            (wanted, None) => Some(!wanted),
            // It looks at leaves only.
            (_, Some(Value::Null | Value::Object(_))) => None,
            (wanted, Some(_)) => Some(wanted),
        };
    }
    match found {
        Some(Value::Null) => None,
        None | Some(Value::Object(_)) => Some(false),
        Some(Value::Array(elements)) => match operator {
            // Whether one element may be the excluded one is not documented.
            Some((name, _)) if name == "anything-but" && elements.len() > 1 => None,
            _ => any(elements.iter().map(|element| fits(rule, Some(element)))),
        },
        Some(value) => match operator {
            Some((name, wanted)) => compares(name, wanted, value),
            None => Some(is_same(rule, value)),
        },
    }
}

/// Whether one value passes an operator.
fn compares(operator: &str, wanted: &Value, value: &Value) -> Option<bool> {
    let text = value.as_str();
    match (operator, wanted) {
        ("prefix" | "suffix", Value::Object(inner)) => {
            let ignored = inner.get("equals-ignore-case").filter(|_| inner.len() == 1)?.as_str()?.to_lowercase();
            Some(text.is_some_and(|text| ends(operator, &text.to_lowercase(), &ignored)))
        }
        ("prefix" | "suffix", wanted) => {
            let wanted = wanted.as_str()?;
            Some(text.is_some_and(|text| ends(operator, text, wanted)))
        }
        ("equals-ignore-case", wanted) => {
            let wanted = wanted.as_str()?.to_lowercase();
            Some(text.is_some_and(|text| text.to_lowercase() == wanted))
        }
        ("wildcard", wanted) => {
            let wanted = wanted.as_str()?;
            Some(text.is_some_and(|text| fits_wildcard(wanted, text)))
        }
        ("anything-but", Value::Object(inner)) => {
            let mut members = inner.iter();
            let (Some((name, wanted)), None) = (members.next(), members.next()) else { return None };
            if !matches!(name.as_str(), "prefix" | "suffix" | "equals-ignore-case" | "wildcard") {
                return None;
            }
            let excluded = match wanted {
                Value::Array(all) => any(all.iter().map(|one| compares(name, one, value))),
                one => compares(name, one, value),
            };
            excluded.map(|excluded| !excluded)
        }
        ("anything-but", Value::Array(excluded)) => Some(!excluded.iter().any(|one| is_same(one, value))),
        ("anything-but", excluded) => Some(!is_same(excluded, value)),
        ("numeric", Value::Array(bounds)) => in_bounds(bounds, value),
        ("cidr", Value::String(block)) => match text {
            Some(text) => is_in_block(block, text),
            None => Some(false),
        },
        _ => None,
    }
}

fn ends(operator: &str, text: &str, wanted: &str) -> bool {
    if operator == "prefix" { text.starts_with(wanted) } else { text.ends_with(wanted) }
}

/// Numbers compare by value: 300 and 300.0 are the same.
fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => {
            one == other || one.as_f64().is_some_and(|one| other.as_f64() == Some(one))
        }
        _ => one == other,
    }
}

/// `[">", 0, "<=", 5]`
fn in_bounds(bounds: &[Value], value: &Value) -> Option<bool> {
    let number = match value {
        Value::Number(number) => number.as_f64()?,
        _ => return Some(false),
    };
    let pairs = bounds.chunks(2).map(|pair| {
        let [operator, bound] = pair else { return None };
        let order = number.partial_cmp(&bound.as_f64()?)?;
        match operator.as_str()? {
            "=" => Some(order.is_eq()),
            "<" => Some(order.is_lt()),
            "<=" => Some(order.is_le()),
            ">" => Some(order.is_gt()),
            ">=" => Some(order.is_ge()),
            _ => None,
        }
    });
    if bounds.is_empty() { None } else { all(pairs) }
}

fn is_in_block(block: &str, text: &str) -> Option<bool> {
    let (address, length) = block.split_once('/')?;
    let (address, length): (IpAddr, u32) = (address.parse().ok()?, length.parse().ok()?);
    let Ok(own) = text.parse::<IpAddr>() else { return Some(false) };
    let (bits, one, other) = match (address, own) {
        (IpAddr::V4(one), IpAddr::V4(other)) => (32, u128::from(u32::from(one)), u128::from(u32::from(other))),
        (IpAddr::V6(one), IpAddr::V6(other)) => (128, u128::from(one), u128::from(other)),
        _ => return Some(false),
    };
    let rest = u32::checked_sub(bits, length)?;
    Some(rest == 128 || one >> rest == other >> rest)
}

/// `*` is any text; `\*` and `\\` are a star and a backslash.
fn fits_wildcard(pattern: &str, text: &str) -> bool {
    let mut parts = vec![String::new()];
    let mut characters = pattern.chars();
    while let Some(c) = characters.next() {
        let literal = match c {
            '*' => {
                parts.push(String::new());
                continue;
            }
            '\\' => characters.next().unwrap_or(c),
            c => c,
        };
        if let Some(last) = parts.last_mut() {
            last.push(literal);
        }
    }
    let [first, middle @ .., last] = parts.as_slice() else {
        return parts.first().is_some_and(|only| only == text);
    };
    let Some(mut rest) = text.strip_prefix(first.as_str()).and_then(|rest| rest.strip_suffix(last.as_str())) else {
        return false;
    };
    for part in middle {
        let Some(at) = rest.find(part.as_str()) else { return false };
        rest = rest.get(at + part.len()..).unwrap_or_default();
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn event() -> Value {
        json!({
            "source": "aws.ec2", "account": null, "n": 300.0, "ok": false, "empty": "", "ip": "10.0.0.7", "v6": "2001:db8::7",
            "list": ["a", "b"], "many": [{"k": 1}, {"k": 2}],
            "detail": {"eventName": "CreateTrafficMirrorSession", "userIdentity": null, "a*b": "x*y\\z"},
        })
    }

    fn check(cases: &[(Value, Option<bool>)]) {
        for (pattern, wanted) in cases {
            assert_eq!(matches(pattern, &event()), *wanted, "{pattern}");
        }
    }

    const YES: Option<bool> = Some(true);
    const NO: Option<bool> = Some(false);

    #[test]
    fn exact_values_match_as_they_are() {
        check(&[
            (json!({"source": ["aws.ec2"]}), YES),
            (json!({"source": ["aws.s3", "aws.ec2"]}), YES),
            (json!({"source": ["AWS.ec2"]}), NO),
            (json!({"source": ["aws.ec2"], "n": [300]}), YES),
            (json!({"n": ["300"]}), NO),
            (json!({"ok": [false]}), YES),
            (json!({"ok": ["false"]}), NO),
            (json!({"empty": [""]}), YES),
            (json!({"source": [null]}), NO),
            (json!({"source": []}), NO),
            (json!({}), YES),
            (json!({"source": "aws.ec2"}), None),
            (json!(["source"]), None),
        ]);
    }

    #[test]
    fn objects_nest_and_lists_intersect() {
        check(&[
            (json!({"detail": {"eventName": ["CreateTrafficMirrorSession"]}}), YES),
            (json!({"detail": {"eventName": ["RunInstances"]}}), NO),
            (json!({"detail": {"eventName": {"x": ["y"]}}}), NO),
            (json!({"detail": ["x"]}), NO),
            (json!({"detail": {"none": {"x": ["y"]}}}), NO),
            (json!({"list": ["b", "c"]}), YES),
            (json!({"list": ["c"]}), NO),
            (json!({"list": [{"prefix": "b"}]}), YES),
            (json!({"list": [{"anything-but": "a"}]}), None),
            (json!({"many": {"k": [2]}}), YES),
            (json!({"many": {"k": [3]}}), NO),
        ]);
    }

    #[test]
    fn operators_on_text() {
        check(&[
            (json!({"source": [{"prefix": "aws."}]}), YES),
            (json!({"source": [{"prefix": ""}]}), YES),
            (json!({"source": [{"prefix": "AWS."}]}), NO),
            (json!({"source": [{"prefix": {"equals-ignore-case": "AWS."}}]}), YES),
            (json!({"source": [{"suffix": "ec2"}]}), YES),
            (json!({"source": [{"suffix": {"equals-ignore-case": "EC2"}}]}), YES),
            (json!({"source": [{"suffix": "aws"}]}), NO),
            (json!({"n": [{"prefix": "3"}]}), NO),
            (json!({"source": [{"equals-ignore-case": "AWS.EC2"}]}), YES),
            (json!({"source": [{"equals-ignore-case": "aws"}]}), NO),
            (json!({"detail": {"eventName": [{"wildcard": "Create*Session"}]}}), YES),
            (json!({"detail": {"eventName": [{"wildcard": "*Traffic*"}]}}), YES),
            (json!({"detail": {"eventName": [{"wildcard": "Traffic*"}]}}), NO),
            (json!({"detail": {"eventName": [{"wildcard": "CreateTrafficMirrorSession"}]}}), YES),
            (json!({"detail": {"a*b": [{"wildcard": r"x\*y\\z"}]}}), YES),
            (json!({"source": [{"wildcard": r"a\*"}]}), NO),
            (json!({"source": [{"prefix": 1}]}), None),
        ]);
    }

    #[test]
    fn anything_but() {
        check(&[
            (json!({"source": [{"anything-but": "aws.s3"}]}), YES),
            (json!({"source": [{"anything-but": "aws.ec2"}]}), NO),
            (json!({"source": [{"anything-but": ["aws.s3", "aws.ec2"]}]}), NO),
            (json!({"source": [{"anything-but": ["aws.s3", 3]}]}), YES),
            (json!({"n": [{"anything-but": [300]}]}), NO),
            (json!({"source": [{"anything-but": {"prefix": "aws."}}]}), NO),
            (json!({"source": [{"anything-but": {"prefix": ["x", "y"]}}]}), YES),
            (json!({"source": [{"anything-but": {"suffix": "ec2"}}]}), NO),
            (json!({"source": [{"anything-but": {"equals-ignore-case": ["AWS.EC2"]}}]}), NO),
            (json!({"source": [{"anything-but": {"wildcard": "*s3"}}]}), YES),
            (json!({"source": [{"anything-but": {"newest": "x"}}]}), None),
            (json!({"none": [{"anything-but": "x"}]}), NO),
        ]);
    }

    #[test]
    fn exists() {
        check(&[
            (json!({"source": [{"exists": true}]}), YES),
            (json!({"source": [{"exists": false}]}), NO),
            (json!({"detail": {"errorCode": [{"exists": false}]}}), YES),
            (json!({"detail": {"errorCode": [{"exists": true}]}}), NO),
            (json!({"detail": {"errorCode": ["Client.Denied", {"exists": false}]}}), YES),
            (json!({"detail": [{"exists": true}]}), None),
            (json!({"source": [{"exists": "true"}]}), None),
        ]);
    }

    #[test]
    fn numbers_and_addresses() {
        check(&[
            (json!({"n": [{"numeric": ["=", 3.0e2]}]}), YES),
            (json!({"n": [{"numeric": [">", 0, "<=", 300]}]}), YES),
            (json!({"n": [{"numeric": [">", 0, "<", 300]}]}), NO),
            (json!({"n": [{"numeric": [">=", 301]}]}), NO),
            (json!({"source": [{"numeric": ["=", 1]}]}), NO),
            (json!({"n": [{"numeric": ["!", 1]}]}), None),
            (json!({"n": [{"numeric": [">"]}]}), None),
            (json!({"ip": [{"cidr": "10.0.0.0/24"}]}), YES),
            (json!({"ip": [{"cidr": "10.0.1.0/24"}]}), NO),
            (json!({"ip": [{"cidr": "0.0.0.0/0"}]}), YES),
            (json!({"v6": [{"cidr": "2001:db8::/32"}]}), YES),
            (json!({"v6": [{"cidr": "::/0"}]}), YES),
            (json!({"v6": [{"cidr": "10.0.0.0/8"}]}), NO),
            (json!({"source": [{"cidr": "10.0.0.0/8"}]}), NO),
            (json!({"ip": [{"cidr": "10.0.0.0/33"}]}), None),
        ]);
    }

    #[test]
    fn one_branch_of_or_is_enough() {
        check(&[
            (json!({"$or": [{"source": ["aws.s3"]}, {"n": [300]}]}), YES),
            (json!({"$or": [{"source": ["aws.s3"]}, {"n": [3]}]}), NO),
            (json!({"source": ["aws.s3"], "$or": [{"n": [300]}, {"n": [3]}]}), NO),
            (
                json!({"detail": {"$or": [{"eventName": [{"prefix": "Create"}]}, {"userIdentity": {"type": ["Root"]}}]}}),
                YES,
            ),
            (json!({"detail": {"$or": [{"eventName": ["x"]}, {"userIdentity": {"type": ["Root"]}}]}}), None),
        ]);
    }

    #[test]
    fn what_nobody_knows_stays_open() {
        check(&[
            (json!({"account": ["111122223333"]}), None),
            (json!({"account": ["111122223333"], "source": ["aws.s3"]}), NO),
            (json!({"detail": {"userIdentity": {"type": ["Root"]}}}), None),
            (json!({"source": [{"newest": "x"}]}), None),
            (json!({"source": [{"newest": "x"}, "aws.ec2"]}), YES),
            (json!({"source": [{"prefix": "a", "suffix": "b"}]}), None),
        ]);
    }
}
