//! What the SQL engine is known to answer wrongly (`tests/engines/shapes.sql`): the program has the right answer or refuses it by
//! name, and the engine alone is still wrong. Where an upgrade mends it, the second test says which rewrite can go.

use crate::bench::{in_repository, scratch, stored};
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};
use datafusion::prelude::{SessionConfig, SessionContext};
use il2_outcomes::query::{Engine, MEMORY, QueryText};
use std::fs;

struct Shape {
    name: String,
    /// Rows, each a text of its cells, sorted.
    answer: Option<Vec<String>>,
    /// What the refusal has.
    refused: Option<String>,
    /// What the engine does alone.
    alone: String,
    sql: String,
}

fn shapes() -> Vec<Shape> {
    let text = fs::read_to_string(in_repository("tests/engines/shapes.sql")).unwrap();
    let mut shapes = Vec::new();
    for block in text.split("\n\n") {
        let (remarks, sql): (Vec<&str>, Vec<&str>) = block
            .trim()
            .lines()
            .partition(|line| line.starts_with("--"));
        if sql.is_empty() {
            continue;
        }
        let value = |key: &str| {
            let key = format!("-- {key}:");
            let found = remarks.iter().find_map(|line| line.strip_prefix(&key));
            found.map(|value| value.trim().to_owned())
        };
        let rows = |rows: String| {
            let rows = rows.split(';').filter(|row| !row.is_empty());
            rows.map(str::to_owned).collect::<Vec<_>>()
        };
        let (name, _) = remarks[0][3..].split_once(':').unwrap();
        shapes.push(Shape {
            name: name.to_owned(),
            answer: value("answer").map(rows),
            refused: value("refused"),
            alone: value("alone").unwrap(),
            sql: sql.join("\n").trim_end_matches(';').to_owned(),
        });
    }
    assert!(shapes.len() >= 25);
    shapes
}

fn rows(batches: &[RecordBatch]) -> Vec<String> {
    let options = FormatOptions::default().with_null("NULL");
    let mut rows = Vec::new();
    for batch in batches {
        let columns = batch.columns().iter();
        let columns: Vec<_> = columns
            .map(|column| ArrayFormatter::try_new(column.as_ref(), &options).unwrap())
            .collect();
        for row in 0..batch.num_rows() {
            let cells: Vec<String> = columns
                .iter()
                .map(|column| {
                    let cell = column.value(row).to_string();
                    cell.trim_end_matches(".0").to_owned()
                })
                .collect();
            rows.push(cells.join(","));
        }
    }
    rows.sort();
    rows
}

#[test]
fn each_known_shape_has_the_answer_of_sql_or_is_refused_by_name() {
    let folder = scratch();
    let snapshot = stored(&in_repository("data-samples/tiny"), folder.path());
    let engine = Engine::open(snapshot, None, MEMORY).unwrap();
    for shape in shapes() {
        let asked = QueryText::from(shape.sql.as_str());
        let answer = engine.execute(&asked);
        match (shape.answer, shape.refused) {
            (Some(expected), None) => {
                let answer = answer.unwrap_or_else(|error| panic!("{}: {error}", shape.name));
                let batches: Vec<_> = answer.map(|batch| batch.unwrap()).collect();
                assert_eq!(rows(&batches), expected, "{}", shape.name);
            }
            (None, Some(expected)) => {
                let error = answer.map(|_| ()).unwrap_err().to_string();
                assert!(error.contains(&expected), "{}: {error}", shape.name);
            }
            (..) => panic!("{}: an answer or a refusal", shape.name),
        }
    }
}

#[test]
fn the_engine_alone_is_still_wrong() {
    let runtime = tokio::runtime::Builder::new_multi_thread().build().unwrap();
    let config = SessionConfig::new().with_target_partitions(1);
    let alone = SessionContext::new_with_config(config);
    let mut others = Vec::new();
    for shape in shapes() {
        let answer = runtime.block_on(async { alone.sql(&shape.sql).await?.collect().await });
        let does = match (&answer, &shape.answer) {
            (Err(_), _) => "fails",
            (Ok(batches), Some(expected)) if rows(batches) == *expected => "right",
            (Ok(_), None) if shape.alone == "right" => "right",
            (Ok(_), _) => "wrong",
        };
        if does != shape.alone {
            others.push(format!("{} is {does}, not {}", shape.name, shape.alone));
        }
    }
    assert!(
        others.is_empty(),
        "the engine answers otherwise than shapes.sql says; where it is right now, the rewrite can go: {others:?}"
    );
}
