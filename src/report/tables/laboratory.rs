//! Grades from values: by term and organ system, the shift from baseline, recovery, and how far reports agree with them.

use super::by_group::ByGroup;
use super::columns::Split;
use super::grading_note::GradingNote;
use super::items::{items, organ_system_label};
use super::line::{Content, Line};
use super::lookup::Lookup;
use super::table::Shown;
use super::versions::by_versions;
use crate::facts::{HIGHEST, LOWEST};
use crate::grades::rules;
use crate::measures::results::{ExtremeOf, Level, Statistic, Unit};
use crate::measures::{laboratory, toxicity};
use crate::report::about::About;
use crate::report::wording;
use crate::terminology::{Direction, LaboratoryTerm, analytes, laboratory_term, laboratory_terms};

/// Key terms, in their order.
fn key_terms() -> impl Iterator<Item = &'static LaboratoryTerm> {
    laboratory_terms().iter().filter(|term| term.is_key)
}

/// The extreme that a term is about: its measure, and its analyte; `None` where no extreme of the term is looked for.
fn extreme(term: &str) -> Option<(&'static str, &'static str)> {
    let row = laboratory_term(term)?;
    let (measure, looked_for) = match laboratory_terms()[row].direction {
        Direction::Low => (laboratory::NADIR, &LOWEST[..]),
        Direction::High => (laboratory::PEAK, &HIGHEST[..]),
    };
    let of_term = rules().iter().filter(|rule| rule.term == row);
    let mut analytes = of_term.map(|rule| analytes()[rule.analyte].name.as_str());
    let found = analytes.find(|name| looked_for.contains(name))?;
    Some((measure, found))
}

/// Key terms, then every other with a grade ≥ 3.
pub(super) fn grades(results: &Lookup<'_>, about: &About) -> Shown {
    let unit = Unit::Patient;
    let headings = [
        "N",
        "Grade ≥ 1",
        "Grade ≥ 3",
        "Emergent ≥ 3",
        "Nadir or peak (courses)",
        "Doses by then (courses)",
    ];
    let mut table = ByGroup::with_headings(*results, "Term", Split::ByRegimen, unit, &headings);
    let is_severe = |item: &&str| {
        let (level, share) = (Level::SEVERE, Statistic::Proportion);
        let row = results.row(laboratory::GRADE, unit, item, level, share);
        row.is_some_and(|row| row.numerator > Some(0))
    };
    let others = items(*results, laboratory::GRADE, unit).into_iter();
    let others = others
        .filter(|item| key_terms().all(|term| term.name != *item))
        .filter(is_severe);
    for (group, terms) in [
        (
            "Key terms",
            key_terms().map(|term| term.name.as_str()).collect(),
        ),
        ("Other terms with a grade ≥ 3", others.collect::<Vec<_>>()),
    ] {
        for term in terms {
            let share = |measure, level, content| {
                Line::new("", measure, unit, content)
                    .item(term)
                    .level(level)
            };
            let extreme = extreme(term);
            let with_rows =
                extreme.filter(|(measure, _)| results.of(measure, Unit::Course).next().is_some());
            let of_extreme = |of, decimals| {
                let content = Content::Quartiles(decimals);
                let line = match with_rows {
                    Some((measure, analyte)) => {
                        Line::new("", measure, Unit::Course, content).item(analyte)
                    }
                    // The measure of grades has no row of this level: a dash, where values were collected.
                    None => Line::new("", laboratory::GRADE, unit, content).item(term),
                };
                line.level(Level::Extreme(of))
            };
            let n_decimals =
                extreme.map_or(0, |(_, analyte)| wording::decimals_of_analyte(analyte));
            let lines = [
                share(laboratory::GRADE, Level::Any, Content::Denominator),
                share(laboratory::GRADE, Level::Any, Content::ShareAlone),
                share(laboratory::GRADE, Level::SEVERE, Content::Share),
                share(laboratory::EMERGENT, Level::SEVERE, Content::ShareAlone),
                of_extreme(ExtremeOf::Value, n_decimals),
                of_extreme(ExtremeOf::Doses, 0),
            ];
            let label = with_unit(term, extreme.map(|(_, analyte)| analyte));
            table.row(Some(group), &label, &lines);
        }
    }
    let note = GradingNote::new(*results, about);
    table.note(note.sentence());
    table.note("N, patients with a graded value of the term. Emergent: above the grade of the baseline, or above a high or low baseline by whose rule the value was graded; of patients with a graded baseline. Nadir or peak: lowest or highest value of a course, and doses given by then, median (IQR). –, no graded value, or an extreme that is not looked for. Terms that are not listed have no grade ≥ 3; results.csv has them.");
    table.notes_of(note.borrowed());
    table.notes_of(note.missing());
    table.note_til();
    table.shown()
}

