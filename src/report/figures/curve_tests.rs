//! Figures of curves: rows worked by hand, and what is drawn of them.

use super::Figure;
use super::sample_curves::{resolution, stratum_of, survival};
use super::tests::{draw, drawn};
use crate::measures::results::{Level, Row, Statistic};

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

/// Deaths on days 50 and 100 and a last contact on day 400, as all patients and as those of a stratum.
fn two_strata() -> Vec<Row> {
    let (women, men) = ([(100.0, true), (400.0, false)], [(50.0, true)]);
    let all = [women.as_slice(), &men].concat();
    [
        survival("overall", &all),
        survival("sex=female", &women),
        survival("sex=male", &men),
    ]
    .concat()
}

#[test]
fn without_strata_one_curve_is_told() {
    let rows = survival("overall", &[(30.0, false), (90.0, true), (400.0, false)]);
    // From day 90 on one of two is alive; 90 days are 2.96 twelfths of 365.
    let alt = drawn("overall_survival", &rows).alt;
    assert!(
        alt.starts_with(
            "Step curve: overall survival, Kaplan–Meier estimate. All patients: 3 patients, 1 death; \
             median in months 3.0 (3.0 to –); after 1 year 50.0 %, "
        ),
        "{alt}"
    );
    assert!(!alt.contains("2 years"), "{alt}");
}

#[test]
fn each_stratum_has_its_curve_as_far_as_it_was_followed() {
    let Figure { svg, alt } = drawn("overall_survival", &two_strata());
    assert!(alt.contains(" by sex, "), "{alt}");
    assert!(
        alt.contains("female: 2 patients, 1 death; median in months 3.3"),
        "{alt}"
    );
    assert!(
        alt.contains("male: 1 patient, 1 death; median in months 1.6."),
        "{alt}"
    );
    assert!(!alt.contains("All patients"), "{alt}");
    // The axis ends at day 400 and 696 pixels, and the men's curve at day 50. The swatch is further left.
    let (women, men) = (right_end(&svg, "#1F5A7A"), right_end(&svg, "#B54A1A"));
    assert!((women - 696.0).abs() < 0.1, "{women}");
    assert!(men > 100.0 && men < 200.0, "{men}");
    // Dashes, so that the men's are many lines.
    let lines = |color: &str| {
        let is_line = |line: &&str| line.starts_with("<polyline") && line.contains(color);
        svg.lines().filter(is_line).count()
    };
    assert_eq!(lines("#1F5A7A"), 3);
    assert!(lines("#B54A1A") > 10);
}

#[test]
fn a_stratum_without_follow_up_is_named_and_not_drawn() {
    let rows = [two_strata(), survival("sex=missing", &[])].concat();
    let alt = drawn("overall_survival", &rows).alt;
    assert!(
        alt.ends_with("Not estimable, so that there is no curve: missing."),
        "{alt}"
    );
}

#[test]
fn of_more_strata_than_lines_can_tell_apart_only_the_whole_is_drawn() {
    let of_strata = |n: i32| {
        let strata = (0..n).flat_map(|ecog| survival(&format!("ecog={ecog}"), &[(9.0, true)]));
        let rows: Vec<Row> = survival("overall", &[(9.0, true)])
            .into_iter()
            .chain(strata)
            .collect();
        drawn("overall_survival", &rows).alt
    };
    assert!(of_strata(6).contains("5: 1 patient, 1 death"));
    let alt = of_strata(7);
    assert!(alt.contains("All patients: 1 patient, 1 death"), "{alt}");
    assert!(
        alt.ends_with(
            "7 strata by ecog are too many to be told apart here; curves.csv has their curves."
        ),
        "{alt}"
    );
}

#[test]
fn a_last_contact_in_another_millennium_ends_at_the_axis() {
    let rows = survival("overall", &[(50.0, true), (1e9, false)]);
    let svg = drawn("overall_survival", &rows).svg;
    assert!((right_end(&svg, "#1F5A7A") - 696.0).abs() < 0.1);
    assert!(svg.contains("Years from"));
}

#[test]
fn a_death_on_the_first_day_is_a_fall_and_no_follow_up_a_dot() {
    let svg = |is_death| drawn("overall_survival", &survival("overall", &[(0.0, is_death)])).svg;
    // From 100 % at the top down to 0 % at the axis, at the left end.
    let fall = svg(true);
    let is_fall = |line: &&str| line.starts_with("<polyline") && line.contains("#1F5A7A");
    let lines: Vec<&str> = fall.lines().filter(is_fall).collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(
        lines[1].contains("points=\"545,700 545,3065 \""),
        "{lines:?}"
    );
    assert_eq!(svg(false).matches("<circle").count(), 1);
}

#[test]
fn a_band_stands_where_there_is_an_interval() {
    let bands = |times: &[(f64, bool)]| {
        let svg = drawn("overall_survival", &survival("overall", times)).svg;
        svg.matches("<polygon").count()
    };
    assert_eq!(bands(&[(9.0, false), (10.0, false)]), 0);
    assert_eq!(bands(&[(9.0, true), (10.0, false)]), 1);
}

#[test]
fn resolution_is_told_by_organ_system_and_as_far_as_it_is_known() {
    let rows = [
        resolution("cardiovascular", &[(1.0, true), (10.0, true)]),
        resolution("renal", &[(8.0, false)]),
        resolution("hepatic", &[]),
    ]
    .concat();
    let Figure { svg, alt } = drawn("time_to_resolution", &rows);
    assert!(
        alt.contains("Cardiovascular, 2 courses: by day 7 50.0 %, "),
        "{alt}"
    );
    assert!(
        alt.contains("; by day 14 100.0 %; by day 30 100.0 %."),
        "{alt}"
    );
    assert!(
        alt.contains("Renal, 1 course: by day 7 0.0 %. No event"),
        "{alt}"
    );
    assert!(alt.ends_with("is known: Hepatic."), "{alt}");
    assert!(!svg.contains(">Hepatic<"), "{svg}");
}

#[test]
fn resolution_is_drawn_of_the_whole_cohort_alone() {
    let mut rows = resolution("renal", &[(1.0, true)]);
    for row in &mut rows {
        row.stratum = stratum_of("sex=male");
    }
    assert_eq!(draw("time_to_resolution", &rows), Ok(None));
}

#[test]
fn rows_of_a_curve_that_contradict_each_other_are_refused() {
    let refuses = |change: fn(&mut Row)| {
        let mut rows = survival("overall", &[(9.0, true), (10.0, false)]);
        let is_probability = |row: &&mut Row| row.statistic == Statistic::Probability;
        rows.iter_mut().filter(is_probability).for_each(change);
        draw("overall_survival", &rows).is_err()
    };
    assert!(!refuses(|_| {}));
    assert!(refuses(|row| row.value = Some(1.5)));
    assert!(refuses(|row| row.value = None));
    assert!(refuses(|row| row.numerator = Some(9)));
    assert!(refuses(|row| row.level = Level::Any));
}
