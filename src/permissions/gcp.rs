//! The least custom role of a scan of Google Cloud, and a template that hands it out.

use overhear_core::Op;
use serde_json::{Value, json};
use std::{collections::BTreeSet, fmt::Write};

/// What every caller may call: the list of predefined roles needs no permission (IAM API reference, `roles.list`).
pub const ALLOWED_ANYWAY: &str = "none";

const TITLE: &str = "Overhear Scan";
const DESCRIPTION: &str = "Reads what the checks of Overhear rest on, and nothing else";

/// The role that allows these operations and nothing else, as `gcloud iam roles create --file` takes it.
pub fn role(ops: &[&'static Op]) -> Value {
    json!({"title": TITLE, "description": DESCRIPTION, "stage": "GA", "includedPermissions": permissions(ops)})
}

/// A Terraform configuration: the role in an organisation and its binding to whoever scans.
pub fn terraform(ops: &[&'static Op]) -> String {
    let mut listed = String::new();
    for permission in permissions(ops) {
        let _ = writeln!(listed, "    \"{permission}\",");
    }
    TERRAFORM.replace("@PERMISSIONS@\n", &listed)
}

fn permissions(ops: &[&'static Op]) -> BTreeSet<&'static str> {
    ops.iter().map(|op| op.permission).filter(|permission| *permission != ALLOWED_ANYWAY).collect()
}

/// `@PERMISSIONS@` stands for the permissions.
const TERRAFORM: &str = r#"# The role with which `overhear scan gcp` reads what its checks need, for every project of an organisation, and its
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
@PERMISSIONS@
  ]
}

resource "google_organization_iam_member" "scan" {
  org_id = var.organization_id
  role   = google_organization_iam_custom_role.scan.id
  member = var.member
}
"#;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discovery::known;
    use overhear_core::Provider;

    /// How permissions that read end.
    const READS: [&str; 6] = ["get", "getIamPolicy", "list", "searchAllResources", "listConfigs", "search"];

    fn all() -> Vec<&'static Op> {
        known(Provider::Gcp)
    }

    #[test]
    fn the_role_holds_the_permissions_of_the_operations_and_no_others() {
        let role = role(&all());
        let held: BTreeSet<_> =
            role["includedPermissions"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        let needed = all().into_iter().map(|op| op.permission).filter(|permission| *permission != ALLOWED_ANYWAY);
        assert_eq!(held, needed.collect());
        let template = terraform(&all());
        let lines = template.lines().filter_map(|line| line.trim().strip_prefix('"')?.strip_suffix("\","));
        assert_eq!(held, lines.collect());
        assert!(!template.contains("@PERMISSIONS@"));
    }

    #[test]
    fn every_permission_reads() {
        for permission in permissions(&all()) {
            let verb = permission.rsplit('.').next().unwrap_or_default();
            assert!(READS.contains(&verb) && permission.split('.').count() == 3, "{permission}");
        }
    }
}
