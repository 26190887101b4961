//! Who may assume a role, as its trust policy says (IAM user guide, principals and global condition keys).

use super::policy_document::{Effect, PolicyDocument, Principals, Selection, Statement, Test, covers_action};
use overhear_aws::arn;
use std::collections::BTreeSet;

const ASSUME: [&str; 3] = ["sts:AssumeRole", "sts:AssumeRoleWithSAML", WITH_TOKEN];
const WITH_TOKEN: &str = "sts:AssumeRoleWithWebIdentity";

/// Issuers that serve everybody: their audience tells nobody apart.
const PUBLIC_ISSUERS: [&str; 7] = [
    "accounts.google.com",
    "agent.buildkite.com",
    "api.bitbucket.org",
    "app.terraform.io",
    "gitlab.com",
    "oidc.circleci.com",
    "token.actions.githubusercontent.com",
];

/// Somebody beside services and SAML providers who may assume a role.
#[derive(Debug, Eq, PartialEq)]
pub(super) struct Guest {
    /// The place of the statement.
    pub(super) statement: usize,
    /// Who.
    pub(super) who: Who,
    /// The organisations of which the caller must be, where a condition demands it.
    pub(super) organizations: Option<BTreeSet<String>>,
    /// The keys of other conditions, which make nobody an insider.
    pub(super) under: BTreeSet<String>,
}

/// Who may assume a role.
#[derive(Debug, Eq, PartialEq)]
pub(super) enum Who {
    /// Everybody with an account of AWS.
    Everybody,
    /// An account, or somebody in it.
    Account(String),
    /// Everybody to whom the issuer gives a token.
    Issuer(String),
    /// Nobody can tell: the id of a principal that was deleted, or a kind that is not known.
    Unknown(String),
}

/// Whoever a trust policy lets assume its role.
pub(super) fn guests(trust: &PolicyDocument) -> Vec<Guest> {
    // A Deny of one action leaves the others open.
    let denies = |action: &'static str| {
        let taken = move |of: &&Statement| of.effect == Effect::Deny && is_for_all(of) && names(of, action);
        trust.statements.iter().filter(taken)
    };
    let is_shut = |action| denies(action).any(|deny| deny.conditions.is_empty());
    let (no_roles, no_tokens) = (is_shut(ASSUME[0]), is_shut(WITH_TOKEN));
    // Deny to whoever is not of the organisation. With `ForAnyValue:` it would let callers of none pass.
    let fence = denies(ASSUME[0]).find_map(|deny| match deny.conditions.as_slice() {
        [test] if test.operator.eq_ignore_ascii_case("StringNotEquals") && is_key(test, "aws:PrincipalOrgID") => {
            Some(test.values.iter().cloned().collect::<BTreeSet<_>>())
        }
        _ => None,
    });
    let mut guests = Vec::new();
    for (index, statement) in trust.statements.iter().enumerate() {
        if statement.effect == Effect::Allow && assumes(statement) {
            for mut guest in of_statement(index, statement) {
                if if matches!(guest.who, Who::Issuer(_)) { no_tokens } else { no_roles } {
                    continue;
                }
                if !matches!(guest.who, Who::Issuer(_)) && guest.organizations.is_none() {
                    guest.organizations.clone_from(&fence);
                }
                guests.push(guest);
            }
        }
    }
    guests
}

fn assumes(statement: &Statement) -> bool {
    ASSUME.iter().any(|action| names(statement, action))
}

fn names(statement: &Statement, action: &str) -> bool {
    match &statement.actions {
        Selection::Only(these) => these.iter().any(|this| covers_action(this, action)),
        Selection::AllBut(these) => !these.iter().any(|this| covers_action(this, action)),
    }
}

fn is_for_all(statement: &Statement) -> bool {
    matches!(&statement.principals, Some(Selection::Only(Principals { everybody: true, .. })))
}

fn of_statement(index: usize, statement: &Statement) -> Vec<Guest> {
    let mut whos = Vec::new();
    match &statement.principals {
        Some(Selection::Only(principals)) => {
            if principals.everybody {
                whos.extend(everybody(statement));
            }
            whos.extend(principals.named.iter().filter_map(|(kind, id)| named(statement, kind, id)));
        }
        Some(Selection::AllBut(_)) => whos.extend(everybody(statement)),
        None => whos.push(Who::Unknown("a statement without a principal".to_owned())),
    }
    let organizations = statement.conditions.iter().find_map(organizations_of);
    let under = statement.conditions.iter().filter(|test| organizations_of(test).is_none());
    let under: BTreeSet<String> = under.map(|test| test.key.clone()).collect();
    let guest = |who| Guest { statement: index, who, organizations: organizations.clone(), under: under.clone() };
    whos.into_iter().map(guest).collect()
}

