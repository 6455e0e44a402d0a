//! Tables for people: columns side by side, and Markdown.

use super::cells::{Batches, for_each_row, headings};
use crate::notation::shown;
use crate::query::error::QueryError;
use datafusion::arrow::datatypes::Schema;
use std::io::Write;
use std::iter;

/// A whole table, as it is shown.
struct Shown {
    headings: Vec<String>,
    rows: Vec<Vec<String>>,
    /// Whether each column holds numbers, which stand to the right.
    is_numeric: Vec<bool>,
    widths: Vec<usize>,
}

impl Shown {
    fn read(
        schema: &Schema,
        batches: Batches<'_>,
        escape: fn(&str) -> String,
    ) -> Result<Self, QueryError> {
        let is_numeric = schema.fields().iter();
        let is_numeric = is_numeric.map(|field| field.data_type().is_numeric());
        let headings: Vec<String> = headings(schema).into_iter().map(escape).collect();
        let mut shown = Self {
            widths: headings.iter().map(|name| width(name)).collect(),
            is_numeric: is_numeric.collect(),
            headings,
            rows: Vec::new(),
        };
        for_each_row(batches, |cells| {
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
        let pad = |(index, cell): (usize, &String)| {
            let blanks = " ".repeat(self.widths[index].saturating_sub(width(cell)));
            if self.is_numeric[index] {
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
    schema: &Schema,
    batches: Batches<'_>,
    has_rule: bool,
    output: &mut dyn Write,
) -> Result<u64, QueryError> {
    let shown = Shown::read(schema, batches, shown)?;
    let rule: Vec<String> = shown.widths.iter().map(|&n| "─".repeat(n)).collect();
    let lines = iter::once(&shown.headings).chain(has_rule.then_some(&rule));
    for cells in lines.chain(&shown.rows) {
        let line = shown.padded(cells).join("  ");
        writeln!(output, "{}", line.trim_end()).map_err(QueryError::Write)?;
    }
    Ok(shown.rows.len() as u64)
}

/// A text as Markdown shows it: no markup, no link, no HTML.
fn markdown(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in shown(text).chars() {
        match c {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' => escaped.extend(['\\', c]),
            _ => escaped.push(c),
        }
    }
    escaped
}

pub(super) fn write_markdown(
    schema: &Schema,
    batches: Batches<'_>,
    output: &mut dyn Write,
) -> Result<u64, QueryError> {
    let shown = Shown::read(schema, batches, markdown)?;
    let rule = |(&width, &is_numeric): (&usize, &bool)| {
        let dashes = "-".repeat(width.max(2));
        if is_numeric {
            format!("{}:", &dashes[1..])
        } else {
            dashes
        }
    };
    let rule = shown
        .widths
        .iter()
        .zip(&shown.is_numeric)
        .map(rule)
        .collect();
    for cells in [&shown.headings, &rule].into_iter().chain(&shown.rows) {
        writeln!(output, "| {} |", shown.padded(cells).join(" | ")).map_err(QueryError::Write)?;
    }
    Ok(shown.rows.len() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_links_and_html_are_text_in_markdown() {
        for (text, escaped) in [
            (
                "<script>alert(1)</script>",
                "&lt;script&gt;alert(1)&lt;/script&gt;",
            ),
            ("[x](javascript:alert(1))", r"\[x\](javascript:alert(1))"),
            ("`a` *b* _c_ ~d~", r"\`a\` \*b\* \_c\_ \~d\~"),
            ("a|b", r"a\|b"),
            // A backslash before a delimiter is one, and the delimiter ends no cell.
            (r"a\|b", r"a\\\|b"),
            ("&lt;b&gt;", "&amp;lt;b&amp;gt;"),
            ("-2.5", "-2.5"),
        ] {
            assert_eq!(markdown(text), escaped);
        }
    }
}
