//! XML as a small tree. No document type is read, so that no entity can be declared.

use quick_xml::{Reader, escape::resolve_predefined_entity, events::Event};

/// An element: its name without prefix, its children, and the text beside them.
#[derive(Debug)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) children: Vec<Self>,
    pub(super) text: String,
}

impl Element {
    const fn new(name: String) -> Self {
        Self { name, children: Vec::new(), text: String::new() }
    }

    /// The first child of this name.
    pub(super) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }
}

/// Reads a document of at most `deepest` levels.
pub(super) fn parse(text: &str, deepest: usize) -> Result<Element, String> {
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Element> = Vec::new();
    loop {
        let at = reader.buffer_position();
        let fault = |what: &str| Err(format!("{what} (byte {at})"));
        let event = reader.read_event().map_err(|error| format!("{error} (byte {at})"))?;
        let ended = match event {
            Event::Start(start) => {
                if open.len() == deepest {
                    return fault("it nests too deep");
                }
                open.push(Element::new(name(start.local_name().as_ref())?));
                None
            }
            Event::Empty(empty) => Some(Element::new(name(empty.local_name().as_ref())?)),
            Event::End(_) => open.pop(),
            Event::Text(part) => {
                if let Some(last) = open.last_mut() {
                    last.text.push_str(&part.xml10_content().map_err(|error| error.to_string())?);
                }
                None
            }
            Event::CData(part) => {
                if let Some(last) = open.last_mut() {
                    last.text.push_str(&part.decode().map_err(|error| error.to_string())?);
                }
                None
            }
            Event::GeneralRef(reference) => {
                let entity = reference.decode().map_err(|error| error.to_string())?;
                let character = reference.resolve_char_ref().map_err(|error| error.to_string())?;
                match (open.last_mut(), character, resolve_predefined_entity(&entity)) {
                    (Some(last), Some(character), _) => last.text.push(character),
                    (Some(last), None, Some(text)) => last.text.push_str(text),
                    _ => return fault("an entity that XML does not define"),
                }
                None
            }
            Event::DocType(_) => return fault("a document type"),
            Event::Eof => return fault("it ends early"),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => None,
        };
        if let Some(ended) = ended {
            match open.last_mut() {
                Some(parent) => parent.children.push(ended),
                None => return Ok(ended),
            }
        }
    }
}

fn name(bytes: &[u8]) -> Result<String, String> {
    String::from_utf8(bytes.to_vec()).map_err(|error| error.to_string())
}
