use crate::{STAGES, Snapshot, TEAMS, hex, pick};
use fastrand::Rng;
use serde_json::{Value, json};
use std::io;

const BUSY: [&str; 4] = ["eu-west-1", "eu-central-1", "us-east-1", "ap-southeast-2"];
const QUIET: [&str; 13] = [
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-southeast-1",
    "ca-central-1",
    "eu-north-1",
    "eu-west-2",
    "eu-west-3",
    "sa-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
];

/// Which of twenty accounts is the large one, and how many instances its first region holds.
const LARGE: u32 = 5;
const LARGE_SIZE: usize = 1_200;

/// The ten AWS accounts of documentation are too few: made-up numbers that start with zeros belong to nobody.
fn id(number: u32) -> String {
    format!("{:012}", u64::from(number) + 1)
}

pub(crate) fn account(out: &mut Snapshot, rng: &mut Rng, number: u32) -> io::Result<()> {
    let account = id(number);
    for region in QUIET {
        regional(out, rng, &account, region, 0)?;
    }
    let size = if number % 20 == LARGE { LARGE_SIZE } else { rng.usize(20..180) };
    for (index, region) in BUSY.into_iter().enumerate() {
        regional(out, rng, &account, region, size / (index + 1))?;
    }
    let global = json!({"provider": "aws", "account": account, "region": "global"});
    if number == 0 {
        let members = (0..2_000).map(|member| json!({
            "Id": id(member), "Arn": format!("arn:aws:organizations::{account}:account/o-exampleorgid/{}", id(member)),
            "Name": format!("account-{member}"), "Email": format!("aws+{member}@example.com"), "Status": "ACTIVE",
            "JoinedMethod": "CREATED", "JoinedTimestamp": "2024-03-01T09:00:00Z",
        }));
        out.call("organizations:ListAccounts", &global, None, members.collect())?;
    }
    Ok(())
}

fn tags(rng: &mut Rng, name: &str) -> Value {
    json!([
        {"Key": "Name", "Value": name}, {"Key": "team", "Value": pick(rng, &TEAMS)},
        {"Key": "stage", "Value": pick(rng, &STAGES)}, {"Key": "cost-centre", "Value": rng.u32(1000..9999).to_string()},
    ])
}

