//! Web apps and function apps, which are one type in Azure, and their slots.

use crate::{Item, Results, ScopeView};
use overhear_azure::{
    arm,
    web::{Site, WEB_APP_SLOTS, WEB_APPS},
};
use overhear_core::{Document, GapKind};

/// What an app is.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(super) enum Class {
    /// Everything that is no function app; also an app that does not tell its kind.
    Web,
    /// One with `functionapp` in its kind.
    Function,
}

impl Class {
    fn of(site: &Site) -> Self {
        if has_word(site, "functionapp") { Self::Function } else { Self::Web }
    }

    /// The words for it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Web => "web app",
            Self::Function => "function app",
        }
    }
}

/// Whether a word is among those of `kind`, which stand between commas.
pub(super) fn has_word(site: &Site, word: &str) -> bool {
    site.kind.iter().flat_map(|kind| kind.split(',')).any(|own| own.trim().eq_ignore_ascii_case(word))
}

/// Whether something else than App Service takes the requests: Container Apps, or a Kubernetes cluster of the customer.
pub(super) fn runs_elsewhere(site: &Site) -> bool {
    has_word(site, "azurecontainerapps") || has_word(site, "kubernetes")
}

/// How a finding names an app or a slot.
pub(super) fn subject(site: &Site, class: Class) -> String {
    let slot = arm::up_to(&site.id, "slots").is_some();
    let name = class.name();
    if slot { format!("The slot of a {name}") } else { format!("The {name}") }
}

/// The apps of a class. Those of the other one are not applicable.
pub(super) fn apps<'a>(scope: &ScopeView<'a>, out: &mut Results<'_>, class: Class) -> Vec<Item<'a, Site>> {
    of_class(scope.items(&WEB_APPS), out, class)
}

/// The slots of apps of a class. Those of the other one are not applicable. Where a list of slots was asked for and not
/// given that is said; where none was asked for, as in a snapshot made by hand, nothing is.
pub(super) fn slots<'a>(
    scope: &ScopeView<'a>,
    out: &mut Results<'_>,
    apps: &[Item<'a, Site>],
    class: Class,
) -> Vec<Item<'a, Site>> {
    let gaps = apps.iter().filter_map(|app| {
        let sight = scope.sight_for(&WEB_APP_SLOTS.op, app.key());
        let gap = sight.gap().filter(|gap| !gap.kind.is_absence() && gap.kind != GapKind::NotAttempted)?;
        Some((app.view().id.as_str(), gap.to_string()))
    });
    if let Some((app, gap)) = gaps.min() {
        let app = arm::last_segment(app);
        out.unknown_here(format!("the slots of {app}, and maybe others, were not listed: {gap}"));
    }
    of_class(scope.items(&WEB_APP_SLOTS), out, class)
}

fn of_class<'a>(
    sites: impl Iterator<Item = Item<'a, Site>>,
    out: &mut Results<'_>,
    class: Class,
) -> Vec<Item<'a, Site>> {
    let mut own = Vec::new();
    for site in sites {
        match Class::of(&site) {
            other if other == class => own.push(site),
            other => out.not_applicable(&site, &format!("a {}", other.name())),
        }
    }
    own
}
