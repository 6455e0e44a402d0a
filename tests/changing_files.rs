//! A file that changes while an export is read is refused: no hash would be that of its rows.

use crate::bench::{copy, il2, in_repository, run, said, scratch};
use std::fs::File;
use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

#[test]
fn a_file_that_grows_while_it_is_read_is_refused_and_nothing_is_stored() {
    let folder = scratch();
    let (export, store) = (folder.path().join("program"), folder.path().join("store"));
    copy(&in_repository("data-samples/program"), &export);
    let site = std::fs::read_dir(&export).unwrap();
    let site = site.map(|entry| entry.unwrap().path());
    let doses = site.map(|site| site.join("doses.csv"));
    let doses = doses.filter(|doses| doses.is_file()).min().unwrap();
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            let mut file = File::options().append(true).open(&doses).unwrap();
            while !is_over.load(Ordering::Relaxed) {
                // A blank line is no row: nothing but the hash is another.
                file.write_all(b"\n").unwrap();
                thread::sleep(Duration::from_micros(200));
            }
        });
        let mut ingest = il2();
        ingest.arg("ingest").arg(&export).arg("--store").arg(&store);
        let output = ingest.output().unwrap();
        is_over.store(true, Ordering::Relaxed);
        let told = said(&output);
        assert_eq!(output.status.code(), Some(1), "{told}");
        assert!(
            told.contains("/doses.csv: changed while it was read"),
            "{told}"
        );
        assert!(
            told.contains("hint: wait until the export is written"),
            "{told}"
        );
    });
    assert!(!store.exists());
    run(
        il2().arg("ingest").arg(&export).arg("--store").arg(&store),
        0,
    );
}
