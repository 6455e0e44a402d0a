//! Rules of grades, compared with the support that CTCAE grades by, and with death.

use super::check::{Counted, NotApplicable, Outcome, Share};
use super::event_rules::{
    RESOLVED, assessed, has_event, has_new_dialysis, has_vasopressor, is_of_system,
};
use super::part_view::PartView;
use super::patient_rules::{FATAL, GRADE};
use super::rule::{Evaluation, PLAUSIBILITY, Rule};
use crate::model::{TOLERANCE, TOXICITIES, known};

pub(super) const RULES: [Rule; 3] = [
    Rule {
        name: "vasopressor_without_hypotension_grade_3",
        counted: Counted::Course,
        out_of: "courses with a vasopressor in which cardiovascular toxicity was assessed, except those with hypotension of unknown grade and none of grade 3 or higher",
        message: "courses with a vasopressor and hypotension of at most grade 2, or none: was the grade updated when the vasopressor began?",
        source: "CTCAE v5.0, hypotension: grade 2 is non-urgent intervention, grade 3 medical intervention or hospitalization indicated",
        evaluation: Evaluation::Once(GRADE, vasopressor_without_hypotension_grade_3),
        ..PLAUSIBILITY
    },
    Rule {
        name: "dialysis_without_renal_grade_4",
        counted: Counted::Course,
        out_of: "courses with dialysis from hour 0 on, not on maintenance dialysis, in which renal toxicity was assessed, except those with an event of unknown grade and none of grade 4 or 5",
        message: "courses with dialysis and no renal toxicity of grade 4 or 5: was it graded by creatinine alone?",
        source: "CTCAE v5.0, acute kidney injury, grade 4: life-threatening consequences; dialysis indicated",
        evaluation: Evaluation::Once(GRADE, dialysis_without_renal_grade_4),
        ..PLAUSIBILITY
    },
    Rule {
        name: "grade_5_resolved_before_death",
        out_of: "events of grade 5 with an hour of resolution, of patients with a day of death",
        message: "an event of grade 5 had resolved before the day of death",
        source: "CTCAE v5.0: grade 5 is death related to the event; an event that resolved did not end in death",
        evaluation: Evaluation::Once(RESOLVED, grade_5_resolved_before_death),
        ..PLAUSIBILITY
    },
];

/// Of courses that were supported and assessed, those without an event of at least this grade. Courses with an event of
/// unknown grade and none of at least this grade are left out: it cannot be said of them.
fn without_grade(
    view: &PartView<'_>,
    supported: &[bool],
    assessed: &[(bool, bool)],
    least: i64,
    is_event: impl Fn(usize) -> bool,
) -> Result<Share, NotApplicable> {
    let grades = view.integers(GRADE)?;
    let mut has_grade = vec![false; supported.len()];
    let mut has_unknown = vec![false; supported.len()];
    for (row, &course) in view.owners(&TOXICITIES)?.iter().enumerate() {
        if is_event(row) {
            let grade = known(grades[row]);
            has_grade[course as usize] |= grade.is_some_and(|grade| grade >= least);
            has_unknown[course as usize] |= grade.is_none();
        }
    }
    let courses = (0..supported.len()).filter(|&course| {
        supported[course] && assessed[course].0 && (has_grade[course] || !has_unknown[course])
    });
    Ok(courses.map(|course| !has_grade[course]).collect())
}

fn vasopressor_without_hypotension_grade_3(view: &PartView<'_>) -> Outcome {
    let is_hypotension = has_event(view, |event| event.name == "Hypotension")?;
    let assessed = assessed(view, "cardiovascular")?;
    without_grade(view, &has_vasopressor(view)?, &assessed, 3, is_hypotension)
}

fn dialysis_without_renal_grade_4(view: &PartView<'_>) -> Outcome {
    let is_renal = is_of_system(view, "renal")?;
    let assessed = assessed(view, "renal")?;
    without_grade(view, &has_new_dialysis(view)?, &assessed, 4, is_renal)
}

fn grade_5_resolved_before_death(view: &PartView<'_>) -> Outcome {
    let grades = view.integers(GRADE)?.iter();
    let ends = view.ends_of_death_day()?;
    let rows = grades.zip(view.decimals(RESOLVED)?);
    let rows = rows.zip(view.owners(&TOXICITIES)?);
    let fatal = rows.filter(|((grade, hour), _)| **grade == FATAL && !hour.is_nan());
    let of_dead = fatal.filter_map(|((_, hour), &course)| Some((hour, ends[course as usize]?)));
    Ok(of_dead
        .map(|(hour, end)| *hour < end - 24.0 - TOLERANCE)
        .collect())
}
