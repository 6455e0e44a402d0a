//! characteristics: treated patients at their first treated course in the population.

use super::book::Measure;
use super::population::{Patient, Stratum};
use super::rows::{DIST, Rows};
use il2_outcomes::measures::results::Statistic::{Mean, Proportion};
use il2_outcomes::measures::results::Unit;
use std::collections::BTreeSet;

/// What is known of a patient: of the first treated course, or of the person.
fn known<'a>(patient: &'a Patient<'_>, column: &str) -> Option<&'a str> {
    let of_course = patient.first().line.text(column);
    of_course.or_else(|| patient.person.line.text(column))
}

/// The distribution of a number over known values, and how many are not known.
fn number(stratum: &Stratum<'_>, rows: &mut Rows, column: &str) {
    let patients = stratum.patients.iter();
    let values: Vec<f64> = patients
        .filter_map(|patient| known(patient, column))
        .map(|value| value.parse().unwrap())
        .collect();
    rows.statistics("all", &values, &DIST);
    rows.count("missing", stratum.patients.len() - values.len());
}

/// The share of each category, then of those for whom it is missing.
fn shares<'a>(
    stratum: &Stratum<'_>,
    rows: &mut Rows,
    column: &str,
    categories: impl IntoIterator<Item = &'a str>,
) {
    for category in categories.into_iter().chain(["missing"]) {
        let is_of =
            |patient: &&Patient<'_>| known(patient, column).unwrap_or("missing") == category;
        rows.of_patients(category, "all", stratum.patients.iter().map(is_of));
    }
}

/// A list that holds what occurs; a patient of whom it says `missing` is one for whom it is missing.
fn occurring(stratum: &Stratum<'_>, rows: &mut Rows, column: &str) {
    let patients = stratum.patients.iter();
    let mut categories: BTreeSet<&str> = patients
        .filter_map(|patient| known(patient, column))
        .collect();
    categories.remove("missing");
    shares(stratum, rows, column, categories);
}

const fn measure(
    name: &'static str,
    needs: &'static [&'static str],
    rows: fn(&Stratum<'_>, &mut Rows),
) -> Measure {
    Measure {
        name,
        unit: Unit::Patient,
        needs,
        first: Proportion,
        rows,
    }
}

const fn of_number(
    name: &'static str,
    needs: &'static [&'static str],
    rows: fn(&Stratum<'_>, &mut Rows),
) -> Measure {
    Measure {
        first: Mean,
        ..measure(name, needs, rows)
    }
}

pub(super) const MEASURES: &[Measure] = &[
    of_number(
        "characteristics.age_years",
        &["courses.age_years"],
        |stratum, rows| {
            number(stratum, rows, "age_years");
        },
    ),
    of_number(
        "characteristics.weight_kg",
        &["courses.weight_kg"],
        |stratum, rows| {
            number(stratum, rows, "weight_kg");
        },
    ),
    of_number(
        "characteristics.prior_lines",
        &["patients.prior_lines"],
        |stratum, rows| {
            number(stratum, rows, "prior_lines");
        },
    ),
    measure(
        "characteristics.ctcae_version",
        &["courses.ctcae_version"],
        |stratum, rows| {
            occurring(stratum, rows, "ctcae_version");
        },
    ),
    measure(
        "characteristics.response_criteria",
        &["courses.response_criteria"],
        |stratum, rows| {
            occurring(stratum, rows, "response_criteria");
        },
    ),
    measure("characteristics.sex", &["patients.sex"], |stratum, rows| {
        shares(stratum, rows, "sex", ["female", "male", "other", "unknown"]);
    }),
    measure(
        "characteristics.race",
        &["patients.race"],
        |stratum, rows| {
            occurring(stratum, rows, "race");
        },
    ),
    measure(
        "characteristics.ethnicity",
        &["patients.ethnicity"],
        |stratum, rows| {
            occurring(stratum, rows, "ethnicity");
        },
    ),
    measure(
        "characteristics.diagnosis",
        &["patients.diagnosis"],
        |stratum, rows| {
            occurring(stratum, rows, "diagnosis");
        },
    ),
    measure(
        "characteristics.ecog",
        &["courses.ecog"],
        |stratum, rows| {
            shares(stratum, rows, "ecog", ["0", "1", "2", "3", "4"]);
        },
    ),
    measure("characteristics.regimen", &[], |stratum, rows| {
        shares(stratum, rows, "regimen", ["hd_il2", "til_il2", "other"]);
    }),
    measure(
        "characteristics.care_setting",
        &["courses.care_setting"],
        |stratum, rows| {
            shares(
                stratum,
                rows,
                "care_setting",
                ["icu", "step_down", "oncology_unit", "ward"],
            );
        },
    ),
    measure(
        "characteristics.prior_checkpoint_inhibitor",
        &["patients.prior_checkpoint_inhibitor"],
        |stratum, rows| {
            shares(
                stratum,
                rows,
                "prior_checkpoint_inhibitor",
                ["false", "true"],
            );
        },
    ),
    // Years have four digits: by bytes is by number.
    measure(
        "characteristics.start_year",
        &["courses.start_year"],
        |stratum, rows| {
            occurring(stratum, rows, "start_year");
        },
    ),
];
