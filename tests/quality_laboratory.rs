//! Rules of what grades from values need, each by hand on a few rows.

use crate::quality::{assert_not_applicable, assert_share};

const HEADER: &str = "course_id,analyte,hour,value,unit,lower_limit,upper_limit\n";

/// Failures of a rule out of all, among these rows of the first course's measurements.
#[track_caller]
fn assert_failed(rule: &str, rows: &str, failed: u64, out_of: u64) {
    let text = format!("{HEADER}X1-1,{}\n", rows.replace('|', "\nX1-1,"));
    assert_share(
        &[("measurements", &text)],
        rule,
        "measurements",
        failed,
        out_of,
    );
}

#[test]
fn limits_are_reversed_at_0_and_below_the_lower_one() {
    // Without an upper limit, and of an unknown analyte, a row is not counted.
    let rows = "alt,1,30,U/L,10,40|alt,2,30,U/L,10,0|alt,3,30,U/L,40,10|alt,4,30,U/L,40,40|alt,5,30,U/L,10,|moonlight,1,1,,2,1";
    assert_failed("limits_reversed", rows, 2, 4);
    let without = [(
        "measurements",
        "course_id,analyte,hour,value\nX1-1,alt,1,30\n",
    )];
    let why = "the column upper_limit of measurements was not collected";
    assert_not_applicable(&without, "limits_reversed", "measurements", why);
}

#[test]
fn an_upper_limit_is_unlike_the_usual_one_beyond_3_times_and_a_third() {
    // 40 U/L is usual: 120 is 3 times, 121 more; 13.3 is less than a third. 1.3 mg/dL of creatinine are 114.9 µmol/L. INR has
    // no default, and an upper limit of 0 is no limit.
    let rows = "alt,1,30,U/L,10,120|alt,2,30,U/L,10,121|alt,3,30,U/L,10,13.3|alt,4,30,U/L,10,13.4|\
        creatinine,1,88,umol/L,50,115|creatinine,2,1,mg/dL,50,115|14682-9,3,88,,50,115|inr,1,1,{INR},1,40|alt,5,30,U/L,,0";
    assert_failed("limits_unlike", rows, 3, 7);
}

#[test]
fn limits_are_absent_where_a_rule_names_them() {
    // Rules of ALT name the upper limit, of sodium both, of temperature none; a value that cannot be true is not counted.
    let rows = "alt,1,30,U/L,,40|alt,2,30,U/L,10,|sodium,1,140,mmol/L,,145|sodium,2,140,mmol/L,136,145|\
        temperature,1,37,Cel,,|alt,3,-5,U/L,,|moonlight,1,1,,,";
    assert_failed("limits_absent", rows, 2, 4);
}

#[test]
fn a_baseline_is_absent_of_one_analyte_that_is_followed() {
    let doses = (
        "doses",
        "course_id,cycle,dose_number,status,hour\nX1-1,1,1,given,0\n",
    );
    let share = |rows: &str, failed: u64, out_of: u64| {
        let text = format!("{HEADER}X1-1,{}\n", rows.replace('|', "\nX1-1,"));
        assert_share(
            &[doses, ("measurements", &text)],
            "baseline_absent",
            "measurements",
            failed,
            out_of,
        );
    };
    share("creatinine,0,1,,,|creatinine,5,1,,,", 0, 1);
    share("creatinine,0,1,,,|creatinine,5,1,,,|alt,5,30,,,", 1, 1);
    share("creatinine,-2161,1,,,|creatinine,5,1,,,", 1, 1);
    share("creatinine,-2160,1,,,|creatinine,5,1,,,", 0, 1);
    // A baseline of 88 mg/dL cannot be true. Without a value after hour 0 nothing is looked for.
    share("creatinine,-1,88,,,|creatinine,5,1,,,", 1, 1);
    share("creatinine,0,1,,,|sodium,5,140,,,", 0, 0);
    // Hours of values are hours from the first dose given, whether or not those of doses are known.
    let doses = (
        "doses",
        "course_id,cycle,dose_number,status\nX1-1,1,1,given\n",
    );
    let text = format!("{HEADER}X1-1,creatinine,5,1,,,\n");
    let tables = [doses, ("measurements", &*text)];
    assert_share(&tables, "baseline_absent", "measurements", 1, 1);
}

#[test]
fn albumin_is_absent_where_it_is_more_than_24_hours_from_calcium() {
    let rows = "calcium,1,9,,,|albumin,25,4,,,|calcium,60,9,,,|calcium,49,9,,,|calcium,50,900,,,|calcium_ionized,90,1,,,";
    assert_failed("albumin_absent", rows, 1, 3);
}
