//! Rules of courses and doses, each by hand on a few rows: what passes, fails, and cannot be asked.

use crate::quality::{TWO_COURSES, assert_not_applicable, assert_share, check, export};
use il2_outcomes::ingest::quality::{Share, State};

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

/// Doses of one course: so many given ones in each of these cycles.
fn given(cycles: &[u32]) -> String {
    let rows = (1..).zip(cycles).flat_map(|(cycle, &doses): (u32, &u32)| {
        (1..=doses).map(move |dose| format!("X1-1,{cycle},{dose},given\n"))
    });
    let head = "course_id,cycle,dose_number,status\n".to_owned();
    std::iter::once(head).chain(rows).collect()
}

#[test]
fn doses_fit_the_regimen() {
    let rule = "doses_contradict_regimen";
    let courses = |rest: &str| {
        format!(
            "course_id,patient_id,regimen,planned_cycles,planned_doses_per_cycle\nX1-1,X1,{rest}\n"
        )
    };
    for (course, cycles, failed, out_of) in [
        // After TIL one block of up to 15 doses.
        ("til_il2,1,6", &[6][..], 0, 1),
        ("til_il2,1,15", &[15], 0, 1),
        ("til_il2,1,15", &[16], 1, 1),
        ("til_il2,,", &[3, 1], 1, 1),
        // High-dose IL-2 in two cycles of up to 15; a cycle of none is none.
        ("hd_il2,2,14", &[15, 15], 0, 1),
        ("hd_il2,2,14", &[16, 15], 1, 1),
        ("hd_il2,2,14", &[5, 0, 5], 0, 1),
        ("hd_il2,3,14", &[5, 5, 1], 1, 1),
        // A program may call one block a course; one of 6 doses is that of TIL.
        ("hd_il2,1,14", &[9], 0, 1),
        ("hd_il2,1,7", &[5], 0, 1),
        ("hd_il2,1,6", &[5], 1, 1),
        // Of another regimen nothing is expected, nor of a course without a dose.
        ("other,1,6", &[20, 20, 20], 0, 0),
        ("til_il2,1,6", &[], 0, 0),
    ] {
        let (courses, doses) = (courses(course), given(cycles));
        let tables = [("courses", courses.as_str()), ("doses", &doses)];
        assert_share(&tables, rule, "courses", failed, out_of);
    }
    // Where no regimen is exported it is hd_il2, and a plan that is not exported contradicts nothing.
    assert_share(&[("doses", &given(&[4]))], rule, "courses", 0, 1);
}

#[test]
fn a_response_comes_before_progression() {
    let rule = "response_after_progression";
    let courses = "course_id,patient_id,response_day,progression_day\n\
        X1-1,X1,50,120\nX2-1,X2,120,120\nX3-1,X3,121,120\nX4-1,X4,50,\nX5-1,X5,,120\n";
    assert_share(&[("courses", courses)], rule, "courses", 1, 3);
    let courses = "course_id,patient_id,response_day\nX1-1,X1,50\n";
    let why = "the column progression_day of courses was not collected";
    assert_not_applicable(&[("courses", courses)], rule, "courses", why);
}

#[test]
fn doses_after_the_end_of_a_cycle_have_a_row_or_none() {
    let share = |doses: &str, course: &str| {
        let courses = format!(
            "course_id,patient_id,regimen,planned_cycles,planned_doses_per_cycle\nX1-1,X1,{course}\n"
        );
        let doses = format!("course_id,cycle,dose_number,status\n{doses}");
        let export = export(&[("courses", &courses), ("doses", &doses)]);
        let check = check(&export, "doses_without_row", "doses");
        // Nothing is wrong with one export alone.
        assert_eq!(check.state, State::NotApplicable);
        assert!(!check.why.is_empty());
        let warned = export.warnings.iter();
        assert!(
            warned
                .into_iter()
                .all(|warning| warning.rule != "doses_without_row")
        );
        check.share.unwrap()
    };
    let of = |failed, out_of| Share { failed, out_of };
    // Four planned, one given, one stopped: two of three have no row.
    let one_row = "X1-1,1,1,given\nX1-1,1,2,stopped\n";
    assert_eq!(share(one_row, "hd_il2,1,4"), of(2, 3));
    let each = "X1-1,1,1,given\nX1-1,1,2,stopped\nX1-1,1,3,stopped\nX1-1,1,4,stopped\n";
    assert_eq!(share(each, "hd_il2,1,4"), of(0, 3));
    // A held dose is neither; a cycle that was not begun, or not planned, says nothing of the log.
    let held = "X1-1,1,1,given\nX1-1,1,2,held\nX1-1,1,3,given\nX1-1,2,1,stopped\nX1-1,3,1,given\n";
    assert_eq!(share(held, "hd_il2,2,4"), of(1, 1));
    // Without a plan nothing was not reached.
    assert_eq!(share(one_row, "other,,"), of(0, 0));
}
