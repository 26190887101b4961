//! Elastic Load Balancing of the first generation: classic load balancers.

use crate::arn;
use overhear_core::{Document, Resource, Scope, Shape, ops};
use serde::Deserialize;

ops! {
    Aws;

    /// Classic load balancers with their listeners.
    LOAD_BALANCERS: LoadBalancerDescription = "elasticloadbalancing:DescribeLoadBalancers" {
        permission: "elasticloadbalancing:DescribeLoadBalancers",
        docs: "https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_DescribeLoadBalancers.html",
        reach: Region,
        shape: Shape::AwsCli { list: "LoadBalancerDescriptions", single: "" },
    }

    /// The policies of one load balancer, those for TLS among them. The answer does not name the load balancer.
    LOAD_BALANCER_POLICIES: PolicyDescription = "elasticloadbalancing:DescribeLoadBalancerPolicies" {
        permission: "elasticloadbalancing:DescribeLoadBalancerPolicies",
        docs: "https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_DescribeLoadBalancerPolicies.html",
        reach: Region,
        per: LOAD_BALANCERS,
        shape: Shape::AwsCli { list: "PolicyDescriptions", single: "" },
    }
}

/// A classic load balancer.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct LoadBalancerDescription {
    /// Its name, unique in the account and region.
    pub load_balancer_name: String,
    /// `internet-facing` or `internal`.
    pub scheme: Option<String>,
    /// Its listeners.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub listener_descriptions: Vec<ListenerDescription>,
}

/// A listener and its policies.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListenerDescription {
    /// The listener.
    pub listener: Option<Listener>,
    /// The names of its policies, the one for TLS among them; empty where there is none.
    pub policy_names: Option<Vec<String>>,
}

/// A listener.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Listener {
    /// `HTTP`, `HTTPS`, `TCP` or `SSL`.
    pub protocol: Option<String>,
    /// The port that clients connect to.
    pub load_balancer_port: Option<i64>,
    /// What instances are spoken to in: `HTTP`, `HTTPS`, `TCP` or `SSL`.
    pub instance_protocol: Option<String>,
    /// The port of the instances.
    pub instance_port: Option<i64>,
    /// The ARN of its certificate, of ACM or of IAM.
    #[serde(rename = "SSLCertificateId")]
    pub ssl_certificate_id: Option<String>,
}

impl Document for LoadBalancerDescription {
    fn key(&self) -> &str {
        &self.load_balancer_name
    }

    fn resource(&self, scope: &Scope) -> Resource {
        let id = arn::regional(scope, "elasticloadbalancing", &format!("loadbalancer/{}", self.load_balancer_name));
        Resource::new(scope, "AWS::ElasticLoadBalancing::LoadBalancer", id).named(Some(&self.load_balancer_name))
    }
}

/// A policy of a load balancer.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PolicyDescription {
    /// Its name, unique in the load balancer; listeners name it.
    pub policy_name: String,
    /// `SSLNegotiationPolicyType` for TLS, `AppCookieStickinessPolicyType`, …
    pub policy_type_name: Option<String>,
    /// Protocols, ciphers and options.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub policy_attribute_descriptions: Vec<PolicyAttributeDescription>,
}

/// A protocol, a cipher or an option of a policy.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PolicyAttributeDescription {
    /// `Protocol-TLSv1.2`, `ECDHE-RSA-AES128-GCM-SHA256`, `Reference-Security-Policy`, …
    pub attribute_name: Option<String>,
    /// `true` or `false` for a protocol and a cipher.
    pub attribute_value: Option<String>,
}

impl Document for PolicyDescription {
    fn key(&self) -> &str {
        &self.policy_name
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::new(scope, "AWS::ElasticLoadBalancing::Policy", self.policy_name.as_str())
    }
}

#[cfg(feature = "live")]
crate::reads! {
    aws_sdk_elasticloadbalancing;

    LOAD_BALANCERS => |client, ask| client.describe_load_balancers().page_size(400).set_marker(ask.token());

    // Without the load balancer the answer is Amazon's samples. Only listeners that speak TLS have a policy that
    // matters; the other protocols are HTTP and TCP. The API does not page.
    LOAD_BALANCER_POLICIES => |client, ask| client
        .describe_load_balancer_policies()
        .load_balancer_name(ask.parent()),
        parents: Parents::Of(&[Source {
            op: &LOAD_BALANCERS.op,
            keys: |item| {
                let speaks_tls = item["ListenerDescriptions"].as_array().is_some_and(|listeners| {
                    listeners.iter().any(|one| !matches!(at(one, "/Listener/Protocol"), Some("HTTP" | "TCP")))
                });
                if speaks_tls { Parent::at(item, "/LoadBalancerName") } else { vec![] }
            },
        }]),
        gone: &["LoadBalancerNotFound"];
}
