//! Reported inputs whose times and zeros were misread: each gives its right answer, in every form of its files.

use crate::bad_input::typed::parquet;
use crate::bench::{
    Results, Taken, assert_close, il2, in_repository, options, results, run, said, scratch, taken,
};
use crate::workbooks::{self, Cell, cells};
use arrow::array::{ArrayRef, Date32Array, Date64Array, Int64Array, StringArray};
use arrow::array::{TimestampMicrosecondArray, TimestampSecondArray};
use il2_outcomes::ingest::quality::State;
use il2_outcomes::ingest::{Class, find_exports, read_exports};
use il2_outcomes::measures::results::{Statistic, Unit};
use il2_outcomes::model::TableId;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(crate) fn input(name: &str) -> PathBuf {
    in_repository("tests/failing_inputs").join(name)
}

/// All rows of an export.
pub(crate) fn read(folder: &Path) -> Taken {
    let mut exports = read_exports(&find_exports(folder).unwrap(), &options(1.0)).unwrap();
    taken(exports.remove(0))
}

/// The hours of a stored column of an export of one part.
pub(crate) fn hours(export: &Taken, table: TableId, column: &str) -> Vec<f64> {
    export.parts[0].tables[table as usize]
        .decimals(column)
        .to_vec()
}

/// What was quarantined of a table: line, column, class.
fn quarantined<'a>(export: &'a Taken, table: &str) -> Vec<(u64, &'a str, Class)> {
    let mut ledgers = export.ledgers.iter().filter(|file| file.table == table);
    let rows = ledgers.next().unwrap().quarantined.iter();
    rows.map(|row| (row.line, row.column.as_ref(), row.class))
        .collect()
}

/// How many failed a rule, out of how many, and whether that is a failure.
pub(crate) fn found(export: &Taken, rule: &str, table: &str, column: &str) -> (u64, u64, State) {
    let is_it = |check: &&il2_outcomes::ingest::quality::Check| {
        (check.rule, check.table, check.column) == (rule, table, column)
    };
    let check = export.checks.iter().find(is_it).unwrap();
    let share = check.share.unwrap_or_else(|| panic!("{check:?}"));
    (share.failed, share.out_of, check.state)
}

fn any_toxicity(results: &Results) -> (i64, i64) {
    results.proportion("toxicity.any", Unit::Course, "all", "any")
}

/// An export of these CSV texts, by table.
pub(crate) fn written(tables: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = scratch();
    for (table, text) in tables {
        fs::write(folder.path().join(format!("{table}.csv")), text).unwrap();
    }
    folder
}

const COURSE: (&str, &str) = ("courses", "course_id,patient_id,weight_kg\nC1,P1,80\n");
const DOSES: (&str, &str) = (
    "doses",
    "course_id,cycle,dose_number,status,at\nC1,1,1,given,2019-03-04 08:00\nC1,1,2,given,2019-03-04 16:00\n",
);

#[test]
fn a_fraction_of_a_second_is_read_in_text_and_parquet() {
    let export = read(&input("date_time_fraction"));
    assert_eq!(hours(&export, TableId::Doses, "hour"), [0.0, 8.0, 0.0, 8.0]);
    assert_eq!(quarantined(&export, "doses"), []);
    // Half a second and a quarter are what they are, in whatever form they come.
    let text = "course_id,cycle,dose_number,status,at\n\
        C1,1,1,given,2019-03-04 08:00:00.5\nC1,1,2,given,2019-03-04T16:00:00.750000\n";
    let of_text = written(&[COURSE, ("doses", text)]);
    let of_parquet = written(&[COURSE]);
    let start = 1_551_686_400_500_000_i64;
    let ids: ArrayRef = Arc::new(StringArray::from(vec!["C1", "C1"]));
    let given: ArrayRef = Arc::new(StringArray::from(vec!["given", "given"]));
    let ones: ArrayRef = Arc::new(Int64Array::from(vec![1, 1]));
    let numbers: ArrayRef = Arc::new(Int64Array::from(vec![1, 2]));
    let moments = vec![start, start + 28_800_250_000];
    let moments: ArrayRef = Arc::new(TimestampMicrosecondArray::from(moments));
    let bytes = parquet(vec![
        ("course_id", ids),
        ("cycle", ones),
        ("dose_number", numbers),
        ("status", given),
        ("at", moments),
    ]);
    fs::write(of_parquet.path().join("doses.parquet"), bytes).unwrap();
    for folder in [of_text, of_parquet] {
        let hours = hours(&read(folder.path()), TableId::Doses, "hour");
        assert_eq!(hours, [0.0, 8.0 + 0.25 / 3600.0]);
    }
}

