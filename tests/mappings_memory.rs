//! Memory of mapped ingest: laboratory rows of patients without IL-2 pass by, however many there are.

use crate::bench::{il2, scratch};
use std::fs;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::Stdio;
use std::thread::sleep;
use std::time::Duration;

/// Writes a MAR of three treated patients, one laboratory value of theirs, and so many of other patients.
fn write_extract(folder: &Path, foreign: u32) {
    fs::create_dir_all(folder).unwrap();
    let mut mar = "patient_id,medication,action,action_time,dose,dose_unit,weight_kg\n".to_owned();
    for patient in ["P1", "P2", "P3"] {
        for hour in ["00", "08", "16"] {
            let row = format!("{patient},Aldesleukin,Given,2131-05-01 {hour}:00,48,MIU,80\n");
            mar += &row;
        }
    }
    fs::write(folder.join("mar.csv"), mar).unwrap();
    let labs = fs::File::create(folder.join("labs.csv")).unwrap();
    let mut labs = BufWriter::new(labs);
    writeln!(labs, "patient_id,collected_time,test,value,unit").unwrap();
    writeln!(labs, "P1,2131-05-02 06:00,Creatinine,1.2,mg/dL").unwrap();
    for row in 0..foreign {
        // Texts that are all different: none of them is shared by rows that are kept.
        let (month, day, hour) = (1 + row % 12, 1 + row % 28, row % 24);
        writeln!(
            labs,
            "Q{row},2131-{month:02}-{day:02} {hour:02}:30,Creatinine of the hospital laboratory - sample {row:06} of the analyzer,1.1,mg/dL"
        )
        .unwrap();
    }
    labs.flush().unwrap();
}

/// The most memory that a process of this number had so far, in KiB; `None` once it ended.
fn peak(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let mut lines = status.lines();
    let line = lines.find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse().ok()
}

/// The most memory that ingest of such an extract takes, in KiB.
fn peak_of_ingest(foreign: u32) -> u64 {
    let folder = scratch();
    let raw = folder.path().join("elm");
    write_extract(&raw, foreign);
    let mut ingest = il2();
    ingest.arg("ingest").arg(&raw).args(["--mapping", "mar"]);
    ingest.arg("--store").arg(folder.path().join("store"));
    let ingest = ingest.stdout(Stdio::null()).stderr(Stdio::null());
    let mut running = ingest.spawn().unwrap();
    let mut most = 0;
    loop {
        most = peak(running.id()).map_or(most, |peak| peak.max(most));
        if let Some(status) = running.try_wait().unwrap() {
            assert!(status.success(), "{status}");
            return most;
        }
        sleep(Duration::from_millis(5));
    }
}

#[test]
fn laboratory_rows_of_patients_without_il2_take_no_memory() {
    let few = peak_of_ingest(20_000);
    let many = peak_of_ingest(400_000);
    assert!(few > 0, "the system says no VmHWM");
    // The rows are 42 MB of text. A join that holds them takes 112 MB more, the different texts alone 50 MB.
    let bound = 36 * 1024;
    assert!(
        many < few + bound,
        "20,000 rows: {few} KiB; 400,000 rows: {many} KiB"
    );
}
