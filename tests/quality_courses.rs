//! Rules of courses and doses, each by hand on a few rows: what passes, fails, and cannot be asked.

use crate::quality::{TWO_COURSES, assert_not_applicable, assert_share, export};

#[test]
fn ages_sizes_and_weights_of_courses_have_bounds() {
    let courses = "course_id,patient_id,age_years,weight_kg,planned_iu_per_kg\n\
        X1-1,X1,17,80,600000\nX1-2,X1,18,121,720000\nX2-1,X2,,60,600\nX2-2,X2,40,90,300000\n";
    let tables = [("courses", courses)];
    assert_share(&tables, "age_under_18", "courses", 1, 3);
    assert_share(&tables, "planned_size_outside_range", "courses", 1, 4);
    // 121 kg are more than 1.5 × 80 kg, and 90 kg are just 1.5 × 60 kg.
    assert_share(&tables, "weight_change_over_half", "courses", 1, 2);
    let why = "the column weight_kg of courses was not collected";
    assert_not_applicable(&[], "weight_change_over_half", "courses", why);
    let why = "the column age_years of courses was not collected";
    assert_not_applicable(&[], "age_under_18", "courses", why);
    assert_share(&[], "planned_size_outside_range", "courses", 0, 0);
}

#[test]
fn what_is_assumed_of_the_plan_is_counted() {
    let courses = "course_id,patient_id,regimen,planned_cycles\nX1-1,X1,hd_il2,2\nX2-1,X2,other,\n";
    let export = export(&[("courses", courses)]);
    let assumed: Vec<_> = export
        .checks
        .iter()
        .filter(|c| c.rule == "assumed")
        .collect();
    let found: Vec<_> = assumed
        .iter()
        .map(|c| (c.column, c.share.unwrap().failed))
        .collect();
    // Of regimen `other` nothing is assumed.
    let expected = [
        ("regimen", 0),
        ("planned_cycles", 0),
        ("planned_doses_per_cycle", 1),
    ];
    assert_eq!(found, expected);
    assert!(assumed.iter().all(|check| check.share.unwrap().out_of == 1));
}

#[test]
fn courses_of_a_patient_do_not_overlap() {
    let doses = |last: &str| {
        format!(
            "course_id,cycle,dose_number,status,hour\nX1-1,1,1,given,0\nX1-1,1,2,given,{last}\nX1-2,1,1,given,0\nX2-1,1,1,given,0\n"
        )
    };
    // The second course starts on day 20, which ends at hour 504.
    for (last, failed) in [("14", 0), ("504", 0), ("505", 1)] {
        let tables = [TWO_COURSES, ("doses", &doses(last))];
        assert_share(&tables, "courses_overlap", "courses", failed, 1);
        assert_share(
            &tables,
            "course_ends_after_next_start",
            "courses",
            failed,
            1,
        );
    }
    // A dose that was not given is none of the course's doses in time, and yet the course had not ended.
    let held = "course_id,cycle,dose_number,status,hour\nX1-1,1,1,given,0\nX1-1,1,2,held,505\nX1-2,1,1,given,0\n";
    let tables = [TWO_COURSES, ("doses", held)];
    assert_share(&tables, "courses_overlap", "courses", 0, 1);
    assert_share(&tables, "course_ends_after_next_start", "courses", 1, 1);
    // The second course by number was the first: they do not overlap.
    let courses = "course_id,patient_id,course_number,start_day\nX1-1,X1,1,60\nX1-2,X1,2,0\n";
    let tables = [
        ("courses", courses),
        ("doses", &doses("8")[..doses("8").len() - 17]),
    ];
    assert_share(&tables, "courses_overlap", "courses", 0, 1);
    assert_share(&tables, "course_ends_after_next_start", "courses", 1, 1);
    let why = "the column start_day of courses was not collected";
    assert_not_applicable(&[], "courses_overlap", "courses", why);
    assert_not_applicable(&[], "course_ends_after_next_start", "courses", why);
}

#[test]
fn doses_have_hours_in_order_and_apart() {
    let doses = "course_id,cycle,dose_number,status,hour\n\
        X1-1,1,1,given,0\nX1-1,1,2,given,8\nX1-1,1,3,given,4\nX1-1,1,4,held,5\nX1-1,1,5,given,11.9\nX1-1,1,6,given,\n";
    let tables = [("doses", doses)];
    // Hours 0 8 4 5 11.9: the third is earlier than the second.
    assert_share(&tables, "dose_hours_out_of_order", "doses", 1, 4);
    // Given at 0, 4, 8 and 11.9: the last one 3.9 hours after the one before.
    assert_share(&tables, "doses_nearer_than_4_hours", "doses", 1, 3);
    assert_share(&tables, "given_without_hour", "doses", 1, 1);
    assert_share(&tables, "first_dose_not_at_hour_0", "doses", 0, 1);
    let late = "course_id,cycle,dose_number,status,hour\nX1-1,1,1,held,0\nX1-1,1,2,given,8\n";
    let tables = [("doses", late)];
    assert_share(&tables, "first_dose_not_at_hour_0", "doses", 1, 1);
    assert_share(&tables, "doses_nearer_than_4_hours", "doses", 0, 0);
    let untimed = [(
        "doses",
        "course_id,cycle,dose_number,status\nX1-1,1,1,given\n",
    )];
    let why = "the column hour of doses was not collected";
    for rule in [
        "dose_hours_out_of_order",
        "doses_nearer_than_4_hours",
        "given_without_hour",
        "first_dose_not_at_hour_0",
        "dose_after_death",
    ] {
        assert_not_applicable(&untimed, rule, "doses", why);
    }
}

#[test]
fn the_size_of_a_given_dose_has_bounds() {
    let doses = "course_id,cycle,dose_number,status,iu_per_kg\n\
        X1-1,1,1,given,600000\nX1-1,1,2,given,900000\nX1-1,1,3,given,0.6\nX1-1,1,4,held,0\nX1-1,1,5,given,\n";
    assert_share(
        &[("doses", doses)],
        "dose_size_outside_range",
        "doses",
        1,
        3,
    );
    let why = "the column iu_per_kg of doses was not collected";
    assert_not_applicable(&[], "dose_size_outside_range", "doses", why);
}

#[test]
fn a_cycle_has_at_most_15_given_doses_and_a_course_what_was_planned() {
    let doses = |n: u32| -> String {
        let rows = (1..=n).map(|dose| format!("X1-1,1,{dose},given\n"));
        let others = "X1-1,2,1,given\nX1-1,3,1,held\n".to_owned();
        let header = "course_id,cycle,dose_number,status\n".to_owned();
        std::iter::once(header)
            .chain(rows)
            .chain([others])
            .collect()
    };
    // The third cycle has no given dose.
    for (n, failed) in [(15, 0), (16, 1)] {
        let doses = doses(n);
        assert_share(
            &[("doses", &doses)],
            "more_than_15_given_in_cycle",
            "doses",
            failed,
            2,
        );
        assert_share(
            &[("doses", &doses)],
            "more_given_than_planned",
            "doses",
            0,
            1,
        );
    }
    // 28 are planned for hd_il2, and 28 + 1 were given.
    assert_share(
        &[("doses", &doses(28))],
        "more_given_than_planned",
        "doses",
        1,
        1,
    );
    let other = [("courses", "course_id,patient_id,regimen\nX1-1,X1,other\n")];
    assert_share(&other, "more_given_than_planned", "doses", 0, 0);
}
