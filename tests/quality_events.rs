//! Rules of events and patients, each by hand on a few rows: what passes, fails, and cannot be asked.

use crate::quality::{TWO_COURSES, assert_not_applicable, assert_share};

#[test]
fn analytes_have_bounds_in_their_own_unit() {
    let header = "course_id,analyte,hour,value,unit\n";
    let rule = "value_implausible";
    // The second value of each is the bound itself, the third lies beyond it.
    for rows in [
        "creatinine,1,1.1,mg/dL|creatinine,2,25,mg/dL|creatinine,3,88,mg/dL",
        "creatinine,1,1.1,mg/dL|creatinine,2,0.1,mg/dL|creatinine,3,0,mg/dL",
        "bilirubin,1,1,mg/dL|bilirubin,2,60,mg/dL|bilirubin,3,60.1,mg/dL",
        "PLT,1,1,K/uL|PLT,2,2000,K/uL|PLT,3,150000,K/uL",
        "PLT,1,1,K/uL|PLT,2,2000000,/uL|PLT,3,0.15,K/uL",
        "albumin,1,4,g/dL|albumin,2,10,g/dL|albumin,3,41,g/dL",
        "temp,1,37,Cel|temp,2,45,Cel|temp,3,98.6,Cel",
        // 25 mg/dL are 2,210.0425 µmol/L, which the code says; 88 µmol/L are 1 mg/dL.
        "14682-9,1,88,|14682-9,2,2210.0425,|14682-9,3,2211,",
    ] {
        let text = format!("{header}X1-1,{}\n", rows.replace('|', "\nX1-1,"));
        assert_share(&[("measurements", &text)], rule, "measurements", 1, 3);
    }
    // What has no bounds is not examined.
    let text = format!("{header}X1-1,ck_mb,1,140,ng/mL\nX1-1,moonlight,1,140,lx\n");
    assert_share(&[("measurements", &text)], rule, "measurements", 0, 0);
    // 3 g/dL are 30 g/L: the value is compared in the analyte's own unit.
    let text = format!("{header}X1-1,albumin,1,30,g/L\n");
    assert_share(&[("measurements", &text)], rule, "measurements", 0, 1);
    for rule in [rule, "unit_suspect"] {
        let why = "the table measurements was not collected";
        assert_not_applicable(&[], rule, "measurements", why);
    }
}

#[test]
fn a_value_that_is_plausible_in_another_unit_makes_the_unit_suspect() {
    let header = "course_id,analyte,hour,value,unit\n";
    // 88 mg/dL would be 1 mg/dL in µmol/L; 1 µmol/L would be plausible in mg/dL; 5,000 is too high in both; sodium has one
    // other unit, in which 20 is as low.
    let rows = "X1-1,creatinine,1,88,mg/dL\nX1-1,creatinine,2,1,umol/L\n\
        X1-1,creatinine,3,5000,mg/dL\nX1-1,sodium,1,20,mmol/L\nX1-1,temp,1,37,Cel\n";
    let tables = [("measurements", &*format!("{header}{rows}"))];
    assert_share(&tables, "value_implausible", "measurements", 4, 5);
    assert_share(&tables, "unit_suspect", "measurements", 2, 5);
}

#[test]
fn a_value_without_a_unit_is_counted_among_known_analytes() {
    let rows = "X1-1,creatinine,1,1,mg/dL\nX1-1,creatinine,2,1,\nX1-1,no such,3,1,\n";
    let text = format!("course_id,analyte,hour,value,unit\n{rows}");
    assert_share(
        &[("measurements", &text)],
        "unit_absent",
        "measurements",
        1,
        2,
    );
    let text = "course_id,analyte,hour,value\nX1-1,creatinine,1,1\n";
    assert_share(
        &[("measurements", text)],
        "unit_absent",
        "measurements",
        1,
        1,
    );
}

