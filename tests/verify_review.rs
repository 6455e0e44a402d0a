//! `il2 verify` of a report with a safety review: its numbers, which no query counts, are computed anew.

use crate::bench::{il2, in_repository, run, said, scratch};
use std::fs;

#[test]
fn a_safety_review_is_computed_anew() {
    for kind in ["safety", "all"] {
        let folder = scratch();
        let out = folder.path().join("report");
        let export = in_repository("data-samples/published/robbins2011");
        let mut report = il2();
        report.arg("report").arg(export).arg("--out").arg(&out);
        run(report.args(["--kind", kind]), 0);
        let proved = run(il2().arg("verify").arg(&out), 0).stdout;
        let proved = String::from_utf8(proved).unwrap();
        // Of a review alone no query counts anything, and no line says that it counted nothing.
        assert_eq!(proved.contains("counted again"), kind == "all", "{proved}");
        assert!(proved.contains(" rows of a safety review"), "{proved}");
        assert!(!proved.contains(" 0 rows"), "{proved}");
        let path = out.join("results.csv");
        let text = fs::read_to_string(&path).unwrap();
        let line = text
            .lines()
            .find(|line| line.starts_with("safety.") && line.ends_with(",ok"))
            .unwrap();
        let altered = text.replace(line, &line.replacen(",overall,", ",other,", 1));
        assert_ne!(altered, text);
        fs::write(&path, altered).unwrap();
        let told = said(&run(il2().arg("verify").arg(&out), 5));
        assert!(told.contains("results.csv: safety."), "{told}");
    }
}

#[test]
fn a_folder_that_is_not_there_is_said_not_to_be_there() {
    let told = said(&run(il2().args(["verify", "no-such-folder"]), 2));
    assert!(
        told.contains("no-such-folder: there is no such folder"),
        "{told}"
    );
}