fn regional(out: &mut Snapshot, rng: &mut Rng, account: &str, region: &str, size: usize) -> io::Result<()> {
    let scope = json!({"provider": "aws", "account": account, "region": region});
    let vpc = format!("vpc-{}", hex(rng, 17));
    let call = |out: &mut Snapshot, op: &str, items: Vec<Value>| out.call(op, &scope, None, items);

    let interfaces: Vec<_> = (0..size * 3).map(|_| interface(rng, account, region, &vpc)).collect();
    let mirrored = size > 0 && rng.u32(0..40) == 0;
    let sessions = interfaces.iter().take(usize::from(mirrored)).map(|source| {
        json!({
            "TrafficMirrorSessionId": format!("tms-{}", hex(rng, 17)), "TrafficMirrorTargetId": "tmt-0123456789abcdef0",
            "TrafficMirrorFilterId": "tmf-0123456789abcdef0", "NetworkInterfaceId": source["NetworkInterfaceId"],
            "OwnerId": account, "SessionNumber": 1, "VirtualNetworkId": 7_159_709, "Description": "sensor", "Tags": [],
        })
    });
    call(out, "ec2:DescribeTrafficMirrorSessions", sessions.collect())?;
    let rule = json!({
        "TrafficMirrorFilterRuleId": "tmfr-0123456789abcdef0", "TrafficMirrorFilterId": "tmf-0123456789abcdef0",
        "TrafficDirection": "ingress", "RuleNumber": 100, "RuleAction": "accept", "SourceCidrBlock": "0.0.0.0/0",
        "DestinationCidrBlock": "0.0.0.0/0",
    });
    let targets = json!({
        "TrafficMirrorTargetId": "tmt-0123456789abcdef0", "Type": "network-interface", "OwnerId": account,
        "NetworkInterfaceId": format!("eni-{}", hex(rng, 17)), "Tags": [],
    });
    let filters = json!({
        "TrafficMirrorFilterId": "tmf-0123456789abcdef0", "IngressFilterRules": [rule], "EgressFilterRules": [],
        "NetworkServices": [], "Tags": [],
    });
    call(out, "ec2:DescribeTrafficMirrorTargets", vec![targets; usize::from(mirrored)])?;
    call(out, "ec2:DescribeTrafficMirrorFilters", vec![filters; usize::from(mirrored)])?;
    call(out, "ec2:DescribeTrafficMirrorFilterRules", vec![rule; usize::from(mirrored)])?;
    call(out, "ec2:DescribeNetworkInterfaces", interfaces)?;
    let instances = (0..size).map(|_| reservation(rng, account, region, &vpc));
    call(out, "ec2:DescribeInstances", instances.collect())?;
    let tables = (0..size / 4).map(|_| route_table(rng, account, &vpc));
    call(out, "ec2:DescribeRouteTables", tables.collect())?;
    let endpoints = (0..size / 8).map(|_| endpoint(rng, account, region, &vpc));
    call(out, "ec2:DescribeVpcEndpoints", endpoints.collect())?;
    let services = (0..size.min(40)).map(|_| service(rng, region));
    call(out, "ec2:DescribeVpcEndpointServices", services.collect())?;
    let balancers: Vec<_> = (0..size / 6).map(|_| balancer(rng, account, region, &vpc)).collect();
    let arns: Vec<_> = balancers.iter().filter_map(|one| one["LoadBalancerArn"].as_str().map(str::to_owned)).collect();
    call(out, "elasticloadbalancingv2:DescribeLoadBalancers", balancers)?;
    for arn in arns {
        let listeners = vec![listener(rng, &arn, 80, "HTTP"), listener(rng, &arn, 443, "HTTPS")];
        out.call("elasticloadbalancingv2:DescribeListeners", &scope, Some(&arn), listeners)?;
    }
    let names: Vec<_> = (0..size / 20).map(|number| format!("{}-runbook-{number}", pick(rng, &TEAMS))).collect();
    let documents = names.iter().map(|name| {
        json!({
            "Name": name, "CreatedDate": "2026-01-12T08:00:00Z", "Owner": account, "PlatformTypes": ["Linux"],
            "DocumentVersion": "1", "DocumentType": "Command", "SchemaVersion": "2.2", "DocumentFormat": "YAML",
            "TargetType": "/AWS::EC2::Instance", "Tags": tags(rng, name),
        })
    });
    out.call("ssm:ListDocuments", &scope, None, documents.collect())?;
    for name in names {
        let steps = "  - echo start\n  - systemctl status app\n  - journalctl -u app --since today\n".repeat(12);
        let content = format!("schemaVersion: '2.2'\nmainSteps:\n- action: aws:runShellScript\n  inputs:\n{steps}");
        let document = json!({
            "Name": name, "DocumentVersion": "1", "Status": "Active", "Content": content, "DocumentType": "Command",
            "DocumentFormat": "YAML",
        });
        out.call("ssm:GetDocument", &scope, Some(&name), vec![document])?;
    }
    out.call("ssm:ListAssociations", &scope, None, Vec::new())?;
    out.call("ram:ListResources", &scope, None, Vec::new())?;
    out.call("ram:GetResourceShares", &scope, None, Vec::new())?;
    out.call("networkfirewall:ListTLSInspectionConfigurations", &scope, None, Vec::new())
}

