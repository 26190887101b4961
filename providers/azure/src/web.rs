//! Azure App Service: web apps and function apps, and their slots.

use crate::arm::{Arm, Properties, place, subscription};
use overhear_core::{Document, Home, Resource, Scope, Shape, Tags, ops};
use serde::Deserialize;

ops! {
    Azure;

    /// The web apps and function apps of a subscription.
    WEB_APPS: Site = "Microsoft.Web:WebApps_List" {
        permission: "Microsoft.Web/sites/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/appservice/web-apps/list",
        reach: Account,
        shape: Shape::Arm { kind: "Microsoft.Web/sites", marker: "" },
    }

    /// The configuration of one app: the one in the list of apps is mostly null.
    WEB_APP_CONFIGURATIONS: SiteConfiguration = "Microsoft.Web:WebApps_GetConfiguration" {
        permission: "Microsoft.Web/sites/config/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/appservice/web-apps/get-configuration",
        reach: Account,
        per: WEB_APPS,
        shape: Shape::Arm { kind: "Microsoft.Web/sites/config", marker: "" },
    }

    /// The slots of one app, without the production slot, which is the app itself.
    WEB_APP_SLOTS: Site = "Microsoft.Web:WebApps_ListSlots" {
        permission: "Microsoft.Web/sites/slots/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/appservice/web-apps/list-slots",
        reach: Account,
        per: WEB_APPS,
        shape: Shape::Arm { kind: "Microsoft.Web/sites/slots", marker: "" },
    }

    /// The configuration of one slot.
    WEB_APP_SLOT_CONFIGURATIONS: SiteConfiguration = "Microsoft.Web:WebApps_GetConfigurationSlot" {
        permission: "Microsoft.Web/sites/slots/config/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/appservice/web-apps/get-configuration-slot",
        reach: Account,
        per: WEB_APP_SLOTS,
        shape: Shape::Arm { kind: "Microsoft.Web/sites/slots/config", marker: "" },
    }

    /// Whether one app takes passwords over FTP.
    WEB_APP_FTP_POLICIES: FtpPolicy = "Microsoft.Web:WebApps_GetFtpAllowed" {
        permission: "Microsoft.Web/sites/basicPublishingCredentialsPolicies/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/appservice/web-apps/get-ftp-allowed",
        reach: Account,
        per: WEB_APPS,
        shape: Shape::Arm { kind: "Microsoft.Web/sites/basicPublishingCredentialsPolicies", marker: "" },
    }
}

#[cfg(feature = "live")]
crate::reads! {
    WEB_APPS => get "/subscriptions/{subscription}/providers/Microsoft.Web/sites", "2024-11-01", strip: SITE_SECRETS;

    WEB_APP_CONFIGURATIONS => get "{parent}/config/web", "2023-12-01",
        parents: Parents::Of(&[Source { op: &WEB_APPS.op, keys: |item| Parent::at(item, "/id") }]),
        items: "",
        gone: GONE,
        strip: CONFIGURATION_SECRETS;

    WEB_APP_SLOTS => get "{parent}/slots", "2024-11-01",
        parents: Parents::Of(&[Source { op: &WEB_APPS.op, keys: |item| Parent::at(item, "/id") }]),
        gone: GONE,
        strip: SITE_SECRETS;

    WEB_APP_SLOT_CONFIGURATIONS => get "{parent}/config/web", "2023-12-01",
        parents: Parents::Of(&[Source { op: &WEB_APP_SLOTS.op, keys: |item| Parent::at(item, "/id") }]),
        items: "",
        gone: GONE,
        strip: CONFIGURATION_SECRETS;

    WEB_APP_FTP_POLICIES => get "{parent}/basicPublishingCredentialsPolicies/ftp", "2023-12-01",
        parents: Parents::Of(&[Source { op: &WEB_APPS.op, keys: |item| Parent::at(item, "/id") }]),
        items: "",
        gone: GONE;
}

/// What is answered for an app or slot that was deleted.
#[cfg(feature = "live")]
const GONE: &[&str] = &["ParentResourceNotFound", "ResourceGroupNotFound", "ResourceNotFound"];

/// What an app may hold of secrets: settings alone, which are read from the configuration.
#[cfg(feature = "live")]
const SITE_SECRETS: &[&str] = &["/properties/cloningInfo", "/properties/siteConfig"];

