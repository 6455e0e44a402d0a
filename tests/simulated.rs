//! Simulated exports: the same bytes for the same seed, rough as real ones, and never refused.

use crate::bench::{assert_same_files, files, il2, in_repository, run, scratch};

#[test]
fn the_sample_is_what_simulate_makes() {
    let folder = scratch();
    let out = folder.path().join("program");
    run(
        il2()
            .args(["simulate", "--courses", "200", "--seed", "7", "--out"])
            .arg(&out),
        0,
    );
    let (made, shown) = (files(&out), files(&in_repository("data-samples/program")));
    assert_same_files(&made, &shown, "not what the seed makes");
}

#[test]
fn every_seed_makes_an_export_that_passes() {
    for seed in 1..=8 {
        let folder = scratch();
        let out = folder.path().join("program");
        let courses = if seed % 2 == 0 { "40" } else { "300" };
        run(
            il2()
                .args([
                    "simulate",
                    "--courses",
                    courses,
                    "--seed",
                    &seed.to_string(),
                    "--out",
                ])
                .arg(&out),
            0,
        );
        run(il2().arg("check").arg(&out), 0);
    }
}

#[test]
fn a_folder_that_is_not_empty_is_left_alone() {
    let folder = scratch();
    std::fs::write(folder.path().join("mine"), "mine").unwrap();
    run(
        il2()
            .args(["simulate", "--courses", "3", "--seed", "1", "--out"])
            .arg(folder.path()),
        2,
    );
    assert_eq!(files(folder.path()).len(), 1);
}
