//! What the figures of laboratory values draw and say.

use super::error::RowFault;
use super::sample_curves::stratum_of;
use super::sample_laboratory::{day, shift};
use super::tests::{draw, drawn, drawn_at};
use super::width::FigureWidth;
use super::{Figure, FigureError};
use crate::measures::results::Row;

#[test]
fn a_day_of_fewer_than_ten_courses_is_not_drawn_and_a_day_without_neighbors_is_a_dot() {
    let rows = [
        day("creatinine", 0, [0.8, 0.9, 1.0], 40),
        day("creatinine", 1, [0.9, 1.2, 1.6], 38),
        day("creatinine", 2, [2.0, 2.5, 3.0], 9),
        day("creatinine", 4, [1.0, 1.1, 1.4], 10),
    ]
    .concat();
    let Figure { svg, alt, .. } = drawn("laboratory_course", &rows);
    assert_eq!(
        alt,
        "Lines with bands: median and interquartile range of laboratory values by day of the course. \
         Creatinine, mg/dL: All patients: baseline 0.90 (IQR, 0.80–1.00; 40 courses), \
         highest median 1.20 on day 1 (IQR, 0.90–1.60; 38 courses). \
         Days with values of fewer than 10 courses are not drawn. \
         Different days have different courses: a line does not follow one patient. \
         Not drawn, no day with values of at least 10 courses: Total bilirubin, Platelets, Albumin and Weight."
    );
    assert_eq!(svg.matches("<circle").count(), 1);
    assert_eq!(svg.matches("<polygon").count(), 1);
    // Its course is counted beneath the axis all the same.
    assert!(svg.contains(">\n9\n</text>"), "{svg}");
}

#[test]
fn of_what_falls_the_lowest_median_is_said_and_of_equal_ones_the_earliest() {
    let rows = [
        day("platelets", 0, [180.0, 210.0, 260.0], 30),
        day("platelets", 3, [60.0, 90.0, 120.0], 30),
        day("platelets", 4, [50.0, 90.0, 120.0], 28),
    ]
    .concat();
    let alt = drawn("laboratory_course", &rows).alt;
    assert!(
        alt.contains("lowest median 90 on day 3 (IQR, 60–120; 30 courses)"),
        "{alt}"
    );
}

#[test]
fn without_a_day_of_ten_courses_a_sentence_is_in_the_place_of_the_figure() {
    let rows = day("creatinine", 1, [0.8, 0.9, 1.0], 9);
    let alt = drawn("laboratory_course", &rows).alt;
    assert_eq!(
        alt,
        "No figure of laboratory values by day: no day with values of at least 10 courses."
    );
}

#[test]
fn a_grid_has_the_baseline_grades_that_occur_and_frames_the_same_grade() {
    let rows = [
        shift("Creatinine increased", 0, 0, 16),
        shift("Creatinine increased", 0, 2, 130),
        shift("Creatinine increased", 0, 3, 14),
        shift("Creatinine increased", 4, 1, 40),
    ];
    let Figure { svg, alt, .. } = drawn("laboratory_shift", &rows);
    assert_eq!(
        alt,
        "Grids: courses by grade of the baseline and highest grade on treatment, both from values (a lower bound). \
         All patients: Creatinine increased (200 courses): above the baseline 144 (72.0%), \
         from below grade 3 to grade ≥ 3 14 (7.0%)."
    );
    // Two rows of five cells, and the paper.
    assert_eq!(svg.matches("<rect").count(), 11);
    assert_eq!(svg.matches("stroke=\"#9AA0A6\"").count(), 2);
}

#[test]
fn a_shift_without_a_number_or_of_no_grade_is_refused() {
    let fault = |row: Row| match draw("laboratory_shift", &[row]) {
        Err(FigureError::Row { fault, .. }) => Some(fault),
        _ => None,
    };
    let mut row = shift("Creatinine increased", 0, 1, 4);
    row.value = None;
    assert_eq!(fault(row), Some(RowFault::NumberAbsent));
    assert_eq!(
        fault(shift("Creatinine increased", 0, 5, 4)),
        Some(RowFault::LevelNoNumber)
    );
    assert_eq!(
        fault(shift("Measles", 0, 1, 4)),
        Some(RowFault::LevelNoNumber)
    );
}

/// Shifts of three groups, of so many courses each.
fn shifts_of(courses: [i64; 3]) -> Vec<Row> {
    let groups = ["ecog=0", "ecog=1", "ecog=2"].into_iter().zip(courses);
    let rows = groups.map(|(stratum, courses)| Row {
        stratum: stratum_of(stratum),
        ..shift("Anemia", 0, 1, courses)
    });
    rows.collect()
}

#[test]
fn a_group_of_few_courses_has_no_grid_beside_one_of_many() {
    let alt = drawn("laboratory_shift", &shifts_of([40, 9, 10])).alt;
    assert!(alt.contains("ECOG: 2: Anemia (10 courses)"), "{alt}");
    assert!(!alt.contains("Anemia (9 courses)"), "{alt}");
    let left_out = "Not drawn, fewer than 10 courses with both grades of any term: ECOG: 1.";
    assert!(alt.ends_with(left_out), "{alt}");
    // Of small groups alone each is drawn.
    let alt = drawn("laboratory_shift", &shifts_of([4, 9, 1])).alt;
    assert!(
        alt.contains("Anemia (9 courses)") && alt.contains("Anemia (1 course)"),
        "{alt}"
    );
}

#[test]
fn in_one_column_there_are_as_many_grids_as_fit_a_page() {
    let rows = shifts_of([40, 19, 10]);
    let narrow = drawn_at(FigureWidth::OneColumn, "laboratory_shift", &rows).alt;
    assert!(narrow.contains("1 more group: see results.csv"), "{narrow}");
    assert!(!narrow.contains("Anemia (10 courses)"), "{narrow}");
    let wide = drawn("laboratory_shift", &rows).alt;
    assert!(wide.contains("Anemia (10 courses)"), "{wide}");
}
