//! The report as a document: its shape is a contract, kept apart from the types of the engine.

use crate::assessment::{Assessment, InputProblem};
use overhear_checks as checks;
use schemars::JsonSchema;
use serde::{Serialize, Serializer};
use serde_json::Value;
use std::{borrow::Cow, collections::BTreeMap};

/// The version of the shape; the first number changes where a program that reads it would have to.
pub const SCHEMA_VERSION: &str = "1.0";

/// A report of Overhear: what was found, what could not be told, and what could not be seen.
#[derive(JsonSchema, Serialize)]
pub struct Report<'a> {
    /// `overhear/report`.
    pub schema: &'static str,
    /// The version of this shape.
    pub schema_version: &'static str,
    /// What wrote it.
    pub tool: Tool,
    /// When and from what.
    pub scan: Scan<'a>,
    /// True where everything was seen that the checks ask for, and every question could be answered.
    pub complete: bool,
    /// The numbers.
    pub summary: Summary,
    /// What is not fine: by check, then resource.
    pub findings: Rows<'a, Finding<'a>>,
    /// The results that could not be told; with `--results all` every result.
    pub results: Rows<'a, ResultRow<'a>>,
    /// What was seen, and what was not.
    pub coverage: Rows<'a, CoverageRow<'a>>,
}

/// The tool that wrote the report.
#[derive(JsonSchema, Serialize)]
pub struct Tool {
    /// `overhear`.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
}

/// When the calls were made, and where they were read.
#[derive(JsonSchema, Serialize)]
pub struct Scan<'a> {
    /// The time of the first call, RFC 3339; null where no call has one.
    pub started_at: Option<&'a str>,
    /// The time of the last call, RFC 3339; null where no call has one.
    pub finished_at: Option<&'a str>,
    /// The files and folders that were read; `-` is stdin.
    pub inputs: &'a [String],
}

/// How many of what.
#[derive(JsonSchema, Serialize)]
pub struct Summary {
    /// Findings by severity.
    pub findings: BySeverity,
    /// Results by verdict; `fail` counts the findings.
    pub results: ByVerdict,
    /// Resources that got a verdict.
    pub resources: usize,
    /// Calls by outcome.
    pub calls: ByOutcome,
}

/// Findings by severity.
#[derive(Default, JsonSchema, Serialize)]
#[expect(missing_docs, reason = "each is the number of findings of that severity")]
pub struct BySeverity {
    pub critical: usize,
    pub high: usize,
    pub medium: usize,
    pub low: usize,
    pub info: usize,
}

/// Results by verdict.
#[derive(JsonSchema, Serialize)]
#[expect(missing_docs, reason = "each is the number of results of that verdict")]
pub struct ByVerdict {
    pub pass: usize,
    pub fail: usize,
    pub unknown: usize,
    pub not_applicable: usize,
}

/// Calls by outcome.
#[derive(JsonSchema, Serialize)]
#[expect(missing_docs, reason = "each is the number of calls of that outcome")]
pub struct ByOutcome {
    pub complete: usize,
    pub partial: usize,
    pub failed: usize,
}

/// A resource that is not fine.
#[derive(JsonSchema, Serialize)]
pub struct Finding<'a> {
    /// A hexadecimal fingerprint of check, resource and variant: the same on every run.
    pub id: &'a str,
    /// The id of the check.
    pub check: &'a str,
    /// `capture`, `cleartext`, `permission` or `visibility`.
    #[schemars(extend("enum" = ["capture", "cleartext", "permission", "visibility"]))]
    pub kind: &'a str,
    /// `critical`, `high`, `medium`, `low` or `info`.
    #[schemars(extend("enum" = ["critical", "high", "medium", "low", "info"]))]
    pub severity: &'a str,
    /// How surely, from 0 to 1.
    pub confidence: f64,
    /// What the check flags.
    pub title: &'a str,
    /// What was found.
    pub message: &'a str,
    /// The ATT&CK technique.
    pub attack: [Attack; 1],
    /// The resource.
    pub resource: Resource<'a>,
    /// The facts that it rests on.
    pub evidence: Vec<Evidence<'a>>,
    /// The controls of the clouds' own services that judge the same.
    pub controls: Vec<ControlRef>,
    /// What to do.
    pub remediation: &'a str,
    /// Vendor pages.
    pub references: &'a [&'a str],
    /// The approval from the configuration that names this capture.
    pub approval: Option<Approval<'a>>,
    /// The suppression that covers it.
    pub suppression: Option<Value>,
}

