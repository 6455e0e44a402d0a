//! What the documents of a report hold: its tables and figures, in the order of the page, with their numbers.
//!
//! Open tables are numbered `Table 1`, `Table 2` and so on, and figures likewise; those that the page shows closed follow in
//! an order of their own, `Table S1`, `Figure S1`, so that a document without them has no gap. What a page shows and no document has is `Table A1` or
//! `Figure A1`.

use super::about::About;
use super::definition::{Content, ReportDefinition};
use super::figures::Figure;
use super::rendered::{RenderedFile, RenderedPart};
use super::tables::{Shown, Table};
use super::wording;
use crate::notation::thousands;

/// The files of a page, and what documents show of it.
#[derive(Debug)]
pub(crate) struct Rendered {
    /// The page, each table as CSV, each figure as SVG and PNG, with `with_pdf` as PDF.
    pub(crate) files: Vec<RenderedFile>,
    /// Its tables and figures, numbered.
    pub(crate) document: Document,
}

/// The tables and figures of a page.
#[derive(Debug, Clone, Default)]
pub(crate) struct Document {
    pub(super) title: String,
    /// Whom the page is about, in a line.
    pub(super) subtitle: String,
    /// The sections that have some, in order.
    pub(super) sections: Vec<DocumentSection>,
}

/// A section.
#[derive(Debug, Clone)]
pub(super) struct DocumentSection {
    pub(super) title: String,
    /// Paragraphs under its heading.
    pub(super) text: Vec<String>,
    pub(super) parts: Vec<DocumentPart>,
}

/// A table or a figure.
#[derive(Debug, Clone)]
pub(super) struct DocumentPart {
    /// Its name, that of its file.
    pub(super) name: String,
    /// `Table 3`, `Table S2`, `Figure 1` or `Figure S1`.
    pub(super) label: String,
    pub(super) title: String,
    pub(super) content: DocumentContent,
    /// Whether the page shows it closed: it belongs to an appendix.
    pub(super) is_closed: bool,
}

/// What a part is.
#[derive(Debug, Clone)]
pub(super) enum DocumentContent {
    Table(Table),
    Figure(Figure),
}

/// How many tables and figures have a number.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Numbering {
    tables: usize,
    closed_tables: usize,
    figures: usize,
    closed_figures: usize,
    tables_of_page: usize,
    figures_of_page: usize,
}

impl Numbering {
    /// The label of the next table.
    pub(super) fn table(&mut self, is_closed: bool) -> String {
        if is_closed {
            self.closed_tables += 1;
            format!("Table S{}", self.closed_tables)
        } else {
            self.tables += 1;
            format!("Table {}", self.tables)
        }
    }

    /// The label of the next figure.
    pub(super) fn figure(&mut self, is_closed: bool) -> String {
        if is_closed {
            self.closed_figures += 1;
            format!("Figure S{}", self.closed_figures)
        } else {
            self.figures += 1;
            format!("Figure {}", self.figures)
        }
    }

    /// The label of a table that a page shows and no document: `Table A1`.
    pub(super) fn table_of_page(&mut self) -> String {
        self.tables_of_page += 1;
        format!("Table A{}", self.tables_of_page)
    }

    /// The label of a figure that a page shows and no document: `Figure A1`.
    pub(super) fn figure_of_page(&mut self) -> String {
        self.figures_of_page += 1;
        format!("Figure A{}", self.figures_of_page)
    }
}

impl Document {
    /// What a page under this title, about these courses, holds.
    pub(super) fn new(title: &str, subtitle: String, sections: Vec<DocumentSection>) -> Self {
        Self {
            title: title.to_owned(),
            subtitle,
            sections,
        }
    }

    /// What a report by this definition holds.
    pub(super) fn of(
        definition: &ReportDefinition,
        rendered: &[RenderedPart],
        about: &About,
    ) -> Self {
        let mut numbering = Numbering::default();
        let mut rendered = rendered.iter();
        let mut sections = Vec::new();
        for section in &definition.sections {
            let mut parts = Vec::new();
            let mut text = Vec::new();
            for (part, rendered) in section.parts.iter().zip(rendered.by_ref()) {
                let (name, content, is_closed, label) = match (part.content, rendered) {
                    (Content::Table(built), RenderedPart::Table(Shown::Table(table), _)) => {
                        let is_closed = section.is_closed || part.is_closed;
                        let content = DocumentContent::Table(table.clone());
                        (built.name, content, is_closed, numbering.table(is_closed))
                    }
                    (Content::Figure(drawn), RenderedPart::Figure(Some(figure))) => {
                        let is_closed = section.is_closed || part.is_closed;
                        let content = DocumentContent::Figure(figure.clone());
                        (drawn.name, content, is_closed, numbering.figure(is_closed))
                    }
                    (Content::Findings, RenderedPart::Findings(sentences, _)) => {
                        text.extend(sentences.iter().cloned());
                        continue;
                    }
                    _ => continue,
                };
                parts.push(DocumentPart {
                    name: name.to_owned(),
                    label,
                    title: part.title.clone(),
                    content,
                    is_closed,
                });
            }
            if parts.is_empty() && text.is_empty() {
                continue;
            }
            let written = [&section.text, &section.note];
            let written = written.into_iter().filter(|text| !text.is_empty());
            text.extend(written.cloned());
            sections.push(DocumentSection {
                title: section.title.clone(),
                text,
                parts,
            });
        }
        let title = about.title.as_ref().unwrap_or(&definition.title);
        Self::new(title, subtitle(about), sections)
    }

    /// Its tables and figures, in order.
    pub(super) fn parts(&self) -> impl Iterator<Item = &DocumentPart> {
        self.sections.iter().flat_map(|section| &section.parts)
    }

    /// Whether it has a table of this name, and the page shows it closed.
    pub(super) fn is_closed(&self, name: &str) -> bool {
        self.parts().any(|part| {
            part.name == name && part.is_closed && matches!(part.content, DocumentContent::Table(_))
        })
    }

    /// The label of the table or figure of this name, `Table 3`; `None` where there is none.
    pub(super) fn label(&self, name: &str, is_figure: bool) -> Option<&str> {
        let is_it = |part: &&DocumentPart| {
            part.name == name && matches!(part.content, DocumentContent::Figure(_)) == is_figure
        };
        let part = self.parts().find(is_it)?;
        Some(&part.label)
    }
}

/// `199 courses of 4 sites: alder, birch, cedar and dogwood`.
pub(super) fn subtitle(about: &About) -> String {
    let n_courses: u64 = about.sites.iter().map(|site| site.courses).sum();
    let sites = about.sites.iter().map(|site| site.site_id.clone());
    let sites: Vec<String> = sites.collect();
    let counted =
        |n: u64, one: &str| format!("{} {one}{}", thousands(n), if n == 1 { "" } else { "s" });
    format!(
        "{} of {}: {}",
        counted(n_courses, "course"),
        counted(sites.len() as u64, "site"),
        wording::list(&sites),
    )
}
