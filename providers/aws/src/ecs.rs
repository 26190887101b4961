//! Amazon Elastic Container Service: task definitions, and the services that run them.

use crate::arn;
use overhear_core::{Document, Home, Resource, Scope, Shape, Tags, ops};
use serde::Deserialize;

ops! {
    Aws;

    /// Clusters, by ARN.
    CLUSTERS: ClusterArn = "ecs:ListClusters" {
        permission: "ecs:ListClusters",
        docs: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListClusters.html",
        reach: Region,
        shape: Shape::Opaque,
    }

    /// The services of one cluster, by ARN.
    SERVICES: ServiceArn = "ecs:ListServices" {
        permission: "ecs:ListServices",
        docs: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListServices.html",
        reach: Region,
        per: CLUSTERS,
        shape: Shape::Opaque,
    }

    /// One service, with the revisions of task definitions that it runs.
    SERVICE_DESCRIPTIONS: Service = "ecs:DescribeServices" {
        permission: "ecs:DescribeServices",
        docs: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html",
        reach: Region,
        per: SERVICES,
        shape: Shape::Opaque,
    }

    /// The active revisions of every family of task definitions, by ARN.
    TASK_DEFINITIONS: TaskDefinitionArn = "ecs:ListTaskDefinitions" {
        permission: "ecs:ListTaskDefinitions",
        docs: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListTaskDefinitions.html",
        reach: Region,
        shape: Shape::Opaque,
    }

    /// One revision of a task definition. Asked for the latest active one of each family and those that services run.
    TASK_DEFINITION_DESCRIPTIONS: TaskDefinition = "ecs:DescribeTaskDefinition" {
        permission: "ecs:DescribeTaskDefinition",
        docs: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTaskDefinition.html",
        reach: Region,
        per: TASK_DEFINITIONS,
        shape: Shape::AwsCli { list: "", single: "taskDefinition" },
    }
}

/// `arn:aws:ecs:REGION:ACCOUNT:cluster/NAME`
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub struct ClusterArn(pub String);

impl Document for ClusterArn {
    fn key(&self) -> &str {
        &self.0
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::new(scope, "AWS::ECS::Cluster", self.0.as_str())
    }

    fn home(&self) -> Home<'_> {
        arn::home(&self.0)
    }
}

/// `arn:aws:ecs:REGION:ACCOUNT:service/CLUSTER/NAME`; those of before 2018 do not name the cluster.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub struct ServiceArn(pub String);

impl Document for ServiceArn {
    fn key(&self) -> &str {
        &self.0
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::new(scope, "AWS::ECS::Service", self.0.as_str())
    }

    fn home(&self) -> Home<'_> {
        arn::home(&self.0)
    }
}

/// A service.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Service {
    /// Its ARN.
    pub service_arn: String,
    /// Its name.
    pub service_name: Option<String>,
    /// The task definition that it runs.
    pub task_definition: Option<String>,
    /// Its deployments: while it changes there are several.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub deployments: Vec<Deployment>,
    /// Its task sets, where something else deploys it.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub task_sets: Vec<Deployment>,
    /// Tags; the API gives them only where they are asked for.
    #[serde(default)]
    pub tags: Tags,
}

/// A deployment or a task set of a service.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Deployment {
    /// The task definition that it runs.
    pub task_definition: Option<String>,
}

impl Service {
    /// The revisions that it runs, each with the pointer to it.
    pub fn revisions(&self) -> impl Iterator<Item = (String, &str)> {
        let own = self.task_definition.as_deref().map(|arn| ("/taskDefinition".to_owned(), arn));
        let lists = [("deployments", &self.deployments), ("taskSets", &self.task_sets)];
        let others = lists.into_iter().flat_map(|(list, holders)| {
            holders.iter().enumerate().filter_map(move |(index, holder)| {
                Some((format!("/{list}/{index}/taskDefinition"), holder.task_definition.as_deref()?))
            })
        });
        own.into_iter().chain(others)
    }
}

impl Document for Service {
    fn key(&self) -> &str {
        &self.service_arn
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::new(scope, "AWS::ECS::Service", self.service_arn.as_str())
            .named(self.service_name.as_deref())
            .tagged(&self.tags)
    }

    fn home(&self) -> Home<'_> {
        arn::home(&self.service_arn)
    }
}

/// `arn:aws:ecs:REGION:ACCOUNT:task-definition/FAMILY:REVISION`
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub struct TaskDefinitionArn(pub String);

impl Document for TaskDefinitionArn {
    fn key(&self) -> &str {
        &self.0
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::new(scope, "AWS::ECS::TaskDefinition", self.0.as_str())
    }

    fn home(&self) -> Home<'_> {
        arn::home(&self.0)
    }
}

/// One revision of a task definition.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TaskDefinition {
    /// `arn:aws:ecs:REGION:ACCOUNT:task-definition/FAMILY:REVISION`
    pub task_definition_arn: String,
    /// The name that its revisions share.
    pub family: Option<String>,
    /// `ACTIVE`, `INACTIVE`, `DELETE_IN_PROGRESS`.
    pub status: Option<String>,
    /// `awsvpc`, `bridge`, `host`, `none`; absent: `bridge` on Linux instances, `nat` on Windows.
    pub network_mode: Option<String>,
    /// Where it was made to run: `EC2`, `FARGATE`, `EXTERNAL`, `MANAGED_INSTANCES`.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub requires_compatibilities: Vec<String>,
    /// Where it could run.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub compatibilities: Vec<String>,
    /// What it runs on.
    pub runtime_platform: Option<RuntimePlatform>,
    /// Its containers.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub container_definitions: Vec<ContainerDefinition>,
}