/// An ATT&CK technique with its tactics.
#[derive(JsonSchema, Serialize)]
pub struct Attack {
    /// `T1040`.
    pub technique: &'static str,
    /// `TA0006` Credential Access, `TA0007` Discovery.
    pub tactics: [&'static str; 2],
}

/// A cloud resource.
#[derive(JsonSchema, Serialize)]
pub struct Resource<'a> {
    /// `aws`, `azure` or `gcp`.
    #[schemars(extend("enum" = ["aws", "azure", "gcp"]))]
    pub provider: &'a str,
    /// The account, subscription or project.
    pub account: &'a str,
    /// The region or location; `global` or `unknown` where there is none.
    pub region: &'a str,
    /// CloudFormation type, ARM type or Cloud Asset Inventory type.
    #[serde(rename = "type")]
    pub kind: &'a str,
    /// ARN, ARM id or full resource name.
    pub id: &'a str,
    /// The name people gave it.
    pub name: Option<&'a str>,
    /// Tags or labels.
    pub tags: BTreeMap<String, String>,
}

/// A fact in a raw document.
#[derive(JsonSchema, Serialize)]
pub struct Evidence<'a> {
    /// The operation whose item holds it.
    pub op: &'a str,
    /// A JSON Pointer (RFC 6901) into the item.
    pub pointer: &'a str,
    /// What stands there.
    pub value: &'a Value,
    /// What it means.
    pub note: &'a str,
}

/// A control of a cloud's own service.
#[derive(JsonSchema, Serialize)]
pub struct ControlRef {
    /// `aws-config`, `aws-security-hub`, `azure-defender`, `azure-policy`, `azure-regulatory-compliance`, `gcp-scc`.
    pub source: &'static str,
    /// The id as the service spells it.
    pub id: &'static str,
    /// One line.
    pub title: &'static str,
    /// How surely its state tells that traffic can be sniffed, from 0 to 1.
    pub confidence: f64,
}

/// An approval that names a capture.
#[derive(JsonSchema, Serialize)]
pub struct Approval<'a> {
    /// Why the capture is wanted.
    pub reason: &'a str,
    /// The last day of the approval.
    pub expires: &'a str,
    /// True where that day was over when the snapshot was taken: the finding then keeps its severity.
    pub expired: bool,
}

/// A verdict on one resource.
#[derive(JsonSchema, Serialize)]
pub struct ResultRow<'a> {
    /// The id of the check.
    pub check: &'a str,
    /// Its kind.
    #[schemars(extend("enum" = ["capture", "cleartext", "permission", "visibility"]))]
    pub kind: &'a str,
    /// The resource; the scope itself where there is no single one.
    pub resource: Resource<'a>,
    /// `pass`, `fail`, `unknown` or `not_applicable`.
    #[schemars(extend("enum" = ["pass", "fail", "unknown", "not_applicable"]))]
    pub verdict: &'a str,
    /// Why.
    pub reason: &'a str,
}

/// What was seen of one operation in one scope. The complete calls of it, however many, are one row.
#[derive(JsonSchema, Serialize)]
pub struct CoverageRow<'a> {
    /// The id of the operation; `input` for a file that could not be read.
    pub op: &'a str,
    /// Where the call was made.
    pub scope: ScopeRow<'a>,
    /// The item that the call was made for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<&'a str>,
    /// The file that could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input: Option<&'a str>,
    /// `complete`, `partial` or `failed`.
    #[schemars(extend("enum" = ["complete", "partial", "failed"]))]
    pub outcome: &'a str,
    /// How many items were read.
    pub items: usize,
    /// Why it is not complete.
    pub gap: Option<Gap<'a>>,
    /// The checks that pass nothing because of the gap.
    pub blinds: Vec<&'static str>,
}

