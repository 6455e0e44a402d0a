//! `reports/program`: the report of `data-samples/program`, which anyone can look at, redrawn byte for byte.

use crate::bench::{files, il2, in_repository, run, scratch};

#[test]
fn the_example_is_what_the_program_makes() {
    let folder = scratch();
    let out = folder.path().join("program");
    run(
        il2()
            .arg("report")
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
    let names = |files: &[(String, Vec<u8>)]| {
        files
            .iter()
            .map(|(name, _)| name.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(names(&made), names(&shown));
    for ((name, made), (_, shown)) in made.iter().zip(&shown) {
        assert!(
            made == shown,
            "reports/program/{name} is not what the program makes; see CONTRIBUTING.md"
        );
    }
}
