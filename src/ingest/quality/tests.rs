//! What no export can bring about.

use super::chart::Chart;
use super::*;
use crate::ingest::tables::table::Loaded;
use crate::model::{TABLES, Values};

#[test]
fn a_column_of_another_kind_is_an_error_and_no_pass() {
    let mut tables: Vec<Loaded> = TABLES.into_iter().map(Loaded::not_collected).collect();
    let stays = &mut tables[9];
    stays.is_collected = true;
    stays.in_file = vec![true; stays.table.columns.len()];
    let place = stays.table.place("start_hour").unwrap_or_default();
    stays.columns[place] = Values::Integer(Vec::new());
    let patients = &mut tables[1];
    patients.is_collected = true;
    patients.in_file = vec![true; patients.table.columns.len()];
    let checks = checks(&tables, &ask(&tables));
    let is_it = |check: &&Check| (check.rule, check.table) == ("event_after_death", "stays");
    let found: Vec<&Check> = checks.iter().filter(is_it).collect();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].state, State::Error);
    assert_eq!(
        found[0].why,
        "the column start_hour of stays holds no decimals"
    );
    assert_eq!(found[0].share, None);
}

#[test]
fn an_export_without_rows_passes_nothing_and_fails_nothing() {
    let tables: Vec<Loaded> = TABLES.into_iter().map(Loaded::not_collected).collect();
    assert!(Chart::new(&tables).patients.is_empty());
    for check in checks(&tables, &ask(&tables)) {
        assert_eq!(check.state, State::NotApplicable, "{check:?}");
        assert!(!check.why.is_empty());
    }
}
