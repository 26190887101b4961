# The role that `overhear scan aws --role-name OverhearScan` assumes in an account, and the policy of the principal that
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
  statement {
    sid = "ReadConfiguration"

    actions = [
      "acm:DescribeCertificate",
      "acm:ListCertificates",
      "cloudfront:GetVpcOrigin",
      "cloudfront:ListDistributions",
      "cloudfront:ListFunctions",
      "cloudfront:ListVpcOrigins",
      "cloudtrail:DescribeTrails",
      "cloudtrail:GetEventDataStore",
      "cloudtrail:GetEventSelectors",
      "cloudtrail:GetTrailStatus",
      "cloudtrail:ListEventDataStores",
      "cloudwatch:DescribeAlarms",
      "dax:DescribeClusters",
      "dms:DescribeEndpoints",
      "ec2:DescribeFlowLogs",
      "ec2:DescribeInstances",
      "ec2:DescribeNetworkInterfaces",
      "ec2:DescribeRegions",
      "ec2:DescribeRouteTables",
      "ec2:DescribeSubnets",
      "ec2:DescribeTrafficMirrorFilterRules",
      "ec2:DescribeTrafficMirrorFilters",
      "ec2:DescribeTrafficMirrorSessions",
      "ec2:DescribeTrafficMirrorTargets",
      "ec2:DescribeTransitGateways",
      "ec2:DescribeVpcEncryptionControls",
      "ec2:DescribeVpcEndpointServices",
      "ec2:DescribeVpcEndpoints",
      "ec2:DescribeVpcs",
      "ec2:GetVpcResourcesBlockingEncryptionEnforcement",
      "ecs:DescribeServices",
      "ecs:DescribeTaskDefinition",
      "ecs:ListClusters",
      "ecs:ListServices",
      "ecs:ListTaskDefinitions",
      "eks:DescribeCluster",
      "eks:ListAddons",
      "eks:ListClusters",
      "elasticache:DescribeCacheClusters",
      "elasticache:DescribeReplicationGroups",
      "elasticloadbalancing:DescribeListenerCertificates",
      "elasticloadbalancing:DescribeListeners",
      "elasticloadbalancing:DescribeLoadBalancerPolicies",
      "elasticloadbalancing:DescribeLoadBalancers",
      "elasticloadbalancing:DescribeRules",
      "elasticloadbalancing:DescribeSSLPolicies",
      "elasticloadbalancing:DescribeTargetGroups",
      "elasticloadbalancing:DescribeTargetHealth",
      "elasticmapreduce:DescribeCluster",
      "elasticmapreduce:DescribeSecurityConfiguration",
      "elasticmapreduce:ListClusters",
      "elasticmapreduce:ListSecurityConfigurations",
      "es:DescribeDomains",
      "es:ListDomainNames",
      "events:ListRules",
      "events:ListTargetsByRule",
      "iam:GetAccountAuthorizationDetails",
      "iam:ListServerCertificates",
      "kafka:ListClustersV2",
      "logs:DescribeMetricFilters",
      "memorydb:DescribeClusters",
      "network-firewall:DescribeFirewallPolicy",
      "network-firewall:DescribeTLSInspectionConfiguration",
      "network-firewall:ListFirewallPolicies",
      "network-firewall:ListTLSInspectionConfigurations",
      "ram:GetResourceShareAssociations",
      "ram:GetResourceShares",
      "ram:ListPrincipals",
      "ram:ListResources",
      "rds:DescribeDBClusterParameters",
      "rds:DescribeDBClusters",
      "rds:DescribeDBInstances",
      "rds:DescribeDBParameters",
      "rds:DescribeDBProxies",
      "redshift-serverless:ListWorkgroups",
      "redshift:DescribeClusterParameters",
      "redshift:DescribeClusters",
      "s3:GetBucketLocation",
      "s3:GetBucketPolicy",
      "s3:ListAllMyBuckets",
      "ssm:DescribeAssociation",
      "ssm:DescribeDocumentPermission",
      "ssm:DescribeInstanceInformation",
      "ssm:GetDocument",
      "ssm:ListAssociations",
      "ssm:ListDocuments",
      "transfer:DescribeServer",
      "transfer:ListServers",
    ]

    resources = ["*"]
  }

  statement {
    sid = "ReadApis"

    actions = [
      "apigateway:GET",
    ]

    resources = [
      "arn:${data.aws_partition.current.partition}:apigateway:*::/apis",
      "arn:${data.aws_partition.current.partition}:apigateway:*::/apis/*",
      "arn:${data.aws_partition.current.partition}:apigateway:*::/restapis",
      "arn:${data.aws_partition.current.partition}:apigateway:*::/restapis/*",
    ]
  }
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

  statement {
    sid = "ReadOrganization"

    actions = [
      "organizations:DescribeOrganization",
      "organizations:DescribePolicy",
      "organizations:ListAccounts",
      "organizations:ListPoliciesForTarget",
    ]

    resources = ["*"]
  }
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
