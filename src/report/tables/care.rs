//! ICU admission, length of stay, supportive medication, daily monitoring.

use super::by_group::ByGroup;
use super::columns::Split;
use super::items::items;
use super::line::{Content, Line};
use super::lookup::Lookup;
use super::table::Shown;
use crate::measures::care;
use crate::measures::results::Unit;
use crate::report::wording;

const BY_UNIT: [(&str, Unit); 2] = [("Patients", Unit::Patient), ("Courses", Unit::Course)];

pub(super) fn stays(results: &Lookup<'_>) -> Shown {
    let mut table = ByGroup::new(*results, "", Split::ByRegimen, Unit::Patient);
    for (group, measure) in [
        ("Unplanned transfer to an ICU", care::ICU_TRANSFER),
        ("Any ICU stay, including planned", care::ICU_STAY),
    ] {
        for (label, unit) in BY_UNIT {
            table.line_of(group, &Line::new(label, measure, unit, Content::Share));
        }
    }
    for (group, measure) in [
        (
            "Hours in an ICU after unplanned transfer",
            care::ICU_TRANSFER_HOURS,
        ),
        ("Hours in an ICU, any stay", care::ICU_HOURS),
        ("Length of stay in the hospital, days", care::LENGTH_OF_STAY),
    ] {
        for (label, content) in [
            ("Courses", Content::Known),
            ("Median (IQR)", Content::Quartiles(1)),
            ("Range", Content::Range(1)),
        ] {
            table.line_of(group, &Line::new(label, measure, Unit::Course, content));
        }
    }
    table.note("Unplanned transfer: an ICU stay that began after the first dose given and at most 30 days after the last, in a course that was given outside of an ICU; the denominator is these courses. A course given in an ICU has a planned ICU stay. Hours and days: courses whose stays have all ended; of any stay from the first dose given on; gaps between stays are not counted.");
    table.shown()
}

pub(super) fn medications(results: &Lookup<'_>) -> Shown {
    let measure = care::MEDICATION_CLASS;
    let mut table = ByGroup::new(*results, "Class", Split::ByRegimen, Unit::Course);
    for item in items(*results, measure, Unit::Course) {
        let label = match item {
            "iv_fluid" => "IV fluid".to_owned(),
            item => wording::label("class", &wording::spaced(item)),
        };
        table.line(&Line::new(label, measure, Unit::Course, Content::Share).item(item));
    }
    table.note("Treated courses, from the first dose given to 30 days after the last; a course may have several classes.");
    table.shown()
}

pub(super) fn monitoring(results: &Lookup<'_>) -> Shown {
    let measure = care::DAILY_MONITORING;
    let mut table = ByGroup::new(
        *results,
        "Treatment days with a value of",
        Split::ByRegimen,
        Unit::Patient,
    );
    for item in items(*results, measure, Unit::Course) {
        let label = wording::analyte_label(item);
        table.line(&Line::new(label, measure, Unit::Course, Content::ShareAlone).item(item));
    }
    table.note("Treatment days: periods of 24 h from the first dose given that hold a given dose, at sites with any value of the analyte. Ratios of totals, without an interval.");
    table.shown()
}
