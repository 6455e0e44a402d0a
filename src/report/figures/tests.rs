use super::error::RowFault;
use super::sample::{cohorts, not_collected, of, reasons, toxicity};
use super::sample_curves::{row, stratum_of};
use super::{FIGURES, Figure, FigureError};
use crate::measures::results::{Level, Row, Statistic, Unit};
use crate::report::png::{png, tree};
use resvg::usvg::{Group, Node, TextChunk};

/// Draws the figure of this name from rows of results and of curves that stand together.
pub(super) fn draw(name: &str, rows: &[Row]) -> Result<Option<Figure>, FigureError> {
    let figure = FIGURES.iter().find(|figure| figure.name == name).unwrap();
    (figure.draw)(rows, rows)
}

pub(super) fn drawn(name: &str, rows: &[Row]) -> Figure {
    draw(name, rows).unwrap().unwrap()
}

/// The bounds of every text, in the pixels of the figure.
fn texts(group: &Group, found: &mut Vec<(String, [f32; 4])>) {
    for node in group.children() {
        match node {
            Node::Group(group) => texts(group, found),
            Node::Text(text) => {
                let bounds = text.abs_bounding_box();
                let said = text.chunks().iter().map(TextChunk::text).collect();
                found.push((
                    said,
                    [bounds.left(), bounds.top(), bounds.right(), bounds.bottom()],
                ));
            }
            Node::Path(_) | Node::Image(_) => {}
        }
    }
}

#[test]
fn the_same_rows_give_the_same_bytes() {
    for (_, rows) in cohorts() {
        for name in FIGURES.map(|figure| figure.name) {
            assert_eq!(drawn(name, &rows), drawn(name, &rows));
        }
    }
}

#[test]
fn what_is_not_collected_is_not_drawn() {
    let rows = [
        not_collected("exposure.at_least", Unit::Course, Statistic::Proportion),
        not_collected("exposure.reason", Unit::Dose, Statistic::Ratio),
        not_collected(
            "toxicity.organ_system",
            Unit::Patient,
            Statistic::Proportion,
        ),
        not_collected(
            "outcome.overall_survival_curve",
            Unit::Patient,
            Statistic::Probability,
        ),
        not_collected(
            "toxicity.resolved_by_curve",
            Unit::Course,
            Statistic::Probability,
        ),
    ];
    for name in FIGURES.map(|figure| figure.name) {
        assert_eq!(draw(name, &rows), Ok(None));
        assert_eq!(draw(name, &[]), Ok(None));
    }
}

#[test]
fn only_the_whole_cohort_is_drawn() {
    for (_, mut rows) in cohorts() {
        for row in &mut rows {
            row.stratum = stratum_of("sex=female");
        }
        for name in FIGURES.map(|figure| figure.name) {
            assert_eq!(draw(name, &rows), Ok(None));
        }
    }
}

#[test]
fn every_text_lies_within_the_figure_and_apart_from_the_others() {
    for (cohort, rows) in cohorts() {
        for name in FIGURES.map(|figure| figure.name) {
            let tree = tree(&drawn(name, &rows).svg).unwrap();
            let mut found = Vec::new();
            texts(tree.root(), &mut found);
            assert!(found.len() > 3, "{cohort} {name}");
            for (index, (text, [left, top, right, bottom])) in found.iter().enumerate() {
                let context = format!("{cohort} {name} `{text}`");
                assert!(*left >= 0.0 && *right <= tree.size().width(), "{context}");
                assert!(*top >= 0.0 && *bottom <= tree.size().height(), "{context}");
                // Lines of text touch in their ascenders' room; only sideways and half a line is an overlap.
                for (other, [l, t, r, b]) in &found[index + 1..] {
                    let is_apart = *l >= right - 0.5
                        || *r <= left + 0.5
                        || *t >= bottom - 4.0
                        || *b <= top + 4.0;
                    assert!(is_apart, "{context} on `{other}`");
                }
            }
        }
    }
}

#[test]
fn a_png_is_twice_the_size_of_the_figure() {
    let (_, rows) = cohorts().swap_remove(1);
    for name in FIGURES.map(|figure| figure.name) {
        let figure = drawn(name, &rows);
        let size = tree(&figure.svg).unwrap().size();
        let png = png(&figure.svg).unwrap();
        let pixels = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap()) as f32;
        assert_eq!(
            (pixels(16), pixels(20)),
            (size.width() * 2.0, size.height() * 2.0)
        );
        assert!((size.width() - 720.0).abs() < f32::EPSILON);
    }
}

