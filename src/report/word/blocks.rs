//! The blocks of a document, in order: paragraphs, tables, figures, and changes between upright and wide pages.

use super::paper::Lengths;
use super::table::WordTable;
use crate::report::document::{Document, DocumentContent, DocumentPart};
use crate::report::figures::FigureWidth;
use crate::report::rendered::RenderedFile;
use serde::Serialize;

/// One block as the template takes it.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(super) enum Block {
    Text {
        style: &'static str,
        text: String,
    },
    Table {
        number: usize,
        title: String,
        #[serde(flatten)]
        table: WordTable,
        notes: Vec<String>,
    },
    Figure {
        number: usize,
        name: String,
        title: String,
        alt: String,
        /// In English Metric Units.
        wide: u64,
        high: u64,
    },
    /// The end of pages that are wide, or upright.
    Page {
        is_wide: bool,
    },
}

/// The figures of a document: their numbers and pictures.
pub(super) type Pictures<'a> = Vec<(usize, &'a [u8])>;

/// English Metric Units of a twentieth of a point.
const EMU_OF_TWIP: u64 = 635;
/// The widths of figures, 85 mm and 174 mm, in twentieths of a point.
const ONE_COLUMN: u32 = 4_819;
const TWO_COLUMNS: u32 = 9_865;
/// What its caption needs of the height of a page.
const CAPTION: u32 = 1_400;

/// The blocks of what documents show openly, and whether the last of them is on a wide page.
pub(super) fn blocks<'a>(
    documents: &[Document],
    files: &'a [RenderedFile],
    paper: Lengths,
) -> (Vec<Block>, Pictures<'a>, bool) {
    let mut writer = Writer {
        blocks: Vec::new(),
        pictures: Vec::new(),
        files,
        paper,
        tables: 0,
        is_wide: false,
    };
    for section in documents.iter().flat_map(|document| &document.sections) {
        let open = || section.parts.iter().filter(|part| !part.is_closed);
        // A summary has sentences alone; an appendix has tables that the page shows closed alone.
        let is_of_sentences = section.parts.is_empty() && !section.text.is_empty();
        if open().next().is_none() && !is_of_sentences {
            continue;
        }
        // No heading is alone on its page: it turns with what it is above.
        writer.turn(open().next().is_some_and(|part| is_wide(part, paper)));
        writer.text("Heading1", &section.title);
        for text in &section.text {
            writer.text("Normal", text);
        }
        for part in open() {
            writer.part(part);
        }
    }
    (writer.blocks, writer.pictures, writer.is_wide)
}

/// Whether a part is a table that needs a wide page.
fn is_wide(part: &DocumentPart, paper: Lengths) -> bool {
    match &part.content {
        DocumentContent::Table(table) => WordTable::of(table, paper).is_wide,
        DocumentContent::Figure(_) => false,
    }
}

struct Writer<'a> {
    blocks: Vec<Block>,
    pictures: Pictures<'a>,
    files: &'a [RenderedFile],
    paper: Lengths,
    tables: usize,
    /// Whether the page is wide.
    is_wide: bool,
}

impl Writer<'_> {
    fn text(&mut self, style: &'static str, text: &str) {
        self.blocks.push(Block::Text {
            style,
            text: text.to_owned(),
        });
    }

    /// Ends the pages of the other orientation.
    fn turn(&mut self, is_wide: bool) {
        if self.is_wide != is_wide {
            self.blocks.push(Block::Page {
                is_wide: self.is_wide,
            });
            self.is_wide = is_wide;
        }
    }

    fn part(&mut self, part: &DocumentPart) {
        match &part.content {
            DocumentContent::Table(table) => {
                let shown = WordTable::of(table, self.paper);
                self.turn(shown.is_wide);
                self.tables += 1;
                self.blocks.push(Block::Table {
                    number: self.tables,
                    title: part.title.clone(),
                    table: shown,
                    notes: table.notes.clone(),
                });
            }
            DocumentContent::Figure(figure) => {
                let path = format!("figures/{}.png", part.name);
                let mut files = self.files.iter();
                let Some(picture) = files.find(|file| file.path == path) else {
                    return;
                };
                self.turn(false);
                let number = self.pictures.len() + 1;
                self.pictures.push((number, &picture.bytes));
                let (wide, high) = self.size(&picture.bytes, figure.width);
                self.blocks.push(Block::Figure {
                    number,
                    name: part.name.clone(),
                    title: part.title.clone(),
                    alt: figure.alt.clone(),
                    wide: u64::from(wide) * EMU_OF_TWIP,
                    high: u64::from(high) * EMU_OF_TWIP,
                });
            }
        }
    }

    /// The width and height of a picture on the page, in its proportions: as wide as it is in print, where the page is.
    fn size(&self, png: &[u8], width: FigureWidth) -> (u32, u32) {
        // The header chunk of a PNG holds its width and height in pixels.
        let pixels = |from: usize| {
            let bytes = png[from..from + 4].try_into().expect("four bytes");
            u64::from(u32::from_be_bytes(bytes))
        };
        let (wide, high) = (pixels(16), pixels(20));
        let widest = self.paper.text(false).min(match width {
            FigureWidth::OneColumn => ONE_COLUMN,
            FigureWidth::TwoColumns => TWO_COLUMNS,
        });
        let highest = self.paper.text_high() - CAPTION;
        let fitted = |length: u64, of: u64, to: u32| {
            u32::try_from(length * u64::from(to) / of).expect("a picture is not that long")
        };
        let height = fitted(high, wide, widest);
        if height <= highest {
            (widest, height)
        } else {
            (fitted(wide, high, highest), highest)
        }
    }
}
