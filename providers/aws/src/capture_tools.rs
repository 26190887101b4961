//! Which capture tools does a script name? Scripts may hold secrets: nothing else of one is shown or written.

/// The tools: words that follow each other, in lower case.
const TOOLS: &[(&str, &[&str])] = &[
    ("tcpdump", &["tcpdump"]),
    ("tshark", &["tshark"]),
    ("dumpcap", &["dumpcap"]),
    ("windump", &["windump"]),
    ("ngrep", &["ngrep"]),
    ("tcpflow", &["tcpflow"]),
    ("pktmon start", &["pktmon", "start"]),
    ("netsh trace start", &["netsh", "trace", "start"]),
    ("New-NetEventSession", &["new-neteventsession"]),
];

/// A tool and where it stands. The text itself is never kept: it may hold secrets.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Named {
    /// The tool, as the list above spells it.
    pub tool: &'static str,
    /// The line, from 1.
    pub line: usize,
}

/// The first tool that `text` names as a whole word, without regard to case.
///
/// The text may be the source of a JSON or YAML string: an escape such as `\n` before a word does not belong to it.
pub fn named(text: &str) -> Option<Named> {
    let text = text.as_bytes();
    let escapes: &[u8] = if matches!(text.trim_ascii_start().first(), Some(b'{' | b'[')) { b"bfnrtu" } else { b"n" };
    let all = TOOLS.iter().filter_map(|(tool, words)| Some((position(text, words, escapes)?, *tool)));
    let (at, tool) = all.min()?;
    let line = 1 + text.iter().take(at).filter(|byte| **byte == b'\n').count();
    Some(Named { tool, line })
}

/// What may be kept of a script: the tool that it names, on the line where it names it. [`named`] finds the same in both.
pub fn only_tools(text: &str) -> String {
    named(text).map_or_else(String::new, |Named { tool, line }| format!("{}{tool}", "\n".repeat(line - 1)))
}

/// Where `words` first stand in `text`, one after the other.
fn position(text: &[u8], words: &[&str], escapes: &[u8]) -> Option<usize> {
    let (first, others) = words.split_first()?;
    let starts = text.windows(first.len()).enumerate().filter(|(_, part)| part.eq_ignore_ascii_case(first.as_bytes()));
    starts.map(|(at, _)| at).find(|at| {
        let (before, from) = text.split_at(*at);
        let Some(rest) = from.get(first.len()..).filter(|rest| starts_apart(rest)) else {
            return false;
        };
        // The n of `\ngrep` belongs to the escape, and what is run is grep.
        let slashes = before.iter().rev().take_while(|byte| **byte == b'\\').count();
        let of_escape = slashes % 2 == 1 && from.first().is_some_and(|byte| escapes.contains(byte));
        !of_escape && ends_apart(before) && follows(rest, others)
    })
}

/// Whether `words` come next, with nothing between them but spaces, quotes, commas, and the `.exe` of a program.
fn follows(rest: &[u8], words: &[&str]) -> bool {
    let mut rest = rest;
    if !words.is_empty() && rest.get(..4).is_some_and(|end| end.eq_ignore_ascii_case(b".exe")) {
        rest = rest.get(4..).unwrap_or_default();
    }
    for word in words {
        let gap = rest.iter().take_while(|byte| byte.is_ascii_whitespace() || b"\"',`^\\".contains(byte)).count();
        let next = rest.get(gap..).and_then(|next| next.split_at_checked(word.len()));
        match next {
            Some((head, tail)) if gap > 0 && head.eq_ignore_ascii_case(word.as_bytes()) && starts_apart(tail) => {
                rest = tail;
            }
            _ => return false,
        }
    }
    true
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// True where what follows does not continue the word.
fn starts_apart(rest: &[u8]) -> bool {
    rest.first().is_none_or(|byte| !is_word(*byte))
}

/// True where what precedes is not the beginning of the word: another character, or an escape (`\n`, `\u000a`).
fn ends_apart(before: &[u8]) -> bool {
    match before {
        [] | [.., b'\\', b'b' | b'f' | b'n' | b'r' | b't'] => true,
        [.., b'\\', b'u', a, b, c, d] if [a, b, c, d].iter().all(|digit| digit.is_ascii_hexdigit()) => true,
        [.., last] => !is_word(*last),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tool(text: &str) -> Option<&'static str> {
        named(text).map(|named| named.tool)
    }

    #[test]
    fn whole_words_count() {
        assert_eq!(tool("sudo tcpdump -i any"), Some("tcpdump"));
        assert_eq!(tool("/usr/sbin/tcpdump"), Some("tcpdump"));
        assert_eq!(tool("$(tshark)"), Some("tshark"));
        assert_eq!(tool("WinDump.exe -D"), Some("windump"));
        assert_eq!(tool("mytcpdump tcpdumper tcp_dump my_ngrep ngreps"), None);
        assert_eq!(tool(""), None);
    }

    #[test]
    fn commands_of_several_words_need_all_of_them() {
        assert_eq!(tool("PKTMON  Start --capture"), Some("pktmon start"));
        assert_eq!(tool("pktmon.exe start"), Some("pktmon start"));
        assert_eq!(tool("pktmon stop; start"), None);
        assert_eq!(tool("pktmonstart"), None);
        assert_eq!(tool("netsh trace start capture=yes"), Some("netsh trace start"));
        assert_eq!(tool(r#"["netsh", "trace", "start"]"#), Some("netsh trace start"));
        assert_eq!(tool("netsh trace stop"), None);
        assert_eq!(tool("netsh trace started"), None);
        assert_eq!(tool("New-NetEventSession -Name x"), Some("New-NetEventSession"));
        assert_eq!(tool("netsh trace show; netsh trace start"), Some("netsh trace start"));
    }

    #[test]
    fn escapes_do_not_belong_to_the_word() {
        assert_eq!(tool(r#""runCommand":"set -e\ntcpdump -i any""#), Some("tcpdump"));
        assert_eq!(tool(r#""\ttcpdump""#), Some("tcpdump"));
        assert_eq!(tool(r#""\u000atcpdump""#), Some("tcpdump"));
        assert_eq!(tool("ntcpdump"), None);
        assert_eq!(tool(r#"{"runCommand": ["set -e\ngrep -q foo"]}"#), None);
        assert_eq!(tool(r"echo -e 'a\ngrep b'"), None);
        assert_eq!(tool(r#"{"runCommand": ["set -e\nngrep -q foo"]}"#), Some("ngrep"));
        assert_eq!(tool(r"run: C:\bin\tshark"), Some("tshark"));
    }

    #[test]
    fn the_first_line_is_told() {
        assert_eq!(named("a\nb\n  ngrep x\ntcpdump"), Some(Named { tool: "ngrep", line: 3 }));
        assert_eq!(named("tcpdump"), Some(Named { tool: "tcpdump", line: 1 }));
    }

    #[test]
    fn what_is_kept_of_a_script_tells_the_same_and_nothing_else() {
        for text in [
            "",
            "export PASSWORD=x\necho",
            "a\nb --token x\nsudo TCPDUMP -i any\nngrep",
            r#"{"runCommand": ["set -e\nngrep -q foo"]}"#,
            "netsh  trace start capture=yes",
        ] {
            let kept = only_tools(text);
            assert_eq!(named(&kept), named(text));
            assert!(TOOLS.iter().any(|(tool, _)| *tool == kept.trim_start()) || kept.is_empty(), "{kept}");
        }
    }
}
