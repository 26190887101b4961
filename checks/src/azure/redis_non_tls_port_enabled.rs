use super::tls_floor::Floor;
use crate::{Check, Confidence, Kind, Need::Required, Rating, Results, Ruling, ScopeView, Severity};
use overhear_azure::cache::REDIS_CACHES;
use overhear_core::Provider;

pub(super) static CHECK: Check = Check {
    id: "azure-redis-non-tls-port-enabled",
    provider: Provider::Azure,
    kind: Kind::Cleartext,
    severity: Rating::ByFacts,
    confidence: Confidence::hundredths(95),
    title: "A Redis cache listens on a port without TLS",
    resource_type: "Microsoft.Cache/redis",
    needs: &[Required(&REDIS_CACHES.op)],
    remediation: "Close the port: `az redis update --ids ID --set enableNonSslPort=false`; for an old minimum version \
                  `az redis update --ids ID --set minimumTlsVersion=1.2`.",
    references: &[
        "https://learn.microsoft.com/en-us/azure/azure-cache-for-redis/cache-configure",
        "https://learn.microsoft.com/en-us/azure/azure-cache-for-redis/cache-remove-tls-10-11",
        "https://learn.microsoft.com/en-us/rest/api/redis/redis/list-by-subscription",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Azure Cache for Redis (Basic, Standard, Premium).

- high: `enableNonSslPort` is true, so port 6379 takes connections without TLS
- low: the port is closed, but `minimumTlsVersion` is 1.0 or 1.1

`enableNonSslPort` absent: documented default false. `minimumTlsVersion` absent does not matter here; a value that is \
not documented is unknown. Azure Managed Redis and the Enterprise tiers are azure-redis-enterprise-plaintext.

## Why it matters

Over port 6379 the access key goes first, in plaintext, and every key and value after it. Whoever records one \
connection can open more.

## Evidence

`enableNonSslPort`, and `minimumTlsVersion` where it is old.

## False positives

Clients may all use port 6380 by themselves; nothing in the API shows that. Microsoft announced that caches refuse TLS \
1.0 and 1.1 whatever they are set to, hence low.

## Remediation

```sh
az redis update --ids ID --set enableNonSslPort=false minimumTlsVersion=1.2
```

```hcl
resource \"azurerm_redis_cache\" \"example\" {
  non_ssl_port_enabled = false
  minimum_tls_version  = \"1.2\"
}
```

Change the access keys afterwards.

## Native controls

azure-defender:35b25be2-d08a-e340-45ed-f08a95d804fc and azure-policy:22bee202-a82f-4305-9a2a-6d7f44d4dedb look at the \
port, not at the version.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for cache in scope.items(&REDIS_CACHES) {
        let version = cache.properties.minimum_tls_version.as_deref();
        let floor = Floor::of(version);
        let is_open = match (cache.properties.enable_non_ssl_port, &floor) {
            (Some(true), _) => true,
            (_, Floor::Weak(_)) => false,
            (_, Floor::Open | Floor::Undocumented(_)) => {
                let version = version.unwrap_or_default();
                out.unknown(&cache, format!("its minimumTlsVersion, {version}, is not documented"));
                continue;
            }
            (Some(false), Floor::Untold | Floor::Sound(_)) => {
                out.pass(&cache, "enableNonSslPort is false");
                continue;
            }
            (None, Floor::Untold | Floor::Sound(_)) => {
                out.pass(&cache, "enableNonSslPort is absent: documented default false");
                continue;
            }
        };
        let mut case = out.case(&cache);
        if is_open {
            case.cite(&cache, "/properties/enableNonSslPort", true, "port 6379 is open, without TLS");
        }
        if let Floor::Weak(_) = floor {
            case.cite(&cache, "/properties/minimumTlsVersion", version, "the oldest version it admits");
        }
        let ruling = match floor {
            Floor::Weak(weak) if !is_open => {
                let message = format!("The Redis cache takes TLS connections only, and admits {weak}.");
                Ruling::Fail(Severity::Low, message)
            }
            _ => Ruling::Fail(Severity::High, "The Redis cache takes connections without TLS on port 6379.".to_owned()),
        };
        out.rule(case, ruling);
    }
}
