//! Azure Front Door, Standard and Premium, which is a part of Microsoft.Cdn.

use crate::arm::{Arm, Properties, SubResource, place, subscription};
use overhear_core::{Document, Home, Resource, Scope, Shape, Tags, ops};
use serde::Deserialize;

ops! {
    Azure;

    /// The profiles of a subscription, those of the classic CDN among them.
    PROFILES: Profile = "Microsoft.Cdn:Profiles_List" {
        permission: "Microsoft.Cdn/profiles/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/cdn/profiles/list",
        reach: Account,
        shape: Shape::Arm { kind: "Microsoft.Cdn/profiles", marker: "" },
    }

    /// The endpoints of one Front Door profile.
    ENDPOINTS: Endpoint = "Microsoft.Cdn:AFDEndpoints_ListByProfile" {
        permission: "Microsoft.Cdn/profiles/afdendpoints/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/frontdoor/azurefrontdoorstandardpremium/afd-endpoints/list-by-profile",
        reach: Account,
        per: PROFILES,
        shape: Shape::Arm { kind: "Microsoft.Cdn/profiles/afdEndpoints", marker: "" },
    }

    /// The routes of one endpoint.
    ROUTES: Route = "Microsoft.Cdn:Routes_ListByEndpoint" {
        permission: "Microsoft.Cdn/profiles/afdendpoints/routes/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/frontdoor/azurefrontdoorstandardpremium/routes/list-by-endpoint",
        reach: Account,
        per: ENDPOINTS,
        shape: Shape::Arm { kind: "Microsoft.Cdn/profiles/afdEndpoints/routes", marker: "" },
    }

    /// The domains of one Front Door profile.
    CUSTOM_DOMAINS: CustomDomain = "Microsoft.Cdn:AFDCustomDomains_ListByProfile" {
        permission: "Microsoft.Cdn/profiles/customdomains/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/frontdoor/azurefrontdoorstandardpremium/afd-custom-domains/list-by-profile",
        reach: Account,
        per: PROFILES,
        shape: Shape::Arm { kind: "Microsoft.Cdn/profiles/customDomains", marker: "" },
    }

    /// The rule sets of one Front Door profile, without their rules.
    RULE_SETS: RuleSet = "Microsoft.Cdn:RuleSets_ListByProfile" {
        permission: "Microsoft.Cdn/profiles/rulesets/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/frontdoor/azurefrontdoorstandardpremium/rule-sets/list-by-profile",
        reach: Account,
        per: PROFILES,
        shape: Shape::Arm { kind: "Microsoft.Cdn/profiles/ruleSets", marker: "" },
    }
}

// The set of ciphers is told from version 2025-04-15 on. Later versions list rules inside their rule sets, and rules
// may write headers that origins take for a password.
#[cfg(feature = "live")]
crate::reads! {
    PROFILES => get "/subscriptions/{subscription}/providers/Microsoft.Cdn/profiles", "2024-09-01";
    ENDPOINTS => get "{parent}/afdEndpoints", "2024-09-01",
        parents: Parents::Of(&[Source { op: &PROFILES.op, keys: front_door }]),
        gone: &["ParentResourceNotFound", "ResourceGroupNotFound", "ResourceNotFound"];
    ROUTES => get "{parent}/routes", "2024-09-01",
        parents: Parents::Of(&[Source { op: &ENDPOINTS.op, keys: |endpoint| Parent::at(endpoint, "/id") }]),
        gone: &["ParentResourceNotFound", "ResourceGroupNotFound", "ResourceNotFound"];
    CUSTOM_DOMAINS => get "{parent}/customDomains", "2025-04-15",
        parents: Parents::Of(&[Source { op: &PROFILES.op, keys: front_door }]),
        gone: &["ParentResourceNotFound", "ResourceGroupNotFound", "ResourceNotFound"],
        strip: &["/properties/validationProperties/validationToken"];
    RULE_SETS => get "{parent}/ruleSets", "2024-09-01",
        parents: Parents::Of(&[Source { op: &PROFILES.op, keys: front_door }]),
        gone: &["ParentResourceNotFound", "ResourceGroupNotFound", "ResourceNotFound"],
        strip: &["/properties/rules"];
}

