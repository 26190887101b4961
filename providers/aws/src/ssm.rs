//! AWS Systems Manager: documents and the associations that run them.

use crate::arn;
use overhear_core::{Document as View, Resource, Scope, Shape, Tags, ops};
use serde::Deserialize;
use std::collections::BTreeMap;

ops! {
    Aws;

    /// Documents; asked with the filters `Owner=Self` and `Owner=Private`, since Amazon's own are thousands.
    DOCUMENTS: DocumentIdentifier = "ssm:ListDocuments" {
        permission: "ssm:ListDocuments",
        docs: "https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_ListDocuments.html",
        reach: Region,
        shape: Shape::AwsCli { list: "DocumentIdentifiers", single: "" },
    }

    /// What a document does, in its default version.
    DOCUMENT_CONTENTS: DocumentContent = "ssm:GetDocument" {
        permission: "ssm:GetDocument",
        docs: "https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetDocument.html",
        reach: Region,
        per: DOCUMENTS,
        shape: Shape::AwsObject { members: &["Content", "DocumentFormat"] },
    }

    /// With whom a document is shared. The answer does not name the document.
    DOCUMENT_PERMISSIONS: DocumentPermission = "ssm:DescribeDocumentPermission" {
        permission: "ssm:DescribeDocumentPermission",
        docs: "https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeDocumentPermission.html",
        reach: Region,
        per: DOCUMENTS,
        shape: Shape::Opaque,
    }

    /// Associations: which document runs where, and when.
    ASSOCIATIONS: Association = "ssm:ListAssociations" {
        permission: "ssm:ListAssociations",
        docs: "https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_ListAssociations.html",
        reach: Region,
        shape: Shape::AwsCli { list: "Associations", single: "" },
    }

    /// One association with its parameters.
    ASSOCIATION_DESCRIPTIONS: AssociationDescription = "ssm:DescribeAssociation" {
        permission: "ssm:DescribeAssociation",
        docs: "https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeAssociation.html",
        reach: Region,
        per: ASSOCIATIONS,
        shape: Shape::AwsCli { list: "", single: "AssociationDescription" },
    }
}

/// The ARN of a document; those that others share are named by it already.
/// The ARN of a document: documents of others are named by theirs.
pub fn document_arn(scope: &Scope, name: &str) -> String {
    if name.starts_with("arn:") { name.to_owned() } else { arn::regional(scope, "ssm", &format!("document/{name}")) }
}

/// A document without what it does.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DocumentIdentifier {
    /// Its name; the ARN of one that another account shares.
    pub name: String,
    /// The account that owns it, or `Amazon`.
    pub owner: Option<String>,
    /// `Command`, `Automation`, `Policy`, `Session`, `Package`, …
    pub document_type: Option<String>,
    /// Tags.
    #[serde(default)]
    pub tags: Tags,
}

impl View for DocumentIdentifier {
    fn key(&self) -> &str {
        &self.name
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::new(scope, "AWS::SSM::Document", document_arn(scope, &self.name)).tagged(&self.tags)
    }
}

/// What a document does.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DocumentContent {
    /// The document.
    pub name: String,
    /// Its text, as JSON, YAML or plain text. It may hold secrets: it is never shown.
    pub content: Option<String>,
}

impl View for DocumentContent {
    fn key(&self) -> &str {
        &self.name
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::new(scope, "AWS::SSM::Document", document_arn(scope, &self.name))
    }
}

/// With whom a document is shared.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DocumentPermission {
    /// Accounts; `all` where everybody may run it.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub account_ids: Vec<String>,
}

impl View for DocumentPermission {
    fn key(&self) -> &'static str {
        ""
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::of_scope(scope)
    }
}

/// An association without its parameters.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Association {
    /// A GUID.
    pub association_id: String,
    /// The name people gave it.
    pub association_name: Option<String>,
    /// The document that it runs: a name, or an ARN.
    pub name: Option<String>,
}

impl View for Association {
    fn key(&self) -> &str {
        &self.association_id
    }

    fn resource(&self, scope: &Scope) -> Resource {
        association(scope, &self.association_id, self.association_name.as_deref())
    }
}

/// One association with its parameters.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct AssociationDescription {
    /// A GUID.
    pub association_id: String,
    /// The name people gave it.
    pub association_name: Option<String>,
    /// The document that it runs: a name, or an ARN.
    pub name: Option<String>,
    /// What it gives the document. The values may hold secrets: they are never shown.
    pub parameters: Option<BTreeMap<String, Vec<String>>>,
    /// `rate(…)`, `cron(…)`, `at(…)`; absent: it ran once.
    pub schedule_expression: Option<String>,
}

impl View for AssociationDescription {
    fn key(&self) -> &str {
        &self.association_id
    }

    fn resource(&self, scope: &Scope) -> Resource {
        association(scope, &self.association_id, self.association_name.as_deref())
    }
}

fn association(scope: &Scope, id: &str, name: Option<&str>) -> Resource {
    let id = arn::regional(scope, "ssm", &format!("association/{id}"));
    Resource::new(scope, "AWS::SSM::Association", id).named(name)
}
