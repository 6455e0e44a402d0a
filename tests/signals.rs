//! Signals: a command that one ends leaves everything as it was, and nothing that it was writing.

use crate::bench::{il2, in_repository, run, said, scratch};
use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How long anything may take before a test gives up.
const PATIENCE: Duration = Duration::from_mins(2);

/// A query that counts for longer than any test waits.
const ENDLESS: &str = "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 1000000000) \
    SELECT count(*) FROM t";

/// Everything in a folder by its path: the bytes of files, the targets of links.
fn content(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(inner) = folders.pop() {
        for entry in fs::read_dir(inner).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(folder).unwrap().to_str().unwrap();
            let bytes = if path.is_symlink() {
                fs::read_link(&path)
                    .unwrap()
                    .into_os_string()
                    .into_encoded_bytes()
            } else if path.is_dir() {
                folders.push(path.clone());
                Vec::new()
            } else {
                fs::read(&path).unwrap()
            };
            found.insert(name.to_owned(), bytes);
        }
    }
    found
}

/// A command that runs in a folder, with pipes for what it reads and says; what it would leave for itself is left there too.
fn begun(arguments: &[&str], folder: &Path) -> Child {
    let mut command = il2();
    command.args(arguments).current_dir(folder);
    with_pipes(&mut command, folder)
}

fn with_pipes(command: &mut Command, folder: &Path) -> Child {
    command
        .env("TMPDIR", folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Waits until something is true, or the command has ended; gives whether it still runs.
fn waits_until(child: &mut Child, is_true: impl Fn() -> bool) -> bool {
    let began = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if is_true() {
            return true;
        }
        assert!(began.elapsed() < PATIENCE);
        thread::sleep(Duration::from_millis(1));
    }
    false
}

/// Waits until the command has a handler for a signal.
fn waits_for_handler(child: &mut Child, signal: u32) {
    let status = format!("/proc/{}/status", child.id());
    let is_caught = || {
        let status = fs::read_to_string(&status).unwrap_or_default();
        let mask = status.lines().find_map(|line| line.strip_prefix("SigCgt:"));
        let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
        mask.is_some_and(|mask| mask >> (signal - 1) & 1 == 1)
    };
    assert!(waits_until(child, is_caught));
}

/// Those of these signals that a command heeds here: a hang-up that is ignored where the tests run, as under `nohup`, stays so.
fn heeded<'a>(signals: &[&'a str]) -> Vec<&'a str> {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    let is_ignored = mask.is_some_and(|mask| mask & 1 == 1);
    let heeded = signals.iter().copied();
    heeded
        .filter(|signal| *signal != "HUP" || !is_ignored)
        .collect()
}

fn send(child: &Child, signal: &str) {
    let id = child.id().to_string();
    run(Command::new("kill").args(["-s", signal, &id]), 0);
}

fn ended(child: Child) -> Output {
    let began = Instant::now();
    let output = child.wait_with_output().unwrap();
    assert!(began.elapsed() < PATIENCE);
    output
}

/// Whether there is a draft in a folder.
fn has_draft(folder: &Path) -> bool {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let mut names = entries.map(|entry| entry.unwrap().file_name());
    names.any(|name| name.to_string_lossy().starts_with(".il2-draft-"))
}

/// An export that takes a while.
fn simulated(courses: &str, folder: &Path) {
    let simulate = [
        "simulate",
        "--courses",
        courses,
        "--seed",
        "1",
        "--out",
        "export",
    ];
    run(il2().args(simulate).current_dir(folder), 0);
}

/// Runs a command again and again until each of these signals has come while it was writing: everything then is as it was
/// before, or, where the signal came after the last step, as without it.
fn ends_in_order(arguments: &[&str], folder: &Path, is_writing: &dyn Fn() -> bool, what: &str) {
    let before = content(folder);
    let signals = heeded(&["INT", "TERM", "HUP", "QUIT", "INT", "TERM"]);
    for (delay, signal) in signals.into_iter().enumerate() {
        let mut tries = 0;
        loop {
            let mut child = begun(arguments, folder);
            if waits_until(&mut child, is_writing) {
                thread::sleep(Duration::from_millis(20 * delay as u64));
                send(&child, signal);
            }
            let output = ended(child);
            let words = said(&output);
            if output.status.code() == Some(130) && words.contains("is as it was") {
                assert!(
                    words.contains("interrupted") && words.contains(what),
                    "{words}"
                );
                assert_eq!(words.lines().count(), 1, "{words}");
                assert_eq!(content(folder), before, "{signal}");
                break;
            }
            // It was too late, and everything is written.
            let is_late = words.contains(&format!("interrupted after {what} was written"));
            assert!(
                output.status.code() == Some(0) || is_late,
                "{signal}: {words}"
            );
            tries += 1;
            assert!(tries < 10, "{signal} always comes too late");
        }
    }
}

#[test]
fn an_interrupted_ingest_leaves_the_store_as_it_was_and_says_so() {
    let scratch = scratch();
    let folder = scratch.path();
    simulated("400", folder);
    let ingest = ["--quiet", "ingest", "export", "--store", "new/store"];
    let is_writing = || folder.join("new/store/snapshots/draft").exists();
    ends_in_order(&ingest, folder, &is_writing, "new/store");
    run(il2().args(ingest).current_dir(folder), 0);
    ends_in_order(&ingest, folder, &is_writing, "new/store");
    run(il2().args(["verify", "new/store"]).current_dir(folder), 0);
}

