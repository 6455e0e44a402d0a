//! Tables for people: columns side by side, and Markdown.

use super::{for_each_row, headings};
use crate::notation::shown;
use crate::query::engine::QueryBatches;
use crate::query::error::QueryError;
use std::io::Write;

/// A whole answer, as it is shown.
struct Shown {
    headings: Vec<String>,
    rows: Vec<Vec<String>>,
    /// Whether each column holds numbers, which stand to the right.
    is_numeric: Vec<bool>,
    widths: Vec<usize>,
}

impl Shown {
    fn read(answer: QueryBatches<'_>, escape: fn(&str) -> String) -> Result<Self, QueryError> {
        let schema = answer.schema();
        let is_numeric = schema.fields().iter();
        let is_numeric = is_numeric.map(|field| field.data_type().is_numeric());
        let headings: Vec<String> = headings(&answer).iter().map(|name| escape(name)).collect();
        let mut shown = Self {
            widths: headings.iter().map(|name| width(name)).collect(),
            is_numeric: is_numeric.collect(),
            headings,
            rows: Vec::new(),
        };
        for_each_row(answer, |cells| {
            let row: Vec<String> = cells.iter().map(|cell| escape(cell.plain())).collect();
            for (widest, cell) in shown.widths.iter_mut().zip(&row) {
                *widest = width(cell).max(*widest);
            }
            shown.rows.push(row);
            Ok(())
        })?;
        Ok(shown)
    }

    /// The cells of a row, each as wide as its column.
    fn padded(&self, cells: &[String]) -> Vec<String> {
        let pad = |(place, cell): (usize, &String)| {
            let blanks = " ".repeat(self.widths[place].saturating_sub(width(cell)));
            if self.is_numeric[place] {
                format!("{blanks}{cell}")
            } else {
                format!("{cell}{blanks}")
            }
        };
        cells.iter().enumerate().map(pad).collect()
    }
}

fn width(text: &str) -> usize {
    text.chars().count()
}

pub(super) fn write_table(
    answer: QueryBatches<'_>,
    output: &mut dyn Write,
) -> Result<u64, QueryError> {
    let shown = Shown::read(answer, shown)?;
    let mut line = |cells: &[String]| {
        let line = shown.padded(cells).join("  ");
        writeln!(output, "{}", line.trim_end())
    };
    let rules: Vec<String> = shown
        .widths
        .iter()
        .map(|&width| "─".repeat(width))
        .collect();
    line(&shown.headings)
        .and_then(|()| line(&rules))
        .and_then(|()| shown.rows.iter().try_for_each(|row| line(row)))
        .map_err(QueryError::Write)?;
    Ok(shown.rows.len() as u64)
}

pub(super) fn write_markdown(
    answer: QueryBatches<'_>,
    output: &mut dyn Write,
) -> Result<u64, QueryError> {
    let shown = Shown::read(answer, |text| shown(text).replace('|', "\\|"))?;
    let mut line = |cells: &[String]| writeln!(output, "| {} |", shown.padded(cells).join(" | "));
    let rule = |(&width, &is_numeric): (&usize, &bool)| {
        let dashes = "-".repeat(width.max(2));
        if is_numeric {
            format!("{}:", &dashes[1..])
        } else {
            dashes
        }
    };
    let rules: Vec<String> = shown
        .widths
        .iter()
        .zip(&shown.is_numeric)
        .map(rule)
        .collect();
    line(&shown.headings)
        .and_then(|()| line(&rules))
        .and_then(|()| shown.rows.iter().try_for_each(|row| line(row)))
        .map_err(QueryError::Write)?;
    Ok(shown.rows.len() as u64)
}
