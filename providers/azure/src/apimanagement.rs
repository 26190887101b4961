//! Azure API Management.

use crate::arm::{Arm, Properties};
use overhear_core::{Shape, ops};
use serde::Deserialize;

ops! {
    Azure;

    /// The API Management services of a subscription.
    SERVICES: Service = "Microsoft.ApiManagement:ApiManagementService_List" {
        permission: "Microsoft.ApiManagement/service/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/apimanagement/api-management-service/list",
        reach: Account,
        shape: Shape::Arm { kind: "Microsoft.ApiManagement/service", marker: "" },
    }

    /// The APIs of one service.
    APIS: Api = "Microsoft.ApiManagement:Api_ListByService" {
        permission: "Microsoft.ApiManagement/service/apis/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/apimanagement/apis/list-by-service",
        reach: Account,
        per: SERVICES,
        shape: Shape::Arm { kind: "Microsoft.ApiManagement/service/apis", marker: "" },
    }

    /// The backends of one service.
    BACKENDS: Backend = "Microsoft.ApiManagement:Backend_ListByService" {
        permission: "Microsoft.ApiManagement/service/backends/read",
        docs: "https://learn.microsoft.com/en-us/rest/api/apimanagement/backend/list-by-service",
        reach: Account,
        per: SERVICES,
        shape: Shape::Arm { kind: "Microsoft.ApiManagement/service/backends", marker: "" },
    }
}

#[cfg(feature = "live")]
crate::reads! {
    SERVICES => get "/subscriptions/{subscription}/providers/Microsoft.ApiManagement/service", "2022-08-01",
        strip: &[
            "/properties/certificates/*/certificatePassword",
            "/properties/certificates/*/encodedCertificate",
            "/properties/hostnameConfigurations/*/certificatePassword",
            "/properties/hostnameConfigurations/*/encodedCertificate",
        ];

    APIS => get "{parent}/apis", "2022-08-01",
        parents: Parents::Of(&[Source { op: &SERVICES.op, keys: |item| Parent::at(item, "/id") }]),
        gone: &["ParentResourceNotFound", "ResourceGroupNotFound", "ResourceNotFound"],
        redact: |api| shorten(api, "/properties/serviceUrl");

    BACKENDS => get "{parent}/backends", "2022-08-01",
        parents: Parents::Of(&[Source { op: &SERVICES.op, keys: |item| Parent::at(item, "/id") }]),
        gone: &["ParentResourceNotFound", "ResourceGroupNotFound", "ResourceNotFound"],
        strip: &["/properties/credentials", "/properties/proxy/password", "/properties/proxy/username"],
        redact: |backend| {
            shorten(backend, "/properties/proxy/url");
            shorten(backend, "/properties/url");
        };
}

/// Takes out of a URL what may be secret: who signs in, and what follows the path.
#[cfg(feature = "live")]
fn shorten(item: &mut serde_json::Value, pointer: &str) {
    let Some(serde_json::Value::String(url)) = item.pointer_mut(pointer) else { return };
    url.truncate(url.find(['?', '#']).unwrap_or(url.len()));
    let Some((scheme, rest)) = url.split_once("://") else { return };
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    if let Some((_, host)) = authority.rsplit_once('@') {
        *url = format!("{scheme}://{host}{path}");
    }
}

/// An API Management service.
pub type Service = Arm<ServiceProperties>;

/// Settings of a service.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ServiceProperties {
    /// `None`, `External`, or `Internal`: reached from inside its virtual network alone.
    pub virtual_network_type: Option<String>,
}

impl Properties for ServiceProperties {
    const KIND: &'static str = "Microsoft.ApiManagement/service";
}

/// An API.
pub type Api = Arm<ApiProperties>;

/// Settings of an API.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ApiProperties {
    /// What its callers may speak: `http`, `https`, `ws`, `wss`.
    pub protocols: Option<Vec<String>>,
    /// False for a revision that is not the one in use.
    pub is_current: Option<bool>,
    /// Where its calls go, unless a policy or backend says otherwise.
    pub service_url: Option<String>,
}

impl Properties for ApiProperties {
    const KIND: &'static str = "Microsoft.ApiManagement/service/apis";
}

/// A backend.
pub type Backend = Arm<BackendProperties>;

/// Settings of a backend. Its credentials are left unread.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BackendProperties {
    /// `Single` or `Pool`, from version 2024-05-01 on.
    pub r#type: Option<String>,
    /// Where calls go; of a Service Fabric cluster `fabric:/…`.
    pub url: Option<String>,
    /// The management URI of the resource that it stands for, a logic app for example.
    pub resource_id: Option<String>,
}

impl Properties for BackendProperties {
    const KIND: &'static str = "Microsoft.ApiManagement/service/backends";
}

#[cfg(all(test, feature = "live"))]
mod tests {
    use super::shorten;
    use serde_json::json;

    #[test]
    fn urls_lose_what_may_be_secret() {
        let cases = [
            ("http://one:two@host.example:8080/a/b?code=three#four", "http://host.example:8080/a/b"),
            ("https://host.example", "https://host.example"),
            ("https://one@two@host.example?x=three", "https://host.example"),
            ("https://host.example/a@b", "https://host.example/a@b"),
            ("fabric:/app/service", "fabric:/app/service"),
        ];
        for (url, expected) in cases {
            let mut item = json!({"properties": {"url": url}});
            shorten(&mut item, "/properties/url");
            assert_eq!(item["properties"]["url"], expected);
        }
        shorten(&mut json!({"properties": {"url": null}}), "/properties/url");
    }
}
