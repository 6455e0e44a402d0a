//! Paragraphs that cite, and what they cite: by key in Markdown, by number on a page and in a document.

use super::reference_text::reference_text;
use super::references::{bibliography, entry};
use std::collections::BTreeSet;

/// The paragraphs, each under its heading. Citations are keys of `references.bib`, as Pandoc writes them: `[@kaplan1958]`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Methods {
    paragraphs: Vec<(&'static str, String)>,
}

impl Methods {
    pub(super) fn add(&mut self, heading: &'static str, sentences: &[String]) {
        if !sentences.is_empty() {
            self.paragraphs.push((heading, sentences.join(" ")));
        }
    }

    /// `methods.md`.
    pub(crate) fn markdown(&self) -> String {
        let sections = self.paragraphs.iter();
        let sections =
            sections.map(|(heading, paragraph)| format!("\n## {heading}\n\n{paragraph}\n"));
        std::iter::once("# Methods\n".to_owned())
            .chain(sections)
            .collect()
    }

    /// `references.bib`: what they cite.
    pub(crate) fn bibliography(&self) -> String {
        bibliography(&self.keys().into_iter().collect())
    }

    /// Headings and paragraphs for a page or a document, which cite by the numbers of [`Methods::references`].
    pub(crate) fn numbered(&self) -> Vec<(&'static str, String)> {
        let keys = self.keys();
        let paragraphs = self.paragraphs.iter();
        paragraphs
            .map(|(heading, text)| (*heading, by_number(text, &keys)))
            .collect()
    }

    /// The references in the order in which the text first cites them, as a list prints them after their numbers.
    pub(crate) fn references(&self) -> Vec<String> {
        let keys = self.keys().into_iter();
        keys.map(|key| reference_text(entry(key))).collect()
    }

    /// Its headings.
    pub(crate) fn headings(&self) -> BTreeSet<&str> {
        self.paragraphs
            .iter()
            .map(|(heading, _)| *heading)
            .collect()
    }

    /// The keys of what it cites, each once, in the order of the text.
    fn keys(&self) -> Vec<&str> {
        let texts = self.paragraphs.iter().map(|(_, text)| text.as_str());
        let cited = texts
            .flat_map(|text| text.split('@').skip(1))
            .filter_map(|after| after.split([']', ';']).next());
        let mut keys = Vec::new();
        for key in cited {
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        keys
    }
}

/// A text whose citations are the numbers of their keys: `[3, 5]`.
fn by_number(text: &str, keys: &[&str]) -> String {
    let number = |key: &str| {
        let index = keys.iter().position(|known| *known == key);
        (index.expect("each key of the text is among its keys") + 1).to_string()
    };
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("[@") {
        let Some((cited, tail)) = after.split_once(']') else {
            break;
        };
        let numbers: Vec<String> = cited.split("; @").map(number).collect();
        plain = format!("{plain}{before}[{}]", numbers.join(", "));
        rest = tail;
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_citation_is_a_key_in_markdown_and_a_number_in_the_order_of_the_text_on_a_page() {
        let text = "A curve [@kaplan1958], and a rate [@garwood1936; @kaplan1958].";
        let mut methods = Methods::default();
        methods.add("Statistics", &[text.to_owned()]);
        assert_eq!(
            methods.numbered(),
            [("Statistics", "A curve [1], and a rate [2, 1].".to_owned())]
        );
        let references = methods.references();
        assert!(references[0].starts_with("Kaplan EL"), "{references:?}");
        assert!(references[1].starts_with("Garwood F"), "{references:?}");
        let entries = methods.bibliography();
        assert_eq!(entries.matches("\n@").count() + 1, 2, "{entries}");
        assert!(
            methods
                .markdown()
                .starts_with("# Methods\n\n## Statistics\n\nA curve [@")
        );
    }
}
