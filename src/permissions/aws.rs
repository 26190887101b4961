//! The least IAM policy of a scan, and templates that hand it out.

use overhear_core::{Op, Reach};
use serde_json::{Value, json};
use std::{collections::BTreeSet, fmt::Write};

/// Every caller may call it, whatever its policies say (STS API reference, `GetCallerIdentity`).
const ALLOWED_ANYWAY: &str = "sts:GetCallerIdentity";

/// The IAM policy document that allows these operations and nothing else.
///
/// What reads the organisation is a statement of its own: a scan asks for it once, in the account of its credentials,
/// so that the role in the other accounts can do without it.
pub fn policy(ops: &[&'static Op]) -> Value {
    let statements: Vec<_> = Group::ALL
        .into_iter()
        .filter_map(|group| Statement::of(group, ops))
        .map(|statement| statement.json())
        .collect();
    json!({"Version": "2012-10-17", "Statement": statements})
}

/// A CloudFormation template for a stack set: the role that a scan assumes in each account.
pub fn cloudformation(ops: &[&'static Op]) -> String {
    let statements: Vec<_> = account(ops).map(|statement| statement.yaml()).collect();
    CLOUDFORMATION.replace("@ACCOUNT@\n", &textwrap::indent(&statements.concat(), "              "))
}

/// A Terraform configuration: the role that a scan assumes in each account, and the policy of the principal that scans.
pub fn terraform(ops: &[&'static Op]) -> String {
    let role: Vec<_> = account(ops).map(|statement| statement.hcl()).collect();
    let organization = Statement::of(Group::Organization, ops).map_or_else(String::new, |of| format!("\n{}", of.hcl()));
    TERRAFORM
        .replace("@ACCOUNT@\n", &textwrap::indent(&role.join("\n"), "  "))
        .replace("@ORGANIZATION@\n", &textwrap::indent(&organization, "  "))
}

/// What the role in an account may do.
fn account(ops: &[&'static Op]) -> impl Iterator<Item = Statement> {
    Group::ALL.into_iter().filter(|group| *group != Group::Organization).filter_map(|group| Statement::of(group, ops))
}

/// Operations that are allowed together.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Group {
    /// Reads of an account.
    Configuration,
    /// Reads of API Gateway: there the resource and not the action tells what is read.
    Apis,
    /// Reads of the organisation.
    Organization,
}

impl Group {
    const ALL: [Self; 3] = [Self::Configuration, Self::Apis, Self::Organization];

    fn of(op: &Op) -> Self {
        match op.reach {
            Reach::Organization => Self::Organization,
            Reach::Account | Reach::Region if op.permission == "apigateway:GET" => Self::Apis,
            Reach::Account | Reach::Region => Self::Configuration,
        }
    }

    const fn sid(self) -> &'static str {
        match self {
            Self::Configuration => "ReadConfiguration",
            Self::Apis => "ReadApis",
            Self::Organization => "ReadOrganization",
        }
    }
}

/// A statement of a policy.
struct Statement {
    sid: &'static str,
    actions: BTreeSet<&'static str>,
    /// The paths of API Gateway that it is narrowed to; none for every resource.
    paths: BTreeSet<&'static str>,
}

impl Statement {
    /// The statement of a group; none where no operation belongs to it.
    fn of(group: Group, ops: &[&'static Op]) -> Option<Self> {
        let mut statement = Self { sid: group.sid(), actions: BTreeSet::new(), paths: BTreeSet::new() };
        for op in ops.iter().filter(|op| Group::of(op) == group && op.permission != ALLOWED_ANYWAY) {
            statement.actions.insert(op.permission);
            if group == Group::Apis {
                statement.paths.extend(paths(op));
            }
        }
        (!statement.actions.is_empty()).then_some(statement)
    }

    /// The ARNs that it is narrowed to.
    fn arns(&self, partition: &str) -> impl Iterator<Item = String> {
        self.paths.iter().map(move |path| format!("arn:{partition}:apigateway:*::{path}"))
    }

    fn json(&self) -> Value {
        // A wildcard stands for any partition: the same policy serves GovCloud and China.
        let arns: Vec<_> = self.arns("*").collect();
        let resource = if arns.is_empty() { json!("*") } else { json!(arns) };
        json!({"Sid": self.sid, "Effect": "Allow", "Action": self.actions, "Resource": resource})
    }

    fn yaml(&self) -> String {
        let mut text = format!("- Sid: {}\n  Effect: Allow\n  Action:\n", self.sid);
        for action in &self.actions {
            let _ = writeln!(text, "    - {action}");
        }
        if self.paths.is_empty() {
            text.push_str("  Resource: \"*\"\n");
        } else {
            text.push_str("  Resource:\n");
            for arn in self.arns("${AWS::Partition}") {
                let _ = writeln!(text, "    - !Sub \"{arn}\"");
            }
        }
        text
    }

    fn hcl(&self) -> String {
        let mut text = format!("statement {{\n  sid = \"{}\"\n\n  actions = [\n", self.sid);
        for action in &self.actions {
            let _ = writeln!(text, "    \"{action}\",");
        }
        text.push_str("  ]\n\n");
        if self.paths.is_empty() {
            text.push_str("  resources = [\"*\"]\n");
        } else {
            text.push_str("  resources = [\n");
            for arn in self.arns("${data.aws_partition.current.partition}") {
                let _ = writeln!(text, "    \"{arn}\",");
            }
            text.push_str("  ]\n");
        }
        text.push_str("}\n");
        text
    }
}

/// The paths that an operation of API Gateway reads: APIs and what is below them, but no API keys.
fn paths(op: &Op) -> &'static [&'static str] {
    match op.id {
        "apigateway:GetRestApis" | "apigateway:GetResources" | "apigateway:GetStages" => &["/restapis", "/restapis/*"],
        "apigatewayv2:GetApis" | "apigatewayv2:GetIntegrations" => &["/apis", "/apis/*"],
        _ => &["/*"],
    }
}

/// `@ACCOUNT@` stands for the statements of the role.
const CLOUDFORMATION: &str = r#"# The role that `overhear scan aws --role-name OverhearScan` assumes in the accounts of an organisation.
#
# Run in the management account, or with `--call-as DELEGATED_ADMIN` on both commands in a delegated administrator of
# CloudFormation StackSets:
#
#   aws cloudformation create-stack-set --stack-set-name overhear-scan \
#     --template-body file://aws-stackset.yaml --capabilities CAPABILITY_NAMED_IAM \
#     --permission-model SERVICE_MANAGED --auto-deployment Enabled=true,RetainStacksOnAccountRemoval=false \
#     --parameters ParameterKey=TrustedAccountId,ParameterValue=111122223333
#
#   aws cloudformation create-stack-instances --stack-set-name overhear-scan \
#     --deployment-targets OrganizationalUnitIds=r-abcd --regions us-east-1
#
# 111122223333 is the account that scans, r-abcd the root or an organizational unit. One region is enough: roles are
# global. For an external id add `ParameterKey=ExternalId,ParameterValue=ID`.
#
# A StackSet with service-managed permissions leaves the management account out. There, and in accounts outside the
# organisation:
#
#   aws cloudformation create-stack --stack-name overhear-scan \
#     --template-body file://aws-stackset.yaml --capabilities CAPABILITY_NAMED_IAM \
#     --parameters ParameterKey=TrustedAccountId,ParameterValue=111122223333
#
# Not here, but for the principal that scans: `sts:AssumeRole` on this role, and the policy that `overhear permissions
# aws` prints, since it reads its own account and the organisation (ReadOrganization) without a role.

AWSTemplateFormatVersion: "2010-09-09"
Description: The role with which Overhear reads what its checks need

Parameters:
  TrustedAccountId:
    Description: The account that scans
    Type: String
    AllowedPattern: "[0-9]{12}"
  RoleName:
    Description: The name that --role-name gives
    Type: String
    Default: OverhearScan
    AllowedPattern: '[\w+=,.@-]{1,64}'
  ExternalId:
    Description: The id that --external-id gives; empty for none
    Type: String
    Default: ""
    AllowedPattern: '([\w+=,.@:/-]{2,1224})?'

Conditions:
  HasExternalId: !Not [!Equals [!Ref ExternalId, ""]]

Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: !Ref RoleName
      Description: Overhear reads what its checks need
      MaxSessionDuration: 3600
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              AWS: !Sub "arn:${AWS::Partition}:iam::${TrustedAccountId}:root"
            Action: sts:AssumeRole
            Condition: !If
              - HasExternalId
              - StringEquals:
                  sts:ExternalId: !Ref ExternalId
              - !Ref AWS::NoValue
      Policies:
        - PolicyName: OverhearRead
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
@ACCOUNT@

Outputs:
  RoleArn:
    Description: The role that a scan assumes
    Value: !GetAtt Role.Arn
"#;

/// `@ACCOUNT@` stands for the statements of the role, `@ORGANIZATION@` for those of the principal that scans.
const TERRAFORM: &str = r#"# The role that `overhear scan aws --role-name OverhearScan` assumes in an account, and the policy of the principal that
# scans. Apply it in every account: the policy is created in the trusted one alone. Attach it there to the principal,
# which reads its own account and the organisation without a role.

terraform {
  required_version = ">= 1.3"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

variable "trusted_account_id" {
  description = "The account that scans."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.trusted_account_id))
    error_message = "An account id has 12 digits."
  }
}

