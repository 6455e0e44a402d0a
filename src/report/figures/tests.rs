use super::FigureWidth;
use super::error::RowFault;
use super::sample::{cohorts, differences, flow, not_collected, of, peaks, reasons, toxicity};
use super::sample_curves::row;
use super::{FIGURES, Figure, FigureError};
use crate::measures::results::{Level, Row, Statistic, Stratum, Unit};
use crate::report::pdf::pdf;
use crate::report::png::{png, tree};
use crate::report::tables::{Index, Lookup};
use resvg::usvg::{Group, Node, TextChunk};

pub(super) const WIDTHS: [FigureWidth; 2] = [FigureWidth::OneColumn, FigureWidth::TwoColumns];

/// Draws the figure of this name from rows of results and of curves that stand together.
pub(super) fn draw(name: &str, rows: &[Row]) -> Result<Option<Figure>, FigureError> {
    draw_at(FigureWidth::TwoColumns, name, rows)
}

fn draw_at(width: FigureWidth, name: &str, rows: &[Row]) -> Result<Option<Figure>, FigureError> {
    let mut strata: Vec<&Stratum> = Vec::new();
    for row in rows {
        if row.stratum != Stratum::Overall && !strata.contains(&&row.stratum) {
            strata.push(&row.stratum);
        }
    }
    // By this row a stratum is known to be one.
    let selected = |stratum: &&Stratum| Row {
        stratum: (*stratum).clone(),
        ..row("cohort.flow", Unit::Course, "selected", "all")
    };
    let by = strata.first().map(|stratum| {
        let levels = stratum.levels().iter();
        let columns: Vec<&str> = levels.map(|level| level.column.as_str()).collect();
        columns.join(",")
    });
    let by: Vec<String> = by.into_iter().collect();
    let all: Vec<Row> = rows
        .iter()
        .cloned()
        .chain(strata.iter().map(selected))
        .collect();
    let index = Index::new(&all, &by, &[]);
    let results = Lookup::new(&index);
    let figure = FIGURES.iter().find(|figure| figure.name == name).unwrap();
    (figure.draw)(results, width)
}

pub(super) fn drawn(name: &str, rows: &[Row]) -> Figure {
    draw(name, rows).unwrap().unwrap()
}

fn drawn_at(width: FigureWidth, name: &str, rows: &[Row]) -> Figure {
    draw_at(width, name, rows).unwrap().unwrap()
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
        not_collected("vasopressor.peak_nee", Unit::Course, Statistic::Median),
        not_collected("exposure.end_reason", Unit::Cycle, Statistic::Proportion),
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
        not_collected("toxicity.resolved_by", Unit::Course, Statistic::Probability),
    ];
    for name in FIGURES.map(|figure| figure.name) {
        assert_eq!(draw(name, &rows), Ok(None));
        assert_eq!(draw(name, &[]), Ok(None));
    }
}

#[test]
fn a_number_of_regimens_that_differ_in_plan_is_not_drawn() {
    let (_, mut rows) = cohorts().swap_remove(1);
    for regimen in ["hd_il2", "til_il2"] {
        rows.push(of(
            row("characteristics.regimen", Unit::Patient, regimen, "all"),
            2,
            4,
        ));
    }
    for name in ["doses_tolerated", "dose_retention", "end_reasons"] {
        let Figure { alt, .. } = drawn(name, &rows);
        assert!(alt.contains("would pool regimens"), "{alt}");
    }
    assert!(drawn("severe_toxicity", &rows).alt.starts_with("Marks"));
}

#[test]
fn of_more_groups_than_can_be_told_apart_the_others_are_counted() {
    let (_, rows) = cohorts().swap_remove(5);
    let of_groups = FIGURES
        .iter()
        .filter(|figure| figure.name != "comparison_forest");
    for name in of_groups.map(|figure| figure.name) {
        let alt = drawn(name, &rows).alt;
        assert!(alt.contains("ECOG: 5") && !alt.contains("ECOG: 6"), "{alt}");
        assert!(alt.contains("1 more group: see results.csv"), "{alt}");
    }
}

