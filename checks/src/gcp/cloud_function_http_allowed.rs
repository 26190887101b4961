use crate::{Check, Confidence, Kind, Need::Required, Rating, Results, Ruling, ScopeView, Severity};
use overhear_core::Provider;
use overhear_gcp::cloudfunctions::FUNCTIONS;

pub(super) static CHECK: Check = Check {
    id: "gcp-cloud-function-http-allowed",
    provider: Provider::Gcp,
    kind: Kind::Cleartext,
    severity: Rating::Always(Severity::Medium),
    confidence: Confidence::hundredths(95),
    title: "A Cloud Function answers plain HTTP",
    resource_type: "cloudfunctions.googleapis.com/CloudFunction",
    needs: &[Required(&FUNCTIONS.op)],
    remediation: "Deploy the function again with `--security-level=secure-always`, or move it to the second \
                  generation, which sends HTTP to HTTPS.",
    references: &[
        "https://cloud.google.com/functions/docs/reference/rest/v1/projects.locations.functions#securitylevel",
        "https://cloud.google.com/sdk/gcloud/reference/functions/deploy",
    ],
    docs: DOCS,
    run,
};

const DOCS: &str = "\
## What it flags

Every function of the first generation that is called by HTTP and whose `securityLevel` is `SECURE_OPTIONAL`, one \
finding each. `securityLevel` absent or `SECURITY_LEVEL_UNSPECIFIED`: documented default `SECURE_OPTIONAL`.

`SECURE_ALWAYS` passes: HTTP is sent to HTTPS. Functions that events call are not judged. Another level is unknown. \
The second generation is not in the list: Cloud Run always sends HTTP to HTTPS.

## Why it matters

A caller that writes `http://` sends its request, tokens and all, as plain text, and nothing tells it so.

## Evidence

`httpsTrigger.securityLevel` of the function.

## False positives

Callers that all use `https://`: the function does not make them.

## Remediation

```sh
gcloud functions deploy NAME --no-gen2 --region=REGION --trigger-http --security-level=secure-always
```

```hcl
resource \"google_cloudfunctions_function\" \"main\" {
  trigger_http                 = true
  https_trigger_security_level = \"SECURE_ALWAYS\"
}
```

## Native controls

None: no finding category of Security Command Center looks at it.
";

fn run(scope: &ScopeView<'_>, out: &mut Results<'_>) {
    for function in scope.items(&FUNCTIONS) {
        let Some(trigger) = &function.https_trigger else {
            if function.event_trigger.is_some() {
                out.not_applicable(&function, "events call it, not HTTP");
            } else {
                out.unknown(&function, "it has neither httpsTrigger nor eventTrigger");
            }
            continue;
        };
        let level = trigger.security_level();
        match level {
            Some("SECURE_ALWAYS") => out.pass(&function, "securityLevel is SECURE_ALWAYS"),
            None if trigger.security_level.is_some() => {
                out.unknown(&function, "securityLevel is a number that nobody has seen");
            }
            Some("SECURE_OPTIONAL" | "SECURITY_LEVEL_UNSPECIFIED") | None => {
                let mut case = out.case(&function);
                if let Some(level) = level {
                    let pointer = "/httpsTrigger/securityLevel";
                    case.cite(&function, pointer, &trigger.security_level, format!("the level is {level}"));
                } else {
                    let note = "securityLevel is absent: documented default SECURE_OPTIONAL";
                    case.cite(&function, "/name", &function.name, note);
                }
                let message = "The function answers plain HTTP as well as HTTPS.".to_owned();
                out.rule(case, Ruling::Fail(Severity::Medium, message));
            }
            Some(other) => out.unknown(&function, format!("securityLevel {other} is not known")),
        }
    }
}
