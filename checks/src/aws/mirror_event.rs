//! The event of a started mirror session, as CloudTrail hands it to EventBridge.

use super::event_pattern::matches;
use overhear_core::UNKNOWN;
use serde_json::{Value, json};

/// The call that starts a session.
const CREATE: &str = "CreateTrafficMirrorSession";

/// What a pattern does with the event.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Taken {
    /// It leaves it.
    No,
    /// Nobody can tell: a condition on the caller, or an operator that is not known.
    Perhaps,
    /// It takes it together with what has nothing to do with it.
    Broadly,
    /// It takes it, and not every event.
    Closely,
}

/// What a pattern does with the event in an account and a region.
pub(super) fn taken(pattern: &str, account: &str, region: &str) -> Taken {
    let Ok(pattern) = serde_json::from_str::<Value>(pattern) else { return Taken::Perhaps };
    match matches(&pattern, &event(CREATE, account, region)) {
        Some(false) => Taken::No,
        None => Taken::Perhaps,
        Some(true) if matches(&pattern, &event("ModifyVpcAttribute", account, region)) == Some(false) => Taken::Closely,
        Some(true) => Taken::Broadly,
    }
}

/// Null is what differs from call to call. A call that succeeds has no `errorCode`.
fn event(name: &str, account: &str, region: &str) -> Value {
    let known = |text: &str| if text == UNKNOWN { Value::Null } else { text.into() };
    let (account, region) = (known(account), known(region));
    json!({
        "version": "0",
        "id": null,
        "detail-type": "AWS API Call via CloudTrail",
        "source": "aws.ec2",
        "account": account,
        "time": null,
        "region": region,
        "resources": [],
        "detail": {
            "additionalEventData": null,
            "apiVersion": null,
            "awsRegion": region,
            "eventCategory": "Management",
            "eventID": null,
            "eventName": name,
            "eventSource": "ec2.amazonaws.com",
            "eventTime": null,
            "eventType": "AwsApiCall",
            "eventVersion": null,
            "managementEvent": true,
            "readOnly": false,
            "recipientAccountId": account,
            // The request is nested under its own name, and so is the answer.
            "requestParameters": {format!("{name}Request"): null},
            "responseElements": {format!("{name}Response"): null},
            "requestID": null,
            "sessionCredentialFromConsole": null,
            "sharedEventID": null,
            "sourceIPAddress": null,
            "tlsDetails": null,
            "userAgent": null,
            "userIdentity": null,
            "vpcEndpointAccountId": null,
            "vpcEndpointId": null,
        },
    })
}

/// Whether the pattern of a metric filter names the call: a test of `$.eventName`, or the name among the words. One with
/// another test that must hold as well may leave the call out, and does not count; that of its source leaves it in.
pub(super) fn counted(pattern: &str) -> bool {
    let plain =
        pattern.replace(|c: char| c.is_whitespace() || c == '"', "").replace("$.eventSource=ec2.amazonaws.com", "");
    let others = || plain.split("$.").skip(1).any(|test| !test.starts_with("eventName"));
    if plain.contains("&&") && others() {
        return false;
    }
    let by_test = pattern.match_indices("$.eventName").any(|(at, key)| {
        let rest = pattern.get(at + key.len()..).unwrap_or_default().trim_start();
        let Some(value) = rest.strip_prefix('=').map(str::trim_start) else { return false };
        let end = |c: char| c.is_whitespace() || matches!(c, ')' | '&' | '|' | '}');
        let value = match value.strip_prefix('"') {
            Some(quoted) => quoted.split('"').next(),
            None => value.split(end).next(),
        };
        value.is_some_and(|value| super::policy_document::covers(value, CREATE))
    });
    let is_json = pattern.trim_start().starts_with('{');
    // A word with a minus before it must not stand in the record.
    let by_word = !is_json
        && pattern.match_indices(CREATE).any(|(at, _)| {
            let before = pattern.get(..at).unwrap_or_default().trim_end_matches('"');
            !before.ends_with('-')
        });
    by_test || by_word
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pattern: &str) -> Taken {
        taken(pattern, "111122223333", "eu-west-1")
    }

    #[test]
    fn patterns_that_people_write() {
        for (pattern, wanted) in [
            (
                r#"{"source": ["aws.ec2"], "detail-type": ["AWS API Call via CloudTrail"],
                "detail": {"eventSource": ["ec2.amazonaws.com"], "eventName": ["CreateTrafficMirrorSession"]}}"#,
                Taken::Closely,
            ),
            (
                r#"{"detail": {"eventName": [{"wildcard": "*TrafficMirror*"}], "errorCode": [{"exists": false}]}}"#,
                Taken::Closely,
            ),
            (r#"{"source": ["aws.ec2"]}"#, Taken::Broadly),
            (r#"{"source": [{"prefix": ""}], "account": ["111122223333"], "region": ["eu-west-1"]}"#, Taken::Broadly),
            (r#"{"source": ["aws.ec2"], "detail-type": ["EC2 Instance State-change Notification"]}"#, Taken::No),
            (r#"{"region": ["us-east-1"]}"#, Taken::No),
            (r#"{"account": ["444455556666"]}"#, Taken::No),
            (r#"{"detail": {"requestParameters": {"networkInterfaceId": [{"prefix": "eni-"}]}}}"#, Taken::No),
            (r#"{"detail": {"errorCode": ["Client.UnauthorizedOperation"]}}"#, Taken::No),
            (r#"{"detail": {"userIdentity": {"type": ["Root"]}}}"#, Taken::Perhaps),
            (r#"{"detail": {"readOnly": [true]}}"#, Taken::No),
            ("{", Taken::Perhaps),
        ] {
            assert_eq!(of(pattern), wanted, "{pattern}");
        }
        assert_eq!(taken(r#"{"account": ["111122223333"]}"#, UNKNOWN, "eu-west-1"), Taken::Perhaps);
    }

    #[test]
    fn metric_filters_count_what_they_name() {
        for (pattern, wanted) in [
            ("{ $.eventName = CreateTrafficMirrorSession }", true),
            (r#"{ ($.eventSource = "ec2.amazonaws.com") && ($.eventName = "CreateTrafficMirrorSession") }"#, true),
            ("{($.eventName=CreateTrafficMirrorTarget)||($.eventName=CreateTrafficMirrorSession)}", true),
            (r#"{ $.eventName = "*TrafficMirror*" }"#, true),
            ("{ $.eventName = Create* }", true),
            ("{ $.eventName != CreateTrafficMirrorSession }", false),
            ("{ $.eventName = CreateVpc }", false),
            ("{ $.errorCode = CreateTrafficMirrorSession }", false),
            ("CreateTrafficMirrorSession", true),
            (r#"-"CreateTrafficMirrorSession""#, false),
            ("ERROR", false),
            ("", false),
        ] {
            assert_eq!(counted(pattern), wanted, "{pattern}");
        }
    }
}
