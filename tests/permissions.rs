//! Who may read what the program writes: rows of patients their owner alone, or with `--shared` whoever the umask lets.

use crate::bench::{il2, in_repository, run, scratch};
use std::collections::BTreeMap;
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

/// Permissions of all files and folders in a folder, links not followed, by their paths.
fn modes(folder: &Path) -> BTreeMap<String, u32> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(inner) = folders.pop() {
        for entry in fs::read_dir(inner).unwrap() {
            let path = entry.unwrap().path();
            let metadata = fs::symlink_metadata(&path).unwrap();
            if metadata.is_symlink() {
                continue;
            }
            let name = path.strip_prefix(folder).unwrap().to_str().unwrap();
            found.insert(name.to_owned(), metadata.permissions().mode() & 0o7777);
            if metadata.is_dir() {
                folders.push(path);
            }
        }
    }
    found
}

/// Whether what lies at this path never leaves the site.
fn is_of_patients(path: &str) -> bool {
    let (top, inner) = path.split_once('/').unwrap_or((path, ""));
    let lists = [
        "patients.csv",
        "courses.csv",
        "codebook.csv",
        "curves.csv",
        "series.csv",
        "sentinel.csv",
        "safety.html",
    ];
    match top {
        "all" => {
            let folders = ["store", "figures/internal"];
            let is_in =
                |folder: &&str| inner == *folder || inner.starts_with(&format!("{folder}/"));
            lists.contains(&inner) || folders.iter().any(is_in)
        }
        "safety" => lists.contains(&inner) || inner == "report.html",
        "simulated" => false,
        _ => true,
    }
}

/// Every command that writes, with its output in a folder.
fn write_everything(umask: &str, shared: &[&str], folder: &Path) {
    let export = in_repository("data-samples/tiny");
    let export = export.to_str().unwrap();
    let write = |arguments: &[&str]| il2_under(umask, &[arguments, shared].concat(), folder);
    write(&["ingest", export, "--store", "store"]);
    write(&["report", "store", "--kind", "safety", "--out", "safety"]);
    write(&["report", export, "--kind", "all", "--out", "all"]);
    write(&["verify", "safety", "--store", "store"]);
    let question = ["query", "store", "--sql", "SELECT * FROM patients"];
    write(&[&question[..], &["--output", "answer.csv", "--overwrite"]].concat());
    write(&["check", export, "--rows", "rows.csv"]);
    write(&["check", export, "--rows", "rows.parquet"]);
}

/// Checks that whatever is of patients has the first two permissions (file, folder), and all else the last two.
fn assert_modes(folder: &Path, of_patients: [u32; 2], others: [u32; 2], when: &str) {
    let found = modes(folder);
    assert!(found.len() > 100, "{when}");
    for (path, mode) in found {
        let [file, of_folder] = if is_of_patients(&path) {
            of_patients
        } else {
            others
        };
        let is_folder = folder.join(&path).is_dir();
        let wanted = if is_folder { of_folder } else { file };
        assert_eq!(mode, wanted, "{path} has {mode:o}, not {wanted:o}: {when}");
    }
}

#[test]
fn rows_of_patients_are_their_owners_alone_whatever_the_umask_and_what_was_there() {
    let scratch = scratch();
    // Each run writes over what the one before wrote, whose readers were others.
    for (umask, file, folder) in [
        ("000", 0o666, 0o777),
        ("022", 0o644, 0o755),
        ("077", 0o600, 0o700),
    ] {
        write_everything(umask, &["--shared"], scratch.path());
        let by_umask = [file, folder];
        assert_modes(
            scratch.path(),
            by_umask,
            by_umask,
            &format!("{umask} shared"),
        );
        write_everything(umask, &[], scratch.path());
        assert_modes(scratch.path(), [0o600, 0o700], by_umask, umask);
    }
}

#[test]
fn what_is_simulated_follows_the_umask() {
    let scratch = scratch();
    let simulate = [
        "simulate",
        "--courses",
        "3",
        "--seed",
        "1",
        "--out",
        "simulated",
    ];
    il2_under("022", &simulate, scratch.path());
    assert_eq!(modes(scratch.path())["simulated"], 0o755);
    assert_eq!(modes(scratch.path())["simulated/alder/courses.csv"], 0o644);
}

#[test]
fn a_folder_that_was_open_is_closed_when_it_becomes_a_store() {
    let scratch = scratch();
    let store = scratch.path().join("store");
    fs::create_dir(&store).unwrap();
    fs::set_permissions(&store, fs::Permissions::from_mode(0o777)).unwrap();
    let export = in_repository("data-samples/tiny");
    let ingest = ["ingest", export.to_str().unwrap(), "--store", "store"];
    il2_under("022", &ingest, scratch.path());
    assert_eq!(modes(scratch.path())["store"], 0o700);
    // A folder that several people write together stays theirs where they share it.
    fs::set_permissions(&store, fs::Permissions::from_mode(0o770)).unwrap();
    il2_under(
        "027",
        &[&ingest[..], &["--shared"]].concat(),
        scratch.path(),
    );
    assert_eq!(modes(scratch.path())["store"], 0o770);
    assert_eq!(modes(scratch.path())["store/snapshots"], 0o750);
}

#[test]
fn an_answer_and_a_list_are_written_over_files_alone() {
    let scratch = scratch();
    let export = in_repository("data-samples/tiny");
    let export = export.to_str().unwrap();
    il2_under(
        "022",
        &["ingest", export, "--store", "store"],
        scratch.path(),
    );
    let mut answer = il2();
    answer
        .args(["query", "store", "--sql", "SELECT 1", "--format", "csv"])
        .args(["--output", "/dev/null", "--overwrite"])
        .current_dir(scratch.path());
    run(&mut answer, 2);
    let mut list = il2();
    list.args(["check", export, "--rows", "/dev/full"]);
    run(&mut list, 2);
}

#[test]
fn a_list_goes_where_its_name_links_to() {
    let scratch = scratch();
    let list = scratch.path().join("list.csv");
    let link = scratch.path().join("rows.csv");
    let export = in_repository("data-samples/tiny");
    let check = ["check", export.to_str().unwrap(), "--rows"];
    il2_under("022", &[&check[..], &["list.csv"]].concat(), scratch.path());
    let first = fs::read(&list).unwrap();
    std::os::unix::fs::symlink(&list, &link).unwrap();
    il2_under("022", &[&check[..], &["rows.csv"]].concat(), scratch.path());
    assert!(link.is_symlink());
    assert_eq!(fs::read(&list).unwrap(), first);
}