/// Everybody, or the accounts to which a condition comes down.
fn everybody(statement: &Statement) -> Vec<Who> {
    let narrowed = statement.conditions.iter().find_map(|test| {
        let key = is_key(test, "aws:PrincipalAccount") || is_key(test, "aws:PrincipalArn");
        let positive = matches!(operator_of(test).as_str(), "stringequals" | "stringlike" | "arnequals" | "arnlike");
        let accounts: Option<BTreeSet<&str>> = test.values.iter().map(|value| account_of(value)).collect();
        accounts.filter(|_| key && positive)
    });
    match narrowed {
        Some(accounts) => accounts.into_iter().map(|account| Who::Account(account.to_owned())).collect(),
        None => vec![Who::Everybody],
    }
}

fn named(statement: &Statement, kind: &str, id: &str) -> Option<Who> {
    match kind {
        "Service" => None,
        "AWS" => Some(match account_of(id) {
            Some(account) => Who::Account(account.to_owned()),
            None => Who::Unknown(id.to_owned()),
        }),
        "Federated" if id.contains(":saml-provider/") => None,
        "Federated" if !names(statement, WITH_TOKEN) => None,
        "Federated" => {
            let issuer = id.split_once(":oidc-provider/").map_or(id, |(_, issuer)| issuer);
            (!is_limited(statement, issuer)).then(|| Who::Issuer(issuer.to_owned()))
        }
        other => Some(Who::Unknown(format!("{other} {id}"))),
    }
}

/// The account that a principal names.
fn account_of(id: &str) -> Option<&str> {
    let account = arn::account(id).unwrap_or(id);
    (account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit())).then_some(account)
}

/// Whether conditions limit for whom a token must be: by its subject, or where the issuer is not everybody's by its
/// audience.
fn is_limited(statement: &Statement, issuer: &str) -> bool {
    let is_public = PUBLIC_ISSUERS.contains(&issuer);
    let limits = |claim: &str, test: &Test| {
        let equals = matches!(operator_of(test).as_str(), "stringequals" | "stringequalsignorecase" | "stringlike");
        let open = |value: &String| {
            let fixed = value.split(['*', '?']).next().unwrap_or_default();
            let rest = fixed.split_once(':').map(|(_, rest)| rest);
            // Of an issuer of everybody the owner must stand there whole: `repo:example*` is also `repo:example-2/x`.
            let is_told = if is_public {
                rest.is_some_and(|rest| rest.contains(['/', ':']))
            } else {
                !rest.unwrap_or(fixed).is_empty()
            };
            value.contains(['*', '?']) && !is_told
        };
        is_key(test, &format!("{issuer}:{claim}")) && equals && !test.values.iter().any(open)
    };
    let claims: &[&str] = if is_public { &["sub"] } else { &["sub", "aud"] };
    statement.conditions.iter().any(|test| claims.iter().any(|claim| limits(claim, test)))
}

/// The organisations that a test demands. With `…IfExists` and `ForAllValues:` callers of none pass it.
fn organizations_of(test: &Test) -> Option<BTreeSet<String>> {
    if !matches!(operator_of(test).as_str(), "stringequals" | "stringlike") || test.operator.contains("ForAll") {
        return None;
    }
    let id = |value: &String| {
        let id = value.split('/').next().unwrap_or_default();
        (!id.contains(['*', '?', '$'])).then(|| id.to_owned())
    };
    let is_of = is_key(test, "aws:PrincipalOrgID") || is_key(test, "aws:PrincipalOrgPaths");
    is_of.then(|| test.values.iter().map(id).collect()).flatten()
}

fn is_key(test: &Test, key: &str) -> bool {
    test.key.eq_ignore_ascii_case(key)
}

