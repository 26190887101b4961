//! The least custom role of a scan of Azure, and templates that hand it out.

use overhear_core::Op;
use serde_json::{Value, json};
use std::{collections::BTreeSet, fmt::Write};

const NAME: &str = "Overhear Scan";
const DESCRIPTION: &str = "Reads what the checks of Overhear rest on, and nothing else";

/// The role definition that allows these operations and nothing else, as `az role definition create` takes it.
///
/// Most actions are reads; the operations that Azure makes POST requests of (the state of a packet capture, for example)
/// are allowed by their names. The scope is a place to fill in: a management group, so that subscriptions to come are
/// read too.
pub fn role(ops: &[&'static Op]) -> Value {
    json!({
        "Name": NAME, "IsCustom": true, "Description": DESCRIPTION, "Actions": actions(ops), "NotActions": [],
        "DataActions": [], "NotDataActions": [],
        "AssignableScopes": ["/providers/Microsoft.Management/managementGroups/MANAGEMENT-GROUP-ID"],
    })
}

/// A Terraform configuration: the role and its assignment to whoever scans.
pub fn terraform(ops: &[&'static Op]) -> String {
    let mut listed = String::new();
    for action in actions(ops) {
        let _ = writeln!(listed, "      \"{action}\",");
    }
    TERRAFORM.replace("@ACTIONS@\n", &listed)
}

/// A Bicep file for a management group: the role and its assignment to whoever scans.
pub fn bicep(ops: &[&'static Op]) -> String {
    let mut listed = String::new();
    for action in actions(ops) {
        let _ = writeln!(listed, "          '{action}'");
    }
    BICEP.replace("@ACTIONS@\n", &listed)
}

fn actions(ops: &[&'static Op]) -> BTreeSet<&'static str> {
    ops.iter().map(|op| op.permission).collect()
}

/// `@ACTIONS@` stands for the actions.
const TERRAFORM: &str = r#"# The role with which `overhear scan azure` reads what its checks need, for every subscription below a management group,
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
@ACTIONS@
    ]
  }

  assignable_scopes = [data.azurerm_management_group.scope.id]
}

resource "azurerm_role_assignment" "scan" {
  scope              = data.azurerm_management_group.scope.id
  role_definition_id = azurerm_role_definition.scan.role_definition_resource_id
  principal_id       = var.principal_id
}
"#;

/// `@ACTIONS@` stands for the actions.
const BICEP: &str = r"// The role with which `overhear scan azure` reads what its checks need, for every subscription below a management
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
@ACTIONS@
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
";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discovery::known;
    use overhear_core::Provider;

    /// Actions that are POST requests and read all the same.
    const POSTS: [&str; 1] = ["Microsoft.Network/networkWatchers/packetCaptures/queryStatus/action"];

    fn all() -> Vec<&'static Op> {
        known(Provider::Azure)
    }

    /// What stands in a template one a line, between these.
    fn listed<'t>(template: &'t str, before: &str, after: &str) -> BTreeSet<&'t str> {
        let items = template.lines().filter_map(|line| line.trim().strip_prefix(before)?.strip_suffix(after));
        items.filter(|item| item.starts_with("Microsoft.") && !item.contains('@')).collect()
    }

    #[test]
    fn the_role_holds_the_permissions_of_the_operations_and_no_others() {
        let role = role(&all());
        let held: BTreeSet<_> = role["Actions"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        assert_eq!(held, all().iter().map(|op| op.permission).collect());
        assert_eq!(held, listed(&terraform(&all()), "\"", "\","));
        assert_eq!(held, listed(&bicep(&all()), "'", "'"));
    }

    #[test]
    fn every_action_reads() {
        for action in actions(&all()) {
            assert!(!action.contains('*'), "{action}");
            assert!(action.ends_with("/read") || POSTS.contains(&action), "{action}");
            assert!(!action.to_lowercase().contains("listkeys"), "{action}");
        }
    }

    #[test]
    fn only_what_is_asked_for_is_allowed() {
        let one: Vec<_> =
            all().into_iter().filter(|op| op.id == "Microsoft.Network:VirtualNetworkTaps_ListAll").collect();
        assert_eq!(role(&one)["Actions"], json!(["Microsoft.Network/virtualNetworkTaps/read"]));
        assert!(!terraform(&one).contains("@ACTIONS@") && !bicep(&one).contains("@ACTIONS@"));
    }
}
