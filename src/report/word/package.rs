//! The parts of a document in a ZIP file.

use super::blocks::{Block, blocks};
use super::paper::Paper;
use crate::report::about::About;
use crate::report::document::Document;
use crate::report::error::ReportError;
use crate::report::manuscript::Methods;
use crate::report::rendered::RenderedFile;
use chrono::DateTime;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Value, context};
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// The document of a report: the open tables and figures of its pages under numbered captions, and a section of methods.
///
/// `files` hold the pictures of the figures, `methods` what that section says; `date` is in seconds since 1970, UTC.
///
/// # Errors
///
/// Where a template cannot be filled in: it is at fault.
pub(crate) fn word(
    documents: &[Document],
    files: &[RenderedFile],
    methods: &Methods,
    about: &About,
    (paper, date): (Paper, i64),
) -> Result<RenderedFile, ReportError> {
    let lengths = paper.lengths();
    let (mut blocks, pictures, mut is_last_wide) = blocks(documents, files, lengths);
    let paragraphs = methods.numbered();
    if !paragraphs.is_empty() {
        if is_last_wide {
            blocks.push(Block::Page { is_wide: true });
            is_last_wide = false;
        }
        let text = |style, text: &str| Block::Text {
            style,
            text: text.to_owned(),
        };
        blocks.push(text("Heading1", "Methods"));
        for (heading, paragraph) in &paragraphs {
            blocks.push(text("Heading2", heading));
            blocks.push(text("Normal", paragraph));
        }
        let references = methods.references();
        if !references.is_empty() {
            blocks.push(text("Heading1", "References"));
        }
        for (number, reference) in (1..).zip(&references) {
            blocks.push(text("Reference", &format!("{number}.\t{reference}")));
        }
    }
    let first = documents.first();
    let simulated = about.is_simulated.then(|| "Simulated data".to_owned());
    let subtitle = first.iter().map(|document| document.subtitle.clone());
    let subtitle: Vec<String> = simulated.into_iter().chain(subtitle).collect();
    let moment = DateTime::from_timestamp(date, 0).expect("the clock gives moments");
    let figures: Vec<usize> = pictures.iter().map(|(number, _)| *number).collect();
    let values = context! {
        title => first.map_or("", |document| &document.title),
        subtitle,
        version => &about.program_version,
        is_simulated => about.is_simulated,
        date => moment.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
        paper => Value::from(Serde(&lengths)),
        blocks => Value::from(Serde(&blocks)),
        is_last_wide,
        figures,
    };
    let templates = [
        ("[Content_Types].xml", include_str!("content_types.xml")),
        ("_rels/.rels", include_str!("package.xml")),
        ("docProps/core.xml", include_str!("core.xml")),
        ("docProps/app.xml", include_str!("app.xml")),
        ("word/document.xml", include_str!("document.xml")),
        (
            "word/_rels/document.xml.rels",
            include_str!("relationships.xml"),
        ),
        ("word/styles.xml", include_str!("styles.xml")),
        ("word/settings.xml", include_str!("settings.xml")),
        ("word/footer1.xml", include_str!("footer.xml")),
    ];
    // Entries of a ZIP file have its first moment, whatever the date: the same input gives the same bytes.
    let options = SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
    let mut package = ZipWriter::new(Cursor::new(Vec::new()));
    let mut put = |name: &str, bytes: &[u8], method| {
        package
            .start_file(name, options.compression_method(method))
            .expect(TO_MEMORY);
        package.write_all(bytes).expect(TO_MEMORY);
    };
    for (name, template) in templates {
        let xml = without_controls(&fill_in(template, &values)?);
        put(name, xml.as_bytes(), CompressionMethod::Deflated);
    }
    for (number, picture) in pictures {
        // A PNG is compressed already.
        let name = format!("word/media/figure{number}.png");
        put(&name, picture, CompressionMethod::Stored);
    }
    Ok(RenderedFile {
        path: "report.docx".to_owned(),
        bytes: package.finish().expect(TO_MEMORY).into_inner(),
    })
}

const TO_MEMORY: &str = "writing to memory cannot fail";

/// A part from its template; what is put into it is escaped.
fn fill_in(template: &str, values: &Value) -> Result<String, ReportError> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    let filled = environment.render_str(template, values);
    filled.map_err(|error| ReportError::Page {
        message: error.to_string(),
    })
}

/// The text without the control characters that XML cannot hold.
fn without_controls(xml: &str) -> String {
    let is_allowed = |c: char| c == '\n' || c == '\t' || !c.is_control();
    xml.chars()
        .map(|c| if is_allowed(c) { c } else { '\u{fffd}' })
        .collect()
}
