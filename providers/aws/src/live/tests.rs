//! From the wire to the document, a test for each service: the SDK asks a server on loopback, which gives an answer in
//! the form of the API reference; the document is what the AWS CLI prints, and its view reads it.

use super::{Parent, reads, session::Session, wire};
use aws_credential_types::Credentials;
use aws_types::region::Region;
use overhear_core::live::{Ask, Pace};
use serde_json::{Value, json};
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    sync::Arc,
    thread,
    time::Duration,
};

/// An answer, and what becomes of it.
struct Wire {
    op: &'static str,
    /// What the operation is called for; empty where it is called once.
    parent: &'static str,
    body: Vec<u8>,
    document: Value,
    /// Where the items stand in the document.
    items: &'static str,
}

fn xml(op: &'static str, parent: &'static str, body: &str, items: &'static str, document: Value) -> Wire {
    Wire { op, parent, body: body.as_bytes().to_vec(), document, items }
}

/// An answer in JSON that differs from the document, in times above all.
fn json_of(op: &'static str, parent: &'static str, body: &Value, items: &'static str, document: Value) -> Wire {
    Wire { op, parent, body: body.to_string().into_bytes(), document, items }
}

/// An answer in JSON that is the document.
fn same(op: &'static str, parent: &'static str, document: Value, items: &'static str) -> Wire {
    json_of(op, parent, &document.clone(), items, document)
}

/// Answers one request after the other with the same body.
fn serve(body: Vec<u8>) -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming() {
            answer(&stream.unwrap(), &body);
        }
    });
    port
}

fn answer(mut stream: &TcpStream, body: &[u8]) {
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        if line.trim().is_empty() {
            break;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
    }
    reader.read_exact(&mut vec![0; length]).unwrap();
    let kind = match body.first() {
        Some(b'<') => "text/xml",
        Some(b'{') => "application/json",
        _ => "application/cbor\r\nsmithy-protocol: rpc-v2-cbor",
    };
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(body).unwrap();
}

/// What a read makes of the answer.
async fn document(case: &Wire) -> Value {
    let rules =
        wire::Rules { pace: Arc::new(Pace::new(None)), progress: Arc::default(), timeout: Duration::from_secs(30) };
    let config = aws_config::defaults(aws_config::BehaviorVersion::latest())
        .http_client(wire::client(rules))
        .region(Region::new("eu-west-1"))
        .credentials_provider(Credentials::new("AKIDEXAMPLE", "secret", None, None, "test"))
        .endpoint_url(format!("http://127.0.0.1:{}", serve(case.body.clone())))
        .load()
        .await;
    let read = reads().iter().copied().flatten().find(|read| read.op.id == case.op).unwrap();
    let parents = if case.parent.is_empty() { Vec::new() } else { vec![Parent::of(case.parent)] };
    let session = Session::new("111122223333", config);
    let ask = Ask::first_for(read.op, parents);
    let answer = (read.send)(&session, &ask).await.unwrap_or_else(|gap| panic!("{}: {gap} {}", case.op, gap.message));
    let document = answer.body;
    let items = document.pointer(case.items).unwrap_or_else(|| panic!("{}: no {}", case.op, case.items));
    let items = if items.is_array() { items.to_string() } else { format!("[{items}]") };
    if let Err(error) = (read.op.decode)(&items) {
        panic!("{}: the view does not read it: {error}", case.op);
    }
    document
}

