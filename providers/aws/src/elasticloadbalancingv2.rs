//! Elastic Load Balancing v2: application, network and gateway load balancers.

use crate::arn;
use overhear_core::{Document, Home, Resource, Scope, Shape, ops};
use serde::Deserialize;

ops! {
    Aws;

    /// Application, network and gateway load balancers.
    LOAD_BALANCERS: LoadBalancer = "elasticloadbalancingv2:DescribeLoadBalancers" {
        permission: "elasticloadbalancing:DescribeLoadBalancers",
        docs: "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeLoadBalancers.html",
        reach: Region,
        shape: Shape::AwsCli { list: "LoadBalancers", single: "" },
    }

    /// The listeners of one load balancer.
    LISTENERS: Listener = "elasticloadbalancingv2:DescribeListeners" {
        permission: "elasticloadbalancing:DescribeListeners",
        docs: "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeListeners.html",
        reach: Region,
        per: LOAD_BALANCERS,
        shape: Shape::AwsCli { list: "Listeners", single: "" },
    }

    /// The rules of one HTTP listener, its default rule among them.
    RULES: Rule = "elasticloadbalancingv2:DescribeRules" {
        permission: "elasticloadbalancing:DescribeRules",
        docs: "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeRules.html",
        reach: Region,
        per: LISTENERS,
        // EventBridge lists its rules under the same member.
        shape: Shape::Opaque,
    }

    /// The certificates of one HTTPS or TLS listener, those for SNI among them. The answer does not name the listener.
    LISTENER_CERTIFICATES: ListenerCertificate = "elasticloadbalancingv2:DescribeListenerCertificates" {
        permission: "elasticloadbalancing:DescribeListenerCertificates",
        docs: "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeListenerCertificates.html",
        reach: Region,
        per: LISTENERS,
        shape: Shape::Opaque,
    }

    /// The TLS policies of the region: protocols and ciphers by name.
    SSL_POLICIES: SslPolicy = "elasticloadbalancingv2:DescribeSSLPolicies" {
        permission: "elasticloadbalancing:DescribeSSLPolicies",
        docs: "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeSSLPolicies.html",
        reach: Region,
        shape: Shape::AwsCli { list: "SslPolicies", single: "" },
    }

    /// Target groups: where load balancers send requests on to.
    TARGET_GROUPS: TargetGroup = "elasticloadbalancingv2:DescribeTargetGroups" {
        permission: "elasticloadbalancing:DescribeTargetGroups",
        docs: "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTargetGroups.html",
        reach: Region,
        shape: Shape::AwsCli { list: "TargetGroups", single: "" },
    }

    /// The targets of one target group. The answer does not name the group.
    TARGET_HEALTH: TargetHealthDescription = "elasticloadbalancingv2:DescribeTargetHealth" {
        permission: "elasticloadbalancing:DescribeTargetHealth",
        docs: "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTargetHealth.html",
        reach: Region,
        per: TARGET_GROUPS,
        shape: Shape::AwsCli { list: "TargetHealthDescriptions", single: "" },
    }
}

/// A load balancer.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct LoadBalancer {
    /// Its ARN, which names its account.
    pub load_balancer_arn: String,
    /// Its name.
    pub load_balancer_name: Option<String>,
    /// `application`, `network` or `gateway`.
    #[serde(rename = "Type")]
    pub load_balancer_type: Option<String>,
    /// `internet-facing` or `internal`.
    pub scheme: Option<String>,
    /// Whether it works.
    pub state: Option<LoadBalancerState>,
}

/// Whether a load balancer works.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct LoadBalancerState {
    /// `active`, `provisioning`, `active_impaired` or `failed`.
    pub code: Option<String>,
}

impl Document for LoadBalancer {
    fn key(&self) -> &str {
        &self.load_balancer_arn
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::new(scope, "AWS::ElasticLoadBalancingV2::LoadBalancer", self.load_balancer_arn.as_str())
            .named(self.load_balancer_name.as_deref())
    }

    fn home(&self) -> Home<'_> {
        arn::home(&self.load_balancer_arn)
    }
}

/// A listener.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Listener {
    /// Its ARN.
    pub listener_arn: String,
    /// The load balancer it belongs to.
    pub load_balancer_arn: Option<String>,
    /// `HTTP`, `HTTPS`, `TCP`, `TLS`, `UDP`, …
    pub protocol: Option<String>,
    /// The port that clients connect to.
    pub port: Option<i64>,
    /// The TLS policy of an HTTPS or TLS listener.
    pub ssl_policy: Option<String>,
    /// The default certificate of an HTTPS or TLS listener.
    pub certificates: Option<Vec<Certificate>>,
    /// What happens to a request that no rule matches.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub default_actions: Vec<Action>,
}

/// A certificate that a listener presents.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Certificate {
    /// Its ARN, of ACM or of IAM.
    pub certificate_arn: Option<String>,
}