/// Where a call was made.
#[derive(JsonSchema, Serialize)]
pub struct ScopeRow<'a> {
    /// `aws`, `azure` or `gcp`; `unknown` for a file that could not be read.
    #[schemars(extend("enum" = ["aws", "azure", "gcp", "unknown"]))]
    pub provider: &'a str,
    /// The account, subscription or project.
    pub account: &'a str,
    /// The region.
    pub region: &'a str,
}

/// Why something could not be seen.
#[derive(JsonSchema, Serialize)]
pub struct Gap<'a> {
    /// `denied`, `not_enabled`, `not_offered`, `throttled`, `truncated`, `undecodable`, `transport`, `not_attempted`.
    #[schemars(extend("enum" = ["denied", "not_enabled", "not_offered", "throttled", "truncated", "undecodable", "transport", "not_attempted"]))]
    pub kind: &'a str,
    /// The provider's error code, or ours where no provider spoke.
    pub code: &'a str,
    /// The permission whose grant would close the gap.
    pub permission: Option<&'a str>,
    /// A sentence.
    pub message: Cow<'a, str>,
}

/// Rows that take their shape while they are written, so that a long report is never held twice.
pub struct Rows<'a, R>(Box<dyn Fn() -> Box<dyn Iterator<Item = R> + 'a> + 'a>);

impl<'a, R> Rows<'a, R> {
    fn new<I: Iterator<Item = R> + 'a>(rows: impl Fn() -> I + 'a) -> Self {
        Self(Box::new(move || Box::new(rows())))
    }
}

impl<R: Serialize> Serialize for Rows<'_, R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

impl<R: JsonSchema> JsonSchema for Rows<'_, R> {
    fn schema_name() -> Cow<'static, str> {
        Vec::<R>::schema_name()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Vec::<R>::json_schema(generator)
    }
}

impl<'a> Report<'a> {
    /// The report of an assessment; with `all_results` it lists every result.
    pub fn new(assessment: &'a Assessment, all_results: bool) -> Self {
        let evaluation = &assessment.evaluation;
        let counts = &evaluation.counts;
        let times = evaluation.times.as_ref();
        Self {
            schema: "overhear/report",
            schema_version: SCHEMA_VERSION,
            tool: Tool { name: "overhear", version: env!("CARGO_PKG_VERSION") },
            scan: Scan {
                started_at: times.map(|(first, _)| first.as_str()),
                finished_at: times.map(|(_, last)| last.as_str()),
                inputs: &assessment.inputs,
            },
            complete: assessment.is_complete(),
            summary: Summary {
                findings: BySeverity::of(&evaluation.findings),
                results: ByVerdict {
                    pass: counts.pass,
                    fail: counts.fail,
                    unknown: counts.unknown,
                    not_applicable: counts.not_applicable,
                },
                resources: counts.resources,
                calls: ByOutcome { complete: counts.complete, partial: counts.partial, failed: counts.failed },
            },
            findings: Rows::new(|| evaluation.findings.iter().map(Finding::of)),
            results: Rows::new(move || results(evaluation, all_results).into_iter()),
            coverage: Rows::new(|| {
                let calls = evaluation.coverage_rows().map(|row| CoverageRow::of(assessment, row));
                calls.chain(assessment.problems.iter().map(|problem| CoverageRow::of_problem(assessment, problem)))
            }),
        }
    }
}

fn results(evaluation: &checks::Evaluation, all: bool) -> Vec<ResultRow<'_>> {
    let kept = evaluation.results.iter().map(|row| ResultRow {
        check: row.check.id,
        kind: row.check.kind.name(),
        resource: Resource::of(&row.resource),
        verdict: row.verdict.name(),
        reason: &row.reason,
    });
    let failed = evaluation.findings.iter().filter(|_| all).map(|finding| ResultRow {
        check: finding.check.id,
        kind: finding.check.kind.name(),
        resource: Resource::of(&finding.resource),
        verdict: checks::Verdict::Fail.name(),
        reason: &finding.message,
    });
    let mut rows: Vec<_> = kept.chain(failed).collect();
    rows.sort_by(|a, b| (a.check, a.resource.id, a.verdict).cmp(&(b.check, b.resource.id, b.verdict)));
    rows
}

