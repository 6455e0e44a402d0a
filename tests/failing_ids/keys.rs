//! Rows with one key, rows that are none, and rows that meet nobody.

use super::{folder, quarantined, read, reversed, share, told};
use crate::bench::scratch;
use il2_outcomes::ingest::Class;
use il2_outcomes::ingest::quality::State;
use std::fs;
use std::path::Path;

#[test]
fn a_dose_held_then_given_is_open_in_whatever_order_its_rows_come() {
    let folder = folder("dose_held_then_given");
    let message = "the dose has two rows that differ, one held and one given: neither is stored";
    let turned = reversed(&folder, &["doses.csv"]);
    for export in [folder.as_path(), turned.path()] {
        let read = read(export);
        let aside = quarantined(&read, "doses");
        assert_eq!(aside.len(), 2);
        for (class, _, told) in aside {
            assert_eq!((class, told.as_str()), (Class::Key, message));
        }
        assert_eq!(read.parts[0].tables[2].rows(), 2);
        assert_eq!(share(&read, "rows_differ", "doses"), (1, 3));
        let told = told(export);
        assert!(told.contains(message), "{told}");
        assert!(
            told.contains("doses that are not counted")
                && told.contains("none is stored (1 of 3 doses)"),
            "{told}"
        );
    }
    let [one, other] = [read(&folder), read(turned.path())].map(|read| format!("{:?}", read.parts));
    // The export's name is that of its folder, and in no row but as the site.
    let site = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
    assert_eq!(
        one.replace(&site(&folder), "SITE"),
        other.replace(&site(turned.path()), "SITE")
    );
}

#[test]
fn of_rows_that_read_alike_one_is_stored_and_of_three_of_which_one_differs_none() {
    let folder = scratch();
    let doses = "course_id,cycle,dose_number,status,hour,reason\n\
        C1,1,1,given,0,\n\
        C1,1,1,Given,-0.0,NA\n\
        C1,1,2,given,8,\n\
        C1,1,2,given,8.0,\n\
        C1,1,2,given,8,late\n\
        C1,1,3,given,16,\n";
    let courses = "course_id,patient_id,weight_kg\nC1,P1,70\nC2,P2,80\nC2,P2,81\nC3,P3,\nC3,P3,\n";
    let patients = "patient_id,sex\nP1,F\nP1,female\nP3,F\nP3,M\n";
    let toxicities = "course_id,term\nC2,Fever\nC3,Fever\n";
    for (table, text) in [
        ("courses", courses),
        ("patients", patients),
        ("doses", doses),
        ("toxicities", toxicities),
    ] {
        fs::write(folder.path().join(format!("{table}.csv")), text).unwrap();
    }
    let read = read(folder.path());
    let lines = |table: &str| -> Vec<(Class, u64)> {
        let rows = quarantined(&read, table).into_iter();
        rows.map(|(class, line, _)| (class, line)).collect()
    };
    let key = |lines: &[u64]| -> Vec<(Class, u64)> {
        lines.iter().map(|&line| (Class::Key, line)).collect()
    };
    assert_eq!(lines("doses"), key(&[3, 4, 5, 6]));
    assert_eq!(lines("courses"), key(&[3, 4, 6]));
    assert_eq!(lines("patients"), key(&[3, 4, 5]));
    // The course whose rows differ is not stored: its other rows are of no stored course.
    assert_eq!(lines("toxicities"), [(Class::Reference, 2)]);
    assert_eq!(share(&read, "rows_differ", "doses"), (1, 3));
    assert_eq!(share(&read, "rows_differ", "courses"), (1, 3));
    assert_eq!(share(&read, "rows_differ", "patients"), (1, 2));
    // A text that only such rows have is in no column.
    let all = format!("{:?}", read.parts);
    assert!(!all.contains("late") && !all.contains("P2"), "{all}");
}

#[test]
fn a_row_of_totals_is_no_course() {
    let folder = folder("total_row_in_courses");
    let read = read(&folder);
    let message = "a row of totals, and no row of the table".to_owned();
    assert_eq!(
        quarantined(&read, "courses"),
        [(Class::Structural, 6, message.clone())]
    );
    assert_eq!(read.parts[0].tables[0].rows(), 4);
    assert!(told(&folder).contains(&message));
}

#[test]
fn courses_with_events_and_without_a_row_in_doses_are_counted() {
    let folder = folder("courses_without_dose_rows");
    let read = read(&folder);
    assert_eq!(share(&read, "course_without_dose_rows", "courses"), (2, 4));
    let told = told(&folder);
    assert!(
        told.contains("courses with rows in other tables and none in doses")
            && told.contains("(2 of 4 courses)"),
        "{told}"
    );
}

#[test]
fn patients_and_courses_that_meet_nobody_are_counted() {
    let folder = scratch();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("courses.csv", "course_id,patient_id\nC1,P1\nC2,P1\nC3,P3\n");
    write(
        "doses.csv",
        "course_id,cycle,dose_number,status\nC1,1,1,given\n",
    );
    let before = read(folder.path());
    for (rule, table) in [
        ("patient_without_course", "patients"),
        ("course_without_patient", "courses"),
        ("course_without_dose_rows", "courses"),
    ] {
        let check = before.checks.iter().find(|check| check.rule == rule);
        let check = check.unwrap();
        assert_eq!((check.table, check.state), (table, State::NotApplicable));
    }
    write("patients.csv", "patient_id\nP0\nP1\nP9\n");
    write("stays.csv", "course_id,unit,start_hour\n");
    let after = read(folder.path());
    assert_eq!(share(&after, "patient_without_course", "patients"), (2, 3));
    assert_eq!(share(&after, "course_without_patient", "courses"), (1, 3));
    assert_eq!(share(&after, "course_without_dose_rows", "courses"), (0, 3));
}
