//! What no export can bring about.

use super::check::{Check, State};
use super::evaluate::Findings;
use super::part_view::PartView;
use crate::ingest::tables::table::Loaded;
use crate::model::{STAYS, TABLES, TableId, Values};

#[test]
#[should_panic(expected = "stays.start_hour")]
fn a_column_of_another_kind_stops_the_program() {
    let mut tables: Vec<Loaded> = TABLES.into_iter().map(Loaded::not_collected).collect();
    for id in [TableId::Patients, TableId::Stays] {
        let table = &mut tables[id as usize];
        table.is_collected = true;
        table.in_file = vec![true; table.table.columns.len()];
    }
    let stays = &mut tables[TableId::Stays as usize];
    stays.columns[STAYS.index("start_hour")] = Values::Integer(Vec::new());
    Findings::of(&tables);
}

#[test]
fn an_export_without_rows_passes_nothing_and_fails_nothing() {
    let tables: Vec<Loaded> = TABLES.into_iter().map(Loaded::not_collected).collect();
    assert!(PartView::new(&tables).patients.is_empty());
    let checks: Vec<Check> = Findings::of(&tables).into_checks(&tables);
    assert!(!checks.is_empty());
    for check in checks {
        assert_eq!(check.state, State::NotApplicable, "{check:?}");
        assert!(!check.why.is_empty());
    }
}
