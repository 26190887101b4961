//! AWS Systems Manager: documents and the associations that run them.

use crate::arn;
use overhear_core::{Document as View, Resource, Scope, Shape, Tags, ops};
use serde::Deserialize;
use std::collections::BTreeMap;

ops! {
    Aws;

    /// Documents, ours (`Self`) and those that others share with us by account (`Private`), one call each: Amazon's own
    /// are thousands.
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

    /// Managed nodes: where documents can be run.
    INSTANCE_INFORMATION: InstanceInformation = "ssm:DescribeInstanceInformation" {
        permission: "ssm:DescribeInstanceInformation",
        docs: "https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeInstanceInformation.html",
        reach: Region,
        shape: Shape::AwsCli { list: "InstanceInformationList", single: "" },
    }
}

/// The `parent` of a call for the documents of the account itself.
pub const SELF: &str = "Self";
/// The `parent` of a call for the documents that others share with the account.
pub const PRIVATE: &str = "Private";

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

/// A managed node.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct InstanceInformation {
    /// `i-…` of an instance of EC2, `mi-…` of any other machine.
    pub instance_id: String,
    /// The name that a machine outside EC2 was registered with.
    pub name: Option<String>,
}

impl View for InstanceInformation {
    fn key(&self) -> &str {
        &self.instance_id
    }

    fn resource(&self, scope: &Scope) -> Resource {
        let id = &self.instance_id;
        let (kind, arn) = if id.starts_with("mi-") {
            ("AWS::SSM::ManagedInstance", arn::regional(scope, "ssm", &format!("managed-instance/{id}")))
        } else {
            ("AWS::EC2::Instance", arn::regional(scope, "ec2", &format!("instance/{id}")))
        };
        Resource::new(scope, kind, arn).named(self.name.as_deref())
    }
}

#[cfg(feature = "live")]
crate::reads! {
    aws_sdk_ssm;

    // The API takes one owner a request.
    DOCUMENTS => |client, ask| client
        .list_documents()
        .filters(aws_sdk_ssm::types::DocumentKeyValuesFilter::builder().key("Owner").values(ask.parent()).build())
        .max_results(50)
        .set_next_token(ask.token()),
        parents: Parents::Each(&[SELF, PRIVATE]);

    // Sessions, change calendars and application configurations run nothing. `InvalidDocument` is not said to be a
    // deletion: the API also answers so for a document that is not available to the one who asks.
    DOCUMENT_CONTENTS => |client, ask| client.get_document().name(ask.parent()),
        parents: Parents::Of(&[Source {
            op: &DOCUMENTS.op,
            keys: |item| match at(item, "/DocumentType") {
                Some("Session" | "ChangeCalendar" | "ApplicationConfiguration") => vec![],
                _ => Parent::at(item, "/Name"),
            },
        }]),
        strip: &["/AttachmentsContent"],
        redact: redact_content;

    // Only the owner may ask, and by name alone: a document that is named by its ARN is another account's.
    DOCUMENT_PERMISSIONS => |client, ask| client
        .describe_document_permission()
        .name(ask.parent())
        .permission_type(aws_sdk_ssm::types::DocumentPermissionType::Share)
        .max_results(200)
        .set_next_token(ask.token()),
        parents: Parents::Of(&[Source {
            op: &DOCUMENTS.op,
            keys: |item| match at(item, "/Name") {
                Some(name) if name.starts_with("arn:") => vec![],
                _ => Parent::at(item, "/Name"),
            },
        }]),
        gone: &["InvalidDocument"];

    ASSOCIATIONS => |client, ask| client.list_associations().max_results(50).set_next_token(ask.token()),
        strip: &["/TargetMaps"];

    ASSOCIATION_DESCRIPTIONS => |client, ask| client.describe_association().association_id(ask.parent()),
        parents: Parents::Of(&[Source { op: &ASSOCIATIONS.op, keys: |item| Parent::at(item, "/AssociationId") }]),
        gone: &["AssociationDoesNotExist"],
        strip: &["/Status", "/TargetMaps"],
        redact: redact_parameters;

    INSTANCE_INFORMATION => |client, ask| client
        .describe_instance_information()
        .max_results(50)
        .set_next_token(ask.token());
}

/// Leaves of the text of a document the capture tool that it names, on its line.
#[cfg(feature = "live")]
fn redact_content(item: &mut serde_json::Value) {
    if let Some(serde_json::Value::String(content)) = item.get_mut("Content") {
        *content = crate::capture_tools::only_tools(content);
    }
}

/// Leaves of each value of a parameter the capture tool that it names, on its line; names and indices stay.
#[cfg(feature = "live")]
fn redact_parameters(item: &mut serde_json::Value) {
    let Some(parameters) = item.get_mut("Parameters").and_then(serde_json::Value::as_object_mut) else { return };
    for value in parameters.values_mut().filter_map(serde_json::Value::as_array_mut).flatten() {
        if let serde_json::Value::String(text) = value {
            *text = crate::capture_tools::only_tools(text);
        }
    }
}
