//! Regular expressions of log filters: the part of RE2 that people write in them.
//!
//! What is not of that part is not read, so that nobody takes a guess for an answer. All places where a match may end are
//! followed at once: no pattern takes longer than its length by that of the text.

use std::collections::BTreeSet;

/// Patterns that would take longer are not read; RE2 refuses them too.
const HEAVIEST: usize = 20_000;

/// Whether a pattern occurs in a text; nothing where the pattern could not be read.
pub(super) fn occurs(pattern: &str, text: &str) -> Option<bool> {
    let (pattern, folds) = match pattern.strip_prefix("(?i)") {
        Some(rest) => (rest, true),
        None => (pattern, false),
    };
    let mut parser = Parser { chars: pattern.chars().collect(), at: 0, folds, depth: 0 };
    let alternatives = parser.alternatives()?;
    if parser.at < parser.chars.len() || weight(&alternatives) > HEAVIEST {
        return None;
    }
    let text: Vec<char> = text.chars().map(|c| fold(c, folds)).collect();
    let everywhere = (0..=text.len()).collect();
    Some(!ends_of(&alternatives, &text, &everywhere).is_empty())
}

fn fold(c: char, folds: bool) -> char {
    if folds { c.to_ascii_lowercase() } else { c }
}

/// Sequences, of which one must match.
type Alternatives = Vec<Vec<Piece>>;

/// Something that matches again and again.
struct Piece {
    atom: Atom,
    least: usize,
    most: Option<usize>,
}

enum Atom {
    One(char),
    Any,
    /// One of these ranges, or none of them.
    Class(Vec<(char, char)>, bool),
    Group(Alternatives),
    Start,
    End,
}

/// Where matches end that start at one of these places.
fn ends_of(alternatives: &Alternatives, text: &[char], starts: &BTreeSet<usize>) -> BTreeSet<usize> {
    let sequence = |pieces: &Vec<Piece>| {
        pieces
            .iter()
            .fold(starts.clone(), |places, piece| if places.is_empty() { places } else { piece.ends(text, places) })
    };
    alternatives.iter().flat_map(sequence).collect()
}

/// About how many steps a match takes for each place: counts inside counts multiply.
fn weight(alternatives: &Alternatives) -> usize {
    alternatives.iter().flatten().fold(1_usize, |sum, piece| {
        let own = if let Atom::Group(inner) = &piece.atom { weight(inner) } else { 1 };
        let rounds = piece.least.max(if piece.most == Some(1) { 1 } else { 2 });
        sum.saturating_add(own.saturating_mul(rounds))
    })
}

impl Piece {
    fn ends(&self, text: &[char], starts: BTreeSet<usize>) -> BTreeSet<usize> {
        let mut found = if self.least == 0 { starts.clone() } else { BTreeSet::new() };
        let mut places = starts;
        for round in 1..=self.most.unwrap_or(usize::MAX) {
            let next = self.atom.ends(text, &places);
            let is_settled = next == places;
            places = next;
            if round < self.least && !is_settled {
                continue;
            }
            let before = found.len();
            found.extend(places.iter().copied());
            if places.is_empty() || (found.len() == before && round > self.least) {
                break;
            }
        }
        found
    }
}

impl Atom {
    fn ends(&self, text: &[char], starts: &BTreeSet<usize>) -> BTreeSet<usize> {
        let step = |fits: &dyn Fn(char) -> bool| {
            starts.iter().filter(|at| text.get(**at).is_some_and(|c| fits(*c))).map(|at| at + 1).collect()
        };
        match self {
            Self::One(own) => step(&|c| c == *own),
            Self::Any => step(&|c| c != '\n'),
            Self::Class(ranges, wanted) => {
                step(&|c| ranges.iter().any(|(low, high)| (*low..=*high).contains(&c)) == *wanted)
            }
            Self::Group(alternatives) => ends_of(alternatives, text, starts),
            Self::Start => starts.iter().copied().filter(|at| *at == 0).collect(),
            Self::End => starts.iter().copied().filter(|at| *at == text.len()).collect(),
        }
    }
}

struct Parser {
    chars: Vec<char>,
    at: usize,
    folds: bool,
    depth: usize,
}

