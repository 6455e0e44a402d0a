//! Toxicity and support: what does not fit the course, the patient or each other.

use super::chart::Chart;
use super::check::{Category, Counted, Outcome, Problem, Share};
use super::rule::{Asks, Rule};
use crate::ingest::tables::table::Loaded;
use crate::model::{LOW_DOSE_DOPAMINE, TOLERANCE, Values};
use crate::terminology;

const EVENT: Rule = Rule {
    name: "",
    category: Category::Plausibility,
    table: "",
    column: "",
    counted: Counted::Row,
    out_of: "",
    message: "",
    source: "",
    asks: Asks::Columns,
};

pub(super) const RULES: [Rule; 7] = [
    Rule {
        name: "identical_rows",
        out_of: "rows",
        message: "the row is the same as another",
        source: "a table without a key may tell one event twice",
        asks: Asks::Tables(|table| !table.has_key(), identical_rows),
        ..EVENT
    },
    Rule {
        name: "event_after_death",
        out_of: "rows, with an hour, of patients with a day of death",
        message: "it began after the patient's death",
        source: "the day of death is a whole day",
        asks: Asks::Each(
            &[
                ("toxicities", "onset_hour"),
                ("vasopressors", "start_hour"),
                ("dialysis", "start_hour"),
                ("measurements", "hour"),
                ("medications", "start_hour"),
                ("stays", "start_hour"),
            ],
            event_after_death,
        ),
        ..EVENT
    },
    Rule {
        name: "resolved_before_hour_0",
        table: "toxicities",
        column: "resolved_hour",
        out_of: "events with an hour of resolution",
        message: "the event had resolved before the first dose",
        source: "an event that is over before treatment is none of its toxicities, and is not counted as one",
        asks: Asks::Once(resolved_before_hour_0),
        ..EVENT
    },
    Rule {
        name: "rate_unit_unknown",
        category: Category::Conformance,
        table: "vasopressors",
        column: "rate_unit",
        out_of: "infusions with a peak rate",
        message: "peak_rate without a unit that is understood: the rate is not known",
        source: "by the data model",
        asks: Asks::Once(rate_unit_unknown),
        ..EVENT
    },
    Rule {
        name: "vasopressor_rate_outside_range",
        table: "vasopressors",
        column: "peak_rate",
        out_of: "infusions of an agent with a plausible range, at a known rate",
        message: "the peak rate is not within what is plausible for the agent: is it another unit?",
        source: "the columns lowest_peak_rate and highest_peak_rate of `il2 schema vasopressor_agents`: ranges of critical-care data sets (CLIF), for vasopressin of the US label",
        asks: Asks::Once(vasopressor_rate_outside_range),
        ..EVENT
    },
    Rule {
        name: "vasopressor_without_cardiovascular_toxicity",
        table: "vasopressors",
        column: "agent",
        counted: Counted::Course,
        out_of: "courses with a vasopressor in which cardiovascular toxicity was assessed",
        message: "courses with a vasopressor and no cardiovascular toxicity of any grade: was hypotension recorded?",
        source: "hypotension that needs a vasopressor is an event of CTCAE v5.0; dopamine at 5 µg/kg/min or less is left out",
        asks: Asks::Once(vasopressor_without_cardiovascular_toxicity),
        ..EVENT
    },
    Rule {
        name: "dialysis_without_renal_toxicity",
        table: "dialysis",
        column: "start_hour",
        counted: Counted::Course,
        out_of: "courses with dialysis from hour 0 on, not on maintenance dialysis, in which renal toxicity was assessed",
        message: "courses with dialysis and no renal toxicity of any grade: was kidney injury recorded?",
        source: "kidney injury with dialysis is grade 4 in CTCAE v5.0",
        asks: Asks::Once(dialysis_without_renal_toxicity),
        ..EVENT
    },
];

/// Rows that are the same as their neighbor before, in every exported column. Rows are sorted by value within their
/// course, so that equal ones are neighbors.
fn identical_rows(chart: &Chart<'_>, table: &'static str) -> Outcome {
    let loaded = chart.table(table)?;
    let exported = |loaded: &&Loaded| -> Vec<usize> {
        let columns = loaded.table.columns.iter().enumerate();
        let exported = columns.filter(|(_, c)| c.is_exported() && c.name != "site_id");
        exported.map(|(place, _)| place).collect()
    };
    let columns: Vec<&Values> = exported(&loaded)
        .into_iter()
        .map(|place| &loaded.columns[place])
        .collect();
    let owners = &loaded.owners;
    let is_repeated = |row: usize| {
        row > 0
            && owners[row] == owners[row - 1]
            && columns.iter().all(|values| is_same(values, row))
    };
    Ok((0..owners.len()).map(is_repeated).collect())
}

fn is_same(values: &Values, row: usize) -> bool {
    match values {
        Values::Integer(values) => values[row] == values[row - 1],
        Values::Decimal(values) => values[row].to_bits() == values[row - 1].to_bits(),
        Values::Boolean(values) => values[row] == values[row - 1],
        Values::Text { codes, .. } => codes[row] == codes[row - 1],
    }
}

