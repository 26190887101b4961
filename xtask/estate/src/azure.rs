use crate::{STAGES, Snapshot, TEAMS, hex, pick};
use fastrand::Rng;
use serde_json::{Value, json};
use std::io;

const REGIONS: [&str; 3] = ["westeurope", "northeurope", "eastus"];

fn id(number: u32) -> String {
    format!("00000000-0000-0000-0000-{number:012}")
}

pub(crate) fn subscription(out: &mut Snapshot, rng: &mut Rng, number: u32) -> io::Result<()> {
    let subscription = id(number);
    let group = format!("/subscriptions/{subscription}/resourceGroups/rg-{}/providers", pick(rng, &TEAMS));
    let scope = json!({"provider": "azure", "account": subscription, "region": "global"});
    let size = rng.usize(60..400);

    let watcher = |region: &str| {
        format!(
            "/subscriptions/{subscription}/resourceGroups/NetworkWatcherRG/providers/Microsoft.Network/networkWatchers/NetworkWatcher_{region}"
        )
    };
    let watchers = REGIONS.iter().map(|region| {
        resource(
            rng,
            &watcher(region),
            "Microsoft.Network/networkWatchers",
            region,
            &json!({"provisioningState": "Succeeded", "runningOperationIds": []}),
        )
    });
    let watchers: Vec<_> = watchers.collect();
    out.call("Microsoft.Network:NetworkWatchers_ListAll", &scope, None, watchers)?;
    for region in REGIONS {
        let captures = if rng.u32(0..40) == 0 { vec![capture(rng, &watcher(region), &group)] } else { Vec::new() };
        let ids: Vec<_> = captures.iter().filter_map(|one| one["id"].as_str().map(str::to_owned)).collect();
        out.call("Microsoft.Network:PacketCaptures_List", &scope, Some(&watcher(region)), captures)?;
        for id in ids {
            let status = json!({
                "name": "trace", "id": id, "captureStartTime": "2026-11-02T05:12:00Z",
                "packetCaptureStatus": pick(rng, &["Running", "Stopped"]), "stopReason": "", "packetCaptureError": [],
            });
            out.call("Microsoft.Network:PacketCaptures_GetStatus", &scope, Some(&id), vec![status])?;
        }
    }
    out.call("Microsoft.Network:VirtualNetworkTaps_ListAll", &scope, None, Vec::new())?;
    let interfaces: Vec<_> = (0..size).map(|number| interface(rng, &group, number)).collect();
    out.call("Microsoft.Network:NetworkInterfaces_ListAll", &scope, None, interfaces)?;
    let tables: Vec<_> = (0..size / 20).map(|number| table(rng, &group, number)).collect();
    out.call("Microsoft.Network:RouteTables_ListAll", &scope, None, tables)?;
    let balancers: Vec<_> = (0..size / 15).map(|number| balancer(rng, &group, number)).collect();
    out.call("Microsoft.Network:LoadBalancers_ListAll", &scope, None, balancers)?;
    out.call("Microsoft.Network:FirewallPolicies_ListAll", &scope, None, Vec::new())?;
    let accounts: Vec<_> = (0..size / 12).map(|number| storage(rng, &group, number)).collect();
    out.call("Microsoft.Storage:StorageAccounts_List", &scope, None, accounts)
}

fn resource(rng: &mut Rng, id: &str, kind: &str, region: &str, properties: &Value) -> Value {
    json!({
        "name": id.rsplit('/').next(), "id": id, "etag": format!("W/\"{}\"", hex(rng, 32)), "type": kind, "location": region,
        "tags": {"team": pick(rng, &TEAMS), "stage": pick(rng, &STAGES), "cost-centre": rng.u32(1000..9999).to_string()},
        "properties": properties,
    })
}

fn capture(rng: &mut Rng, watcher: &str, group: &str) -> Value {
    json!({
        "name": "trace", "id": format!("{watcher}/packetCaptures/trace-{}", hex(rng, 6)), "etag": hex(rng, 32),
        "properties": {
            "provisioningState": "Succeeded", "target": format!("{group}/Microsoft.Compute/virtualMachines/vm-1"),
            "bytesToCapturePerPacket": 0, "totalBytesPerSession": 1_073_741_824, "timeLimitInSeconds": 18_000,
            "storageLocation": {"storageId": format!("{group}/Microsoft.Storage/storageAccounts/traces")}, "filters": [],
        },
    })
}

