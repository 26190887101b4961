//! The language of log filters, as far as it takes to tell whether a filter matches an entry.
//!
//! <https://cloud.google.com/logging/docs/view/logging-query-language>: comparisons of a path with a value or with several
//! in parentheses, words and quoted texts that may stand anywhere, `NOT` and `-`, `OR`, `AND` and nothing between, in this
//! order of precedence. What is beyond that makes the answer unclear, never wrong.

use super::{
    log_entry::{Entry, Found, LOG_ID, Truth, contains, plain},
    log_pattern::occurs,
    log_tokens::{Op, Token, tokens},
};

/// A filter.
pub(super) struct Filter(Node);

enum Node {
    All(Vec<Self>),
    Any(Vec<Self>),
    Not(Box<Self>),
    Compare(String, Op, String),
    Anywhere(String),
    Unclear,
}

impl Filter {
    /// Reads a filter; nothing where it is not one.
    pub(super) fn parse(text: &str) -> Option<Self> {
        // Longer ones are not accepted by the API.
        const LONGEST: usize = 20_000;
        let tokens = if text.len() > LONGEST { return None } else { tokens(text)? };
        let mut parser = Parser { tokens, at: 0, depth: 0 };
        if parser.tokens.is_empty() {
            return Some(Self(Node::All(Vec::new())));
        }
        let node = parser.all(&Parser::term)?;
        (parser.at == parser.tokens.len()).then_some(Self(node))
    }

    /// Whether the filter matches an entry.
    pub(super) fn matches(&self, entry: &Entry) -> Truth {
        self.0.holds(entry)
    }
}

impl Node {
    fn holds(&self, entry: &Entry) -> Truth {
        match self {
            Self::All(nodes) => nodes.iter().map(|node| node.holds(entry)).min().unwrap_or(Truth::Yes),
            Self::Any(nodes) => nodes.iter().map(|node| node.holds(entry)).max().unwrap_or(Truth::No),
            Self::Not(node) => node.holds(entry).not(),
            Self::Anywhere(text) => entry.holds(text),
            Self::Compare(path, op, value) => compare(entry, path, *op, value),
            Self::Unclear => Truth::Unclear,
        }
    }
}

fn compare(entry: &Entry, path: &str, op: Op, value: &str) -> Truth {
    match op {
        Op::NotEqual | Op::MatchesNot if matches!(entry.find(path), Found::Absent) => return Truth::Unclear,
        Op::NotEqual => return compare(entry, path, Op::Equal, value).not(),
        Op::MatchesNot => return compare(entry, path, Op::Matches, value).not(),
        _ => {}
    }
    let (values, exact) = match entry.find(path) {
        Found::Values(values, exact) => (values, exact),
        Found::Absent => return Truth::No,
        Found::Unclear => return Truth::Unclear,
    };
    let fits = |own: &&str| match op {
        Op::Equal if path == "severity" => severity(own).zip(severity(value)).map(|(own, value)| own == value),
        Op::Equal => Some(own.eq_ignore_ascii_case(value)),
        Op::Has => Some(value == "*" || contains(own, value)),
        Op::Matches => occurs(value, own),
        _ => {
            let (own, value) = (severity(own)?, severity(value)?);
            Some(match op {
                Op::Less => own < value,
                Op::LessOrEqual => own <= value,
                Op::More => own > value,
                _ => own >= value,
            })
        }
    };
    let fits: Vec<_> = values.iter().map(fits).collect();
    if fits.contains(&Some(true)) {
        Truth::Yes
    } else if exact && !fits.contains(&None) {
        Truth::No
    } else {
        Truth::Unclear
    }
}

fn severity(text: &str) -> Option<u32> {
    const LEVELS: [&str; 9] =
        ["DEFAULT", "DEBUG", "INFO", "NOTICE", "WARNING", "ERROR", "CRITICAL", "ALERT", "EMERGENCY"];
    let level = LEVELS.iter().position(|level| level.eq_ignore_ascii_case(text));
    level.and_then(|level| u32::try_from(level * 100).ok()).or_else(|| text.parse().ok())
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
}

/// How what stands between the operators is read.
type Term<'t> = &'t dyn Fn(&mut Parser) -> Option<Node>;

impl Parser {
    fn takes(&mut self, wanted: impl Fn(&Token) -> bool) -> bool {
        let found = self.tokens.get(self.at).is_some_and(wanted);
        self.at += usize::from(found);
        found
    }

    fn op(&mut self) -> Option<Op> {
        let Some(Token::Op(op)) = self.tokens.get(self.at) else { return None };
        let op = *op;
        self.at += 1;
        Some(op)
    }

