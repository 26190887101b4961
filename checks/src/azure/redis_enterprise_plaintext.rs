use crate::{Check, Confidence, Kind, Need::Required, Rating, Results, Ruling, ScopeView, Severity, Sight};
use overhear_azure::cache_enterprise::{CLUSTERS, DATABASES};
use overhear_core::Provider;

pub(super) static CHECK: Check = Check {
    id: "azure-redis-enterprise-plaintext",
    provider: Provider::Azure,
    kind: Kind::Cleartext,
    severity: Rating::Always(Severity::High),
    confidence: Confidence::hundredths(95),
    title: "A database of Azure Managed Redis speaks plaintext",
    resource_type: "Microsoft.Cache/redisEnterprise/databases",
    needs: &[Required(&CLUSTERS.op), Required(&DATABASES.op)],
    remediation: "Let clients use TLS, then require it: `az redisenterprise database update --cluster-name CLUSTER \
                  --resource-group GROUP --client-protocol Encrypted`.",
    references: &[
        "https://learn.microsoft.com/en-us/rest/api/redis/redisenterprisecache/databases/list-by-cluster",
        "https://learn.microsoft.com/en-us/cli/azure/redisenterprise/database",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Databases of Azure Managed Redis and of the Enterprise tiers of Azure Cache for Redis with `clientProtocol` \
`Plaintext`. An absent or undocumented `clientProtocol` is unknown. The Basic, Standard and Premium tiers are another \
API: see azure-redis-non-tls-port-enabled.

## Why it matters

A plaintext database refuses TLS, so every client sends its access key or token, and every key and value, as they are.

## Evidence

`clientProtocol` of the database.

## False positives

None known: clients of such a database cannot encrypt. A private endpoint keeps the traffic off the internet, where a \
recording inside the network still reads it.

## Remediation

```sh
az redisenterprise database update --cluster-name CLUSTER --resource-group GROUP --client-protocol Encrypted
```

```hcl
resource \"azurerm_managed_redis\" \"example\" {
  default_database {
    client_protocol = \"Encrypted\"
  }
}
```

Clients must be switched to TLS at the same moment. Change the access keys afterwards.

## Native controls

None: no Azure Policy definition and no Defender for Cloud recommendation looks at `clientProtocol`.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for cluster in scope.items(&CLUSTERS) {
        if scope.items_for(&DATABASES, &cluster.id).is_empty()
            && scope.sight_for(&DATABASES.op, &cluster.id) == Sight::Clear
        {
            out.pass(&cluster, "it has no database");
        }
    }
    for database in scope.items(&DATABASES) {
        let protocol = database.properties.client_protocol.as_deref();
        match protocol {
            Some(protocol) if protocol.eq_ignore_ascii_case("Encrypted") => {
                out.pass(&database, "clients must speak TLS");
            }
            Some(protocol) if protocol.eq_ignore_ascii_case("Plaintext") => {
                let mut case = out.case(&database);
                case.cite(&database, "/properties/clientProtocol", protocol, "clients cannot encrypt");
                let message = "Clients of the Redis database speak plaintext: it takes no TLS.";
                out.rule(case, Ruling::Fail(Severity::High, message.to_owned()));
            }
            Some(other) => out.unknown(&database, format!("its clientProtocol, {other}, is not documented")),
            None => out.unknown(&database, "clientProtocol is absent"),
        }
    }
}
