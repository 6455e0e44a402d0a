//! Two strata of which published papers, or arithmetic on paper, say how they compare.

use crate::bench::{assert_close, stratum_of};
use il2_outcomes::measures::compare;
use il2_outcomes::measures::results::{Level, Method, Row, Statistic, Status, Unit};

/// A row of the results.
fn row(
    measure: &'static str,
    unit: Unit,
    stratum: &str,
    item: &str,
    statistic: Statistic,
    value: f64,
) -> Row {
    Row {
        measure,
        unit,
        stratum: stratum_of(stratum),
        item: item.to_owned(),
        level: Level::All,
        statistic,
        value: Some(value),
        lower: None,
        upper: None,
        numerator: None,
        denominator: None,
        method: None,
        status: Status::Ok,
    }
}

/// Units with a property, of all, in the stratum `arm=0`, `arm=1` or in both.
fn share(
    measure: &'static str,
    unit: Unit,
    [reference, group]: [(i64, i64, f64, f64); 2],
) -> Vec<Row> {
    let both = (reference.0 + group.0, reference.1 + group.1, 0.0, 1.0);
    [("overall", both), ("arm=0", reference), ("arm=1", group)]
        .map(|(stratum, (events, units, lower, upper))| Row {
            numerator: Some(events),
            denominator: Some(units),
            lower: Some(lower),
            upper: Some(upper),
            ..row(
                measure,
                unit,
                stratum,
                "all",
                Statistic::Proportion,
                events as f64 / units as f64,
            )
        })
        .to_vec()
}

/// The arms compared.
fn compare_arms(results: &[Row], p_values: bool) -> Vec<Row> {
    let [reference, group] = ["arm=0", "arm=1"].map(stratum_of);
    compare(results, &[[&reference, &group]], p_values)
}

fn find<'a>(rows: &'a [Row], measure: &str, item: &str) -> &'a Row {
    let is_it = |row: &&Row| row.measure == measure && row.item == item;
    rows.iter().find(is_it).unwrap()
}

#[test]
fn risks_of_patients_compare_as_their_papers_say() {
    let patients = |reference: (i64, i64), group: (i64, i64)| {
        [reference, group].map(|(events, units)| (events, units, 0.0, 1.0))
    };
    let mut results = share(
        "vasopressor.use",
        Unit::Patient,
        patients((48, 80), (56, 70)),
    );
    results.extend(share(
        "care.icu_stay",
        Unit::Patient,
        patients((16, 80), (36, 40)),
    ));
    results.extend(share(
        "dialysis.use",
        Unit::Patient,
        patients((1, 4), (3, 4)),
    ));
    let rows = compare_arms(&results, true);
    assert!(
        rows.iter()
            .all(|row| row.stratum.to_string() == "arm=1 vs arm=0")
    );
    // Newcombe RG. Stat Med 1998;17:873, Table II, method 10: 56/70 less 48/80 is .2 (.0524 to .3339).
    let difference = find(&rows, "comparison.risk_difference", "vasopressor.use/all");
    assert_close(difference.value.unwrap(), 0.2);
    let bounds = format!(
        "{:.4} {:.4}",
        difference.lower.unwrap(),
        difference.upper.unwrap()
    );
    assert_eq!(bounds, "0.0524 0.3339");
    assert_eq!(difference.method, Some(Method::Newcombe));
    assert_eq!(
        (difference.numerator, difference.denominator),
        (Some(104), Some(150))
    );
    // Koopman PAR. Biometrics 1984;40:513: 36/40 over 16/80 is 4.5 (2.94 to 7.15).
    let ratio = find(&rows, "comparison.risk_ratio", "care.icu_stay/all");
    assert_close(ratio.value.unwrap(), 4.5);
    let bounds = format!("{:.2} {:.2}", ratio.lower.unwrap(), ratio.upper.unwrap());
    assert_eq!(bounds, "2.94 7.15");
    // The lady tasting tea, three of four right in each: (16 + 1)·2/70 of the tables are as improbable.
    let test = find(&rows, "comparison.fisher_exact", "dialysis.use/all");
    assert_close(test.value.unwrap(), 34.0 / 70.0);
    // It is the largest of three, which Benjamini and Hochberg leave as it is; the smallest is multiplied by three.
    let adjusted = |item| {
        find(&rows, "comparison.fisher_exact_adjusted", item)
            .value
            .unwrap()
    };
    let raw = |item| find(&rows, "comparison.fisher_exact", item).value.unwrap();
    assert_close(adjusted("dialysis.use/all"), raw("dialysis.use/all"));
    assert_close(
        adjusted("care.icu_stay/all"),
        3.0 * raw("care.icu_stay/all"),
    );
    assert_close(
        adjusted("vasopressor.use/all"),
        1.5 * raw("vasopressor.use/all"),
    );
    assert_eq!(find(&rows, "comparison.tests", "all").value, Some(3.0));
}

#[test]
fn p_values_are_adjusted_within_their_family() {
    let patients =
        |reference: i64, group: i64| [reference, group].map(|events| (events, 10, 0.0, 1.0));
    let mut results = share("vasopressor.use", Unit::Patient, patients(1, 9));
    results.extend(share("care.icu_stay", Unit::Patient, patients(2, 8)));
    results.extend(share(
        "toxicity.organ_system",
        Unit::Patient,
        patients(3, 7),
    ));
    results.extend(share("toxicity.term", Unit::Patient, patients(4, 6)));
    let rows = compare_arms(&results, true);
    let value = |measure, item| find(&rows, measure, item).value.unwrap();
    // Two outcomes: the smaller is multiplied by two. The one organ system and the one term are alone in their families.
    for (item, factor) in [
        ("vasopressor.use/all", 2.0),
        ("care.icu_stay/all", 1.0),
        ("toxicity.organ_system/all", 1.0),
        ("toxicity.term/all", 1.0),
    ] {
        let raw = value("comparison.fisher_exact", item);
        let adjusted = value("comparison.fisher_exact_adjusted", item);
        assert_close(adjusted, factor * raw);
    }
    assert_eq!(value("comparison.tests", "all"), 4.0);
}

