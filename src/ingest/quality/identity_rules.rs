//! Rules of keys and identifiers: rows with one key that differ, and rows that meet nobody.

use super::check::{Category, Counted, NotApplicable, Outcome, Share};
use super::collected::collected;
use super::part_view::PartView;
use super::rule::{Evaluation, PLAUSIBILITY, Rule};
use crate::ingest::tables::summary::TableSummary;
use crate::model::{COURSES, DOSES, Field, PATIENTS, TABLES, Table, TableId};

const COURSE: Field = Field::of(&COURSES, "course_id");
const PATIENT_OF_COURSE: Field = Field::of(&COURSES, "patient_id");
const PATIENT: Field = Field::of(&PATIENTS, "patient_id");

/// Rows with one key that differ: which of them is true is not known, and none is stored.
const ROWS_DIFFER: Rule = Rule {
    name: "rows_differ",
    category: Category::Conformance,
    counted: Counted::Dose,
    out_of: "doses with a row",
    message: "doses that are left open: they have two rows or more that differ, and none is stored",
    source: "a dose is one row: one that was withheld and given later that day is given",
    evaluation: Evaluation::Files(|table| table.id == TableId::Doses, rows_differ),
};

/// Rows that meet nobody: of two tables that name each other's rows, one may be of other patients, or broken off.
const MEETS_NOBODY: Rule = Rule {
    category: Category::Completeness,
    source: "such rows are kept, and whoever lacks them counts as if nothing was recorded: identifiers may be written in two ways, or a file broken off",
    ..PLAUSIBILITY
};

pub(super) const RULES: [Rule; 6] = [
    Rule {
        counted: Counted::Course,
        out_of: "courses with a row",
        message: "courses that are left open: they have two rows or more that differ, and none is stored",
        source: "a course is one row; its rows in other tables are of no stored course",
        evaluation: Evaluation::Files(|table| table.id == TableId::Courses, rows_differ),
        ..ROWS_DIFFER
    },
    Rule {
        counted: Counted::Patient,
        out_of: "patients with a row",
        message: "patients who are left open: they have two rows or more that differ, and none is stored",
        source: "a patient is one row",
        evaluation: Evaluation::Files(|table| table.id == TableId::Patients, rows_differ),
        ..ROWS_DIFFER
    },
    ROWS_DIFFER,
    Rule {
        name: "patient_without_course",
        counted: Counted::Patient,
        out_of: "patients in patients",
        message: "patients without a course",
        evaluation: Evaluation::Once(PATIENT, patient_without_course),
        ..MEETS_NOBODY
    },
    Rule {
        name: "course_without_patient",
        counted: Counted::Course,
        out_of: "courses",
        message: "courses whose patient has no row in patients: sex, diagnosis and survival are not known",
        evaluation: Evaluation::Once(PATIENT_OF_COURSE, course_without_patient),
        ..MEETS_NOBODY
    },
    Rule {
        name: "course_without_dose_rows",
        counted: Counted::Course,
        out_of: "courses",
        message: "courses with rows in other tables and none in doses: they count as not treated, and in no measure of treated courses",
        evaluation: Evaluation::Once(COURSE, course_without_dose_rows),
        ..MEETS_NOBODY
    },
];

fn rows_differ(file: &TableSummary) -> Outcome {
    let stored = collected(file)?.stored;
    Ok(Share {
        failed: file.open_keys,
        out_of: stored + file.open_keys,
    })
}

fn patient_without_course(view: &PartView<'_>) -> Outcome {
    let rows = view.table(&PATIENTS)?.frame.rows();
    let mut has_course = vec![false; rows];
    for &row in view.rows_of_patients.iter().flatten() {
        has_course[row] = true;
    }
    Ok(has_course
        .into_iter()
        .map(|has_course| !has_course)
        .collect())
}

fn course_without_patient(view: &PartView<'_>) -> Outcome {
    view.table(&PATIENTS)?;
    let rows = view
        .patients
        .iter()
        .map(|&patient| view.rows_of_patients[patient]);
    Ok(rows.map(|row| row.is_none()).collect())
}

fn course_without_dose_rows(view: &PartView<'_>) -> Outcome {
    let has_rows = |table: &Table| -> Result<Vec<bool>, NotApplicable> {
        let mut has_rows = vec![false; view.patients.len()];
        for &course in view.owners(table)? {
            has_rows[course as usize] = true;
        }
        Ok(has_rows)
    };
    let has_doses = has_rows(&DOSES)?;
    let others = TABLES[DOSES.id as usize + 1..].iter();
    let others: Vec<Vec<bool>> = others.filter_map(|table| has_rows(table).ok()).collect();
    if others.is_empty() {
        return Err(NotApplicable(
            "no table beside courses, patients and doses was collected".to_owned(),
        ));
    }
    let fails = |(course, has_doses): (usize, bool)| {
        !has_doses && others.iter().any(|has_rows| has_rows[course])
    };
    Ok(has_doses.into_iter().enumerate().map(fails).collect())
}