impl BySeverity {
    /// Counts findings.
    pub fn of(findings: &[checks::Finding]) -> Self {
        let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
        Self {
            critical: count(checks::Severity::Critical),
            high: count(checks::Severity::High),
            medium: count(checks::Severity::Medium),
            low: count(checks::Severity::Low),
            info: count(checks::Severity::Info),
        }
    }
}

impl ControlRef {
    /// The controls that a check judges too.
    pub fn of(check: &checks::Check) -> Vec<Self> {
        let of = |control: &checks::Control| Self {
            source: control.source.name(),
            id: control.id,
            title: control.title,
            confidence: control.confidence.value(),
        };
        checks::controls_of(check.id).map(of).collect()
    }
}

impl<'a> Finding<'a> {
    fn of(finding: &'a checks::Finding) -> Self {
        let check = finding.check;
        let evidence = finding.evidence.iter().map(|fact| Evidence {
            op: fact.op,
            pointer: &fact.pointer,
            value: &fact.value,
            note: &fact.note,
        });
        Self {
            id: &finding.id,
            check: check.id,
            kind: check.kind.name(),
            severity: finding.severity.name(),
            confidence: finding.confidence.value(),
            title: check.title,
            message: &finding.message,
            attack: [Attack { technique: "T1040", tactics: ["TA0006", "TA0007"] }],
            resource: Resource::of(&finding.resource),
            evidence: evidence.collect(),
            controls: ControlRef::of(check),
            remediation: check.remediation,
            references: check.references,
            approval: finding.approval.as_ref().map(|note| Approval {
                reason: &note.reason,
                expires: &note.expires,
                expired: note.expired,
            }),
            suppression: None,
        }
    }
}

impl<'a> Resource<'a> {
    fn of(resource: &'a overhear_core::Resource) -> Self {
        Self {
            provider: resource.provider.name(),
            account: &resource.account,
            region: &resource.region,
            kind: resource.kind,
            id: &resource.id,
            name: resource.name.as_deref(),
            tags: resource.tags.pairs(),
        }
    }
}

impl<'a> CoverageRow<'a> {
    fn of(assessment: &Assessment, row: checks::Coverage<'a>) -> Self {
        let hides = row.gap.is_some_and(|gap| !gap.kind.is_absence());
        Self {
            op: row.op,
            scope: ScopeRow { provider: row.provider.name(), account: row.account, region: row.region },
            parent: row.parent,
            input: None,
            outcome: match (row.gap, row.failed) {
                (None, _) => "complete",
                (Some(_), false) => "partial",
                (Some(_), true) => "failed",
            },
            items: row.items,
            gap: row.gap.map(|gap| Gap {
                kind: gap.kind.name(),
                code: &gap.code,
                permission: gap.permission.as_deref(),
                message: gap.message.as_str().into(),
            }),
            blinds: if hides { assessment.blinded_by(row.op) } else { Vec::new() },
        }
    }

    /// A file that could not be read may have held anything: it blinds every check. An operation that no check asks
    /// for blinds none.
    fn of_problem(assessment: &Assessment, InputProblem { input, problem }: &'a InputProblem) -> Self {
        let scope = problem.scope.as_ref().map_or(
            ScopeRow { provider: "unknown", account: overhear_core::UNKNOWN, region: overhear_core::UNKNOWN },
            |scope| ScopeRow { provider: scope.provider.name(), account: &scope.account, region: &scope.region },
        );
        let blinds = match problem.code {
            "UnknownOperation" => Vec::new(),
            _ => assessment.checks.iter().map(|check| check.id).collect(),
        };
        Self {
            op: problem.op.as_deref().unwrap_or("input"),
            scope,
            parent: None,
            input: Some(input),
            outcome: "failed",
            items: 0,
            gap: Some(Gap {
                kind: "undecodable",
                code: problem.code,
                permission: None,
                message: format!("{input}: {} (byte {})", problem.message, problem.offset).into(),
            }),
            blinds,
        }
    }
}
