//! Amazon RDS: database instances and clusters, their parameters, and proxies. DocumentDB and Neptune are in its lists
//! too.

use crate::{arn, docdb};
use overhear_core::{Document, Home, Op, Resource, Scope, Shape, Tags, ops};
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

    /// Proxies.
    DB_PROXIES: DbProxy = "rds:DescribeDBProxies" {
        permission: "rds:DescribeDBProxies",
        docs: "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBProxies.html",
        reach: Region,
        shape: Shape::AwsCli { list: "DBProxies", single: "DBProxy" },
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
    /// `8.0.39`, `15.00.4415.2.v1`, …
    pub engine_version: Option<String>,
    /// `available`, `creating`, `deleting`, …
    #[serde(rename = "DBInstanceStatus")]
    pub db_instance_status: Option<String>,
    /// The cluster it is a member of.
    #[serde(rename = "DBClusterIdentifier")]
    pub db_cluster_identifier: Option<String>,
    /// Its parameter groups; there is one.
    #[serde(default, rename = "DBParameterGroups", deserialize_with = "overhear_core::nullable")]
    pub db_parameter_groups: Vec<DbParameterGroupStatus>,
    /// Tags; the API names them `TagList` here.
    #[serde(default)]
    pub tag_list: Tags,
}

/// A parameter group of an instance, and whether its values are in force.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DbParameterGroupStatus {
    /// Its name, which is unique in the account and region.
    #[serde(rename = "DBParameterGroupName")]
    pub db_parameter_group_name: Option<String>,
    /// `in-sync`, `pending-reboot`, `applying`, …
    pub parameter_apply_status: Option<String>,
}

impl Document for DbInstance {
    fn key(&self) -> &str {
        &self.db_instance_identifier
    }

    fn parents(&self, op: &Op) -> Vec<&str> {
        if *op == DB_PARAMETERS.op {
            self.db_parameter_groups.iter().filter_map(|group| group.db_parameter_group_name.as_deref()).collect()
        } else {
            vec![self.key()]
        }
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
    /// `8.0.mysql_aurora.3.08.0`, `16.4`, …
    pub engine_version: Option<String>,
    /// `provisioned` or `serverless`, which is Aurora Serverless v1.
    pub engine_mode: Option<String>,
    /// `available`, `creating`, `deleting`, …
    pub status: Option<String>,
    /// The name of its parameter group, which is unique in the account and region.
    #[serde(rename = "DBClusterParameterGroup")]
    pub db_cluster_parameter_group: Option<String>,
    /// Its instances.
    #[serde(rename = "DBClusterMembers")]
    pub db_cluster_members: Option<Vec<DbClusterMember>>,
    /// Tags; the API names them `TagList` here.
    #[serde(default)]
    pub tag_list: Tags,
}

/// An instance of a cluster.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DbClusterMember {
    /// Whether the values of the cluster's parameter group are in force: `in-sync`, `pending-reboot`, …
    #[serde(rename = "DBClusterParameterGroupStatus")]
    pub db_cluster_parameter_group_status: Option<String>,
}

impl Document for DbCluster {
    fn key(&self) -> &str {
        &self.db_cluster_identifier
    }

    fn parents(&self, op: &Op) -> Vec<&str> {
        if *op == DB_CLUSTER_PARAMETERS.op || *op == docdb::DB_CLUSTER_PARAMETERS.op {
            self.db_cluster_parameter_group.as_deref().into_iter().collect()
        } else {
            vec![self.key()]
        }
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
    /// Its value as text; absent where that of the engine applies.
    pub parameter_value: Option<String>,
    /// `static` or `dynamic`.
    pub apply_type: Option<String>,
}

impl Document for Parameter {
    fn key(&self) -> &str {
        &self.parameter_name
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::of_scope(scope)
    }
}

/// A proxy.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DbProxy {
    /// Its name, which is unique in the account and region.
    #[serde(rename = "DBProxyName")]
    pub db_proxy_name: String,
    /// `arn:aws:rds:REGION:ACCOUNT:db-proxy:prx-…`
    #[serde(rename = "DBProxyArn")]
    pub db_proxy_arn: Option<String>,
    /// `available`, `creating`, `deleting`, …
    pub status: Option<String>,
    /// Whether it refuses connections without TLS.
    #[serde(rename = "RequireTLS")]
    pub require_tls: Option<bool>,
}

impl Document for DbProxy {
    fn key(&self) -> &str {
        &self.db_proxy_name
    }

    fn resource(&self, scope: &Scope) -> Resource {
        let id = self.db_proxy_arn.as_deref().unwrap_or(&self.db_proxy_name);
        Resource::new(scope, "AWS::RDS::DBProxy", id).named(Some(&self.db_proxy_name))
    }

    fn home(&self) -> Home<'_> {
        self.db_proxy_arn.as_deref().map(arn::home).unwrap_or_default()
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

    // DocumentDB is asked by its own name, and Neptune has no parameter that a check reads.
    DB_CLUSTER_PARAMETERS => |client, ask| client
        .describe_db_cluster_parameters()
        .db_cluster_parameter_group_name(ask.parent())
        .max_records(100)
        .set_marker(ask.token()),
        parents: Parents::Of(&[Source {
            op: &DB_CLUSTERS.op,
            keys: |item| match at(item, "/Engine") {
                Some("docdb" | "neptune") => vec![],
                _ => Parent::at(item, "/DBClusterParameterGroup"),
            },
        }]),
        items: "/Parameters",
        gone: &["DBParameterGroupNotFound"];

    DB_PROXIES => |client, ask| client.describe_db_proxies().max_records(100).set_marker(ask.token());
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
