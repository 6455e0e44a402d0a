use super::error::RowFault;
use super::sample::{cohorts, differences, flow, not_collected, of, peaks, reasons, toxicity};
use super::sample_curves::row;
use super::{FIGURES, Figure, FigureError, FigureWidth};
use crate::measures::results::{Level, Row, Statistic, Stratum, Unit};
use crate::report::tables::{Index, Lookup};

/// Draws the figure of this name from rows of results and of curves that stand together.
pub(super) fn draw(name: &str, rows: &[Row]) -> Result<Option<Figure>, FigureError> {
    draw_at(FigureWidth::TwoColumns, name, rows)
}

fn draw_at(width: FigureWidth, name: &str, rows: &[Row]) -> Result<Option<Figure>, FigureError> {
    let mut strata: Vec<&Stratum> = Vec::new();
    for row in rows {
        if matches!(row.stratum, Stratum::Levels(_)) && !strata.contains(&&row.stratum) {
            strata.push(&row.stratum);
        }
    }
    // By this row a stratum is known to be one.
    let selected = |stratum: &&Stratum| Row {
        stratum: (*stratum).clone(),
        ..row("cohort.flow", Unit::Course, "selected", "all")
    };
    let is_without = |stratum: &&&Stratum| {
        let mut of_flow = rows.iter().filter(|row| row.item == "selected");
        !of_flow.any(|row| row.unit == Unit::Course && row.stratum == ***stratum)
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
        .chain(strata.iter().filter(is_without).map(selected))
        .collect();
    let index = Index::new(&all, &by, &[]);
    let results = Lookup::new(&index);
    let figure = FIGURES.iter().find(|figure| figure.name == name).unwrap();
    (figure.draw)(results, width)
}

pub(super) fn drawn(name: &str, rows: &[Row]) -> Figure {
    draw(name, rows).unwrap().unwrap()
}

pub(super) fn drawn_at(width: FigureWidth, name: &str, rows: &[Row]) -> Figure {
    draw_at(width, name, rows).unwrap().unwrap()
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
        alt.contains("All patients: n = 89 of 89; median 0.07 (IQR, 0.04–0.12); maximum 0.26."),
        "{alt}"
    );
    // Peaks of 0.1, 0.2 and 0.4: the quartiles of so few are no box, and give the peaks.
    let alt = drawn("vasopressor_peak", &peaks([0.15, 0.2, 0.3, 0.4], 3)).alt;
    assert!(alt.contains("n = 3 of 3; 0.10, 0.20 and 0.40."), "{alt}");
    // 0.1, 0.2, 0.3 and 0.5 have quartiles of 0.175 and 0.35.
    let alt = drawn("vasopressor_peak", &peaks([0.175, 0.25, 0.35, 0.5], 4)).alt;
    assert!(
        alt.contains("n = 4 of 4; 0.10, 0.20, 0.30 and 0.50."),
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
         No event in Sex: male and Sex: female: New dialysis."
    );
}