fn interface(rng: &mut Rng, account: &str, region: &str, vpc: &str) -> Value {
    let (octet, host) = (rng.u8(..), rng.u8(4..));
    let address = format!("10.{octet}.{}.{host}", rng.u8(..));
    let dns = format!("ip-{}.{region}.compute.internal", address.replace('.', "-"));
    let of_service = rng.u32(0..4) == 0;
    json!({
        "Association": {
            "CarrierIp": "", "IpOwnerId": "amazon", "PublicDnsName": format!("ec2-203-0-113-{host}.compute.amazonaws.com"),
            "PublicIp": format!("203.0.113.{host}"),
        },
        "Attachment": {
            "AttachTime": "2026-03-04T10:11:12Z", "AttachmentId": format!("eni-attach-{}", hex(rng, 17)),
            "DeleteOnTermination": true, "DeviceIndex": 0, "NetworkCardIndex": 0,
            "InstanceId": format!("i-{}", hex(rng, 17)), "InstanceOwnerId": account, "Status": "attached",
        },
        "AvailabilityZone": format!("{region}a"), "AvailabilityZoneId": "euw1-az1",
        "Description": if of_service { "ELB app/shop/50dc6c495c0c9188" } else { "" },
        "Groups": [
            {"GroupName": format!("{}-web", pick(rng, &TEAMS)), "GroupId": format!("sg-{}", hex(rng, 17))},
            {"GroupName": format!("{}-base", pick(rng, &TEAMS)), "GroupId": format!("sg-{}", hex(rng, 17))},
        ],
        "InterfaceType": "interface", "Ipv6Addresses": [], "MacAddress": "0a:58:0a:00:00:01",
        "NetworkInterfaceId": format!("eni-{}", hex(rng, 17)), "OwnerId": account, "PrivateDnsName": dns,
        "PrivateIpAddress": address,
        "PrivateIpAddresses": [{"Primary": true, "PrivateDnsName": dns, "PrivateIpAddress": address}],
        "RequesterId": if of_service { "amazon-elb" } else { "AIDAEXAMPLEEXAMPLEEXA" },
        "RequesterManaged": of_service, "SourceDestCheck": rng.u32(0..800) != 0, "Status": "in-use",
        "SubnetId": format!("subnet-{}", hex(rng, 17)), "TagSet": tags(rng, "node"), "VpcId": vpc, "Operator": {"Managed": false},
    })
}

fn reservation(rng: &mut Rng, account: &str, region: &str, vpc: &str) -> Value {
    let interface = interface(rng, account, region, vpc);
    json!({
        "ReservationId": format!("r-{}", hex(rng, 17)), "OwnerId": account, "Groups": [],
        "Instances": [{
            "AmiLaunchIndex": 0, "ImageId": format!("ami-{}", hex(rng, 17)), "InstanceId": format!("i-{}", hex(rng, 17)),
            "InstanceType": "m7g.xlarge", "KeyName": "break-glass", "LaunchTime": "2026-09-30T07:01:02Z",
            "Monitoring": {"State": "enabled"},
            "Placement": {"AvailabilityZone": format!("{region}a"), "GroupName": "", "Tenancy": "default"},
            "PrivateDnsName": interface["PrivateDnsName"], "PrivateIpAddress": interface["PrivateIpAddress"],
            "ProductCodes": [], "PublicDnsName": "", "State": {"Code": 16, "Name": "running"},
            "SubnetId": interface["SubnetId"], "VpcId": vpc, "Architecture": "arm64",
            "BlockDeviceMappings": [{"DeviceName": "/dev/xvda", "Ebs": {
                "AttachTime": "2026-09-30T07:01:03Z", "DeleteOnTermination": true, "Status": "attached",
                "VolumeId": format!("vol-{}", hex(rng, 17)),
            }}],
            "ClientToken": hex(rng, 32), "EbsOptimized": true, "EnaSupport": true, "Hypervisor": "xen",
            "NetworkInterfaces": [interface], "RootDeviceName": "/dev/xvda", "RootDeviceType": "ebs",
            "SecurityGroups": [{"GroupName": "web", "GroupId": format!("sg-{}", hex(rng, 17))}], "SourceDestCheck": true,
            "Tags": tags(rng, "node"), "VirtualizationType": "hvm", "CpuOptions": {"CoreCount": 4, "ThreadsPerCore": 1},
            "MetadataOptions": {"State": "applied", "HttpTokens": "required", "HttpPutResponseHopLimit": 1, "HttpEndpoint": "enabled"},
        }],
    })
}