/// A term with the unit of the analyte whose extreme it shows: `Hypoalbuminemia (g/dL)`.
fn with_unit(term: &str, analyte: Option<&str>) -> String {
    match analyte.and_then(wording::unit_of_analyte) {
        Some(unit) => format!("{term} ({unit})"),
        None => term.to_owned(),
    }
}

/// The terms that count in an organ system.
const COUNTING_TERMS: &str = "From values, terms that are graded by another version of CTCAE count in no organ system, nor do lymphocytes, CD4 and eosinophils, which IL-2 itself lowers and raises. Capillary leak has one term with values, weight gain; see the proxy.";

/// Grade ≥ 3 by organ system: reported, from values, and either.
pub(super) fn combined(results: &Lookup<'_>, about: &About) -> Shown {
    let unit = Unit::Patient;
    // Without reports there is nothing to put beside the values.
    if results.is_collected(laboratory::COMBINED, unit) != Some(true) {
        return Shown::NotCollected;
    }
    let headings = ["Reported", "From values", "Either"];
    let first = "Organ system";
    let mut table = ByGroup::with_headings(*results, first, Split::ByRegimen, unit, &headings);
    for system in items(*results, laboratory::COMBINED, unit) {
        let line = |measure, content| {
            Line::new("", measure, unit, content)
                .item(system)
                .level(Level::SEVERE)
        };
        let lines = [
            line(toxicity::ORGAN_SYSTEM, Content::ShareAlone),
            line(laboratory::ORGAN_SYSTEM, Content::ShareAlone),
            line(laboratory::COMBINED, Content::Share),
        ];
        table.row(None, &organ_system_label(system), &lines);
    }
    let note = GradingNote::new(*results, about);
    table.note(note.sentence());
    table.note("Patients with a grade ≥ 3 of any term of the organ system: as an adverse event that was reported, from values, or either. –, no term of the organ system is graded from values.");
    table.note(COUNTING_TERMS);
    table.note(reported(*results));
    table.note_til();
    table.shown()
}

/// By which version adverse events were reported.
fn reported(results: Lookup<'_>) -> String {
    format!(
        "Reported adverse events: graded {} Reported grades and those from values are compared as they are, whatever the version.",
        by_versions(results)
    )
}

/// How far reports agree with values.
pub(super) fn agreement(results: &Lookup<'_>, about: &About) -> Shown {
    let unit = Unit::Course;
    let headings = ["Term reported", "Organ system reported", "Found by values"];
    let first = "Organ system";
    let mut table = ByGroup::with_headings(*results, first, Split::ByRegimen, unit, &headings);
    for system in items(*results, laboratory::AGREEMENT, unit) {
        let line = |level| {
            Line::new("", laboratory::AGREEMENT, unit, Content::Share)
                .item(system)
                .level(level)
        };
        let lines = [
            line(Level::Reported { as_term: true }),
            line(Level::Reported { as_term: false }),
            line(Level::FoundByValues),
        ];
        table.row(None, &organ_system_label(system), &lines);
    }
    let note = GradingNote::new(*results, about);
    table.note(note.sentence());
    table.note("Reported: of courses with a grade ≥ 3 from values, those with a reported adverse event of grade ≥ 3 of such a term, or of any term of the organ system. Found by values: of courses with a reported adverse event of grade ≥ 3 of a term that has graded values, those whose values reach grade ≥ 3.");
    table.note(COUNTING_TERMS);
    table.note(reported(*results));
    table.shown()
}

