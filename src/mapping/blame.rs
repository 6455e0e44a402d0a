//! In which file a value failed: a view that is read once is computed within what reads it, and the engine does not say where.

use super::folder::Mapping;
use crate::query::{QueryError, ReadText, Workbench};
use datafusion::dataframe::DataFrame;
use std::collections::BTreeSet;

/// Views that are read once, each after those that it reads.
#[derive(Debug, Default)]
pub(super) struct OnceUsed(Vec<View>);

#[derive(Debug)]
struct View {
    name: String,
    file: String,
    frame: DataFrame,
}

impl OnceUsed {
    /// Adds a view that will be computed within what reads it.
    pub(super) fn add(&mut self, name: &str, file: &str, frame: &DataFrame) {
        self.0.push(View {
            name: name.to_owned(),
            file: file.to_owned(),
            frame: frame.clone(),
        });
    }

    /// The file whose SELECT fails: the first of the views that this file reads, however far, that fails by itself; else
    /// the file.
    pub(super) fn blamed(
        &self,
        bench: &Workbench,
        mapping: &Mapping,
        file: &str,
        error: &QueryError,
    ) -> String {
        if !is_of_values(error) {
            return file.to_owned();
        }
        let read = read_by(mapping, file);
        let fails = |view: &&View| {
            let rows = bench.run(view.frame.clone());
            match rows {
                Ok(mut rows) => rows.any(|batch| batch.is_err_and(|error| is_of_values(&error))),
                Err(error) => is_of_values(&error),
            }
        };
        let mut views = self.0.iter().filter(|view| read.contains(&view.name));
        let first = views.find(fails);
        first.map_or_else(|| file.to_owned(), |view| view.file.clone())
    }
}

/// Whether an error comes of the values that a SELECT meets.
const fn is_of_values(error: &QueryError) -> bool {
    matches!(
        error,
        QueryError::EvaluationFailed
            | QueryError::NotComputed
            | QueryError::SeveralRows
            | QueryError::LongTexts
    )
}

/// The tables that a file reads, and that what it reads reads.
fn read_by(mapping: &Mapping, file: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut waiting = vec![file.to_owned()];
    while let Some(file) = waiting.pop() {
        let Some(Ok(read)) = mapping.text(&file).map(ReadText::of) else {
            continue;
        };
        for (table, _) in read.tables() {
            if found.insert(table.to_owned()) {
                waiting.push(format!("{table}.sql"));
            }
        }
    }
    found
}
