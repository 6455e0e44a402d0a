//! The options of the documents of a report, and of what is written about the program itself.

use clap::{Args, ValueEnum};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// The documents of a report.
#[derive(Debug, Args)]
pub(super) struct Documents {
    /// Which of report.html, report.docx, tables.xlsx and figures/*.pdf to write; all other files are always written
    #[arg(long, value_enum, value_name = "FORMAT,...", value_delimiter = ',', default_values_t = [Document::Html, Document::Docx, Document::Xlsx])]
    pub(super) formats: Vec<Document>,
    /// Paper of report.docx
    #[arg(long, value_enum, default_value_t = Paper::A4)]
    pub(super) paper: Paper,
    /// Width of the figures: one or two columns of a journal
    #[arg(long, value_enum, default_value_t = FigureWidth::TwoColumns)]
    pub(super) figure_width: FigureWidth,
}

/// Formats of documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Document {
    /// The pages, report.html and safety.html
    Html,
    /// report.docx, for Word
    Docx,
    /// tables.xlsx, for Excel
    Xlsx,
    /// Each figure as a PDF
    Pdf,
}

/// Widths of figures.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
pub(super) enum FigureWidth {
    /// One column
    #[value(name = "85mm")]
    #[serde(rename = "85mm")]
    OneColumn,
    /// Two columns
    #[default]
    #[value(name = "174mm")]
    #[serde(rename = "174mm")]
    TwoColumns,
}

/// Sizes of paper.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Paper {
    /// 210 × 297 mm
    #[default]
    A4,
    /// 8.5 × 11 inches
    Letter,
}

#[derive(Debug, Args)]
pub(super) struct Completions {
    /// The shell
    #[arg(value_name = "SHELL", value_enum)]
    pub(super) shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub(super) struct Man {
    /// Folder of the manual pages; created if it does not exist
    #[arg(long, value_name = "DIR")]
    pub(super) out: PathBuf,
}
