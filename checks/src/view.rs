use crate::Account;
use overhear_core::{Call, Content, Document, Gap, GapKind, Listing, Op, Page, Reach, Resource, Scope};
use std::{any::Any, ops::Deref};

/// The documents that one run of a check sees: those of an account, and where the check is regional those of one
/// region of it together with the calls that cover the whole account.
pub struct ScopeView<'a> {
    scope: Scope,
    account: &'a Account,
    region: Option<&'a str>,
}

/// Whether an operation's answer can be relied on.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Sight {
    /// Everything was read.
    Clear,
    /// Something was not.
    Blocked(Box<Gap>),
}

impl Sight {
    /// Why not.
    pub const fn gap(&self) -> Option<&Gap> {
        match self {
            Self::Clear => None,
            Self::Blocked(gap) => Some(gap),
        }
    }

    /// True where everything was read, or nothing can exist.
    pub fn is_clear(&self) -> bool {
        self.gap().is_none_or(|gap| gap.kind.is_absence())
    }

    /// Of one call. An item that is not what the API documents is a gap: it may be the one that is looked for.
    fn of(call: &Call) -> Self {
        match (call.outcome.gap(), call.odd.first()) {
            (Some(gap), _) => Self::Blocked(Box::new(gap.clone())),
            (None, Some(odd)) => {
                let message = format!("item {} is not what the API documents: {}", odd.index, odd.reason);
                Self::Blocked(Box::new(Gap::new(GapKind::Undecodable, Gap::ODD_ITEM, message)))
            }
            (None, None) => Self::Clear,
        }
    }

    /// Over several calls.
    pub(crate) fn over<'c>(op: &Op, calls: impl Iterator<Item = &'c Call>) -> Self {
        Self::of_all(op, calls.map(Self::of))
    }

    /// Over several: the first gap decides, an odd item where there is none. That a region lacks the service blocks
    /// only where nothing else was read.
    pub(crate) fn of_all(op: &Op, sights: impl Iterator<Item = Self>) -> Self {
        let (mut clear, mut absent, mut odd) = (false, None, None);
        for sight in sights {
            match sight {
                Self::Clear => clear = true,
                Self::Blocked(gap) if gap.kind.is_absence() => absent = Some(gap),
                Self::Blocked(gap) if gap.code == Gap::ODD_ITEM => odd = odd.or(Some(gap)),
                Self::Blocked(_) => return sight,
            }
        }
        match (odd, clear, absent) {
            (Some(gap), ..) | (None, false, Some(gap)) => Self::Blocked(gap),
            (None, true, _) => Self::Clear,
            (None, false, None) => Self::Blocked(Box::new(Gap {
                kind: GapKind::NotAttempted,
                code: String::new(),
                permission: Some(op.permission.to_owned()),
                message: format!("{} was not called here", op.id),
            })),
        }
    }
}

/// One document together with the call that it came with.
pub struct Item<'a, T> {
    view: &'a T,
    call: &'a Call,
    index: usize,
}

impl<T> Clone for Item<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Item<'_, T> {}

impl<T> Deref for Item<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.view
    }
}

impl<'a, T: Document> Item<'a, T> {
    /// The view, for as long as the snapshot lives.
    pub const fn view(&self) -> &'a T {
        self.view
    }

    /// The call it came with.
    pub const fn call(&self) -> &'a Call {
        self.call
    }

    /// The resource that it describes.
    pub fn resource(&self) -> Resource {
        self.view.resource(&self.call.scope)
    }

    pub(crate) const fn index(&self) -> usize {
        self.index
    }
}

pub(crate) fn items_of<T: Document>(call: &Call) -> impl Iterator<Item = Item<'_, T>> {
    let views: &[T] = match &call.content {
        Content::Decoded(page) => {
            let page: &dyn Page = page.as_ref();
            (page as &dyn Any).downcast_ref::<Vec<T>>().map_or(&[], Vec::as_slice)
        }
        Content::Skipped(_) => &[],
    };
    views.iter().enumerate().map(move |(index, view)| Item { view, call, index })
}

impl<'a> ScopeView<'a> {
    pub(crate) const fn new(scope: Scope, account: &'a Account, region: Option<&'a str>) -> Self {
        Self { scope, account, region }
    }

    /// Where this is.
    pub const fn scope(&self) -> &Scope {
        &self.scope
    }

    pub(crate) const fn account(&self) -> &'a Account {
        self.account
    }

    fn sees(&self, call: &Call) -> bool {
        call.op.reach != Reach::Region || self.region.is_none_or(|region| region == call.scope.region)
    }

    pub(crate) fn calls_of(&self, op: &Op) -> impl Iterator<Item = &'a Call> {
        self.account.calls_of(op).filter(|call| self.sees(call))
    }

    /// The items of an operation.
    pub fn items<T: Document>(&self, listing: &Listing<T>) -> impl Iterator<Item = Item<'a, T>> {
        self.calls_of(&listing.op).flat_map(items_of)
    }

    /// The items that an operation gave for one parent.
    pub fn items_for<T: Document>(&self, listing: &Listing<T>, parent: &str) -> Vec<Item<'a, T>> {
        self.calls_for(&listing.op, parent).into_iter().flat_map(items_of).collect()
    }

    fn calls_for(&self, op: &Op, parent: &str) -> Vec<&'a Call> {
        let mut calls = self.account.calls_for(op, parent);
        calls.retain(|call| self.sees(call));
        calls
    }

    pub(crate) fn has_no_call_for(&self, op: &Op, parent: &str) -> bool {
        self.calls_for(op, parent).is_empty()
    }

    /// Whether an operation's answer can be relied on here.
    pub fn sight(&self, op: &Op) -> Sight {
        Sight::over(op, self.calls_of(op))
    }

    /// Whether an operation's answer for one parent can be relied on.
    pub fn sight_for(&self, op: &Op, parent: &str) -> Sight {
        Sight::over(op, self.calls_for(op, parent).into_iter())
    }
}