#[test]
fn an_interrupted_report_leaves_the_earlier_one() {
    let scratch = scratch();
    let folder = scratch.path();
    let export = in_repository("data-samples/tiny");
    let report = [
        "--quiet",
        "report",
        export.to_str().unwrap(),
        "--out",
        "report",
    ];
    let is_writing = || has_draft(folder);
    ends_in_order(&report, folder, &is_writing, "report");
    run(il2().args(report).current_dir(folder), 0);
    ends_in_order(&report, folder, &is_writing, "report");
}

#[test]
fn an_interrupted_query_leaves_no_part_of_an_answer() {
    let scratch = scratch();
    let folder = scratch.path();
    let export = in_repository("data-samples/tiny");
    let ingest = ["ingest", export.to_str().unwrap(), "--store", "store"];
    run(il2().args(ingest).current_dir(folder), 0);
    fs::write(folder.join("answer.csv"), "earlier").unwrap();
    let before = content(folder);
    let answer = [
        "query",
        "store",
        "--sql",
        ENDLESS,
        "--output",
        "answer.csv",
        "--overwrite",
    ];
    for signal in heeded(&["INT", "TERM", "HUP"]) {
        let mut child = begun(&answer, folder);
        assert!(waits_until(&mut child, || has_draft(folder)));
        send(&child, signal);
        let output = ended(child);
        assert_eq!(output.status.code(), Some(130), "{}", said(&output));
        assert!(
            said(&output).contains("answer.csv is as it was"),
            "{}",
            said(&output)
        );
        assert_eq!(content(folder), before, "{signal}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_command_that_waits_for_its_input_or_its_reader_ends_too() {
    let scratch = scratch();
    let folder = scratch.path();
    let export = in_repository("data-samples/tiny");
    let ingest = ["ingest", export.to_str().unwrap(), "--store", "store"];
    run(il2().args(ingest).current_dir(folder), 0);
    let many = "SELECT a.* FROM doses a CROSS JOIN doses b CROSS JOIN doses c";
    for waiting in [
        &["query", "store", "--file", "-"][..],
        &["query", "store", "--sql", many, "--format", "csv"],
    ] {
        let mut child = begun(waiting, folder);
        // SIGXCPU is taken after SIGTERM.
        waits_for_handler(&mut child, 24);
        thread::sleep(Duration::from_millis(300));
        send(&child, "TERM");
        let output = ended(child);
        assert_eq!(output.status.code(), Some(130), "{}", said(&output));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_closed_terminal_ends_nothing_under_nohup() {
    let scratch = scratch();
    let folder = scratch.path();
    let export = in_repository("data-samples/tiny");
    let ingest = ["ingest", export.to_str().unwrap(), "--store", "store"];
    run(il2().args(ingest).current_dir(folder), 0);
    let mut nohup = Command::new("sh");
    nohup
        .args(["-c", "trap '' HUP; exec \"$@\"", "sh"])
        .arg(il2().get_program())
        .args(["query", "store", "--file", "-", "--format", "csv"])
        .current_dir(folder);
    let mut child = with_pipes(&mut nohup, folder);
    waits_for_handler(&mut child, 24);
    send(&child, "HUP");
    child
        .stdin
        .take()
        .unwrap()
        .write_all(b"SELECT 7 AS n")
        .unwrap();
    let output = ended(child);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert_eq!(output.stdout, b"n\n7\n");
}

#[test]
fn a_file_beyond_the_systems_limit_is_an_error_and_leaves_nothing() {
    let scratch = scratch();
    let folder = scratch.path();
    simulated("300", folder);
    let ingest = ["ingest", "export", "--store", "store"];
    run(il2().args(ingest).current_dir(folder), 0);
    let before = content(folder);
    for arguments in [
        &["ingest", "export", "--store", "store"][..],
        &["ingest", "export", "--store", "new/store"],
        &["report", "export", "--out", "report"],
        &[
            "query",
            "store",
            "--sql",
            "SELECT * FROM doses",
            "--output",
            "doses.csv",
        ],
        &[
            "simulate",
            "--courses",
            "300",
            "--seed",
            "2",
            "--out",
            "other",
        ],
    ] {
        let mut limited = Command::new("sh");
        limited
            .args(["-c", "ulimit -f 4; exec \"$@\"", "sh"])
            .arg(il2().get_program())
            .args(arguments)
            .env("TMPDIR", folder)
            .current_dir(folder);
        let output = run(&mut limited, 1);
        assert!(said(&output).contains("too large"), "{}", said(&output));
        assert_eq!(content(folder), before, "{arguments:?}");
    }
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let scratch = scratch();
    let export = in_repository("data-samples/tiny");
    let ingest = ["ingest", export.to_str().unwrap(), "--store", "store"];
    run(il2().args(ingest).current_dir(scratch.path()), 0);
    let many = "SELECT a.* FROM doses a CROSS JOIN doses b CROSS JOIN doses c";
    let mut child = begun(
        &["query", "store", "--sql", many, "--format", "csv"],
        scratch.path(),
    );
    drop(child.stdout.take());
    let output = ended(child);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert_eq!(said(&output), "");
}
