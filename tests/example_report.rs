//! `reports/program` and `reports/safety`: the report and the safety review of `data-samples/program`, which anyone can look
//! at, redrawn byte for byte.

use crate::bench::{assert_same_files, files, il2, in_repository, run, scratch};

/// Demands that the report of `data-samples/program` with these options is what lies in a folder of `reports`.
#[track_caller]
fn assert_shown(name: &str, options: &[&str]) {
    let folder = scratch();
    let out = folder.path().join(name);
    run(
        il2()
            .args(["report", "--title", "A simulated high-dose IL-2 program"])
            .args(options)
            .arg(in_repository("data-samples/program"))
            .arg("--out")
            .arg(&out),
        0,
    );
    // The store is not part of the example, and `run.json` lists it.
    let is_shown = |name: &str| {
        !name.starts_with("store/") && name != "run.json" && !name.ends_with(".parquet")
    };
    let made: Vec<_> = files(&out)
        .into_iter()
        .filter(|(name, _)| is_shown(name))
        .collect();
    let shown = files(&in_repository("reports").join(name));
    assert_same_files(
        &made,
        &shown,
        "not what the program makes; see CONTRIBUTING.md",
    );
}

#[test]
fn the_example_is_what_the_program_makes() {
    assert_shown("program", &[]);
}

#[test]
fn the_example_of_a_safety_review_is_what_the_program_makes() {
    assert_shown("safety", &["--kind", "safety"]);
}
