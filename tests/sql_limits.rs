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
        let is_told = ["2 seconds", "256 MiB", "at most", "more than"]
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
        "error: the query is not done after 1 second\n\nhint: give it more time with `--timeout SECONDS`, or ask for less\n"
    );
    for folder in [folder, temporary] {
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
