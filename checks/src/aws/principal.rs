//! Users and roles with every policy that is theirs: inline, attached, and by their groups.

use super::{
    identity_policy::{Action, Place, Right, Source, allows_everything},
    policy_document::{PolicyDocument, covers_action},
};
use crate::{Case, Item, Results, Ruling, ScopeView};
use overhear_aws::{
    arn,
    iam::{
        ACCOUNT_AUTHORIZATION_DETAILS, AccountAuthorizationDetails, AttachedPolicy, InlinePolicy, ManagedPolicyDetail,
        PermissionsBoundary, PolicyText, PolicyVersion, RoleDetail,
    },
};
use overhear_core::{Resource, Tags};
use serde_json::Value;
use std::{borrow::Cow, collections::BTreeMap};

type Page<'a> = Item<'a, AccountAuthorizationDetails>;

/// The users and roles of an account.
pub(super) struct Directory<'a> {
    policies: Vec<Policy<'a>>,
    /// The managed policies by ARN.
    managed: BTreeMap<&'a str, usize>,
    groups: BTreeMap<&'a str, Holder<'a>>,
    /// How many users each group has.
    members: BTreeMap<&'a str, usize>,
    /// Users and roles, as the pages list them.
    pub(super) principals: Vec<Principal<'a>>,
    /// Groups, which do nothing themselves.
    idle: Vec<Principal<'a>>,
}

/// A policy, and where it stands.
struct Policy<'a> {
    name: &'a str,
    page: Page<'a>,
    /// The pointer to its text.
    at: String,
    /// The pointer to its name or ARN, and what stands there.
    named: (String, &'a str),
    text: Option<&'a PolicyText>,
    document: Result<PolicyDocument, String>,
}

/// A user or a role.
pub(super) struct Principal<'a> {
    page: Page<'a>,
    /// The pointer to it: `/RoleDetailList/0`.
    at: String,
    kind: &'static str,
    /// `user` or `role`.
    pub(super) noun: &'static str,
    /// Its ARN; empty where that is absent.
    pub(super) arn: &'a str,
    /// Its name.
    pub(super) name: &'a str,
    tags: Option<&'a Tags>,
    /// The role itself, where it is one.
    pub(super) role: Option<&'a RoleDetail>,
    held: Vec<Held<'a>>,
    boundary: Option<usize>,
    problem: Option<String>,
}

/// A step of the way to a policy: where it is written, what stands there, and what that means.
type Step<'a> = (Page<'a>, String, &'a str, &'static str);

/// A policy that a principal has, and how it came by it.
struct Held<'a> {
    policy: usize,
    /// Membership and attachment; an inline policy needs neither.
    way: Vec<Step<'a>>,
    group: Option<&'a str>,
}

/// What has policies: a user, a group or a role.
struct Holder<'a> {
    page: Page<'a>,
    at: String,
    /// The list of the inline policies, and what stands there.
    inline: (&'static str, &'a [InlinePolicy]),
    attached: &'a [AttachedPolicy],
}

impl<'a> Directory<'a> {
    /// Everybody in the account.
    pub(super) fn of(scope: &ScopeView<'a>) -> Self {
        let mut own = Self {
            policies: Vec::new(),
            managed: BTreeMap::new(),
            groups: BTreeMap::new(),
            members: BTreeMap::new(),
            principals: Vec::new(),
            idle: Vec::new(),
        };
        let pages: Vec<Page<'a>> = scope.items(&ACCOUNT_AUTHORIZATION_DETAILS).collect();
        // What a page names may stand in another one.
        for page in &pages {
            own.add_policies_and_groups(*page);
        }
        for page in pages {
            own.add_users(page);
            own.add_roles(page);
        }
        own
    }

    fn add_policies_and_groups(&mut self, page: Page<'a>) {
        for (index, policy) in page.view().policies.iter().enumerate() {
            if let Some(arn) = policy.arn.as_deref() {
                let policy = self.keep(managed_policy(page, index, arn, policy));
                self.managed.insert(arn, policy);
            }
        }
        for (index, group) in page.view().group_detail_list.iter().enumerate() {
            let (at, name) = (format!("/GroupDetailList/{index}"), group.group_name.as_deref().unwrap_or_default());
            let mut entry = Principal::new(page, "AWS::IAM::Group", "group", at.clone());
            (entry.arn, entry.name) = (group.arn.as_deref().unwrap_or_default(), name);
            self.idle.push(entry);
            let inline = ("GroupPolicyList", group.group_policy_list.as_slice());
            self.groups.insert(name, Holder { page, at, inline, attached: &group.attached_managed_policies });
        }
    }

