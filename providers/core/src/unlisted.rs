/// A way to capture traffic that leaves nothing to be listed: no state shows it, only the audit log of its start.
#[derive(Clone, Copy, Debug)]
pub struct Unlisted {
    /// The action that starts it, in the provider's own spelling.
    pub action: &'static str,
    /// What it captures, for people.
    pub what: &'static str,
}
