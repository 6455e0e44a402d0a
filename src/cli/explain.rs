//! `il2 explain`: one number of a report, with its definition, its recount query, and the patients or courses that it counts.

use super::explain_arguments::{Explain, ExplainFormat};
use super::explain_failure::ExplainFailure;
use super::explained_row::{find, number, of_key};
use super::failure::Failure;
use super::output::Pipe;
use super::population::{Choice, store_of};
use super::report_files::RESULTS_CSV;
use super::speech::Voice;
use super::watch::Watch;
use crate::disk::{at, read_plain};
use crate::facts::read_parquet;
use crate::measures::definition::Definition;
use crate::measures::results::{Row, Unit};
use crate::measures::{Member, NoMembers, compute_measure, definitions_of, members};
use crate::notation::{no_formula, plain_decimal, thousands};
use crate::query::formats::Format;
use crate::query::{
    Engine, MEMORY, Query, ResultRow, StratifiedCohort, TextTable, library, parse_results, recount,
    result_rows,
};
use crate::store::Snapshot;
use std::fmt::Write;

/// The columns of a list of units.
const HEADINGS: [&str; 6] = [
    "site_id",
    "patient_id",
    "course_id",
    "numerator",
    "denominator",
    "value",
];

pub(super) fn run(arguments: &Explain, voice: Voice, watch: &Watch) -> Result<(), Failure> {
    let (store, record) = store_of(&arguments.report, arguments.store.as_deref())?;
    let record = record.ok_or_else(|| ExplainFailure::NoReport {
        path: arguments.report.clone(),
    })?;
    let path = arguments.report.join(RESULTS_CSV);
    let reported = parse_results(&read_plain(&path).map_err(at(&path))?)
        .map_err(|fault| ExplainFailure::NotResults { path, fault })?;
    let explained = find(&reported, arguments)?;
    let snapshot = Snapshot::open(&store)?;
    let population = Choice::of_report(&record)?.population(&snapshot, watch)?;
    let population = match population {
        Some(population) => population,
        None => StratifiedCohort::of_all(&snapshot)?,
    };
    let of_measure: Vec<Row> = compute_measure(
        population.cohort(),
        population.groupings(),
        explained.cell("measure"),
    );
    let anew = result_rows(&of_measure);
    let row = of_measure
        .iter()
        .zip(&anew)
        .find(|(_, row)| of_key(row) == of_key(explained));
    if row.is_some_and(|(_, row)| row != explained) {
        return Err(Failure::Explain(ExplainFailure::OtherNumber {
            path: arguments.report.clone(),
        }));
    }
    let ids = read_parquet(&snapshot.parts("facts_courses")?, &["course_id"])?;
    let ids = ids.column("course_id");
    let listed = match row {
        Some((row, _)) => members(population.cohort(), population.groupings(), ids, row),
        None => Err(NoMembers::NotOfBook),
    };
    match arguments.format {
        ExplainFormat::Csv => {
            let listed = listed.map_err(ExplainFailure::NoMembers)?;
            Pipe::print_table(&table(&listed), Format::Csv)
        }
        ExplainFormat::Table => {
            let mut text = words(explained, &definitions_of(population.cohort()));
            let query = library()
                .iter()
                .find(|query| query.recounts(explained.cell("measure")));
            if let Some(query) = query {
                let engine = Engine::open(snapshot.clone(), Some(population), MEMORY)?;
                text.push_str(&counted_again(&engine, query, explained)?);
            }
            Pipe::print(text.as_bytes())?;
            match listed {
                Ok(members) => {
                    Pipe::print(heading(explained, &members).as_bytes())?;
                    Pipe::print_table(&table(&members), Format::Table)
                }
                Err(why) => {
                    voice.warn(&format!("no list of patients or courses: {why}"));
                    Ok(())
                }
            }
        }
    }
}

/// The definition of a row's measure, and its number.
fn words(row: &ResultRow, all: &[Definition]) -> String {
    let definition = all.iter().find(|it| it.name == row.cell("measure"));
    let mut text = String::new();
    let mut line = |label: &str, words: &str| {
        if !words.is_empty() {
            writeln!(text, "{label:<12} {words}").expect("writing to memory cannot fail");
        }
    };
    let key = |column| row.cell(column).to_owned();
    line("Measure", row.cell("measure"));
    if let Some(Definition { title, .. }) = definition {
        line("", title);
    }
    for column in ["unit", "stratum", "item", "level", "statistic"] {
        line(&capitalized(column), &key(column));
    }
    if let Some(definition) = definition {
        line("Counts", definition.counts);
        line("Out of", definition.out_of);
        line("Unknown", definition.unknown);
        line("Interval", definition.interval);
        line("Source", definition.source);
    }
    line("Number", &number(row));
    text
}

fn capitalized(word: &str) -> String {
    let (first, rest) = word.split_at(1);
    first.to_uppercase() + rest
}

/// The recount query of a row, and whether it gives the same.
fn counted_again(engine: &Engine, query: &Query, row: &ResultRow) -> Result<String, Failure> {
    let counted = recount(engine, query, std::slice::from_ref(row))?;
    let of_row = |it: &&crate::query::Difference| it.key == row.key();
    let differences: Vec<String> = counted
        .differences
        .iter()
        .filter(of_row)
        .map(ToString::to_string)
        .collect();
    let verdict = if row.cell("status") == "not_collected" {
        "no row: nobody collected what the measure needs".to_owned()
    } else if differences.is_empty() {
        "agrees".to_owned()
    } else {
        differences.join("; ")
    };
    let (name, text) = (query.name, query.text.trim_end());
    Ok(format!("Recount      {name}: {verdict}\n\n{text}\n"))
}

/// What stands above a list of units.
fn heading(row: &ResultRow, members: &[Member]) -> String {
    let units = if row.cell("unit") == Unit::Patient.name() {
        "patients"
    } else {
        "courses"
    };
    let n_units = thousands(members.len() as u64);
    format!(
        "\n{n_units} {units}, each with what it adds to the number; keep the list at the site\n\n"
    )
}

/// A list of units as a table.
fn table(members: &[Member]) -> TextTable {
    let whole = |value: Option<i64>| value.map(|value| value.to_string()).unwrap_or_default();
    let rows = members.iter().map(|member| {
        [
            no_formula(&member.site_id),
            no_formula(&member.patient_id),
            no_formula(member.course_id.as_deref().unwrap_or_default()),
            whole(member.numerator),
            whole(member.denominator),
            member.value.map(plain_decimal).unwrap_or_default(),
        ]
    });
    TextTable::new(HEADINGS, rows)
}
