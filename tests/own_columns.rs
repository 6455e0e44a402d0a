//! Own columns `x_…`: what a site knows of its courses and patients beside the data model, from the export to the store.

use crate::bench::{il2, run, said, scratch};
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// An export of courses with one given dose each, and of patients where there are any.
fn export(folder: &Path, name: &str, courses: &str, patients: &str) {
    let folder = folder.join(name);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("courses.csv"), courses).unwrap();
    let mut doses = "course_id,cycle,dose_number,status,hour\n".to_owned();
    for line in courses.lines().skip(1) {
        let (course, _) = line.split_once(',').unwrap();
        writeln!(doses, "{course},1,1,given,0").unwrap();
    }
    fs::write(folder.join("doses.csv"), doses).unwrap();
    if !patients.is_empty() {
        fs::write(folder.join("patients.csv"), patients).unwrap();
    }
}

/// Ingests an export into the store beside it; gives what was said.
fn ingest(folder: &Path, names: &[&str], exit_code: i32) -> String {
    let mut command = il2();
    command.current_dir(folder).arg("ingest").args(names);
    said(&run(command.args(["--store", "store"]), exit_code))
}

/// The answer of a query as CSV.
fn query(folder: &Path, sql: &str) -> String {
    let mut command = il2();
    command
        .current_dir(folder)
        .args(["query", "store", "--format", "csv", "--sql", sql]);
    String::from_utf8(run(&mut command, 0).stdout).unwrap()
}

/// The type of each own column of the store.
fn types(folder: &Path) -> String {
    query(
        folder,
        "SELECT \"table\", \"column\", type, meaning FROM dictionary WHERE meaning = 'own column'",
    )
}

#[test]
fn a_column_that_begins_with_x_is_kept_under_its_name_in_small_letters() {
    let folder = scratch();
    let longest = "a".repeat(40);
    let header = format!(
        "course_id,patient_id, X_Trial Arm ,x_LDH-level,x_{longest},x_{longest}a,x_µ,x_,xbraf"
    );
    let courses = format!("{header}\nC1,P1,A,210,1,2,3,4,5\nC2,P2,B,455,3,2,3,4,5\n");
    export(
        folder.path(),
        "alder",
        &courses,
        "patient_id,X_BRAF\nP1,V600E\nP2,wild type\n",
    );
    let said = ingest(folder.path(), &["alder"], 0);
    for name in [&format!("`x_{longest}a`"), "`x_µ`", "`x_`", "`xbraf`"] {
        assert!(said.contains(name), "{name}: {said}");
    }
    assert!(!said.contains("`x_ldh"), "{said}");
    let kept = format!(
        "table,column,type,meaning\ncourses,x_{longest},integer,own column\n\
        courses,x_ldh_level,integer,own column\ncourses,x_trial_arm,text,own column\n\
        patients,x_braf,text,own column\n"
    );
    assert_eq!(types(folder.path()), kept);
    let rows = query(
        folder.path(),
        "SELECT course_id, x_trial_arm, x_ldh_level FROM courses ORDER BY 1",
    );
    assert_eq!(
        rows,
        "course_id,x_trial_arm,x_ldh_level\nC1,A,210\nC2,B,455\n"
    );
    let last = query(folder.path(), "SELECT * FROM patients");
    assert!(
        last.lines()
            .next()
            .unwrap()
            .ends_with(",last_contact_day,x_braf"),
        "{last}"
    );
}

#[test]
fn names_of_own_columns_differ_by_every_character() {
    let folder = scratch();
    let courses = "course_id,patient_id,x_arm,x_arm_,x__arm\nC1,P1,a,b,c\n";
    export(folder.path(), "alder", courses, "");
    ingest(folder.path(), &["alder"], 0);
    let row = query(folder.path(), "SELECT x_arm, x_arm_, x__arm FROM courses");
    assert_eq!(row, "x_arm,x_arm_,x__arm\na,b,c\n");
    export(
        folder.path(),
        "birch",
        "course_id,patient_id,x_arm,X-Arm\nC1,P1,a,b\n",
        "",
    );
    ingest(folder.path(), &["birch"], 0);
    export(
        folder.path(),
        "cedar",
        "course_id,patient_id,x_a-b,x_a b\nC1,P1,a,b\n",
        "",
    );
    assert!(ingest(folder.path(), &["cedar"], 3).contains("columns 3 and 4"));
}

#[test]
fn a_type_is_found_over_all_rows_of_all_exports() {
    let folder = scratch();
    let header = "course_id,patient_id,x_flag,x_count,x_level,x_word,x_none";
    export(
        folder.path(),
        "alder",
        &format!("{header}\nC1,P1,0,1,2,unknown,NA\nC2,P2,1,0,3,?,\n"),
        "",
    );
    export(
        folder.path(),
        "birch",
        &format!("{header}\nC1,P1,Yes,2,1.5,3,n.a.\nC2,P2,unknown,?,UNKNOWN,b,\n"),
        "",
    );
    ingest(folder.path(), &["."], 0);
    let kept = "table,column,type,meaning\ncourses,x_count,integer,own column\ncourses,x_flag,boolean,own column\n\
        courses,x_level,decimal,own column\ncourses,x_none,text,own column\ncourses,x_word,text,own column\n";
    assert_eq!(types(folder.path()), kept);
    let rows = query(
        folder.path(),
        "SELECT x_flag, x_count, x_level, x_word, x_none FROM courses ORDER BY site_id, course_id",
    );
    // `?` and `unknown` are values of a text alone.
    let expected = "x_flag,x_count,x_level,x_word,x_none\nfalse,1,2,unknown,\ntrue,0,3,?,\ntrue,2,1.5,3,\n,,,b,\n";
    assert_eq!(rows, expected);
}

