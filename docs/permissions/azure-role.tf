# The role with which `overhear scan azure` reads what its checks need, for every subscription below a management group,
# and its assignment to the principal that scans.

terraform {
  required_version = ">= 1.3"

  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = ">= 3.0"
    }
  }
}

provider "azurerm" {
  features {}
}

variable "management_group_id" {
  description = "The id of the management group; the id of the tenant for its root."
  type        = string
}

variable "principal_id" {
  description = "The object id of the service principal, managed identity or group that scans."
  type        = string
}

data "azurerm_management_group" "scope" {
  name = var.management_group_id
}

resource "azurerm_role_definition" "scan" {
  name        = "Overhear Scan"
  description = "Reads what the checks of Overhear rest on, and nothing else"
  scope       = data.azurerm_management_group.scope.id

  permissions {
    actions = [
      "Microsoft.Compute/virtualMachineScaleSets/networkInterfaces/read",
      "Microsoft.Compute/virtualMachineScaleSets/read",
      "Microsoft.Management/managementGroups/descendants/read",
      "Microsoft.Network/firewallPolicies/read",
      "Microsoft.Network/firewallPolicies/ruleCollectionGroups/read",
      "Microsoft.Network/loadBalancers/read",
      "Microsoft.Network/networkInterfaces/read",
      "Microsoft.Network/networkInterfaces/tapConfigurations/read",
      "Microsoft.Network/networkWatchers/packetCaptures/queryStatus/action",
      "Microsoft.Network/networkWatchers/packetCaptures/read",
      "Microsoft.Network/networkWatchers/read",
      "Microsoft.Network/routeTables/read",
      "Microsoft.Network/virtualNetworkTaps/read",
      "Microsoft.ResourceGraph/resources/read",
      "Microsoft.Resources/subscriptions/read",
      "Microsoft.Storage/storageAccounts/read",
    ]
  }

  assignable_scopes = [data.azurerm_management_group.scope.id]
}

resource "azurerm_role_assignment" "scan" {
  scope              = data.azurerm_management_group.scope.id
  role_definition_id = azurerm_role_definition.scan.role_definition_resource_id
  principal_id       = var.principal_id
}
