//! How to get the numbers of a report: the queries that give them, and the lines that run these.

use super::figures::ReportFigure;
use super::tables::ReportTable;
use crate::measures::definition::is_name_of;
use crate::measures::definitions;
use crate::query::{Query, library, queries_for, views};
use serde::Serialize;
use std::collections::BTreeSet;

/// Where the numbers of one part come from.
#[derive(Debug, Serialize)]
pub(super) struct How {
    queries: Vec<Line>,
    /// The queries of the library among them.
    #[serde(skip)]
    of_library: Vec<&'static Query>,
}

/// One query and the line that runs it.
#[derive(Debug, Serialize)]
struct Line {
    title: String,
    /// Where the page prints its SQL.
    anchor: Option<String>,
    command: String,
}

/// A query as the page prints it.
#[derive(Debug, Serialize)]
pub(super) struct PrintedQuery {
    name: &'static str,
    anchor: String,
    title: &'static str,
    text: &'static str,
}

impl How {
    /// The queries that give the numbers of these measures; `None` where there are none.
    pub(super) fn of_measures(measures: &BTreeSet<&'static str>) -> Option<Self> {
        let mut of_library: Vec<&'static Query> = Vec::new();
        let defined = definitions();
        let is_wanted = |name: &str| measures.iter().any(|measure| is_name_of(name, measure));
        let in_order = defined.iter().filter(|it| is_wanted(it.name));
        for query in in_order.flat_map(|it| queries_for(it.name)) {
            if !of_library.iter().any(|known| known.name == query.name) {
                of_library.push(query);
            }
        }
        let line = |query: &&'static Query| Line {
            title: query.title.clone(),
            anchor: Some(anchor(query)),
            command: format!("il2 query REPORT_DIR {}", query.name),
        };
        (!of_library.is_empty()).then(|| Self {
            queries: of_library.iter().map(line).collect(),
            of_library,
        })
    }

    /// Those of a table, which looked these measures up.
    pub(super) fn of_table(table: &ReportTable, measures: &BTreeSet<&'static str>) -> Option<Self> {
        let Some(table) = table.stored() else {
            return Self::of_measures(measures);
        };
        let line = Line {
            title: format!("The table {table} of the store"),
            anchor: None,
            command: format!("il2 query REPORT_DIR --sql 'SELECT * FROM {table}'"),
        };
        Some(Self {
            queries: vec![line],
            of_library: Vec::new(),
        })
    }

    /// Those of a figure.
    pub(super) fn of_figure(figure: &ReportFigure) -> Option<Self> {
        Self::of_measures(&[figure.measure].into())
    }
}

/// The queries that these parts name, and the views that they read, in the order of the library.
pub(super) fn printed_queries<'a>(hows: impl Iterator<Item = &'a How>) -> Vec<PrintedQuery> {
    let named = hows.flat_map(|how| &how.of_library);
    let mut wanted: BTreeSet<&str> = named.map(|query| query.name).collect();
    let mut before = 0;
    while before < wanted.len() {
        before = wanted.len();
        let read: BTreeSet<&str> = library()
            .iter()
            .filter(|query| wanted.contains(query.name))
            .flat_map(|query| query.reads.iter().map(String::as_str))
            .collect();
        let views = views()
            .into_iter()
            .filter(|view| read.contains(view.stem()));
        wanted.extend(views.map(|view| view.name));
    }
    let is_wanted = |query: &&'static Query| wanted.contains(query.name);
    let print = |query: &'static Query| PrintedQuery {
        name: query.name,
        anchor: anchor(query),
        title: &query.title,
        text: query.text,
    };
    library().iter().filter(is_wanted).map(print).collect()
}

/// Where the page prints a query.
fn anchor(query: &Query) -> String {
    format!("query-{}", query.name.replace('/', "-"))
}
