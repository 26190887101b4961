// The role with which `overhear scan azure` reads what its checks need, for every subscription below a management
// group, and its assignment to the principal that scans.
//
//   az deployment mg create --management-group-id ID --location westeurope \
//     --template-file azure-role.bicep --parameters principalId=OBJECT-ID

targetScope = 'managementGroup'

@description('The object id of the service principal, managed identity or group that scans.')
param principalId string

@description('What the principal is.')
@allowed(['ServicePrincipal', 'Group', 'User'])
param principalType string = 'ServicePrincipal'

resource role 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(managementGroup().id, 'overhear-scan')
  properties: {
    roleName: 'Overhear Scan'
    description: 'Reads what the checks of Overhear rest on, and nothing else'
    type: 'CustomRole'
    permissions: [
      {
        actions: [
          'Microsoft.ApiManagement/service/apis/read'
          'Microsoft.ApiManagement/service/backends/read'
          'Microsoft.ApiManagement/service/read'
          'Microsoft.App/containerApps/read'
          'Microsoft.App/managedEnvironments/read'
          'Microsoft.Authorization/denyAssignments/read'
          'Microsoft.Authorization/roleAssignments/read'
          'Microsoft.Authorization/roleDefinitions/read'
          'Microsoft.Authorization/roleEligibilityScheduleInstances/read'
          'Microsoft.Cache/redis/read'
          'Microsoft.Cache/redisEnterprise/databases/read'
          'Microsoft.Cache/redisEnterprise/read'
          'Microsoft.Cdn/profiles/afdendpoints/read'
          'Microsoft.Cdn/profiles/afdendpoints/routes/read'
          'Microsoft.Cdn/profiles/customdomains/read'
          'Microsoft.Cdn/profiles/read'
          'Microsoft.Cdn/profiles/rulesets/read'
          'Microsoft.Compute/virtualMachineScaleSets/networkInterfaces/read'
          'Microsoft.Compute/virtualMachineScaleSets/read'
          'Microsoft.Compute/virtualMachines/extensions/read'
          'Microsoft.Compute/virtualMachines/read'
          'Microsoft.ContainerService/managedClusters/read'
          'Microsoft.DBforMySQL/flexibleServers/configurations/read'
          'Microsoft.DBforMySQL/flexibleServers/read'
          'Microsoft.DBforMySQL/servers/read'
          'Microsoft.DBforPostgreSQL/flexibleServers/configurations/read'
          'Microsoft.DBforPostgreSQL/flexibleServers/read'
          'Microsoft.DBforPostgreSQL/servers/read'
          'Microsoft.HDInsight/clusters/read'
          'Microsoft.Insights/activityLogAlerts/read'
          'Microsoft.Insights/diagnosticSettings/read'
          'Microsoft.Management/managementGroups/descendants/read'
          'Microsoft.Network/applicationGatewayAvailableSslOptions/predefinedPolicies/read'
          'Microsoft.Network/applicationGateways/read'
          'Microsoft.Network/connections/read'
          'Microsoft.Network/firewallPolicies/read'
          'Microsoft.Network/firewallPolicies/ruleCollectionGroups/read'
          'Microsoft.Network/loadBalancers/read'
          'Microsoft.Network/networkInterfaces/read'
          'Microsoft.Network/networkInterfaces/tapConfigurations/read'
          'Microsoft.Network/networkWatchers/flowLogs/read'
          'Microsoft.Network/networkWatchers/packetCaptures/queryStatus/action'
          'Microsoft.Network/networkWatchers/packetCaptures/read'
          'Microsoft.Network/networkWatchers/read'
          'Microsoft.Network/routeTables/read'
          'Microsoft.Network/virtualNetworkTaps/read'
          'Microsoft.Network/virtualNetworks/read'
          'Microsoft.ResourceGraph/resources/read'
          'Microsoft.Resources/subscriptions/read'
          'Microsoft.Resources/subscriptions/resourceGroups/read'
          'Microsoft.ServiceFabric/clusters/read'
          'Microsoft.Sql/managedInstances/read'
          'Microsoft.Sql/servers/read'
          'Microsoft.Storage/storageAccounts/fileServices/read'
          'Microsoft.Storage/storageAccounts/read'
          'Microsoft.Web/sites/basicPublishingCredentialsPolicies/read'
          'Microsoft.Web/sites/config/read'
          'Microsoft.Web/sites/read'
          'Microsoft.Web/sites/slots/config/read'
          'Microsoft.Web/sites/slots/read'
        ]
      }
    ]
    assignableScopes: [managementGroup().id]
  }
}

resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(managementGroup().id, principalId, role.id)
  properties: {
    roleDefinitionId: role.id
    principalId: principalId
    principalType: principalType
  }
}

output roleDefinitionId string = role.id
