use crate::{Check, Confidence, Kind, Need::Required, Rating, Results, Ruling, ScopeView, Severity};
use overhear_aws::redshiftserverless::WORKGROUPS;
use overhear_core::Provider;

pub(super) static CHECK: Check = Check {
    id: "aws-redshift-serverless-tls-not-required",
    provider: Provider::Aws,
    kind: Kind::Cleartext,
    severity: Rating::Always(Severity::High),
    confidence: Confidence::hundredths(95),
    title: "A Redshift Serverless workgroup takes connections without TLS",
    resource_type: "AWS::RedshiftServerless::Workgroup",
    needs: &[Required(&WORKGROUPS.op)],
    remediation: "Require TLS once every client uses it: `aws redshift-serverless update-workgroup --workgroup-name NAME \
                  --config-parameters parameterKey=require_ssl,parameterValue=true`.",
    references: &[
        "https://docs.aws.amazon.com/redshift-serverless/latest/APIReference/API_Workgroup.html",
        "https://docs.aws.amazon.com/redshift-serverless/latest/APIReference/API_ConfigParameter.html",
        "https://docs.aws.amazon.com/redshift/latest/mgmt/connecting-ssl-support.html",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

A workgroup of Redshift Serverless whose parameter `require_ssl` is `false`. Without parameters, without `require_ssl` \
among them, and with a value that is not documented it is unknown: what a workgroup does without the parameter is not \
documented.

## Why it matters

Clients that do not ask for TLS send queries and get rows readable, for whoever mirrors an interface of the workgroup.

## Evidence

`parameterValue` of `require_ssl`.

## False positives

Clients that all insist on TLS are not seen here.

## Remediation

```sh
aws redshift-serverless update-workgroup --workgroup-name NAME \
--config-parameters parameterKey=require_ssl,parameterValue=true
```

```hcl
resource \"aws_redshiftserverless_workgroup\" \"reports\" {
  # ...
  config_parameter {
    parameter_key   = \"require_ssl\"
    parameter_value = \"true\"
  }
}
```

## Native controls

Security Hub RedshiftServerless.2, with the AWS Config rule `REDSHIFT_SERVERLESS_WORKGROUP_ENCRYPTED_IN_TRANSIT`.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for workgroup in scope.items(&WORKGROUPS) {
        if workgroup.status.as_deref() == Some("DELETING") {
            out.not_applicable(&workgroup, "it is being deleted");
            continue;
        }
        let Some(parameters) = &workgroup.config_parameters else {
            out.unknown(&workgroup, "configParameters is absent");
            continue;
        };
        let found = parameters.iter().position(|one| one.parameter_key.as_deref() == Some("require_ssl"));
        let Some((index, parameter)) = found.and_then(|index| Some((index, parameters.get(index)?))) else {
            out.unknown(&workgroup, "require_ssl is not among its parameters");
            continue;
        };
        match parameter.parameter_value.as_deref() {
            Some(value) if value.eq_ignore_ascii_case("true") => out.pass(&workgroup, "require_ssl is true"),
            Some(value) if value.eq_ignore_ascii_case("false") => {
                let mut case = out.case(&workgroup);
                let pointer = format!("/configParameters/{index}/parameterValue");
                case.cite(&workgroup, &pointer, value, "require_ssl: connections without TLS are taken");
                let message = "The workgroup takes connections without TLS.".to_owned();
                out.rule(case, Ruling::Fail(Severity::High, message));
            }
            Some(value) => out.unknown(&workgroup, format!("require_ssl is {value}, which is not known")),
            None => out.unknown(&workgroup, "require_ssl has no value"),
        }
    }
}
