# The role with which `overhear scan gcp` reads what its checks need, for every project of an organisation, and its
# binding to the principal that scans.

terraform {
  required_version = ">= 1.3"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = ">= 5.0"
    }
  }
}

variable "organization_id" {
  description = "The number of the organisation."
  type        = string

  validation {
    condition     = can(regex("^[0-9]+$", var.organization_id))
    error_message = "The number of an organisation has digits alone."
  }
}

variable "member" {
  description = "Who scans, for example serviceAccount:NAME@PROJECT.iam.gserviceaccount.com."
  type        = string
}

resource "google_organization_iam_custom_role" "scan" {
  org_id      = var.organization_id
  role_id     = "overhearScan"
  title       = "Overhear Scan"
  description = "Reads what the checks of Overhear rest on, and nothing else"

  permissions = [
    "alloydb.instances.list",
    "cloudasset.assets.searchAllResources",
    "cloudfunctions.functions.list",
    "cloudsql.instances.list",
    "compute.backendServices.list",
    "compute.firewallPolicies.list",
    "compute.firewalls.list",
    "compute.forwardingRules.list",
    "compute.instances.list",
    "compute.packetMirrorings.list",
    "compute.routes.list",
    "compute.sslPolicies.list",
    "compute.subnetworks.list",
    "compute.targetHttpProxies.list",
    "compute.targetHttpsProxies.list",
    "compute.targetSslProxies.list",
    "compute.urlMaps.list",
    "iam.denypolicies.get",
    "iam.denypolicies.list",
    "iam.roles.list",
    "ids.endpoints.list",
    "logging.logMetrics.list",
    "logging.sinks.list",
    "memorystore.instances.list",
    "monitoring.alertPolicies.list",
    "networkmanagement.vpcflowlogsconfigs.list",
    "networksecurity.firewallEndpointAssociations.list",
    "networksecurity.gatewaySecurityPolicies.list",
    "networksecurity.interceptEndpointGroupAssociations.list",
    "networksecurity.interceptEndpointGroups.list",
    "networksecurity.mirroringDeploymentGroups.list",
    "networksecurity.mirroringDeployments.list",
    "networksecurity.mirroringEndpointGroupAssociations.list",
    "networksecurity.mirroringEndpointGroups.list",
    "networksecurity.securityProfileGroups.list",
    "networksecurity.securityProfiles.list",
    "networksecurity.tlsInspectionPolicies.list",
    "redis.clusters.list",
    "redis.instances.list",
    "resourcemanager.folders.get",
    "resourcemanager.folders.getIamPolicy",
    "resourcemanager.organizations.get",
    "resourcemanager.organizations.getIamPolicy",
    "resourcemanager.projects.get",
    "resourcemanager.projects.getIamPolicy",
  ]
}

resource "google_organization_iam_member" "scan" {
  org_id = var.organization_id
  role   = google_organization_iam_custom_role.scan.id
  member = var.member
}
