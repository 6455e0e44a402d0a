//! Questions that would take all memory or all time (`tests/failing_inputs/sec_sql_limits`): each ends within its limits,
//! with exit code 1 and a message that names the limit.

use crate::asked::Store;
use crate::bench::{il2, in_repository, run, said, scratch};
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// What a debug build on a busy machine may take beyond a limit of time.
const SLACK: Duration = Duration::from_secs(20);

fn questions() -> Vec<PathBuf> {
    let folder = in_repository("tests/failing_inputs/sec_sql_limits");
    let entries = fs::read_dir(folder).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "sql"));
    files.sort();
    files
}

#[test]
fn each_question_without_end_ends_within_its_limits() {
    let store = Store::of("data-samples/program");
    let questions = questions();
    assert!(questions.len() >= 8);
    for file in questions {
        let began = Instant::now();
        let output = run(
            il2()
                .arg("query")
                .arg(store.path("store"))
                .args(["--memory", "256", "--timeout", "2", "--file"])
                .arg(&file),
            1,
        );
        let said = said(&output);
        let is_told = ["2 seconds", "256 MiB", "more than", "longer than 1 MiB"]
            .iter()
            .any(|limit| said.contains(limit));
        assert!(is_told && said.contains("hint: "), "{file:?}: {said}");
        assert!(output.stdout.is_empty(), "{file:?}");
        assert!(began.elapsed() < Duration::from_secs(2) + SLACK, "{file:?}");
    }
}

