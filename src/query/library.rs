//! The library of queries: one file, one question, described in a header of fixed lines.

use super::parameters::{Parameter, parameters};
use crate::measures::definition::is_name_of;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The files of `queries/` in the order of their names, each with its text; `build.rs` lists them.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/queries.rs"));

/// The lines of a header, in their order.
const HEADER: [&str; 8] = [
    "Title",
    "One row per",
    "Reads",
    "Counts",
    "Out of",
    "Agrees with",
    "Source",
    "Parameters",
];

/// The word that stands for an empty list in a header.
const NONE: &str = "none";

/// A query of the library.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    /// Its name, `exposure/doses_given`.
    pub name: &'static str,
    /// Its whole text, with the header.
    pub text: &'static str,
    /// What it shows, in a few words.
    pub title: String,
    /// What one row of the answer is.
    pub one_row_per: String,
    /// The tables and views that it reads.
    pub reads: Vec<String>,
    /// What is counted.
    pub counts: String,
    /// Out of what.
    pub out_of: String,
    /// The measures whose numbers it gives; empty of a recipe and of a view that others read.
    pub agrees_with: Vec<String>,
    /// Where its definition comes from.
    pub source: String,
    /// What may be set otherwise.
    pub parameters: Vec<Parameter>,
}

impl Query {
    /// The last part of its name: under it others read its answer.
    #[must_use]
    pub fn stem(&self) -> &'static str {
        self.name
            .rsplit_once('/')
            .map_or(self.name, |(_, stem)| stem)
    }

    /// Whether it gives the numbers of a measure, from the stored tables.
    #[must_use]
    pub fn recounts_measure(&self) -> bool {
        !self.agrees_with.is_empty()
    }

    /// Whether it gives the numbers of this measure.
    #[must_use]
    pub fn recounts(&self, measure: &str) -> bool {
        self.agrees_with
            .iter()
            .any(|name| is_name_of(name, measure))
    }

    /// Whether its answer is a view of its name.
    #[must_use]
    pub(super) fn is_view(&self) -> bool {
        view(self.stem()).is_some_and(|view| view.name == self.name)
    }

    /// Reads the header of a file.
    ///
    /// # Errors
    ///
    /// What of the header is not as it must be.
    pub fn parse(name: &'static str, text: &'static str) -> Result<Self, String> {
        let mut lines = header_lines(text)?.into_iter();
        let mut next = |wanted: &str| match lines.next() {
            Some((key, line)) if key == wanted => Ok(line),
            Some((key, _)) => Err(format!("`{key}` is in the place of `{wanted}`")),
            None => Err(format!("`{wanted}` is missing")),
        };
        let query = Self {
            name,
            text,
            title: next("Title")?,
            one_row_per: next("One row per")?,
            reads: list(&next("Reads")?),
            counts: next("Counts")?,
            out_of: next("Out of")?,
            agrees_with: list(&next("Agrees with")?),
            source: next("Source")?,
            parameters: parameters(&next("Parameters")?)?,
        };
        match lines.next() {
            Some((key, _)) => Err(format!("`{key}` is one line too many")),
            None => Ok(query),
        }
    }
}

/// The lines of the header, each with its key, continued lines joined. Comments after it are remarks.
fn header_lines(text: &str) -> Result<Vec<(&'static str, String)>, String> {
    let mut found: Vec<(&'static str, String)> = Vec::new();
    for line in text.lines().take_while(|line| line.starts_with("--")) {
        let key = HEADER.into_iter().find_map(|key| {
            let rest = line.strip_prefix("-- ")?.strip_prefix(key)?;
            Some((key, rest.strip_prefix(": ")?.trim().to_owned()))
        });
        let is_whole = found.len() == HEADER.len();
        match (key, line.strip_prefix("--   "), found.last_mut()) {
            (Some(line), _, _) => found.push(line),
            (None, Some(more), Some((_, line))) => {
                line.push(' ');
                line.push_str(more.trim());
            }
            _ if is_whole => break,
            _ => return Err(format!("`{line}` is no line of a header")),
        }
    }
    Ok(found)
}

fn list(line: &str) -> Vec<String> {
    line.split(',')
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty() && name != NONE)
        .collect()
}

/// All queries of the library, in the order of their names.
#[must_use]
pub fn library() -> &'static [Query] {
    static LIBRARY: LazyLock<Vec<Query>> = LazyLock::new(|| {
        let read = |&(name, text): &(&'static str, &'static str)| {
            Query::parse(name, text)
                .expect("the files are part of the program, and a test reads each")
        };
        FILES.iter().map(read).collect()
    });
    &LIBRARY
}

