//! AWS Transfer Family: servers for the transfer of files.

use crate::arn;
use overhear_core::{Document, Home, Resource, Scope, Shape, Tags, ops};
use serde::Deserialize;

ops! {
    Aws;

    /// Servers; without their protocols.
    SERVERS: ListedServer = "transfer:ListServers" {
        permission: "transfer:ListServers",
        docs: "https://docs.aws.amazon.com/transfer/latest/APIReference/API_ListServers.html",
        reach: Region,
        shape: Shape::Opaque,
    }

    /// One server.
    SERVER_DESCRIPTIONS: DescribedServer = "transfer:DescribeServer" {
        permission: "transfer:DescribeServer",
        docs: "https://docs.aws.amazon.com/transfer/latest/APIReference/API_DescribeServer.html",
        reach: Region,
        per: SERVERS,
        shape: Shape::Opaque,
    }
}

/// A server in the list.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListedServer {
    /// `arn:aws:transfer:REGION:ACCOUNT:server/s-…`
    pub arn: String,
    /// `s-…`
    pub server_id: String,
}

impl Document for ListedServer {
    fn key(&self) -> &str {
        &self.server_id
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::new(scope, "AWS::Transfer::Server", self.arn.as_str()).named(Some(&self.server_id))
    }

    fn home(&self) -> Home<'_> {
        arn::home(&self.arn)
    }
}

/// A server.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DescribedServer {
    /// `arn:aws:transfer:REGION:ACCOUNT:server/s-…`
    pub arn: String,
    /// `ONLINE`, `OFFLINE`, `STARTING`, …
    pub state: Option<String>,
    /// `PUBLIC`, `VPC` or `VPC_ENDPOINT`.
    pub endpoint_type: Option<String>,
    /// `SFTP`, `FTPS`, `FTP`, `AS2`.
    pub protocols: Option<Vec<String>>,
    /// The policy for the ciphers of SFTP and FTPS.
    pub security_policy_name: Option<String>,
    /// Tags.
    #[serde(default)]
    pub tags: Tags,
}

impl Document for DescribedServer {
    fn key(&self) -> &str {
        &self.arn
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::new(scope, "AWS::Transfer::Server", self.arn.as_str()).tagged(&self.tags)
    }

    fn home(&self) -> Home<'_> {
        arn::home(&self.arn)
    }
}

#[cfg(feature = "live")]
crate::reads! {
    aws_sdk_transfer;

    SERVERS => |client, ask| client.list_servers().max_results(1000).set_next_token(ask.token()),
        items: "/Servers";

    // The URL of an identity provider may hold a key; banners are texts for users.
    SERVER_DESCRIPTIONS => |client, ask| client.describe_server().server_id(ask.parent()),
        parents: Parents::Of(&[Source { op: &SERVERS.op, keys: |item| Parent::at(item, "/ServerId") }]),
        items: "/Server",
        gone: &["ResourceNotFoundException"],
        strip: &[
            "/IdentityProviderDetails/Url",
            "/PostAuthenticationLoginBanner",
            "/PreAuthenticationLoginBanner",
        ];
}
