//! Sentinel events of a small program, by hand: which there are, which are one episode, what their rows say.

use crate::safety::export::{Export, Made, three_a_quarter};

const HEADER: &str =
    "site_id,patient_id,course_id,regimen,period,course_position,reasons,timeline,finding,action";

fn rows(made: &Made) -> Vec<String> {
    let text = made.text("sentinel.csv");
    let mut lines = text.lines().map(str::to_owned);
    assert_eq!(lines.next().as_deref(), Some(HEADER));
    lines.collect()
}

fn with(mut export: Export, table: &'static str, rows: &str) -> Export {
    export.0.insert(table, rows.to_owned());
    export
}

#[test]
fn an_episode_is_one_row_with_all_reasons_and_a_timeline() {
    // Doses at hours 0, 8 … 72. Ventricular tachycardia at hour 30, after the fourth dose, dialysis from hour 30 to 34; a
    // seizure 76 h later is another episode.
    let toxicities = "course_id,term,grade,onset_hour,resolved_hour\n\
        C2,Ventricular tachycardia,3,30,42\nC2,Seizure,2,106,\nC1,Hypotension,4,10,20\nC1,Platelet count decreased,4,10,20\n\
        C0,Sepsis,2,10,20\nC0,Sepsis,3,,\n";
    let export = Export::of(3, three_a_quarter).dialysis(&[2]);
    let made = Made::of(&with(export, "toxicities", toxicities), &[]);
    assert_eq!(
        rows(&made),
        [
            "harbor,P2,C2,hd_il2,2018Q1,3,new_dialysis; listed_term,\"dose 4, hour 30: dialysis (intermittent hemodialysis), first session ended after 4 h; dose 4, hour 30: Ventricular tachycardia, grade 3, ended after 12 h\",,",
            "harbor,P2,C2,hd_il2,2018Q1,3,listed_term,\"dose 10, hour 106: Seizure, grade 2, not known to have ended\",,",
            "harbor,P0,C0,hd_il2,2018Q1,1,listed_term,\"dose unknown, hour unknown: Sepsis, grade 3, not known to have ended\",,",
        ]
    );
    assert!(made.page().contains("internal, not to leave the site"));
    assert!(made.page().contains("New dialysis"));
}

#[test]
fn who_was_on_dialysis_before_has_no_new_one_and_a_planned_stay_is_no_transfer() {
    let courses = "course_id,patient_id,start_year,start_month,sequence,planned_cycles,baseline_dialysis,care_setting\n\
        C0,P0,2018,1,1,1,yes,step_down\nC1,P1,2018,1,2,1,no,icu\nC2,P2,2018,1,3,1,no,step_down\n";
    let stays = "course_id,unit,start_hour,stop_hour\nC1,icu,20,50\nC2,icu,-4,0\nC2,icu,76,100\nC2,icu,149,\n";
    let export = with(
        Export::of(3, three_a_quarter).dialysis(&[0]),
        "courses",
        courses,
    );
    let made = Made::of(&with(export, "stays", stays), &[]);
    // From hour 76 to hour 149 there are 73 h: two episodes.
    assert_eq!(
        rows(&made),
        [
            "harbor,P2,C2,hd_il2,2018Q1,3,unplanned_icu_transfer,\"dose 10, hour 76: unplanned ICU transfer, ended after 24 h\",,",
            "harbor,P2,C2,hd_il2,2018Q1,3,unplanned_icu_transfer,\"dose 10, hour 149: unplanned ICU transfer, not known to have ended\",,",
        ]
    );
}

/// Two courses of one patient 20 days apart; the patient died on the 40th day.
fn died_after_the_second() -> Export {
    let courses = "course_id,patient_id,course_number,start_day,start_year,start_month,sequence,planned_cycles\n\
        C0,P0,1,0,2018,1,1,1\nC1,P0,2,20,2018,1,2,1\n";
    let patients = "patient_id,death_day,last_contact_day\nP0,40,40\n";
    let export = with(Export::of(2, three_a_quarter), "courses", courses);
    with(export, "patients", patients)
}

