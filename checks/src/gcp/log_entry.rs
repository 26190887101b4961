//! What is known of a log entry that a filter is held against.

/// Where an entry tells the id of its log.
pub(super) const LOG_ID: &str = "log-id";

/// Whether something holds.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Truth {
    No,
    Unclear,
    Yes,
}

impl Truth {
    /// Whether the opposite holds.
    pub(super) fn not(self) -> Self {
        match self {
            Self::No => Self::Yes,
            Self::Unclear => Self::Unclear,
            Self::Yes => Self::No,
        }
    }
}

/// What is known of a log entry.
#[derive(Default)]
pub(super) struct Entry {
    fields: Vec<Field>,
    absent: Vec<&'static str>,
}

struct Field {
    path: String,
    value: String,
    /// False for a value that stands for others of its kind.
    exact: bool,
}

/// What an entry has at a path.
pub(super) enum Found<'e> {
    /// These values, and whether there are no others.
    Values(Vec<&'e str>, bool),
    Absent,
    Unclear,
}

impl Entry {
    /// An entry with this value at a path.
    pub(super) fn with(self, path: &str, value: &str) -> Self {
        self.and(path, value, true)
    }

    /// An entry with a value of this kind at a path.
    pub(super) fn like(self, path: &str, value: &str) -> Self {
        self.and(path, value, false)
    }

    /// An entry without anything at and below a path.
    pub(super) fn without(mut self, path: &'static str) -> Self {
        self.absent.push(path);
        self
    }

    fn and(mut self, path: &str, value: &str, exact: bool) -> Self {
        self.fields.push(Field { path: plain(path), value: value.to_owned(), exact });
        self
    }

    /// What it has at a path, in the form of [`plain`].
    pub(super) fn find(&self, path: &str) -> Found<'_> {
        let own: Vec<_> = self.fields.iter().filter(|field| field.path == path).collect();
        if !own.is_empty() {
            let exact = own.iter().all(|field| field.exact);
            return Found::Values(own.into_iter().map(|field| field.value.as_str()).collect(), exact);
        }
        let under = |path: &str, root: &str| path.strip_prefix(root).is_some_and(|rest| rest.starts_with('.'));
        if self.absent.iter().any(|root| path == plain(root) || under(path, &plain(root))) {
            return Found::Absent;
        }
        let below: Vec<_> = self.fields.iter().filter(|field| under(&field.path, path)).collect();
        if below.is_empty() {
            return Found::Unclear;
        }
        Found::Values(below.into_iter().map(|field| field.value.as_str()).collect(), false)
    }

    /// Whether a text stands anywhere in it.
    pub(super) fn holds(&self, text: &str) -> Truth {
        if self.fields.iter().any(|field| contains(&field.value, text)) { Truth::Yes } else { Truth::Unclear }
    }
}

/// A path without regard to case and to `snake_case`.
pub(super) fn plain(path: &str) -> String {
    path.chars().filter(|c| *c != '_').flat_map(char::to_lowercase).collect()
}

/// Whether a text holds another, without regard to case.
pub(super) fn contains(text: &str, part: &str) -> bool {
    text.to_lowercase().contains(&part.to_lowercase())
}
