"""Seeds a moto server with an estate that `overhear collect aws` can read.

    python seed.py ENDPOINT [--load-balancers N] [--buckets N] [--regions a,b,c]

It prints one JSON object: what it made, and under `skipped` what this moto does not implement. The estate is always
the same, and so are the ids of a moto that was started for it: moto's random numbers are seeded first. (The default
rules of listeners are an exception, moto names them by an address in memory.) The additional load balancers and buckets
are made by several threads, so only their names are the same each time.

It runs once on a fresh server; a second run meets its own resources and fails.
"""

import argparse
import json
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

import boto3
from botocore.config import Config
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

# The account of every access key that moto does not know.
ACCOUNT = "123456789012"
# An account outside the organisation.
FOREIGN = "444455556666"
# Stands wherever an API may hold a secret; it must not reach a snapshot.
CANARY = "overhear-canary-secret"
ACCESS_KEY = "AKIDEXAMPLE"
DEFAULT_REGIONS = ["us-east-1", "eu-west-1", "us-west-2"]
# The role that AWS Organizations creates in a new account; moto creates it too.
MEMBER_ROLE = "OrganizationAccountAccessRole"
# An image that every moto region has.
IMAGE = "ami-12c6146b"

# What moto 5.2.5 does not implement, or not in the form that the estate needs. Nothing below calls these.
SKIPPED = [
    ("ec2:CreateTrafficMirrorFilterRule", "not implemented; filters have no rules"),
    ("ec2:DescribeTrafficMirrorFilterRules", "not implemented: 500"),
    (
        "tags of traffic mirror targets and filters",
        "moto's ids of them (traf-mir-...) break its DescribeTags with a filter by resource type: 500",
    ),
    ("ec2:CreateVpcEncryptionControl", "not implemented"),
    ("ec2:DescribeVpcEncryptionControls", "not implemented: 500"),
    ("ec2:GetVpcResourcesBlockingEncryptionEnforcement", "not implemented: 500"),
    ("cloudtrail:CreateEventDataStore", "not implemented"),
    ("cloudtrail:ListEventDataStores", "not implemented: 500"),
    ("cloudtrail:GetEventDataStore", "not implemented: 500"),
    ("cloudwatch:PutCompositeAlarm", "not implemented"),
    ("networkfirewall:CreateFirewallPolicy", "not implemented"),
    ("networkfirewall:CreateTLSInspectionConfiguration", "not implemented"),
    ("networkfirewall:ListFirewallPolicies", "not implemented: 500"),
    ("networkfirewall:DescribeFirewallPolicy", "not implemented: 500"),
    ("networkfirewall:ListTLSInspectionConfigurations", "not implemented: 500"),
    ("networkfirewall:DescribeTLSInspectionConfiguration", "not implemented: 500"),
    ("ram:GetResourceShares of OTHER-ACCOUNTS", "not implemented: 500"),
    ("ram:ListResources", "not implemented: 404, the route is missing"),
    ("ram:ListPrincipals", "not implemented: 404, the route is missing"),
    ("ram:CreateResourceShare of traffic mirror targets", "moto refuses the resource type; a subnet is shared instead"),
    ("ssm:CreateAssociation", "not implemented"),
    ("ssm:ListAssociations", "not implemented: 500"),
    ("ssm:DescribeAssociation", "not implemented: 500"),
    ("ssm:DescribeInstanceInformation", "not implemented: 500"),
]


class Estate:
    """Clients of one account, and the facts that the caller prints."""

    def __init__(self, endpoint, credentials=None):
        self.endpoint = endpoint
        self.session = boto3.Session()
        self.credentials = credentials or {"aws_access_key_id": ACCESS_KEY, "aws_secret_access_key": "none"}
        self.clients = {}

    def client(self, service, region):
        key = (service, region)
        if key not in self.clients:
            config = Config(
                retries={"max_attempts": 1},
                max_pool_connections=16,
                s3={"addressing_style": "path"},
            )
            self.clients[key] = self.session.client(
                service, region_name=region, endpoint_url=self.endpoint, config=config, **self.credentials
            )
        return self.clients[key]


def tags(**values):
    return [{"Key": key.replace("_", ":"), "Value": value} for key, value in values.items()]


def tagged(kind, **values):
    return [{"ResourceType": kind, "Tags": tags(**values)}]


def policy(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def certificate(name, days, key):
    """A self-signed certificate that ends in `days` days: its PEM and that of its key."""
    now = datetime.now(timezone.utc).replace(microsecond=0)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1000)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = built.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    return pem, secret


# --- global services -------------------------------------------------------------------------------------------------


