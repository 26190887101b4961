//! Amazon Redshift Serverless: workgroups.

use crate::arn;
use overhear_core::{Document, Home, Resource, Scope, Shape, ops};
use serde::Deserialize;

ops! {
    Aws;

    /// Workgroups with their parameters.
    WORKGROUPS: Workgroup = "redshiftserverless:ListWorkgroups" {
        permission: "redshift-serverless:ListWorkgroups",
        docs: "https://docs.aws.amazon.com/redshift-serverless/latest/APIReference/API_ListWorkgroups.html",
        reach: Region,
        shape: Shape::AwsCli { list: "workgroups", single: "workgroup" },
    }
}

/// A workgroup: what answers queries.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Workgroup {
    /// `arn:aws:redshift-serverless:REGION:ACCOUNT:workgroup/…`
    pub workgroup_arn: String,
    /// Its name, which is unique in the account and region.
    pub workgroup_name: Option<String>,
    /// `CREATING`, `AVAILABLE`, `MODIFYING` or `DELETING`.
    pub status: Option<String>,
    /// Its parameters.
    pub config_parameters: Option<Vec<ConfigParameter>>,
}

/// A parameter of a workgroup.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConfigParameter {
    /// `require_ssl`, …
    pub parameter_key: Option<String>,
    /// Its value as text.
    pub parameter_value: Option<String>,
}

impl Document for Workgroup {
    fn key(&self) -> &str {
        &self.workgroup_arn
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::new(scope, "AWS::RedshiftServerless::Workgroup", self.workgroup_arn.as_str())
            .named(self.workgroup_name.as_deref())
    }

    fn home(&self) -> Home<'_> {
        arn::home(&self.workgroup_arn)
    }
}

#[cfg(feature = "live")]
crate::reads! {
    aws_sdk_redshiftserverless;

    WORKGROUPS => |client, ask| client.list_workgroups().max_results(100).set_next_token(ask.token());
}
