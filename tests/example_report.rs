//! `reports/program`: the report of `data-samples/program`, which anyone can look at, redrawn byte for byte.

use crate::bench::{assert_same_files, files, il2, in_repository, run, scratch};

#[test]
fn the_example_is_what_the_program_makes() {
    let folder = scratch();
    let out = folder.path().join("program");
    run(
        il2()
            .args(["report", "--title", "A simulated high-dose IL-2 program"])
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
    let shown = files(&in_repository("reports/program"));
    assert_same_files(
        &made,
        &shown,
        "not what the program makes; see CONTRIBUTING.md",
    );
}