variable "role_name" {
  description = "The name that --role-name gives."
  type        = string
  default     = "OverhearScan"
}

variable "external_id" {
  description = "The id that --external-id gives; null for none."
  type        = string
  default     = null
}

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "AWS"
      identifiers = ["arn:${data.aws_partition.current.partition}:iam::${var.trusted_account_id}:root"]
    }

    dynamic "condition" {
      for_each = var.external_id == null ? [] : [var.external_id]

      content {
        test     = "StringEquals"
        variable = "sts:ExternalId"
        values   = [condition.value]
      }
    }
  }
}

data "aws_iam_policy_document" "read" {
@ACCOUNT@
}

data "aws_iam_policy_document" "scanner" {
  source_policy_documents = [data.aws_iam_policy_document.read.json]

  statement {
    sid = "AssumeScanRole"

    actions = [
      "sts:AssumeRole",
    ]

    resources = ["arn:${data.aws_partition.current.partition}:iam::*:role/${var.role_name}"]
  }
@ORGANIZATION@
}

resource "aws_iam_role" "scan" {
  name                 = var.role_name
  description          = "Overhear reads what its checks need"
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  max_session_duration = 3600
}

resource "aws_iam_role_policy" "read" {
  name   = "OverhearRead"
  role   = aws_iam_role.scan.id
  policy = data.aws_iam_policy_document.read.json
}

