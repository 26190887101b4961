//! The names in an ARM id.

/// The subscription and the names of these kinds, where the id is made of just these in this order.
pub(crate) fn names(id: &str, kinds: &[&str]) -> Option<Vec<String>> {
    let parts: Vec<&str> = id.trim_end_matches('/').strip_prefix('/')?.split('/').collect();
    let (pairs, []) = parts.as_chunks::<2>() else { return None };
    let mut told = pairs.iter().filter(|[kind, _]| !kind.eq_ignore_ascii_case("providers"));
    let mut names = Vec::new();
    for expected in ["subscriptions"].iter().chain(kinds) {
        let [kind, name] = told.next()?;
        if !kind.eq_ignore_ascii_case(expected) {
            return None;
        }
        names.push(plain(name)?);
    }
    told.next().is_none().then_some(names)
}

/// The name, where it is one that Azure gives: the legacy client puts it into a path as it is, so that `..`, `/` or `%`
/// would lead elsewhere.
/// <https://learn.microsoft.com/en-us/azure/azure-resource-manager/management/resource-name-rules>
pub(crate) fn plain(name: &str) -> Option<String> {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '(' | ')');
    (name.contains(|c| c != '.') && name.chars().all(is_plain)).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_taken_apart_without_regard_to_case() {
        let watcher = "/subscriptions/s/resourceGroups/g (1)/providers/Microsoft.Network/networkWatchers/W.1_x-y";
        let kinds = ["resourceGroups", "networkWatchers"];
        assert_eq!(names(watcher, &kinds), None, "a space");
        let watcher = watcher.replace(' ', "");
        let expected = ["s", "g(1)", "W.1_x-y"].map(str::to_owned).to_vec();
        assert_eq!(names(&watcher, &kinds), Some(expected.clone()));
        assert_eq!(names(&format!("{watcher}/"), &kinds), Some(expected));
        let shouted = ["S", "G(1)", "W.1_X-Y"].map(str::to_owned).to_vec();
        assert_eq!(names(&watcher.to_uppercase(), &kinds), Some(shouted));
        assert_eq!(names("/subscriptions/s/resourcegroups/g", &["resourceGroups"]).map(|names| names.len()), Some(2));
    }

    #[test]
    fn ids_of_other_things_are_refused() {
        let kinds = ["resourceGroups", "networkWatchers"];
        for odd in [
            "",
            "/",
            "watcher",
            "/subscriptions/s",
            "/subscriptions/s/resourceGroups/g",
            "subscriptions/s/resourceGroups/g/providers/Microsoft.Network/networkWatchers/w",
            "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/networkWatchers",
            "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/networkWatchers/w/flowLogs/f",
            "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/loadBalancers/w",
            "/subscriptions/s/providers/Microsoft.Network/networkWatchers/w/resourceGroups/g",
            "https://elsewhere.example/subscriptions/s/resourceGroups/g/networkWatchers/w",
        ] {
            assert_eq!(names(odd, &kinds), None, "{odd}");
        }
    }

    #[test]
    fn names_that_lead_elsewhere_are_refused() {
        for odd in [
            "",
            ".",
            "..",
            "...",
            "%2e%2e",
            "a%2Fb",
            "a?b",
            "a#b",
            "a\\b",
            "a b",
            "a\tb",
            "a\nb",
            "a\0b",
            "a;b",
            "a@b",
            "a:b",
            "\u{202e}a",
            "a\u{a0}b",
        ] {
            assert_eq!(plain(odd), None, "{odd:?}");
            let id = format!("/subscriptions/s/resourceGroups/{odd}");
            assert_eq!(names(&id, &["resourceGroups"]), None, "{odd:?}");
        }
        for name in ["a", "NetworkWatcher_westeurope", "a..b", ".a", "größe", "(x)-1"] {
            assert_eq!(plain(name).as_deref(), Some(name));
        }
    }
}