fn interface(rng: &mut Rng, group: &str, number: usize) -> Value {
    let id = format!("{group}/Microsoft.Network/networkInterfaces/nic-{number:05}");
    let properties = json!({
        "provisioningState": "Succeeded", "resourceGuid": hex(rng, 32),
        "ipConfigurations": [{
            "name": "ipconfig1", "id": format!("{id}/ipConfigurations/ipconfig1"), "etag": format!("W/\"{}\"", hex(rng, 32)),
            "type": "Microsoft.Network/networkInterfaces/ipConfigurations",
            "properties": {
                "provisioningState": "Succeeded", "privateIPAddress": format!("10.{}.{}.{}", rng.u8(..), rng.u8(..), rng.u8(4..)),
                "privateIPAllocationMethod": "Dynamic", "primary": true, "privateIPAddressVersion": "IPv4",
                "subnet": {"id": format!("{group}/Microsoft.Network/virtualNetworks/vnet-1/subnets/default")},
            },
        }],
        "dnsSettings": {"dnsServers": [], "appliedDnsServers": [], "internalDomainNameSuffix": "ax.internal.cloudapp.net"},
        "macAddress": "00-0D-3A-1B-C7-21", "enableAcceleratedNetworking": true, "vnetEncryptionSupported": false,
        "enableIPForwarding": rng.u32(0..500) == 0, "disableTcpStateTracking": false, "primary": true, "nicType": "Standard",
        "networkSecurityGroup": {"id": format!("{group}/Microsoft.Network/networkSecurityGroups/nsg-1")},
        "virtualMachine": {"id": format!("{group}/Microsoft.Compute/virtualMachines/vm-{number:05}")},
        "hostedWorkloads": [], "tapConfigurations": [], "allowPort25Out": false, "auxiliaryMode": "None",
    });
    let region = pick(rng, &REGIONS);
    resource(rng, &id, "Microsoft.Network/networkInterfaces", region, &properties)
}

fn table(rng: &mut Rng, group: &str, number: usize) -> Value {
    let id = format!("{group}/Microsoft.Network/routeTables/rt-{number:05}");
    let routes: Vec<_> = (0..rng.usize(1..8)).map(|route| json!({
        "name": format!("route-{route}"), "id": format!("{id}/routes/route-{route}"), "type": "Microsoft.Network/routeTables/routes",
        "properties": {
            "provisioningState": "Succeeded", "addressPrefix": format!("10.{}.0.0/16", rng.u8(..)), "nextHopType": "VirtualAppliance",
            "nextHopIpAddress": format!("10.0.{}.4", rng.u8(..)), "hasBgpOverride": false,
        },
    })).collect();
    let region = pick(rng, &REGIONS);
    let properties =
        json!({"provisioningState": "Succeeded", "disableBgpRoutePropagation": false, "routes": routes, "subnets": []});
    resource(rng, &id, "Microsoft.Network/routeTables", region, &properties)
}

fn balancer(rng: &mut Rng, group: &str, number: usize) -> Value {
    let id = format!("{group}/Microsoft.Network/loadBalancers/lb-{number:05}");
    let region = pick(rng, &REGIONS);
    let properties = json!({
        "provisioningState": "Succeeded", "resourceGuid": hex(rng, 32), "backendAddressPools": [], "probes": [], "inboundNatRules": [],
        "frontendIPConfigurations": [{
            "name": "front", "id": format!("{id}/frontendIPConfigurations/front"), "zones": ["1", "2", "3"],
            "properties": {
                "provisioningState": "Succeeded", "privateIPAddress": "10.0.0.10", "privateIPAllocationMethod": "Static",
                "subnet": {"id": format!("{group}/Microsoft.Network/virtualNetworks/vnet-1/subnets/default")},
            },
        }],
        "loadBalancingRules": [{"name": "https", "id": format!("{id}/loadBalancingRules/https"), "properties": {
            "protocol": "Tcp", "frontendPort": 443, "backendPort": 8443, "idleTimeoutInMinutes": 4, "loadDistribution": "Default",
        }}],
    });
    resource(rng, &id, "Microsoft.Network/loadBalancers", region, &properties)
}

fn storage(rng: &mut Rng, group: &str, number: usize) -> Value {
    let id = format!("{group}/Microsoft.Storage/storageAccounts/store{number:05}");
    let region = pick(rng, &REGIONS);
    let endpoint = |kind: &str| format!("https://store{number:05}.{kind}.core.windows.net/");
    let properties = json!({
        "provisioningState": "Succeeded", "creationTime": "2024-05-01T00:00:00Z", "primaryLocation": region, "statusOfPrimary": "available",
        "supportsHttpsTrafficOnly": true, "allowBlobPublicAccess": false, "minimumTlsVersion": "TLS1_2",
        "primaryEndpoints": {"blob": endpoint("blob"), "file": endpoint("file"), "queue": endpoint("queue"), "table": endpoint("table")},
        "networkAcls": {"bypass": "AzureServices", "virtualNetworkRules": [], "ipRules": [], "defaultAction": "Deny"},
        "encryption": {"services": {"blob": {"enabled": true}, "file": {"enabled": true}}, "keySource": "Microsoft.Storage"},
    });
    resource(rng, &id, "Microsoft.Storage/storageAccounts", region, &properties)
}
