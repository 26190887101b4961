use crate::generate::Generated;
use overhear::permissions::aws;
use overhear_checks::checks;
use std::path::Path;

/// The policy of a scan of AWS and the templates that hand it out, in `docs/permissions/`.
pub(crate) fn generate() -> anyhow::Result<Vec<Generated>> {
    let ops = aws::operations_of(checks().filter(|check| check.provider.name() == "aws"));
    let mut policy = serde_json::to_string_pretty(&aws::policy(&ops))?;
    policy.push('\n');
    let file = |name: &str, text: String| Generated { path: Path::new("docs/permissions").join(name), text };
    Ok(vec![
        file("aws-policy.json", policy),
        file("aws-stackset.yaml", aws::cloudformation(&ops)),
        file("aws-role.tf", aws::terraform(&ops)),
    ])
}
