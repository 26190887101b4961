//! Amazon EventBridge: rules on the default event bus, and what they start.

use crate::arn;
use overhear_core::{Document, Home, Resource, Scope, Shape, ops};
use serde::Deserialize;

ops! {
    Aws;

    /// The rules of the default event bus: events of AWS services reach no other bus by themselves.
    RULES: Rule = "eventbridge:ListRules" {
        permission: "events:ListRules",
        docs: "https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListRules.html",
        reach: Region,
        shape: Shape::Opaque,
    }

    /// What a rule starts; asked for rules that wait for events and are not disabled. The answer names no rule.
    TARGETS: Target = "eventbridge:ListTargetsByRule" {
        permission: "events:ListTargetsByRule",
        docs: "https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListTargetsByRule.html",
        reach: Region,
        per: RULES,
        shape: Shape::Opaque,
    }
}

/// A rule.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Rule {
    /// Its name; its targets are asked for by it.
    pub name: String,
    /// `arn:aws:events:REGION:ACCOUNT:rule/NAME`
    pub arn: Option<String>,
    /// The bus that it is on; `default` for events of AWS services.
    pub event_bus_name: Option<String>,
    /// Which events it takes, as JSON text; absent where it goes by the clock.
    pub event_pattern: Option<String>,
    /// `ENABLED`, `ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS`, `DISABLED`.
    pub state: Option<String>,
}

impl Document for Rule {
    fn key(&self) -> &str {
        &self.name
    }

    fn resource(&self, scope: &Scope) -> Resource {
        let id = self.arn.clone().unwrap_or_else(|| arn::regional(scope, "events", &format!("rule/{}", self.name)));
        Resource::new(scope, "AWS::Events::Rule", id).named(Some(&self.name))
    }

    fn home(&self) -> Home<'_> {
        self.arn.as_deref().map(arn::home).unwrap_or_default()
    }
}

/// What a rule starts.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Target {
    /// Its id among the targets of the rule.
    pub id: String,
    /// What is started: a topic, a queue, a function, another event bus, …
    pub arn: String,
}

impl Document for Target {
    // No home: what is started may live in another region or account than the rule.
    fn key(&self) -> &str {
        &self.id
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::new(scope, "AWS::Events::Target", self.arn.as_str())
    }
}

#[cfg(feature = "live")]
crate::reads! {
    aws_sdk_eventbridge;

    // Without the name of a bus the default one is asked.
    RULES => |client, ask| client.list_rules().limit(100).set_next_token(ask.token()),
        items: "/Rules";

    // A state that nobody has seen is asked for too: only `DISABLED` is known to start nothing.
    TARGETS => |client, ask| client.list_targets_by_rule().rule(ask.parent()).limit(100).set_next_token(ask.token()),
        parents: Parents::Of(&[Source {
            op: &RULES.op,
            keys: |item| match (at(item, "/EventPattern"), at(item, "/State")) {
                (None, _) | (_, Some("DISABLED")) => vec![],
                _ => Parent::at(item, "/Name"),
            },
        }]),
        items: "/Targets",
        gone: &["ResourceNotFoundException"],
        strip: &[
            "/Input",
            "/InputTransformer",
            "/HttpParameters",
            "/AppSyncParameters",
            "/RedshiftDataParameters",
            "/RunCommandParameters",
            "/SageMakerPipelineParameters",
        ];
}
