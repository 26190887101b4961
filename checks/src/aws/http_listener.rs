//! What becomes of the requests that reach an HTTP listener of an application load balancer.

use super::listener_actions::{destinations, ending, is_documented};
use crate::{Case, Item, ScopeView};
use overhear_aws::elasticloadbalancingv2::{Listener, RULES, Rule, RuleCondition};

/// What becomes of the requests of HTTP listeners.
#[derive(Default)]
pub(super) struct Fate {
    /// How some reach a backend or are sent on over HTTP, in words.
    pub(super) exposed: Vec<String>,
    /// True where some get a fixed response.
    pub(super) answered: bool,
    /// Why it cannot be told for some.
    pub(super) unclear: Option<String>,
}

impl Fate {
    /// Notes the first reason why it cannot be told.
    pub(super) fn doubt(&mut self, why: impl FnOnce() -> String) {
        self.unclear.get_or_insert_with(why);
    }
}

/// Follows the requests of an HTTP listener through its rules.
pub(super) fn follow(scope: &ScopeView<'_>, case: &mut Case, listener: &Item<'_, Listener>, fate: &mut Fate) {
    if let Some(gap) = scope.sight_for(&RULES.op, &listener.listener_arn).gap() {
        fate.doubt(|| format!("{}: {gap}", RULES.op.id));
        return;
    }
    let mut rules = Vec::new();
    for rule in scope.items_for(&RULES, &listener.listener_arn) {
        let Some(rank) = rank(rule.view()) else {
            fate.doubt(|| "the Priority of a rule is not a number".to_owned());
            return;
        };
        rules.push((rank, rule));
    }
    rules.sort_by_key(|(rank, rule)| (*rank, rule.view().rule_arn.as_str()));
    let port = listener.port.map_or_else(|| "an unknown port".to_owned(), |port| format!("port {port}"));
    let mut exposed: Vec<String> = Vec::new();
    let mut closed = false;
    for (rank, rule) in &rules {
        if let Some(Exposure { how, facts }) = judge_rule(rule.view(), fate)
            && !exposed.contains(&how)
        {
            if exposed.is_empty() {
                case.cite(listener, "/Protocol", "HTTP", format!("it listens on {port}"));
            }
            for (pointer, value, note) in facts {
                case.cite(rule, &pointer, value, note);
            }
            exposed.push(how);
        }
        closed = closed || *rank == DEFAULT;
        if is_catch_all(rule.view()) {
            closed = true;
            break;
        }
    }
    if !closed {
        fate.doubt(|| format!("on {port} the default rule is not among the rules"));
    }
    if !exposed.is_empty() {
        let more = exposed.len().saturating_sub(3);
        exposed.truncate(3);
        let rest = if more == 0 { String::new() } else { format!(" and {more} more") };
        let words = format!("on {port} {}{rest}", exposed.join(", "));
        if !fate.exposed.contains(&words) {
            fate.exposed.push(words);
        }
    }
}

/// The rank of the default rule, behind all others.
const DEFAULT: u64 = u64::MAX;

/// The place of a rule among the others. None where it does not tell.
fn rank(rule: &Rule) -> Option<u64> {
    match rule.priority.as_deref() {
        Some("default") => Some(DEFAULT),
        Some(number) => number.parse().ok(),
        None => (rule.is_default == Some(true)).then_some(DEFAULT),
    }
}

/// True where every request meets the rule.
fn is_catch_all(rule: &Rule) -> bool {
    let any = |patterns: &[String], all: &[&str]| patterns.iter().any(|pattern| all.contains(&pattern.as_str()));
    let is_met = |condition: &RuleCondition| {
        let (config, all): (_, &[&str]) = match condition.field.as_deref() {
            Some("path-pattern") => (&condition.path_pattern_config, &["*", "/*"]),
            Some("host-header") => (&condition.host_header_config, &["*"]),
            _ => return false,
        };
        any(&condition.values, all) || config.as_ref().is_some_and(|config| any(&config.values, all))
    };
    !rule.conditions.is_empty() && rule.conditions.iter().all(is_met)
}

/// How a rule lets requests through in plaintext.
struct Exposure<'a> {
    /// In words.
    how: String,
    /// Where it says so: pointer, value and note.
    facts: Vec<(String, &'a str, String)>,
}

fn judge_rule<'a>(rule: &'a Rule, fate: &mut Fate) -> Option<Exposure<'a>> {
    let name = match rule.priority.as_deref() {
        Some("default") | None => "the default rule".to_owned(),
        Some(number) => format!("rule {number}"),
    };
    if let Some(odd) = rule.actions.iter().find(|action| !is_documented(action)) {
        // What it does before the last action is not known; that one may still expose the request.
        let kind = odd.action_type.as_deref().unwrap_or("absent");
        fate.doubt(|| format!("an action of {name} has the Type {kind}"));
    }
    let Some((index, action)) = ending(&rule.actions) else {
        fate.doubt(|| format!("no single action of {name} ends a request"));
        return None;
    };
    let at = format!("/Actions/{index}");
    match action.action_type.as_deref() {
        Some("forward") => {
            let groups = destinations(action).into_iter();
            let mut facts: Vec<_> = groups
                .map(|group| (format!("{at}{}", group.pointer), group.arn, format!("{name} {}", group.note())))
                .collect();
            if facts.is_empty() {
                facts.push((format!("{at}/Type"), "forward", format!("{name} forwards")));
            }
            Some(Exposure { how: format!("{name} forwards to a backend"), facts })
        }
        Some("fixed-response") => {
            fate.answered = true;
            None
        }
        Some("redirect") => {
            let Some(redirect) = &action.redirect_config else {
                fate.doubt(|| format!("RedirectConfig of {name} is absent"));
                return None;
            };
            let fact = match redirect.protocol.as_deref() {
                Some("HTTPS") => return None,
                Some(protocol @ ("HTTP" | "#{protocol}")) => {
                    let note = format!("{name} keeps the client on HTTP");
                    (format!("{at}/RedirectConfig/Protocol"), protocol, note)
                }
                None => {
                    let note = format!("{name}: its protocol is absent, documented default #{{protocol}}, here HTTP");
                    (format!("{at}/Type"), "redirect", note)
                }
                Some(other) => {
                    fate.doubt(|| format!("{name} redirects to the protocol {other}, which is not known"));
                    return None;
                }
            };
            Some(Exposure { how: format!("{name} redirects to HTTP"), facts: vec![fact] })
        }
        // The doubt is noted above.
        _ => None,
    }
}
