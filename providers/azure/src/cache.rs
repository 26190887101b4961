//! Azure Cache for Redis: the Basic, Standard and Premium tiers.

use crate::arm::{Arm, Properties};
use overhear_core::{Shape, ops};
use serde::Deserialize;

ops! {
    Azure;

    /// The Redis caches of a subscription.
    REDIS_CACHES: RedisCache = "Microsoft.Cache:Redis_ListBySubscription" {
        permission: "Microsoft.Cache/redis/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/redis/redis/list-by-subscription",
        reach: Account,
        shape: Shape::Arm { kind: "Microsoft.Cache/redis", marker: "" },
    }
}

#[cfg(feature = "live")]
crate::reads! {
    REDIS_CACHES => get "/subscriptions/{subscription}/providers/Microsoft.Cache/redis", "2023-08-01",
        strip: &[
            "/properties/accessKeys",
            "/properties/redisConfiguration/rdb-storage-connection-string",
            "/properties/redisConfiguration/aof-storage-connection-string-0",
            "/properties/redisConfiguration/aof-storage-connection-string-1",
        ];
}

/// A Redis cache.
pub type RedisCache = Arm<RedisCacheProperties>;

/// Settings of a Redis cache.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RedisCacheProperties {
    /// True where port 6379, which has no TLS, is open; absent: false.
    pub enable_non_ssl_port: Option<bool>,
    /// `1.0`, `1.1` or `1.2`.
    pub minimum_tls_version: Option<String>,
}

impl Properties for RedisCacheProperties {
    const KIND: &'static str = "Microsoft.Cache/redis";
}
