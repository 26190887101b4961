//! Logic with a third answer, none: nobody can tell.

/// True where one is, false where each is false.
pub(super) fn any(all: impl IntoIterator<Item = Option<bool>>) -> Option<bool> {
    let mut sum = Some(false);
    for one in all {
        match one {
            Some(true) => return Some(true),
            Some(false) => {}
            None => sum = None,
        }
    }
    sum
}

/// True where each is, false where one is false.
pub(super) fn all(all: impl IntoIterator<Item = Option<bool>>) -> Option<bool> {
    any(all.into_iter().map(|one| one.map(|one| !one))).map(|one| !one)
}
