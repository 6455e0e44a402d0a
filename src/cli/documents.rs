//! The documents of a report beside its pages: for Word, for Excel, for the paper.

use super::document_arguments::{Document as Format, Paper as TypedPaper};
use super::failure::Failure;
use super::recorded_options::RecordedDocuments;
use crate::measures::definition::Definition;
use crate::measures::results::Row;
use crate::report::{
    About, Document, Methods, Paper, RenderedFile, Written, strobe, word, workbook,
};

/// Makes the documents: those of the chosen formats, and what every report has for a paper.
///
/// `pages` hold the pictures of the figures.
pub(super) fn make(
    chosen: &RecordedDocuments,
    documents: &[Document],
    pages: &[RenderedFile],
    (rows, measures): (&[Row], &[Definition]),
    (about, methods): (&About, &Methods),
) -> Result<Vec<RenderedFile>, Failure> {
    let date = chosen.moment();
    let mut files = Vec::from(for_the_paper(chosen, methods, documents));
    if chosen.formats.contains(&Format::Docx) {
        let paper = match chosen.paper {
            Some(TypedPaper::Letter) => Paper::Letter,
            Some(TypedPaper::A4) | None => Paper::A4,
        };
        files.push(word(documents, pages, methods, about, (paper, date))?);
    }
    if chosen.formats.contains(&Format::Xlsx) {
        files.push(workbook(documents, rows, measures, about, date)?);
    }
    Ok(files)
}

/// `methods.md`, `references.bib` and `strobe.csv`.
fn for_the_paper(
    chosen: &RecordedDocuments,
    methods: &Methods,
    documents: &[Document],
) -> [RenderedFile; 3] {
    let file = |path: &str, bytes: Vec<u8>| RenderedFile {
        path: path.to_owned(),
        bytes,
    };
    let is_written = |format| chosen.formats.contains(&format);
    let written = Written {
        html: is_written(Format::Html),
        docx: is_written(Format::Docx),
        xlsx: is_written(Format::Xlsx),
        pdf: is_written(Format::Pdf),
    };
    let first = documents.first().expect("a report has a page");
    [
        file("methods.md", methods.markdown().into_bytes()),
        file("references.bib", methods.bibliography().into_bytes()),
        file("strobe.csv", strobe(first, &methods.headings(), written)),
    ]
}