#[test]
fn the_words_hold_the_main_numbers() {
    // Given 14, 9, 12 of 14 planned: median 12; at least 1: 3/3, at least 10: 2/3, at least 13: 1/3.
    let (_, rows) = cohorts().swap_remove(1);
    let alt = |name| drawn(name, &rows).alt;
    assert_eq!(
        alt("doses_tolerated"),
        "Histogram: doses given per course, of 3 courses. Median 12. Least 9, most 14."
    );
    let retention = alt("dose_retention");
    assert!(retention.contains("; 10: 2/3 (66.7 %, "), "{retention}");
    assert!(retention.contains("; 13: 1/3 (33.3 %, "), "{retention}");
    assert_eq!(
        alt("toxicity_by_organ_system"),
        "Stacked bars: patients by highest grade of toxicity, by organ system, of 3 patients. \
         Capillary leak and fluid retention 3/3 (100.0 %), of grade 3 or higher 2 (66.7 %)."
    );
    assert_eq!(
        alt("reasons_not_given"),
        "Bars: reasons, by organ system, for 7 doses held or stopped. \
         Capillary leak and fluid retention 7 (100.0 %)."
    );
}

#[test]
fn what_is_severe_comes_first_and_what_is_not_known_last() {
    let rows = toxicity(&[
        ("renal", [9, 0, 0, 0, 0, 0], 10),
        ("hepatic", [0, 0, 1, 0, 0, 0], 10),
        ("endocrine", [0; 6], 10),
        ("hematologic", [0; 6], 0),
    ]);
    let alt = drawn("toxicity_by_organ_system", &rows).alt;
    assert!(alt.find("Hepatic 1/10") < alt.find("Renal 9/10"), "{alt}");
    assert!(alt.ends_with("No event: Endocrine. Not assessed in any patient: Hematologic."));
    let rows = reasons(&[
        ("unclassified", 9),
        ("renal", 1),
        ("not_stated", 8),
        ("other", 2),
        ("hepatic", 0),
    ]);
    let alt = drawn("reasons_not_given", &rows).alt;
    assert!(
        alt.ends_with(
            "Other 2 (10.0 %); Renal 1 (5.0 %); Unclassified 9 (45.0 %); Not stated 8 (40.0 %)."
        ),
        "{alt}"
    );
}

#[test]
fn rows_that_contradict_each_other_are_refused() {
    let level = |k: &str, n, all| of(row("exposure.at_least", Unit::Course, "all", k), n, all);
    let fault = |rows: &[Row]| match draw("doses_tolerated", rows) {
        Err(FigureError::Row { level, fault, .. }) => Some((level, fault)),
        _ => None,
    };
    let more = [level("1", 2, 5), level("2", 3, 5)];
    assert_eq!(
        fault(&more),
        Some((Level::number(2.0), RowFault::MoreThanLevelBefore))
    );
    assert_eq!(
        fault(&[level("1", 6, 5)]),
        Some((Level::number(1.0), RowFault::NumbersDisagree))
    );
    assert_eq!(
        fault(&[level("any", 1, 5)]),
        Some((Level::Any, RowFault::LevelNoNumber))
    );
}

#[test]
fn a_level_without_numbers_breaks_the_curve_and_leaves_no_histogram() {
    let level = |k: &str| row("exposure.at_least", Unit::Course, "all", k);
    let rows = [of(level("1"), 5, 5), level("2"), of(level("3"), 3, 5)];
    assert_eq!(draw("doses_tolerated", &rows), Ok(None));
    let svg = drawn("dose_retention", &rows).svg;
    let curves = svg
        .lines()
        .filter(|line| line.starts_with("<polyline") && line.contains("#1F5A7A"));
    assert_eq!(curves.count(), 2);
}

#[test]
fn courses_with_exactly_so_many_doses_are_told_from_those_with_at_least_as_many() {
    let level = |k: &str, n| of(row("exposure.at_least", Unit::Course, "all", k), n, 9);
    // At least 0: 9, at least 1: 7, at least 2: 3, so that 2 courses had none, 4 had one and 3 had two.
    let rows = [level("1", 7), level("2", 3)];
    let figure = drawn("doses_tolerated", &rows);
    assert_eq!(
        figure.alt,
        "Histogram: doses given per course, of 9 courses. Least 0, most 2. \
         Commonest: 1 dose, in 4 courses."
    );
    let bars = figure
        .svg
        .lines()
        .filter(|line| line.contains("<rect") && line.contains("#1F5A7A"));
    assert_eq!(bars.count(), 3);
}

#[test]
fn an_organ_system_that_lacks_a_grade_has_no_bar() {
    let mut rows = toxicity(&[
        ("renal", [9, 0, 0, 0, 0, 0], 10),
        ("hepatic", [0, 3, 1, 0, 0, 0], 10),
    ]);
    rows.retain(|row| row.item != "hepatic" || row.level != Level::number(2.0));
    let alt = drawn("toxicity_by_organ_system", &rows).alt;
    assert!(
        alt.ends_with("0 (0.0 %). Not shown, as numbers are absent: Hepatic."),
        "{alt}"
    );
}
