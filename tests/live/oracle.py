"""Answers what botocore makes of the calls that Overhear makes, so that a test can hold our documents against it.

    python oracle.py ENDPOINT ASKS.json

ASKS.json (`-` for stdin) is a list of {"op", "region", "parent"}; `parent` may be absent or null, and `account` names
an account of the organisation whose OrganizationAccountAccessRole is assumed. The answer is a list in the same order of
{"op", "region", "parent", "items"}, with "error" (the code) instead of "items" where the call failed.

Items are as boto3 returns them: all pages joined, times in ISO 8601, bytes in base 64.
"""

import argparse
import base64
import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Lock

# botocore gives the times of JSON protocols in the local zone.
os.environ["TZ"] = "UTC"
time.tzset()

import boto3  # noqa: E402
from botocore.config import Config  # noqa: E402
from botocore.exceptions import ClientError  # noqa: E402
from botocore.parsers import ResponseParserError  # noqa: E402

ACCESS_KEY = "AKIDEXAMPLE"
MEMBER_ROLE = "OrganizationAccountAccessRole"

# The one document is the whole answer.
WHOLE = ""
# ACM lists certificates with RSA keys of 1024 and 2048 bits alone, unless it is asked for the others.
ALL_KEYS = ["RSA_1024", "RSA_2048", "RSA_3072", "RSA_4096", "EC_prime256v1", "EC_secp384r1", "EC_secp521r1"]


def named(member, **fixed):
    """The parent is passed as `member`."""
    return lambda parent: {member: parent, **fixed}


def listed(member, **fixed):
    """The parent is passed as the only one of the list `member`."""
    return lambda parent: {member: [parent], **fixed}


def always(**fixed):
    """There is no parent."""
    return lambda _: fixed


def owner(parent):
    """`Self` or `Private`, of the documents of Systems Manager."""
    return {"Filters": [{"Key": "Owner", "Values": [parent]}]}


def service(parent):
    """A service of ECS by its ARN, which ends in CLUSTER/SERVICE."""
    return {"cluster": parent.split("/")[-2], "services": [parent]}