#[test]
fn nothing_begins_after_the_day_of_death() {
    // Day 1 ends at hour 48.
    let patients = ("patients", "patient_id,death_day\nX1,1\n");
    let doses = "course_id,cycle,dose_number,status,hour\n\
        X1-1,1,1,given,0\nX1-1,1,2,given,48\nX1-1,1,3,given,49\nX1-1,1,4,held,60\n";
    let tables = [patients, ("doses", doses)];
    assert_share(&tables, "dose_after_death", "doses", 1, 3);
    for (table, text) in [
        (
            "toxicities",
            "course_id,term,onset_hour\nX1-1,Fever,48\nX1-1,Fever,48.5\nX1-1,Fever,\n",
        ),
        (
            "vasopressors",
            "course_id,agent,start_hour\nX1-1,NE,48\nX1-1,NE,48.5\n",
        ),
        ("dialysis", "course_id,start_hour\nX1-1,48\nX1-1,48.5\n"),
        (
            "measurements",
            "course_id,analyte,hour,value\nX1-1,creatinine,48,1\nX1-1,creatinine,48.5,1\n",
        ),
        (
            "medications",
            "course_id,agent,start_hour\nX1-1,ondansetron,48\nX1-1,ondansetron,48.5\n",
        ),
        (
            "stays",
            "course_id,unit,start_hour\nX1-1,icu,48\nX1-1,icu,48.5\n",
        ),
    ] {
        assert_share(&[patients, (table, text)], "event_after_death", table, 1, 2);
        let why = "the table patients was not collected";
        assert_not_applicable(&[(table, text)], "event_after_death", table, why);
        let alive = ("patients", "patient_id,death_day\nX1,\n");
        assert_share(&[alive, (table, text)], "event_after_death", table, 0, 0);
    }
    let why = "the table patients was not collected";
    assert_not_applicable(&[], "dose_after_death", "doses", why);
    // A course that has no number is its patient's first: it starts on day 0, as the store has it.
    assert_share(&tables, "dose_after_death", "doses", 1, 3);
}

#[test]
fn deaths_and_contacts_fit_the_doses() {
    let header = "patient_id,death_day,last_contact_day\n";
    let doses = "course_id,cycle,dose_number,status,hour\nX1-1,1,1,held,0\nX1-2,1,1,given,0\nX2-1,1,1,given,0\nX2-1,1,2,given,30\n";
    let with = |rows: &str| format!("{header}{rows}");
    // The first patient's first given dose is at the beginning of day 20; the second's last one on day 1.
    for (rows, rule, failed, out_of) in [
        ("X1,18,\nX2,0,\n", "death_before_first_dose", 1, 2),
        ("X1,20,\nX2,,\n", "death_before_first_dose", 0, 1),
        ("X1,,20\nX2,,0\n", "last_contact_before_last_dose", 1, 2),
        ("X1,,20\nX2,,1\n", "last_contact_before_last_dose", 0, 2),
        ("X1,50,49\nX2,50,50\n", "death_after_last_contact", 1, 2),
        ("X1,50,\nX2,,50\n", "death_after_last_contact", 0, 0),
    ] {
        let tables = [TWO_COURSES, ("doses", doses), ("patients", &with(rows))];
        assert_share(&tables, rule, "patients", failed, out_of);
    }
    for rule in [
        "death_before_first_dose",
        "last_contact_before_last_dose",
        "death_after_last_contact",
    ] {
        let why = "the table patients was not collected";
        assert_not_applicable(&[], rule, "patients", why);
    }
}

#[test]
fn grade_5_is_of_the_dead_and_the_dead_on_treatment_have_it() {
    let toxicities = "course_id,term,grade\nX1-1,Hypotension,5\nX1-1,Fever,2\n";
    let tables = |death: &'static str| [("toxicities", toxicities), ("patients", death)];
    let rule = "grade_5_without_death_day";
    assert_share(
        &tables("patient_id,death_day\nX1,3\n"),
        rule,
        "patients",
        0,
        1,
    );
    assert_share(
        &tables("patient_id,death_day\nX1,\n"),
        rule,
        "patients",
        1,
        1,
    );
    let why = "the column death_day of patients was not collected";
    assert_not_applicable(&tables("patient_id,sex\nX1,F\n"), rule, "patients", why);

    let rule = "death_on_treatment_without_grade_5";
    assert_share(
        &tables("patient_id,death_day\nX1,3\n"),
        rule,
        "patients",
        0,
        1,
    );
    let mild = ("toxicities", "course_id,term,grade\nX1-1,Fever,2\n");
    // The dose is at hour 0: day 30 begins at hour 720, just 30 days after it, and day 31 later.
    for (death, failed, out_of) in [("30", 1, 1), ("31", 0, 0)] {
        let patients = format!("patient_id,death_day\nX1,{death}\n");
        let tables = [mild, ("patients", &patients)];
        assert_share(&tables, rule, "patients", failed, out_of);
    }
    let patients = ("patients", "patient_id,death_day\nX1,3\n");
    let why = "the table toxicities was not collected";
    assert_not_applicable(&[patients], rule, "patients", why);
}