    fn all(&mut self, term: Term<'_>) -> Option<Node> {
        let mut nodes = vec![self.any(term)?];
        loop {
            let is_next = self.takes(|token| matches!(token, Token::And));
            let ends = matches!(self.tokens.get(self.at), None | Some(Token::Close));
            match (is_next, ends) {
                (true, true) => return None,
                (false, true) => return Some(Node::All(nodes)),
                (_, false) => nodes.push(self.any(term)?),
            }
        }
    }

    fn any(&mut self, term: Term<'_>) -> Option<Node> {
        let mut nodes = vec![self.not(term)?];
        while self.takes(|token| matches!(token, Token::Or)) {
            nodes.push(self.not(term)?);
        }
        Some(Node::Any(nodes))
    }

    fn not(&mut self, term: Term<'_>) -> Option<Node> {
        const DEEPEST: usize = 50;
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let node = if self.takes(|token| matches!(token, Token::Not)) {
            Node::Not(Box::new(self.not(term)?))
        } else if self.takes(|token| matches!(token, Token::Open)) {
            let node = self.all(term)?;
            self.takes(|token| matches!(token, Token::Close)).then_some(node)?
        } else {
            term(self)?
        };
        self.depth -= 1;
        Some(node)
    }

    /// A comparison, a text that may stand anywhere, or a function.
    fn term(&mut self) -> Option<Node> {
        let (path, is_path) = match self.next()? {
            Token::Word(path) => (path, true),
            Token::Quoted(text) => (text, false),
            Token::Call(name) => {
                let node = self.call(&name)?;
                if self.op().is_some() {
                    self.not(&|parser| parser.value("", Op::Equal))?;
                    return Some(Node::Unclear);
                }
                return Some(node);
            }
            _ => return None,
        };
        let Some(op) = self.op() else { return Some(Node::Anywhere(path)) };
        let path = plain(&path);
        // What a negation means before several values no document tells.
        let is_spread =
            matches!(op, Op::NotEqual | Op::MatchesNot) && matches!(self.tokens.get(self.at), Some(Token::Open));
        let node = self.not(&|parser| parser.value(&path, op))?;
        Some(if is_path && !is_spread { node } else { Node::Unclear })
    }

    fn value(&mut self, path: &str, op: Op) -> Option<Node> {
        match self.next()? {
            Token::Word(value) | Token::Quoted(value) => Some(Node::Compare(path.to_owned(), op, value)),
            Token::Call(name) => self.call(&name).map(|_| Node::Unclear),
            _ => None,
        }
    }

    /// The rest of a function. Of all of them `log_id("…")` is known.
    fn call(&mut self, name: &str) -> Option<Node> {
        let mut texts = Vec::new();
        let mut others = false;
        let mut open = 1_usize;
        while open > 0 {
            match self.next()? {
                Token::Open | Token::Call(_) => open += 1,
                Token::Close => open -= 1,
                Token::Quoted(text) => texts.push(text),
                _ => others = true,
            }
        }
        match <[String; 1]>::try_from(texts) {
            Ok([id]) if name.eq_ignore_ascii_case("log_id") && !others => {
                Some(Node::Compare(LOG_ID.to_owned(), Op::Equal, id))
            }
            _ => Some(Node::Unclear),
        }
    }