# Operation: the client, the method, how the parent is passed, and the path of the items (a list, or the one item). The
# call forms are those of providers/aws/src/*.rs; page sizes matter where a page is one item.
CALLS = {
    "acm:DescribeCertificate": ("acm", "describe_certificate", named("CertificateArn"), "Certificate"),
    "acm:ListCertificates": (
        "acm", "list_certificates", always(Includes={"keyTypes": ALL_KEYS}), "CertificateSummaryList",
    ),
    "apigateway:GetResources": ("apigateway", "get_resources", named("restApiId", embed=["methods"]), "items"),
    "apigateway:GetRestApis": ("apigateway", "get_rest_apis", always(), "items"),
    "apigateway:GetStages": ("apigateway", "get_stages", named("restApiId"), "item"),
    "cloudfront:ListDistributions": ("cloudfront", "list_distributions", always(), "DistributionList.Items"),
    "cloudfront:ListFunctions": ("cloudfront", "list_functions", always(Stage="LIVE"), "FunctionList.Items"),
    "cloudtrail:DescribeTrails": ("cloudtrail", "describe_trails", always(includeShadowTrails=True), "trailList"),
    "cloudtrail:GetEventDataStore": ("cloudtrail", "get_event_data_store", named("EventDataStore"), WHOLE),
    "cloudtrail:GetEventSelectors": ("cloudtrail", "get_event_selectors", named("TrailName"), WHOLE),
    "cloudtrail:GetTrailStatus": ("cloudtrail", "get_trail_status", named("Name"), WHOLE),
    "cloudtrail:ListEventDataStores": ("cloudtrail", "list_event_data_stores", always(), "EventDataStores"),
    "cloudwatch:DescribeAlarms": ("cloudwatch", "describe_alarms", always(AlarmTypes=["MetricAlarm"]), "MetricAlarms"),
    "cloudwatchlogs:DescribeMetricFilters": ("logs", "describe_metric_filters", always(), "metricFilters"),
    "ec2:DescribeFlowLogs": ("ec2", "describe_flow_logs", always(), "FlowLogs"),
    "ec2:DescribeInstances": ("ec2", "describe_instances", always(IncludeManagedResources=True), "Reservations"),
    "ec2:DescribeNetworkInterfaces": (
        "ec2", "describe_network_interfaces", always(IncludeManagedResources=True), "NetworkInterfaces",
    ),
    "ec2:DescribeRegions": ("ec2", "describe_regions", always(AllRegions=True), "Regions"),
    "ec2:DescribeRouteTables": ("ec2", "describe_route_tables", always(), "RouteTables"),
    "ec2:DescribeSecurityGroups": ("ec2", "describe_security_groups", always(), "SecurityGroups"),
    "ec2:DescribeTags": (
        "ec2", "describe_tags", always(Filters=[{"Name": "resource-type", "Values": ["network-interface"]}]), "Tags",
    ),
    "ec2:DescribeTrafficMirrorFilterRules": (
        "ec2", "describe_traffic_mirror_filter_rules", always(), "TrafficMirrorFilterRules",
    ),
    "ec2:DescribeTrafficMirrorFilters": ("ec2", "describe_traffic_mirror_filters", always(), "TrafficMirrorFilters"),
    "ec2:DescribeTrafficMirrorSessions": ("ec2", "describe_traffic_mirror_sessions", always(), "TrafficMirrorSessions"),
    "ec2:DescribeTrafficMirrorTargets": ("ec2", "describe_traffic_mirror_targets", always(), "TrafficMirrorTargets"),
    "ec2:DescribeVpcEncryptionControls": ("ec2", "describe_vpc_encryption_controls", always(), "VpcEncryptionControls"),
    "ec2:DescribeVpcEndpointServices": ("ec2", "describe_vpc_endpoint_services", always(), "ServiceDetails"),
    "ec2:DescribeVpcEndpoints": ("ec2", "describe_vpc_endpoints", always(), "VpcEndpoints"),
    "ec2:DescribeVpcs": ("ec2", "describe_vpcs", always(), "Vpcs"),
    "ec2:GetVpcResourcesBlockingEncryptionEnforcement": (
        "ec2", "get_vpc_resources_blocking_encryption_enforcement", named("VpcId"), "NonCompliantResources",
    ),
    "ecs:DescribeServices": ("ecs", "describe_services", service, "services"),
    "ecs:DescribeTaskDefinition": ("ecs", "describe_task_definition", named("taskDefinition"), "taskDefinition"),
    "ecs:ListClusters": ("ecs", "list_clusters", always(), "clusterArns"),
    "ecs:ListServices": ("ecs", "list_services", named("cluster"), "serviceArns"),
    "ecs:ListTaskDefinitions": (
        "ecs", "list_task_definitions", always(status="ACTIVE", sort="DESC"), "taskDefinitionArns",
    ),
    "elasticache:DescribeCacheClusters": (
        "elasticache", "describe_cache_clusters", always(ShowCacheClustersNotInReplicationGroups=True), "CacheClusters",
    ),
    "elasticache:DescribeReplicationGroups": (
        "elasticache", "describe_replication_groups", always(), "ReplicationGroups",
    ),
    "elasticloadbalancing:DescribeLoadBalancerPolicies": (
        "elb", "describe_load_balancer_policies", named("LoadBalancerName"), "PolicyDescriptions",
    ),
    "elasticloadbalancing:DescribeLoadBalancers": (
        "elb", "describe_load_balancers", always(), "LoadBalancerDescriptions",
    ),
    "elasticloadbalancingv2:DescribeListenerCertificates": (
        "elbv2", "describe_listener_certificates", named("ListenerArn"), "Certificates",
    ),
    "elasticloadbalancingv2:DescribeListeners": ("elbv2", "describe_listeners", named("LoadBalancerArn"), "Listeners"),
    "elasticloadbalancingv2:DescribeLoadBalancers": ("elbv2", "describe_load_balancers", always(), "LoadBalancers"),
    "elasticloadbalancingv2:DescribeRules": ("elbv2", "describe_rules", named("ListenerArn"), "Rules"),
    "elasticloadbalancingv2:DescribeSSLPolicies": ("elbv2", "describe_ssl_policies", always(), "SslPolicies"),
    "elasticloadbalancingv2:DescribeTargetGroups": ("elbv2", "describe_target_groups", always(), "TargetGroups"),
    "elasticloadbalancingv2:DescribeTargetHealth": (
        "elbv2", "describe_target_health", named("TargetGroupArn"), "TargetHealthDescriptions",
    ),
    "eventbridge:ListRules": ("events", "list_rules", always(), "Rules"),
    "eventbridge:ListTargetsByRule": ("events", "list_targets_by_rule", named("Rule"), "Targets"),
    "iam:GetAccountAuthorizationDetails": (
        "iam", "get_account_authorization_details", always(PaginationConfig={"PageSize": 1000}), WHOLE,
    ),
    "iam:GetRole": ("iam", "get_role", named("RoleName"), "Role"),
    "iam:ListServerCertificates": ("iam", "list_server_certificates", always(), "ServerCertificateMetadataList"),
    "networkfirewall:DescribeFirewallPolicy": (
        "network-firewall", "describe_firewall_policy", named("FirewallPolicyArn"), WHOLE,
    ),
    "networkfirewall:DescribeTLSInspectionConfiguration": (
        "network-firewall", "describe_tls_inspection_configuration", named("TLSInspectionConfigurationArn"), WHOLE,
    ),
    "networkfirewall:ListFirewallPolicies": (
        "network-firewall", "list_firewall_policies", always(), "FirewallPolicies",
    ),
    "networkfirewall:ListTLSInspectionConfigurations": (
        "network-firewall", "list_tls_inspection_configurations", always(), "TLSInspectionConfigurations",
    ),
    "opensearch:DescribeDomains": ("opensearch", "describe_domains", listed("DomainNames"), "DomainStatusList"),
    "opensearch:ListDomainNames": ("opensearch", "list_domain_names", always(), "DomainNames"),
    "organizations:DescribeOrganization": ("organizations", "describe_organization", always(), "Organization"),
    "organizations:DescribePolicy": ("organizations", "describe_policy", named("PolicyId"), "Policy"),
    "organizations:ListAccounts": ("organizations", "list_accounts", always(), "Accounts"),
    "organizations:ListPoliciesForTarget": (
        "organizations", "list_policies_for_target", named("TargetId", Filter="SERVICE_CONTROL_POLICY"), "Policies",
    ),
    "ram:GetResourceShareAssociations": (
        "ram", "get_resource_share_associations", named("associationType"), "resourceShareAssociations",
    ),
    "ram:GetResourceShares": ("ram", "get_resource_shares", named("resourceOwner"), "resourceShares"),
    "ram:ListPrincipals": ("ram", "list_principals", named("resourceOwner"), "principals"),
    "ram:ListResources": ("ram", "list_resources", named("resourceOwner"), "resources"),
    "rds:DescribeDBClusterParameters": (
        "rds", "describe_db_cluster_parameters", named("DBClusterParameterGroupName"), "Parameters",
    ),
    "rds:DescribeDBClusters": ("rds", "describe_db_clusters", always(), "DBClusters"),
    "rds:DescribeDBInstances": ("rds", "describe_db_instances", always(), "DBInstances"),
    "rds:DescribeDBParameters": ("rds", "describe_db_parameters", named("DBParameterGroupName"), "Parameters"),
    "redshift:DescribeClusterParameters": (
        "redshift", "describe_cluster_parameters", named("ParameterGroupName"), "Parameters",
    ),
    "redshift:DescribeClusters": ("redshift", "describe_clusters", always(), "Clusters"),
    "s3:GetBucketLocation": ("s3", "get_bucket_location", named("Bucket"), WHOLE),
    "s3:GetBucketPolicy": ("s3", "get_bucket_policy", named("Bucket"), WHOLE),
    "s3:ListBuckets": ("s3", "list_buckets", always(), "Buckets"),
    "ssm:DescribeAssociation": ("ssm", "describe_association", named("AssociationId"), "AssociationDescription"),
    "ssm:DescribeDocumentPermission": (
        "ssm", "describe_document_permission", named("Name", PermissionType="Share"), WHOLE,
    ),
    "ssm:DescribeInstanceInformation": ("ssm", "describe_instance_information", always(), "InstanceInformationList"),
    "ssm:GetDocument": ("ssm", "get_document", named("Name"), WHOLE),
    "ssm:ListAssociations": ("ssm", "list_associations", always(), "Associations"),
    "ssm:ListDocuments": ("ssm", "list_documents", owner, "DocumentIdentifiers"),
    "sts:GetCallerIdentity": ("sts", "get_caller_identity", always(), WHOLE),
    "apigatewayv2:GetApis": ("apigatewayv2", "get_apis", always(), "Items"),
    "apigatewayv2:GetIntegrations": ("apigatewayv2", "get_integrations", named("ApiId"), "Items"),
    "cloudfront:GetVpcOrigin": ("cloudfront", "get_vpc_origin", named("Id"), "VpcOrigin"),
    "cloudfront:ListVpcOrigins": ("cloudfront", "list_vpc_origins", always(), "VpcOriginList.Items"),
    "databasemigrationservice:DescribeEndpoints": ("dms", "describe_endpoints", always(), "Endpoints"),
    "dax:DescribeClusters": ("dax", "describe_clusters", always(), "Clusters"),
    "docdb:DescribeDBClusterParameters": (
        "docdb", "describe_db_cluster_parameters", named("DBClusterParameterGroupName"), "Parameters",
    ),
    "docdb:DescribeDBClusters": ("docdb", "describe_db_clusters", always(), "DBClusters"),
    "emr:DescribeCluster": ("emr", "describe_cluster", named("ClusterId"), "Cluster"),
    "emr:DescribeSecurityConfiguration": ("emr", "describe_security_configuration", named("Name"), WHOLE),
    "emr:ListClusters": (
        "emr", "list_clusters", always(ClusterStates=["STARTING", "BOOTSTRAPPING", "RUNNING", "WAITING"]), "Clusters",
    ),
    "emr:ListSecurityConfigurations": ("emr", "list_security_configurations", always(), "SecurityConfigurations"),
    "kafka:ListClustersV2": ("kafka", "list_clusters_v2", always(), "ClusterInfoList"),
    "memorydb:DescribeClusters": ("memorydb", "describe_clusters", always(), "Clusters"),
    "rds:DescribeDBProxies": ("rds", "describe_db_proxies", always(), "DBProxies"),
    "redshiftserverless:ListWorkgroups": ("redshift-serverless", "list_workgroups", always(), "workgroups"),
    "transfer:DescribeServer": ("transfer", "describe_server", named("ServerId"), "Server"),
    "transfer:ListServers": ("transfer", "list_servers", always(), "Servers"),
    "ec2:DescribeSubnets": ("ec2", "describe_subnets", always(), "Subnets"),
    "ec2:DescribeTransitGateways": ("ec2", "describe_transit_gateways", always(), "TransitGateways"),
    "eks:DescribeCluster": ("eks", "describe_cluster", named("name"), "cluster"),
    "eks:ListAddons": ("eks", "list_addons", named("clusterName"), "addons"),
    "eks:ListClusters": ("eks", "list_clusters", always(), "clusters"),
}  # fmt: skip