    fn add_users(&mut self, page: Page<'a>) {
        for (index, user) in page.view().user_detail_list.iter().enumerate() {
            let at = format!("/UserDetailList/{index}");
            let mut principal = Principal::new(page, "AWS::IAM::User", "user", at.clone());
            principal.arn = user.arn.as_deref().unwrap_or_default();
            principal.name = user.user_name.as_deref().unwrap_or_default();
            principal.tags = Some(&user.tags);
            let groups = std::mem::take(&mut self.groups);
            for (place, name) in user.group_list.iter().enumerate() {
                *self.members.entry(name.as_str()).or_default() += 1;
                let step = (page, format!("{at}/GroupList/{place}"), name.as_str(), "is a member of this group");
                match groups.get(name.as_str()) {
                    Some(group) => self.give(&mut principal, group, Some(&step)),
                    None => principal.trouble(format!("its group {name} is not among the groups")),
                }
            }
            self.groups = groups;
            let inline = ("UserPolicyList", user.user_policy_list.as_slice());
            let holder = Holder { page, at, inline, attached: &user.attached_managed_policies };
            self.give(&mut principal, &holder, None);
            self.bound(&mut principal, user.permissions_boundary.as_ref());
            self.principals.push(principal);
        }
    }

    fn add_roles(&mut self, page: Page<'a>) {
        for (index, role) in page.view().role_detail_list.iter().enumerate() {
            let at = format!("/RoleDetailList/{index}");
            let mut principal = Principal::new(page, "AWS::IAM::Role", "role", at.clone());
            principal.arn = role.arn.as_deref().unwrap_or_default();
            principal.name = role.role_name.as_deref().unwrap_or_default();
            principal.tags = Some(&role.tags);
            principal.role = Some(role);
            let inline = ("RolePolicyList", role.role_policy_list.as_slice());
            let holder = Holder { page, at, inline, attached: &role.attached_managed_policies };
            self.give(&mut principal, &holder, None);
            self.bound(&mut principal, role.permissions_boundary.as_ref());
            self.principals.push(principal);
        }
    }

    fn keep(&mut self, policy: Policy<'a>) -> usize {
        self.policies.push(policy);
        self.policies.len() - 1
    }

    /// Gives a principal the policies of a holder: its own, or those of a group.
    fn give(&mut self, principal: &mut Principal<'a>, holder: &Holder<'a>, member: Option<&Step<'a>>) {
        let Holder { page, at: holder_at, inline: (list, inline), attached } = holder;
        for (index, policy) in inline.iter().enumerate() {
            let at = format!("{holder_at}/{list}/{index}");
            let name = policy.policy_name.as_deref().unwrap_or_default();
            let named = (format!("{at}/PolicyName"), name);
            let text = policy.policy_document.as_ref();
            let policy = self.keep(Policy::new(name, *page, format!("{at}/PolicyDocument"), named, text));
            principal.hold(policy, None, member);
        }
        for (index, policy) in attached.iter().enumerate() {
            let arn = policy.policy_arn.as_deref().unwrap_or_default();
            let at = format!("{holder_at}/AttachedManagedPolicies/{index}/PolicyArn");
            match self.managed.get(arn) {
                Some(policy) => principal.hold(*policy, Some((*page, at, arn, "attached")), member),
                None => principal.trouble(format!("the attached policy {arn} is not among the policies")),
            }
        }
    }

    fn bound(&self, principal: &mut Principal<'a>, boundary: Option<&PermissionsBoundary>) {
        let Some(boundary) = boundary else { return };
        let arn = boundary.permissions_boundary_arn.as_deref().unwrap_or_default();
        principal.boundary = self.managed.get(arn).copied();
        if principal.boundary.is_none() {
            principal.trouble(format!("its permissions boundary {arn} is not among the policies"));
        }
    }

