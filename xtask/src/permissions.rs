use crate::generate::Generated;
use overhear::{
    discovery::operations_of,
    permissions::{aws, azure, gcp},
};
use overhear_checks::checks;
use overhear_core::Provider;
use serde_json::Value;
use std::path::Path;

/// What a scan must be allowed and the templates that hand it out, in `docs/permissions/`.
pub(crate) fn generate() -> anyhow::Result<Vec<Generated>> {
    let ops = |provider| operations_of(provider, checks());
    let file = |name: &str, text: String| Generated { path: Path::new("docs/permissions").join(name), text };
    let document = |value: Value| anyhow::Ok(format!("{}\n", serde_json::to_string_pretty(&value)?));
    let (on_aws, on_azure, on_gcp) = (ops(Provider::Aws), ops(Provider::Azure), ops(Provider::Gcp));
    Ok(vec![
        file("aws-policy.json", document(aws::policy(&on_aws))?),
        file("aws-stackset.yaml", aws::cloudformation(&on_aws)),
        file("aws-role.tf", aws::terraform(&on_aws)),
        file("azure-role.json", document(azure::role(&on_azure))?),
        file("azure-role.tf", azure::terraform(&on_azure)),
        file("azure-role.bicep", azure::bicep(&on_azure)),
        file("gcp-role.json", document(gcp::role(&on_gcp))?),
        file("gcp-role.tf", gcp::terraform(&on_gcp)),
    ])
}
