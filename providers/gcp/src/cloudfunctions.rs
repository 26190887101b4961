//! Cloud Functions of the first generation. Those of the second run on Cloud Run, which sends HTTP to HTTPS.

use crate::{networksecurity::State, url::documents};
use overhear_core::{Shape, Tags, ops};
use serde::{Deserialize, de::IgnoredAny};

ops! {
    Gcp;

    /// The functions of a project. Its output does not tell what it is: the list of v2 has both generations under the
    /// same name, without what is looked for.
    FUNCTIONS: CloudFunction = "cloudfunctions.projects.locations.functions.list" {
        permission: "cloudfunctions.functions.list",
        docs: "https://cloud.google.com/functions/docs/reference/rest/v1/projects.locations.functions/list",
        reach: Account,
        shape: Shape::Opaque,
    }
}

#[cfg(feature = "live")]
crate::reads! {
    FUNCTIONS => get "cloudfunctions", "/v1/projects/{project}/locations/-/functions?pageSize=500", items: "/functions",
        strip: &[
            "/environmentVariables",
            "/buildEnvironmentVariables",
            "/sourceUploadUrl",
            "/sourceArchiveUrl",
            "/sourceToken",
        ];
}

/// A function.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CloudFunction {
    /// `projects/PROJECT/locations/REGION/functions/NAME`
    pub name: String,
    /// How it is called by HTTP; absent where events call it.
    pub https_trigger: Option<HttpsTrigger>,
    /// Which events call it; absent where HTTP does.
    pub event_trigger: Option<IgnoredAny>,
    /// Labels.
    #[serde(default)]
    pub labels: Tags,
}

/// How a function is called by HTTP.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HttpsTrigger {
    /// `SECURE_ALWAYS` or `SECURE_OPTIONAL`, or the number of one; absent: `SECURE_OPTIONAL`.
    pub security_level: Option<State>,
}

impl HttpsTrigger {
    /// The name of the level; nothing where it is absent or a number that nobody has seen.
    pub fn security_level(&self) -> Option<&str> {
        self.security_level.as_ref()?.name(&[
            (0, "SECURITY_LEVEL_UNSPECIFIED"),
            (1, "SECURE_ALWAYS"),
            (2, "SECURE_OPTIONAL"),
        ])
    }
}

documents! {
    CloudFunction: "cloudfunctions.googleapis.com/CloudFunction" by name with labels;
}
