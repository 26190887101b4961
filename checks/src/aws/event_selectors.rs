//! Whether CloudTrail records the start of a mirror session, by what its selectors say (CloudTrail API reference,
//! `EventSelector` and `AdvancedFieldSelector`).

use super::doubt::{all, any};
use overhear_aws::cloudtrail::{AdvancedEventSelector, EventSelector, EventSelectors, FieldSelector};

const SOURCE: &str = "ec2.amazonaws.com";
const NAME: &str = "CreateTrafficMirrorSession";

/// Whether a trail's selectors take the event; none where nobody can tell.
pub(super) fn records(selectors: &EventSelectors) -> Option<bool> {
    if selectors.event_selectors.is_empty() && selectors.advanced_event_selectors.is_empty() {
        return None;
    }
    let basic = selectors.event_selectors.iter().map(is_taken_by_basic);
    any(basic.chain([records_advanced(&selectors.advanced_event_selectors)]))
}

/// Whether advanced selectors take the event.
pub(super) fn records_advanced(selectors: &[AdvancedEventSelector]) -> Option<bool> {
    any(selectors.iter().map(|selector| {
        // The API demands a category; without one nobody can tell what it takes.
        let is_told = selector.field_selectors.iter().any(|test| test.field.as_deref() == Some("eventCategory"));
        all(selector.field_selectors.iter().map(passes).chain([is_told.then_some(true)]))
    }))
}

fn is_taken_by_basic(selector: &EventSelector) -> Option<bool> {
    let written = match selector.read_write_type.as_deref() {
        Some("All" | "WriteOnly") => Some(true),
        Some("ReadOnly") => Some(false),
        _ => None,
    };
    let excluded = selector.exclude_management_event_sources.iter().any(|source| source == SOURCE);
    all([written, selector.include_management_events, Some(!excluded)])
}

fn passes(test: &FieldSelector) -> Option<bool> {
    let value = match test.field.as_deref()? {
        "eventCategory" => "Management",
        "eventName" => NAME,
        "eventSource" => SOURCE,
        "eventType" => "AwsApiCall",
        "readOnly" => "false",
        // Data events alone have resources.
        field if field.starts_with("resources.") => return Some(false),
        // `userIdentity.arn` and the like differ from call to call.
        _ => return None,
    };
    let some = |values: &Option<Vec<String>>, fits: fn(&str, &str) -> bool| {
        values.as_ref().map(|values| values.iter().any(|own| fits(value, own)))
    };
    let [is, starts, ends]: [fn(&str, &str) -> bool; 3] =
        [|a, b| a == b, |a, b| a.starts_with(b), |a, b| a.ends_with(b)];
    let wanted: Vec<bool> = [some(&test.equals, is), some(&test.starts_with, starts), some(&test.ends_with, ends)]
        .into_iter()
        .flatten()
        .collect();
    let unwanted: Vec<bool> =
        [some(&test.not_equals, is), some(&test.not_starts_with, starts), some(&test.not_ends_with, ends)]
            .into_iter()
            .flatten()
            .collect();
    let wanted = match wanted.as_slice() {
        [] if unwanted.is_empty() => return None,
        [] => Some(true),
        // How several operators on one field go together matters only where they differ.
        [first, others @ ..] => others.iter().all(|other| other == first).then_some(*first),
    };
    if unwanted.contains(&true) { Some(false) } else { wanted }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn basic(text: &str) -> Option<bool> {
        let text =
            format!(r#"{{"TrailARN": "arn:aws:cloudtrail:eu-west-1:111122223333:trail/t", "EventSelectors": {text}}}"#);
        records(&serde_json::from_str(&text).unwrap())
    }

    fn advanced(fields: &str) -> Option<bool> {
        let management = r#"{"Field": "eventCategory", "Equals": ["Management"]}"#;
        records_advanced(
            &serde_json::from_str::<Vec<_>>(&format!(r#"[{{"FieldSelectors": [{management}{fields}]}}]"#)).unwrap(),
        )
    }

    #[test]
    fn basic_selectors_take_management_events_that_write() {
        for (selectors, taken) in [
            (r#"[{"ReadWriteType": "All", "IncludeManagementEvents": true}]"#, Some(true)),
            (r#"[{"ReadWriteType": "WriteOnly", "IncludeManagementEvents": true, "DataResources": []}]"#, Some(true)),
            (r#"[{"ReadWriteType": "ReadOnly", "IncludeManagementEvents": true}]"#, Some(false)),
            (r#"[{"ReadWriteType": "All", "IncludeManagementEvents": false}]"#, Some(false)),
            (r#"[{"ReadWriteType": "ReadOnly"}]"#, Some(false)),
            (r#"[{"ReadWriteType": "All"}]"#, None),
            (r#"[{"ReadWriteType": "Newest", "IncludeManagementEvents": true}]"#, None),
            (
                r#"[{"ReadWriteType": "All", "IncludeManagementEvents": true,
                "ExcludeManagementEventSources": ["kms.amazonaws.com"]}]"#,
                Some(true),
            ),
            (
                r#"[{"ReadWriteType": "All", "IncludeManagementEvents": true,
                "ExcludeManagementEventSources": ["ec2.amazonaws.com"]}]"#,
                Some(false),
            ),
            (
                r#"[{"ReadWriteType": "ReadOnly", "IncludeManagementEvents": true},
                {"ReadWriteType": "WriteOnly", "IncludeManagementEvents": true}]"#,
                Some(true),
            ),
            ("[]", None),
            ("null", None),
        ] {
            assert_eq!(basic(selectors), taken, "{selectors}");
        }
    }

    #[test]
    fn advanced_selectors_take_what_passes_each_test() {
        for (fields, taken) in [
            ("", Some(true)),
            (r#", {"Field": "readOnly", "Equals": ["false"]}"#, Some(true)),
            (r#", {"Field": "readOnly", "Equals": ["true"]}"#, Some(false)),
            (r#", {"Field": "eventSource", "NotEquals": ["kms.amazonaws.com", "rdsdata.amazonaws.com"]}"#, Some(true)),
            (r#", {"Field": "eventSource", "NotEquals": ["ec2.amazonaws.com"]}"#, Some(false)),
            (r#", {"Field": "eventSource", "Equals": ["s3.amazonaws.com"]}"#, Some(false)),
            (r#", {"Field": "eventName", "StartsWith": ["Create", "Delete"]}"#, Some(true)),
            (r#", {"Field": "eventName", "NotEndsWith": ["MirrorSession"]}"#, Some(false)),
            (r#", {"Field": "eventName", "StartsWith": ["Create"], "EndsWith": ["Vpc"]}"#, None),
            (r#", {"Field": "eventName", "StartsWith": ["Create"], "NotEquals": ["CreateVpc"]}"#, Some(true)),
            (r#", {"Field": "userIdentity.arn", "NotStartsWith": ["arn:aws:sts::111122223333:assumed-role/x"]}"#, None),
            (
                r#", {"Field": "userIdentity.arn", "Equals": ["x"]}, {"Field": "readOnly", "Equals": ["true"]}"#,
                Some(false),
            ),
            (r#", {"Field": "resources.type", "Equals": ["AWS::S3::Object"]}"#, Some(false)),
            (r#", {"Field": "eventName"}"#, None),
        ] {
            assert_eq!(advanced(fields), taken, "{fields}");
        }
        assert_eq!(records_advanced(&[]), Some(false));
    }
}
