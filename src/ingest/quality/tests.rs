//! What no export can bring about.

use super::check::State;
use super::evaluate::Findings;
use super::part_view::PartView;
use crate::ingest::tables::summary::TableSummary;
use crate::ingest::tables::table::Loaded;
use crate::model::{Field, Frame, STAYS, TABLES, TableId, Values};

fn without_rows() -> Vec<Loaded> {
    TABLES.into_iter().map(Loaded::not_collected).collect()
}

#[test]
#[should_panic(expected = "stays.start_hour does not hold decimals")]
fn a_column_of_another_kind_stops_the_program() {
    const START: Field = Field::of(&STAYS, "start_hour");
    let mut tables = without_rows();
    let stays = &mut tables[TableId::Stays as usize];
    stays.is_collected = true;
    stays.in_file = vec![true; STAYS.columns.len()];
    stays.frame = Frame::new(STAYS.name, [("start_hour", Values::Integer(Vec::new()))]);
    let _ = PartView::new(&tables).decimals(START);
}

#[test]
fn an_export_without_rows_passes_nothing_and_fails_nothing() {
    let tables = without_rows();
    let files: Vec<TableSummary> = TABLES
        .into_iter()
        .map(TableSummary::not_collected)
        .collect();
    assert!(PartView::new(&tables).patients.is_empty());
    let checks = Findings::of(&tables).into_checks(&files);
    assert!(!checks.is_empty());
    for check in checks {
        assert_eq!(check.state, State::NotApplicable, "{check:?}");
        assert!(!check.why.is_empty());
    }
}