impl Parser {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += 1;
        Some(c)
    }

    fn takes(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        self.at += usize::from(found);
        found
    }

    fn alternatives(&mut self) -> Option<Alternatives> {
        const DEEPEST: usize = 6;
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let mut alternatives = vec![self.sequence()?];
        while self.takes('|') {
            alternatives.push(self.sequence()?);
        }
        self.depth -= 1;
        Some(alternatives)
    }

    fn sequence(&mut self) -> Option<Vec<Piece>> {
        let mut pieces = Vec::new();
        while self.peek().is_some_and(|c| c != '|' && c != ')') {
            let atom = self.atom()?;
            let (least, most) = self.times()?;
            pieces.push(Piece { atom, least, most });
        }
        Some(pieces)
    }

    fn atom(&mut self) -> Option<Atom> {
        Some(match self.next()? {
            '.' => Atom::Any,
            '^' => Atom::Start,
            '$' => Atom::End,
            '[' => self.class()?,
            '(' => {
                if self.takes('?') && !self.takes(':') {
                    return None;
                }
                let group = Atom::Group(self.alternatives()?);
                self.takes(')').then_some(group)?
            }
            '\\' => self.escape()?,
            '*' | '+' | '?' | '{' => return None,
            c => Atom::One(fold(c, self.folds)),
        })
    }

    /// How often the atom before may match. A `?` behind it only says which match comes first.
    fn times(&mut self) -> Option<(usize, Option<usize>)> {
        let times = match self.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => {
                self.at += 1;
                return self.counted();
            }
            _ => return Some((1, Some(1))),
        };
        self.at += 1;
        self.takes('?');
        Some(times)
    }

    /// The rest of `{2}`, `{2,}` or `{2,4}`.
    fn counted(&mut self) -> Option<(usize, Option<usize>)> {
        const MOST: usize = 100;
        let mut inside = String::new();
        loop {
            match self.next()? {
                '}' => break,
                c => inside.push(c),
            }
        }
        let (least, most) = match inside.split_once(',') {
            None => (inside.parse().ok()?, Some(inside.parse().ok()?)),
            Some((least, "")) => (least.parse().ok()?, None),
            Some((least, most)) => (least.parse().ok()?, Some(most.parse().ok()?)),
        };
        self.takes('?');
        (least <= MOST && most.is_none_or(|most| least <= most && most <= MOST)).then_some((least, most))
    }

    fn escape(&mut self) -> Option<Atom> {
        let word = || vec![('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')];
        let space = || vec![('\t', '\n'), ('\u{c}', '\r'), (' ', ' ')];
        Some(match self.next()? {
            'd' => Atom::Class(vec![('0', '9')], true),
            'D' => Atom::Class(vec![('0', '9')], false),
            'w' => Atom::Class(word(), true),
            'W' => Atom::Class(word(), false),
            's' => Atom::Class(space(), true),
            'S' => Atom::Class(space(), false),
            c if c.is_ascii_punctuation() => Atom::One(c),
            _ => return None,
        })
    }

    /// The rest of `[a-z]` or `[^a-z]`.
    fn class(&mut self) -> Option<Atom> {
        let wanted = !self.takes('^');
        let mut ranges = Vec::new();
        loop {
            let low = match self.next()? {
                ']' if !ranges.is_empty() => break,
                '\\' => match self.escape()? {
                    Atom::Class(inner, true) => {
                        ranges.extend(inner);
                        continue;
                    }
                    Atom::One(c) => c,
                    _ => return None,
                },
                // `[:alpha:]` and its like
                '[' if self.peek() == Some(':') => return None,
                c => c,
            };
            let has_end = self.peek() == Some('-') && self.chars.get(self.at + 1).is_some_and(|c| *c != ']');
            if !has_end {
                ranges.push((low, low));
                continue;
            }
            self.at += 1;
            let high = match self.next()? {
                '\\' => match self.escape()? {
                    Atom::One(c) => c,
                    _ => return None,
                },
                c => c,
            };
            ranges.push((low <= high).then_some((low, high))?);
        }
        if self.folds {
            let lower = |(low, high): (char, char)| (low.to_ascii_lowercase(), high.to_ascii_lowercase());
            let upper = |range: &(char, char)| range.0.is_ascii_uppercase() && range.1.is_ascii_uppercase();
            ranges.extend(ranges.clone().into_iter().filter(upper).map(lower));
        }
        Some(Atom::Class(ranges, wanted))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_found_anywhere() {
        let name = "v1.compute.packetMirrorings.insert";
        for pattern in [
            "packetMirrorings",
            "",
            r"\.compute\.packetMirrorings\.",
            "compute.*(insert|patch)$",
            "^(v1|beta|alpha)\\.compute",
            "^v[0-9]+\\.",
            "^v\\d.compute",
            "(?i)PACKETMIRRORINGS",
            "(?i)packetm[A-Z]+s\\.",
            "packetMirrorings?\\.(?:insert|patch)",
            "^[^.]+\\.compute\\.",
            "[\\w.]{10,}",
            "t{1}M",
            "(v1|beta)?.compute",
            "(a*)*insert",
            "|nothing",
        ] {
            assert_eq!(occurs(pattern, name), Some(true), "{pattern}");
        }
        for pattern in [
            "packetmirrorings",
            "^compute",
            "insert.",
            "(delete|patch)$",
            "^v[2-9]",
            "packetMirrorings\\.[^i]",
            "packetMirroringss",
            "x{2,3}",
            "^$",
        ] {
            assert_eq!(occurs(pattern, name), Some(false), "{pattern}");
        }
    }

    #[test]
    fn what_is_not_known_is_not_read() {
        for pattern in [
            "(",
            ")",
            "[a",
            "*a",
            "a**",
            "(?P<n>a)",
            "(?s).",
            "\\bword",
            "\\x41",
            "[[:alpha:]]",
            "a{2,1}",
            "a{1000}",
            "[z-a]",
            "a\\",
        ] {
            assert_eq!(occurs(pattern, "a"), None, "{pattern}");
        }
        let deep = format!("{}{}", "(".repeat(5_000), ")".repeat(5_000));
        assert_eq!(occurs(&deep, "a"), None);
    }

    #[test]
    fn no_pattern_takes_long() {
        let text = "a".repeat(200);
        assert_eq!(occurs("(a*)*(a*)*(a*)*b", &text), Some(false));
        assert_eq!(occurs("((a+)+)+$", &text), Some(true));
    }
}
