//! The documents of a report beside its pages: for Word, for Excel, for the paper.

use super::document_arguments::{Document as Format, Paper as TypedPaper};
use super::failure::Failure;
use super::recorded_options::RecordedDocuments;
use crate::measures::definitions;
use crate::measures::results::Row;
use crate::report::{
    About, Document, Methods, Paper, RenderedFile, bibliography, methods, strobe, word, workbook,
};
use std::collections::BTreeSet;

/// Makes the documents: those of the chosen formats, and what every report has for a paper.
///
/// `pages` hold the pictures of the figures.
pub(super) fn make(
    chosen: &RecordedDocuments,
    documents: &[Document],
    pages: &[RenderedFile],
    rows: &[Row],
    about: &About,
) -> Result<Vec<RenderedFile>, Failure> {
    let methods = methods(rows, about);
    let date = chosen.moment();
    let mut files = Vec::from(for_the_paper(&methods, documents, rows));
    if chosen.formats.contains(&Format::Docx) {
        let paper = match chosen.paper {
            TypedPaper::A4 => Paper::A4,
            TypedPaper::Letter => Paper::Letter,
        };
        files.push(word(documents, pages, &methods, about, (paper, date))?);
    }
    if chosen.formats.contains(&Format::Xlsx) {
        files.push(workbook(documents, rows, &definitions(), about, date)?);
    }
    Ok(files)
}

/// `methods.md`, `references.bib` and `strobe.csv`.
fn for_the_paper(methods: &Methods, documents: &[Document], rows: &[Row]) -> [RenderedFile; 3] {
    let shown: BTreeSet<&str> = rows.iter().map(|row| row.measure).collect();
    let definitions = definitions();
    let used = definitions
        .iter()
        .filter(|measure| shown.contains(measure.name));
    let file = |path: &str, bytes: Vec<u8>| RenderedFile {
        path: path.to_owned(),
        bytes,
    };
    let first = documents.first().expect("a report has a page");
    let bibliography = bibliography(used, &methods.keys());
    [
        file("methods.md", methods.markdown().into_bytes()),
        file("references.bib", bibliography.into_bytes()),
        file("strobe.csv", strobe(first, &methods.headings())),
    ]
}