/// A step of what happens to a request.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Action {
    /// `forward`, `redirect`, `fixed-response`, `authenticate-oidc`, …
    #[serde(rename = "Type")]
    pub action_type: Option<String>,
    /// Its place among several: the lowest comes first.
    pub order: Option<i64>,
    /// Where to, with one target group.
    pub target_group_arn: Option<String>,
    /// Where to, with several target groups; with one, it may be named here too.
    pub forward_config: Option<ForwardConfig>,
    /// Where a client is sent.
    pub redirect_config: Option<RedirectConfig>,
}

/// The target groups of a forward.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ForwardConfig {
    /// The target groups.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub target_groups: Vec<TargetGroupTuple>,
}

/// A target group and its share of the requests.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct TargetGroupTuple {
    /// Its ARN.
    pub target_group_arn: Option<String>,
    /// From 0, which gets nothing, to 999.
    pub weight: Option<i64>,
}

/// Where a client is sent.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct RedirectConfig {
    /// `HTTP`, `HTTPS` or `#{protocol}`, that of the request; absent: the same.
    pub protocol: Option<String>,
}

impl Document for Listener {
    fn key(&self) -> &str {
        &self.listener_arn
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::new(scope, "AWS::ElasticLoadBalancingV2::Listener", self.listener_arn.as_str())
    }

    fn home(&self) -> Home<'_> {
        arn::home(&self.listener_arn)
    }
}

/// A rule of a listener.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Rule {
    /// Its ARN.
    pub rule_arn: String,
    /// A number as text: the lowest comes first; `default` comes last.
    pub priority: Option<String>,
    /// True for the default rule.
    pub is_default: Option<bool>,
    /// What a request must meet, all of it.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub conditions: Vec<RuleCondition>,
    /// What happens to it.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub actions: Vec<Action>,
}

/// A condition of a rule.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct RuleCondition {
    /// `path-pattern`, `host-header`, `http-header`, …
    pub field: Option<String>,
    /// Paths or hosts, one of which must match.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub values: Vec<String>,
    /// The hosts of a `host-header`, where `Values` does not hold them.
    pub host_header_config: Option<Patterns>,
    /// The paths of a `path-pattern`, where `Values` does not hold them.
    pub path_pattern_config: Option<Patterns>,
}

/// Patterns, one of which must match.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Patterns {
    /// With `*` and `?`.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub values: Vec<String>,
}

impl Document for Rule {
    fn key(&self) -> &str {
        &self.rule_arn
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::new(scope, "AWS::ElasticLoadBalancingV2::ListenerRule", self.rule_arn.as_str())
    }

    fn home(&self) -> Home<'_> {
        arn::home(&self.rule_arn)
    }
}

/// A certificate of a listener.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListenerCertificate {
    /// The ARN of the certificate, of ACM or of IAM.
    pub certificate_arn: String,
}

impl Document for ListenerCertificate {
    fn key(&self) -> &str {
        &self.certificate_arn
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::new(scope, "AWS::ElasticLoadBalancingV2::ListenerCertificate", self.certificate_arn.as_str())
    }
}

/// A TLS policy.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct SslPolicy {
    /// `ELBSecurityPolicy-TLS13-1-2-2021-06`; listeners name it.
    pub name: String,
    /// `TLSv1`, `TLSv1.1`, `TLSv1.2`, `TLSv1.3`.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub ssl_protocols: Vec<String>,
    /// What it may encrypt with.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub ciphers: Vec<Cipher>,
}

/// A cipher of a TLS policy.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Cipher {
    /// As OpenSSL names it: `ECDHE-RSA-AES128-GCM-SHA256`.
    pub name: Option<String>,
}

impl Document for SslPolicy {
    fn key(&self) -> &str {
        &self.name
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::new(scope, "AWS::ElasticLoadBalancingV2::SslPolicy", self.name.as_str())
    }
}

/// A target group.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct TargetGroup {
    /// Its ARN, which names its account.
    pub target_group_arn: String,
    /// Its name.
    pub target_group_name: Option<String>,
    /// How targets are spoken to: `HTTP`, `HTTPS`, `TCP`, `TLS`, …; functions have none.
    pub protocol: Option<String>,
    /// The port of its targets.
    pub port: Option<i64>,
    /// `instance`, `ip`, `lambda` or `alb`.
    pub target_type: Option<String>,
    /// The VPC of its targets, `vpc-…`.
    pub vpc_id: Option<String>,
    /// The load balancer that uses it.
    pub load_balancer_arns: Option<Vec<String>>,
}

impl Document for TargetGroup {
    fn key(&self) -> &str {
        &self.target_group_arn
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::new(scope, "AWS::ElasticLoadBalancingV2::TargetGroup", self.target_group_arn.as_str())
            .named(self.target_group_name.as_deref())
    }

    fn home(&self) -> Home<'_> {
        arn::home(&self.target_group_arn)
    }
}

/// A target and its health.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct TargetHealthDescription {
    /// The target.
    pub target: Target,
}