/// What a configuration may hold of secrets. A stack (`linuxFxVersion`) may be a whole compose file; a header of an
/// access restriction is what a front door proves itself with.
#[cfg(feature = "live")]
const CONFIGURATION_SECRETS: &[&str] = &[
    "/properties/apiDefinition",
    "/properties/appCommandLine",
    "/properties/appSettings",
    "/properties/autoHealRules/actions/customAction",
    "/properties/azureStorageAccounts",
    "/properties/connectionStrings",
    "/properties/handlerMappings",
    "/properties/ipSecurityRestrictions/*/headers",
    "/properties/linuxFxVersion",
    "/properties/machineKey",
    "/properties/metadata",
    "/properties/publishingPassword",
    "/properties/publishingUsername",
    "/properties/push",
    "/properties/scmIpSecurityRestrictions/*/headers",
    "/properties/windowsFxVersion",
];

/// A web app or function app, or a slot of one.
#[derive(Debug, Deserialize)]
pub struct Site {
    /// Its ARM id.
    pub id: String,
    /// The name of the app; of a slot `app/slot`.
    pub name: Option<String>,
    /// `West Europe`, for example.
    pub location: Option<String>,
    /// Tags.
    #[serde(default)]
    pub tags: Tags,
    /// Words between commas: `app`, `functionapp`, `linux`, `workflowapp`, …
    pub kind: Option<String>,
    /// Its settings.
    pub properties: SiteProperties,
}

/// Settings of an app or slot. `siteConfig` is left unread: its nulls are no values.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SiteProperties {
    /// `Running` or `Stopped`.
    pub state: Option<String>,
    /// True where plain HTTP is answered with a redirection; absent: false.
    pub https_only: Option<bool>,
    /// True where the front end speaks TLS to the worker.
    pub end_to_end_encryption_enabled: Option<bool>,
    /// The tier of the plan: `Dynamic` is Consumption.
    pub sku: Option<String>,
}

impl Document for Site {
    fn key(&self) -> &str {
        &self.id
    }

    fn resource(&self, scope: &Scope) -> Resource {
        // The id ends with `…/sites/APP` or `…/sites/APP/slots/SLOT`.
        let is_slot = self.id.rsplit('/').nth(1).is_some_and(|part| part.eq_ignore_ascii_case("slots"));
        let kind = if is_slot { "Microsoft.Web/sites/slots" } else { "Microsoft.Web/sites" };
        Resource::new(&place(scope, &self.id, self.location.as_deref()), kind, self.id.as_str())
            .named(self.name.as_deref())
            .tagged(&self.tags)
    }

    fn home(&self) -> Home<'_> {
        Home { account: subscription(&self.id), region: self.location.as_deref() }
    }
}

/// The configuration of an app or slot.
#[derive(Debug, Deserialize)]
pub struct SiteConfiguration {
    /// Its ARM id: that of the app or slot, and `/config/web`.
    pub id: String,
    /// The name of the app or slot, or `web`.
    pub name: Option<String>,
    /// `West Europe`, for example.
    pub location: Option<String>,
    /// Its settings.
    pub properties: SiteConfigurationProperties,
}

/// What an app or slot takes.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SiteConfigurationProperties {
    /// The oldest TLS that it takes: `1.0`, `1.1`, `1.2` or `1.3`.
    pub min_tls_version: Option<String>,
    /// The oldest TLS that its deployment site takes.
    pub scm_min_tls_version: Option<String>,
    /// `AllAllowed`, `FtpsOnly` or `Disabled`.
    pub ftps_state: Option<String>,
}

impl Document for SiteConfiguration {
    fn key(&self) -> &str {
        &self.id
    }

    fn resource(&self, scope: &Scope) -> Resource {
        // The id ends with `…/sites/APP/config/web` or `…/slots/SLOT/config/web`.
        let is_slot = self.id.rsplit('/').nth(3).is_some_and(|part| part.eq_ignore_ascii_case("slots"));
        let kind = if is_slot { "Microsoft.Web/sites/slots/config" } else { "Microsoft.Web/sites/config" };
        Resource::new(&place(scope, &self.id, self.location.as_deref()), kind, self.id.as_str())
            .named(self.name.as_deref())
    }

    fn home(&self) -> Home<'_> {
        Home { account: subscription(&self.id), region: self.location.as_deref() }
    }
}

/// Whether an app takes passwords over FTP.
pub type FtpPolicy = Arm<FtpPolicyProperties>;

/// What the policy says.
#[derive(Debug, Deserialize)]
pub struct FtpPolicyProperties {
    /// True where it does.
    pub allow: Option<bool>,
}

impl Properties for FtpPolicyProperties {
    const KIND: &'static str = "Microsoft.Web/sites/basicPublishingCredentialsPolicies";
}