fn cases() -> Vec<Wire> {
    let metric_alarms = {
        let text = |text: &str| ciborium::Value::Text(text.to_owned());
        let time = ciborium::Value::Tag(1, Box::new(1_793_599_200.into()));
        let alarm = vec![
            (text("AlarmName"), text("mirror-session")),
            (text("AlarmArn"), text("arn:aws:cloudwatch:eu-west-1:111122223333:alarm:mirror-session")),
            (text("ActionsEnabled"), true.into()),
            (text("AlarmConfigurationUpdatedTimestamp"), time),
            (text("Threshold"), 1.0.into()),
        ];
        let alarms = ciborium::Value::Array(vec![ciborium::Value::Map(alarm)]);
        let mut bytes = Vec::new();
        ciborium::into_writer(&ciborium::Value::Map(vec![(text("MetricAlarms"), alarms)]), &mut bytes).unwrap();
        bytes
    };
    vec![
        json_of(
            "acm:ListCertificates",
            "",
            &json!({"CertificateSummaryList": [{"CertificateArn": "arn:aws:acm:eu-west-1:111122223333:certificate/a",
                "DomainName": "example.com", "NotAfter": 1_793_599_200.0, "InUse": true, "KeyAlgorithm": "RSA-2048"}]}),
            "/CertificateSummaryList",
            json!({"CertificateSummaryList": [{"CertificateArn": "arn:aws:acm:eu-west-1:111122223333:certificate/a",
                "DomainName": "example.com", "NotAfter": "2026-11-02T06:00:00+00:00", "InUse": true, "KeyAlgorithm": "RSA-2048"}]}),
        ),
        json_of(
            "apigateway:GetStages",
            "api1",
            &json!({"item": [{"stageName": "prod", "deploymentId": "d1", "createdDate": 1_793_599_200,
                "clientCertificateId": "c1", "tracingEnabled": false}]}),
            "/item",
            json!({"item": [{"stageName": "prod", "deploymentId": "d1", "createdDate": "2026-11-02T06:00:00+00:00",
                "clientCertificateId": "c1", "tracingEnabled": false}]}),
        ),
        json_of(
            "apigateway:GetRestApis",
            "",
            &json!({"item": [{"id": "api1", "name": "shop", "endpointConfiguration": {"types": ["REGIONAL"]}}], "position": "p"}),
            "/items",
            json!({"items": [{"id": "api1", "name": "shop", "endpointConfiguration": {"types": ["REGIONAL"]}}], "position": "p"}),
        ),
        xml(
            "cloudfront:ListDistributions",
            "",
            r#"<?xml version="1.0"?><DistributionList xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/">
                <Marker/><MaxItems>100</MaxItems><IsTruncated>false</IsTruncated><Quantity>1</Quantity>
                <Items><DistributionSummary><Id>E1</Id><ARN>arn:aws:cloudfront::111122223333:distribution/E1</ARN>
                <Enabled>true</Enabled><Aliases><Quantity>1</Quantity><Items><CNAME>www.example.com</CNAME></Items></Aliases>
                <DefaultCacheBehavior><ViewerProtocolPolicy>allow-all</ViewerProtocolPolicy></DefaultCacheBehavior>
                <CacheBehaviors><Quantity>0</Quantity></CacheBehaviors></DistributionSummary></Items></DistributionList>"#,
            "/DistributionList/Items",
            json!({"DistributionList": {"Marker": "", "MaxItems": 100, "IsTruncated": false, "Quantity": 1, "Items": [{
                "Id": "E1", "ARN": "arn:aws:cloudfront::111122223333:distribution/E1", "Enabled": true,
                "Aliases": {"Quantity": 1, "Items": ["www.example.com"]},
                "DefaultCacheBehavior": {"ViewerProtocolPolicy": "allow-all"}, "CacheBehaviors": {"Quantity": 0}}]}}),
        ),
        same(
            "cloudtrail:DescribeTrails",
            "",
            json!({"trailList": [{"Name": "all", "TrailARN": "arn:aws:cloudtrail:eu-west-1:111122223333:trail/all",
                "HomeRegion": "eu-west-1", "IsMultiRegionTrail": true, "IsOrganizationTrail": false}]}),
            "/trailList",
        ),
        json_of(
            "cloudtrail:GetTrailStatus",
            "arn:aws:cloudtrail:eu-west-1:111122223333:trail/all",
            &json!({"IsLogging": true, "StartLoggingTime": 1_793_599_200.123, "LatestDeliveryError": ""}),
            "",
            json!({"IsLogging": true, "StartLoggingTime": "2026-11-02T06:00:00.123000+00:00", "LatestDeliveryError": ""}),
        ),
        Wire {
            op: "cloudwatch:DescribeAlarms",
            parent: "",
            body: metric_alarms,
            document: json!({"MetricAlarms": [{"AlarmName": "mirror-session", "ActionsEnabled": true, "Threshold": 1.0,
                "AlarmArn": "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:mirror-session",
                "AlarmConfigurationUpdatedTimestamp": "2026-11-02T06:00:00+00:00"}]}),
            items: "/MetricAlarms",
        },
        // Times that the model calls numbers stay numbers.
        same(
            "cloudwatchlogs:DescribeMetricFilters",
            "",
            json!({"metricFilters": [{"filterName": "mirror", "logGroupName": "trail", "creationTime": 1_793_599_200_000_i64,
                "filterPattern": "{ $.eventName = CreateTrafficMirrorSession }",
                "metricTransformations": [{"metricName": "m", "metricNamespace": "n", "metricValue": "1"}]}]}),
            "/metricFilters",
        ),
        xml(
            "ec2:DescribeVpcEncryptionControls",
            "",
            "<DescribeVpcEncryptionControlsResponse><vpcEncryptionControlSet><item>
                <vpcId>vpc-0a1b</vpcId><vpcEncryptionControlId>vpcec-0a1b</vpcEncryptionControlId><mode>enforce</mode>
                <state>available</state><resourceExclusions><internetGateway><state>disabled</state></internetGateway>
                </resourceExclusions><tagSet><item><key>Name</key><value>shop</value></item></tagSet></item>
                </vpcEncryptionControlSet></DescribeVpcEncryptionControlsResponse>",
            "/VpcEncryptionControls",
            json!({"VpcEncryptionControls": [{"VpcId": "vpc-0a1b", "VpcEncryptionControlId": "vpcec-0a1b", "Mode": "enforce",
                "State": "available", "ResourceExclusions": {"InternetGateway": {"State": "disabled"}},
                "Tags": [{"Key": "Name", "Value": "shop"}]}]}),
        ),
        xml(
            "ec2:DescribeTrafficMirrorFilterRules",
            "",
            "<DescribeTrafficMirrorFilterRulesResponse><trafficMirrorFilterRuleSet><item>
                <trafficMirrorFilterRuleId>tmfr-0a1b</trafficMirrorFilterRuleId>
                <trafficMirrorFilterId>tmf-0a1b</trafficMirrorFilterId><trafficDirection>ingress</trafficDirection>
                <ruleNumber>100</ruleNumber><ruleAction>accept</ruleAction><protocol>6</protocol>
                <destinationPortRange><fromPort>80</fromPort><toPort>80</toPort></destinationPortRange>
                <sourceCidrBlock>0.0.0.0/0</sourceCidrBlock><destinationCidrBlock>10.0.0.0/8</destinationCidrBlock></item>
                </trafficMirrorFilterRuleSet></DescribeTrafficMirrorFilterRulesResponse>",
            "/TrafficMirrorFilterRules",
            json!({"TrafficMirrorFilterRules": [{"TrafficMirrorFilterRuleId": "tmfr-0a1b", "TrafficMirrorFilterId": "tmf-0a1b",
                "TrafficDirection": "ingress", "RuleNumber": 100, "RuleAction": "accept", "Protocol": 6,
                "DestinationPortRange": {"FromPort": 80, "ToPort": 80}, "SourceCidrBlock": "0.0.0.0/0",
                "DestinationCidrBlock": "10.0.0.0/8"}]}),
        ),
        json_of(
            "ecs:DescribeTaskDefinition",
            "web:3",
            &json!({"taskDefinition": {"taskDefinitionArn": "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:3",
                "family": "web", "revision": 3, "networkMode": "host", "registeredAt": 1_793_599_200.5}}),
            "/taskDefinition",
            json!({"taskDefinition": {"taskDefinitionArn": "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:3",
                "family": "web", "revision": 3, "networkMode": "host", "registeredAt": "2026-11-02T06:00:00.500000+00:00"}}),
        ),
        xml(
            "elasticache:DescribeReplicationGroups",
            "",
            "<DescribeReplicationGroupsResponse><DescribeReplicationGroupsResult><ReplicationGroups><ReplicationGroup>
                <ReplicationGroupId>sessions</ReplicationGroupId><ARN>arn:aws:elasticache:eu-west-1:111122223333:replicationgroup:sessions</ARN>
                <TransitEncryptionEnabled>true</TransitEncryptionEnabled><TransitEncryptionMode>preferred</TransitEncryptionMode>
                <MemberClusters><ClusterId>sessions-001</ClusterId></MemberClusters></ReplicationGroup></ReplicationGroups>
                </DescribeReplicationGroupsResult></DescribeReplicationGroupsResponse>",
            "/ReplicationGroups",
            json!({"ReplicationGroups": [{"ReplicationGroupId": "sessions", "TransitEncryptionEnabled": true,
                "ARN": "arn:aws:elasticache:eu-west-1:111122223333:replicationgroup:sessions",
                "TransitEncryptionMode": "preferred", "MemberClusters": ["sessions-001"]}]}),
        ),
        xml(
            "elasticloadbalancing:DescribeLoadBalancers",
            "",
            "<DescribeLoadBalancersResponse><DescribeLoadBalancersResult><LoadBalancerDescriptions><member>
                <LoadBalancerName>old</LoadBalancerName><Scheme>internal</Scheme><CreatedTime>2026-11-02T06:00:00.120Z</CreatedTime>
                <ListenerDescriptions><member><PolicyNames/><Listener><Protocol>HTTP</Protocol><LoadBalancerPort>80</LoadBalancerPort>
                </Listener></member></ListenerDescriptions></member></LoadBalancerDescriptions>
                </DescribeLoadBalancersResult></DescribeLoadBalancersResponse>",
            "/LoadBalancerDescriptions",
            json!({"LoadBalancerDescriptions": [{"LoadBalancerName": "old", "Scheme": "internal",
                "CreatedTime": "2026-11-02T06:00:00.120000+00:00", "ListenerDescriptions": [{"PolicyNames": [],
                    "Listener": {"Protocol": "HTTP", "LoadBalancerPort": 80}}]}]}),
        ),
        xml(
            "elasticloadbalancingv2:DescribeRules",
            "arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/shop/1/2",
            "<DescribeRulesResponse><DescribeRulesResult><Rules><member><RuleArn>arn:r</RuleArn><Priority>default</Priority>
                <IsDefault>true</IsDefault><Conditions/><Actions><member><Type>redirect</Type><RedirectConfig>
                <Protocol>HTTPS</Protocol><StatusCode>HTTP_301</StatusCode></RedirectConfig></member></Actions></member></Rules>
                </DescribeRulesResult></DescribeRulesResponse>",
            "/Rules",
            json!({"Rules": [{"RuleArn": "arn:r", "Priority": "default", "IsDefault": true, "Conditions": [],
                "Actions": [{"Type": "redirect", "RedirectConfig": {"Protocol": "HTTPS", "StatusCode": "HTTP_301"}}]}]}),
        ),
        same(
            "eventbridge:ListRules",
            "",
            json!({"Rules": [{"Name": "mirror", "Arn": "arn:aws:events:eu-west-1:111122223333:rule/mirror", "State": "ENABLED",
                "EventPattern": "{\"source\": [\"aws.ec2\"]}"}]}),
            "/Rules",
        ),
        xml(
            "iam:ListServerCertificates",
            "",
            "<ListServerCertificatesResponse><ListServerCertificatesResult><IsTruncated>false</IsTruncated>
                <ServerCertificateMetadataList><member><ServerCertificateName>old</ServerCertificateName><Path>/</Path>
                <Arn>arn:aws:iam::111122223333:server-certificate/old</Arn><Expiration>2026-11-02T06:00:00Z</Expiration></member>
                </ServerCertificateMetadataList></ListServerCertificatesResult></ListServerCertificatesResponse>",
            "/ServerCertificateMetadataList",
            json!({"IsTruncated": false, "ServerCertificateMetadataList": [{"ServerCertificateName": "old", "Path": "/",
                "Arn": "arn:aws:iam::111122223333:server-certificate/old", "Expiration": "2026-11-02T06:00:00+00:00"}]}),
        ),
        json_of(
            "networkfirewall:DescribeTLSInspectionConfiguration",
            "arn:aws:network-firewall:eu-west-1:111122223333:tls-configuration/open",
            &json!({"UpdateToken": "t", "TLSInspectionConfiguration": {"ServerCertificateConfigurations": [{
                "CertificateAuthorityArn": "arn:aws:acm:eu-west-1:111122223333:certificate/a"}]},
                "TLSInspectionConfigurationResponse": {"TLSInspectionConfigurationName": "open",
                    "TLSInspectionConfigurationArn": "arn:aws:network-firewall:eu-west-1:111122223333:tls-configuration/open",
                    "TLSInspectionConfigurationId": "1", "TLSInspectionConfigurationStatus": "ACTIVE",
                    "NumberOfAssociations": 1, "LastModifiedTime": 1_793_599_200.0}}),
            "",
            json!({"UpdateToken": "t", "TLSInspectionConfiguration": {"ServerCertificateConfigurations": [{
                "CertificateAuthorityArn": "arn:aws:acm:eu-west-1:111122223333:certificate/a"}]},
                "TLSInspectionConfigurationResponse": {"TLSInspectionConfigurationName": "open",
                    "TLSInspectionConfigurationArn": "arn:aws:network-firewall:eu-west-1:111122223333:tls-configuration/open",
                    "TLSInspectionConfigurationId": "1", "TLSInspectionConfigurationStatus": "ACTIVE",
                    "NumberOfAssociations": 1, "LastModifiedTime": "2026-11-02T06:00:00+00:00"}}),
        ),
        same(
            "opensearch:DescribeDomains",
            "logs",
            json!({"DomainStatusList": [{"DomainId": "111122223333/logs", "DomainName": "logs",
                "ARN": "arn:aws:es:eu-west-1:111122223333:domain/logs", "EngineVersion": "OpenSearch_2.11",
                "ClusterConfig": {"InstanceCount": 1}, "NodeToNodeEncryptionOptions": {"Enabled": false},
                "DomainEndpointOptions": {"EnforceHTTPS": true, "TLSSecurityPolicy": "Policy-Min-TLS-1-2-2019-07"}}]}),
            "/DomainStatusList",
        ),
        json_of(
            "organizations:ListAccounts",
            "",
            &json!({"Accounts": [{"Id": "111122223333", "Arn": "arn:aws:organizations::123456789012:account/o-a1/111122223333",
                "Email": "a@example.com", "Name": "shop", "Status": "ACTIVE", "JoinedTimestamp": 1_793_599_200.0}]}),
            "/Accounts",
            json!({"Accounts": [{"Id": "111122223333", "Arn": "arn:aws:organizations::123456789012:account/o-a1/111122223333",
                "Name": "shop", "Status": "ACTIVE", "JoinedTimestamp": "2026-11-02T06:00:00+00:00"}]}),
        ),
        json_of(
            "ram:ListResources",
            "SELF",
            &json!({"resources": [{"arn": "arn:aws:ec2:eu-west-1:111122223333:traffic-mirror-target/tmt-0a1b",
                "type": "ec2:TrafficMirrorTarget", "status": "AVAILABLE", "creationTime": 1_793_599_200.0,
                "resourceShareArn": "arn:aws:ram:eu-west-1:111122223333:resource-share/1"}]}),
            "/resources",
            json!({"resources": [{"arn": "arn:aws:ec2:eu-west-1:111122223333:traffic-mirror-target/tmt-0a1b",
                "type": "ec2:TrafficMirrorTarget", "status": "AVAILABLE", "creationTime": "2026-11-02T06:00:00+00:00",
                "resourceShareArn": "arn:aws:ram:eu-west-1:111122223333:resource-share/1"}]}),
        ),
        xml(
            "rds:DescribeDBInstances",
            "",
            "<DescribeDBInstancesResponse><DescribeDBInstancesResult><DBInstances><DBInstance>
                <DBInstanceIdentifier>ledger</DBInstanceIdentifier><Engine>postgres</Engine><MultiAZ>false</MultiAZ>
                <DBInstanceArn>arn:aws:rds:eu-west-1:111122223333:db:ledger</DBInstanceArn>
                <DBParameterGroups><DBParameterGroup><DBParameterGroupName>strict</DBParameterGroupName>
                <ParameterApplyStatus>in-sync</ParameterApplyStatus></DBParameterGroup></DBParameterGroups>
                <PendingModifiedValues><MasterUserPassword>****</MasterUserPassword></PendingModifiedValues>
                <Endpoint><Port>5432</Port></Endpoint></DBInstance></DBInstances><Marker>m</Marker>
                </DescribeDBInstancesResult></DescribeDBInstancesResponse>",
            "/DBInstances",
            json!({"Marker": "m", "DBInstances": [{"DBInstanceIdentifier": "ledger", "Engine": "postgres", "MultiAZ": false,
                "DBInstanceArn": "arn:aws:rds:eu-west-1:111122223333:db:ledger", "PendingModifiedValues": {},
                "DBParameterGroups": [{"DBParameterGroupName": "strict", "ParameterApplyStatus": "in-sync"}],
                "Endpoint": {"Port": 5432}}]}),
        ),
        xml(
            "redshift:DescribeClusters",
            "",
            "<DescribeClustersResponse><DescribeClustersResult><Clusters><Cluster><ClusterIdentifier>dw</ClusterIdentifier>
                <EnhancedVpcRouting>false</EnhancedVpcRouting><ClusterParameterGroups><ClusterParameterGroup>
                <ParameterGroupName>strict</ParameterGroupName><ClusterParameterStatusList><ClusterParameterStatus>
                <ParameterName>require_ssl</ParameterName><ParameterApplyStatus>pending-reboot</ParameterApplyStatus>
                </ClusterParameterStatus></ClusterParameterStatusList></ClusterParameterGroup></ClusterParameterGroups>
                </Cluster></Clusters></DescribeClustersResult></DescribeClustersResponse>",
            "/Clusters",
            json!({"Clusters": [{"ClusterIdentifier": "dw", "EnhancedVpcRouting": false, "ClusterParameterGroups": [{
                "ParameterGroupName": "strict", "ClusterParameterStatusList": [{"ParameterName": "require_ssl",
                    "ParameterApplyStatus": "pending-reboot"}]}]}]}),
        ),
        xml(
            "s3:ListBuckets",
            "",
            "<ListAllMyBucketsResult><Buckets><Bucket><Name>logs</Name><CreationDate>2026-11-02T06:00:00.000Z</CreationDate>
                <BucketRegion>eu-west-1</BucketRegion></Bucket></Buckets><Owner><ID>o</ID></Owner></ListAllMyBucketsResult>",
            "/Buckets",
            json!({"Buckets": [{"Name": "logs", "CreationDate": "2026-11-02T06:00:00+00:00", "BucketRegion": "eu-west-1"}],
                "Owner": {"ID": "o"}}),
        ),
        json_of(
            "ssm:DescribeAssociation",
            "00000000-0000-0000-0000-0000000000b1",
            &json!({"AssociationDescription": {"Name": "AWS-RunShellScript", "AssociationId": "00000000-0000-0000-0000-0000000000b1",
                "Date": 1_793_599_200.0, "Parameters": {"commands": ["tcpdump -i any"]}, "ScheduleExpression": "rate(1 day)"}}),
            "/AssociationDescription",
            json!({"AssociationDescription": {"Name": "AWS-RunShellScript", "AssociationId": "00000000-0000-0000-0000-0000000000b1",
                "Date": "2026-11-02T06:00:00+00:00", "Parameters": {"commands": ["tcpdump -i any"]},
                "ScheduleExpression": "rate(1 day)"}}),
        ),
        xml(
            "sts:GetCallerIdentity",
            "",
            "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:sts::111122223333:assumed-role/audit/me</Arn>
                <UserId>AROA:me</UserId><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>",
            "",
            json!({"Arn": "arn:aws:sts::111122223333:assumed-role/audit/me", "UserId": "AROA:me", "Account": "111122223333"}),
        ),
        json_of(
            "apigatewayv2:GetApis",
            "",
            &json!({"items": [{"apiId": "api2", "name": "shop", "protocolType": "HTTP", "apiEndpoint": "https://api2.example.com",
                "routeSelectionExpression": "$request.method $request.path", "createdDate": "2026-11-02T06:00:00Z",
                "tags": {"team": "shop"}}], "nextToken": "t"}),
            "/Items",
            json!({"Items": [{"ApiId": "api2", "Name": "shop", "ProtocolType": "HTTP", "ApiEndpoint": "https://api2.example.com",
                "RouteSelectionExpression": "$request.method $request.path", "CreatedDate": "2026-11-02T06:00:00+00:00",
                "Tags": {"team": "shop"}}], "NextToken": "t"}),
        ),
        json_of(
            "apigatewayv2:GetIntegrations",
            "api2",
            &json!({"items": [{"integrationId": "i1", "integrationType": "HTTP_PROXY", "connectionType": "VPC_LINK",
                "integrationUri": "https://shop.example.com/", "tlsConfig": {"serverNameToVerify": "shop.example.com"}}]}),
            "/Items",
            json!({"Items": [{"IntegrationId": "i1", "IntegrationType": "HTTP_PROXY", "ConnectionType": "VPC_LINK",
                "IntegrationUri": "https://shop.example.com/", "TlsConfig": {"ServerNameToVerify": "shop.example.com"}}]}),
        ),
        xml(
            "cloudfront:GetVpcOrigin",
            "vo_1",
            r#"<?xml version="1.0"?><VpcOrigin xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><Id>vo_1</Id>
                <Arn>arn:aws:cloudfront::111122223333:vpcorigin/vo_1</Arn><Status>Deployed</Status>
                <CreatedTime>2026-11-02T06:00:00Z</CreatedTime>
                <VpcOriginEndpointConfig><Name>shop</Name><HTTPPort>80</HTTPPort><HTTPSPort>443</HTTPSPort>
                <OriginProtocolPolicy>https-only</OriginProtocolPolicy>
                <OriginSslProtocols><Quantity>1</Quantity><Items><SslProtocol>TLSv1.2</SslProtocol></Items></OriginSslProtocols>
                </VpcOriginEndpointConfig></VpcOrigin>"#,
            "/VpcOrigin",
            json!({"VpcOrigin": {"Id": "vo_1", "Arn": "arn:aws:cloudfront::111122223333:vpcorigin/vo_1", "Status": "Deployed",
                "CreatedTime": "2026-11-02T06:00:00+00:00",
                "VpcOriginEndpointConfig": {"Name": "shop", "HTTPPort": 80, "HTTPSPort": 443,
                    "OriginProtocolPolicy": "https-only", "OriginSslProtocols": {"Quantity": 1, "Items": ["TLSv1.2"]}}}}),
        ),
        json_of(
            "databasemigrationservice:DescribeEndpoints",
            "",
            &json!({"Endpoints": [{"EndpointArn": "arn:aws:dms:eu-west-1:111122223333:endpoint:A", "EngineName": "redis",
                "EndpointType": "TARGET", "SslMode": "none", "Status": "active",
                "RedisSettings": {"ServerName": "r.example.com", "Port": 6379, "SslSecurityProtocol": "ssl-encryption",
                    "AuthPassword": "CANARY-dms"}}]}),
            "/Endpoints",
            json!({"Endpoints": [{"EndpointArn": "arn:aws:dms:eu-west-1:111122223333:endpoint:A", "EngineName": "redis",
                "EndpointType": "TARGET", "SslMode": "none", "Status": "active",
                "RedisSettings": {"ServerName": "r.example.com", "Port": 6379, "SslSecurityProtocol": "ssl-encryption"}}]}),
        ),
        json_of(
            "dax:DescribeClusters",
            "",
            &json!({"Clusters": [{"ClusterName": "items", "ClusterArn": "arn:aws:dax:eu-west-1:111122223333:cache/items",
                "Status": "available", "ClusterEndpointEncryptionType": "TLS",
                "Nodes": [{"NodeId": "items-a", "NodeCreateTime": 1_793_599_200.0}]}]}),
            "/Clusters",
            json!({"Clusters": [{"ClusterName": "items", "ClusterArn": "arn:aws:dax:eu-west-1:111122223333:cache/items",
                "Status": "available", "ClusterEndpointEncryptionType": "TLS",
                "Nodes": [{"NodeId": "items-a", "NodeCreateTime": "2026-11-02T06:00:00+00:00"}]}]}),
        ),
        xml(
            "docdb:DescribeDBClusters",
            "",
            "<DescribeDBClustersResponse><DescribeDBClustersResult><DBClusters><DBCluster>\
                <DBClusterIdentifier>papers</DBClusterIdentifier><Engine>docdb</Engine>\
                <DBClusterParameterGroup>strict</DBClusterParameterGroup>\
                <DBClusterMembers><DBClusterMember><DBInstanceIdentifier>papers-1</DBInstanceIdentifier>\
                <IsClusterWriter>true</IsClusterWriter><DBClusterParameterGroupStatus>in-sync</DBClusterParameterGroupStatus>\
                </DBClusterMember></DBClusterMembers></DBCluster></DBClusters></DescribeDBClustersResult>\
                </DescribeDBClustersResponse>",
            "/DBClusters",
            json!({"DBClusters": [{"DBClusterIdentifier": "papers", "Engine": "docdb", "DBClusterParameterGroup": "strict",
                "DBClusterMembers": [{"DBInstanceIdentifier": "papers-1", "IsClusterWriter": true,
                    "DBClusterParameterGroupStatus": "in-sync"}]}]}),
        ),
        json_of(
            "eks:DescribeCluster",
            "shop",
            &json!({"cluster": {"name": "shop", "arn": "arn:aws:eks:eu-west-1:111122223333:cluster/shop", "status": "ACTIVE",
                "logging": {"clusterLogging": [{"types": ["audit"], "enabled": true}]}, "createdAt": 1_793_599_200.0}}),
            "/cluster",
            json!({"cluster": {"name": "shop", "arn": "arn:aws:eks:eu-west-1:111122223333:cluster/shop", "status": "ACTIVE",
                "logging": {"clusterLogging": [{"types": ["audit"], "enabled": true}]},
                "createdAt": "2026-11-02T06:00:00+00:00"}}),
        ),
        json_of(
            "emr:DescribeSecurityConfiguration",
            "tls",
            &json!({"Name": "tls", "SecurityConfiguration": "{\"EncryptionConfiguration\": {}}", "CreationDateTime": 1_793_599_200.0}),
            "",
            json!({"Name": "tls", "SecurityConfiguration": "{\"EncryptionConfiguration\": {}}",
                "CreationDateTime": "2026-11-02T06:00:00+00:00"}),
        ),
        json_of(
            "kafka:ListClustersV2",
            "",
            &json!({"clusterInfoList": [{"clusterArn": "arn:aws:kafka:eu-west-1:111122223333:cluster/events/a-1",
                "clusterName": "events", "clusterType": "PROVISIONED", "state": "ACTIVE", "creationTime": "2026-11-02T06:00:00Z",
                "provisioned": {"numberOfBrokerNodes": 3, "encryptionInfo": {"encryptionInTransit":
                    {"clientBroker": "TLS", "inCluster": true}}}}]}),
            "/ClusterInfoList",
            json!({"ClusterInfoList": [{"ClusterArn": "arn:aws:kafka:eu-west-1:111122223333:cluster/events/a-1",
                "ClusterName": "events", "ClusterType": "PROVISIONED", "State": "ACTIVE",
                "CreationTime": "2026-11-02T06:00:00+00:00",
                "Provisioned": {"NumberOfBrokerNodes": 3, "EncryptionInfo": {"EncryptionInTransit":
                    {"ClientBroker": "TLS", "InCluster": true}}}}]}),
        ),
        same(
            "memorydb:DescribeClusters",
            "",
            json!({"Clusters": [{"Name": "sessions", "ARN": "arn:aws:memorydb:eu-west-1:111122223333:cluster/sessions",
                "Status": "available", "TLSEnabled": true}]}),
            "/Clusters",
        ),
        xml(
            "rds:DescribeDBProxies",
            "",
            "<DescribeDBProxiesResponse><DescribeDBProxiesResult><DBProxies><member><DBProxyName>pool</DBProxyName>\
                <DBProxyArn>arn:aws:rds:eu-west-1:111122223333:db-proxy:prx-a</DBProxyArn><Status>available</Status>\
                <RequireTLS>true</RequireTLS></member></DBProxies></DescribeDBProxiesResult></DescribeDBProxiesResponse>",
            "/DBProxies",
            json!({"DBProxies": [{"DBProxyName": "pool", "DBProxyArn": "arn:aws:rds:eu-west-1:111122223333:db-proxy:prx-a",
                "Status": "available", "RequireTLS": true}]}),
        ),
        json_of(
            "redshiftserverless:ListWorkgroups",
            "",
            &json!({"workgroups": [{"workgroupName": "reports", "status": "AVAILABLE", "creationDate": "2026-11-02T06:00:00Z",
                "workgroupArn": "arn:aws:redshift-serverless:eu-west-1:111122223333:workgroup/a",
                "configParameters": [{"parameterKey": "require_ssl", "parameterValue": "true"}]}]}),
            "/workgroups",
            json!({"workgroups": [{"workgroupName": "reports", "status": "AVAILABLE",
                "creationDate": "2026-11-02T06:00:00+00:00",
                "workgroupArn": "arn:aws:redshift-serverless:eu-west-1:111122223333:workgroup/a",
                "configParameters": [{"parameterKey": "require_ssl", "parameterValue": "true"}]}]}),
        ),
        same(
            "transfer:DescribeServer",
            "s-00000000000000001",
            json!({"Server": {"Arn": "arn:aws:transfer:eu-west-1:111122223333:server/s-00000000000000001",
                "ServerId": "s-00000000000000001", "State": "ONLINE", "Protocols": ["SFTP"],
                "Tags": [{"Key": "team", "Value": "partners"}]}}),
            "/Server",
        ),
    ]
}

#[test]
fn each_service_is_read_from_the_wire() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let cases = cases();
    for case in &cases {
        assert_eq!(runtime.block_on(document(case)), case.document, "{}", case.op);
    }
    for read in reads().iter().copied().flatten() {
        let service = read.service();
        let shown = cases.iter().any(|case| case.op.split(':').next() == Some(service));
        assert!(shown, "no answer of {service} is tested");
    }
}
