//! Table 1: treated patients at their first treated course.

use super::definition::{Definition, EXACT};
use super::measure::{Measure, nothing_more};
use super::results::{Level, Statistic, Unit};
use super::rows::{ALL, DIST, MISSING, Rows};
use super::scope::Scope;
use crate::model::{ABSENT_CODE, CareSetting, Regimen, Sex, known};
use crate::stats::Clusters;
use std::collections::BTreeMap;

// The names of its measures.
pub(crate) const AGE_YEARS: &str = "characteristics.age_years";
pub(crate) const WEIGHT_KG: &str = "characteristics.weight_kg";
pub(crate) const PRIOR_LINES: &str = "characteristics.prior_lines";
pub(crate) const CTCAE_VERSION: &str = "characteristics.ctcae_version";
pub(crate) const RESPONSE_CRITERIA: &str = "characteristics.response_criteria";
pub(crate) const SEX: &str = "characteristics.sex";
pub(crate) const RACE: &str = "characteristics.race";
pub(crate) const ETHNICITY: &str = "characteristics.ethnicity";
pub(crate) const DIAGNOSIS: &str = "characteristics.diagnosis";
pub(crate) const ECOG: &str = "characteristics.ecog";
pub(crate) const REGIMEN: &str = "characteristics.regimen";
pub(crate) const CARE_SETTING: &str = "characteristics.care_setting";
pub(crate) const PRIOR_CHECKPOINT_INHIBITOR: &str = "characteristics.prior_checkpoint_inhibitor";
pub(crate) const START_YEAR: &str = "characteristics.start_year";

/// The column that a measure of this family describes; `None` of other measures.
pub(crate) fn column_of(measure: &str) -> Option<&str> {
    measure.strip_prefix("characteristics.")
}

/// A number: its distribution over the patients in whom it is known.
pub(super) const fn number(
    name: &'static str,
    title: &'static str,
    needs: fn(Unit) -> &'static [&'static str],
    count: fn(&Scope<'_>, &mut Rows),
) -> Measure {
    Measure {
        definition: Definition {
            name,
            title,
            grain: &[Unit::Patient],
            counts: "the value at the patient's first treated course",
            out_of: "treated patients with a known value",
            unknown: "counted as missing; excluded from means and quantiles",
            interval: "none: descriptive; SD with n − 1, quartiles of type 7",
            source: "STROBE, item 14; Hyndman RJ, Fan Y. Am Stat 1996;50:361 for the quartiles",
        },
        needs,
        first: Statistic::Mean,
        count,
    }
}

/// A category: its share of all treated patients.
pub(super) const fn category(
    name: &'static str,
    title: &'static str,
    needs: fn(Unit) -> &'static [&'static str],
    count: fn(&Scope<'_>, &mut Rows),
) -> Measure {
    Measure {
        definition: Definition {
            name,
            title,
            grain: &[Unit::Patient],
            counts: "patients of this category at their first treated course",
            out_of: "all treated patients of sites that collected it, including those with a missing value",
            unknown: "counted in the category missing",
            interval: EXACT,
            source: "STROBE, item 14",
        },
        needs,
        first: Statistic::Proportion,
        count,
    }
}

pub(super) const MEASURES: &[Measure] = &[
    number(
        AGE_YEARS,
        "Age (years)",
        |_| &["courses.age_years"],
        |scope, rows| {
            numbers(scope, rows, &whole(scope.integers("age_years")));
        },
    ),
    number(
        WEIGHT_KG,
        "Weight (kg)",
        |_| &["courses.weight_kg"],
        |scope, rows| {
            let weights = scope.decimals("weight_kg");
            numbers(scope, rows, &|course| {
                Some(weights[course]).filter(|weight| !weight.is_nan())
            });
        },
    ),
    number(
        PRIOR_LINES,
        "Prior systemic lines",
        |_| &["patients.prior_lines"],
        |scope, rows| {
            numbers(scope, rows, &whole(scope.integers("prior_lines")));
        },
    ),
    category(
        CTCAE_VERSION,
        "CTCAE version",
        |_| &["courses.ctcae_version"],
        |scope, rows| texts(scope, rows, "ctcae_version", &[]),
    ),
    category(
        RESPONSE_CRITERIA,
        "Response criteria",
        |_| &["courses.response_criteria"],
        |scope, rows| texts(scope, rows, "response_criteria", &[]),
    ),
    category(
        SEX,
        "Sex",
        |_| &["patients.sex"],
        |scope, rows| {
            texts(scope, rows, "sex", Sex::NAMES);
        },
    ),
    category(
        RACE,
        "Race",
        |_| &["patients.race"],
        |scope, rows| texts(scope, rows, "race", &[]),
    ),
    category(
        ETHNICITY,
        "Ethnicity",
        |_| &["patients.ethnicity"],
        |scope, rows| {
            texts(scope, rows, "ethnicity", &[]);
        },
    ),
    category(
        DIAGNOSIS,
        "Diagnosis",
        |_| &["patients.diagnosis"],
        |scope, rows| {
            texts(scope, rows, "diagnosis", &[]);
        },
    ),
    category(
        ECOG,
        "ECOG performance status",
        |_| &["courses.ecog"],
        |scope, rows| {
            whole_categories(scope, rows, "ecog", 0..=4);
        },
    ),
    category(REGIMEN, "Regimen", nothing_more, |scope, rows| {
        texts(scope, rows, "regimen", Regimen::NAMES);
    }),
    category(
        CARE_SETTING,
        "Care setting",
        |_| &["courses.care_setting"],
        |scope, rows| {
            texts(scope, rows, "care_setting", CareSetting::NAMES);
        },
    ),
    category(
        PRIOR_CHECKPOINT_INHIBITOR,
        "Prior checkpoint inhibitor",
        |_| &["patients.prior_checkpoint_inhibitor"],
        |scope, rows| {
            let values = scope.booleans("prior_checkpoint_inhibitor");
            let closed = ["false", "true"].map(str::to_owned);
            categories(scope, rows, closed.into(), |course| {
                values.get(course).copied()?.map(|v| v.to_string())
            });
        },
    ),
    category(
        START_YEAR,
        "Year of the first treated course",
        |_| &["courses.start_year"],
        |scope, rows| {
            whole_categories(scope, rows, "start_year", std::iter::empty());
        },
    ),
];

