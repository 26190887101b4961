use crate::{STAGES, Snapshot, TEAMS, hex, pick};
use fastrand::Rng;
use serde_json::{Value, json};
use std::io;

const ZONES: [&str; 3] = ["europe-west1-b", "europe-west3-c", "us-central1-a"];
const BASE: &str = "https://www.googleapis.com/compute/v1/projects";

pub(crate) fn project(out: &mut Snapshot, rng: &mut Rng, number: u32) -> io::Result<()> {
    let project = format!("{}-{number:05}", pick(rng, &TEAMS));
    let scope = json!({"provider": "gcp", "account": project, "region": "global"});
    let size = rng.usize(60..300);

    let instances: Vec<_> = (0..size).map(|number| instance(rng, &project, number)).collect();
    let mirrored = rng.u32(0..20) == 0;
    let policies = instances.iter().take(usize::from(mirrored)).map(|source| json!({
        "kind": "compute#packetMirroring", "id": rng.u64(..).to_string(), "creationTimestamp": "2026-10-01T01:02:03.000-07:00",
        "name": "sensor", "selfLink": format!("{BASE}/{project}/regions/europe-west1/packetMirrorings/sensor"), "region": format!("{BASE}/{project}/regions/europe-west1"),
        "network": {"url": format!("{BASE}/{project}/global/networks/main")}, "priority": 1000, "enable": "TRUE",
        "collectorIlb": {"url": format!("{BASE}/{project}/regions/europe-west1/forwardingRules/rule-00000")},
        "mirroredResources": {"instances": [{"url": source["selfLink"]}]}, "filter": {"direction": "BOTH"},
    }));
    let policies: Vec<_> = policies.collect();
    out.call("compute.packetMirrorings.aggregatedList", &scope, None, policies)?;
    out.call("compute.instances.aggregatedList", &scope, None, instances)?;
    let rules = (0..size / 10).map(|number| forwarding_rule(rng, &project, number));
    let rules: Vec<_> = rules.collect();
    out.call("compute.forwardingRules.aggregatedList", &scope, None, rules)?;
    let maps: Vec<_> = (0..size / 20).map(|number| url_map(rng, &project, number)).collect();
    out.call("compute.urlMaps.aggregatedList", &scope, None, maps)?;
    let routes: Vec<_> = (0..size / 8).map(|number| route(rng, &project, number)).collect();
    out.call("compute.routes.list", &scope, None, routes)?;
    for op in [
        "ids.projects.locations.endpoints.list",
        "networksecurity.projects.locations.interceptEndpointGroupAssociations.list",
        "networksecurity.projects.locations.mirroringDeploymentGroups.list",
        "networksecurity.projects.locations.mirroringDeployments.list",
        "networksecurity.projects.locations.mirroringEndpointGroupAssociations.list",
        "networksecurity.projects.locations.mirroringEndpointGroups.list",
        "networksecurity.projects.locations.tlsInspectionPolicies.list",
    ] {
        out.call(op, &scope, None, Vec::new())?;
    }
    Ok(())
}

