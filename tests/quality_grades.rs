//! Rules of grades and causes of death, each by hand on a few rows: what passes, fails, and cannot be asked.

use crate::quality::{assert_not_applicable, assert_share};

#[test]
fn a_vasopressor_means_hypotension_of_grade_3() {
    let rule = "vasopressor_without_hypotension_grade_3";
    let pressor = (
        "vasopressors",
        "course_id,agent,start_hour\nX1-1,norepinephrine,5\n",
    );
    for (events, failed, out_of) in [
        ("X1-1,Hypotension,3\n", 0, 1),
        ("X1-1,BP drop,2\nX1-1,Hypotension,4\n", 0, 1),
        ("X1-1,Hypotension,2\n", 1, 1),
        // Another event of the heart is no hypotension.
        ("X1-1,Atrial fibrillation,3\n", 1, 1),
        ("", 1, 1),
        // One of unknown grade may have been of grade 3; beside one that was it changes nothing.
        ("X1-1,Hypotension,\nX1-1,Hypotension,2\n", 0, 0),
        ("X1-1,Hypotension,\nX1-1,Hypotension,3\n", 0, 1),
    ] {
        let toxicities = format!("course_id,term,grade\n{events}");
        let tables = [("toxicities", toxicities.as_str()), pressor];
        assert_share(&tables, rule, "toxicities", failed, out_of);
    }
    let toxicities = ("toxicities", "course_id,term,grade\nX1-1,Hypotension,2\n");
    let dopamine = "course_id,agent,start_hour,peak_rate,rate_unit\nX1-1,dopamine,5,3,ug/kg/min\n";
    assert_share(
        &[toxicities, ("vasopressors", dopamine)],
        rule,
        "toxicities",
        0,
        0,
    );
    let not_assessed = (
        "not_assessed",
        "course_id,organ_system\nX1-1,cardiovascular\n",
    );
    assert_share(
        &[toxicities, pressor, not_assessed],
        rule,
        "toxicities",
        0,
        0,
    );
    let why = "the table vasopressors was not collected";
    assert_not_applicable(&[toxicities], rule, "toxicities", why);
    let why = "the column grade of toxicities was not collected";
    let ungraded = ("toxicities", "course_id,term\nX1-1,Hypotension\n");
    assert_not_applicable(&[ungraded, pressor], rule, "toxicities", why);
}

#[test]
fn dialysis_means_renal_toxicity_of_grade_4() {
    let rule = "dialysis_without_renal_grade_4";
    let dialysis = ("dialysis", "course_id,modality,start_hour\nX1-1,crrt,50\n");
    for (events, failed, out_of) in [
        ("X1-1,Acute kidney injury,4\n", 0, 1),
        ("X1-1,Creatinine increased,5\n", 0, 1),
        ("X1-1,Creatinine increased,3\nX1-1,Hypotension,4\n", 1, 1),
        ("", 1, 1),
        ("X1-1,Creatinine increased,\n", 0, 0),
    ] {
        let toxicities = format!("course_id,term,grade\n{events}");
        let tables = [("toxicities", toxicities.as_str()), dialysis];
        assert_share(&tables, rule, "toxicities", failed, out_of);
    }
    let toxicities = (
        "toxicities",
        "course_id,term,grade\nX1-1,Creatinine increased,3\n",
    );
    // A line is no dialysis, nor is what began before the course new.
    for other in [
        "course_id,modality,start_hour\nX1-1,access_only,50\n",
        "course_id,modality,start_hour\nX1-1,ihd,-20\n",
    ] {
        assert_share(&[toxicities, ("dialysis", other)], rule, "toxicities", 0, 0);
    }
    let maintenance = (
        "courses",
        "course_id,patient_id,baseline_dialysis\nX1-1,X1,true\n",
    );
    assert_share(
        &[toxicities, dialysis, maintenance],
        rule,
        "toxicities",
        0,
        0,
    );
    let why = "the table dialysis was not collected";
    assert_not_applicable(&[toxicities], rule, "toxicities", why);
}

#[test]
fn a_fatal_event_has_not_resolved_before_death() {
    let rule = "grade_5_resolved_before_death";
    let patients = ("patients", "patient_id,death_day\nX1,4\n");
    // Day 4 begins at hour 96.
    let toxicities = "course_id,term,grade,onset_hour,resolved_hour\n\
        X1-1,Sepsis,5,20,96\nX1-1,Sepsis,5,20,95\nX1-1,Fever,2,20,30\nX1-1,Hypotension,5,20,\n";
    let toxicities = ("toxicities", toxicities);
    assert_share(&[toxicities, patients], rule, "toxicities", 1, 2);
    let alive = ("patients", "patient_id,death_day\nX1,\n");
    assert_share(&[toxicities, alive], rule, "toxicities", 0, 0);
    let why = "the table patients was not collected";
    assert_not_applicable(&[toxicities], rule, "toxicities", why);
}

#[test]
fn the_living_have_no_cause_of_death() {
    let rule = "death_cause_without_death_day";
    let courses = (
        "courses",
        "course_id,patient_id\nX1-1,X1\nX2-1,X2\nX3-1,X3\n",
    );
    let text = "patient_id,death_day,death_cause\nX1,40,disease\nX2,,other\nX3,,\n";
    assert_share(&[courses, ("patients", text)], rule, "patients", 1, 2);
    let text = "patient_id,death_day,death_cause\nX1,40,\n";
    assert_share(&[("patients", text)], rule, "patients", 0, 0);
    let why = "the column death_cause of patients was not collected";
    assert_not_applicable(
        &[("patients", "patient_id,death_day\nX1,40\n")],
        rule,
        "patients",
        why,
    );
}
