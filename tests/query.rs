//! `il2 query`: the library, typed parameters, selections, and words for what is wrong.

use crate::asked::Store;
use crate::bench::{il2, in_repository, run, said, scratch, stored};
use il2_outcomes::query::{Engine, MEMORY, library};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;

#[test]
fn the_library_is_listed_shown_and_asked_by_name() {
    let store = Store::of("data-samples/tiny");
    let listed = run(il2().args(["query", "--list", "--format", "csv"]), 0).stdout;
    let listed = String::from_utf8(listed).unwrap();
    assert!(listed.starts_with("name,title,one_row_per\n"));
    assert_eq!(listed.lines().count(), library().len() + 1);
    let shown = run(il2().args(["query", "--show", "exposure/doses_given"]), 0).stdout;
    let shown = String::from_utf8(shown).unwrap();
    assert!(shown.starts_with("-- Title: "));
    // What is shown can be asked again, from a file and from standard input, with the same answer.
    let answer = store.answer(&["exposure/doses_given", "--format", "csv"]);
    fs::write(store.path("mine.sql"), &shown).unwrap();
    assert_eq!(
        store.answer(&["--file", "mine.sql", "--format", "csv"]),
        answer
    );
    let mut piped = store
        .query(&["--file", "-", "--format", "csv"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    piped
        .stdin
        .take()
        .unwrap()
        .write_all(shown.as_bytes())
        .unwrap();
    assert_eq!(piped.wait_with_output().unwrap().stdout, answer.as_bytes());
    let told = store.wrong(&["exposure/doses_gven"]);
    assert!(told.contains("perhaps `exposure/doses_given`"), "{told}");
    let told = said(&run(il2().args(["query", "--show", "nothing/such"]), 2));
    assert!(told.contains("unknown query `nothing/such`"), "{told}");
}

#[test]
fn exactly_one_question_is_asked() {
    let store = Store::of("data-samples/tiny");
    store.wrong(&[]);
    store.wrong(&["exposure/doses_given", "--sql", "SELECT 1"]);
    store.wrong(&["--file", "a.sql", "--sql", "SELECT 1"]);
    run(il2().args(["query", "--sql", "SELECT 1"]), 2);
}

#[test]
fn every_query_of_the_library_has_an_answer_twice_the_same() {
    let folder = scratch();
    let snapshot = stored(&in_repository("data-samples/tiny"), folder.path());
    let ask = |engine: &Engine| -> Vec<(String, String)> {
        library()
            .iter()
            .map(|query| {
                let answer = engine.execute(&query.into());
                let answer = answer.unwrap_or_else(|error| panic!("{}: {error}", query.name));
                let batches: Vec<_> = answer.map(|batch| batch.unwrap()).collect();
                (query.name.to_owned(), format!("{batches:?}"))
            })
            .collect()
    };
    let first = ask(&Engine::open(snapshot.clone(), None, MEMORY).unwrap());
    let second = ask(&Engine::open(snapshot, None, MEMORY).unwrap());
    for (first, second) in first.iter().zip(&second) {
        assert_eq!(first, second);
    }
}

#[test]
fn what_a_query_reads_is_what_its_header_says() {
    let folder = scratch();
    let snapshot = stored(&in_repository("data-samples/tiny"), folder.path());
    let engine = Engine::open(snapshot, None, MEMORY).unwrap();
    let known = engine.tables();
    for query in library() {
        for table in &query.reads {
            let is_known = known.contains(table) || table == "parameters";
            assert!(is_known, "{} reads {table}, which there is not", query.name);
            let body: String = query
                .text
                .lines()
                .filter(|line| !line.starts_with("--"))
                .collect();
            assert!(
                body.contains(table.as_str()),
                "{} does not read {table}",
                query.name
            );
        }
        // No recount query looks at what it is to prove.
        if query.recounts_measure() {
            let is_fact = |table: &String| table.starts_with("facts_") || table == "results";
            assert!(!query.reads.iter().any(is_fact), "{}", query.name);
        }
    }
}

#[test]
fn tables_have_the_names_of_the_schema() {
    let store = Store::of("data-samples/tiny");
    for (table, column) in [
        ("courses", "course_order"),
        ("dialysis", "modality"),
        ("facts_course_terms", "site_id"),
        ("collection", "collected"),
        ("quarantine", "line"),
        ("results", "measure"),
        ("organ_systems", "organ_system"),
        ("quality_rules", "places"),
        ("measures", "out_of"),
        ("queries", "agrees_with"),
        ("treated_courses", "last_hour"),
    ] {
        let sql = format!("SELECT {column} FROM {table} LIMIT 1");
        let answer = store.answer(&["--sql", &sql, "--format", "csv"]);
        assert_eq!(answer.lines().next(), Some(column), "{table}");
    }
    // What nobody collected is there, with its columns and no rows.
    let published = Store::of("data-samples/published");
    let sql = "SELECT count(*) AS n, count(hour) AS hours FROM measurements";
    assert_eq!(
        published.answer(&["--sql", sql, "--format", "csv"]),
        "n,hours\n0,0\n"
    );
}

#[test]
fn parameters_are_values_and_never_sql() {
    let store = Store::of("data-samples/tiny");
    let count = "SELECT count(*) AS n FROM courses WHERE site_id = $site OR course_id = $site";
    let all = "SELECT count(*) AS n FROM courses";
    let n = store.answer(&["--sql", all, "--format", "csv"]);
    for attempt in [
        "' OR TRUE --",
        "x' OR '1'='1",
        "'; DROP TABLE courses; --",
        "$site",
        "site_id",
        "(SELECT site_id FROM courses LIMIT 1)",
        "\\' OR TRUE",
        "\u{0}",
    ] {
        // A command line holds no NUL.
        if attempt.contains('\0') {
            continue;
        }
        let given = format!("site={attempt}");
        let answer = store.answer(&["--sql", count, "--param", &given, "--format", "csv"]);
        assert_eq!(answer, "n\n0\n", "{attempt}");
    }
    assert_eq!(store.answer(&["--sql", all, "--format", "csv"]), n);
    // Both ways to take a parameter see the same value, of the same type.
    let both = "SELECT p.a + 1 AS a, $b || 'x' AS b FROM parameters AS p";
    let answer = store.answer(&[
        "--sql", both, "--param", "a=41", "--param", "b=4 = 4", "--format", "csv",
    ]);
    assert_eq!(answer, "a,b\n42,4 = 4x\n");
}

#[test]
fn a_declared_parameter_has_a_type_and_a_default() {
    let store = Store::of("data-samples/tiny");
    fs::write(
        store.path("p.sql"),
        "-- Parameters: least integer 3: the least grade; word text a: a word\nSELECT least, word FROM parameters",
    )
    .unwrap();
    let ask = |more: &[&str]| {
        let arguments = [&["--file", "p.sql", "--format", "csv"], more].concat();
        store.answer(&arguments)
    };
    assert_eq!(ask(&[]), "least,word\n3,a\n");
    assert_eq!(
        ask(&["--param", "least=4", "--param", "word=5"]),
        "least,word\n4,5\n"
    );
    let told = store.wrong(&["--file", "p.sql", "--param", "least=4 OR TRUE"]);
    assert!(
        told.contains("parameter `least`: not of type integer"),
        "{told}"
    );
    assert!(!told.contains("4 OR TRUE"), "{told}");
    let told = store.wrong(&["--file", "p.sql", "--param", "most=4"]);
    assert!(told.contains("there is no parameter `most`"), "{told}");
    assert!(told.contains("there are least, word"), "{told}");
    let told = store.wrong(&["--sql", "SELECT $a"]);
    assert!(told.contains("parameter `$a` is not given"), "{told}");
}

#[test]
fn what_is_wrong_is_told_with_its_place_and_what_there_is() {
    let store = Store::of("data-samples/tiny");
    for (sql, expected) in [
        (
            "SELECT agee_years\nFROM courses",
            "line 1, column 8: unknown column `agee_years`",
        ),
        (
            "SELECT 1,\n  c.ecogg\nFROM courses AS c",
            "line 2, column 3: unknown column `c.ecogg`",
        ),
        (
            "SELECT *\nFROM toxicitys",
            "line 2, column 6: unknown table `toxicitys`",
        ),
        (
            "SELECT * FROM (SELECT 1 AS a) b WHERE\n  b.c = 1",
            "line 2, column 3: unknown column `b.c`",
        ),
        (
            "SELECT 1 +",
            "line 1, column 11: not SQL: Expected: an expression",
        ),
        (
            "SELECT 1\nFROM courses WHERE )",
            "line 2, column 20: not SQL: Expected: an expression",
        ),
        (
            "SELECT 'a",
            "line 1, column 8: not SQL: Unterminated string",
        ),
        (
            "SELECTED 1",
            "line 1, column 1: not SQL: a query begins with SELECT",
        ),
        (
            "SELECT frobnicate(1)",
            "line 1, column 8: there is no function `frobnicate`",
        ),
        (
            "SELECT site_id, ecog FROM courses GROUP BY site_id",
            "line 1, column 17: `courses.ecog` must be in GROUP BY",
        ),
        (
            "SELECT sum(site_id) FROM courses",
            "line 1, column 8: `sum` does not accept values",
        ),
        (
            "SELECT course_id FROM courses JOIN doses ON TRUE",
            "line 1, column 8: `course_id` could be a column of more than one table",
        ),
        ("", "there is no SQL"),
        ("/* nothing */", "there is no SQL"),
    ] {
        let told = store.wrong(&["--sql", sql]);
        let first = told.lines().next().unwrap();
        assert!(
            first.starts_with(&format!("error: {expected}")),
            "{sql}: {first}"
        );
        assert!(!told.contains("Projection"), "a plan is shown: {told}");
    }
    let told = store.wrong(&["--sql", "SELECT agee_years FROM courses"]);
    assert!(
        told.contains("hint: perhaps `age_years`; there are site_id, course_id"),
        "{told}"
    );
    let told = store.wrong(&["--sql", "SELECT * FROM toxicitys"]);
    assert!(told.contains("hint: perhaps `toxicities`"), "{told}");
    assert!(told.contains("courses, "), "{told}");
}

#[test]
fn no_value_of_the_data_stands_in_a_message() {
    let store = Store::of("data-samples/tiny");
    let ids = store.answer(&["--sql", "SELECT course_id FROM courses", "--format", "csv"]);
    for sql in [
        "SELECT CAST(course_id AS INT) FROM courses",
        "SELECT CAST(course_id AS DATE) FROM courses",
        "SELECT 1 / (course_number - course_number) FROM courses",
        "SELECT CAST(course_id AS BOOLEAN) FROM courses",
    ] {
        let told = store.wrong(&["--sql", sql]);
        assert!(
            told.contains("has no answer for at least one row"),
            "{sql}: {told}"
        );
        for id in ids.lines().skip(1) {
            assert!(!told.contains(id), "{sql}: {told}");
        }
    }
}

#[test]
fn a_selection_and_strata_are_those_of_a_report() {
    let store = Store::of("data-samples/program");
    let chosen = ["--where", "diagnosis = 'melanoma'", "--by", "sex"];
    let report = store.path("report");
    run(
        il2()
            .arg("report")
            .arg(store.path("store"))
            .arg("--out")
            .arg(&report)
            .args(chosen),
        0,
    );
    let sql = "SELECT stratum, count(*) AS n FROM course_strata GROUP BY stratum ORDER BY stratum";
    let of_store = store.answer(&[&["--sql", sql, "--format", "csv"], chosen.as_slice()].concat());
    assert!(of_store.contains("sex=female,"), "{of_store}");
    let ask = |sql: &str| {
        let mut command = il2();
        command
            .arg("query")
            .arg(&report)
            .args(["--sql", sql, "--format", "csv", "--store"]);
        String::from_utf8(run(command.arg(store.path("store")), 0).stdout).unwrap()
    };
    // A report is asked about its own selection and strata without naming them.
    assert_eq!(ask(sql), of_store);
    // An option that is typed takes the place of the report's own; the other stays.
    let ask_with = |sql: &str, option: [&str; 2]| {
        let mut command = il2();
        command.arg("query").arg(&report).args(option);
        command.args(["--sql", sql, "--format", "csv", "--store"]);
        String::from_utf8(run(command.arg(store.path("store")), 0).stdout).unwrap()
    };
    let selected = "SELECT count(*) AS n FROM course_strata";
    assert_eq!(
        ask_with(selected, ["--by", "none"]),
        ask(&format!("{selected} WHERE stratum = 'overall'"))
    );
    let strata = "SELECT DISTINCT stratum FROM course_strata ORDER BY stratum";
    assert_eq!(
        ask_with(strata, ["--where", "sex = 'male'"]),
        "stratum\noverall\nsex=male\n"
    );
    let results = fs::read_to_string(report.join("results.csv")).unwrap();
    assert_eq!(ask("SELECT * FROM results"), results);
    // Nothing chosen: the view in SQL has the default strata that the program's own code has.
    let all = store.answer(&["--sql", sql, "--format", "csv"]);
    let chosen = store.answer(&["--sql", sql, "--format", "csv", "--where", "TRUE"]);
    assert_eq!(all, chosen);
    assert!(all.contains("regimen=hd_il2;diagnosis=melanoma,"), "{all}");
    let none = store.answer(&["--sql", sql, "--format", "csv", "--by", "none"]);
    assert_eq!(none, "stratum,n\noverall,200\n");
    // A report whose store lies elsewhere says so.
    let told = said(&run(
        il2().arg("query").arg(&report).args(["--sql", "SELECT 1"]),
        2,
    ));
    assert!(
        told.contains("the report has no store of its own"),
        "{told}"
    );
}

#[test]
fn a_source_that_is_no_store_and_a_damaged_store_are_told() {
    let store = Store::of("data-samples/tiny");
    let ask = |source: &Path, exit_code| {
        said(&run(
            il2()
                .arg("query")
                .arg(source)
                .args(["--sql", "SELECT * FROM courses"]),
            exit_code,
        ))
    };
    let told = ask(&in_repository("data-samples/tiny"), 2);
    assert!(told.contains("is neither a store nor a report"), "{told}");
    let part = store.path("store/current/courses/site-00001.parquet");
    let bytes = fs::read(&part).unwrap();
    fs::remove_file(&part).unwrap();
    fs::write(&part, &bytes[..bytes.len() / 2]).unwrap();
    let told = ask(&store.path("store"), 5);
    assert!(
        told.contains("courses/site-00001.parquet: is not what was written"),
        "{told}"
    );
}
