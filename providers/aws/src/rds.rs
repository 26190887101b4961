//! Amazon RDS: database instances and clusters, and their parameters. DocumentDB and Neptune are in its lists too.

use crate::arn;
use overhear_core::{Document, Home, Resource, Scope, Shape, Tags, ops};
use serde::Deserialize;

ops! {
    Aws;

    /// Database instances, members of clusters among them.
    DB_INSTANCES: DbInstance = "rds:DescribeDBInstances" {
        permission: "rds:DescribeDBInstances",
        docs: "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBInstances.html",
        reach: Region,
        shape: Shape::AwsCli { list: "DBInstances", single: "DBInstance" },
    }

    /// Clusters: Aurora, Multi-AZ, DocumentDB, Neptune.
    DB_CLUSTERS: DbCluster = "rds:DescribeDBClusters" {
        permission: "rds:DescribeDBClusters",
        docs: "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBClusters.html",
        reach: Region,
        shape: Shape::AwsCli { list: "DBClusters", single: "DBCluster" },
    }

    /// The parameters of one parameter group of instances, which is the call's `parent`; asked once for each group that
    /// decides on TLS. The answer does not name the group.
    DB_PARAMETERS: Parameter = "rds:DescribeDBParameters" {
        permission: "rds:DescribeDBParameters",
        docs: "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBParameters.html",
        reach: Region,
        per: DB_INSTANCES,
        shape: Shape::Opaque,
    }

    /// The parameters of one parameter group of clusters, which is the call's `parent`; asked once for each group that
    /// decides on TLS. The answer does not name the group.
    DB_CLUSTER_PARAMETERS: Parameter = "rds:DescribeDBClusterParameters" {
        permission: "rds:DescribeDBClusterParameters",
        docs: "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBClusterParameters.html",
        reach: Region,
        per: DB_CLUSTERS,
        shape: Shape::Opaque,
    }
}

/// A database instance.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DbInstance {
    /// Its name, which is unique in the account and region; clusters name their members by it.
    #[serde(rename = "DBInstanceIdentifier")]
    pub db_instance_identifier: String,
    /// `arn:aws:rds:REGION:ACCOUNT:db:NAME`
    #[serde(rename = "DBInstanceArn")]
    pub db_instance_arn: Option<String>,
    /// `mysql`, `postgres`, `aurora-mysql`, `docdb`, …
    pub engine: Option<String>,
    /// Tags; the API names them `TagList` here.
    #[serde(default)]
    pub tag_list: Tags,
}

impl Document for DbInstance {
    fn key(&self) -> &str {
        &self.db_instance_identifier
    }

    fn resource(&self, scope: &Scope) -> Resource {
        let kind = match self.engine.as_deref() {
            Some("docdb") => "AWS::DocDB::DBInstance",
            Some("neptune") => "AWS::Neptune::DBInstance",
            _ => "AWS::RDS::DBInstance",
        };
        let name = &self.db_instance_identifier;
        let id = self.db_instance_arn.clone().unwrap_or_else(|| arn::regional(scope, "rds", &format!("db:{name}")));
        Resource::new(scope, kind, id).named(Some(name)).tagged(&self.tag_list)
    }

    fn home(&self) -> Home<'_> {
        self.db_instance_arn.as_deref().map(arn::home).unwrap_or_default()
    }
}

/// A cluster.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DbCluster {
    /// Its name, which is unique in the account and region; instances name their cluster by it.
    #[serde(rename = "DBClusterIdentifier")]
    pub db_cluster_identifier: String,
    /// `arn:aws:rds:REGION:ACCOUNT:cluster:NAME`
    #[serde(rename = "DBClusterArn")]
    pub db_cluster_arn: Option<String>,
    /// `aurora-mysql`, `aurora-postgresql`, `mysql`, `postgres`, `docdb`, `neptune`.
    pub engine: Option<String>,
    /// Tags; the API names them `TagList` here.
    #[serde(default)]
    pub tag_list: Tags,
}

impl Document for DbCluster {
    fn key(&self) -> &str {
        &self.db_cluster_identifier
    }

    fn resource(&self, scope: &Scope) -> Resource {
        let kind = match self.engine.as_deref() {
            Some("docdb") => "AWS::DocDB::DBCluster",
            Some("neptune") => "AWS::Neptune::DBCluster",
            _ => "AWS::RDS::DBCluster",
        };
        let name = &self.db_cluster_identifier;
        let id = self.db_cluster_arn.clone().unwrap_or_else(|| arn::regional(scope, "rds", &format!("cluster:{name}")));
        Resource::new(scope, kind, id).named(Some(name)).tagged(&self.tag_list)
    }

    fn home(&self) -> Home<'_> {
        self.db_cluster_arn.as_deref().map(arn::home).unwrap_or_default()
    }
}

/// A parameter of a group.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Parameter {
    /// `require_secure_transport`, `rds.force_ssl`, `tls`, …
    pub parameter_name: String,
}

impl Document for Parameter {
    fn key(&self) -> &str {
        &self.parameter_name
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::of_scope(scope)
    }
}

#[cfg(feature = "live")]
crate::reads! {
    aws_sdk_rds;

    DB_INSTANCES => |client, ask| client.describe_db_instances().max_records(100).set_marker(ask.token());

    DB_CLUSTERS => |client, ask| client.describe_db_clusters().max_records(100).set_marker(ask.token());

    // No filter by name: which names a group may be asked for depends on its engine, and the group does not tell it.
    DB_PARAMETERS => |client, ask| client
        .describe_db_parameters()
        .db_parameter_group_name(ask.parent())
        .max_records(100)
        .set_marker(ask.token()),
        parents: Parents::Of(&[Source { op: &DB_INSTANCES.op, keys: parameter_groups }]),
        items: "/Parameters",
        gone: &["DBParameterGroupNotFound"];

    // Neptune has no parameter that a check reads.
    DB_CLUSTER_PARAMETERS => |client, ask| client
        .describe_db_cluster_parameters()
        .db_cluster_parameter_group_name(ask.parent())
        .max_records(100)
        .set_marker(ask.token()),
        parents: Parents::Of(&[Source {
            op: &DB_CLUSTERS.op,
            keys: |item| match at(item, "/Engine") {
                Some("neptune") => vec![],
                _ => Parent::at(item, "/DBClusterParameterGroup"),
            },
        }]),
        items: "/Parameters",
        gone: &["DBParameterGroupNotFound"];
}

/// The parameter groups of an instance that decide on TLS: those of engines that have a parameter for it. In a cluster
/// the group of the cluster decides.
#[cfg(feature = "live")]
fn parameter_groups(instance: &serde_json::Value) -> Vec<crate::live::Parent> {
    use crate::live::{Parent, at};

    let engine = at(instance, "/Engine").unwrap_or_default();
    let decides = matches!(engine, "mysql" | "mariadb" | "postgres") || engine.starts_with("sqlserver-");
    if !decides || at(instance, "/DBClusterIdentifier").is_some() {
        return Vec::new();
    }
    let groups = instance.get("DBParameterGroups").and_then(serde_json::Value::as_array).into_iter().flatten();
    groups.flat_map(|group| Parent::at(group, "/DBParameterGroupName")).collect()
}