#[test]
fn every_text_lies_within_the_figure_and_apart_from_the_others() {
    for (cohort, rows) in cohorts() {
        for (name, width) in names_and_widths() {
            let tree = tree(&drawn_at(width, name, &rows).svg).unwrap();
            let mut found = Vec::new();
            texts(tree.root(), &mut found);
            assert!(!found.is_empty(), "{cohort} {name}");
            for (index, (text, [left, top, right, bottom])) in found.iter().enumerate() {
                let context = format!("{cohort} {name} {width:?} `{text}`");
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

fn names_and_widths() -> impl Iterator<Item = (&'static str, FigureWidth)> {
    let names = FIGURES.iter().map(|figure| figure.name);
    names.flat_map(|name| WIDTHS.map(|width| (name, width)))
}

/// The sizes of texts and the widths of lines in an SVG, in points in print.
pub(super) fn points(svg: &str, width: FigureWidth) -> (Vec<f64>, Vec<f64>) {
    let in_points = f64::from(width.millimeters()) / 25.4 * 72.0 / width.units() / 10.0;
    let of = |attribute: &str| -> Vec<f64> {
        let parts = svg.split(attribute).skip(1);
        parts
            .map(|rest| rest[..rest.find('"').unwrap()].parse::<f64>().unwrap() * in_points)
            .collect()
    };
    (of(" font-size=\""), of(" stroke-width=\""))
}

#[test]
fn no_text_is_below_7_points_and_no_line_below_half_a_point_in_print() {
    for (cohort, rows) in cohorts() {
        for (name, width) in names_and_widths() {
            let svg = drawn_at(width, name, &rows).svg;
            let (texts, lines) = points(&svg, width);
            assert!(!texts.is_empty());
            for size in texts {
                assert!(size >= 7.0, "{cohort} {name} {width:?}: {size}");
            }
            for line in lines {
                assert!(line >= 0.5, "{cohort} {name} {width:?}: {line}");
            }
            let size = tree(&svg).unwrap().size();
            assert!((f64::from(size.width()) - width.units()).abs() < 1e-6);
        }
    }
}

#[test]
fn a_png_and_a_pdf_are_as_wide_as_the_columns_of_a_journal() {
    let (_, rows) = cohorts().swap_remove(1);
    for (width, pixels, box_of_page) in [
        (FigureWidth::OneColumn, 1004, "/MediaBox [0 0 240.94"),
        (FigureWidth::TwoColumns, 2055, "/MediaBox [0 0 493.2"),
    ] {
        let figure = drawn_at(width, "dose_retention", &rows);
        let png = png(&figure.svg, width).unwrap();
        assert_eq!(u32::from_be_bytes(png[16..20].try_into().unwrap()), pixels);
        let pdf = pdf(&figure.svg, "Doses", width).unwrap();
        let text = String::from_utf8_lossy(&pdf);
        assert!(text.contains(box_of_page), "{}", &text[..600]);
    }
}

#[test]
fn the_words_hold_the_main_numbers() {
    // Given 14, 9, 12 of 14 planned: median 12; at least 1: 3/3, at least 10: 2/3, at least 13: 1/3.
    let (_, rows) = cohorts().swap_remove(1);
    let alt = |name| drawn(name, &rows).alt;
    assert_eq!(
        alt("doses_tolerated"),
        "Histograms: doses given per course. \
         All patients: 3 courses, median 12.0 (IQR, 10.5–13.0), range 9–14."
    );
    let retention = alt("dose_retention");
    assert!(
        retention.contains("; 10: 2/3, 66.7% (95% CI, "),
        "{retention}"
    );
    assert!(
        retention.contains("; 13: 1/3, 33.3% (95% CI, "),
        "{retention}"
    );
    assert_eq!(
        alt("toxicity_by_organ_system"),
        "Stacked bars: patients by worst grade of adverse events, by organ system. \
         All patients (3 patients): Capillary leak and fluid retention 3 (100%), of grade 3 or higher 2 (67%). \
         Not assessed: Cardiovascular, Pulmonary, Renal, Hepatic, Neurologic and psychiatric, Gastrointestinal, \
         Dermatologic, Hematologic, Infectious, Constitutional (flu-like), Metabolic and laboratory, \
         Musculoskeletal, Endocrine, Other and Unclassified."
    );
    assert_eq!(
        alt("end_reasons"),
        "Bars: cycles that ended early, by organ system of the reason. \
         All patients (7 cycles): Capillary leak and fluid retention 7 (100%)."
    );
}

#[test]
fn a_line_ends_where_few_courses_were_planned_for_as_many_doses() {
    let level = |k: &str, n, all| of(row("exposure.at_least", Unit::Course, "all", k), n, all);
    let rows = [level("1", 12, 12), level("2", 9, 11), level("3", 1, 2)];
    let alt = drawn("dose_retention", &rows).alt;
    assert!(alt.contains("2: 9/11") && !alt.contains("3: 1/2"), "{alt}");
    assert!(
        alt.contains("Lines end where fewer than 10 courses"),
        "{alt}"
    );
    // Of a small group all that is known is drawn.
    let rows = [level("1", 5, 5), level("2", 1, 2)];
    let alt = drawn("dose_retention", &rows).alt;
    assert!(alt.ends_with("2: 1/2, 50.0%."), "{alt}");
}

#[test]
fn rows_without_an_event_are_named_and_not_drawn() {
    let rows = toxicity(&[
        ("renal", [9, 0, 0, 0, 0, 0], 10),
        ("hepatic", [0, 0, 1, 0, 0, 0], 10),
        ("endocrine", [0; 6], 10),
        ("hematologic", [0; 6], 0),
    ]);
    let alt = drawn("toxicity_by_organ_system", &rows).alt;
    // In the order of the table.
    assert!(alt.find("Renal 9") < alt.find("Hepatic 1"), "{alt}");
    assert!(
        alt.contains(" No event: Endocrine. Not assessed: "),
        "{alt}"
    );
    let alt = drawn("severe_toxicity", &rows).alt;
    assert!(
        alt.ends_with("No event of grade ≥ 3: Renal and Endocrine. Not assessed: Hematologic."),
        "{alt}"
    );
    let alt = drawn("severe_toxicity", &toxicity(&[("renal", [0; 6], 4)])).alt;
    assert_eq!(
        alt,
        "No adverse event of grade ≥ 3 in any organ system. No event of grade ≥ 3: Renal."
    );
}

#[test]
fn reasons_that_name_no_organ_system_come_last() {
    let rows = reasons(&[
        ("renal", 1),
        ("hepatic", 0),
        ("cardiovascular", 9),
        ("other", 2),
        ("refused", 5),
        ("not_stated", 8),
    ]);
    let alt = drawn("end_reasons", &rows).alt;
    assert!(
        alt.ends_with(
            "(25 cycles): Cardiovascular 9 (36%); Renal 1 (4%); Other 2 (8%); Refused 5 (20%); Not stated 8 (32%)."
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
    let alt = drawn("doses_tolerated", &rows).alt;
    assert_eq!(alt, "No plan of doses that can be drawn: All patients.");
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
        "Histograms: doses given per course. \
         All patients: 9 courses, range 0–2, most often 1 dose (in 4 courses)."
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
        !alt.contains("Hepatic 4") && alt.contains("Renal 9 (90%)"),
        "{alt}"
    );
}

#[test]
fn the_flow_shows_each_stage_and_those_excluded_before_it() {
    let rows = flow([144, 140, 138], [200, 195, 190]);
    let figure = drawn("flow", &rows);
    assert_eq!(
        figure.alt,
        "Flow of patients: in database 144 patients, 200 courses; not eligible 4 patients, 5 courses; \
         eligible 140 patients, 195 courses; no dose given 2 patients, 5 courses; \
         received ≥ 1 dose 138 patients, 190 courses."
    );
    for text in [
        "In database",
        "Excluded: not eligible",
        "138 patients, 190 courses",
    ] {
        assert!(figure.svg.contains(text), "{text}");
    }
    // A count that is absent leaves no box to fill.
    let mut rows = rows;
    rows.retain(|row| row.item != "selected");
    assert_eq!(draw("flow", &rows), Ok(None));
}

#[test]
fn the_peak_of_vasopressors_is_a_box_from_quartile_to_quartile_with_a_line_to_the_maximum() {
    let rows = peaks([0.04, 0.066, 0.121, 0.26], 89);
    let alt = drawn("vasopressor_peak", &rows).alt;
    assert!(
        alt.contains("All patients: 89 courses, median 0.07 (IQR, 0.04–0.12), maximum 0.26."),
        "{alt}"
    );
    let rows = peaks([0.04, 0.03, 0.121, 0.26], 89);
    assert!(matches!(
        draw("vasopressor_peak", &rows),
        Err(FigureError::Row {
            fault: RowFault::NumbersDisagree,
            ..
        })
    ));
}

#[test]
fn a_forest_of_differences_names_both_groups_and_leaves_out_what_nobody_had() {
    let rows = differences(
        ("sex=male", "sex=female"),
        &[
            (
                "vasopressor.use/all",
                Level::All,
                [-0.123, -0.201, -0.044],
                76,
            ),
            ("dialysis.use/all", Level::All, [0.0, -0.02, 0.2], 0),
        ],
    );
    let alt = drawn("comparison_forest", &rows).alt;
    assert_eq!(
        alt,
        "Marks with 95% CI: differences of risks, in percentage points. \
         Sex: male less Sex: female: Vasopressor −12.3 (−20.1 to −4.4). \
         No event (Sex: male less Sex: female): New dialysis."
    );
}
