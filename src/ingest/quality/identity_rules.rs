//! Rules of keys and identifiers: how identifiers are written, rows with one key that differ, and rows that meet nobody.

use super::check::{Category, Counted, NotApplicable, Outcome, Share};
use super::collected::{collected, column_collected};
use super::part_view::PartView;
use super::rule::{Evaluation, PLAUSIBILITY, Rule};
use crate::ingest::tables::summary::TableSummary;
use crate::ingest::text::ids::IdColumn;
use crate::model::{
    COURSES, DIALYSIS, DOSES, Field, MEASUREMENTS, MEDICATIONS, NOT_ASSESSED, PATIENTS, STAYS,
    TABLES, TOXICITIES, Table, TableId, VASOPRESSORS,
};

const COURSE: Field = Field::of(&COURSES, "course_id");
const PATIENT_OF_COURSE: Field = Field::of(&COURSES, "patient_id");
const PATIENT: Field = Field::of(&PATIENTS, "patient_id");

/// Rows with one key that differ: which of them is true is not known, and none is stored.
const ROWS_DIFFER: Rule = Rule {
    name: "rows_differ",
    category: Category::Conformance,
    counted: Counted::Dose,
    out_of: "doses with a row",
    message: "doses that are not counted: they have two or more rows that differ, and none is stored",
    source: "a dose has one row: a dose that was withheld and given later that day is given",
    evaluation: Evaluation::Files(|table| table.id == TableId::Doses, rows_differ),
};

/// Rows that meet nobody: of two tables that name each other's rows, one may be of other patients, or broken off.
const MEETS_NOBODY: Rule = Rule {
    category: Category::Completeness,
    source: "such rows are kept, and a patient or course without them counts as if nothing was recorded: identifiers may have two spellings, or a file may be truncated",
    ..PLAUSIBILITY
};

/// Identifiers of courses and patients, in every table that has them.
const IDS: [Field; 11] = [
    COURSE,
    PATIENT_OF_COURSE,
    PATIENT,
    Field::of(&DOSES, "course_id"),
    Field::of(&TOXICITIES, "course_id"),
    Field::of(&NOT_ASSESSED, "course_id"),
    Field::of(&VASOPRESSORS, "course_id"),
    Field::of(&DIALYSIS, "course_id"),
    Field::of(&MEASUREMENTS, "course_id"),
    Field::of(&MEDICATIONS, "course_id"),
    Field::of(&STAYS, "course_id"),
];

/// Names of sites, in every table.
const SITES: [Field; 10] = [
    Field::of(&COURSES, "site_id"),
    Field::of(&PATIENTS, "site_id"),
    Field::of(&DOSES, "site_id"),
    Field::of(&TOXICITIES, "site_id"),
    Field::of(&NOT_ASSESSED, "site_id"),
    Field::of(&VASOPRESSORS, "site_id"),
    Field::of(&DIALYSIS, "site_id"),
    Field::of(&MEASUREMENTS, "site_id"),
    Field::of(&MEDICATIONS, "site_id"),
    Field::of(&STAYS, "site_id"),
];

/// Rules of how identifiers are written.
const SPELLING: Rule = Rule {
    category: Category::Conformance,
    counted: Counted::Row,
    out_of: "rows with an identifier",
    ..PLAUSIBILITY
};

pub(super) const RULES: [Rule; 9] = [
    Rule {
        name: "id_with_decimals",
        message: "rows whose identifier is a whole number with decimals (`101.0`): it was read without the decimals",
        source: "programs write whole numbers in this way if a column has a missing value; all identifiers of the column are numbers",
        evaluation: Evaluation::Names(&IDS, |file, field| {
            spelling(file, field, |ids| ids.decimals)
        }),
        ..SPELLING
    },
    Rule {
        name: "ids_alike",
        message: "rows whose identifier differs from another one only in case, width, leading zeros or spaces",
        source: "identifiers are compared exactly: two spellings count as two patients or courses, but may be one",
        evaluation: Evaluation::Names(&IDS, |file, field| spelling(file, field, |ids| ids.alike)),
        ..SPELLING
    },
    Rule {
        name: "sites_alike",
        out_of: "rows with a site",
        message: "rows whose site differs from another one only in case, width, leading zeros or spaces",
        source: "keys include the site, and sites are compared exactly: two spellings count as two sites",
        evaluation: Evaluation::Names(&SITES, |file, field| {
            // A site that no column names is that of its export, and may be written nearly as that of another one.
            if file.id_column(field.index).alike == 0 {
                column_collected(&file.in_file, field)?;
            }
            spelling(file, field, |ids| ids.alike)
        }),
        ..SPELLING
    },
    Rule {
        counted: Counted::Course,
        out_of: "courses with a row",
        message: "courses that are not counted: they have two or more rows that differ, and none is stored",
        source: "a course has one row; its rows in other tables refer to no stored course",
        evaluation: Evaluation::Files(|table| table.id == TableId::Courses, rows_differ),
        ..ROWS_DIFFER
    },
    Rule {
        counted: Counted::Patient,
        out_of: "patients with a row",
        message: "patients who are not counted: they have two or more rows that differ, and none is stored",
        source: "a patient has one row",
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
        message: "courses with rows in other tables and none in doses: they count as not treated and are excluded from measures of treated courses",
        evaluation: Evaluation::Once(COURSE, course_without_dose_rows),
        ..MEETS_NOBODY
    },
];

fn spelling(file: &TableSummary, field: Field, failed: fn(IdColumn) -> u64) -> Outcome {
    collected(file)?;
    let ids = file.id_column(field.index);
    Ok(Share {
        failed: failed(ids),
        out_of: ids.rows,
    })
}

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
            "no table other than courses, patients and doses was collected".to_owned(),
        ));
    }
    let fails = |(course, has_doses): (usize, bool)| {
        !has_doses && others.iter().any(|has_rows| has_rows[course])
    };
    Ok(has_doses.into_iter().enumerate().map(fails).collect())
}
