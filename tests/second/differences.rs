//! How the rows of the program and those of the second computation differ.

use il2_outcomes::measures::results::{Row, Unit};
use std::collections::HashMap;

/// What a row is of.
type Place<'a> = (&'a str, Unit, String, &'a str, String, &'static str);

fn place(row: &Row) -> Place<'_> {
    (
        row.measure,
        row.unit,
        row.stratum.to_string(),
        &row.item,
        row.level.to_string(),
        row.statistic.name(),
    )
}

fn is_close(a: Option<f64>, b: Option<f64>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1e-3),
        (a, b) => a == b,
    }
}

fn say_the_same(a: &Row, b: &Row) -> bool {
    (place(a), a.numerator, a.denominator, a.method, a.status)
        == (place(b), b.numerator, b.denominator, b.method, b.status)
        && is_close(a.value, b.value)
        && is_close(a.lower, b.lower)
        && is_close(a.upper, b.upper)
}

/// Rows that differ or that one has alone, each as the program and as the second computation gives it: the first ones, of
/// different measures before others of one; else the first rows in another order.
pub(super) fn differences(program: &[Row], again: &[Row]) -> Vec<String> {
    const SHOWN: usize = 6;
    const OF_A_MEASURE: usize = 2;
    let shown = |row: Option<&Row>| row.map_or("no row".to_owned(), |row| format!("{row:?}"));
    let places = |rows: &'_ [Row]| -> HashMap<String, usize> {
        let places = rows.iter().map(|row| format!("{:?}", place(row)));
        places.zip(0..).collect()
    };
    let (of_program, of_book) = (places(program), places(again));
    let pairs = program.iter().map(|row| {
        let book = of_book.get(&format!("{:?}", place(row)));
        (Some(row), book.map(|&at| &again[at]))
    });
    let alone = again
        .iter()
        .filter(|row| !of_program.contains_key(&format!("{:?}", place(row))));
    let pairs = pairs.chain(alone.map(|row| (None, Some(row))));
    let differ = |(a, b): &(Option<&Row>, Option<&Row>)| match (a, b) {
        (Some(a), Some(b)) => !say_the_same(a, b),
        _ => true,
    };
    let mut of_measures: HashMap<&str, usize> = HashMap::new();
    let mut found: Vec<String> = pairs
        .filter(differ)
        .filter(|(a, b)| {
            let shown = of_measures.entry(a.or(*b).unwrap().measure).or_default();
            *shown += 1;
            *shown <= OF_A_MEASURE
        })
        .take(SHOWN)
        .map(|(a, b)| format!("program: {}\nbook:    {}\n", shown(a), shown(b)))
        .collect();
    if found.is_empty() {
        let mut rows = program.iter().zip(again);
        let other = rows.find(|(a, b)| place(a) != place(b));
        found.extend(other.map(|(a, b)| format!("order: {a:?}\nbook:  {b:?}\n")));
        if program.len() != again.len() {
            found.push(format!("{} rows, not {}", program.len(), again.len()));
        }
    }
    found
}