#[test]
fn a_text_of_more_than_64_characters_is_quarantined() {
    let folder = scratch();
    let (longest, longer) = ("ä".repeat(64), "ä".repeat(65));
    let mut courses = "course_id,patient_id,x_note\n".to_owned();
    for number in 1..40 {
        writeln!(courses, "C{number},P{number},{longest}").unwrap();
    }
    writeln!(courses, "C40,P40,{longer}").unwrap();
    export(folder.path(), "alder", &courses, "");
    ingest(folder.path(), &["alder"], 0);
    let rows = query(
        folder.path(),
        "SELECT line, \"column\", class, rule FROM quarantine WHERE file LIKE '%courses%'",
    );
    assert_eq!(
        rows,
        "line,column,class,rule\n41,x_note,domain,courses.x_note.domain\n"
    );
    let identifier = "course_id,patient_id,x_contact\nC1,P1,nobody@example.org\n";
    export(folder.path(), "birch", identifier, "");
    let refused = ingest(folder.path(), &["birch"], 4);
    assert!(!refused.contains("nobody"), "{refused}");
}

#[test]
fn a_later_ingest_may_widen_a_type_and_no_more() {
    let folder = scratch();
    let ingest_one = |site: &str, column: &str, values: [&str; 2], exit_code: i32| {
        let [first, second] = values;
        let courses = format!("course_id,patient_id,{column}\nC1,P1,{first}\nC2,P2,{second}\n");
        export(folder.path(), site, &courses, "");
        ingest(folder.path(), &[site], exit_code)
    };
    ingest_one("alder", "x_ldh", ["210", "3"], 0);
    ingest_one("birch", "x_ldh", ["1.5", ""], 0);
    let rows = || {
        query(
            folder.path(),
            "SELECT site_id, x_ldh FROM courses ORDER BY 1, 2",
        )
    };
    assert_eq!(
        rows(),
        "site_id,x_ldh\nalder,3\nalder,210\nbirch,1.5\nbirch,\n"
    );
    // Beside numbers, 0 and 1 are numbers.
    ingest_one("cedar", "x_ldh", ["0", "1"], 0);
    assert!(types(folder.path()).contains("x_ldh,decimal"));
    let refused = ingest_one("elm", "x_ldh", ["high", "1.5"], 3);
    for words in [
        "courses.x_ldh",
        "decimal",
        "alder, birch, cedar",
        "text",
        "elm",
        "ingest these sites together",
    ] {
        assert!(refused.contains(words), "{words}: {refused}");
    }
    assert!(!rows().contains("elm"));
    // What is replaced does not stay.
    ingest_one("fir", "x_braf", ["", "NA"], 0);
    ingest_one("gum", "x_braf", ["yes", "no"], 0);
    assert!(types(folder.path()).contains("x_braf,boolean"));
    ingest_one("gum", "x_braf", ["V600E", "none"], 0);
    assert!(types(folder.path()).contains("x_braf,text"));
}

#[test]
fn a_table_has_64_own_columns_at_most_and_no_name_is_in_both_tables() {
    let folder = scratch();
    let courses = |n: usize| {
        let names: Vec<String> = (1..=n).map(|number| format!("x_{number}")).collect();
        format!(
            "course_id,patient_id,{}\nC1,P1,{}\n",
            names.join(","),
            vec!["1"; n].join(",")
        )
    };
    export(folder.path(), "alder", &courses(65), "");
    let refused = ingest(folder.path(), &["alder"], 3);
    assert!(refused.contains("65 own columns"), "{refused}");
    export(folder.path(), "alder", &courses(64), "");
    ingest(folder.path(), &["alder"], 0);
    // One more at another site is one more in the store.
    export(
        folder.path(),
        "birch",
        "course_id,patient_id,x_65\nC1,P1,1\n",
        "",
    );
    ingest(folder.path(), &["birch"], 3);
    export(
        folder.path(),
        "cedar",
        "course_id,patient_id\nC1,P1\n",
        "patient_id,x_64\nP1,1\n",
    );
    let refused = ingest(folder.path(), &["cedar"], 3);
    assert!(refused.contains("`x_64`"), "{refused}");
}

#[test]
fn an_own_column_is_collected_by_each_export_that_has_it() {
    let folder = scratch();
    export(
        folder.path(),
        "alder",
        "course_id,patient_id,x_arm\nC1,P1,\n",
        "patient_id,x_risk\nP1,2\n",
    );
    export(folder.path(), "birch", "course_id,patient_id\nC1,P1\n", "");
    ingest(folder.path(), &["."], 0);
    let collected = query(
        folder.path(),
        "SELECT site_id, \"column\", table_collected, collected FROM collection WHERE \"column\" IN ('x_arm', 'x_risk')",
    );
    let expected = "site_id,column,table_collected,collected\nalder,x_arm,true,true\nalder,x_risk,true,true\n\
        birch,x_arm,true,false\nbirch,x_risk,false,false\n";
    assert_eq!(collected, expected);
    let mut verify = il2();
    run(
        verify.current_dir(folder.path()).args(["verify", "store"]),
        0,
    );
}

#[test]
fn a_date_in_an_own_column_is_refused_with_what_may_be_there_instead() {
    let folder = scratch();
    export(
        folder.path(),
        "alder",
        "course_id,patient_id,x_Biopsy date\nC1,P1,2131-03-04\n",
        "",
    );
    let said = ingest(folder.path(), &["alder"], 4);
    for words in [
        "alder/courses.csv: line 2: x_Biopsy date: a full calendar date is an identifier",
        "in a column `x_…` give a year, or a number of days, instead of a date",
    ] {
        assert!(said.contains(words), "{words}\n{said}");
    }
    assert!(!said.contains("columns that end in _at"), "{said}");
}