#[test]
fn a_query_that_is_given_up_leaves_no_file() {
    let store = Store::of("data-samples/tiny");
    let folder = scratch();
    let temporary = scratch();
    let sql = "SELECT value FROM generate_series(1, 1000000000000)";
    let output = run(
        il2()
            .env("TMPDIR", temporary.path())
            .arg("query")
            .arg(store.path("store"))
            .args(["--timeout", "1", "--sql", sql, "--output"])
            .arg(folder.path().join("answer.csv")),
        1,
    );
    assert_eq!(
        said(&output),
        "error: the query is not done after 1 second\n\nhint: give it more time with `--timeout SECONDS`, or write a smaller query\n"
    );
    for folder in [folder, temporary] {
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}

#[test]
fn texts_that_sql_makes_are_bounded_and_short_ones_are_as_ever() {
    let store = Store::of("data-samples/tiny");
    let ten = |call: &dyn Fn(&str) -> String| {
        let steps =
            (1..=7).map(|n| format!(", a{n} AS (SELECT {} AS x FROM a{})", call("x"), n - 1));
        let steps: String = steps.collect();
        format!("WITH a0 AS (SELECT 'xxxxxxxxxx' AS x){steps} SELECT length(x) AS n FROM a7")
    };
    let times_ten = |between: &str| ["x"; 10].join(between);
    for sql in [
        ten(&|_| times_ten(" || ")),
        ten(&|_| format!("concat({})", times_ten(", "))),
        ten(&|_| format!("concat_ws(x, {})", times_ten(", "))),
        ten(&|x| format!("replace({x}, 'x', 'xxxxxxxxxx')")),
        ten(&|x| (0..9).fold(x.to_owned(), |text, _| format!("overlay({text} PLACING x FROM 1 FOR 0)"))),
        // Each row is short, and a batch of rows is not.
        "SELECT max(length(concat(value, replace('xxxxxxxxxx', 'x', replace('xxxxxxxxxx', 'x', replace('xxxxxxxxxx', 'x', replace('xxxxxxxxxx', 'x', 'xx'))))))) AS n FROM generate_series(1, 8000)".to_owned(),
    ] {
        let output = run(&mut store.query(&["--memory", "256", "--sql", &sql]), 1);
        let said = said(&output);
        assert!(said.contains("1 MiB") && said.contains("64 MiB"), "{sql}: {said}");
    }
    let sql = "SELECT 'a' || 'b' || 1 AS one, 'a' || NULL AS two, concat('a', NULL, 2) AS three, \
               concat_ws('-', 'a', NULL, 'b') AS four, replace('aba', 'a', 'xx') AS five, \
               overlay('abc' PLACING 'xyz' FROM 2 FOR 1) AS six";
    assert_eq!(
        store.answer(&["--format", "csv", "--sql", sql]),
        "one,two,three,four,five,six\nab1,,a2,a-b,xxbxx,axyzc\n"
    );
    let sql = "SELECT site_id || 'x', count(*) AS n FROM courses GROUP BY site_id || 'x'";
    assert!(
        store
            .answer(&["--format", "csv", "--sql", sql])
            .contains("x,")
    );
}

#[test]
fn a_predicate_has_its_limits_too() {
    let store = Store::of("data-samples/tiny");
    let long = vec!["1"; 600].join("+");
    let grown = (0..8).fold("course_id".to_owned(), |text, _| {
        format!("replace({text}, '1', '1111111111')")
    });
    for (predicate, limit) in [
        (format!("ecog < {long}+{long}"), "1000"),
        (format!("length({grown}) > 1"), "1 MiB"),
    ] {
        let mut report = il2();
        report.arg("report").arg(store.path("store"));
        report.arg("--out").arg(store.path("report"));
        let output = run(report.args(["--where", &predicate]), 1);
        let said = said(&output);
        assert!(
            said.starts_with("error: --where: ") && said.contains(limit),
            "{said}"
        );
        assert!(!store.path("report").exists());
    }
}

#[test]
fn a_variable_that_is_no_number_of_threads_is_named() {
    let store = Store::of("data-samples/tiny");
    for variable in [
        "RAYON_NUM_THREADS",
        "POLARS_MAX_THREADS",
        "TOKIO_WORKER_THREADS",
    ] {
        for value in ["0", "10000", "abc", "", "-1"] {
            let mut query = store.query(&["--sql", "SELECT 1 AS x"]);
            let output = run(query.env(variable, value), 2);
            let said = said(&output);
            assert!(said.starts_with(&format!("error: {variable}: ")), "{said}");
        }
        let mut query = store.query(&["--format", "csv", "--sql", "SELECT 1 AS x"]);
        let output = run(query.env(variable, "3"), 0);
        assert_eq!(output.stdout, b"x\n1\n");
    }
}

#[test]
fn a_wrong_command_line_is_an_object_a_line_where_that_is_wanted() {
    for arguments in [
        &["query", "store", "--frob", "--message-format", "json"][..],
        &["--message-format=json", "report"],
        &[
            "query",
            "--memory",
            "1",
            "--sql",
            "SELECT 1",
            "store",
            "--message-format=json",
        ],
    ] {
        let output = run(il2().args(arguments), 2);
        let said = said(&output);
        let object: serde_json::Value = serde_json::from_str(&said).unwrap();
        assert_eq!(said.lines().count(), 1);
        assert_eq!(object["level"], "error");
        assert_eq!(object["exit_code"], 2);
        assert!(!object["message"].as_str().unwrap().starts_with("error"));
        assert!(object["hint"].as_str().unwrap().contains("--help"));
    }
    let help = run(il2().args(["--help", "--message-format=json"]), 0);
    assert!(help.stdout.starts_with(b"Doses tolerated"));
}

#[cfg(target_os = "linux")]
#[test]
fn threads_that_the_system_does_not_give_are_an_error_and_no_hang() {
    let store = Store::of("data-samples/tiny");
    // 100 MB of memory that may be written: less than the stacks.
    let limited = "ulimit -d 100000 && exec \"$0\" query \"$1\" --sql 'SELECT 1 AS x'";
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", limited, env!("CARGO_BIN_EXE_il2")]);
    let output = run(shell.arg(store.path("store")), 1);
    let said = said(&output);
    assert!(
        said.contains("no thread") && said.contains("ulimit"),
        "{said}"
    );
}

#[cfg(target_os = "linux")]
#[test]
fn rows_that_spill_have_no_name_that_a_kill_could_leave() {
    let store = Store::of("data-samples/tiny");
    let temporary = scratch();
    let sql = "SELECT value FROM generate_series(1, 40000000) ORDER BY value * 7919 % 1000003 DESC";
    let mut query = store.query(&["--memory", "16", "--sql", sql]);
    query.env("TMPDIR", temporary.path());
    query.stdout(std::process::Stdio::null());
    let mut query = query.spawn().unwrap();
    let files = format!("/proc/{}/fd", query.id());
    let has_spilled = || {
        let links = fs::read_dir(&files).unwrap();
        let mut targets = links.filter_map(|link| fs::read_link(link.unwrap().path()).ok());
        targets.any(|target| target.starts_with(temporary.path()))
    };
    let began = Instant::now();
    while !has_spilled() {
        assert!(began.elapsed() < SLACK, "nothing was spilled");
        std::thread::sleep(Duration::from_millis(20));
    }
    query.kill().unwrap();
    query.wait().unwrap();
    assert_eq!(fs::read_dir(temporary.path()).unwrap().count(), 0);
}
