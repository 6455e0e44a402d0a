//! Simulated exports: the same bytes for the same seed, rough as real ones, and never refused.

use crate::bench::{assert_same_files, files, il2, in_repository, run, said, scratch};
use std::fs;

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

#[test]
fn every_page_of_a_simulated_export_says_so_and_no_other() {
    let folder = scratch();
    let (exports, store) = (folder.path().join("exports"), folder.path().join("store"));
    run(
        il2()
            .args(["simulate", "--courses", "40", "--seed", "3", "--out"])
            .arg(&exports),
        0,
    );
    let read = |out: &str, file: &str| fs::read_to_string(folder.path().join(out).join(file));
    let says_so = |out: &str| {
        run(
            il2()
                .args(["report", "--kind", "all"])
                .arg(&store)
                .arg("--out")
                .arg(folder.path().join(out)),
            0,
        );
        let band = "<p class=\"band\">Simulated data</p>";
        let pages =
            ["report.html", "safety.html"].map(|page| read(out, page).unwrap().contains(band));
        let record = read(out, "run.json").unwrap();
        [pages[0], pages[1], record.contains("\"simulated\": true")]
    };
    let ingested = run(
        il2().arg("ingest").arg(&exports).arg("--store").arg(&store),
        0,
    );
    // The file is no table that was overlooked.
    assert!(!said(&ingested).contains("simulated.txt"));
    assert_eq!(says_so("first"), [true; 3]);
    // One simulated site among real ones is enough; without any, nothing is said.
    let sites = ["alder", "birch", "cedar", "dogwood", "elm"];
    for (number, site) in sites.into_iter().enumerate() {
        fs::remove_file(exports.join(site).join("simulated.txt")).unwrap();
        run(
            il2()
                .arg("ingest")
                .arg(exports.join(site))
                .arg("--store")
                .arg(&store),
            0,
        );
        if number == 3 {
            assert_eq!(says_so("in_part"), [true; 3]);
        }
    }
    assert_eq!(says_so("last"), [false; 3]);
}

#[test]
fn raw_files_of_a_layout_are_marked_as_simulated_and_its_mapping_keeps_that() {
    let folder = scratch();
    let (raw, store) = (folder.path().join("raw"), folder.path().join("store"));
    let simulate = [
        "simulate",
        "--courses",
        "12",
        "--seed",
        "5",
        "--as",
        "redcap",
    ];
    run(il2().args(simulate).arg("--out").arg(&raw), 0);
    for site in fs::read_dir(&raw).unwrap() {
        assert!(site.unwrap().path().join("simulated.txt").is_file());
    }
    let ingest = ["ingest", "--mapping", "redcap"];
    let ingested = run(il2().args(ingest).arg(&raw).arg("--store").arg(&store), 0);
    assert!(!said(&ingested).contains("simulated.txt"));
    let out = folder.path().join("out");
    run(il2().arg("report").arg(&store).arg("--out").arg(&out), 0);
    let page = fs::read_to_string(out.join("report.html")).unwrap();
    assert!(page.contains("<p class=\"band\">Simulated data</p>"));
}

#[test]
fn a_layout_of_no_built_in_mapping_is_refused_with_those_that_there_are() {
    let folder = scratch();
    let out = folder.path().join("raw");
    let simulate = ["simulate", "--courses", "3", "--seed", "1", "--as", "fhir"];
    let refused = run(il2().args(simulate).arg("--out").arg(&out), 2);
    for layout in ["mar", "omop", "clif", "sdtm", "redcap"] {
        assert!(said(&refused).contains(layout), "{layout}");
    }
    assert!(!out.exists());
}

#[test]
fn a_seed_gives_the_same_raw_files_each_time() {
    let folder = scratch();
    let made = |name: &str| {
        let out = folder.path().join(name);
        let simulate = ["simulate", "--courses", "30", "--seed", "9", "--as", "mar"];
        run(il2().args(simulate).arg("--out").arg(&out), 0);
        files(&out)
    };
    assert_same_files(&made("a"), &made("b"), "not what the seed makes");
}
