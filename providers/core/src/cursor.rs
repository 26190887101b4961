use serde::Deserialize;
use serde_json::Deserializer;
use std::borrow::Cow;

/// A walk over JSON text that keeps its place, so that the parts of a document can be decoded one by one, in one pass,
/// each into the type that the parts before it call for.
pub(crate) struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

/// A place where the text is not what it should be.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{reason} at byte {offset}")]
pub struct Fault {
    /// Bytes from the start of the input.
    pub offset: u64,
    /// What is wrong.
    pub reason: String,
    /// True where the text ends too early.
    pub at_end: bool,
}

impl<'a> Cursor<'a> {
    pub(crate) const fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    pub(crate) fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(crate) const fn offset(&self) -> usize {
        self.at
    }

    pub(crate) fn advance(&mut self, bytes: usize) {
        self.at = (self.at + bytes).min(self.text.len());
    }

    /// The next byte that is not white space.
    pub(crate) fn peek(&mut self) -> Option<u8> {
        let rest = self.rest().as_bytes();
        let blanks = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')).count();
        self.at += blanks;
        rest.get(blanks).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        if found {
            self.at += 1;
        }
        found
    }

    fn expect(&mut self, byte: u8) -> Result<(), Fault> {
        if self.take(byte) { Ok(()) } else { Err(self.fault(format!("expected `{}`", char::from(byte)))) }
    }

    pub(crate) fn fault(&self, reason: impl Into<String>) -> Fault {
        Fault { offset: self.at as u64, reason: reason.into(), at_end: self.rest().trim_ascii().is_empty() }
    }

    /// Decodes the next value.
    pub(crate) fn value<T: Deserialize<'a>>(&mut self) -> Result<T, Fault> {
        let mut values = Deserializer::from_str(self.rest()).into_iter::<T>();
        match values.next() {
            Some(Ok(value)) => {
                self.at += values.byte_offset();
                Ok(value)
            }
            Some(Err(error)) => Err(self.fault_from(&error)),
            None => Err(self.fault("expected a value")),
        }
    }

    /// `error`, which came from decoding the rest, with its place in the whole text.
    pub(crate) fn fault_from(&self, error: &serde_json::Error) -> Fault {
        let line_start: usize =
            self.rest().split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
        let at_end = error.is_eof();
        let offset = if at_end { self.text.len() } else { self.at + line_start + error.column().saturating_sub(1) };
        let text = error.to_string();
        // serde_json ends its messages with a place that counts from where this value began.
        let reason = text.rsplit_once(" at line ").map_or(text.as_str(), |(reason, _)| reason);
        Fault { offset: offset as u64, reason: reason.to_owned(), at_end }
    }

    /// Walks an object; `member` gets each name and must read its value.
    pub(crate) fn object(&mut self, mut member: impl FnMut(&mut Self, &str) -> Result<(), Fault>) -> Result<(), Fault> {
        self.expect(b'{')?;
        if self.take(b'}') {
            return Ok(());
        }
        loop {
            if self.peek() != Some(b'"') {
                return Err(self.fault("expected a member name"));
            }
            let Name(name) = self.value()?;
            self.expect(b':')?;
            member(self, &name)?;
            if self.take(b'}') {
                return Ok(());
            }
            self.expect(b',')?;
        }
    }

    /// Walks an array; `element` must read each element.
    pub(crate) fn array(&mut self, mut element: impl FnMut(&mut Self) -> Result<(), Fault>) -> Result<(), Fault> {
        self.expect(b'[')?;
        if self.take(b']') {
            return Ok(());
        }
        loop {
            element(self)?;
            if self.take(b']') {
                return Ok(());
            }
            self.expect(b',')?;
        }
    }
}

/// A string, borrowed where it holds no escapes.
#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

#[cfg(test)]
mod tests {
    use super::*;
    use serde::de::IgnoredAny;

    fn members(text: &str) -> Result<Vec<String>, Fault> {
        let mut names = Vec::new();
        Cursor::new(text).object(|cursor, name| {
            names.push(name.to_owned());
            cursor.value::<IgnoredAny>().map(drop)
        })?;
        Ok(names)
    }

    #[test]
    fn walks_members_in_order() {
        assert_eq!(members(r#" {"a": [1, {"b": 2}] , "\u0063":null}"#), Ok(vec!["a".into(), "c".into()]));
        assert_eq!(members("{}"), Ok(vec![]));
    }

    #[test]
    fn faults_name_the_byte() {
        let fault = members("{\"a\": 1,\n \"b\": tru }").unwrap_err();
        assert_eq!(fault.offset, 18, "{fault}");
        assert!(!fault.at_end);
        let fault = members(r#"{"a": [1"#).unwrap_err();
        assert!(fault.at_end);
        assert_eq!(fault.offset, 8, "{fault}");
        assert!(members(r#"{"a": 1"#).unwrap_err().at_end);
        assert!(members(r"{a: 1}").is_err());
    }

    #[test]
    fn depth_does_not_recurse() {
        let deep = format!(r#"{{"a": {}{}}}"#, "[".repeat(10_000), "]".repeat(10_000));
        assert_eq!(members(&deep), Ok(vec!["a".into()]));
    }
}