#[test]
fn a_term_that_a_stratum_does_not_name_happened_there_to_nobody() {
    let of = |measure, item: &str, arms: [(i64, i64); 2]| {
        let arms = arms.map(|(events, units)| (events, units, 0.0, 1.0));
        let mut rows = share(measure, Unit::Patient, arms);
        for row in &mut rows {
            row.item = item.to_owned();
            row.level = Level::Any;
        }
        rows
    };
    // Of 30 and 25 patients, hearts were assessed in 20 and 24, other systems in all.
    let mut results = of("toxicity.any", "all", [(30, 30), (25, 25)]);
    let system = "toxicity.organ_system";
    results.extend(of(system, "cardiovascular", [(10, 20), (12, 24)]));
    results.extend(of(system, "unclassified", [(0, 30), (1, 25)]));
    let mut terms = of("toxicity.term", "Hypotension", [(0, 20), (6, 24)]);
    terms.extend(of("toxicity.term", "hiccups and more", [(0, 30), (1, 25)]));
    terms.retain(|row| row.stratum.to_string() != "arm=0");
    results.extend(terms);
    let rows = compare_arms(&results, false);
    let counts = |term: &str| {
        let item = format!("toxicity.term/{term}");
        let row = find(&rows, "comparison.risk_difference", &item);
        (row.value, row.numerator, row.denominator)
    };
    assert_eq!(counts("Hypotension"), (Some(0.25), Some(6), Some(44)));
    assert_eq!(counts("hiccups and more"), (Some(0.04), Some(1), Some(55)));
}

#[test]
fn what_nobody_or_everybody_has_is_not_tested() {
    let mut results = share(
        "dialysis.use",
        Unit::Patient,
        [(0, 10, 0.0, 0.3), (0, 12, 0.0, 0.3)],
    );
    results.extend(share(
        "care.icu_stay",
        Unit::Patient,
        [(10, 10, 0.7, 1.0), (12, 12, 0.7, 1.0)],
    ));
    let rows = compare_arms(&results, true);
    assert_eq!(find(&rows, "comparison.tests", "all").value, Some(0.0));
    // The difference is 0 all the same, with its interval.
    let difference = find(&rows, "comparison.risk_difference", "dialysis.use/all");
    assert_eq!(difference.value, Some(0.0));
    assert!(difference.lower.unwrap() < 0.0 && difference.upper.unwrap() > 0.0);
}

#[test]
fn risks_of_courses_compare_by_their_own_limits() {
    // .6 (.3–.8) less .2 (.1–.6): .4 − √(.3² + .4²) and .4 + √(.2² + .1²).
    let results = share(
        "vasopressor.use",
        Unit::Course,
        [(4, 20, 0.1, 0.6), (12, 20, 0.3, 0.8)],
    );
    let rows = compare_arms(&results, true);
    let difference = find(&rows, "comparison.risk_difference", "vasopressor.use/all");
    assert_close(difference.value.unwrap(), 0.4);
    assert_close(difference.lower.unwrap(), -0.1);
    assert_close(difference.upper.unwrap(), 0.4 + 0.05_f64.sqrt());
    assert_eq!(difference.method, Some(Method::MoverRaoScott));
    // Courses are not tested.
    assert_eq!(find(&rows, "comparison.tests", "all").value, Some(0.0));
}

#[test]
fn means_and_categories_differ_by_their_spread() {
    let age = |stratum: &str, mean: f64, sd: f64| {
        let of = |statistic, value| Row {
            denominator: Some(10),
            ..row(
                "characteristics.age_years",
                Unit::Patient,
                stratum,
                "all",
                statistic,
                value,
            )
        };
        [of(Statistic::Mean, mean), of(Statistic::Sd, sd)]
    };
    let sex = |stratum: &str, women: i64, men: i64, missing: i64| {
        let all = women + men + missing;
        [("female", women), ("male", men), ("missing", missing)].map(|(item, n)| Row {
            numerator: Some(n),
            denominator: Some(all),
            ..row(
                "characteristics.sex",
                Unit::Patient,
                stratum,
                item,
                Statistic::Proportion,
                n as f64 / all as f64,
            )
        })
    };
    let mut results = Vec::new();
    for (stratum, mean, sd, women, men, missing) in [
        ("overall", 55.0, 9.0, 30, 90, 5),
        ("arm=0", 50.0, 6.0, 20, 80, 0),
        ("arm=1", 57.0, 8.0, 10, 10, 5),
    ] {
        results.extend(age(stratum, mean, sd));
        results.extend(sex(stratum, women, men, missing));
    }
    let rows = compare_arms(&results, false);
    let of = |item| find(&rows, "comparison.standardized_difference", item);
    // 7/√((64 + 36)/2)
    assert_close(
        of("characteristics.age_years/all").value.unwrap(),
        7.0 / 50.0_f64.sqrt(),
    );
    // .5 against .2 of those in whom it is known: .3/√((.25 + .16)/2)
    let sex = of("characteristics.sex/all");
    assert_close(sex.value.unwrap(), 0.3 / 0.205_f64.sqrt());
    assert_eq!(sex.denominator, Some(120));
}
