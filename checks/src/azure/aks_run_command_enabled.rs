use crate::{Check, Confidence, Kind, Need::Required, Rating, Results, Ruling, ScopeView, Severity};
use overhear_azure::{arm, containerservice::MANAGED_CLUSTERS};
use overhear_core::Provider;

pub(super) static CHECK: Check = Check {
    id: "azure-aks-run-command-enabled",
    provider: Provider::Azure,
    kind: Kind::Permission,
    severity: Rating::Always(Severity::Low),
    confidence: Confidence::hundredths(70),
    title: "A Kubernetes cluster runs commands from Azure",
    resource_type: "Microsoft.ContainerService/managedClusters",
    needs: &[Required(&MANAGED_CLUSTERS.op)],
    remediation: "Switch it off: `az aks update --resource-group GROUP --name CLUSTER --disable-run-command`; \
                  restrict `Microsoft.ContainerService/managedClusters/runcommand/action`.",
    references: &[
        "https://learn.microsoft.com/en-us/azure/aks/access-private-cluster",
        "https://learn.microsoft.com/en-us/rest/api/aks/managed-clusters/list",
        "https://learn.microsoft.com/en-us/rest/api/aks/managed-clusters/run-command",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Clusters of Azure Kubernetes Service (low) whose `apiServerAccessProfile.disableRunCommand` is not true. Absent: \
documented default false, so commands run. A cluster with `powerState.code` Stopped is not applicable.

## Why it matters

`runCommand` starts a pod with the rights of a cluster administrator, through Azure and past the network that a \
private cluster hides behind. From there it is one step to a pod on the network of a node that records packets.

## Evidence

`disableRunCommand`, or the profile without it.

## False positives

Operators of private clusters use it on purpose. Azure roles and Kubernetes roles still decide who may; pods that \
already sit on the network of a node (`hostNetwork`) are objects of Kubernetes that this API does not show.

## Remediation

```sh
az aks update --resource-group GROUP --name CLUSTER --disable-run-command
```

```hcl
resource \"azurerm_kubernetes_cluster\" \"example\" {
  run_command_enabled = false
}
```

## Native controls

None in the catalogue.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for cluster in scope.items(&MANAGED_CLUSTERS) {
        let properties = &cluster.view().properties;
        let disabled = properties.api_server_access_profile.as_ref().and_then(|profile| profile.disable_run_command);
        let power = properties.power_state.as_ref().and_then(|power| power.code.as_deref());
        if disabled == Some(true) {
            out.pass(&cluster, "disableRunCommand is true");
            continue;
        }
        if power.is_some_and(|code| code.eq_ignore_ascii_case("Stopped")) {
            out.not_applicable(&cluster, "it is stopped");
            continue;
        }
        let mut case = out.case(&cluster);
        if disabled.is_some() {
            let pointer = "/properties/apiServerAccessProfile/disableRunCommand";
            case.cite(&cluster, pointer, false, "Azure runs commands in the cluster");
        } else {
            case.cite(&cluster, "/id", &cluster.id, "disableRunCommand is absent: documented default false");
        }
        let name = arm::last_segment(&cluster.view().id);
        let message = format!("Cluster {name} runs commands from Azure, with the rights of a cluster administrator.");
        out.rule(case, Ruling::Fail(Severity::Low, message));
    }
}
