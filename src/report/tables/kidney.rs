//! Acute kidney injury.

use super::by_group::ByGroup;
use super::columns::Split;
use super::line::{Content, Line};
use super::lookup::Lookup;
use super::table::Shown;
use crate::measures::kidney;
use crate::measures::results::{Level, Unit};

pub(super) fn injury(results: &Lookup<'_>) -> Shown {
    let unit = Unit::Course;
    let mut table = ByGroup::new(*results, "", Split::ByRegimen, unit);
    let group = "KDIGO stage, courses that can be staged";
    for (label, stage) in [
        ("0, no acute kidney injury", 0.0),
        ("1", 1.0),
        ("2", 2.0),
        ("3", 3.0),
    ] {
        let line = Line::new(label, kidney::KDIGO_STAGE, unit, Content::Share);
        table.line_of(group, &line.level(Level::number(stage)));
    }
    let group = "All courses at risk";
    let at_least = "Stage 3 (a lower bound)";
    table.line_of(
        group,
        &Line::new(at_least, kidney::STAGE_3_AT_LEAST, unit, Content::Share),
    );
    for (label, item) in [
        ("Staged by creatinine", "staged"),
        ("Staged by dialysis alone", "staged_by_dialysis_alone"),
        ("No baseline creatinine", "no_baseline"),
        ("No creatinine in the window", "no_value"),
    ] {
        let line = Line::new(label, kidney::STAGING, unit, Content::ShareAlone);
        table.line_of(group, &line.item(item));
    }
    let group = "Recovery to ≤ 1.5 × baseline, courses of stage 2 or 3";
    let followed = Line::new("Courses", kidney::RECOVERED_BY, unit, Content::Followed);
    table.line_of(group, &followed.level(Level::number(7.0)));
    for day in [7.0, 14.0, 30.0] {
        let label = format!("By day {day} after the peak");
        let line = Line::new(label, kidney::RECOVERED_BY, unit, Content::Probability);
        table.line_of(group, &line.level(Level::number(day)));
    }
    let ratio = kidney::PEAK_CREATININE_RATIO;
    let group = "Peak creatinine ÷ baseline";
    table.line_of(group, &Line::new("Courses", ratio, unit, Content::Known));
    table.line_of(
        group,
        &Line::new("Median (IQR)", ratio, unit, Content::Quartiles(2)),
    );
    table.line_of(
        group,
        &Line::new("Maximum", ratio, unit, Content::Greatest(2)),
    );
    table.note("Treated courses not on maintenance dialysis, by the highest stage from the first dose given to 7 days after the last. KDIGO 2012, creatinine criteria (no urine output); dialysis is stage 3. Recovery: Aalen–Johansen estimate, death a competing event.");
    table.shown()
}