/// A target.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Target {
    /// `i-…`, an IP address, or the ARN of a function or of a load balancer.
    pub id: String,
}

impl Document for TargetHealthDescription {
    fn key(&self) -> &str {
        &self.target.id
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::new(scope, "AWS::ElasticLoadBalancingV2::Target", self.target.id.as_str())
    }
}

#[cfg(feature = "live")]
crate::reads! {
    aws_sdk_elasticloadbalancingv2;

    LOAD_BALANCERS => |client, ask| client.describe_load_balancers().page_size(400).set_marker(ask.token());

    LISTENERS => |client, ask| client
        .describe_listeners()
        .load_balancer_arn(ask.parent())
        .page_size(400)
        .set_marker(ask.token()),
        parents: Parents::Of(&[Source {
            op: &LOAD_BALANCERS.op,
            keys: |item| Parent::at(item, "/LoadBalancerArn"),
        }]),
        gone: &["LoadBalancerNotFound"],
        strip: &[
            "/DefaultActions/*/AuthenticateCognitoConfig/AuthenticationRequestExtraParams",
            "/DefaultActions/*/AuthenticateOidcConfig/AuthenticationRequestExtraParams",
            "/DefaultActions/*/AuthenticateOidcConfig/ClientSecret",
            "/DefaultActions/*/FixedResponseConfig/MessageBody",
            "/DefaultActions/*/JwtValidationConfig/AdditionalClaims/*/Values",
            "/DefaultActions/*/RedirectConfig/Query",
        ];

    // Whether a rule redirects is a question to HTTP listeners alone. Values that a header or a query must have are
    // shared secrets: what stands in front of the load balancer proves itself with them.
    RULES => |client, ask| client
        .describe_rules()
        .listener_arn(ask.parent())
        .page_size(400)
        .set_marker(ask.token()),
        parents: Parents::Of(&[Source {
            op: &LISTENERS.op,
            keys: |item| match at(item, "/Protocol") {
                Some("HTTP") => Parent::at(item, "/ListenerArn"),
                _ => vec![],
            },
        }]),
        items: "/Rules",
        gone: &["ListenerNotFound"],
        strip: &[
            "/Actions/*/AuthenticateCognitoConfig/AuthenticationRequestExtraParams",
            "/Actions/*/AuthenticateOidcConfig/AuthenticationRequestExtraParams",
            "/Actions/*/AuthenticateOidcConfig/ClientSecret",
            "/Actions/*/FixedResponseConfig/MessageBody",
            "/Actions/*/JwtValidationConfig/AdditionalClaims/*/Values",
            "/Actions/*/RedirectConfig/Query",
            "/Conditions/*/HttpHeaderConfig/Values",
            "/Conditions/*/HttpHeaderConfig/RegexValues",
            "/Conditions/*/QueryStringConfig/Values/*/Value",
            "/Transforms/*/UrlRewriteConfig/Rewrites/*/Replace",
        ],
        redact: |rule| {
            // `RegexValues` of a condition are hosts or paths; with the field `http-header`, values of the header.
            if let Some(conditions) = rule.get_mut("Conditions")
                && let Some(conditions) = conditions.as_array_mut()
            {
                for condition in conditions {
                    if at(condition, "/Field") == Some("http-header")
                        && let Some(members) = condition.as_object_mut()
                    {
                        members.remove("RegexValues");
                    }
                }
            }
        };

    // Listeners of other protocols have no certificate.
    LISTENER_CERTIFICATES => |client, ask| client
        .describe_listener_certificates()
        .listener_arn(ask.parent())
        .page_size(400)
        .set_marker(ask.token()),
        parents: Parents::Of(&[Source {
            op: &LISTENERS.op,
            keys: |item| match at(item, "/Protocol") {
                Some("HTTPS" | "TLS") => Parent::at(item, "/ListenerArn"),
                _ => vec![],
            },
        }]),
        items: "/Certificates",
        gone: &["ListenerNotFound"];

    SSL_POLICIES => |client, ask| client.describe_ssl_policies().page_size(400).set_marker(ask.token());

    TARGET_GROUPS => |client, ask| client.describe_target_groups().page_size(400).set_marker(ask.token());

    // Targets matter where requests may reach them in plaintext: a load balancer uses the group, its protocol is not
    // an encrypted one, and a target is a host with an interface. The API does not page.
    TARGET_HEALTH => |client, ask| client.describe_target_health().target_group_arn(ask.parent()),
        parents: Parents::Of(&[Source {
            op: &TARGET_GROUPS.op,
            keys: |item| {
                let is_used = item.pointer("/LoadBalancerArns/0").is_some();
                let is_encrypted = matches!(at(item, "/Protocol"), Some("HTTPS" | "TLS" | "QUIC" | "GENEVE"));
                let is_host = !matches!(at(item, "/TargetType"), Some("lambda" | "alb"));
                if is_used && is_host && !is_encrypted { Parent::at(item, "/TargetGroupArn") } else { vec![] }
            },
        }]),
        gone: &["TargetGroupNotFound"];
}