resource "aws_iam_policy" "scanner" {
  count = data.aws_caller_identity.current.account_id == var.trusted_account_id ? 1 : 0

  name        = "OverhearScanner"
  description = "Overhear reads this account, lists those of the organisation and assumes its role in them"
  policy      = data.aws_iam_policy_document.scanner.json
}

output "role_arn" {
  description = "The role that a scan assumes."
  value       = aws_iam_role.scan.arn
}

output "scanner_policy_arn" {
  description = "The policy to attach to the principal that scans; null outside the trusted account."
  value       = one(aws_iam_policy.scanner[*].arn)
}
"#;

#[cfg(test)]
mod tests {
    use super::*;

    /// What an action may begin with.
    const READ_VERBS: [&str; 7] = ["BatchGet", "Describe", "GET", "Get", "List", "Lookup", "Search"];

    /// The most characters that a managed policy may have, white space aside (IAM quotas).
    const MANAGED_POLICY_SIZE: usize = 6144;

    /// Room for the statement that lets the principal that scans assume roles.
    const ASSUME_SIZE: usize = 256;

    fn all() -> Vec<&'static Op> {
        overhear_aws::SERVICES.iter().flat_map(|ops| ops.iter().copied()).collect()
    }

    fn made_up(id: &'static str, permission: &'static str, reach: Reach) -> &'static Op {
        let like: &Op = &overhear_aws::ec2::INSTANCES;
        Box::leak(Box::new(Op { id, permission, reach, ..*like }))
    }

    /// The permissions of operations, but not those of the organisation where `account_alone`.
    fn permissions(ops: &[&'static Op], account_alone: bool) -> BTreeSet<String> {
        let wanted = ops.iter().filter(|op| !account_alone || op.reach != Reach::Organization);
        wanted.map(|op| op.permission.to_owned()).filter(|permission| permission != ALLOWED_ANYWAY).collect()
    }

    fn statements(policy: &Value) -> &Vec<Value> {
        policy["Statement"].as_array().expect("a list")
    }

    /// The actions of a policy, in its order.
    fn actions(policy: &Value) -> Vec<String> {
        let of = |statement: &Value| statement["Action"].as_array().expect("a list").clone();
        let actions = statements(policy).iter().flat_map(of);
        actions.map(|action| action.as_str().expect("a text").to_owned()).collect()
    }

    /// The actions that a template lists, one a line.
    fn listed(template: &str, before: &str, after: &str) -> BTreeSet<String> {
        let is_action = |text: &&str| {
            let parts: Vec<_> = text.split(':').collect();
            parts.len() == 2 && parts.iter().all(|part| !part.is_empty() && !part.contains(char::is_whitespace))
        };
        let items = template.lines().filter_map(|line| line.trim().strip_prefix(before)?.strip_suffix(after));
        items.filter(is_action).map(str::to_owned).collect()
    }

    #[test]
    fn the_policy_holds_the_permissions_of_the_operations_and_no_others() {
        let policy = policy(&all());
        let actions = actions(&policy);
        assert_eq!(actions.len(), permissions(&all(), false).len(), "each stands there once");
        assert_eq!(actions.into_iter().collect::<BTreeSet<_>>(), permissions(&all(), false));
    }

    #[test]
    fn actions_are_sorted() {
        for statement in statements(&policy(&all())) {
            let actions = statement["Action"].as_array().expect("a list");
            assert!(actions.is_sorted_by_key(|action| action.as_str()), "{}", statement["Sid"]);
        }
    }

    #[test]
    fn what_is_allowed_anyway_needs_no_statement() {
        let caller = made_up("sts:GetCallerIdentity", ALLOWED_ANYWAY, Reach::Account);
        assert_eq!(statements(&policy(&[caller])).len(), 0);
    }

    #[test]
    fn every_action_is_one_read() {
        for action in actions(&policy(&all())) {
            let name = action.split_once(':').map(|(_, name)| name).unwrap_or_default();
            assert!(READ_VERBS.iter().any(|verb| name.starts_with(verb)), "{action}");
            assert!(!action.contains(['*', '?']), "{action}");
        }
    }

    #[test]
    fn a_managed_policy_can_hold_it() {
        let policy = policy(&all()).to_string();
        assert!(policy.chars().filter(|char| !char.is_whitespace()).count() <= MANAGED_POLICY_SIZE - ASSUME_SIZE);
    }

    #[test]
    fn reads_of_api_gateway_are_narrowed_to_apis() {
        let apis = made_up("apigateway:GetRestApis", "apigateway:GET", Reach::Region);
        let stages = made_up("apigateway:GetStages", "apigateway:GET", Reach::Region);
        let expected = json!([{
            "Sid": "ReadApis", "Effect": "Allow", "Action": ["apigateway:GET"],
            "Resource": ["arn:*:apigateway:*::/restapis", "arn:*:apigateway:*::/restapis/*"],
        }]);
        assert_eq!(policy(&[apis, stages])["Statement"], expected);
        assert!(cloudformation(&[apis]).contains("- !Sub \"arn:${AWS::Partition}:apigateway:*::/restapis/*\"\n"));
        let partition = "${data.aws_partition.current.partition}";
        assert!(terraform(&[apis]).contains(&format!("\"arn:{partition}:apigateway:*::/restapis/*\",\n")));
    }

    #[test]
    fn the_paths_of_every_operation_of_api_gateway_are_known() {
        for op in all().iter().filter(|op| op.permission == "apigateway:GET") {
            assert_ne!(paths(op), ["/*"], "{op:?}: name its paths, so that API keys stay out of reach");
        }
    }

    #[test]
    fn what_reads_the_organisation_stands_apart() {
        let sid = |statement: &Value| statement["Sid"].as_str().map(str::to_owned);
        let sids: Vec<_> = statements(&policy(&all())).iter().filter_map(sid).collect();
        assert_eq!(sids.first().map(String::as_str), Some("ReadConfiguration"));
        assert_eq!(sids.last().map(String::as_str), Some("ReadOrganization"));
    }

    #[test]
    fn the_role_of_the_stack_set_reads_the_account_alone() {
        let template = cloudformation(&all());
        assert_eq!(listed(&template, "- ", ""), permissions(&all(), true));
        assert!(!template.contains("@ACCOUNT@"));
    }

    #[test]
    fn terraform_gives_the_organisation_to_the_principal_that_scans() {
        let template = terraform(&all());
        let (role, scanner) = template.split_once("\"aws_iam_policy_document\" \"scanner\"").expect("two policies");
        assert_eq!(listed(role, "\"", "\","), permissions(&all(), true));
        let organization = &permissions(&all(), false) - &permissions(&all(), true);
        let assume = BTreeSet::from(["sts:AssumeRole".to_owned()]);
        assert_eq!(listed(scanner, "\"", "\","), &organization | &assume);
        assert!(!template.contains("@ACCOUNT@") && !template.contains("@ORGANIZATION@"));
    }

    #[test]
    fn without_reads_of_the_organisation_the_principal_that_scans_assumes_the_role_alone() {
        let account: Vec<_> = all().into_iter().filter(|op| op.reach != Reach::Organization).collect();
        assert!(terraform(&account).contains("role/${var.role_name}\"]\n  }\n}\n"));
    }
}
