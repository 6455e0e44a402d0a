//! References of cells in the XML of a workbook: one that no sheet has overflows what counts while a sheet is read.

use std::io::{self, Write};

/// The letters and the digits of the last cell of any sheet, `XFD1048576`.
const LETTERS: usize = 3;
const DIGITS: usize = 7;
/// Names that are looked at are shorter.
const NAME: usize = 16;

/// Looks at the references of cells in a part that is written through it.
#[derive(Default)]
pub(in crate::ingest) struct CellReferences {
    within: Within,
    /// The name of the element, and that of its attribute at hand.
    element: Vec<u8>,
    attribute: Vec<u8>,
    /// Within a reference: how many letters and digits came since it began or since a colon.
    length: Option<(usize, usize)>,
    /// Whether there is a reference that no sheet has.
    pub(in crate::ingest) has_impossible: bool,
}

/// Where in XML a byte stands.
#[derive(Default, Clone, Copy)]
enum Within {
    #[default]
    Text,
    /// The name of an element.
    Element,
    /// What follows it in its tag; whether the name of an attribute has ended.
    Tag { is_named: bool },
    /// The value of an attribute, between quotes of this kind.
    Value(u8),
}

impl CellReferences {
    fn take(&mut self, byte: u8) {
        self.within = match (self.within, byte) {
            (Within::Text, b'<') => {
                self.element.clear();
                self.attribute.clear();
                Within::Element
            }
            (Within::Text, _) | (Within::Element | Within::Tag { .. }, b'>') => Within::Text,
            (Within::Element, _) if byte.is_ascii_whitespace() => Within::Tag { is_named: true },
            (Within::Element, _) => {
                // A name may have a prefix.
                put(&mut self.element, byte, byte == b':');
                Within::Element
            }
            (Within::Tag { .. }, b'"' | b'\'') => {
                self.length = self.is_reference().then_some((0, 0));
                Within::Value(byte)
            }
            (Within::Tag { .. }, b'=') => Within::Tag { is_named: true },
            (Within::Tag { .. }, _) if byte.is_ascii_whitespace() => Within::Tag { is_named: true },
            (Within::Tag { is_named }, _) => {
                if is_named {
                    self.attribute.clear();
                }
                put(&mut self.attribute, byte, false);
                Within::Tag { is_named: false }
            }
            (Within::Value(quote), _) if byte == quote => Within::Tag { is_named: true },
            (Within::Value(quote), _) => {
                self.count(byte);
                Within::Value(quote)
            }
        };
    }

    /// Whether the attribute at hand says where a cell or a range of cells is.
    fn is_reference(&self) -> bool {
        match self.attribute.as_slice() {
            b"r" => matches!(self.element.as_slice(), b"c" | b"row"),
            b"ref" => matches!(
                self.element.as_slice(),
                b"dimension" | b"f" | b"mergeCell" | b"table"
            ),
            _ => false,
        }
    }

    fn count(&mut self, byte: u8) {
        self.length = self.length.and_then(|(letters, digits)| match byte {
            b':' => Some((0, 0)),
            _ if byte.is_ascii_alphabetic() => Some((letters + 1, digits)),
            _ if byte.is_ascii_digit() => Some((letters, digits + 1)),
            _ => None,
        });
        let is_impossible = |(letters, digits)| letters > LETTERS || digits > DIGITS;
        self.has_impossible |= self.length.is_some_and(is_impossible);
    }
}

/// Adds a byte to a name, or begins it anew.
fn put(name: &mut Vec<u8>, byte: u8, is_new: bool) {
    if is_new {
        name.clear();
    } else if name.len() < NAME {
        name.push(byte);
    }
}

impl Write for CellReferences {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for &byte in bytes {
            self.take(byte);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has_impossible(xml: &str) -> bool {
        let mut references = CellReferences::default();
        references.write_all(xml.as_bytes()).unwrap();
        references.has_impossible
    }

    #[test]
    fn a_reference_that_no_sheet_has_is_seen_wherever_it_stands() {
        for xml in [
            r#"<c r="inlineStr"/>"#,
            r#"<c r="ABCD1"/>"#,
            r#"<x:c s="1" r = 'A12345678'/>"#,
            "<row spans=\"1:5\"\n\tr=\"99999999\">",
            r#"<f t="shared" ref="A1:AAAA1"/>"#,
            r#"<v>1</v><dimension ref="A1:A99999999"/>"#,
        ] {
            assert!(has_impossible(xml), "{xml}");
        }
    }

    #[test]
    fn what_is_no_reference_of_a_cell_is_not_looked_at() {
        for xml in [
            r#"<worksheet><dimension ref="A1:XFD1048576"/><row r="1048576"><c r="XFD1048576" t="inlineStr"/></row>"#,
            r#"<a:rect l="connsiteX10" r="connsiteX11"/>"#,
            r#"<t>it says r="somewhere else" there, and c r="AAAA1"</t>"#,
            r#"<c r="A1"><is r="notaplace"/></c>"#,
        ] {
            assert!(!has_impossible(xml), "{xml}");
        }
    }
}
