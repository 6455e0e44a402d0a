//! The same input and options give the same bytes.

use crate::bench::{assert_same_files, files, il2, in_repository, run, scratch};
use std::fs;
use std::path::Path;

/// Strata, a comparison and a selection: everything that a report can be asked for.
const OPTIONS: [&str; 5] = [
    "--by",
    "sex",
    "--p-values",
    "--where",
    "diagnosis IS NOT NULL AND (ecog < 2 OR ecog IS NULL)",
];

/// The files of a report of an export, made in this environment.
fn report(export: &Path, environment: &[(&str, &str)]) -> Vec<(String, Vec<u8>)> {
    let folder = scratch();
    let out = folder.path().join("out");
    run(
        il2()
            .envs(environment.iter().copied())
            .arg("report")
            .arg(export)
            .arg("--out")
            .arg(&out)
            .args(OPTIONS),
        0,
    );
    files(&out)
}

#[test]
fn threads_time_zone_and_locale_change_no_byte() {
    let program = in_repository("data-samples/program");
    let plain = report(&program, &[]);
    let one_thread = [("RAYON_NUM_THREADS", "1"), ("POLARS_MAX_THREADS", "1")];
    let two_threads = [("RAYON_NUM_THREADS", "2"), ("POLARS_MAX_THREADS", "2")];
    let elsewhere = [
        ("TZ", "Asia/Kolkata"),
        ("LANG", "tr_TR.UTF-8"),
        ("LC_ALL", "tr_TR.UTF-8"),
    ];
    for environment in [&one_thread[..], &two_threads, &elsewhere] {
        assert_same_files(
            &plain,
            &report(&program, environment),
            "depends on the environment",
        );
    }
}

#[test]
fn the_order_of_rows_changes_no_number_and_no_picture() {
    let folder = scratch();
    let shuffled = folder.path().join("program");
    for (name, bytes) in files(&in_repository("data-samples/program")) {
        let path = shuffled.join(&name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(
            path,
            if name.contains(".csv") {
                reversed(&bytes)
            } else {
                bytes
            },
        )
        .unwrap();
    }
    // One table names lines of files.
    let is_result = |name: &str| {
        let starts = ["results", "curves", "patients", "tables/", "figures/"];
        starts.iter().any(|start| name.starts_with(start)) && name != "tables/set_aside.csv"
    };
    let results = |export: &Path| -> Vec<(String, Vec<u8>)> {
        report(export, &[])
            .into_iter()
            .filter(|(name, _)| is_result(name))
            .collect()
    };
    let before = results(&in_repository("data-samples/program"));
    assert!(before.len() > 30);
    assert_same_files(&before, &results(&shuffled), "depends on the order of rows");
}

/// The lines of a file after its header, last first.
fn reversed(bytes: &[u8]) -> Vec<u8> {
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    let mut lines = text.split_inclusive('\n');
    let header = lines.next().unwrap_or_default();
    let mut rows: Vec<&str> = lines.collect();
    rows.reverse();
    format!("{header}{}", rows.concat()).into_bytes()
}
