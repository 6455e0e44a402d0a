//! Rules of toxicity and support, compared with each other, with courses and with deaths.

use super::check::{Category, Counted, NotApplicable, Outcome, Share};
use super::part_view::PartView;
use super::rule::{Evaluation, PLAUSIBILITY, Rule};
use crate::model::{
    ABSENT_CODE, COURSES, DIALYSIS, Field, LOW_DOSE_DOPAMINE, MEASUREMENTS, MEDICATIONS,
    NOT_ASSESSED, STAYS, TOLERANCE, TOXICITIES, Table, VASOPRESSORS, Values, is_no_infusion,
};
use crate::terminology::{self, NamedEvent, organ_system, toxicity_events};

pub(super) const RESOLVED: Field = Field::of(&TOXICITIES, "resolved_hour");
const TERM: Field = Field::of(&TOXICITIES, "term");
const SYSTEM_NOT_ASSESSED: Field = Field::of(&NOT_ASSESSED, "organ_system");
const AGENT: Field = Field::of(&VASOPRESSORS, "agent");
const AGENT_CLASS: Field = Field::of(&VASOPRESSORS, "agent_class");
const LISTED_AGENT: Field = Field::of(&VASOPRESSORS, "listed_agent");
const PRESSOR_STOP: Field = Field::of(&VASOPRESSORS, "stop_hour");
const PEAK_RATE: Field = Field::of(&VASOPRESSORS, "peak_rate");
const RATE_UNIT: Field = Field::of(&VASOPRESSORS, "rate_unit");
const STANDARD_PEAK_RATE: Field = Field::of(&VASOPRESSORS, "standard_peak_rate");
const DIALYSIS_START: Field = Field::of(&DIALYSIS, "start_hour");
const IS_DIALYSIS: Field = Field::of(&DIALYSIS, "is_dialysis");
const BASELINE_DIALYSIS: Field = Field::of(&COURSES, "baseline_dialysis");

pub(super) const RULES: [Rule; 8] = [
    Rule {
        name: "identical_rows",
        out_of: "rows",
        message: "duplicate rows",
        source: "a table without a key may contain the same event twice",
        evaluation: Evaluation::EachTable(|table| !table.has_key(), identical_rows),
        ..PLAUSIBILITY
    },
    Rule {
        name: "event_after_death",
        out_of: "rows, with an hour, of patients with a day of death",
        message: "the row begins after the patient's death",
        source: "the day of death has no hour",
        evaluation: Evaluation::EachColumn(
            &[
                Field::of(&TOXICITIES, "onset_hour"),
                Field::of(&VASOPRESSORS, "start_hour"),
                Field::of(&DIALYSIS, "start_hour"),
                Field::of(&MEASUREMENTS, "hour"),
                Field::of(&MEDICATIONS, "start_hour"),
                Field::of(&STAYS, "start_hour"),
            ],
            event_after_death,
        ),
        ..PLAUSIBILITY
    },
    Rule {
        name: "resolved_before_hour_0",
        out_of: "events with an hour of resolution",
        message: "the event had resolved before the first dose",
        source: "an event that ended before treatment is not counted",
        evaluation: Evaluation::Once(RESOLVED, resolved_before_hour_0),
        ..PLAUSIBILITY
    },
    Rule {
        name: "rate_unit_unknown",
        category: Category::Conformance,
        out_of: "infusions with a peak rate other than 0",
        message: "peak_rate without a known unit: the rate is unknown",
        source: "by the data model",
        evaluation: Evaluation::Once(RATE_UNIT, rate_unit_unknown),
        ..PLAUSIBILITY
    },
    Rule {
        name: "vasopressor_rate_of_0",
        out_of: "infusions with a peak rate",
        message: "a peak rate of 0 is not an infusion: the interval is stored and not counted",
        source: "by the data model; some records (CLIF) have a rate of 0 when an infusion is paused or ends",
        evaluation: Evaluation::Once(PEAK_RATE, vasopressor_rate_of_0),
        ..PLAUSIBILITY
    },
    Rule {
        name: "vasopressor_rate_outside_range",
        out_of: "infusions of an agent with a plausible range, at a known rate other than 0",
        message: "the peak rate is not plausible for the agent: is it in another unit?",
        source: "the columns lowest_peak_rate and highest_peak_rate of `il2 schema vasopressor_agents`: ranges of critical-care data sets (CLIF), for vasopressin of the US label",
        evaluation: Evaluation::Once(PEAK_RATE, vasopressor_rate_outside_range),
        ..PLAUSIBILITY
    },
    Rule {
        name: "vasopressor_without_cardiovascular_toxicity",
        counted: Counted::Course,
        out_of: "courses with a vasopressor in which cardiovascular toxicity was assessed",
        message: "courses with a vasopressor and no cardiovascular toxicity of any grade: was hypotension recorded?",
        source: "hypotension that needs a vasopressor is an event of CTCAE v5.0; dopamine at 5 µg/kg/min or less is excluded",
        evaluation: Evaluation::Once(AGENT, vasopressor_without_cardiovascular_toxicity),
        ..PLAUSIBILITY
    },
    Rule {
        name: "dialysis_without_renal_toxicity",
        counted: Counted::Course,
        out_of: "courses with dialysis from hour 0 on, not on maintenance dialysis, in which renal toxicity was assessed",
        message: "courses with dialysis and no renal toxicity of any grade: was kidney injury recorded?",
        source: "kidney injury with dialysis is grade 4 in CTCAE v5.0",
        evaluation: Evaluation::Once(DIALYSIS_START, dialysis_without_renal_toxicity),
        ..PLAUSIBILITY
    },
];