/// The operator without the qualifier of sets.
fn operator_of(test: &Test) -> String {
    let operator = test.operator.to_ascii_lowercase();
    operator.strip_prefix("foranyvalue:").unwrap_or(&operator).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trust(statements: &str) -> Vec<Guest> {
        guests(&PolicyDocument::parse(&format!(r#"{{"Statement": [{statements}]}}"#)).unwrap())
    }

    fn whos(principal: &str, action: &str, condition: &str) -> Vec<Who> {
        let statement = format!(
            r#"{{"Effect": "Allow", "Principal": {principal}, "Action": "{action}", "Condition": {condition}}}"#
        );
        trust(&statement).into_iter().map(|guest| guest.who).collect()
    }

    fn account(id: &str) -> Who {
        Who::Account(id.to_owned())
    }

    #[test]
    fn principals_of_aws_come_down_to_accounts() {
        let assume = |principal: &str| whos(principal, "sts:AssumeRole", "{}");
        assert_eq!(assume(r#"{"Service": "ec2.amazonaws.com"}"#), []);
        assert_eq!(assume(r#""*""#), [Who::Everybody]);
        assert_eq!(
            assume(r#"{"AWS": ["arn:aws:iam::111122223333:root", "444455556666", "AROAEXAMPLEID"]}"#),
            [account("111122223333"), account("444455556666"), Who::Unknown("AROAEXAMPLEID".to_owned())]
        );
        assert_eq!(assume(r#"{"CanonicalUser": "x"}"#), [Who::Unknown("CanonicalUser x".to_owned())]);
        assert_eq!(whos(r#""*""#, "sts:TagSession", "{}"), []);
        let but = r#"{"Effect": "Allow", "NotPrincipal": {"AWS": "444455556666"}, "Action": "sts:*"}"#;
        assert_eq!(trust(but).into_iter().map(|guest| guest.who).collect::<Vec<_>>(), [Who::Everybody]);
    }

    #[test]
    fn conditions_may_come_down_to_accounts_and_organisations() {
        let narrowed = |condition: &str| whos(r#"{"AWS": "*"}"#, "sts:AssumeRole", condition);
        assert_eq!(
            narrowed(r#"{"StringEquals": {"aws:PrincipalAccount": "111122223333"}}"#),
            [account("111122223333")]
        );
        assert_eq!(
            narrowed(r#"{"ArnLike": {"aws:principalarn": "arn:aws:iam::444455556666:role/*"}}"#),
            [account("444455556666")]
        );
        assert_eq!(narrowed(r#"{"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/x"}}"#), [Who::Everybody]);
        assert_eq!(narrowed(r#"{"StringEquals": {"sts:ExternalId": "x"}}"#), [Who::Everybody]);
        let organizations = |condition: &str| {
            let statement = r#"{"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole", "Condition": "#;
            let mut guests = trust(&format!("{statement}{condition}}}"));
            guests.pop().unwrap().organizations.map(|all| all.into_iter().collect::<Vec<_>>())
        };
        let own = Some(vec!["o-example".to_owned()]);
        assert_eq!(organizations(r#"{"StringEquals": {"aws:PrincipalOrgID": "o-example"}}"#), own);
        assert_eq!(organizations(r#"{"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-example/*"}}"#), own);
        assert_eq!(organizations(r#"{"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-example"}}"#), None);
        assert_eq!(organizations(r#"{"ForAllValues:StringLike": {"aws:PrincipalOrgPaths": "o-example/*"}}"#), None);
        assert_eq!(organizations(r#"{"StringLike": {"aws:PrincipalOrgID": "o-*"}}"#), None);
    }

    #[test]
    fn tokens_need_a_subject_or_an_audience() {
        let token = |issuer: &str, condition: &str| {
            let provider = format!(r#"{{"Federated": "arn:aws:iam::111122223333:oidc-provider/{issuer}"}}"#);
            whos(&provider, WITH_TOKEN, condition)
        };
        let github = "token.actions.githubusercontent.com";
        let open = |issuer: &str| vec![Who::Issuer(issuer.to_owned())];
        for (claim, value, limited) in [
            ("sub", "repo:example/app:ref:refs/heads/main", true),
            ("sub", "repo:example/*", true),
            ("sub", "repo:*", false),
            ("sub", "*", false),
            ("aud", "sts.amazonaws.com", false),
        ] {
            let condition = format!(r#"{{"StringLike": {{"{github}:{claim}": "{value}"}}}}"#);
            assert_eq!(token(github, &condition), if limited { vec![] } else { open(github) }, "{claim} {value}");
        }
        let own = "oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE";
        assert_eq!(token(own, &format!(r#"{{"StringEquals": {{"{own}:aud": "sts.amazonaws.com"}}}}"#)), []);
        assert_eq!(token(own, &format!(r#"{{"StringNotEquals": {{"{own}:sub": "x"}}}}"#)), open(own));
        assert_eq!(token(own, "{}"), open(own));
        let saml = r#"{"Federated": "arn:aws:iam::111122223333:saml-provider/corp"}"#;
        assert_eq!(whos(saml, "sts:AssumeRoleWithSAML", "{}"), []);
    }

    #[test]
    fn denials_count_where_they_hold_for_all() {
        let all = r#"{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}"#;
        let deny = |condition: &str| {
            let deny = r#"{"Effect": "Deny", "Principal": "*", "Action": "sts:*", "Condition": "#;
            trust(&format!("{all},{deny}{condition}}}"))
        };
        assert_eq!(deny("{}"), []);
        let fenced = deny(r#"{"StringNotEquals": {"aws:PrincipalOrgID": "o-example"}}"#);
        assert!(fenced.iter().all(|guest| guest.organizations == Some(BTreeSet::from(["o-example".to_owned()]))));
        assert!(
            deny(r#"{"Bool": {"aws:MultiFactorAuthPresent": "false"}}"#)
                .iter()
                .all(|guest| { guest.organizations.is_none() && guest.who == Who::Everybody })
        );
    }
}