fn instance(rng: &mut Rng, project: &str, number: usize) -> Value {
    let zone = pick(rng, &ZONES);
    let region = zone.rsplit_once('-').map_or(zone, |(region, _)| region);
    json!({
        "kind": "compute#instance", "id": rng.u64(..).to_string(), "creationTimestamp": "2026-02-03T04:05:06.000-08:00",
        "name": format!("vm-{number:05}"), "description": "", "tags": {"items": ["web", "iap"], "fingerprint": hex(rng, 11)},
        "machineType": format!("{BASE}/{project}/zones/{zone}/machineTypes/n2-standard-4"), "status": "RUNNING",
        "zone": format!("{BASE}/{project}/zones/{zone}"), "canIpForward": rng.u32(0..500) == 0,
        "networkInterfaces": [{
            "kind": "compute#networkInterface", "network": format!("{BASE}/{project}/global/networks/main"),
            "subnetwork": format!("{BASE}/{project}/regions/{region}/subnetworks/main"),
            "networkIP": format!("10.{}.{}.{}", rng.u8(..), rng.u8(..), rng.u8(4..)), "name": "nic0", "fingerprint": hex(rng, 11), "stackType": "IPV4_ONLY",
        }],
        "disks": [{
            "kind": "compute#attachedDisk", "type": "PERSISTENT", "mode": "READ_WRITE", "deviceName": "boot", "index": 0, "boot": true,
            "autoDelete": true, "interface": "SCSI", "diskSizeGb": "50", "architecture": "X86_64",
            "source": format!("{BASE}/{project}/zones/{zone}/disks/vm-{number:05}"),
            "licenses": ["https://www.googleapis.com/compute/v1/projects/debian-cloud/global/licenses/debian-12-bookworm"],
        }],
        "metadata": {"kind": "compute#metadata", "fingerprint": hex(rng, 11), "items": [{"key": "enable-oslogin", "value": "TRUE"}]},
        "serviceAccounts": [{"email": format!("app@{project}.iam.gserviceaccount.com"), "scopes": ["https://www.googleapis.com/auth/cloud-platform"]}],
        "selfLink": format!("{BASE}/{project}/zones/{zone}/instances/vm-{number:05}"),
        "scheduling": {"onHostMaintenance": "MIGRATE", "automaticRestart": true, "preemptible": false, "provisioningModel": "STANDARD"},
        "cpuPlatform": "Intel Ice Lake", "labels": {"team": pick(rng, &TEAMS), "stage": pick(rng, &STAGES)}, "labelFingerprint": hex(rng, 11),
        "startRestricted": false, "deletionProtection": false, "lastStartTimestamp": "2026-02-03T04:05:30.000-08:00",
        "shieldedInstanceConfig": {"enableSecureBoot": true, "enableVtpm": true, "enableIntegrityMonitoring": true}, "fingerprint": hex(rng, 11),
    })
}

fn forwarding_rule(rng: &mut Rng, project: &str, number: usize) -> Value {
    json!({
        "kind": "compute#forwardingRule", "id": rng.u64(..).to_string(), "creationTimestamp": "2026-02-03T04:05:06.000-08:00",
        "name": format!("rule-{number:05}"), "region": format!("{BASE}/{project}/regions/europe-west1"), "IPAddress": "10.0.0.9",
        "IPProtocol": "TCP", "ports": ["443"], "loadBalancingScheme": "INTERNAL", "networkTier": "PREMIUM", "allowGlobalAccess": false,
        "selfLink": format!("{BASE}/{project}/regions/europe-west1/forwardingRules/rule-{number:05}"),
        "subnetwork": format!("{BASE}/{project}/regions/europe-west1/subnetworks/main"), "network": format!("{BASE}/{project}/global/networks/main"),
        "backendService": format!("{BASE}/{project}/regions/europe-west1/backendServices/backend-{number:05}"), "fingerprint": hex(rng, 11),
        "labelFingerprint": hex(rng, 11),
    })
}

fn url_map(rng: &mut Rng, project: &str, number: usize) -> Value {
    let service = format!("{BASE}/{project}/global/backendServices/backend-{number:05}");
    let rules: Vec<_> =
        (0..rng.usize(1..10)).map(|path| json!({"service": service, "paths": [format!("/v{path}/*")]})).collect();
    json!({
        "kind": "compute#urlMap", "id": rng.u64(..).to_string(), "creationTimestamp": "2026-02-03T04:05:06.000-08:00",
        "name": format!("map-{number:05}"), "selfLink": format!("{BASE}/{project}/global/urlMaps/map-{number:05}"),
        "hostRules": [{"hosts": ["*"], "pathMatcher": "paths"}], "defaultService": service, "fingerprint": hex(rng, 11),
        "pathMatchers": [{"name": "paths", "defaultService": service, "pathRules": rules}],
    })
}

fn route(rng: &mut Rng, project: &str, number: usize) -> Value {
    json!({
        "kind": "compute#route", "id": rng.u64(..).to_string(), "creationTimestamp": "2026-02-03T04:05:06.000-08:00",
        "name": format!("route-{number:05}"), "description": "", "network": format!("{BASE}/{project}/global/networks/main"),
        "destRange": format!("10.{}.0.0/16", rng.u8(..)), "priority": 1000, "routeType": "SUBNET",
        "nextHopNetwork": format!("{BASE}/{project}/global/networks/main"), "selfLink": format!("{BASE}/{project}/global/routes/route-{number:05}"),
    })
}