/// Rows that equal the row before in every exported column. Rows are sorted by value within their course, so that equal
/// ones are neighbors.
fn identical_rows(view: &PartView<'_>, table: &Table) -> Outcome {
    let loaded = view.table(table)?;
    let columns: Vec<&Values> = table
        .columns
        .iter()
        .zip(loaded.frame.columns())
        .filter(|(column, _)| column.is_exported() && column.name != "site_id")
        .map(|(_, (_, values))| values)
        .collect();
    let owners = &loaded.owners;
    let is_repeated = |row: usize| {
        row > 0
            && owners[row] == owners[row - 1]
            && columns.iter().all(|values| is_same(values, row))
    };
    Ok((0..owners.len()).map(is_repeated).collect())
}

/// Whether a row has the value of the row before.
fn is_same(values: &Values, row: usize) -> bool {
    match values {
        Values::Integer(values) => values[row] == values[row - 1],
        Values::Decimal(values) => values[row].to_bits() == values[row - 1].to_bits(),
        Values::Boolean(values) => values[row] == values[row - 1],
        Values::Text { codes, .. } => codes[row] == codes[row - 1],
    }
}

fn event_after_death(view: &PartView<'_>, hour: Field) -> Outcome {
    let hours = view.decimals(hour)?;
    let ends = view.ends_of_death_day()?;
    let rows = view.owners(hour.table)?.iter().zip(hours);
    let timed = rows.filter(|(_, hour)| !hour.is_nan());
    let of_dead = timed.filter_map(|(&course, hour)| Some((hour, ends[course as usize]?)));
    Ok(of_dead.map(|(hour, end)| *hour > end + TOLERANCE).collect())
}

fn resolved_before_hour_0(view: &PartView<'_>) -> Outcome {
    let hours = view.decimals(RESOLVED)?.iter();
    let known = hours.filter(|hour| !hour.is_nan());
    Ok(known.map(|&hour| hour < -TOLERANCE).collect())
}

fn rate_unit_unknown(view: &PartView<'_>) -> Outcome {
    let rates = view.decimals(PEAK_RATE)?.iter();
    let (units, words) = view.stored_texts(RATE_UNIT);
    let is_understood: Vec<bool> = words
        .iter()
        .map(|unit| terminology::parse_rate_unit(unit).is_some())
        .collect();
    let known = rates
        .zip(units)
        .filter(|(rate, _)| !rate.is_nan() && !is_no_infusion(**rate));
    let is_unknown =
        |(_, &unit): (&f64, &u32)| unit == ABSENT_CODE || !is_understood[unit as usize];
    Ok(known.map(is_unknown).collect())
}

fn vasopressor_rate_of_0(view: &PartView<'_>) -> Outcome {
    let rates = view.decimals(PEAK_RATE)?.iter();
    let known = rates.filter(|rate| !rate.is_nan());
    Ok(known.map(|&rate| is_no_infusion(rate)).collect())
}

fn vasopressor_rate_outside_range(view: &PartView<'_>) -> Outcome {
    view.require(PEAK_RATE)?;
    let (agents, words) = view.texts(LISTED_AGENT)?;
    let rates = view.decimals(STANDARD_PEAK_RATE)?;
    let ranges: Vec<Option<(f64, f64)>> = words
        .iter()
        .map(|name| terminology::vasopressors()[terminology::vasopressor(name)?].plausible)
        .collect();
    let mut share = Share::default();
    for (&agent, &rate) in agents.iter().zip(rates) {
        if agent == ABSENT_CODE || rate.is_nan() || is_no_infusion(rate) {
            continue;
        }
        if let Some((least, greatest)) = ranges[agent as usize] {
            share.add(rate < least - TOLERANCE || rate > greatest + TOLERANCE);
        }
    }
    Ok(share)
}