fn event_after_death(chart: &Chart<'_>, table: &'static str, column: &'static str) -> Outcome {
    let hours = chart.decimals(table, column)?;
    let ends = chart.ends_of_death_day()?;
    let rows = chart.owners(table)?.iter().zip(hours);
    let timed = rows.filter(|(_, hour)| !hour.is_nan());
    let of_dead = timed.filter_map(|(&course, hour)| Some((hour, ends[course as usize]?)));
    Ok(of_dead.map(|(hour, end)| *hour > end + TOLERANCE).collect())
}

fn resolved_before_hour_0(chart: &Chart<'_>) -> Outcome {
    let hours = chart.decimals("toxicities", "resolved_hour")?.iter();
    let known = hours.filter(|hour| !hour.is_nan());
    Ok(known.map(|&hour| hour < -TOLERANCE).collect())
}

fn rate_unit_unknown(chart: &Chart<'_>) -> Outcome {
    let rates = chart.decimals("vasopressors", "peak_rate")?.iter();
    let (units, words) = match chart.texts("vasopressors", "rate_unit") {
        Ok(texts) => texts,
        Err(Problem::NotApplicable(_)) => (&[][..], &[][..]),
        Err(broken) => return Err(broken),
    };
    let understood: Vec<bool> = words
        .iter()
        .map(|unit| terminology::parse_rate_unit(unit).is_some())
        .collect();
    let is_understood = |row: usize| {
        let unit = units
            .get(row)
            .and_then(|&unit| understood.get(unit as usize));
        unit.copied().unwrap_or(false)
    };
    let known = rates.enumerate().filter(|(_, rate)| !rate.is_nan());
    Ok(known.map(|(row, _)| !is_understood(row)).collect())
}

fn vasopressor_rate_outside_range(chart: &Chart<'_>) -> Outcome {
    chart.values("vasopressors", "peak_rate")?;
    let (agents, words) = chart.texts("vasopressors", "listed_agent")?;
    let rates = chart.decimals("vasopressors", "standard_peak_rate")?;
    let ranges: Vec<Option<(f64, f64)>> = words
        .iter()
        .map(|name| terminology::vasopressors()[terminology::vasopressor(name)?].plausible)
        .collect();
    let mut share = Share::default();
    for (&agent, &rate) in agents.iter().zip(rates) {
        let range = ranges.get(agent as usize).copied().flatten();
        if let Some((least, greatest)) = range.filter(|_| !rate.is_nan()) {
            share.add(rate < least - TOLERANCE || rate > greatest + TOLERANCE);
        }
    }
    Ok(share)
}

/// For each course: whether an organ system was assessed, and whether it has an event.
fn assessed(chart: &Chart<'_>, system: &str) -> Result<Vec<(bool, bool)>, Problem> {
    let mut courses = vec![(true, false); chart.patients.len()];
    let is_event = chart.is_text("toxicities", "organ_system", system)?;
    for (row, &course) in chart.owners("toxicities")?.iter().enumerate() {
        courses[course as usize].1 |= is_event(row);
    }
    // Where nobody says what was not assessed, everything was.
    match chart.is_text("not_assessed", "organ_system", system) {
        Ok(is_not_assessed) => {
            for (row, &course) in chart.owners("not_assessed")?.iter().enumerate() {
                courses[course as usize].0 &= !is_not_assessed(row);
            }
        }
        Err(Problem::NotApplicable(_)) => {}
        Err(broken) => return Err(broken),
    }
    Ok(courses)
}

/// Of courses that were supported and assessed, those without an event.
fn without_event(supported: Vec<bool>, assessed: Vec<(bool, bool)>) -> Share {
    let courses = supported.into_iter().zip(assessed);
    let looked_at =
        courses.filter(|(is_supported, (is_assessed, _))| *is_supported && *is_assessed);
    looked_at.map(|(_, (_, has_event))| !has_event).collect()
}

fn vasopressor_without_cardiovascular_toxicity(chart: &Chart<'_>) -> Outcome {
    let is_vasopressor = chart.is_text("vasopressors", "agent_class", "vasopressor")?;
    let is_dopamine = chart.is_text("vasopressors", "listed_agent", "dopamine")?;
    let rates = chart.decimals("vasopressors", "standard_peak_rate")?;
    let stops = chart
        .decimals("vasopressors", "stop_hour")
        .unwrap_or_default();
    let mut supported = vec![false; chart.patients.len()];
    for (row, &course) in chart.owners("vasopressors")?.iter().enumerate() {
        let is_low_dose = is_dopamine(row) && rates[row] <= LOW_DOSE_DOPAMINE + TOLERANCE;
        let is_over = stops.get(row).is_some_and(|&stop| stop < -TOLERANCE);
        supported[course as usize] |= is_vasopressor(row) && !is_low_dose && !is_over;
    }
    Ok(without_event(supported, assessed(chart, "cardiovascular")?))
}

fn dialysis_without_renal_toxicity(chart: &Chart<'_>) -> Outcome {
    let is_dialysis = chart.booleans("dialysis", "is_dialysis")?;
    let starts = chart.decimals("dialysis", "start_hour")?;
    let baseline = chart.booleans("courses", "baseline_dialysis")?;
    let mut supported = vec![false; chart.patients.len()];
    for (row, &course) in chart.owners("dialysis")?.iter().enumerate() {
        let course = course as usize;
        let counts = is_dialysis[row] == Some(true) && starts[row] >= -TOLERANCE;
        supported[course] |= counts && baseline[course] != Some(true);
    }
    Ok(without_event(supported, assessed(chart, "renal")?))
}
