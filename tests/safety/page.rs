//! What the page of a small program says first, and of each indicator in one line.

use crate::bench::scratch;
use crate::safety::export::{Export, Made, three_a_quarter};
use std::fs;

/// Sixty courses of sixty patients: oliguria of grade 3 in courses 0, 10, 20 of the baseline and in two of the latest three.
fn oliguria() -> Export {
    let events = [0, 10, 20, 57, 59].map(|course| (course, "Oliguria", 3, 40.0, 90.0));
    Export::of(60, three_a_quarter)
        .toxicities(&events)
        .dialysis(&[])
}

#[test]
fn an_indicator_is_one_line_with_its_change() {
    let made = Made::of(&oliguria(), &[]);
    let page = made.page();
    // 2/3 less 3/30: Newcombe's interval is 8.2 to 84.6 points.
    let line = "<th scope=\"row\">Renal</th><td>2/3 (67%)</td><td>3/30 (10%)</td>\
        <td class=\"more\">+57 (8 to 85)</td><td class=\"signal";
    assert!(page.contains(line));
    for heading in ["Change (95% CI)", "Detects a doubling in"] {
        assert!(page.contains(&format!("<th scope=\"col\" class=\"more\">{heading}</th>")));
    }
    let file = made.text("tables/safety_indicators.csv");
    let mut reader = csv::Reader::from_reader(file.as_bytes());
    let heads = reader.headers().unwrap().clone();
    let of_renal = "Courses with toxicity of grade ≥ 3: Renal";
    let mut rows = reader.records().map(Result::unwrap);
    let renal = rows.find(|row| &row[0] == of_renal).unwrap();
    for (head, number) in [
        ("Latest: 2022Q4, n", "2"),
        ("Latest: 2022Q4, N", "3"),
        ("Latest: 2022Q4, percent", "67"),
        ("Change, difference", "57"),
        ("Change, lower", "8"),
        ("Change, upper", "85"),
    ] {
        let column = heads.iter().position(|known| known == head).unwrap();
        assert_eq!(&renal[column], number, "{head}");
    }
}

#[test]
fn a_page_begins_with_what_was_found_and_the_data_cut() {
    let made = Made::of(&oliguria(), &[]);
    let page = made.page();
    assert!(page.contains("Data cut: last start in October 2022; 1 export, date not recorded."));
    // Without stays nobody knows of transfers.
    assert!(page.contains(
        "No sentinel event was recorded. Not collected: unplanned ICU transfers (by no site)."
    ));
    assert!(page.contains(
        "Toxicity of grade ≥ 3 occurred in 2/3 courses (67%) in 2022Q4, compared with 3/30 (10%) in the baseline (2018Q1–2020Q2)."
    ));
    assert!(page.contains("Charts are not risk-adjusted"));
    // Patients beside patients: 5 of 60 here, 14 of 93 there.
    assert!(page.contains("5/60 (8.3%)") && page.contains("14/93 (15.1%)"));
    assert!(!page.contains("none published"));
}

#[test]
fn a_page_says_what_a_treatment_related_death_is_and_marks_years_course_by_course() {
    let page = Made::of(&oliguria(), &[]).page();
    assert!(page.contains("Vertical lines mark the years of courses."));
    assert!(!page.contains("unnel"), "a funnel has five sites");
    assert!(!page.contains("Treatment-related death is attributed"));
    let mut export = oliguria();
    let header = "patient_id,death_day,last_contact_day,death_cause".to_owned();
    let patients = (0..60).map(|patient| format!("P{patient},,,"));
    let rows: Vec<String> = std::iter::once(header).chain(patients).collect();
    export.0.insert("patients", rows.join("\n") + "\n");
    let page = Made::of(&export, &[]).page();
    assert!(page.contains(
        "treatment is the recorded cause of death (0/3 in 2022Q4, 0/30 in 2018Q1–2020Q2)"
    ));
}

#[test]
fn a_review_of_one_site_of_several_names_it() {
    let folder = scratch();
    let exports = folder.path().join("exports");
    fs::create_dir(&exports).unwrap();
    for site in ["elm", "fir"] {
        let written = oliguria().write(&folder.path().join("written"));
        fs::rename(written, exports.join(site)).unwrap();
    }
    let made = Made::at(&exports, folder, &["--where", "site_id = 'fir'"]);
    assert!(
        made.page()
            .contains("60 treated courses at site fir, quarters")
    );
}

#[test]
fn sentinel_episodes_of_courses_after_til_are_counted_beside_the_courses() {
    let mut export = Export::of(60, three_a_quarter)
        .toxicities(&[(57, "Sepsis", 4, 40.0, 90.0), (58, "Sepsis", 5, 40.0, 90.0)]);
    let rows = export.0["courses"].lines().enumerate();
    let with_regimen = rows.map(|(line, row)| match line {
        0 => format!("{row},regimen\n"),
        58.. => format!("{row},til_il2\n"),
        _ => format!("{row},hd_il2\n"),
    });
    let courses: String = with_regimen.collect();
    export.0.insert("courses", courses);
    let page = Made::of(&export, &[]).page();
    assert!(page.contains("No sentinel event was recorded."));
    assert!(page.contains(
        "Excluded: 3 courses of IL-2 after TIL (2 sentinel episodes, 1 with a death; reviewed separately below)."
    ));
}
