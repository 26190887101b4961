//! Amazon API Gateway: REST APIs, their stages and integrations.

use crate::arn;
use overhear_core::{Document, Resource, Scope, Shape, Tags, ops};
use serde::Deserialize;
use std::collections::BTreeMap;

ops! {
    Aws;

    /// REST APIs.
    REST_APIS: RestApi = "apigateway:GetRestApis" {
        permission: "apigateway:GET",
        docs: "https://docs.aws.amazon.com/apigateway/latest/api/API_GetRestApis.html",
        reach: Region,
        shape: Shape::Opaque,
    }

    /// The stages of one API. The answer does not name the API.
    STAGES: Stage = "apigateway:GetStages" {
        permission: "apigateway:GET",
        docs: "https://docs.aws.amazon.com/apigateway/latest/api/API_GetStages.html",
        reach: Region,
        per: REST_APIS,
        shape: Shape::Opaque,
    }

    /// The resources of one API with their methods and integrations. The answer does not name the API.
    RESOURCES: ApiResource = "apigateway:GetResources" {
        permission: "apigateway:GET",
        docs: "https://docs.aws.amazon.com/apigateway/latest/api/API_GetResources.html",
        reach: Region,
        per: REST_APIS,
        shape: Shape::Opaque,
    }
}

/// A REST API.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RestApi {
    /// 10 letters and digits.
    pub id: String,
    /// Its name.
    pub name: Option<String>,
    /// `AVAILABLE`, `UPDATING`, `PENDING`, `FAILED`.
    pub api_status: Option<String>,
    /// Where it is offered.
    pub endpoint_configuration: Option<EndpointConfiguration>,
    /// Tags.
    #[serde(default)]
    pub tags: Tags,
}

/// Where an API is offered.
#[derive(Debug, Deserialize)]
pub struct EndpointConfiguration {
    /// `EDGE`, `REGIONAL`, `PRIVATE`.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub types: Vec<String>,
}

impl Document for RestApi {
    fn key(&self) -> &str {
        &self.id
    }

    fn resource(&self, scope: &Scope) -> Resource {
        // ARNs of this service name no account.
        let id = format!("arn:{}:apigateway:{}::/restapis/{}", arn::partition(&scope.region), scope.region, self.id);
        Resource::new(scope, "AWS::ApiGateway::RestApi", id).named(self.name.as_deref()).tagged(&self.tags)
    }
}

/// A stage.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Stage {
    /// Its name, unique in the API.
    pub stage_name: String,
    /// What it serves; a deployment belongs to one API.
    pub deployment_id: Option<String>,
    /// The certificate by which it proves itself to its backends; absent: none.
    pub client_certificate_id: Option<String>,
    /// Tags.
    #[serde(default)]
    pub tags: Tags,
}

impl Document for Stage {
    fn key(&self) -> &str {
        &self.stage_name
    }

    fn resource(&self, scope: &Scope) -> Resource {
        // APIs have stages of equal names; the deployment keeps these apart.
        let deployment = self.deployment_id.as_deref().unwrap_or_default();
        let id = format!("/deployments/{deployment}/stages/{}", self.stage_name);
        Resource::new(scope, "AWS::ApiGateway::Stage", id).named(Some(&self.stage_name)).tagged(&self.tags)
    }
}

/// A resource: a path of an API.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ApiResource {
    /// 6 or 10 letters and digits.
    pub id: String,
    /// `/orders/{id}`
    pub path: Option<String>,
    /// Its methods, by HTTP verb.
    #[serde(default, deserialize_with = "overhear_core::nullable")]
    pub resource_methods: BTreeMap<String, Method>,
}

/// A method of a resource. Without `embed=methods` the answer has nothing in it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Method {
    /// `GET`, `ANY`, …
    pub http_method: Option<String>,
    /// What stands behind it.
    pub method_integration: Option<Integration>,
}

/// What stands behind a method.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Integration {
    /// `HTTP`, `HTTP_PROXY`, `AWS`, `AWS_PROXY`, `MOCK`.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// A URL, or an ARN that names a service of AWS.
    pub uri: Option<String>,
    /// TLS towards it.
    pub tls_config: Option<TlsConfig>,
}

/// TLS towards an integration.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TlsConfig {
    /// Whether any certificate will do.
    pub insecure_skip_verification: Option<bool>,
}

impl Document for ApiResource {
    fn key(&self) -> &str {
        &self.id
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::new(scope, "AWS::ApiGateway::Resource", self.id.as_str()).named(self.path.as_deref())
    }
}

/// Of the address of an integration what checks ask for: its scheme and host. User, path and query may be secrets; `/`
/// stands for any path. ARNs of integrations with services of AWS keep theirs.
#[cfg(feature = "live")]
pub(crate) fn without_secrets(uri: &str) -> String {
    match uri.split_once("://") {
        Some((scheme, rest)) => {
            let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
            let host = authority.rsplit('@').next().unwrap_or_default();
            let path = if authority == rest { "" } else { "/" };
            format!("{scheme}://{host}{path}")
        }
        None => uri.split('?').next().unwrap_or_default().to_owned(),
    }
}

#[cfg(feature = "live")]
crate::reads! {
    aws_sdk_apigateway;

    REST_APIS => |client, ask| client.get_rest_apis().limit(500).set_position(ask.token()),
        items: "/items";

    // The API does not page. People keep passwords and keys in stage variables.
    STAGES => |client, ask| client.get_stages().rest_api_id(ask.parent()),
        parents: Parents::Of(&[Source { op: &REST_APIS.op, keys: |item| Parent::at(item, "/id") }]),
        items: "/item",
        gone: &["NotFoundException"],
        strip: &["/variables", "/canarySettings/stageVariableOverrides"];

    // With the methods embedded no call for each is needed. What an integration adds to requests and makes of answers
    // may hold keys of the service behind it.
    RESOURCES => |client, ask| client
        .get_resources()
        .rest_api_id(ask.parent())
        .embed("methods")
        .limit(500)
        .set_position(ask.token()),
        parents: Parents::Of(&[Source { op: &REST_APIS.op, keys: |item| Parent::at(item, "/id") }]),
        items: "/items",
        gone: &["NotFoundException"],
        strip: &[
            "/resourceMethods/*/methodIntegration/requestParameters",
            "/resourceMethods/*/methodIntegration/requestTemplates",
            "/resourceMethods/*/methodIntegration/integrationResponses",
        ],
        redact: |resource| {
            if let Some(methods) = resource.get_mut("resourceMethods")
                && let Some(methods) = methods.as_object_mut()
            {
                for method in methods.values_mut() {
                    if let Some(uri) = method.pointer_mut("/methodIntegration/uri")
                        && let Some(text) = uri.as_str()
                    {
                        *uri = without_secrets(text).into();
                    }
                }
            }
        };
}

#[cfg(all(test, feature = "live"))]
mod tests {
    use super::without_secrets;

    #[test]
    fn of_an_address_scheme_and_host_stay() {
        assert_eq!(without_secrets("http://user:word@shop.example:8080/key/x?token=y"), "http://shop.example:8080/");
        assert_eq!(without_secrets("https://${stageVariables.host}/x"), "https://${stageVariables.host}/");
        assert_eq!(without_secrets("http://shop.example"), "http://shop.example");
        let queue = "arn:aws:apigateway:eu-west-1:sqs:path/111122223333/orders";
        assert_eq!(without_secrets(&format!("{queue}?Action=SendMessage")), queue);
        assert_eq!(without_secrets("${stageVariables.url}?key=x"), "${stageVariables.url}");
    }
}