#[test]
fn support_has_its_toxicity_where_that_was_assessed() {
    let dialysis = ("dialysis", "course_id,start_hour\nX1-1,10\n");
    let rule = "dialysis_without_renal_toxicity";
    let fever = ("toxicities", "course_id,term\nX1-1,Fever\n");
    let oliguria = ("toxicities", "course_id,term\nX1-1,oliguria\n");
    assert_share(&[dialysis, fever], rule, "dialysis", 1, 1);
    assert_share(&[dialysis, oliguria], rule, "dialysis", 0, 1);
    let not_assessed = ("not_assessed", "course_id,organ_system\nX1-1,renal\n");
    assert_share(&[dialysis, fever, not_assessed], rule, "dialysis", 0, 0);
    let baseline = (
        "courses",
        "course_id,patient_id,baseline_dialysis\nX1-1,X1,yes\n",
    );
    assert_share(&[dialysis, fever, baseline], rule, "dialysis", 0, 0);
    let line = (
        "dialysis",
        "course_id,start_hour,modality\nX1-1,10,access_only\n",
    );
    assert_share(&[line, fever], rule, "dialysis", 0, 0);
    let why = "the table toxicities was not collected";
    assert_not_applicable(&[dialysis], rule, "dialysis", why);
    let why = "the table dialysis was not collected";
    assert_not_applicable(&[fever], rule, "dialysis", why);

    let rule = "vasopressor_without_cardiovascular_toxicity";
    let header = "course_id,agent,start_hour,stop_hour,peak_rate,rate_unit\n";
    let hypotension = ("toxicities", "course_id,term\nX1-1,Hypotension\n");
    for (row, out_of) in [
        ("X1-1,norepinephrine,10,20,0.1,ug/kg/min\n", 1),
        ("X1-1,dopamine,10,20,5,ug/kg/min\n", 0),
        ("X1-1,dopamine,10,20,6,ug/kg/min\n", 1),
        ("X1-1,norepinephrine,-20,-10,0.1,ug/kg/min\n", 0),
        ("X1-1,dobutamine,10,20,5,ug/kg/min\n", 0),
    ] {
        let text = format!("{header}{row}");
        let vasopressors = ("vasopressors", text.as_str());
        assert_share(&[vasopressors, fever], rule, "vasopressors", out_of, out_of);
        assert_share(
            &[vasopressors, hypotension],
            rule,
            "vasopressors",
            0,
            out_of,
        );
    }
}

#[test]
fn rates_of_vasopressors_have_bounds_and_units() {
    let text = "course_id,agent,start_hour,peak_rate,rate_unit\n\
        X1-1,norepinephrine,1,0.2,ug/kg/min\nX1-1,norepinephrine,2,8,ug/kg/min\nX1-1,vasopressin,3,2.4,U/h\n\
        X1-1,vasopressin,4,2.4,U/min\nX1-1,phenylephrine,5,1,furlongs\nX1-1,metaraminol,6,99,ug/kg/min\nX1-1,dopamine,7,,\n";
    let tables = [("vasopressors", text)];
    // 8 µg/kg/min of norepinephrine and 2.4 U/min of vasopressin; metaraminol has no range, 2.4 U/h are 0.04 U/min.
    assert_share(
        &tables,
        "vasopressor_rate_outside_range",
        "vasopressors",
        2,
        4,
    );
    assert_share(&tables, "rate_unit_unknown", "vasopressors", 1, 6);
    let text = "course_id,agent,start_hour\nX1-1,norepinephrine,1\n";
    let why = "the column peak_rate of vasopressors was not collected";
    for rule in ["vasopressor_rate_outside_range", "rate_unit_unknown"] {
        assert_not_applicable(&[("vasopressors", text)], rule, "vasopressors", why);
    }
}

#[test]
fn events_that_are_over_before_hour_0_or_stand_twice_are_counted() {
    let text = "course_id,term,onset_hour,resolved_hour\n\
        X1-1,Fever,-9,-1\nX1-1,Fever,-9,0\nX1-1,Chills,1,2\nX1-1,Chills,1,2\nX1-1,Fever,1,\n";
    let tables = [("toxicities", text)];
    assert_share(&tables, "resolved_before_hour_0", "toxicities", 1, 4);
    assert_share(&tables, "identical_rows", "toxicities", 1, 5);
    assert_share(
        &[("toxicities", "course_id,term\n")],
        "identical_rows",
        "toxicities",
        0,
        0,
    );
    let why = "the table stays was not collected";
    assert_not_applicable(&tables, "identical_rows", "stays", why);
}
