//! Response, survival and death.

use super::by_group::ByGroup;
use super::columns::Split;
use super::line::{Content, Line};
use super::lookup::Lookup;
use super::table::Shown;
use super::versions::criteria;
use crate::measures::results::{Level, Unit};
use crate::measures::{deaths, duration_of_response, outcome, survival};

const UNIT: Unit = Unit::Patient;

pub(super) fn response(results: &Lookup<'_>) -> Shown {
    let mut table = ByGroup::new(*results, "", Split::ByDisease, UNIT);
    let group = "Response rate";
    for (label, measure) in [
        (
            "ORR (CR + PR), all treated patients",
            outcome::OBJECTIVE_RESPONSE,
        ),
        (
            "ORR (CR + PR), response-evaluable patients",
            outcome::OBJECTIVE_RESPONSE_EVALUABLE,
        ),
        (
            "Disease control (CR + PR + SD), all treated patients",
            outcome::DISEASE_CONTROL,
        ),
    ] {
        table.line_of(group, &Line::new(label, measure, UNIT, Content::Share));
    }
    let group = "Best response";
    for (label, item) in [
        ("Complete response (CR)", "CR"),
        ("Partial response (PR)", "PR"),
        ("Stable disease (SD)", "SD"),
        ("Progressive disease (PD)", "PD"),
        ("Not evaluable", "NE"),
        ("Missing", "missing"),
    ] {
        let line = Line::new(label, outcome::BEST_RESPONSE, UNIT, Content::ShareAlone);
        table.line_of(group, &line.item(item));
    }
    table.note("Treated patients, by the best response over their treated courses. All treated patients: a patient whose response was not evaluable or is missing has none. Response-evaluable: CR, PR, SD or PD recorded. ORR, objective response rate.");
    table.note(criteria(*results));
    table.shown()
}

/// The months at which survival is printed, with the days that they are.
const MONTHS: [(&str, f64); 4] = [
    ("12 months", 365.0),
    ("24 months", 730.0),
    ("36 months", 1095.0),
    ("60 months", 1825.0),
];

/// Those at which the duration of response is.
const MONTHS_OF_RESPONSE: [(&str, f64); 3] = [
    ("6 months", 180.0),
    ("12 months", 365.0),
    ("24 months", 730.0),
];

pub(super) fn survival(results: &Lookup<'_>) -> Shown {
    let mut table = ByGroup::new(*results, "", Split::ByDisease, UNIT);
    for (group, events, curve, median) in [
        (
            "Overall survival",
            "Deaths",
            survival::OVERALL_SURVIVAL,
            survival::OVERALL_SURVIVAL_MEDIAN,
        ),
        (
            "Progression-free survival",
            "Progressions or deaths",
            survival::PROGRESSION_FREE_SURVIVAL,
            survival::PROGRESSION_FREE_SURVIVAL_MEDIAN,
        ),
    ] {
        table.line_of(group, &Line::new("Patients", median, UNIT, Content::Known));
        let left_out = Line::new("Left out", curve, UNIT, Content::LeftOut(None));
        table.line_of(group, &left_out.level(Level::number(MONTHS[0].1)));
        for (label, content) in [
            (events, Content::Events),
            ("Median, months", Content::Months(curve)),
        ] {
            table.line_of(group, &Line::new(label, median, UNIT, content));
        }
        for (month, day) in MONTHS {
            let label = format!("At {month}");
            let line = Line::new(label, curve, UNIT, Content::Probability);
            table.line_of(group, &line.level(Level::number(day)));
        }
    }
    let undated = "Progressed without a date";
    let line = Line::new(
        undated,
        survival::PROGRESSION_UNDATED,
        UNIT,
        Content::ShareAlone,
    );
    table.line_of("Progression-free survival", &line);
    table.note("Treated patients, from the start of the first treated course; Kaplan–Meier. Overall survival is censored at last contact, progression-free survival at the last assessment of the tumor (without one, at last contact). A month is 30.4375 days; 12, 24, 36 and 60 months are days 365, 730, 1095 and 1825. Left out: treated patients without a day of death or of last contact, or whose first treated course has no known start; of progression-free survival also those who progressed without a date. The figures end where fewer than 10 patients are at risk. NE where follow-up is too short, where the groups are known only after treatment began, or, for progression-free survival, where more than 5% of patients progressed without a date.");
    table.shown()
}