fn route_table(rng: &mut Rng, account: &str, vpc: &str) -> Value {
    let mut routes = vec![json!({
        "DestinationCidrBlock": "10.0.0.0/8", "GatewayId": "local", "Origin": "CreateRouteTable", "State": "active",
    })];
    routes.extend((0..rng.usize(2..12)).map(|_| json!({
        "DestinationCidrBlock": format!("172.{}.0.0/16", rng.u8(16..32)), "TransitGatewayId": format!("tgw-{}", hex(rng, 17)),
        "Origin": "CreateRoute", "State": "active",
    })));
    json!({
        "Associations": [{
            "Main": false, "RouteTableAssociationId": format!("rtbassoc-{}", hex(rng, 17)), "SubnetId": format!("subnet-{}", hex(rng, 17)),
            "AssociationState": {"State": "associated"},
        }],
        "PropagatingVgws": [], "RouteTableId": format!("rtb-{}", hex(rng, 17)), "Routes": routes, "VpcId": vpc,
        "OwnerId": account, "Tags": tags(rng, "private"),
    })
}

fn endpoint(rng: &mut Rng, account: &str, region: &str, vpc: &str) -> Value {
    json!({
        "VpcEndpointId": format!("vpce-{}", hex(rng, 17)), "VpcEndpointType": "Interface", "VpcId": vpc,
        "ServiceName": format!("com.amazonaws.{region}.{}", pick(rng, &["ssm", "logs", "sts", "kms", "ecr.api"])), "State": "available",
        "PolicyDocument": "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"*\",\"Resource\":\"*\"}]}",
        "SubnetIds": [format!("subnet-{}", hex(rng, 17))], "Groups": [], "PrivateDnsEnabled": true, "OwnerId": account,
        "NetworkInterfaceIds": [format!("eni-{}", hex(rng, 17))], "Tags": tags(rng, "endpoint"),
    })
}

fn service(rng: &mut Rng, region: &str) -> Value {
    let name = format!("com.amazonaws.{region}.{}", hex(rng, 6));
    json!({
        "ServiceName": name, "ServiceId": format!("vpce-svc-{}", hex(rng, 17)), "ServiceType": [{"ServiceType": "Interface"}],
        "AvailabilityZones": [format!("{region}a"), format!("{region}b")], "Owner": "amazon",
        "BaseEndpointDnsNames": [format!("{name}.vpce.amazonaws.com")], "VpcEndpointPolicySupported": true,
        "AcceptanceRequired": false, "ManagesVpcEndpoints": false, "Tags": [],
    })
}

fn balancer(rng: &mut Rng, account: &str, region: &str, vpc: &str) -> Value {
    let (name, key) = (pick(rng, &TEAMS), hex(rng, 16));
    json!({
        "LoadBalancerArn": format!("arn:aws:elasticloadbalancing:{region}:{account}:loadbalancer/app/{name}/{key}"),
        "DNSName": format!("{name}-{key}.{region}.elb.amazonaws.com"), "CanonicalHostedZoneId": "Z32O12XQLNTSW2",
        "CreatedTime": "2025-11-01T00:00:00Z", "LoadBalancerName": name, "Scheme": "internet-facing", "VpcId": vpc,
        "State": {"Code": "active"}, "Type": "application", "SecurityGroups": [format!("sg-{}", hex(rng, 17))],
        "AvailabilityZones": [{"ZoneName": format!("{region}a"), "SubnetId": format!("subnet-{}", hex(rng, 17)), "LoadBalancerAddresses": []}],
        "IpAddressType": "ipv4",
    })
}

fn listener(rng: &mut Rng, balancer: &str, port: u16, protocol: &str) -> Value {
    json!({
        "ListenerArn": format!("{}/{}", balancer.replace(":loadbalancer/", ":listener/"), hex(rng, 16)),
        "LoadBalancerArn": balancer, "Port": port, "Protocol": protocol,
        "DefaultActions": [{"Type": "redirect", "Order": 1, "RedirectConfig": {
            "Protocol": "HTTPS", "Port": "443", "Host": "#{host}", "Path": "/#{path}", "Query": "#{query}", "StatusCode": "HTTP_301",
        }}],
    })
}