#[test]
fn dates_without_a_time_are_known_to_the_day_in_every_form() {
    let days: Vec<i32> = (17_959..17_963).collect();
    let ids: ArrayRef = Arc::new(StringArray::from(vec!["C1", "C2", "C3", "C4"]));
    let terms: ArrayRef = Arc::new(StringArray::from(vec!["Hypotension"; 4]));
    let of_parquet = |name: &str, dates: ArrayRef| {
        let folder = copy(&input("date_without_time"));
        fs::remove_file(folder.path().join("toxicities.csv")).unwrap();
        let grades: ArrayRef = Arc::new(Int64Array::from(vec![3; 4]));
        let columns = vec![
            ("course_id", Arc::clone(&ids)),
            ("term", Arc::clone(&terms)),
            ("grade", grades),
            (name, dates),
        ];
        let path = folder.path().join("toxicities.parquet");
        fs::write(path, parquet(columns)).unwrap();
        folder
    };
    let millis = days.iter().map(|day| i64::from(*day) * 86_400_000);
    let seconds = days.iter().map(|day| i64::from(*day) * 86_400);
    let of_date = of_parquet("onset_at", Arc::new(Date32Array::from(days.clone())));
    let of_date_64 = of_parquet("onset_at", Arc::new(Date64Array::from_iter_values(millis)));
    let moments = TimestampSecondArray::from_iter_values(seconds);
    let of_moments = of_parquet("onset_at", Arc::new(moments));
    let of_sheet = copy(&input("date_without_time"));
    fs::remove_file(of_sheet.path().join("toxicities.csv")).unwrap();
    let mut rows = cells("course_id,term,grade,onset_at\n");
    for (course, day) in (1..=4_u8).zip(43_528..) {
        rows.push(vec![
            Cell::of(&format!("C{course}")),
            Cell::of("Hypotension"),
            Cell::of("3"),
            Some(Cell::Date(f64::from(day))),
        ]);
    }
    let path = of_sheet.path().join("toxicities.xlsx");
    workbooks::write(&path, &[("toxicities", rows)]);
    let of_text = copy(&input("date_without_time"));
    for folder in [of_text, of_date, of_date_64, of_moments, of_sheet] {
        assert_eq!(any_toxicity(&results(folder.path())), (4, 4));
        let export = read(folder.path());
        assert_eq!(hours(&export, TableId::Toxicities, "onset_hour"), [0.0; 4]);
        let of_days = found(&export, "known_to_the_day", "toxicities", "onset_hour");
        assert_eq!(of_days, (4, 4, State::NotApplicable));
        for command in [&["check"][..], &["ingest", "--store"]] {
            let store = folder.path().join("store");
            let mut program = il2();
            program.arg(command[0]).arg(folder.path());
            if let Some(option) = command.get(1) {
                program.arg(option).arg(&store);
            }
            let said = said(&run(&mut program, 0));
            let expected = "toxicities.onset_at: 4 of 4 values have no time of day";
            assert!(said.contains(expected), "{said}");
        }
    }
}

/// A copy of an export in a folder of its own.
fn copy(folder: &Path) -> tempfile::TempDir {
    let copied = scratch();
    for file in fs::read_dir(folder).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), copied.path().join(file.file_name())).unwrap();
    }
    copied
}

#[test]
fn a_column_of_midnights_is_known_to_the_day() {
    let folder = input("onset_at_midnight");
    assert_eq!(any_toxicity(&results(&folder)), (4, 4));
    let export = read(&folder);
    assert_eq!(hours(&export, TableId::Toxicities, "onset_hour"), [0.0; 4]);
    // They resolved on the day after, which ends 40 h after 08:00 of the day before it.
    assert_eq!(
        hours(&export, TableId::Toxicities, "resolved_hour"),
        [40.0; 4]
    );
    for column in ["onset_hour", "resolved_hour"] {
        let of_days = found(&export, "known_to_the_day", "toxicities", column);
        assert_eq!(of_days, (4, 4, State::NotApplicable));
        let midnights = found(&export, "mostly_at_midnight", "toxicities", column);
        assert_eq!(midnights, (0, 4, State::Pass));
    }
}