fn whole(values: &[i64]) -> impl Fn(usize) -> Option<f64> {
    |course| {
        values
            .get(course)
            .copied()
            .and_then(known)
            .map(|value| value as f64)
    }
}

pub(super) fn numbers(scope: &Scope<'_>, rows: &mut Rows, value: &dyn Fn(usize) -> Option<f64>) {
    let firsts = || scope.patients().map(|courses| value(courses[0]));
    rows.distribution(ALL, firsts().flatten().collect(), &DIST);
    let missing = firsts().filter(Option::is_none).count();
    rows.count(MISSING, Level::All, missing as i64);
}

/// A text column, its closed list first, whatever else occurs in the order of its bytes.
pub(super) fn texts(scope: &Scope<'_>, rows: &mut Rows, column: &str, closed: &[&str]) {
    let (codes, words) = scope.cohort.courses.texts(column);
    let value = |course: usize| {
        let code = codes
            .get(course)
            .copied()
            .filter(|&code| code != ABSENT_CODE)?;
        // A site that writes `missing` says that it does not know.
        words
            .get(code as usize)
            .filter(|word| *word != MISSING)
            .cloned()
    };
    categories(
        scope,
        rows,
        closed.iter().map(|&item| item.to_owned()).collect(),
        value,
    );
}

/// A column of whole numbers whose values are categories, in the order of numbers.
fn whole_categories(
    scope: &Scope<'_>,
    rows: &mut Rows,
    column: &str,
    closed: impl Iterator<Item = i64>,
) {
    let values = scope.integers(column);
    categories(scope, rows, closed.collect(), |course| {
        values.get(course).copied().and_then(known)
    });
}

/// One row per category, `missing` last.
pub(super) fn categories<T: Ord + Clone + ToString>(
    scope: &Scope<'_>,
    rows: &mut Rows,
    closed: Vec<T>,
    value: impl Fn(usize) -> Option<T>,
) {
    let mut patients: BTreeMap<T, i64> = BTreeMap::new();
    let (mut all, mut missing) = (0, 0);
    for courses in scope.patients() {
        all += 1;
        match value(courses[0]) {
            Some(item) => *patients.entry(item).or_default() += 1,
            None => missing += 1,
        }
    }
    let listed: Vec<(T, i64)> = closed
        .into_iter()
        .map(|item| (item.clone(), patients.remove(&item).unwrap_or(0)))
        .collect();
    let items = listed
        .into_iter()
        .chain(patients)
        .map(|(item, n)| (item.to_string(), n));
    for (item, events) in items.chain([(MISSING.to_owned(), missing)]) {
        rows.proportion(&item, Level::All, &Clusters::of_single_units(all, events));
    }
}

#[cfg(test)]
mod tests {
    use crate::measures::results::Statistic::{Count, Mean, Proportion};
    use crate::measures::results::Status;
    use crate::measures::results::Unit::Patient;
    use crate::measures::tiny::{assert_close, tiny};

    #[test]
    fn table_one_describes_treated_patients_at_their_first_treated_course() {
        let tiny = tiny();
        // P1 50, P2 61, P3 unknown; P4 is untreated.
        assert_close(
            tiny.value("characteristics.age_years", Patient, "all", Mean),
            55.5,
        );
        assert_close(
            tiny.value("characteristics.age_years", Patient, "missing", Count),
            1.0,
        );
        assert_eq!(
            tiny.proportion("characteristics.sex", Patient, "female", "all"),
            (1, 3)
        );
        assert_eq!(
            tiny.proportion("characteristics.sex", Patient, "missing", "all"),
            (1, 3)
        );
        assert_eq!(
            tiny.proportion("characteristics.diagnosis", Patient, "melanoma", "all"),
            (2, 3)
        );
        assert_eq!(
            tiny.proportion(
                "characteristics.diagnosis",
                Patient,
                "renal_cell_carcinoma",
                "all"
            ),
            (1, 3)
        );
        assert_eq!(
            tiny.proportion("characteristics.regimen", Patient, "til_il2", "all"),
            (1, 3)
        );
        let race = tiny.row("characteristics.race", Patient, "all", "all", Proportion);
        assert_eq!((race.status, race.value), (Status::NotCollected, None));
    }
}
