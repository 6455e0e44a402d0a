//! Figures of curves: rows worked by hand, and what is drawn of them.

use super::Figure;
use super::sample::of;
use super::sample_curves::{named, resolution, row, survival};
use super::tests::{draw, drawn};
use crate::measures::results::{Level, Row, Statistic, Status, Unit};

/// The greatest x of lines of this color, in pixels.
fn right_end(svg: &str, color: &str) -> f64 {
    let lines = svg
        .lines()
        .filter(|line| line.starts_with("<polyline") && line.contains(color));
    let points = lines.filter_map(|line| line.split("points=\"").nth(1)?.split('"').next());
    let numbers = points.flat_map(|points| {
        points
            .split(' ')
            .filter_map(|point| point.split(',').next()?.parse::<f64>().ok())
    });
    numbers.fold(0.0, f64::max) / 10.0
}

/// So many times as patients, each so many days after the one before, the last of them without the event.
fn times(n: u32, days: f64) -> Vec<(f64, bool)> {
    (1..=n)
        .map(|unit| (f64::from(unit) * days, unit < n))
        .collect()
}

/// Twenty women who die every 20 days, and twelve men every 10.
fn two_strata() -> Vec<Row> {
    let (women, men) = (times(20, 20.0), times(12, 10.0));
    let all = [women.as_slice(), &men].concat();
    [
        survival("overall", &all),
        survival("sex=female", &women),
        survival("sex=male", &men),
    ]
    .concat()
}

#[test]
fn without_groups_there_is_one_curve() {
    let Figure { alt, .. } = drawn("overall_survival", &survival("overall", &times(40, 20.0)));
    // On day 400 half are alive; 400 days are 13.1 months. From day 620 on fewer than ten are at risk.
    assert!(
        alt.starts_with(
            "Step curve: overall survival, Kaplan–Meier estimate. All patients: 40 patients, 39 deaths; \
             median, months: 13.1 ("
        ),
        "{alt}"
    );
    // By day 365 eighteen of forty have died.
    assert!(alt.contains("; at 12 months 55.0% (95% CI, "), "{alt}");
    assert!(!alt.contains("24 months"), "{alt}");
    assert!(
        alt.ends_with("Curves end where fewer than 10 patients are at risk."),
        "{alt}"
    );
}

#[test]
fn each_group_has_its_curve_as_long_as_ten_are_at_risk() {
    let Figure { svg, alt, .. } = drawn("overall_survival", &two_strata());
    assert!(alt.contains("Sex: female: 20 patients, 19 deaths"), "{alt}");
    assert!(alt.contains("Sex: male: 12 patients, 11 deaths"), "{alt}");
    assert!(!alt.contains("All patients"), "{alt}");
    // Ten of the twenty women are at risk until day 220, where the axis ends; ten of the twelve men until day 30.
    let (women, men) = (right_end(&svg, "#1F5A7A"), right_end(&svg, "#B54A1A"));
    assert!((women - 696.0).abs() < 0.1, "{women}");
    assert!(men > 100.0 && men < 300.0, "{men}");
}

#[test]
fn a_censoring_is_a_stroke_at_its_day() {
    let mut observed = times(30, 10.0);
    observed[4] = (50.0, false);
    let svg = drawn("overall_survival", &survival("overall", &observed)).svg;
    let strokes = svg
        .lines()
        .filter(|line| line.starts_with("<polyline") && line.contains("stroke-width=\"9\""));
    assert_eq!(strokes.count(), 1);
}

#[test]
fn a_group_without_enough_follow_up_is_named_and_not_drawn() {
    let rows = [
        two_strata(),
        survival("sex=missing", &[]),
        survival("sex=unknown", &times(3, 9.0)),
    ]
    .concat();
    let alt = drawn("overall_survival", &rows).alt;
    assert!(
        alt.ends_with(
            "No curve of fewer than 10 patients: Sex: unknown. No follow-up known: Sex: missing."
        ),
        "{alt}"
    );
    let alt = drawn("overall_survival", &survival("overall", &times(3, 9.0))).alt;
    assert_eq!(alt, "No curve of fewer than 10 patients: All patients.");
}

#[test]
fn where_survival_is_not_estimable_a_sentence_says_why() {
    let withheld = |rows: Vec<Row>| -> Vec<Row> {
        let withhold = |row: Row| Row {
            value: None,
            lower: None,
            upper: None,
            status: Status::NotEstimable,
            ..row
        };
        rows.into_iter().map(withhold).collect()
    };
    let rows = withheld(survival("best_response=CR", &times(20, 9.0)));
    let alt = drawn("overall_survival", &rows).alt;
    assert!(alt.contains("(immortal time): Best response: CR."), "{alt}");
    let mut rows = withheld(named(
        "outcome.progression_free_survival_curve",
        "outcome.progression_free_survival_median",
        "overall",
        &times(20, 9.0),
    ));
    rows.push(of(
        row("outcome.progression_undated", Unit::Patient, "all", "all"),
        2,
        20,
    ));
    let alt = drawn("progression_free_survival", &rows).alt;
    assert_eq!(
        alt,
        "Progression-free survival is not estimable where more than 5% of patients progressed without a date: All patients."
    );
}

#[test]
fn a_last_contact_in_another_millennium_is_not_reached() {
    let mut observed = times(20, 20.0);
    observed[19].0 = 1e9;
    let svg = drawn("overall_survival", &survival("overall", &observed)).svg;
    assert!((right_end(&svg, "#1F5A7A") - 696.0).abs() < 0.1);
    assert!(svg.contains("Months since"));
}

#[test]
fn a_band_stands_where_there_is_an_interval() {
    let bands = |times: &[(f64, bool)]| {
        let svg = drawn("overall_survival", &survival("overall", times)).svg;
        svg.matches("<polygon").count()
    };
    assert_eq!(bands(&[(9.0, false); 12]), 0);
    assert_eq!(bands(&times(20, 10.0)), 1);
}

#[test]
fn resolution_is_drawn_of_ten_events_and_named_of_fewer() {
    let twenty: Vec<(f64, bool)> = (1..=20).map(|day| (f64::from(day), true)).collect();
    let rows = [
        resolution("cardiovascular", &twenty),
        resolution("renal", &[(8.0, false)]),
        resolution("hepatic", &[]),
    ]
    .concat();
    let Figure { svg, alt, .. } = drawn("time_to_resolution", &rows);
    assert!(
        alt.contains("Cardiovascular, 20 courses, by day 7 35.0% (95% CI, "),
        "{alt}"
    );
    assert!(alt.contains(", by day 30 100.0%. "), "{alt}");
    assert!(alt.ends_with("Fewer than 10 events: Renal."), "{alt}");
    assert!(!svg.contains(">Hepatic<"), "{svg}");
}

#[test]
fn rows_of_a_curve_that_contradict_each_other_are_refused() {
    let refuses = |change: fn(&mut Row)| {
        let mut rows = survival("overall", &times(20, 9.0));
        let is_probability = |row: &&mut Row| row.statistic == Statistic::Probability;
        rows.iter_mut().filter(is_probability).for_each(change);
        draw("overall_survival", &rows).is_err()
    };
    assert!(!refuses(|_| {}));
    assert!(refuses(|row| row.value = Some(1.5)));
    assert!(refuses(|row| row.value = None));
    assert!(refuses(|row| row.numerator = Some(99)));
    assert!(refuses(|row| row.level = Level::Any));
}
