//! Amazon EC2: subnets, and the gateways that join networks.

use crate::arn;
use overhear_core::{Document, Home, Resource, Scope, Shape, Tags, ops};
use serde::Deserialize;

ops! {
    Aws;

    /// Subnets, those that others share with the account among them.
    SUBNETS: Subnet = "ec2:DescribeSubnets" {
        permission: "ec2:DescribeSubnets",
        docs: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSubnets.html",
        reach: Region,
        shape: Shape::AwsCli { list: "Subnets", single: "Subnet" },
    }

    /// Transit gateways, those that others share with the account among them.
    TRANSIT_GATEWAYS: TransitGateway = "ec2:DescribeTransitGateways" {
        permission: "ec2:DescribeTransitGateways",
        docs: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeTransitGateways.html",
        reach: Region,
        shape: Shape::AwsCli { list: "TransitGateways", single: "TransitGateway" },
    }
}

/// A subnet.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Subnet {
    /// `subnet-…`
    pub subnet_id: String,
    /// The VPC it is in, `vpc-…`.
    pub vpc_id: Option<String>,
    /// The account that owns it.
    pub owner_id: Option<String>,
    /// Tags.
    #[serde(default)]
    pub tags: Tags,
}

impl Document for Subnet {
    fn key(&self) -> &str {
        &self.subnet_id
    }

    fn resource(&self, scope: &Scope) -> Resource {
        let id = arn::regional(scope, "ec2", &format!("subnet/{}", self.subnet_id));
        Resource::new(scope, "AWS::EC2::Subnet", id).named(self.tags.get("Name").as_deref()).tagged(&self.tags)
    }

    // No home: a shared subnet is listed where it is used.
}

/// A transit gateway.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct TransitGateway {
    /// `tgw-…`
    pub transit_gateway_id: String,
    /// `arn:aws:ec2:REGION:OWNER:transit-gateway/tgw-…`
    pub transit_gateway_arn: Option<String>,
    /// The account that owns it.
    pub owner_id: Option<String>,
    /// `pending`, `available`, `modifying`, `deleting`, `deleted`.
    pub state: Option<String>,
    /// How it is set up.
    pub options: Option<TransitGatewayOptions>,
    /// Tags.
    #[serde(default)]
    pub tags: Tags,
}

/// How a transit gateway is set up.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct TransitGatewayOptions {
    /// `enable` where attachments of other accounts need nobody's consent, or `disable`.
    pub auto_accept_shared_attachments: Option<String>,
}

impl Document for TransitGateway {
    fn key(&self) -> &str {
        &self.transit_gateway_id
    }

    fn resource(&self, scope: &Scope) -> Resource {
        let regional = || arn::regional(scope, "ec2", &format!("transit-gateway/{}", self.transit_gateway_id));
        let id = self.transit_gateway_arn.clone().unwrap_or_else(regional);
        Resource::new(scope, "AWS::EC2::TransitGateway", id).named(self.tags.get("Name").as_deref()).tagged(&self.tags)
    }

    fn home(&self) -> Home<'_> {
        // The owner is not the account that lists it: gateways that others share are listed too.
        let region = self.transit_gateway_arn.as_deref().and_then(|arn| arn::home(arn).region);
        Home { account: None, region }
    }
}

#[cfg(feature = "live")]
crate::reads! {
    aws_sdk_ec2;

    SUBNETS => |client, ask| client.describe_subnets().max_results(1000).set_next_token(ask.token());

    TRANSIT_GATEWAYS => |client, ask| client
        .describe_transit_gateways()
        .max_results(1000)
        .set_next_token(ask.token());
}