def seed_buckets(estate, regions):
    """Buckets with and without policy, spread over the regions."""
    deny_http = {
        "Sid": "DenyHttp",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    out = []
    for number, region in enumerate(regions):
        for kind in ("logs", "open", "closed"):
            name = f"overhear-{kind}-{region}"
            make_bucket(estate, name, region)
            text = None
            if kind == "closed":
                text = policy({**deny_http, "Resource": [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"]})
            elif kind == "logs" and number == 0:
                # Names that a JSON reader has to unescape.
                text = policy(
                    {
                        "Sid": 'Objects \u00e9 "quoted" <&>',
                        "Effect": "Allow",
                        "Principal": {"Service": "cloudtrail.amazonaws.com"},
                        "Action": "s3:PutObject",
                        "Resource": f"arn:aws:s3:::{name}/*",
                    }
                )
            if text:
                estate.client("s3", region).put_bucket_policy(Bucket=name, Policy=text)
            out.append({"name": name, "region": region, "policy": bool(text)})
    return out


def make_bucket(estate, name, region):
    # In us-east-1 a location constraint is an error, elsewhere it is needed.
    where = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
    estate.client("s3", region).create_bucket(Bucket=name, **where)


def seed_iam(estate):
    iam = estate.client("iam", "us-east-1")
    mirror = {"Effect": "Allow", "Action": ["ec2:CreateTrafficMirror*", "ec2:Describe*"], "Resource": "*"}
    trust = policy({"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"})
    foreign = policy(
        {
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{FOREIGN}:root"},
            "Action": "sts:AssumeRole",
            "Condition": {"StringEquals": {"sts:ExternalId": "sensor"}},
        }
    )
    managed = iam.create_policy(
        PolicyName="mirroring", Path="/network/", PolicyDocument=policy(mirror), Description="Starts mirror sessions"
    )["Policy"]["Arn"]
    iam.create_policy_version(
        PolicyArn=managed,
        PolicyDocument=policy(mirror, {"Effect": "Deny", "Action": "ec2:Delete*", "Resource": "*"}),
        SetAsDefault=True,
    )
    boundary = iam.create_policy(
        PolicyName="boundary", PolicyDocument=policy({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"})
    )["Policy"]["Arn"]
    iam.create_role(
        RoleName="sensor", AssumeRolePolicyDocument=foreign, PermissionsBoundary=boundary, Tags=tags(team="ndr")
    )
    iam.attach_role_policy(RoleName="sensor", PolicyArn=managed)
    iam.create_role(RoleName="worker", Path="/service/", AssumeRolePolicyDocument=trust)
    iam.put_role_policy(
        RoleName="worker",
        PolicyName="run commands",
        PolicyDocument=policy(
            {
                "Sid": "Percent%20And+Plus",
                "Effect": "Allow",
                "Action": "ssm:SendCommand",
                "Resource": "arn:aws:ssm:*:*:*",
            }
        ),
    )
    iam.create_instance_profile(InstanceProfileName="worker")
    iam.add_role_to_instance_profile(InstanceProfileName="worker", RoleName="worker")
    iam.create_group(GroupName="operators")
    iam.put_group_policy(
        GroupName="operators",
        PolicyName="all",
        PolicyDocument=policy({"Effect": "Allow", "Action": "*", "Resource": "*"}),
    )
    iam.create_user(UserName="alice", Tags=tags(team="operations"))
    iam.add_user_to_group(GroupName="operators", UserName="alice")
    iam.create_user(UserName="bob", Path="/contractors/")
    iam.put_user_policy(UserName="bob", PolicyName="mirror", PolicyDocument=policy(mirror))
    iam.attach_user_policy(UserName="bob", PolicyArn=managed)
    pem, key = certificate("old.example.com", 400, ec.generate_private_key(ec.SECP256R1()))
    server = iam.upload_server_certificate(
        ServerCertificateName="legacy", CertificateBody=pem.decode(), PrivateKey=key.decode()
    )["ServerCertificateMetadata"]["Arn"]
    return {
        "roles": ["sensor", "worker"],
        "users": ["alice", "bob"],
        "groups": ["operators"],
        "policies": [managed, boundary],
        "server_certificate": server,
    }


def seed_organization(estate):
    organizations = estate.client("organizations", "us-east-1")
    made = organizations.create_organization(FeatureSet="ALL")["Organization"]
    root = organizations.list_roots()["Roots"][0]["Id"]
    unit = organizations.create_organizational_unit(ParentId=root, Name="workloads")["OrganizationalUnit"]["Id"]
    members = []
    for name in ("payments", "sandbox", "closed"):
        status = organizations.create_account(AccountName=name, Email=f"{name}@example.com")["CreateAccountStatus"]
        members.append(status["AccountId"])
    organizations.move_account(AccountId=members[0], SourceParentId=root, DestinationParentId=unit)
    organizations.close_account(AccountId=members[2])
    scp = organizations.create_policy(
        Name="no-mirroring",
        Description="Nobody starts a mirror session",
        Type="SERVICE_CONTROL_POLICY",
        Content=policy({"Effect": "Deny", "Action": "ec2:CreateTrafficMirrorSession", "Resource": "*"}),
    )["Policy"]["PolicySummary"]["Id"]
    organizations.attach_policy(PolicyId=scp, TargetId=unit)
    organizations.attach_policy(PolicyId=scp, TargetId=members[0])
    return {
        "id": made["Id"],
        "arn": made["Arn"],
        "management_account": made["MasterAccountId"],
        "root": root,
        "unit": unit,
        "members": members[:2],
        "suspended": members[2:],
        "role": MEMBER_ROLE,
        "scp": scp,
    }


def seed_cloudfront(estate):
    cloudfront = estate.client("cloudfront", "us-east-1")

    def origin(name, domain, protocol, ssl):
        return {
            "Id": name,
            "DomainName": domain,
            "CustomHeaders": {"Quantity": 1, "Items": [{"HeaderName": "x-origin-key", "HeaderValue": CANARY}]},
            "CustomOriginConfig": {
                "HTTPPort": 80,
                "HTTPSPort": 443,
                "OriginProtocolPolicy": protocol,
                "OriginSslProtocols": {"Quantity": len(ssl), "Items": ssl},
            },
        }

    def behaviour(target, viewer, **more):
        return {
            "TargetOriginId": target,
            "ViewerProtocolPolicy": viewer,
            "MinTTL": 0,
            "ForwardedValues": {"QueryString": False, "Cookies": {"Forward": "none"}},
            "TrustedSigners": {"Enabled": False, "Quantity": 0},
            **more,
        }

    cached = [behaviour("api", "allow-all", PathPattern="/api/*")]
    distributions = [
        {
            "CallerReference": "first",
            "Comment": "storefront",
            "Enabled": True,
            "Aliases": {"Quantity": 1, "Items": ["www.example.com"]},
            "Origins": {
                "Quantity": 2,
                "Items": [
                    origin("web", "web.example.com", "http-only", ["TLSv1", "TLSv1.2"]),
                    origin("api", "api.example.com", "match-viewer", ["TLSv1.2"]),
                ],
            },
            "DefaultCacheBehavior": behaviour("web", "redirect-to-https"),
            "CacheBehaviors": {"Quantity": len(cached), "Items": cached},
            "ViewerCertificate": {
                "IAMCertificateId": "ASCAEXAMPLE",
                "SSLSupportMethod": "sni-only",
                "MinimumProtocolVersion": "TLSv1.2_2021",
            },
        },
        {
            "CallerReference": "second",
            "Comment": "",
            "Enabled": False,
            "Origins": {"Quantity": 1, "Items": [origin("web", "static.example.com", "https-only", ["SSLv3"])]},
            "DefaultCacheBehavior": behaviour("web", "https-only"),
            "ViewerCertificate": {"CloudFrontDefaultCertificate": True},
        },
    ]
    ids = [cloudfront.create_distribution(DistributionConfig=config)["Distribution"]["Id"] for config in distributions]
    cloudfront.create_function(
        Name="redirect",
        FunctionConfig={"Comment": "to https", "Runtime": "cloudfront-js-2.0"},
        FunctionCode=b"function handler(event) { return event.request; }",
    )
    return {"distributions": ids, "functions": ["redirect"]}


# --- regional services -----------------------------------------------------------------------------------------------


def seed_network(estate, region, number):
    """A VPC with everything that stands in it."""
    ec2 = estate.client("ec2", region)
    facts = {}
    vpc = ec2.create_vpc(CidrBlock=f"10.{number}.0.0/16", TagSpecifications=tagged("vpc", Name=f"main-{region}"))
    vpc = facts["vpc"] = vpc["Vpc"]["VpcId"]
    subnets = facts["subnets"] = [
        ec2.create_subnet(
            VpcId=vpc,
            CidrBlock=f"10.{number}.{index}.0/24",
            AvailabilityZone=f"{region}{zone}",
            TagSpecifications=tagged("subnet", Name=f"{zone}"),
        )["Subnet"]["SubnetId"]
        for index, zone in enumerate("ab")
    ]
    # Characters that XML has to escape, and one outside the basic plane.
    group = ec2.create_security_group(
        GroupName="web",
        Description="web & api",
        VpcId=vpc,
        TagSpecifications=tagged("security-group", Name="web", note='<a href="x">&amp; \u00fc \U0001f50e'),
    )["GroupId"]
    facts["security_group"] = group
    ec2.authorize_security_group_ingress(
        GroupId=group,
        IpPermissions=[
            {
                "IpProtocol": "tcp",
                "FromPort": port,
                "ToPort": port,
                "IpRanges": [{"CidrIp": "0.0.0.0/0", "Description": "all"}],
            }
            for port in (80, 443)
        ]
        + [{"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": group}]}],
    )

    def interface(name, **more):
        made = ec2.create_network_interface(
            SubnetId=subnets[0],
            Groups=[group],
            Description=name,
            TagSpecifications=tagged("network-interface", Name=name),
            **more,
        )
        return made["NetworkInterface"]["NetworkInterfaceId"]

    facts["interfaces"] = {name: interface(name) for name in ("source", "second source", "sensor", "forwarder")}
    ec2.modify_network_interface_attribute(
        NetworkInterfaceId=facts["interfaces"]["forwarder"], SourceDestCheck={"Value": False}
    )
    instances = ec2.run_instances(
        ImageId=IMAGE,
        InstanceType="t3.micro",
        MinCount=2,
        MaxCount=2,
        SubnetId=subnets[0],
        SecurityGroupIds=[group],
        UserData=f"#!/bin/sh\nexport TOKEN={CANARY}\n",
        TagSpecifications=tagged("instance", Name=f"web-{region}", role="web"),
    )["Instances"]
    facts["instances"] = [instance["InstanceId"] for instance in instances]
    nat = instances[1]
    ec2.modify_instance_attribute(InstanceId=nat["InstanceId"], SourceDestCheck={"Value": False})
    # For EC2 the two are one; moto keeps them apart.
    facts["forwarding"] = nat["NetworkInterfaces"][0]["NetworkInterfaceId"]
    ec2.modify_network_interface_attribute(NetworkInterfaceId=facts["forwarding"], SourceDestCheck={"Value": False})

    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    table = ec2.create_route_table(VpcId=vpc, TagSpecifications=tagged("route-table", Name="public"))
    table = table["RouteTable"]["RouteTableId"]
    ec2.associate_route_table(RouteTableId=table, SubnetId=subnets[0])
    ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
    through = ec2.create_route_table(VpcId=vpc, TagSpecifications=tagged("route-table", Name="inspected"))
    through = through["RouteTable"]["RouteTableId"]
    ec2.associate_route_table(RouteTableId=through, SubnetId=subnets[1])
    ec2.create_route(RouteTableId=through, DestinationCidrBlock="0.0.0.0/0", InstanceId=nat["InstanceId"])
    facts["route_tables"] = [table, through]

    balancing = estate.client("elbv2", region)
    inspection = balancing.create_load_balancer(Name="inspection", Type="gateway", Subnets=subnets)
    inspection = inspection["LoadBalancers"][0]["LoadBalancerArn"]
    service = ec2.create_vpc_endpoint_service_configuration(
        GatewayLoadBalancerArns=[inspection], AcceptanceRequired=False
    )["ServiceConfiguration"]["ServiceName"]
    endpoints = [
        {
            "VpcEndpointType": "Interface",
            "ServiceName": f"com.amazonaws.{region}.ssm",
            "SubnetIds": subnets,
            "SecurityGroupIds": [group],
        },
        {"VpcEndpointType": "Gateway", "ServiceName": f"com.amazonaws.{region}.s3", "RouteTableIds": [table]},
        {"VpcEndpointType": "GatewayLoadBalancer", "ServiceName": service, "SubnetIds": subnets[1:]},
    ]
    facts["vpc_endpoints"] = [
        ec2.create_vpc_endpoint(
            VpcId=vpc, TagSpecifications=tagged("vpc-endpoint", Name=f"endpoint-{index}"), **endpoint
        )["VpcEndpoint"]["VpcEndpointId"]
        for index, endpoint in enumerate(endpoints)
    ]
    facts["endpoint_service"] = service
    ec2.create_route(
        RouteTableId=through, DestinationCidrBlock="192.168.0.0/16", VpcEndpointId=facts["vpc_endpoints"][2]
    )
    facts["load_balancers"] = [inspection]
    return facts


def seed_mirroring(estate, region, facts, sessions):
    """Targets of two kinds, a filter, and as many sessions."""
    ec2 = estate.client("ec2", region)
    interfaces = facts["interfaces"]
    sensor = estate.client("elbv2", region).create_load_balancer(
        Name="sensor", Type="network", Scheme="internal", Subnets=facts["subnets"]
    )["LoadBalancers"][0]["LoadBalancerArn"]
    facts["load_balancers"].append(sensor)
    targets = [
        {"NetworkInterfaceId": interfaces["sensor"], "Description": "packet recorder"},
        {"NetworkLoadBalancerArn": sensor},
    ]
    facts["mirror_targets"] = [
        ec2.create_traffic_mirror_target(**target)["TrafficMirrorTarget"]["TrafficMirrorTargetId"] for target in targets
    ]
    mirror_filter = ec2.create_traffic_mirror_filter(Description="everything")["TrafficMirrorFilter"]
    mirror_filter = mirror_filter["TrafficMirrorFilterId"]
    facts["mirror_filters"] = [mirror_filter]
    wanted = [
        {"NetworkInterfaceId": interfaces["source"], "TrafficMirrorTargetId": facts["mirror_targets"][0]},
        {
            "NetworkInterfaceId": interfaces["second source"],
            "TrafficMirrorTargetId": facts["mirror_targets"][1],
            "PacketLength": 64,
            "VirtualNetworkId": 4711,
        },
    ]
    facts["mirror_sessions"] = [
        ec2.create_traffic_mirror_session(
            TrafficMirrorFilterId=mirror_filter,
            SessionNumber=index + 1,
            Description=f"session {index} of {region}",
            TagSpecifications=tagged("traffic-mirror-session", Name=f"session-{index}", purpose="ndr"),
            **session,
        )["TrafficMirrorSession"]["TrafficMirrorSessionId"]
        for index, session in enumerate(wanted[:sessions])
    ]


def seed_flow_logs(estate, region, facts, bucket):
    estate.client("logs", region).create_log_group(logGroupName="/overhear/flow")
    ec2 = estate.client("ec2", region)
    made = ec2.create_flow_logs(
        ResourceType="VPC",
        ResourceIds=[facts["vpc"]],
        TrafficType="ALL",
        LogDestinationType="s3",
        LogDestination=f"arn:aws:s3:::{bucket}",
        TagSpecifications=tagged("vpc-flow-log", Name="all"),
    )["FlowLogIds"]
    made += ec2.create_flow_logs(
        ResourceType="Subnet",
        ResourceIds=facts["subnets"][:1],
        TrafficType="REJECT",
        LogGroupName="/overhear/flow",
        DeliverLogsPermissionArn=f"arn:aws:iam::{ACCOUNT}:role/service/worker",
    )["FlowLogIds"]
    facts["flow_logs"] = made


def seed_certificates(estate, region, facts, rsa_key):
    acm = estate.client("acm", region)
    made = []
    for name, days, key in (
        ("soon.example.com", 20, rsa_key),
        ("curve.example.com", 300, ec.generate_private_key(ec.SECP256R1())),
    ):
        pem, secret = certificate(name, days, key)
        made.append(acm.import_certificate(Certificate=pem, PrivateKey=secret, Tags=tags(Name=name))["CertificateArn"])
    made.append(
        acm.request_certificate(
            DomainName="issued.example.com", ValidationMethod="DNS", SubjectAlternativeNames=["www.issued.example.com"]
        )["CertificateArn"]
    )
    facts["certificates"] = made


def seed_balancing(estate, region, facts):
    balancing = estate.client("elbv2", region)
    subnets, certificates = facts["subnets"], facts["certificates"]

    def group(name, protocol, port, **more):
        made = balancing.create_target_group(Name=name, Protocol=protocol, Port=port, VpcId=facts["vpc"], **more)
        return made["TargetGroups"][0]["TargetGroupArn"]

    plain = group("plain", "HTTP", 8080, TargetType="instance", Tags=tags(team="web"))
    secure = group(
        "secure", "HTTPS", 8443, TargetType="ip", HealthCheckProtocol="HTTP", HealthCheckPath="/health?a=1&b=2"
    )
    raw = group("raw", "TCP", 5432, TargetType="instance")
    geneve = group("geneve", "GENEVE", 6081, TargetType="instance")
    balancing.register_targets(
        TargetGroupArn=plain, Targets=[{"Id": identity, "Port": 8080} for identity in facts["instances"]]
    )
    facts["target_groups"] = [plain, secure, raw, geneve]
    facts["listeners"] = []

    def balancer(name, kind, scheme, **more):
        made = balancing.create_load_balancer(
            Name=name, Type=kind, Scheme=scheme, Subnets=subnets, Tags=tags(team="web", Name=name), **more
        )["LoadBalancers"][0]["LoadBalancerArn"]
        facts["load_balancers"].append(made)
        return made

    def listener(arn, **more):
        made = balancing.create_listener(LoadBalancerArn=arn, **more)["Listeners"][0]["ListenerArn"]
        facts["listeners"].append(made)
        return made

    forward = [{"Type": "forward", "TargetGroupArn": plain}]
    redirect = {"Type": "redirect", "RedirectConfig": {"Protocol": "HTTPS", "Port": "443", "StatusCode": "HTTP_301"}}
    tls = {"SslPolicy": "ELBSecurityPolicy-TLS13-1-2-2021-06", "Certificates": [{"CertificateArn": certificates[0]}]}
    shop = balancer("shop", "application", "internet-facing", SecurityGroups=[facts["security_group"]])
    listener(shop, Protocol="HTTP", Port=80, DefaultActions=[redirect])
    sign_in = {
        "Type": "authenticate-oidc",
        "Order": 1,
        "AuthenticateOidcConfig": {
            "Issuer": "https://login.example.com",
            "AuthorizationEndpoint": "https://login.example.com/authorize",
            "TokenEndpoint": "https://login.example.com/token",
            "UserInfoEndpoint": "https://login.example.com/userinfo",
            "ClientId": "shop",
            "ClientSecret": CANARY,
        },
    }
    https = listener(shop, Protocol="HTTPS", Port=443, DefaultActions=[sign_in, {**forward[0], "Order": 2}], **tls)
    balancing.add_listener_certificates(ListenerArn=https, Certificates=[{"CertificateArn": certificates[1]}])
    balancing.create_rule(
        ListenerArn=https,
        Priority=10,
        Conditions=[{"Field": "path-pattern", "PathPatternConfig": {"Values": ["/api/*"]}}],
        Actions=[
            {
                "Type": "forward",
                "ForwardConfig": {
                    "TargetGroups": [{"TargetGroupArn": plain, "Weight": 0}, {"TargetGroupArn": secure, "Weight": 9}]
                },
            }
        ],
    )
    intranet = balancer("intranet", "application", "internal", SecurityGroups=[facts["security_group"]])
    http = listener(intranet, Protocol="HTTP", Port=80, DefaultActions=forward)
    for priority, (path, action) in enumerate(
        (
            ("/old/*", redirect),
            ("/new/*", forward[0]),
            (
                "/gone/*",
                {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "410", "ContentType": "text/plain"}},
            ),
        ),
        start=1,
    ):
        balancing.create_rule(
            ListenerArn=http,
            Priority=priority,
            Conditions=[
                {"Field": "path-pattern", "Values": [path]},
                {"Field": "host-header", "HostHeaderConfig": {"Values": ["a.example.com", "b.example.com"]}},
            ],
            Actions=[action],
        )
    balancing.create_rule(
        ListenerArn=http,
        Priority=9,
        Conditions=[
            {"Field": "http-header", "HttpHeaderConfig": {"HttpHeaderName": "x-key", "Values": [CANARY]}},
            {"Field": "query-string", "QueryStringConfig": {"Values": [{"Key": "key", "Value": CANARY}]}},
        ],
        Actions=forward,
    )
    database = balancer("database", "network", "internal")
    listener(database, Protocol="TCP", Port=5432, DefaultActions=[{"Type": "forward", "TargetGroupArn": raw}])
    listener(
        database,
        Protocol="TLS",
        Port=443,
        DefaultActions=[{"Type": "forward", "TargetGroupArn": raw}],
        **{**tls, "SslPolicy": "ELBSecurityPolicy-2016-08"},
    )
    facts["http_listeners"] = [facts["listeners"][0], http]
    # It has no listener.
    balancer("idle", "application", "internal")
    facts["plain_target_group"] = plain


def seed_classic(estate, region, facts, server_certificate):
    classic = estate.client("elb", region)
    plain = {"Protocol": "HTTP", "LoadBalancerPort": 80, "InstanceProtocol": "HTTP", "InstancePort": 8080}
    secure = {
        "Protocol": "HTTPS",
        "LoadBalancerPort": 443,
        "InstanceProtocol": "HTTP",
        "InstancePort": 8080,
        "SSLCertificateId": server_certificate,
    }
    classic.create_load_balancer(
        LoadBalancerName="classic-web", Listeners=[plain, secure], Subnets=facts["subnets"], Tags=tags(team="web")
    )
    classic.create_load_balancer_policy(
        LoadBalancerName="classic-web",
        PolicyName="old-tls",
        PolicyTypeName="SSLNegotiationPolicyType",
        PolicyAttributes=[
            {"AttributeName": "Protocol-TLSv1", "AttributeValue": "true"},
            {"AttributeName": "Protocol-TLSv1.2", "AttributeValue": "true"},
            {"AttributeName": "AES128-SHA", "AttributeValue": "true"},
        ],
    )
    classic.set_load_balancer_policies_of_listener(
        LoadBalancerName="classic-web", LoadBalancerPort=443, PolicyNames=["old-tls"]
    )
    classic.create_load_balancer(
        LoadBalancerName="classic-tcp",
        Listeners=[{"Protocol": "TCP", "LoadBalancerPort": 443, "InstanceProtocol": "TCP", "InstancePort": 443}],
        Subnets=facts["subnets"],
        Scheme="internal",
    )
    facts["classic_load_balancers"] = ["classic-web", "classic-tcp"]


def seed_watchers(estate, region, facts, schedules):
    """EventBridge rules with targets, as many schedules, alarms, metric filters."""
    topic = estate.client("sns", region).create_topic(Name="security")["TopicArn"]
    events = estate.client("events", region)
    pattern = {
        "source": ["aws.ec2"],
        "detail-type": ["AWS API Call via CloudTrail"],
        "detail": {"eventName": ["CreateTrafficMirrorSession", {"prefix": "ModifyTrafficMirror"}]},
    }
    events.put_rule(Name="mirroring", EventPattern=json.dumps(pattern), Description="mirror sessions", State="ENABLED")
    events.put_targets(
        Rule="mirroring",
        Targets=[
            {"Id": "topic", "Arn": topic, "Input": json.dumps({"token": CANARY})},
            {"Id": "again", "Arn": topic, "InputTransformer": {"InputTemplate": f'"{CANARY}"'}},
        ],
    )
    events.put_rule(Name="nightly", ScheduleExpression="rate(1 day)", State="DISABLED")
    events.put_rule(Name="without-target", EventPattern=json.dumps({"source": ["aws.ec2"]}))
    logs = estate.client("logs", region)
    logs.create_log_group(logGroupName="/overhear/trail")
    logs.put_metric_filter(
        logGroupName="/overhear/trail",
        filterName="mirroring",
        filterPattern='{ ($.eventName = "CreateTrafficMirrorSession") }',
        metricTransformations=[
            {"metricName": "Mirroring", "metricNamespace": "Security", "metricValue": "1", "defaultValue": 0.0}
        ],
    )
    alarms = estate.client("cloudwatch", region)
    alarms.put_metric_alarm(
        AlarmName="mirroring",
        MetricName="Mirroring",
        Namespace="Security",
        Statistic="Sum",
        Period=300,
        EvaluationPeriods=1,
        Threshold=0.5,
        ComparisonOperator="GreaterThanOrEqualToThreshold",
        AlarmActions=[topic],
        Tags=tags(team="security"),
    )
    alarms.put_metric_alarm(
        AlarmName="silent",
        MetricName="Mirroring",
        Namespace="Security",
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=3,
        Threshold=1.0,
        ComparisonOperator="GreaterThanThreshold",
        ActionsEnabled=False,
        Dimensions=[{"Name": "Region", "Value": region}],
    )
    facts["event_rules"] = ["mirroring", "nightly", "without-target"]
    # More than one page; nothing asks for the targets of a schedule.
    for index in range(schedules):
        events.put_rule(Name=f"schedule-{index:03}", ScheduleExpression="rate(1 day)", State="DISABLED")
    facts["alarms"] = ["mirroring", "silent"]
    facts["metric_filters"] = ["mirroring"]


def seed_containers(estate, region, facts, services):
    ecs = estate.client("ecs", region)
    clusters = [
        ecs.create_cluster(clusterName=name, tags=[{"key": "team", "value": "web"}])["cluster"]["clusterArn"]
        for name in ("main", "empty")
    ]

    def register(family, mode, image, **container):
        made = ecs.register_task_definition(
            family=family,
            networkMode=mode,
            containerDefinitions=[
                {
                    "name": family,
                    "image": image,
                    "memory": 128,
                    "environment": [{"name": "TOKEN", "value": CANARY}],
                    "secrets": [{"name": "KEY", "valueFrom": f"arn:aws:ssm:{region}:{ACCOUNT}:parameter/key"}],
                    "command": ["sh", "-c", f"run --token {CANARY}"],
                    "dockerLabels": {"token": CANARY},
                    "healthCheck": {"command": ["CMD-SHELL", f"probe --token {CANARY}"]},
                    "logConfiguration": {"logDriver": "splunk", "options": {"splunk-token": CANARY}},
                    **container,
                }
            ],
        )
        return made["taskDefinition"]["taskDefinitionArn"]

    web = [register("web", "bridge", f"web:{revision}") for revision in range(1, 4)]
    sensor = [
        register(
            "sensor",
            "host",
            f"sensor:{revision}",
            privileged=True,
            linuxParameters={"capabilities": {"add": ["NET_RAW", "NET_ADMIN"]}},
        )
        for revision in range(1, 3)
    ]
    # A service still runs the first revision.
    named = [
        ecs.create_service(
            cluster="main",
            serviceName=f"service-{index:02}",
            taskDefinition=web[0] if index == 0 else web[-1],
            desiredCount=1,
        )["service"]["serviceArn"]
        for index in range(services)
    ]
    facts["ecs"] = {
        "clusters": clusters,
        "services": named,
        "task_definitions": web + sensor,
        "latest": [web[-1], sensor[-1]],
    }


def seed_commands(estate, region, facts):
    """Systems Manager documents."""
    ssm = estate.client("ssm", region)
    capture = {
        "schemaVersion": "2.2",
        "description": "Records packets",
        "mainSteps": [
            {
                "action": "aws:runShellScript",
                "name": "record",
                "inputs": {"runCommand": [f"export TOKEN={CANARY}", "tcpdump -i any -w /tmp/out.pcap"]},
            }
        ],
    }
    ssm.create_document(
        Content=json.dumps(capture),
        Name="record-packets",
        DocumentType="Command",
        DocumentFormat="JSON",
        Tags=tags(team="network"),
    )
    ssm.modify_document_permission(Name="record-packets", PermissionType="Share", AccountIdsToAdd=[FOREIGN])
    harmless = (
        "schemaVersion: '2.2'\ndescription: Says hello\nmainSteps:\n- action: aws:runShellScript\n"
        "  name: hello\n  inputs:\n    runCommand:\n    - echo hello\n"
    )
    ssm.create_document(Content=harmless, Name="say-hello", DocumentType="Command", DocumentFormat="YAML")
    facts["documents"] = ["record-packets", "say-hello"]


def seed_gateways(estate, region, facts):
    gateway = estate.client("apigateway", region)
    made = gateway.create_rest_api(
        name="orders", description="orders", endpointConfiguration={"types": ["REGIONAL"]}, tags={"team": "web"}
    )
    api = made["id"]
    root = gateway.get_resources(restApiId=api)["items"][0]["id"]
    child = gateway.create_resource(restApiId=api, parentId=root, pathPart="orders")["id"]
    for resource, method in ((root, "GET"), (child, "POST")):
        gateway.put_method(restApiId=api, resourceId=resource, httpMethod=method, authorizationType="NONE")
        gateway.put_integration(
            restApiId=api,
            resourceId=resource,
            httpMethod=method,
            type="HTTP",
            integrationHttpMethod=method,
            uri=f"http://backend.example.com/orders?token={CANARY}",
            requestParameters={"integration.request.header.x-key": f"'{CANARY}'"},
            requestTemplates={"application/json": json.dumps({"token": CANARY})},
        )
    deployment = gateway.create_deployment(restApiId=api, description="first")["id"]
    for stage in ("live", "test"):
        gateway.create_stage(
            restApiId=api, stageName=stage, deploymentId=deployment, variables={"token": CANARY}, tags={"team": "web"}
        )
    empty = gateway.create_rest_api(name="empty")["id"]
    facts["rest_apis"] = [api, empty]


def seed_stores(estate, region, facts):
    """OpenSearch, ElastiCache, RDS, Redshift."""
    opensearch = estate.client("opensearch", region)
    names = [f"search-{index}" for index in range(6)]
    for index, name in enumerate(names):
        more = {
            "DomainEndpointOptions": {
                "EnforceHTTPS": index % 2 == 0,
                "TLSSecurityPolicy": "Policy-Min-TLS-1-2-2019-07",
            },
            "NodeToNodeEncryptionOptions": {"Enabled": index % 3 == 0},
        }
        if index == 5:
            more = {}
        opensearch.create_domain(
            DomainName=name,
            EngineVersion="OpenSearch_2.11",
            ClusterConfig={"InstanceType": "t3.small.search", "InstanceCount": 1},
            AccessPolicies=policy({"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "es:*", "Resource": "*"}),
            TagList=tags(team="search"),
            **more,
        )
    facts["search_domains"] = names

    elasticache = estate.client("elasticache", region)
    for index, encrypted in enumerate((True, False)):
        elasticache.create_replication_group(
            ReplicationGroupId=f"group-{index}",
            ReplicationGroupDescription="sessions",
            Engine="redis",
            CacheNodeType="cache.t3.micro",
            NumCacheClusters=2,
            TransitEncryptionEnabled=encrypted,
        )
    elasticache.create_cache_cluster(
        CacheClusterId="alone", Engine="memcached", CacheNodeType="cache.t3.micro", NumCacheNodes=1
    )
    facts["cache"] = {"groups": ["group-0", "group-1"], "clusters": ["alone"]}

    rds = estate.client("rds", region)
    rds.create_db_subnet_group(DBSubnetGroupName="main", DBSubnetGroupDescription="main", SubnetIds=facts["subnets"])
    rds.create_db_parameter_group(
        DBParameterGroupName="strict-mysql", DBParameterGroupFamily="mysql8.0", Description="strict"
    )
    rds.modify_db_parameter_group(
        DBParameterGroupName="strict-mysql",
        Parameters=[{"ParameterName": "require_secure_transport", "ParameterValue": "1", "ApplyMethod": "immediate"}],
    )
    databases = {
        "ledger": {"Engine": "mysql", "DBParameterGroupName": "strict-mysql"},
        "archive": {"Engine": "postgres", "EngineVersion": "15.4"},
    }
    for name, more in databases.items():
        rds.create_db_instance(
            DBInstanceIdentifier=name,
            DBInstanceClass="db.t3.micro",
            AllocatedStorage=20,
            MasterUsername="admin",
            MasterUserPassword=CANARY,
            DBSubnetGroupName="main",
            Tags=tags(team="data"),
            **more,
        )
    rds.create_db_cluster_parameter_group(
        DBClusterParameterGroupName="strict-aurora", DBParameterGroupFamily="aurora-mysql8.0", Description="strict"
    )
    rds.create_db_cluster(
        DBClusterIdentifier="orders",
        Engine="aurora-mysql",
        MasterUsername="admin",
        MasterUserPassword=CANARY,
        DBClusterParameterGroupName="strict-aurora",
        DBSubnetGroupName="main",
    )
    facts["databases"] = {"instances": list(databases), "clusters": ["orders"]}

    redshift = estate.client("redshift", region)
    redshift.create_cluster_parameter_group(
        ParameterGroupName="strict", ParameterGroupFamily="redshift-1.0", Description="strict"
    )
    for name, more in {
        "warehouse": {"ClusterParameterGroupName": "strict", "EnhancedVpcRouting": True},
        "scratch": {},
    }.items():
        redshift.create_cluster(
            ClusterIdentifier=name,
            NodeType="ra3.large",
            MasterUsername="admin",
            MasterUserPassword=CANARY,
            DBName="main",
            Tags=tags(team="data"),
            **more,
        )
    facts["warehouses"] = ["warehouse", "scratch"]


def seed_shares(estate, region, facts, organization):
    ram = estate.client("ram", region)
    arn = f"arn:aws:ec2:{region}:{ACCOUNT}:subnet/{facts['subnets'][0]}"
    made = [
        ram.create_resource_share(
            name="subnets", resourceArns=[arn], principals=[organization["arn"]], allowExternalPrincipals=False
        ),
        ram.create_resource_share(name="partners", resourceArns=[arn], principals=[FOREIGN]),
    ]
    facts["shares"] = [share["resourceShare"]["resourceShareArn"] for share in made]


def seed_trails(estate, regions, buckets):
    """A trail of all regions at home in the first one, and one of the second region that does not log."""
    first = estate.client("cloudtrail", regions[0])
    bucket = next(bucket["name"] for bucket in buckets if bucket["name"].startswith("overhear-logs"))
    made = first.create_trail(
        Name="all-regions",
        S3BucketName=bucket,
        IsMultiRegionTrail=True,
        IncludeGlobalServiceEvents=True,
        EnableLogFileValidation=True,
        TagsList=tags(team="security"),
    )
    first.start_logging(Name="all-regions")
    first.put_event_selectors(
        TrailName="all-regions",
        EventSelectors=[{"ReadWriteType": "WriteOnly", "IncludeManagementEvents": True, "DataResources": []}],
    )
    out = [{"arn": made["TrailARN"], "home": regions[0], "multi_region": True, "logging": True}]
    if len(regions) > 1:
        second = estate.client("cloudtrail", regions[1])
        made = second.create_trail(Name="one-region", S3BucketName=bucket, IsMultiRegionTrail=False)
        second.put_event_selectors(
            TrailName="one-region",
            AdvancedEventSelectors=[
                {"Name": "management", "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]}
            ],
        )
        out.append({"arn": made["TrailARN"], "home": regions[1], "multi_region": False, "logging": False})
    return out


def seed_member(estate, account, region):
    """A mirror session in an account of the organisation, by the role that an organisation-wide scan assumes."""
    sts = estate.client("sts", region)
    answer = sts.assume_role(RoleArn=f"arn:aws:iam::{account}:role/{MEMBER_ROLE}", RoleSessionName="seed")[
        "Credentials"
    ]
    member = Estate(
        estate.endpoint,
        {
            "aws_access_key_id": answer["AccessKeyId"],
            "aws_secret_access_key": answer["SecretAccessKey"],
            "aws_session_token": answer["SessionToken"],
        },
    )
    member.session = estate.session
    facts = seed_network(member, region, 99)
    seed_mirroring(member, region, facts, 1)
    make_bucket(member, f"overhear-member-{account}", region)
    return {"account": account, "region": region, **facts}


# --- the large form --------------------------------------------------------------------------------------------------


def more_load_balancers(estate, regions, by_region, count):
    """`count` application load balancers over the regions, each with an HTTP and an HTTPS listener."""

    def one(index):
        region = regions[index % len(regions)]
        facts = by_region[region]
        balancing = estate.clients[("elbv2", region)]
        arn = balancing.create_load_balancer(
            Name=f"many-{index:04}", Type="application", Scheme="internal", Subnets=facts["subnets"]
        )
        arn = arn["LoadBalancers"][0]["LoadBalancerArn"]
        forward = [{"Type": "forward", "TargetGroupArn": facts["plain_target_group"]}]
        listeners = []
        for protocol, port, more in (
            ("HTTP", 80, {}),
            (
                "HTTPS",
                443,
                {
                    "SslPolicy": "ELBSecurityPolicy-2016-08",
                    "Certificates": [{"CertificateArn": facts["certificates"][0]}],
                },
            ),
        ):
            made = balancing.create_listener(
                LoadBalancerArn=arn, Protocol=protocol, Port=port, DefaultActions=forward, **more
            )
            listeners.append(made["Listeners"][0]["ListenerArn"])
        return region, arn, listeners

    with ThreadPoolExecutor(8) as pool:
        for region, arn, listeners in pool.map(one, range(count)):
            by_region[region]["load_balancers"].append(arn)
            by_region[region]["listeners"] += listeners
            by_region[region]["http_listeners"].append(listeners[0])


def more_buckets(estate, regions, count):
    """`count` buckets over the regions, every second one with a policy."""

    def one(index):
        region = regions[index % len(regions)]
        name = f"overhear-many-{index:04}"
        s3 = estate.clients[("s3", region)]
        where = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
        s3.create_bucket(Bucket=name, **where)
        if index % 2 == 0:
            text = policy(
                {
                    "Effect": "Allow",
                    "Principal": {"AWS": f"arn:aws:iam::{FOREIGN}:root"},
                    "Action": "s3:GetObject",
                    "Resource": f"arn:aws:s3:::{name}/*",
                }
            )
            s3.put_bucket_policy(Bucket=name, Policy=text)
        return {"name": name, "region": region, "policy": index % 2 == 0}

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(one, range(count)))


def seed_moto(endpoint):
    """Makes moto give the same ids each time."""
    request = urllib.request.Request(f"{endpoint}/moto-api/seed?a=1040", method="POST")
    with urllib.request.urlopen(request, timeout=10) as answer:
        answer.read()


def main():
    parser = argparse.ArgumentParser(description="Seeds a moto server with an estate.")
    parser.add_argument("endpoint", help="for example http://127.0.0.1:5600")
    parser.add_argument("--load-balancers", type=int, default=0, help="that many application load balancers more")
    parser.add_argument("--buckets", type=int, default=0, help="that many buckets more")
    parser.add_argument("--regions", default=",".join(DEFAULT_REGIONS))
    arguments = parser.parse_args()
    regions = arguments.regions.split(",")

    seed_moto(arguments.endpoint)
    estate = Estate(arguments.endpoint)
    rsa_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    buckets = seed_buckets(estate, regions)
    iam = seed_iam(estate)
    organization = seed_organization(estate)
    cloudfront = seed_cloudfront(estate)
    trails = seed_trails(estate, regions, buckets)
    by_region = {}
    for number, region in enumerate(regions):
        facts = by_region[region] = seed_network(estate, region, number)
        seed_mirroring(estate, region, facts, 2 if number == 0 else 1)
        seed_flow_logs(estate, region, facts, f"overhear-logs-{region}")
        seed_certificates(estate, region, facts, rsa_key)
        seed_balancing(estate, region, facts)
        seed_classic(estate, region, facts, iam["server_certificate"])
        seed_watchers(estate, region, facts, 100 if number == 0 else 0)
        # More services than one call describes, in the first region.
        seed_containers(estate, region, facts, 12 if number == 0 else 1)
        seed_commands(estate, region, facts)
        seed_gateways(estate, region, facts)
        if number == 0:
            seed_stores(estate, region, facts)
            seed_shares(estate, region, facts, organization)
    member = seed_member(estate, organization["members"][0], regions[0])
    more_load_balancers(estate, regions, by_region, arguments.load_balancers)
    buckets += more_buckets(estate, regions, arguments.buckets)

    print(
        json.dumps(
            {
                "account": ACCOUNT,
                "foreign_account": FOREIGN,
                "access_key": ACCESS_KEY,
                "canary": CANARY,
                "regions": regions,
                "organization": organization,
                "iam": iam,
                "cloudfront": cloudfront,
                "trails": trails,
                "buckets": buckets,
                "by_region": by_region,
                "member": member,
                # Lists of more than one page: 103 rules, by 100.
                "paged": [{"op": "eventbridge:ListRules", "region": regions[0]}],
                "skipped": [{"what": what, "reason": reason} for what, reason in SKIPPED],
            },
            indent=1,
        )
    )


if __name__ == "__main__":
    main()