/// Whether a row of toxicities, whose name may join several events, has one of which something is true.
pub(super) fn has_event(
    view: &PartView<'_>,
    is_meant: impl Fn(&NamedEvent) -> bool,
) -> Result<impl Fn(usize) -> bool, NotApplicable> {
    let (codes, words) = view.texts(TERM)?;
    let is_meant = |word: &String| toxicity_events(word).iter().any(&is_meant);
    let of_words: Vec<bool> = words.iter().map(is_meant).collect();
    Ok(move |row: usize| of_words[codes[row] as usize])
}

/// Whether a row of toxicities has an event of an organ system.
pub(super) fn is_of_system(
    view: &PartView<'_>,
    system: &str,
) -> Result<impl Fn(usize) -> bool, NotApplicable> {
    let system = organ_system(system);
    has_event(view, move |event| Some(event.organ_system) == system)
}

/// For each course: whether an organ system was assessed, and whether it has an event.
pub(super) fn assessed(
    view: &PartView<'_>,
    system: &str,
) -> Result<Vec<(bool, bool)>, NotApplicable> {
    let mut courses = vec![(true, false); view.patients.len()];
    let is_event = is_of_system(view, system)?;
    for (row, &course) in view.owners(&TOXICITIES)?.iter().enumerate() {
        courses[course as usize].1 |= is_event(row);
    }
    // Where the table of systems that were not assessed was not collected, all were assessed.
    if let Ok(owners) = view.owners(&NOT_ASSESSED) {
        let is_not_assessed = view.is_text(SYSTEM_NOT_ASSESSED, system)?;
        for (row, &course) in owners.iter().enumerate() {
            courses[course as usize].0 &= !is_not_assessed(row);
        }
    }
    Ok(courses)
}

/// Of courses that were supported and assessed, those without an event.
fn without_event(supported: Vec<bool>, assessed: Vec<(bool, bool)>) -> Share {
    let courses = supported.into_iter().zip(assessed);
    let examined = courses.filter(|(is_supported, (is_assessed, _))| *is_supported && *is_assessed);
    examined.map(|(_, (_, has_event))| !has_event).collect()
}

/// For each course: whether a vasopressor that counts ran at hour 0 or later.
pub(super) fn has_vasopressor(view: &PartView<'_>) -> Result<Vec<bool>, NotApplicable> {
    let is_vasopressor = view.is_text(AGENT_CLASS, "vasopressor")?;
    let is_dopamine = view.is_text(LISTED_AGENT, "dopamine")?;
    let rates = view.decimals(STANDARD_PEAK_RATE)?;
    let reported = view.stored_decimals(PEAK_RATE);
    let stops = view.stored_decimals(PRESSOR_STOP);
    let mut supported = vec![false; view.patients.len()];
    for (row, &course) in view.owners(&VASOPRESSORS)?.iter().enumerate() {
        let is_low_dose = is_dopamine(row) && rates[row] <= LOW_DOSE_DOPAMINE + TOLERANCE;
        let is_over = stops[row] < -TOLERANCE;
        let is_infusion = !is_no_infusion(reported[row]);
        supported[course as usize] |=
            is_infusion && is_vasopressor(row) && !is_low_dose && !is_over;
    }
    Ok(supported)
}

fn vasopressor_without_cardiovascular_toxicity(view: &PartView<'_>) -> Outcome {
    let supported = has_vasopressor(view)?;
    Ok(without_event(supported, assessed(view, "cardiovascular")?))
}

/// For each course that is not on maintenance dialysis: whether dialysis began at hour 0 or later.
pub(super) fn has_new_dialysis(view: &PartView<'_>) -> Result<Vec<bool>, NotApplicable> {
    let is_dialysis = view.booleans(IS_DIALYSIS)?;
    let starts = view.decimals(DIALYSIS_START)?;
    let baseline = view.booleans(BASELINE_DIALYSIS)?;
    let mut supported = vec![false; view.patients.len()];
    for (row, &course) in view.owners(&DIALYSIS)?.iter().enumerate() {
        let course = course as usize;
        let counts = is_dialysis[row] == Some(true) && starts[row] >= -TOLERANCE;
        supported[course] |= counts && baseline[course] != Some(true);
    }
    Ok(supported)
}

fn dialysis_without_renal_toxicity(view: &PartView<'_>) -> Outcome {
    let supported = has_new_dialysis(view)?;
    Ok(without_event(supported, assessed(view, "renal")?))
}