#[test]
fn one_time_of_day_in_the_file_makes_its_midnights_times() {
    let export = |last: &str| {
        let mut text = "course_id,term,grade,onset_at\n".to_owned();
        for day in 4..=12 {
            writeln!(text, "C1,Hypotension,1,2019-03-{day:02} 00:00").unwrap();
        }
        text.push_str(last);
        let folder = written(&[COURSE, DOSES, ("toxicities", &text)]);
        read(folder.path())
    };
    let onset = |export: &Taken| hours(export, TableId::Toxicities, "onset_hour")[0];
    // Nine of ten at 00:00: the first lies at midnight, 8 h before hour 0, and the column is suspect.
    let timed = export("C1,Fever,1,2019-03-12 10:30\n");
    let midnights =
        |export: &Taken| found(export, "mostly_at_midnight", "toxicities", "onset_hour");
    assert_eq!(midnights(&timed), (9, 10, State::Fail));
    let warned = timed
        .warnings
        .iter()
        .find(|it| it.rule == "mostly_at_midnight");
    assert!(warned.unwrap().message.starts_with("onset_at: "));
    // Fever sorts before hypotension.
    assert_eq!(onset(&timed), 8.0 * 24.0 + 2.5);
    assert_eq!(hours(&timed, TableId::Toxicities, "onset_hour")[1], -8.0);
    // Eight of ten are fewer than 90 %.
    let fewer = export("C1,Fever,1,2019-03-12 10:30\nC1,Fever,1,2019-03-12 10:30\n");
    assert_eq!(midnights(&fewer), (0, 11, State::Pass));
    // A date alone is no time of day: with it, all ten are known to the day.
    let dates = export("C1,Fever,1,2019-03-12\n");
    assert_eq!(hours(&dates, TableId::Toxicities, "onset_hour")[1], 0.0);
    let of_days = found(&dates, "known_to_the_day", "toxicities", "onset_hour");
    assert_eq!(of_days, (10, 10, State::NotApplicable));
    // A date beside times is known to the day, and they are not.
    let mixed = written(&[
        COURSE,
        DOSES,
        (
            "stays",
            "course_id,unit,start_at,stop_at\nC1,icu,2019-03-04,2019-03-05\nC1,icu,2019-03-04 00:00,2019-03-05 09:00\n",
        ),
    ]);
    let mixed = read(mixed.path());
    assert_eq!(hours(&mixed, TableId::Stays, "start_hour"), [0.0, 0.0]);
    assert_eq!(hours(&mixed, TableId::Stays, "stop_hour"), [25.0, 40.0]);
}

#[test]
fn a_dose_needs_its_time_of_day() {
    let header = "course_id,cycle,dose_number,status,at\n";
    let rows = "C1,1,1,given,2019-03-04 08:00\nC1,1,2,given,2019-03-04\n";
    let folder = written(&[COURSE, ("doses", &format!("{header}{rows}"))]);
    let export = read(folder.path());
    assert_eq!(quarantined(&export, "doses"), [(3, "at", Class::Type)]);
    // In a workbook and in Parquet as well.
    let ids: ArrayRef = Arc::new(StringArray::from(vec!["C1"]));
    let columns = vec![
        ("course_id", ids),
        ("cycle", Arc::new(Int64Array::from(vec![1])) as ArrayRef),
        ("dose_number", Arc::new(Int64Array::from(vec![1]))),
        ("status", Arc::new(StringArray::from(vec!["given"]))),
        ("at", Arc::new(Date32Array::from(vec![17_959]))),
    ];
    let of_parquet = written(&[COURSE]);
    fs::write(of_parquet.path().join("doses.parquet"), parquet(columns)).unwrap();
    let of_sheet = written(&[COURSE]);
    let mut rows = cells(header);
    let mut row = cells("C1,1,1,given").remove(0);
    row.push(Some(Cell::Date(43_528.0)));
    rows.push(row);
    workbooks::write(&of_sheet.path().join("doses.xlsx"), &[("doses", rows)]);
    for folder in [of_parquet, of_sheet] {
        let export = read(folder.path());
        assert_eq!(quarantined(&export, "doses"), [(2, "at", Class::Type)]);
    }
    // Doses at 00:00 each day are read, and are suspect.
    let rows = "C1,1,1,given,2019-03-04 00:00\nC1,1,2,given,2019-03-05 00:00\nC1,1,3,given,2019-03-06 00:00\n";
    let folder = written(&[COURSE, ("doses", &format!("{header}{rows}"))]);
    let export = read(folder.path());
    assert_eq!(hours(&export, TableId::Doses, "hour"), [0.0, 24.0, 48.0]);
    let midnights = found(&export, "mostly_at_midnight", "doses", "hour");
    assert_eq!(midnights, (3, 3, State::Fail));
}

