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
    "cloudasset.assets.searchAllResources",
    "compute.backendServices.list",
    "compute.firewallPolicies.list",
    "compute.forwardingRules.list",
    "compute.instances.list",
    "compute.packetMirrorings.list",
    "compute.routes.list",
    "compute.urlMaps.list",
    "ids.endpoints.list",
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
    "resourcemanager.organizations.get",
    "resourcemanager.projects.get",
  ]
}

resource "google_organization_iam_member" "scan" {
  org_id = var.organization_id
  role   = google_organization_iam_custom_role.scan.id
  member = var.member
}