    fn next(&mut self) -> Option<Token> {
        let token = self.tokens.get_mut(self.at)?;
        self.at += 1;
        Some(std::mem::replace(token, Token::Comma))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> Entry {
        Entry::default()
            .with("protoPayload.methodName", "v1.compute.packetMirrorings.insert")
            .with("protoPayload.serviceName", "compute.googleapis.com")
            .with("severity", "NOTICE")
            .with(LOG_ID, "cloudaudit.googleapis.com/activity")
            .like("protoPayload.resourceName", "projects/p/regions/r/packetMirrorings/m")
            .without("textPayload")
    }

    fn judge(text: &str) -> Truth {
        Filter::parse(text).map_or(Truth::Unclear, |filter| filter.matches(&entry()))
    }

    #[test]
    fn comparisons_are_judged() {
        for text in [
            "",
            "  \n-- a remark\n",
            r#"protoPayload.methodName="v1.compute.packetMirrorings.insert""#,
            r#"protoPayload.methodName = "V1.Compute.PacketMirrorings.Insert""#,
            r#"proto_payload.method_name="v1.compute.packetMirrorings.insert""#,
            "protoPayload.methodName:packetMirrorings",
            r#"protoPayload.methodName:"packetmirrorings""#,
            r#"protoPayload.methodName=~"compute\.packetMirrorings\.(insert|patch)$""#,
            r#"protoPayload.methodName=~"compute\\.packetMirrorings""#,
            r#"protoPayload."methodName":"insert""#,
            r#"protoPayload.methodName!="v1.compute.firewalls.insert""#,
            r#"protoPayload.methodName!~"firewalls""#,
            "protoPayload.methodName:*",
            "severity>=INFO",
            r#"severity>="notice" severity<ERROR"#,
            "severity=300",
            r#"log_id("cloudaudit.googleapis.com/activity")"#,
            r#"LOG_ID("cloudaudit.googleapis.com/activity") OR LOG_ID("externalaudit.googleapis.com/activity")"#,
            r#"protoPayload.resourceName:"packetMirrorings""#,
            r#"protoPayload:"packetMirrorings""#,
            r#""packetMirrorings""#,
            "packetMirrorings.insert",
            "NOT textPayload:robot",
        ] {
            assert_eq!(judge(text), Truth::Yes, "{text}");
        }
        for text in [
            r#"protoPayload.methodName="v1.compute.packetMirrorings.*""#,
            r#"protoPayload.methodName=~"packetmirrorings""#,
            r#"protoPayload.methodName!="v1.compute.packetMirrorings.insert""#,
            "severity>=ERROR",
            "textPayload:robot",
            "textPayload.anything:robot",
            r#"log_id("cloudaudit.googleapis.com/data_access")"#,
            r#"NOT protoPayload:"packetMirrorings""#,
            r#"-protoPayload.serviceName="compute.googleapis.com""#,
        ] {
            assert_eq!(judge(text), Truth::No, "{text}");
        }
        for text in [
            r#"protoPayload.resourceName="projects/p/regions/r/packetMirrorings/other""#,
            r#"protoPayload.authenticationInfo.principalEmail!~"gserviceaccount""#,
            r#"protoPayload.methodName=~"(?s)packet""#,
            r#"SEARCH("packetMirrorings")"#,
            r#"timestamp>="2026-01-01T00:00:00Z""#,
            r#"ip_in_net(protoPayload.requestMetadata.callerIp, "203.0.113.0/24")"#,
            "cast(protoPayload.x, INT64) > (1 OR 2)",
            r#"textPayload!="robot""#,
            r#""something else""#,
            "NOT something",
        ] {
            assert_eq!(judge(text), Truth::Unclear, "{text}");
        }
    }

    #[test]
    fn or_binds_more_than_and() {
        let (yes, no) = ("severity=NOTICE", "severity=ERROR");
        for (text, expected) in [
            (format!("{yes} OR {yes} AND {no}"), Truth::No),
            (format!("{no} {yes} OR {yes}"), Truth::No),
            (format!("({no} {yes}) OR {yes}"), Truth::Yes),
            (format!("{yes}\n{no} OR {yes}"), Truth::Yes),
            (format!("NOT {no} AND {yes}"), Truth::Yes),
            (format!("NOT ({no} OR {yes})"), Truth::No),
            (format!("-{no} {yes}"), Truth::Yes),
            (format!("NOT NOT {yes}"), Truth::Yes),
            ("severity=(ERROR OR NOTICE)".to_owned(), Truth::Yes),
            ("severity=(ERROR OR (INFO OR DEBUG))".to_owned(), Truth::No),
            ("severity!=(ERROR AND INFO)".to_owned(), Truth::Unclear),
            (r#"protoPayload.methodName:("compute" AND NOT "firewalls")"#.to_owned(), Truth::Yes),
            (r#"protoPayload.methodName:("compute" "firewalls")"#.to_owned(), Truth::No),
            (r#"severity=ERROR SEARCH("x")"#.to_owned(), Truth::No),
            (r#"severity=NOTICE OR SEARCH("x")"#.to_owned(), Truth::Yes),
        ] {
            assert_eq!(judge(&text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_filter_is_unclear() {
        for text in [
            "(",
            ")",
            "severity=",
            "=x",
            "severity=NOTICE AND",
            "OR",
            "\"open",
            "a ! b",
            "log_id(\"x\"",
            "severity=(ERROR OR)",
            "f(,",
        ] {
            assert!(Filter::parse(text).is_none(), "{text}");
        }
        assert!(Filter::parse(&"(".repeat(10_000)).is_none());
        assert!(Filter::parse(&"NOT ".repeat(4_000)).is_none());
        assert!(Filter::parse(&"x ".repeat(20_000)).is_none());
    }
}
