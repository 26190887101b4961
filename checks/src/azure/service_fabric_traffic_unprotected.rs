use crate::{Check, Confidence, Kind, Need::Required, Rating, Results, Ruling, ScopeView, Severity};
use overhear_azure::{
    arm,
    servicefabric::{CLUSTERS, ClusterProperties},
};
use overhear_core::Provider;

pub(super) static CHECK: Check = Check {
    id: "azure-service-fabric-traffic-unprotected",
    provider: Provider::Azure,
    kind: Kind::Cleartext,
    severity: Rating::Always(Severity::Medium),
    confidence: Confidence::hundredths(85),
    title: "Nodes of a Service Fabric cluster do not encrypt what they send to each other",
    resource_type: "Microsoft.ServiceFabric/clusters",
    needs: &[Required(&CLUSTERS.op)],
    remediation: "Set `ClusterProtectionLevel` to `EncryptAndSign`: `az sf cluster setting set --resource-group GROUP \
                  --cluster-name NAME --section Security --parameter ClusterProtectionLevel --value EncryptAndSign`.",
    references: &[
        "https://learn.microsoft.com/en-us/azure/service-fabric/service-fabric-cluster-fabric-settings",
        "https://learn.microsoft.com/en-us/azure/service-fabric/service-fabric-cluster-security",
        "https://learn.microsoft.com/en-us/rest/api/servicefabric/sfrp-api-clusters_list",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Service Fabric clusters (medium) whose `fabricSettings` do not set `ClusterProtectionLevel` of section `Security` to \
`EncryptAndSign`. Absent: the documented default does not encrypt.

A level that is not documented, levels that contradict each other, and a cluster that is set to encrypt but names no \
certificate, without which its nodes have no secrets, are unknown. Managed clusters are another type and are not read.

## Why it matters

What nodes replicate to each other is the state of the services, and crosses the virtual network. Signed only, or not \
even that, whoever records it reads it.

## Evidence

The parameter and its value, or the cluster without it.

## False positives

Services that encrypt what they replicate by themselves.

## Remediation

```sh
az sf cluster setting set --resource-group GROUP --cluster-name NAME --section Security \\
  --parameter ClusterProtectionLevel --value EncryptAndSign
```

```hcl
resource \"azurerm_service_fabric_cluster\" \"example\" {
  fabric_settings {
    name       = \"Security\"
    parameters = { ClusterProtectionLevel = \"EncryptAndSign\" }
  }
}
```

## Native controls

azure-defender:7f04fc0c-4a3d-5c7e-ce19-666cb871b510 and azure-policy:617c02be-7f02-4efd-8836-3180d47b6c68 ask for the \
same parameter.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for cluster in scope.items(&CLUSTERS) {
        let levels = levels(&cluster.view().properties);
        let is = |text: &str, word: &str| text.trim().eq_ignore_ascii_case(word);
        let weak = levels.iter().find(|(_, level)| level.is_some_and(|level| is(level, "Sign") || is(level, "None")));
        let sound = |level: Option<&str>| level.is_some_and(|level| is(level, "EncryptAndSign"));
        if levels.iter().any(|(_, level)| sound(*level)) && weak.is_some() {
            out.unknown(&cluster, "ClusterProtectionLevel is set more than once, to different levels");
            continue;
        }
        if let Some((_, level)) = levels.iter().find(|(_, level)| weak.is_none() && !sound(*level)) {
            out.unknown(&cluster, format!("its ClusterProtectionLevel is {}", level.unwrap_or("absent")));
            continue;
        }
        if weak.is_none() && !levels.is_empty() {
            if cluster.properties.is_secured() {
                out.pass(&cluster, "ClusterProtectionLevel is EncryptAndSign");
            } else {
                out.unknown(
                    &cluster,
                    "ClusterProtectionLevel is EncryptAndSign, but no certificate secures the cluster",
                );
            }
            continue;
        }
        let mut case = out.case(&cluster);
        if let Some((pointer, level)) = weak {
            case.cite(&cluster, pointer, level, "what nodes do to what they send");
        } else {
            let note = "ClusterProtectionLevel is absent: its documented default does not encrypt";
            case.cite(&cluster, "/id", &cluster.id, note);
        }
        let name = arm::last_segment(&cluster.view().id);
        let message = format!("Nodes of cluster {name} do not encrypt what they send to each other.");
        out.rule(case, Ruling::Fail(Severity::Medium, message));
    }
}

/// The protection levels that are set, and where.
fn levels(cluster: &ClusterProperties) -> Vec<(String, Option<&str>)> {
    let is = |text: Option<&str>, word: &str| text.is_some_and(|text| text.eq_ignore_ascii_case(word));
    let mut levels = Vec::new();
    let sections = cluster.fabric_settings.iter().flatten().enumerate();
    for (outer, section) in sections.filter(|(_, section)| is(section.name.as_deref(), "Security")) {
        for (inner, parameter) in section.parameters.iter().flatten().enumerate() {
            if is(parameter.name.as_deref(), "ClusterProtectionLevel") {
                let pointer = format!("/properties/fabricSettings/{outer}/parameters/{inner}/value");
                levels.push((pointer, parameter.value.as_deref()));
            }
        }
    }
    levels
}
