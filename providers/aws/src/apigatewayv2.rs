//! Amazon API Gateway, version 2 of its API: HTTP APIs and WebSocket APIs, and what they call.

use crate::arn;
use overhear_core::{Document, Resource, Scope, Shape, Tags, ops};
use serde::Deserialize;

ops! {
    Aws;

    /// HTTP APIs and WebSocket APIs.
    APIS: Api = "apigatewayv2:GetApis" {
        permission: "apigateway:GET",
        docs: "https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis.html",
        reach: Region,
        shape: Shape::Opaque,
    }

    /// The integrations of one API. The answer does not name the API.
    INTEGRATIONS: Integration = "apigatewayv2:GetIntegrations" {
        permission: "apigateway:GET",
        docs: "https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-integrations.html",
        reach: Region,
        per: APIS,
        shape: Shape::Opaque,
    }
}

/// An API.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Api {
    /// 10 letters and digits.
    pub api_id: String,
    /// Its name.
    pub name: Option<String>,
    /// `HTTP` or `WEBSOCKET`.
    pub protocol_type: Option<String>,
    /// Tags.
    #[serde(default)]
    pub tags: Tags,
}

impl Document for Api {
    fn key(&self) -> &str {
        &self.api_id
    }

    fn resource(&self, scope: &Scope) -> Resource {
        // ARNs of this service name no account.
        let id = format!("arn:{}:apigateway:{}::/apis/{}", arn::partition(&scope.region), scope.region, self.api_id);
        Resource::new(scope, "AWS::ApiGatewayV2::Api", id).named(self.name.as_deref()).tagged(&self.tags)
    }
}

/// What an API calls.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Integration {
    /// 7 letters and digits, unique in the API; one that API Gateway manages may have none.
    #[serde(default)]
    pub integration_id: String,
    /// `AWS`, `AWS_PROXY`, `HTTP`, `HTTP_PROXY` or `MOCK`.
    pub integration_type: Option<String>,
    /// A URL, or the ARN of a function, of a listener or of a service of Cloud Map.
    pub integration_uri: Option<String>,
    /// `INTERNET` or `VPC_LINK`.
    pub connection_type: Option<String>,
    /// Present where a private integration uses HTTPS.
    pub tls_config: Option<TlsConfig>,
}

/// TLS towards a private integration.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct TlsConfig {
    /// The name that the certificate must have.
    pub server_name_to_verify: Option<String>,
}

impl Document for Integration {
    fn key(&self) -> &str {
        &self.integration_id
    }

    fn resource(&self, scope: &Scope) -> Resource {
        Resource::new(scope, "AWS::ApiGatewayV2::Integration", self.integration_id.as_str())
    }
}

#[cfg(feature = "live")]
crate::reads! {
    aws_sdk_apigatewayv2;

    // The API documents no largest page: its own size stays.
    APIS => |client, ask| client.get_apis().set_next_token(ask.token()),
        items: "/Items";

    // What an integration adds to requests and makes of answers may hold keys of the service behind it.
    INTEGRATIONS => |client, ask| client.get_integrations().api_id(ask.parent()).set_next_token(ask.token()),
        parents: Parents::Of(&[Source { op: &APIS.op, keys: |item| Parent::at(item, "/ApiId") }]),
        items: "/Items",
        gone: &["NotFoundException"],
        strip: &["/RequestParameters", "/RequestTemplates", "/ResponseParameters"],
        redact: |integration| {
            if let Some(uri) = integration.get_mut("IntegrationUri")
                && let Some(text) = uri.as_str()
            {
                *uri = crate::apigateway::without_secrets(text).into();
            }
        };
}