    /// Cases about users and roles, or those of them that are wanted. Service-linked roles, and whoever has a policy
    /// that cannot be read, get their verdict here.
    pub(super) fn cases(
        &self,
        scope: &ScopeView<'_>,
        out: &mut Results<'_>,
        wanted: impl Fn(&Principal<'_>) -> bool,
    ) -> Vec<(&Principal<'a>, Case)> {
        let mut cases = Vec::new();
        for principal in self.principals.iter().filter(|principal| wanted(principal)) {
            let case = principal.case(scope, out);
            if principal.is_service_linked() {
                out.rule(case, Ruling::NotApplicable("a service-linked role".to_owned()));
            } else if let Some(problem) = self.problem(principal) {
                out.rule(case, Ruling::Unknown(problem));
            } else {
                cases.push((principal, case));
            }
        }
        cases
    }

    /// Why nobody can tell what a principal may do.
    fn problem(&self, principal: &Principal<'_>) -> Option<String> {
        if principal.arn.is_empty() {
            return Some("Arn is absent".to_owned());
        }
        let unreadable = |policy: &usize| {
            let policy = self.policies.get(*policy)?;
            let reason = policy.document.as_ref().err()?;
            Some(format!("the policy {} cannot be read: {reason}", policy.name))
        };
        let held = principal.held.iter().map(|held| &held.policy).chain(&principal.boundary);
        principal.problem.clone().or_else(|| held.into_iter().find_map(unreadable))
    }

    /// Says of each group that its users are judged in its stead.
    pub(super) fn groups(&self, scope: &ScopeView<'_>, out: &mut Results<'_>) {
        for group in &self.idle {
            let reason = match self.members.get(group.name) {
                Some(count) => format!("what it grants is judged with its users, of whom it has {count}"),
                None => "no user is in it".to_owned(),
            };
            let case = group.case(scope, out);
            out.rule(case, Ruling::NotApplicable(reason));
        }
    }

    fn documents(&self, principal: &Principal<'_>) -> Vec<&PolicyDocument> {
        let policies = principal.held.iter().filter_map(|held| self.policies.get(held.policy));
        policies.filter_map(|policy| policy.document.as_ref().ok()).collect()
    }

    /// What a principal may do whose policies can be read, as far as the account itself tells.
    pub(super) fn right(&self, principal: &Principal<'_>, action: &Action) -> Option<Right> {
        let place = principal.place();
        let right = Right::of(&self.documents(principal), action, place)?;
        let Some(boundary) = principal.boundary else { return Some(right) };
        let boundary = self.policies.get(boundary)?.document.as_ref().ok()?;
        right.within(&Right::of(&[boundary], action, place)?)
    }

    /// The statement that makes a principal an administrator.
    pub(super) fn administrator(&self, principal: &Principal<'_>) -> Option<Source> {
        allows_everything(&self.documents(principal))
    }

    /// Shows where a statement stands that grants an action; the name of the policy, in words.
    pub(super) fn cite(&self, case: &mut Case, principal: &Principal<'_>, source: Source, action: &str) -> String {
        let held = principal.held.get(source.0);
        let Some((held, policy)) = held.and_then(|held| Some((held, self.policies.get(held.policy)?))) else {
            return String::new();
        };
        for (page, pointer, value, note) in &held.way {
            cite_once(case, page, pointer, (*value).into(), (*note).to_owned());
        }
        let (name, value) = (&policy.named.0, policy.named.1);
        let (pointer, value) = policy.statement(source.1, action).unwrap_or_else(|| (name.clone(), value.into()));
        cite_once(case, &policy.page, &pointer, value, format!("{} allows {action}", policy.name));
        match held.group {
            Some(group) => format!("{} of group {group}", policy.name),
            None => policy.name.to_owned(),
        }
    }
}

/// Cites what was not cited yet: several actions may rest on one statement.
fn cite_once(case: &mut Case, page: &Page<'_>, pointer: &str, value: Value, note: String) {
    if !case.evidence.iter().any(|fact| fact.pointer == pointer && fact.value == value) {
        case.cite(page, pointer, value, note);
    }
}

fn managed_policy<'a>(page: Page<'a>, index: usize, arn: &'a str, policy: &'a ManagedPolicyDetail) -> Policy<'a> {
    let is_default = |version: &PolicyVersion| match &policy.default_version_id {
        Some(default) => version.version_id.as_ref() == Some(default),
        None => version.is_default_version == Some(true),
    };
    let found = policy.policy_version_list.iter().enumerate().find(|(_, version)| is_default(version));
    let place = found.map_or(0, |(place, _)| place);
    let text = found.and_then(|(_, version)| version.document.as_ref());
    let name = policy.policy_name.as_deref().unwrap_or(arn);
    let at = format!("/Policies/{index}/PolicyVersionList/{place}/Document");
    Policy::new(name, page, at, (format!("/Policies/{index}/Arn"), arn), text)
}

