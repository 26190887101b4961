//! AWS Resource Access Manager: what is shared between accounts.

use crate::arn;
use overhear_core::{Document, Home, Resource, Scope, Shape, Tags, ops};
use serde::Deserialize;

ops! {
    Aws;

    /// Shared resources, ours (`SELF`) and those offered to us (`OTHER-ACCOUNTS`), one call each.
    RESOURCES: SharedResource = "ram:ListResources" {
        permission: "ram:ListResources",
        docs: "https://docs.aws.amazon.com/ram/latest/APIReference/API_ListResources.html",
        reach: Region,
        shape: Shape::AwsCli { list: "resources", single: "" },
    }

    /// Shares, ours (`SELF`) and those offered to us (`OTHER-ACCOUNTS`), one call each.
    RESOURCE_SHARES: ResourceShare = "ram:GetResourceShares" {
        permission: "ram:GetResourceShares",
        docs: "https://docs.aws.amazon.com/ram/latest/APIReference/API_GetResourceShares.html",
        reach: Region,
        shape: Shape::AwsCli { list: "resourceShares", single: "resourceShare" },
    }

    /// What (`RESOURCE`) and who (`PRINCIPAL`) is in the shares that we own, past and present, one call each.
    RESOURCE_SHARE_ASSOCIATIONS: ResourceShareAssociation = "ram:GetResourceShareAssociations" {
        permission: "ram:GetResourceShareAssociations",
        docs: "https://docs.aws.amazon.com/ram/latest/APIReference/API_GetResourceShareAssociations.html",
        reach: Region,
        shape: Shape::AwsCli { list: "resourceShareAssociations", single: "" },
    }

    /// With whom we share (`SELF`) and who shares with us (`OTHER-ACCOUNTS`), one call each.
    PRINCIPALS: Principal = "ram:ListPrincipals" {
        permission: "ram:ListPrincipals",
        docs: "https://docs.aws.amazon.com/ram/latest/APIReference/API_ListPrincipals.html",
        reach: Region,
        shape: Shape::AwsCli { list: "principals", single: "" },
    }
}

/// The `parent` of a call for what the account itself shares.
pub const SELF: &str = "SELF";
/// The `parent` of a call for what others share with the account.
pub const OTHER_ACCOUNTS: &str = "OTHER-ACCOUNTS";
/// The `parent` of a call for the resources in shares.
pub const RESOURCE: &str = "RESOURCE";
/// The `parent` of a call for the principals of shares.
pub const PRINCIPAL: &str = "PRINCIPAL";

/// A resource in a share.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SharedResource {
    /// Its ARN, which names its owner.
    pub arn: String,
    /// `ec2:TrafficMirrorTarget`, `ec2:Subnet`, …
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// The share it is in.
    pub resource_share_arn: Option<String>,
    /// `AVAILABLE`, `UNAVAILABLE`, …
    pub status: Option<String>,
}

impl SharedResource {
    /// True for a traffic mirror target.
    pub fn is_mirror_target(&self) -> bool {
        match &self.kind {
            Some(kind) => kind.eq_ignore_ascii_case("ec2:TrafficMirrorTarget"),
            None => self.arn.contains(":traffic-mirror-target/"),
        }
    }
}

impl Document for SharedResource {
    fn key(&self) -> &str {
        &self.arn
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::new(scope, "AWS::RAM::Resource", self.arn.as_str())
    }

    fn is_landmark(&self) -> bool {
        self.is_mirror_target()
    }

    fn home(&self) -> Home<'_> {
        Home { account: None, region: arn::home(&self.arn).region }
    }
}

/// A share.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ResourceShare {
    /// Its ARN.
    pub resource_share_arn: String,
    /// Its name.
    pub name: Option<String>,
    /// The account that shares.
    pub owning_account_id: Option<String>,
    /// True where accounts outside the owner's organisation may be added.
    pub allow_external_principals: Option<bool>,
    /// `PENDING`, `ACTIVE`, `FAILED`, `DELETING`, `DELETED`.
    pub status: Option<String>,
    /// Tags.
    #[serde(default)]
    pub tags: Tags,
}

impl Document for ResourceShare {
    fn key(&self) -> &str {
        &self.resource_share_arn
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::new(scope, "AWS::RAM::ResourceShare", self.resource_share_arn.as_str())
            .named(self.name.as_deref())
            .tagged(&self.tags)
    }

    fn home(&self) -> Home<'_> {
        Home { account: None, region: arn::home(&self.resource_share_arn).region }
    }
}

/// A resource or a principal in a share.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ResourceShareAssociation {
    /// The share.
    pub resource_share_arn: Option<String>,
    /// An ARN, or the id of an account.
    pub associated_entity: String,
    /// `PRINCIPAL`, `RESOURCE` or `SOURCE`.
    pub association_type: Option<String>,
    /// `ASSOCIATING`, `ASSOCIATED`, `FAILED`, `DISASSOCIATING`, `DISASSOCIATED`, …
    pub status: Option<String>,
    /// True where the principal is outside the organisation of the share's owner.
    pub external: Option<bool>,
}

impl Document for ResourceShareAssociation {
    fn key(&self) -> &str {
        &self.associated_entity
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::new(scope, "AWS::RAM::ResourceShareAssociation", self.associated_entity.as_str())
    }

    fn home(&self) -> Home<'_> {
        // Associations can be listed by the owner of the share only.
        self.resource_share_arn.as_deref().map(arn::home).unwrap_or_default()
    }
}

/// A principal of a share.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Principal {
    /// The id of an account, or the ARN of an organisation, unit, role or user.
    pub id: String,
    /// The share.
    pub resource_share_arn: Option<String>,
    /// True where the principal is outside the organisation of the share's owner.
    pub external: Option<bool>,
}

impl Document for Principal {
    fn key(&self) -> &str {
        &self.id
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::new(scope, "AWS::RAM::Principal", self.id.as_str())
    }

    fn home(&self) -> Home<'_> {
        Home { account: None, region: self.resource_share_arn.as_deref().and_then(|arn| arn::home(arn).region) }
    }
}

#[cfg(feature = "live")]
crate::reads! {
    aws_sdk_ram;

    RESOURCES => |client, ask| client
        .list_resources()
        .resource_owner(ask.parent().into())
        .max_results(500)
        .set_next_token(ask.token()),
        parents: Parents::Each(&[SELF, OTHER_ACCOUNTS]);

    RESOURCE_SHARES => |client, ask| client
        .get_resource_shares()
        .resource_owner(ask.parent().into())
        .max_results(500)
        .set_next_token(ask.token()),
        parents: Parents::Each(&[SELF, OTHER_ACCOUNTS]);

    // One call gives one type of associations, never both.
    RESOURCE_SHARE_ASSOCIATIONS => |client, ask| client
        .get_resource_share_associations()
        .association_type(ask.parent().into())
        .max_results(500)
        .set_next_token(ask.token()),
        parents: Parents::Each(&[RESOURCE, PRINCIPAL]);

    PRINCIPALS => |client, ask| client
        .list_principals()
        .resource_owner(ask.parent().into())
        .max_results(500)
        .set_next_token(ask.token()),
        parents: Parents::Each(&[SELF, OTHER_ACCOUNTS]);
}