#[test]
fn a_death_is_that_of_the_last_treated_course() {
    // 30 days after the last dose of the first course, at hour 72, would be day 33; of the second, day 53.
    let row = |hour: i64, days: i64| {
        format!(
            "harbor,P0,C1,hd_il2,2018Q1,2,death_within_30_days,\"dose 10, hour {hour}: death {days} days after the last dose, cause not recorded\",,"
        )
    };
    // The last dose, at hour 72, is one of day 3 of the second course; day 40 is its day 20.
    let made = Made::of(&died_after_the_second(), &[]);
    assert_eq!(rows(&made), [row(480, 17)]);
    let patients = "patient_id,death_day,last_contact_day\nP0,30,30\n";
    let sooner = with(died_after_the_second(), "patients", patients);
    // Within 30 days of both: the course that is counted is the one that is listed.
    let made = Made::of(&sooner, &[]);
    assert_eq!(rows(&made), [row(240, 7)]);
    let counted = made.row("results.csv", "safety.death_within_30_days", &["overall"]);
    assert_eq!(counted[3..5], ["1", "2"]);
}

#[test]
fn a_death_of_several_reasons_stands_once() {
    // Grade 5 of the second course began nine days before the patient died.
    let toxicities = "course_id,term,grade,onset_hour,resolved_hour\nC1,Sepsis,5,264,\n";
    let patients = "patient_id,death_day,last_contact_day,death_cause\nP0,40,40,treatment\n";
    let export = with(died_after_the_second(), "toxicities", toxicities);
    let made = Made::of(&with(export, "patients", patients), &[]);
    assert_eq!(
        rows(&made),
        [
            "harbor,P0,C1,hd_il2,2018Q1,2,death_within_30_days; grade_5; listed_term,\"dose 10, hour 264: Sepsis, grade 5, died; dose 10, hour 480: death 17 days after the last dose, cause: treatment\",,"
        ]
    );
}

#[test]
fn an_event_of_grade_5_states_the_death_where_no_other_does() {
    // Patients who died of what began on treatment: 60 days after hour 0, and nobody knows when.
    let toxicities =
        "course_id,term,grade,onset_hour,resolved_hour\nC0,Sepsis,5,264,\nC1,Sepsis,5,100,\n";
    let patients = "patient_id,death_day,last_contact_day,death_cause\nP0,60,60,disease\nP1,,,\n";
    let courses = "course_id,patient_id,course_number,start_day,start_year,start_month,sequence,planned_cycles\n\
        C0,P0,1,0,2018,1,1,1\nC1,P1,1,0,2018,1,2,1\n";
    let export = with(Export::of(2, three_a_quarter), "courses", courses);
    let export = with(with(export, "toxicities", toxicities), "patients", patients);
    let rows = rows(&Made::of(&export, &[]));
    assert!(
        rows[1].contains("Sepsis, grade 5, died 57 days after the last dose, cause: disease"),
        "{rows:?}"
    );
    assert!(
        rows[0].contains(
            "Sepsis, grade 5, died, days since the last dose not known, cause not recorded"
        ),
        "{rows:?}"
    );
}

#[test]
fn a_death_after_a_later_course_of_another_regimen_is_not_that_of_the_earlier_one() {
    // IL-2 after TIL on day 20, and the patient died of treatment on day 30, within 30 days of the last dose of either.
    let courses = "course_id,patient_id,course_number,start_day,start_year,start_month,sequence,planned_cycles,regimen\n\
        C0,P0,1,0,2018,1,1,1,hd_il2\nC1,P0,2,20,2018,1,2,1,til_il2\n";
    let patients = "patient_id,death_day,last_contact_day,death_cause\nP0,30,30,treatment\n";
    let export = with(died_after_the_second(), "courses", courses);
    let export = with(
        with(export, "patients", patients),
        "dialysis",
        "course_id,start_hour\n",
    );
    let made = Made::of(&export.toxicities(&[]), &[]);
    for (measure, item) in [
        ("safety.death_within_30_days", "all"),
        ("safety.serious_harm", "all"),
        ("safety.treatment_related_death", "attributed"),
    ] {
        let counted = made.row("results.csv", measure, &["overall", item]);
        assert_eq!(counted[3..5], ["0", "1"], "{measure}");
    }
    let listed = rows(&made);
    assert_eq!(listed.len(), 1);
    assert!(listed[0].starts_with("harbor,P0,C1,til_il2,"), "{listed:?}");
}