impl<'a> Policy<'a> {
    fn new(name: &'a str, page: Page<'a>, at: String, named: (String, &'a str), text: Option<&'a PolicyText>) -> Self {
        let document = text.ok_or_else(|| "its document is absent".to_owned());
        let document = document.and_then(|text| PolicyDocument::parse(&json_of(text)?));
        Self { name, page, at, named, text, document }
    }

    /// Where the element stands that names the action in a statement, and what stands there.
    fn statement(&self, index: usize, action: &str) -> Option<(String, Value)> {
        let document: Value = serde_json::from_str(&self.text?.0).ok()?;
        let list = document.get("Statement")?;
        let at = if list.is_array() { format!("/Statement/{index}") } else { "/Statement".to_owned() };
        let statement = document.pointer(&at)?;
        let names = |value: &Value| value.as_str().is_some_and(|text| covers_action(text, action));
        let (at, value) = match (statement.get("Action"), statement.get("NotAction")) {
            (Some(Value::Array(actions)), _) => {
                let (place, value) = actions.iter().enumerate().find(|(_, value)| names(value))?;
                (format!("{at}/Action/{place}"), value)
            }
            (Some(one), _) => (format!("{at}/Action"), one),
            (None, Some(but)) => (format!("{at}/NotAction"), but),
            (None, None) => return None,
        };
        Some((format!("{}{at}", self.at), value.clone()))
    }
}

impl<'a> Principal<'a> {
    fn new(page: Page<'a>, kind: &'static str, noun: &'static str, at: String) -> Self {
        let (held, boundary, problem) = (Vec::new(), None, None);
        Self { page, at, kind, noun, arn: "", name: "", tags: None, role: None, held, boundary, problem }
    }

    fn hold(&mut self, policy: usize, attachment: Option<Step<'a>>, member: Option<&Step<'a>>) {
        let way = member.cloned().into_iter().chain(attachment).collect();
        self.held.push(Held { policy, way, group: member.map(|(_, _, group, _)| *group) });
    }

    fn trouble(&mut self, problem: String) {
        self.problem.get_or_insert(problem);
    }

    /// Its partition and account.
    pub(super) fn place(&self) -> Place<'a> {
        let partition = self.arn.split(':').nth(1).unwrap_or_default();
        Place { partition, account: arn::account(self.arn).unwrap_or_default() }
    }

    /// True for a role that a service made for itself; its policies cannot be changed, and nobody else assumes it.
    fn is_service_linked(&self) -> bool {
        self.arn.contains(":role/aws-service-role/")
    }

    /// A case about it.
    pub(super) fn case(&self, scope: &ScopeView<'_>, out: &mut Results<'_>) -> Case {
        let mut case = out.case(&self.page);
        let id = if self.arn.is_empty() { self.at.as_str() } else { self.arn };
        let resource = Resource::new(scope.scope(), self.kind, id).named(Some(self.name));
        case.resource = match self.tags {
            Some(tags) => resource.tagged(tags),
            None => resource,
        };
        case
    }

    /// Cites a member of it.
    pub(super) fn cite(&self, case: &mut Case, member: &str, value: &Value, note: &'static str) {
        case.cite(&self.page, &format!("{}{member}", self.at), value, note);
    }
}

/// A policy document as JSON: that of an object, or what a string holds, percent-encoded or not.
pub(super) fn json_of(text: &PolicyText) -> Result<Cow<'_, str>, String> {
    if !text.0.starts_with('"') {
        return Ok(text.0.as_str().into());
    }
    let text: String = serde_json::from_str(&text.0).map_err(|error| error.to_string())?;
    if !text.starts_with('%') {
        return Ok(text.into());
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        rest = tail;
        let hex = tail.get(..2).and_then(|hex| str::from_utf8(hex).ok()).filter(|_| byte == b'%');
        match hex.map(|hex| u8::from_str_radix(hex, 16)) {
            Some(decoded) => {
                bytes.push(decoded.map_err(|error| error.to_string())?);
                rest = tail.get(2..).unwrap_or_default();
            }
            None => bytes.push(byte),
        }
    }
    String::from_utf8(bytes).map(Cow::Owned).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_come_as_objects_and_as_encoded_text() {
        let read = |json: &str| json_of(&serde_json::from_str(json).unwrap()).map(Cow::into_owned);
        let document = r#"{"Statement":[{"Sid":"a \"b\" \\ \u0009","n":[-1,2.5,true,null,[],{}]}]}"#;
        assert_eq!(read(document).as_deref(), Ok(document));
        assert_eq!(read(r#""{\"a\": 1}""#).as_deref(), Ok(r#"{"a": 1}"#));
        assert_eq!(read(r#""%7B%22a%22%3A%20%22%C3%A9%22%7d""#).as_deref(), Ok(r#"{"a": "é"}"#));
        assert!(read(r#""%7B%zz""#).is_err() && read(r#""%ff""#).is_err());
    }
}