class Oracle:
    def __init__(self, endpoint):
        self.endpoint = endpoint
        self.session = boto3.Session()
        self.clients = {}
        self.credentials = {None: {"aws_access_key_id": ACCESS_KEY, "aws_secret_access_key": "none"}}
        # Clients may be shared by threads, but not made by several at once.
        self.lock = Lock()

    def make(self, service, region, credentials):
        config = Config(retries={"total_max_attempts": 1}, max_pool_connections=16, s3={"addressing_style": "path"})
        return self.session.client(
            service, region_name=region, endpoint_url=self.endpoint, config=config, **credentials
        )

    def client(self, service, region, account):
        with self.lock:
            if account not in self.credentials:
                answer = self.make("sts", region, self.credentials[None]).assume_role(
                    RoleArn=f"arn:aws:iam::{account}:role/{MEMBER_ROLE}", RoleSessionName="oracle"
                )["Credentials"]
                self.credentials[account] = {
                    "aws_access_key_id": answer["AccessKeyId"],
                    "aws_secret_access_key": answer["SecretAccessKey"],
                    "aws_session_token": answer["SessionToken"],
                }
            key = (service, region, account)
            if key not in self.clients:
                self.clients[key] = self.make(service, region, self.credentials[account])
            return self.clients[key]

    def answer(self, ask):
        out = {"op": ask["op"], "region": ask["region"], "parent": ask.get("parent")}
        service, method, arguments, path = CALLS[ask["op"]]
        # Global services are asked where they live.
        region = "us-east-1" if ask["region"] == "global" else ask["region"]
        client = self.client(service, region, ask.get("account"))
        try:
            out["items"] = items(client, method, arguments(out["parent"]), path)
        except ClientError as error:
            out["error"] = error.response["Error"]["Code"]
        except ResponseParserError:
            out["error"] = "ResponseParserError"
        return out


