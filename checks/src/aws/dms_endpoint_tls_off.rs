use crate::{Check, Confidence, Item, Kind, Need::Required, Rating, Results, Ruling, ScopeView, Severity};
use overhear_aws::databasemigrationservice::{ENDPOINTS, Endpoint};
use overhear_core::Provider;

pub(super) static CHECK: Check = Check {
    id: "aws-dms-endpoint-tls-off",
    provider: Provider::Aws,
    kind: Kind::Cleartext,
    severity: Rating::Always(Severity::High),
    confidence: Confidence::hundredths(95),
    title: "A DMS endpoint reaches its database without TLS",
    resource_type: "AWS::DMS::Endpoint",
    needs: &[Required(&ENDPOINTS.op)],
    remediation: "Give the endpoint an SSL mode that the engine supports, best `verify-full`; for Kafka and Redis the \
                  protocol in their own settings.",
    references: &[
        "https://docs.aws.amazon.com/dms/latest/APIReference/API_Endpoint.html",
        "https://docs.aws.amazon.com/dms/latest/APIReference/API_KafkaSettings.html",
        "https://docs.aws.amazon.com/dms/latest/APIReference/API_RedisSettings.html",
        "https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Security.SSL.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

An endpoint of the Database Migration Service that reaches what is behind it without TLS.

- databases: `SslMode` is `none`, or absent (documented default `none`)
- Redis: `SslSecurityProtocol` is `plaintext`; absent: documented default `ssl-encryption`
- Kafka: `SecurityProtocol` is `plaintext`; absent is unknown

For Redis and Kafka `SslMode` is `none` whatever their own setting says, and does not count. Redshift is always reached \
over TLS and passes. Engines that are called by the APIs of AWS (S3, Kinesis, DynamoDB, Timestream, OpenSearch) are not \
judged; any other engine is unknown.

## Why it matters

A migration sends whole databases, and first the password, over this one connection, often between networks. Whoever \
mirrors an interface of the replication instance reads them.

## Evidence

`EngineName`, and the setting that decides; where that is absent the name of the engine stands for it.

## False positives

An Oracle server may insist on its native network encryption. Endpoints that no task uses stay in the list.

## Remediation

```sh
aws dms import-certificate --certificate-identifier ca --certificate-pem file://ca.pem
aws dms modify-endpoint --endpoint-arn ARN --ssl-mode verify-full --certificate-arn CERTIFICATE
aws dms modify-endpoint --endpoint-arn ARN --kafka-settings SecurityProtocol=ssl-encryption
aws dms modify-endpoint --endpoint-arn ARN --redis-settings SslSecurityProtocol=ssl-encryption
```

```hcl
resource \"aws_dms_endpoint\" \"orders\" {
  # ...
  ssl_mode        = \"verify-full\"
  certificate_arn = aws_dms_certificate.ca.certificate_arn
}
```

## Native controls

AWS Config `DMS_ENDPOINT_SSL_CONFIGURED` and Security Hub DMS.9 for databases, `DMS_REDIS_TLS_ENABLED` and DMS.12 for \
Redis.
";

/// How an endpoint reaches what is behind it.
enum Hop<'a> {
    Encrypted(String),
    /// Where the setting stands, and what it is.
    Plain(&'static str, Option<&'a str>),
    NotApplicable,
    Unknown(String),
}

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for endpoint in scope.items(&ENDPOINTS) {
        if endpoint.status.as_deref() == Some("deleting") {
            out.not_applicable(&endpoint, "it is being deleted");
            continue;
        }
        let Some(engine) = endpoint.engine_name.as_deref() else {
            out.unknown(&endpoint, "EngineName is absent");
            continue;
        };
        match hop(endpoint.view(), engine) {
            Hop::Encrypted(reason) => out.pass(&endpoint, &reason),
            Hop::NotApplicable => out.not_applicable(&endpoint, &format!("{engine} is called by an API of AWS")),
            Hop::Unknown(reason) => out.unknown(&endpoint, reason),
            Hop::Plain(pointer, value) => report(out, &endpoint, engine, pointer, value),
        }
    }
}

fn hop<'a>(endpoint: &'a Endpoint, engine: &str) -> Hop<'a> {
    let decided = |name: &str, value: &str| Hop::Encrypted(format!("{name} is {value}"));
    match engine {
        "aurora"
        | "aurora-postgresql"
        | "aurora-postgresql-serverless"
        | "aurora-serverless"
        | "azure-sql-managed-instance"
        | "azuredb"
        | "babelfish"
        | "db2"
        | "db2-zos"
        | "docdb"
        | "documentdb"
        | "gcp-mysql"
        | "mariadb"
        | "mongodb"
        | "mysql"
        | "oracle"
        | "postgres"
        | "sqlserver"
        | "sybase" => match endpoint.ssl_mode.as_deref() {
            none @ (Some("none") | None) => Hop::Plain("/SslMode", none),
            Some(mode @ ("require" | "verify-ca" | "verify-full")) => decided("SslMode", mode),
            Some(other) => Hop::Unknown(format!("SslMode is {other}, which is not known")),
        },
        "redis" => match endpoint.redis_settings.as_ref().map(|own| own.ssl_security_protocol.as_deref()) {
            Some(Some("plaintext")) => Hop::Plain("/RedisSettings/SslSecurityProtocol", Some("plaintext")),
            Some(Some(protocol @ "ssl-encryption")) => decided("SslSecurityProtocol", protocol),
            Some(Some(other)) => Hop::Unknown(format!("SslSecurityProtocol is {other}, which is not known")),
            Some(None) => Hop::Encrypted("SslSecurityProtocol is absent: documented default ssl-encryption".to_owned()),
            None => Hop::Unknown("RedisSettings is absent".to_owned()),
        },
        "kafka" => match endpoint.kafka_settings.as_ref().and_then(|own| own.security_protocol.as_deref()) {
            Some("plaintext") => Hop::Plain("/KafkaSettings/SecurityProtocol", Some("plaintext")),
            Some(protocol @ ("ssl-authentication" | "ssl-encryption" | "sasl-ssl")) => {
                decided("SecurityProtocol", protocol)
            }
            Some(other) => Hop::Unknown(format!("SecurityProtocol is {other}, which is not known")),
            None => Hop::Unknown("SecurityProtocol is absent".to_owned()),
        },
        "redshift" | "redshift-serverless" => Hop::Encrypted("Redshift is always reached over TLS".to_owned()),
        "dynamodb" | "elasticsearch" | "kinesis" | "opensearch" | "s3" | "timestream" => Hop::NotApplicable,
        other => Hop::Unknown(format!("how {other} is reached is not known")),
    }
}

fn report(out: &mut Results<'_>, endpoint: &Item<'_, Endpoint>, engine: &str, pointer: &str, value: Option<&str>) {
    let mut case = out.case(endpoint);
    let what = if value.is_some() {
        case.cite(endpoint, "/EngineName", engine, "what is behind it");
        case.cite(endpoint, pointer, value, "nothing is encrypted");
        ""
    } else {
        case.cite(endpoint, "/EngineName", engine, "SslMode is absent, documented default none");
        ", by default"
    };
    let side = match endpoint.endpoint_type.as_deref() {
        Some(kind) if kind.eq_ignore_ascii_case("source") => "reads from",
        Some(kind) if kind.eq_ignore_ascii_case("target") => "writes to",
        _ => "reaches",
    };
    out.rule(case, Ruling::Fail(Severity::High, format!("The endpoint {side} {engine} without TLS{what}.")));
}