/// The id of a profile of Front Door; that of a classic one has none of its parts.
#[cfg(feature = "live")]
fn front_door(profile: &serde_json::Value) -> Vec<crate::live::Parent> {
    let sku = crate::live::at(profile, "/sku/name").unwrap_or_default();
    if FRONT_DOOR.iter().any(|own| own.eq_ignore_ascii_case(sku)) {
        crate::live::Parent::at(profile, "/id")
    } else {
        Vec::new()
    }
}

/// The SKUs of profiles of Front Door.
pub const FRONT_DOOR: [&str; 2] = ["Standard_AzureFrontDoor", "Premium_AzureFrontDoor"];

/// A profile: the envelope and the SKU, since none of its settings is read.
#[derive(Debug, Deserialize)]
pub struct Profile {
    /// Its ARM id.
    pub id: String,
    /// The last part of the id.
    pub name: Option<String>,
    /// `global`
    pub location: Option<String>,
    /// Tags.
    #[serde(default)]
    pub tags: Tags,
    /// What it is.
    pub sku: Option<Sku>,
}

/// What a profile is.
#[derive(Debug, Deserialize)]
pub struct Sku {
    /// One of [`FRONT_DOOR`], or `Standard_Microsoft` and others of the classic CDN.
    pub name: Option<String>,
}

impl Document for Profile {
    fn key(&self) -> &str {
        &self.id
    }

    fn resource(&self, scope: &Scope) -> Resource {
        let place = place(scope, &self.id, self.location.as_deref());
        Resource::new(&place, "Microsoft.Cdn/profiles", self.id.as_str()).named(self.name.as_deref()).tagged(&self.tags)
    }

    fn home(&self) -> Home<'_> {
        Home { account: subscription(&self.id), region: self.location.as_deref() }
    }
}

/// An endpoint.
pub type Endpoint = Arm<EndpointProperties>;

/// Settings of an endpoint.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EndpointProperties {
    /// `Enabled` or `Disabled`.
    pub enabled_state: Option<String>,
}

impl Properties for EndpointProperties {
    const KIND: &'static str = "Microsoft.Cdn/profiles/afdEndpoints";
}

/// A route.
pub type Route = Arm<RouteProperties>;

/// Settings of a route.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RouteProperties {
    /// `Enabled` or `Disabled`.
    pub enabled_state: Option<String>,
    /// `Http`, `Https`: what clients may speak.
    pub supported_protocols: Option<Vec<String>>,
    /// `Enabled` where clients of HTTP are sent to HTTPS, or `Disabled`.
    pub https_redirect: Option<String>,
    /// `HttpOnly`, `HttpsOnly` or `MatchRequest`: what origins are spoken to in.
    pub forwarding_protocol: Option<String>,
    /// The rule sets that apply to it, which may redirect, too.
    pub rule_sets: Option<Vec<SubResource>>,
}

impl Properties for RouteProperties {
    const KIND: &'static str = "Microsoft.Cdn/profiles/afdEndpoints/routes";
}

/// A domain.
pub type CustomDomain = Arm<CustomDomainProperties>;

/// Settings of a domain.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CustomDomainProperties {
    /// How TLS is spoken.
    pub tls_settings: Option<TlsSettings>,
}

/// How TLS is spoken on a domain.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TlsSettings {
    /// `TLS10`, `TLS12` or `TLS13`.
    pub minimum_tls_version: Option<String>,
    /// `TLS10_2019`, `TLS12_2022`, `TLS12_2023` or `Customized`; version 2025-04-15 and later.
    pub cipher_suite_set_type: Option<String>,
}

impl Properties for CustomDomainProperties {
    const KIND: &'static str = "Microsoft.Cdn/profiles/customDomains";
}

/// A rule set. None of its own settings is read.
pub type RuleSet = Arm<RuleSetProperties>;

/// Settings of a rule set.
#[derive(Debug, Deserialize)]
pub struct RuleSetProperties {}

impl Properties for RuleSetProperties {
    const KIND: &'static str = "Microsoft.Cdn/profiles/ruleSets";
}