/// The query of this name.
#[must_use]
pub(crate) fn query(name: &str) -> Option<&'static Query> {
    library().iter().find(|query| query.name == name)
}

/// The queries that give the numbers of a measure: one, where the library is whole.
pub(crate) fn queries_for(measure: &str) -> impl Iterator<Item = &'static Query> {
    library()
        .iter()
        .filter(move |query| query.recounts(measure))
}

/// Views that no query reads: they are for whoever asks in SQL.
const OF_READERS: [&str; 1] = ["laboratory_values"];

/// The query whose answer others, or readers, read as a view of this name.
pub(super) fn view(name: &str) -> Option<&'static Query> {
    static READ: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| {
        let reads = library().iter().flat_map(|query| &query.reads);
        reads.map(String::as_str).collect()
    });
    if !READ.contains(name) && !OF_READERS.contains(&name) {
        return None;
    }
    library().iter().find(|query| query.stem() == name)
}

/// The queries whose answers are views.
#[must_use]
pub(crate) fn views() -> Vec<&'static Query> {
    library().iter().filter(|query| query.is_view()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures::definitions;

    const HEAD: &str = "\
-- Title: Courses
-- One row per: site
-- Reads: courses,
--   patients
-- Counts: courses
-- Out of: nothing
-- Agrees with: none
-- Source: none
-- Parameters: least integer 3: the least; site text A;B: whose
-- A remark.
SELECT 1";

    #[test]
    fn a_header_is_read_line_by_line() {
        let query = Query::parse("a/b", HEAD).unwrap();
        assert_eq!(query.reads, ["courses", "patients"]);
        assert_eq!(query.one_row_per, "site");
        assert!(!query.recounts_measure());
        assert_eq!(query.parameters[0].name, "least");
    }

    #[test]
    fn a_header_that_is_not_whole_is_refused() {
        let error = |text: &'static str| Query::parse("a/b", text).unwrap_err();
        assert_eq!(error("SELECT 1"), "`Title` is missing");
        assert_eq!(
            error("-- Title: A\n-- Reads: b\nSELECT 1"),
            "`Reads` is in the place of `One row per`"
        );
        assert_eq!(
            error("-- title: A\n"),
            "`-- title: A` is no line of a header"
        );
    }

    #[test]
    fn every_file_has_its_header_and_no_semicolon() {
        for (name, text) in FILES {
            if let Err(error) = Query::parse(name, text) {
                panic!("{name}: {error}");
            }
            assert!(
                !text.trim_end().ends_with(';'),
                "{name} ends in a semicolon"
            );
        }
    }

    #[test]
    fn every_measure_of_the_book_has_one_recount_query() {
        for definition in definitions() {
            let is_of_book = !definition.name.starts_with("comparison.")
                && !definition.name.starts_with("safety.")
                && !definition.name.ends_with("_curve");
            let found: Vec<&str> = queries_for(definition.name)
                .map(|query| query.name)
                .collect();
            if is_of_book {
                assert_eq!(found.len(), 1, "{}: {found:?}", definition.name);
            }
        }
        let known: BTreeSet<&str> = definitions().iter().map(|one| one.name).collect();
        for query in library() {
            for measure in &query.agrees_with {
                assert!(
                    known.contains(measure.as_str()),
                    "{}: {measure}",
                    query.name
                );
            }
        }
    }

    #[test]
    fn a_query_over_collected_strata_has_its_needs_in_collecting_sites() {
        let needs = query("cohort/collecting_sites").expect("a view").text;
        let reads_them = |query: &&Query| query.reads.iter().any(|name| name == "collected_strata");
        for query in library().iter().filter(reads_them) {
            // What own columns need is not listed.
            let listed = query.agrees_with.iter().filter(|name| !name.ends_with('*'));
            for measure in listed {
                assert!(needs.contains(&format!("('{measure}', ")), "{measure}");
            }
        }
    }

    #[test]
    fn a_view_has_a_name_of_its_own() {
        for query in views() {
            let alike = library()
                .iter()
                .filter(|other| other.stem() == query.stem());
            assert_eq!(alike.count(), 1, "{}", query.stem());
            assert!(query.parameters.is_empty(), "{}", query.name);
        }
    }
}
