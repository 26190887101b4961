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
}

/// A load balancer.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct LoadBalancer {
    /// Its ARN, which names its account.
    pub load_balancer_arn: String,
    /// Its name.
    pub load_balancer_name: Option<String>,
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