#[test]
fn a_length_of_time_in_a_workbook_is_hours() {
    let results = results(&input("workbook_duration"));
    let hours_of = |results: &Results| {
        results.value("vasopressor.hours", Unit::Course, "all", Statistic::Mean)
    };
    assert_close(hours_of(&results), 24.5);
    // By a format of one's own; a time of day in the same column is no length of time, and no identifier.
    let folder = written(&[
        COURSE,
        (
            "doses",
            "course_id,cycle,dose_number,status,hour\nC1,1,1,given,0\n",
        ),
    ]);
    let mut rows = cells("course_id,agent,start_hour,stop_hour\n");
    let mut add = |start, stop| {
        let mut row = cells("C1,norepinephrine").remove(0);
        row.extend([Some(start), Some(stop)]);
        rows.push(row);
    };
    add(Cell::Length(-0.25), Cell::Length(1.5));
    add(Cell::TimeOfDay(0.25), Cell::Length(1.5));
    workbooks::write(
        &folder.path().join("vasopressors.xlsx"),
        &[("vasopressors", rows)],
    );
    let export = read(folder.path());
    assert_eq!(hours(&export, TableId::Vasopressors, "start_hour"), [-6.0]);
    assert_eq!(hours(&export, TableId::Vasopressors, "stop_hour"), [36.0]);
    let aside = quarantined(&export, "vasopressors");
    assert_eq!(aside, [(3, "start_hour", Class::Type)]);
}

#[test]
fn an_hour_that_no_course_has_is_out_of_domain() {
    let doses = "course_id,cycle,dose_number,status,hour\nC1,1,1,given,0\nC1,1,2,given,1000001\nC1,1,3,given,1000000.0000000001\n";
    let events = "course_id,analyte,hour,value\nC1,sodium,-1000001,140\nC1,sodium,-1000000,140\n";
    let folder = written(&[COURSE, ("doses", doses), ("measurements", events)]);
    let export = read(folder.path());
    let domain = |line, column| (line, column, Class::Domain);
    assert_eq!(quarantined(&export, "doses"), [domain(3, "hour")]);
    assert_eq!(quarantined(&export, "measurements"), [domain(2, "hour")]);
    // Counted from date-times: 1,000,000 h are 114 years.
    let doses = "course_id,cycle,dose_number,status,at\nC1,1,1,given,1900-03-04 08:00\nC1,1,2,given,2019-03-04 08:00\n";
    let events = "course_id,analyte,at,value\nC1,sodium,2019-03-04 08:00,140\nC1,sodium,1900-03-04 09:30,140\n";
    let folder = written(&[COURSE, ("doses", doses), ("measurements", events)]);
    let export = read(folder.path());
    assert_eq!(quarantined(&export, "doses"), [domain(3, "at")]);
    assert_eq!(hours(&export, TableId::Doses, "hour"), [0.0]);
    assert_eq!(quarantined(&export, "measurements"), [domain(2, "at")]);
    assert_eq!(hours(&export, TableId::Measurements, "hour"), [1.5]);
}

#[test]
fn the_page_and_check_say_how_many_rows_lie_outside_of_the_window() {
    let doses = "course_id,cycle,dose_number,status,hour\nC1,1,1,given,0\nC1,1,2,given,8\n";
    // h + 720 is 728: the bound itself lies within.
    let measured = "course_id,analyte,hour,value\nC1,sodium,-1,140\nC1,sodium,-24,140\nC1,sodium,728,140\nC1,sodium,728.5,140\nC1,sodium,0,140\n";
    let events = "course_id,term,grade,onset_hour\nC1,Fever,1,-0.5\nC1,Fever,1,\n";
    let folder = written(&[
        COURSE,
        ("doses", doses),
        ("measurements", measured),
        ("toxicities", events),
    ]);
    let said = said(&run(il2().arg("check").arg(folder.path()), 0));
    for line in [
        "doses: of 2 rows with an hour, 0 before hour 0 and 0 after h + 720",
        "toxicities: of 1 rows with an hour, 1 before hour 0 and 0 after h + 720",
        "measurements: of 5 rows with an hour, 2 before hour 0 and 1 after h + 720",
    ] {
        assert!(said.contains(line), "{said}");
    }
    let out = scratch();
    let report = out.path().join("report");
    run(
        il2()
            .arg("report")
            .arg(folder.path())
            .arg("--out")
            .arg(&report),
        0,
    );
    let table = fs::read_to_string(report.join("tables/hours.csv")).unwrap();
    assert!(table.contains("Measurements,5,2,1"), "{table}");
    let page = fs::read_to_string(report.join("report.html")).unwrap();
    assert!(page.contains("Rows before hour 0"));
}