pub(super) fn duration_of_response(results: &Lookup<'_>) -> Shown {
    let mut table = ByGroup::new(*results, "", Split::ByDisease, UNIT);
    let (curve, median) = (
        duration_of_response::DURATION_OF_RESPONSE,
        duration_of_response::DURATION_OF_RESPONSE_MEDIAN,
    );
    for (group, item, responders) in [
        (
            "Complete or partial response",
            "CR_or_PR",
            (outcome::OBJECTIVE_RESPONSE, "all"),
        ),
        ("Complete response", "CR", (outcome::BEST_RESPONSE, "CR")),
    ] {
        let line = |label: &str, content| Line::new(label, median, UNIT, content).item(item);
        table.line_of(group, &line("Patients", Content::Known));
        let left_out = Line::new("Left out", curve, UNIT, Content::LeftOut(Some(responders)));
        let left_out = left_out
            .item(item)
            .level(Level::number(MONTHS_OF_RESPONSE[0].1));
        table.line_of(group, &left_out);
        table.line_of(group, &line("Progressions or deaths", Content::Events));
        table.line_of(group, &line("Median, months", Content::Months(curve)));
        for (month, day) in MONTHS_OF_RESPONSE {
            let label = format!("At {month}");
            let line = Line::new(label, curve, UNIT, Content::Probability).item(item);
            table.line_of(group, &line.level(Level::number(day)));
        }
    }
    table.note("Patients with a response of known date, from its first documentation to progression or death; Kaplan–Meier. 6, 12 and 24 months are days 180, 365 and 730. Left out: patients with such a response whose date, end or start of treatment is not known.");
    table.note(criteria(*results));
    table.shown()
}

pub(super) fn deaths(results: &Lookup<'_>) -> Shown {
    let mut table = ByGroup::new(*results, "", Split::ByDisease, UNIT);
    let group = "Treatment-related death";
    for (label, item) in [
        ("Attributed to treatment", "attributed"),
        ("Attributed or cannot be ruled out", "not_excluded"),
    ] {
        let line = Line::new(label, deaths::TREATMENT_RELATED_DEATH, UNIT, Content::Share);
        table.line_of(group, &line.item(item));
    }
    let group = "Death after the last dose given";
    let followed = Line::new("Patients", deaths::DEATH_WITHIN, UNIT, Content::Followed);
    table.line_of(group, &followed.level(Level::number(30.0)));
    let left_out = Line::new(
        "Left out",
        deaths::DEATH_WITHIN,
        UNIT,
        Content::LeftOut(None),
    );
    table.line_of(group, &left_out.level(Level::number(30.0)));
    for day in [30.0, 60.0, 90.0] {
        let label = format!("Within {day} days");
        let line = Line::new(label, deaths::DEATH_WITHIN, UNIT, Content::Probability);
        table.line_of(group, &line.level(Level::number(day)));
    }
    let group = "Recorded cause, patients who died";
    for (label, item) in [
        ("Treatment", "treatment"),
        ("Disease", "disease"),
        ("Other", "other"),
        ("Unknown", "unknown"),
        ("Missing", "missing"),
    ] {
        let line = Line::new(label, deaths::CAUSE_OF_DEATH, UNIT, Content::ShareAlone);
        table.line_of(group, &line.item(item));
    }
    table.note("Treated patients. Attributed: an event of grade 5 attributed as related, or the recorded cause of death is treatment. Cannot be ruled out: these, and patients with an event of grade 5 of unknown attribution unless the recorded cause is the disease or another one; the truth lies between. Death after the last dose: one minus Kaplan–Meier, censored at last contact. Left out: treated patients for whom the hour of the last dose, the start of its course, or both the day of death and that of last contact are not known.");
    table.shown()
}