def items(client, method, arguments, path):
    if client.can_paginate(method):
        pages = client.get_paginator(method).paginate(**arguments)
    else:
        pages = [getattr(client, method)(**arguments)]
    out = []
    for page in pages:
        page = {name: value for name, value in page.items() if name != "ResponseMetadata"}
        for name in filter(None, path.split(".")):
            # An empty list may be absent.
            page = page.get(name, [])
        out += page if isinstance(page, list) else [page]
    return out


def plain(value):
    """What JSON has no form for."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    raise TypeError(f"{type(value)} in an answer")


def main():
    parser = argparse.ArgumentParser(description="Answers calls as botocore parses them.")
    parser.add_argument("endpoint", help="for example http://127.0.0.1:5600")
    parser.add_argument("asks", help="a file with a JSON list of {op, region, parent}; - for stdin")
    arguments = parser.parse_args()
    if arguments.asks == "-":
        asks = json.load(sys.stdin)
    else:
        with open(arguments.asks, encoding="utf-8") as file:
            asks = json.load(file)
    unknown = sorted({ask["op"] for ask in asks} - CALLS.keys())
    if unknown:
        sys.exit(f"the table has no {', '.join(unknown)}")
    oracle = Oracle(arguments.endpoint)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(oracle.answer, asks))
    json.dump(answers, sys.stdout, default=plain)


if __name__ == "__main__":
    main()
