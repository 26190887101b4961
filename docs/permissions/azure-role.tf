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
      "Microsoft.ApiManagement/service/apis/read",
      "Microsoft.ApiManagement/service/backends/read",
      "Microsoft.ApiManagement/service/read",
      "Microsoft.App/containerApps/read",
      "Microsoft.App/managedEnvironments/read",
      "Microsoft.Authorization/denyAssignments/read",
      "Microsoft.Authorization/roleAssignments/read",
      "Microsoft.Authorization/roleDefinitions/read",
      "Microsoft.Authorization/roleEligibilityScheduleInstances/read",
      "Microsoft.Cache/redis/read",
      "Microsoft.Cache/redisEnterprise/databases/read",
      "Microsoft.Cache/redisEnterprise/read",
      "Microsoft.Cdn/profiles/afdendpoints/read",
      "Microsoft.Cdn/profiles/afdendpoints/routes/read",
      "Microsoft.Cdn/profiles/customdomains/read",
      "Microsoft.Cdn/profiles/read",
      "Microsoft.Cdn/profiles/rulesets/read",
      "Microsoft.Compute/virtualMachineScaleSets/networkInterfaces/read",
      "Microsoft.Compute/virtualMachineScaleSets/read",
      "Microsoft.Compute/virtualMachines/extensions/read",
      "Microsoft.Compute/virtualMachines/read",
      "Microsoft.ContainerService/managedClusters/read",
      "Microsoft.DBforMySQL/flexibleServers/configurations/read",
      "Microsoft.DBforMySQL/flexibleServers/read",
      "Microsoft.DBforMySQL/servers/read",
      "Microsoft.DBforPostgreSQL/flexibleServers/configurations/read",
      "Microsoft.DBforPostgreSQL/flexibleServers/read",
      "Microsoft.DBforPostgreSQL/servers/read",
      "Microsoft.HDInsight/clusters/read",
      "Microsoft.Insights/activityLogAlerts/read",
      "Microsoft.Insights/diagnosticSettings/read",
      "Microsoft.Management/managementGroups/descendants/read",
      "Microsoft.Network/applicationGatewayAvailableSslOptions/predefinedPolicies/read",
      "Microsoft.Network/applicationGateways/read",
      "Microsoft.Network/connections/read",
      "Microsoft.Network/firewallPolicies/read",
      "Microsoft.Network/firewallPolicies/ruleCollectionGroups/read",
      "Microsoft.Network/loadBalancers/read",
      "Microsoft.Network/networkInterfaces/read",
      "Microsoft.Network/networkInterfaces/tapConfigurations/read",
      "Microsoft.Network/networkWatchers/flowLogs/read",
      "Microsoft.Network/networkWatchers/packetCaptures/queryStatus/action",
      "Microsoft.Network/networkWatchers/packetCaptures/read",
      "Microsoft.Network/networkWatchers/read",
      "Microsoft.Network/routeTables/read",
      "Microsoft.Network/virtualNetworkTaps/read",
      "Microsoft.Network/virtualNetworks/read",
      "Microsoft.ResourceGraph/resources/read",
      "Microsoft.Resources/subscriptions/read",
      "Microsoft.Resources/subscriptions/resourceGroups/read",
      "Microsoft.ServiceFabric/clusters/read",
      "Microsoft.Sql/managedInstances/read",
      "Microsoft.Sql/servers/read",
      "Microsoft.Storage/storageAccounts/fileServices/read",
      "Microsoft.Storage/storageAccounts/read",
      "Microsoft.Web/sites/basicPublishingCredentialsPolicies/read",
      "Microsoft.Web/sites/config/read",
      "Microsoft.Web/sites/read",
      "Microsoft.Web/sites/slots/config/read",
      "Microsoft.Web/sites/slots/read",
    ]
  }

  assignable_scopes = [data.azurerm_management_group.scope.id]
}

resource "azurerm_role_assignment" "scan" {
  scope              = data.azurerm_management_group.scope.id
  role_definition_id = azurerm_role_definition.scan.role_definition_resource_id
  principal_id       = var.principal_id
}