/// What a task runs on.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RuntimePlatform {
    /// `LINUX`, `WINDOWS_SERVER_2022_CORE`, …
    pub operating_system_family: Option<String>,
}

/// A container of a task.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ContainerDefinition {
    /// True where it has the rights of root on the instance.
    pub privileged: Option<bool>,
    /// What Linux lets it do.
    pub linux_parameters: Option<LinuxParameters>,
}

/// What Linux lets a container do.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LinuxParameters {
    /// Capabilities beside those of Docker.
    pub capabilities: Option<KernelCapabilities>,
}

/// Capabilities beside those of Docker.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct KernelCapabilities {
    /// Those that it gets: `NET_ADMIN`, `NET_RAW`, `ALL`, …
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub add: Vec<String>,
}

impl Document for TaskDefinition {
    fn key(&self) -> &str {
        &self.task_definition_arn
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::new(scope, "AWS::ECS::TaskDefinition", self.task_definition_arn.as_str())
            .named(self.family.as_deref())
    }

    fn home(&self) -> Home<'_> {
        arn::home(&self.task_definition_arn)
    }
}

#[cfg(feature = "live")]
crate::reads! {
    aws_sdk_ecs;

    CLUSTERS => |client, ask| client.list_clusters().max_results(100).set_next_token(ask.token()),
        items: "/clusterArns";

    SERVICES => |client, ask| client.list_services().cluster(ask.parent()).max_results(100).set_next_token(ask.token()),
        parents: Parents::Of(&[Source { op: &CLUSTERS.op, keys: |item| Parent::at(item, "") }]),
        items: "/serviceArns",
        gone: &["ClusterNotFoundException"];

    // One call takes ten services of one cluster. Tags are not asked for: no verdict rests on a service.
    SERVICE_DESCRIPTIONS => |client, ask| client
        .describe_services()
        .cluster(ask.under())
        .set_services(Some(ask.parents())),
        parents: Parents::Of(&[Source { op: &SERVICES.op, keys: |item| Parent::at(item, "") }]),
        batch: 10,
        items: "/services",
        gone: &["ClusterNotFoundException"],
        strip: &["/deploymentConfiguration/lifecycleHooks/*/hookDetails", "/deployments/*/serviceConnectConfiguration"];

    TASK_DEFINITIONS => |client, ask| client
        .list_task_definitions()
        .status(aws_sdk_ecs::types::TaskDefinitionStatus::Active)
        .sort(aws_sdk_ecs::types::SortOrder::Desc)
        .max_results(100)
        .set_next_token(ask.token()),
        items: "/taskDefinitionArns";

    // Every revision is listed, and of these `narrow` leaves the latest. What services run is pinned: `narrow` does not
    // get it, and it is asked for whatever `narrow` leaves, an older revision too. Passwords and tokens are passed in
    // commands as they are in the environment, and logins in the driver options of network file systems.
    TASK_DEFINITION_DESCRIPTIONS => |client, ask| client.describe_task_definition().task_definition(ask.parent()),
        parents: Parents::Of(&[
            Source { op: &TASK_DEFINITIONS.op, keys: |item| Parent::at(item, "") },
            Source { op: &SERVICE_DESCRIPTIONS.op, keys: run_by_service },
        ]),
        narrow: latest_of_family,
        strip: &[
            "/containerDefinitions/*/command",
            "/containerDefinitions/*/credentialSpecs",
            "/containerDefinitions/*/dockerLabels",
            "/containerDefinitions/*/entryPoint",
            "/containerDefinitions/*/environment",
            "/containerDefinitions/*/environmentFiles",
            "/containerDefinitions/*/firelensConfiguration/options",
            "/containerDefinitions/*/healthCheck/command",
            "/containerDefinitions/*/logConfiguration/options",
            "/containerDefinitions/*/logConfiguration/secretOptions",
            "/containerDefinitions/*/repositoryCredentials",
            "/containerDefinitions/*/secrets",
            "/proxyConfiguration/properties",
            "/volumes/*/dockerVolumeConfiguration/driverOpts",
            "/volumes/*/dockerVolumeConfiguration/labels",
            "/volumes/*/fsxWindowsFileServerVolumeConfiguration/authorizationConfig",
        ];
}

/// The revisions that a service runs: its own, and while it changes or where something else deploys it, those of its
/// deployments and task sets.
#[cfg(feature = "live")]
fn run_by_service(service: &serde_json::Value) -> Vec<crate::live::Parent> {
    use crate::live::Parent;

    let parts = ["deployments", "taskSets"].into_iter().filter_map(|list| service.get(list)?.as_array()).flatten();
    let holders = std::iter::once(service).chain(parts);
    holders.flat_map(|holder| Parent::at(holder, "/taskDefinition")).map(Parent::pinned).collect()
}

/// The highest revision of each family.
#[cfg(feature = "live")]
fn latest_of_family(revisions: Vec<crate::live::Parent>) -> Vec<crate::live::Parent> {
    let mut latest = std::collections::BTreeMap::<String, (u64, crate::live::Parent)>::new();
    for parent in revisions {
        let (family, revision) = parent.key.rsplit_once(':').unwrap_or((parent.key.as_str(), ""));
        let (family, revision) = (family.to_owned(), revision.parse::<u64>().unwrap_or_default());
        if latest.get(&family).is_none_or(|(highest, _)| *highest < revision) {
            latest.insert(family, (revision, parent));
        }
    }
    latest.into_values().map(|(_, parent)| parent).collect()
}
