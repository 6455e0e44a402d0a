//! Who may read what the program writes: whoever the umask lets.

use crate::bench::{il2, in_repository, run, scratch};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

/// The program under another umask: a process of its own.
fn il2_under(umask: &str, arguments: &[&str], folder: &Path) {
    let script = format!("umask {umask}; exec \"$@\"");
    let mut command = Command::new("sh");
    command
        .args(["-c", &script, "sh"])
        .arg(il2().get_program())
        .args(arguments)
        .current_dir(folder);
    run(&mut command, 0);
}

/// Permissions of files and folders of these names.
fn modes<const N: usize>(folder: &Path, names: [&str; N]) -> [u32; N] {
    let mode = |name| {
        fs::metadata(folder.join(name))
            .unwrap()
            .permissions()
            .mode()
            & 0o777
    };
    names.map(mode)
}

#[test]
fn files_and_folders_have_what_the_umask_leaves() {
    let export = in_repository("data-samples/tiny");
    let export = export.to_str().unwrap();
    for (umask, file, folder) in [
        ("022", 0o644, 0o755),
        ("077", 0o600, 0o700),
        ("027", 0o640, 0o750),
    ] {
        let scratch = scratch();
        let run = |arguments: &[&str]| il2_under(umask, arguments, scratch.path());
        run(&["report", export, "--out", "report"]);
        let answer = [
            "query",
            "report",
            "--sql",
            "SELECT * FROM patients",
            "--output",
            "answer.csv",
        ];
        run(&answer);
        run(&[answer.as_slice(), &["--overwrite"]].concat());
        run(&["verify", "report"]);
        run(&["check", export, "--rows", "rows.csv"]);
        run(&[
            "simulate",
            "--courses",
            "3",
            "--seed",
            "1",
            "--out",
            "simulated",
        ]);
        let files = [
            "answer.csv",
            "report/report.html",
            "report/patients.csv",
            "report/verification.txt",
            "report/store/current/manifest.json",
            "rows.csv",
        ];
        assert_eq!(modes(scratch.path(), files), [file; 6], "{umask}");
        let folders = [
            "report",
            "report/tables",
            "report/store",
            "report/store/current",
            "simulated",
        ];
        assert_eq!(modes(scratch.path(), folders), [folder; 5], "{umask}");
    }
}