/// Courses by the grade of the baseline and the highest grade on treatment.
pub(super) fn shift(results: &Lookup<'_>, about: &About) -> Shown {
    let unit = Unit::Course;
    let headings = ["0", "1", "2", "3", "4"];
    let first = "Highest grade on treatment, by grade of the baseline";
    let mut table = ByGroup::with_headings(*results, first, Split::ByRegimen, unit, &headings);
    for term in key_terms() {
        let rows = results.of(laboratory::SHIFT, unit);
        let mut from: Vec<u8> = rows
            .filter(|row| row.item == term.name)
            .filter_map(|row| {
                if let Level::Shift(from, _) = row.level {
                    Some(from)
                } else {
                    None
                }
            })
            .collect();
        from.dedup();
        for from in from {
            let lines = [0, 1, 2, 3, 4].map(|to| {
                Line::new("", laboratory::SHIFT, unit, Content::Count)
                    .item(&term.name)
                    .level(Level::Shift(from, to))
                    .of_open_list()
            });
            table.row(Some(&term.name), &format!("Baseline grade {from}"), &lines);
        }
    }
    table.note(GradingNote::new(*results, about).sentence());
    table.note("Courses with a graded baseline and a graded value on treatment. Baseline grades that occur are shown. A baseline is graded by the limits of normal; where it is beyond them and the version has a rule for such a baseline, later values are graded by the baseline, so that a course may get worse within its grade.");
    table.note_til();
    table.shown()
}

/// Recovery from grade ≥ 3, and how many days were severe.
pub(super) fn recovery(results: &Lookup<'_>, about: &About) -> Shown {
    let unit = Unit::Course;
    let headings = [
        "Courses at risk",
        "Recovered by day 7",
        "By day 14",
        "By day 30",
        "Days of grade ≥ 3, of days with a value",
        "Days of grade ≥ 3, if any, median (IQR)",
    ];
    let mut table = ByGroup::with_headings(*results, "Term", Split::ByRegimen, unit, &headings);
    for term in key_terms() {
        let by_day = |days| {
            Line::new("", laboratory::RECOVERED_BY, unit, Content::Probability)
                .item(&term.name)
                .level(Level::number(days))
        };
        let days = |content| Line::new("", laboratory::SEVERE_DAYS, unit, content).item(&term.name);
        let at_risk = Line::new("", laboratory::RECOVERED_BY, unit, Content::Followed)
            .item(&term.name)
            .level(Level::number(30.0));
        let lines = [
            at_risk,
            by_day(7.0),
            by_day(14.0),
            by_day(30.0),
            days(Content::ShareAlone),
            days(Content::Quartiles(0)),
        ];
        table.row(None, &term.name, &lines);
    }
    table.note(GradingNote::new(*results, about).sentence());
    table.note("Courses at risk: those with a first value of grade ≥ 3 that have a later one or died, and no baseline of grade ≥ 3. Recovered: grade ≤ 1, or not above the grade of the baseline, after the first value of grade ≥ 3 (Aalen–Johansen estimate, death as a competing event); creatinine only where no dialysis is within 7 days. Relapse is not looked for. Days: periods of 24 h from the first dose given, of all courses together; then in a course with such a day.");
    table.note_til();
    table.shown()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_is_shown_with_the_extreme_of_its_analyte() {
        for (term, expected) in [
            ("Anemia", Some((laboratory::NADIR, "hemoglobin"))),
            (
                "Creatinine increased",
                Some((laboratory::PEAK, "creatinine")),
            ),
            ("Hypokalemia", None),
            ("Hypoxia", Some((laboratory::NADIR, "spo2"))),
            // A borrowed term has an item of its own, and no extreme.
            ("Hypophosphatemia (CTCAE 4.03)", None),
        ] {
            assert_eq!(extreme(term), expected, "{term}");
        }
        assert_eq!(with_unit("Anemia", Some("hemoglobin")), "Anemia (g/dL)");
        assert_eq!(with_unit("Hypokalemia", None), "Hypokalemia");
    }
}
