//! A path is a name of bytes and never a pattern: whatever stands in it, it gives what a plain one gives.

use crate::bench::{assert_same_files, copy, files, il2, in_repository, run, said, scratch};
use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

/// Names that a shell, a pattern, a URL or a reader of text takes for something else.
const NAMES: [&[u8]; 7] = [
    b"s[ab]",
    b"s?",
    b"{sa,sb}*",
    b" it's \"s\" ",
    b"line\nfeed\r\xff",
    "s%41&t#u;$HOME\\t süß".as_bytes(),
    WORST,
];

/// All of it in one name.
const WORST: &[u8] = b"[!a]*?{a} 'q\"\n\xff";

/// What a folder of this name holds after every command was run in it.
struct Made {
    /// All that was written, by its path, with the name of the folder left out.
    files: Vec<(String, Vec<u8>)>,
    /// What was printed.
    printed: Vec<u8>,
}

/// `name.ending`, whatever bytes the name has.
fn with(name: &OsStr, ending: &str) -> OsString {
    let mut whole = name.to_owned();
    whole.push(ending);
    whole
}

/// Makes a store, a report and answers in a folder of this name, all of whose own files have that name too.
fn make(parent: &Path, name: &OsStr) -> Made {
    let folder = parent.join(name);
    let path = |what: &str| folder.join(with(name, what)).into_os_string();
    let export = Path::new(&path("-exports")).join("tiny").into_os_string();
    let (store, out) = (path("-store"), path("-out"));
    copy(&in_repository("data-samples/tiny"), export.as_ref());
    let (definition, sql) = (path(".toml"), path(".sql"));
    fs::copy(in_repository("reports/cohort.toml"), &definition).unwrap();
    fs::write(&sql, "SELECT course_id, doses_given FROM facts_courses\n").unwrap();
    let mut printed = Vec::new();
    let mut il2 = |command: &str, arguments: &[(&str, &OsStr)]| {
        let mut il2 = il2();
        il2.args(["-q", command]);
        for (option, value) in arguments {
            if !option.is_empty() {
                il2.arg(option);
            }
            il2.arg(value);
        }
        printed.extend(run(&mut il2, 0).stdout);
    };
    let site = ("--site", OsStr::new("tiny"));
    il2(
        "check",
        &[("", &export), site, ("--rows", &path("-rows.csv"))],
    );
    il2("ingest", &[("", &export), site, ("--store", &store)]);
    let report = [
        ("", &*store),
        ("--definition", &definition),
        ("--out", &out),
    ];
    il2("report", &report);
    let answer = path("-answer.parquet");
    il2(
        "query",
        &[("", &store), ("--file", &sql), ("--output", &answer)],
    );
    il2(
        "query",
        &[("", &out), ("--file", &sql), ("--store", &store)],
    );
    il2("verify", &[("", &store)]);
    if name.as_bytes() == WORST {
        // The second list and the second report replace the first.
        let (rows, export) = (path("-rows.parquet"), path("-export"));
        copy(&in_repository("data-samples/tiny"), export.as_ref());
        il2("check", &[("", &export), site, ("--rows", &rows)]);
        il2("check", &[("", &export), site, ("--rows", &rows)]);
        il2("report", &report);
        let events = path("-events.csv");
        fs::write(&events, "period,label\n2020-01,A new protocol\n").unwrap();
        let review = [("--kind", OsStr::new("safety")), ("--events", &events)];
        let review_out = path("-review");
        il2(
            "report",
            &[&[("", &*store), ("--out", &review_out)][..], &review].concat(),
        );
        il2("verify", &[("", &out), ("--store", &store)]);
    }
    let own = name.to_string_lossy();
    let found = files(&folder).into_iter();
    let found = found.map(|(path, bytes)| (path.replace(&*own, "NAME"), bytes));
    let mut found: Vec<_> = found.filter(|(path, _)| !says_names(path)).collect();
    found.sort();
    Made {
        files: found,
        printed,
    }
}

/// Whether a file says what the files that options name are called, or is one that the worst name alone has.
fn says_names(path: &str) -> bool {
    let of_worst = [
        "-rows.parquet",
        "-rows-unlisted.parquet",
        "-review/",
        "-export/",
        "-events.csv",
    ];
    path.ends_with("run.json")
        || path.contains("verification.")
        || of_worst
            .iter()
            .any(|what| path.contains(&format!("NAME{what}")))
}

#[test]
fn whatever_stands_in_a_path_gives_what_a_plain_one_gives() {
    let folder = scratch();
    // What the patterns among the names would match.
    for decoy in ["sa", "sb", "s", "a"] {
        let store = folder.path().join(decoy).join("tiny-store");
        let export = in_repository("data-samples/published");
        run(
            il2()
                .args(["-q", "ingest"])
                .arg(export)
                .arg("--store")
                .arg(store),
            0,
        );
    }
    let plain = make(folder.path(), OsStr::new("plain"));
    assert!(plain.files.len() > 60, "{}", plain.files.len());
    for name in NAMES {
        let name = OsStr::from_bytes(name);
        let made = make(folder.path(), name);
        let what = name.to_string_lossy();
        assert_same_files(&made.files, &plain.files, &what);
        let is_same = made.printed.starts_with(&plain.printed);
        assert!(is_same && !plain.printed.is_empty(), "{what}");
    }
}

#[test]
fn a_store_beside_one_that_its_name_matches_as_a_pattern_is_its_own() {
    let folder = scratch();
    let failing = in_repository("tests/failing_inputs/sec_glob_path");
    let store = |name: &str| folder.path().join(name).join("st");
    for (name, export) in [
        ("sa", "other"),
        ("s[ab]", "export"),
        ("s?", "export"),
        ("q[ab]", "export"),
    ] {
        run(
            il2()
                .args(["-q", "ingest"])
                .arg(failing.join(export))
                .arg("--store")
                .arg(store(name)),
            0,
        );
    }
    let courses = |name: &str| {
        let out: PathBuf = folder.path().join("out");
        let output = run(
            il2().arg("report").arg(store(name)).arg("--out").arg(out),
            0,
        );
        said(&output).lines().last().unwrap().to_owned()
    };
    for name in ["s[ab]", "s?", "q[ab]"] {
        assert!(
            courses(name).ends_with(": 2 courses"),
            "{name}: {}",
            courses(name)
        );
    }
    assert!(courses("sa").ends_with(": 7 courses"), "{}", courses("sa"));
}
