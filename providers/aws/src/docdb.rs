//! Amazon DocumentDB: clusters and their parameters. Its API is that of Amazon RDS, and so are its documents.

use crate::rds::{DbCluster, Parameter};
use overhear_core::{Shape, ops};

ops! {
    Aws;

    /// Clusters; those of Aurora, Multi-AZ and Neptune are in the list too.
    DB_CLUSTERS: DbCluster = "docdb:DescribeDBClusters" {
        permission: "rds:DescribeDBClusters",
        docs: "https://docs.aws.amazon.com/documentdb/latest/developerguide/API_DescribeDBClusters.html",
        reach: Region,
        // Amazon RDS lists its clusters under the same member.
        shape: Shape::Opaque,
    }

    /// The parameters of one parameter group of clusters, which is the call's `parent`; asked once for each group that
    /// clusters of DocumentDB use. The answer does not name the group.
    DB_CLUSTER_PARAMETERS: Parameter = "docdb:DescribeDBClusterParameters" {
        permission: "rds:DescribeDBClusterParameters",
        docs: "https://docs.aws.amazon.com/documentdb/latest/developerguide/API_DescribeDBClusterParameters.html",
        reach: Region,
        per: DB_CLUSTERS,
        shape: Shape::Opaque,
    }
}

#[cfg(feature = "live")]
crate::reads! {
    aws_sdk_docdb;

    // The API documents no filter by engine.
    DB_CLUSTERS => |client, ask| client.describe_db_clusters().max_records(100).set_marker(ask.token()),
        items: "/DBClusters";

    DB_CLUSTER_PARAMETERS => |client, ask| client
        .describe_db_cluster_parameters()
        .db_cluster_parameter_group_name(ask.parent())
        .max_records(100)
        .set_marker(ask.token()),
        parents: Parents::Of(&[Source {
            op: &DB_CLUSTERS.op,
            keys: |item| match at(item, "/Engine") {
                Some("docdb") => Parent::at(item, "/DBClusterParameterGroup"),
                _ => vec![],
            },
        }]),
        items: "/Parameters",
        gone: &["DBParameterGroupNotFound"];
}
