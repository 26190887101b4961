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
          'Microsoft.Compute/virtualMachineScaleSets/networkInterfaces/read'
          'Microsoft.Compute/virtualMachineScaleSets/read'
          'Microsoft.Management/managementGroups/descendants/read'
          'Microsoft.Network/firewallPolicies/read'
          'Microsoft.Network/firewallPolicies/ruleCollectionGroups/read'
          'Microsoft.Network/loadBalancers/read'
          'Microsoft.Network/networkInterfaces/read'
          'Microsoft.Network/networkInterfaces/tapConfigurations/read'
          'Microsoft.Network/networkWatchers/packetCaptures/queryStatus/action'
          'Microsoft.Network/networkWatchers/packetCaptures/read'
          'Microsoft.Network/networkWatchers/read'
          'Microsoft.Network/routeTables/read'
          'Microsoft.Network/virtualNetworkTaps/read'
          'Microsoft.ResourceGraph/resources/read'
          'Microsoft.Resources/subscriptions/read'
          'Microsoft.Storage/storageAccounts/read'
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
