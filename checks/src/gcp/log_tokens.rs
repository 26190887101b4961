//! The pieces of a log filter.

/// How a comparison compares.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(super) enum Op {
    Equal,
    NotEqual,
    Has,
    Matches,
    MatchesNot,
    Less,
    LessOrEqual,
    More,
    MoreOrEqual,
}

/// A piece of a log filter.
pub(super) enum Token {
    Open,
    Close,
    Comma,
    And,
    Or,
    Not,
    Op(Op),
    /// A word, with the dots of a path in it.
    Word(String),
    Quoted(String),
    /// The name of a function and its parenthesis.
    Call(String),
}

/// The pieces of a filter; nothing where a text is not one.
pub(super) fn tokens(text: &str) -> Option<Vec<Token>> {
    let chars: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(c) = chars.get(at).copied() {
        let next = chars.get(at + 1).copied();
        at += 1;
        let op = match (c, next) {
            ('=', Some('~')) => Some((Op::Matches, 2)),
            ('!', Some('~')) => Some((Op::MatchesNot, 2)),
            ('!', Some('=')) => Some((Op::NotEqual, 2)),
            ('<', Some('=')) => Some((Op::LessOrEqual, 2)),
            ('>', Some('=')) => Some((Op::MoreOrEqual, 2)),
            ('=', _) => Some((Op::Equal, 1)),
            (':', _) => Some((Op::Has, 1)),
            ('<', _) => Some((Op::Less, 1)),
            ('>', _) => Some((Op::More, 1)),
            _ => None,
        };
        let is_value = matches!(tokens.last(), Some(Token::Op(_)));
        match c {
            _ if c.is_whitespace() => {}
            _ if let Some((op, length)) = op => {
                at += length - 1;
                tokens.push(Token::Op(op));
            }
            '-' if next == Some('-') => at += chars.get(at..)?.iter().take_while(|c| **c != '\n').count(),
            '-' if !is_value => tokens.push(Token::Not),
            '(' => tokens.push(Token::Open),
            ')' => tokens.push(Token::Close),
            ',' => tokens.push(Token::Comma),
            '"' | '\'' => tokens.push(Token::Quoted(quoted(&chars, &mut at, c)?)),
            '!' => return None,
            _ => {
                at -= 1;
                tokens.push(word(&chars, &mut at)?);
            }
        }
    }
    Some(tokens)
}

/// The rest of a quoted text. Escapes that only regular expressions know stay as they are.
fn quoted(chars: &[char], at: &mut usize, end: char) -> Option<String> {
    let mut text = String::new();
    loop {
        let c = *chars.get(*at)?;
        *at += 1;
        match c {
            '\\' => {
                let escaped = *chars.get(*at)?;
                *at += 1;
                match escaped {
                    '\\' | '"' | '\'' => text.push(escaped),
                    'n' => text.push('\n'),
                    't' => text.push('\t'),
                    _ => text.extend(['\\', escaped]),
                }
            }
            _ if c == end => return Some(text),
            _ => text.push(c),
        }
    }
}

/// A word, a path (`labels."a.b/c".d`), a keyword or the name of a function.
fn word(chars: &[char], at: &mut usize) -> Option<Token> {
    let mut text = String::new();
    while let Some(c) = chars.get(*at).copied() {
        *at += 1;
        match c {
            '"' if text.ends_with('.') => text.push_str(&quoted(chars, at, c)?),
            '(' if !text.is_empty() => return Some(Token::Call(text)),
            _ if c.is_whitespace() || "()\"',=:<>!".contains(c) => {
                *at -= 1;
                break;
            }
            _ => text.push(c),
        }
    }
    Some(match text.as_str() {
        "AND" => Token::And,
        "OR" => Token::Or,
        "NOT" => Token::Not,
        _ => Token::Word(text),
    })
}
