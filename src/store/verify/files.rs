//! Every file is the one that was written, none is missing, and none is there that was not written.

use super::faults::Faults;
use crate::disk::Seal;
use crate::store::layout::{MANIFEST, SEAL};
use crate::store::manifest::StoredFile;
use crate::store::parquet::shape_of;
use crate::store::snapshot::Snapshot;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

/// Proves the files of a snapshot, and says so after each; gives those whose bytes are what was written. Others are not read
/// any further.
pub(super) fn prove(
    snapshot: &Snapshot,
    faults: &mut Faults,
    proved: &(dyn Fn() + Sync),
) -> BTreeSet<String> {
    let listed = &snapshot.manifest().files;
    let judged: Vec<Option<String>> = listed
        .par_iter()
        .map(|file| {
            let fault = judge(snapshot.folder(), file);
            proved();
            fault
        })
        .collect();
    let mut sound = BTreeSet::new();
    for (file, fault) in listed.iter().zip(judged) {
        match fault {
            Some(what) => faults.add(&file.path, what),
            None => {
                if !sound.insert(file.path.clone()) {
                    faults.add(&file.path, "is listed twice");
                }
            }
        }
    }
    let names: BTreeSet<&str> = listed.iter().map(|file| file.path.as_str()).collect();
    find_foreign(snapshot.folder(), "", &names, faults);
    sound
}

/// What is wrong with a file.
fn judge(folder: &Path, file: &StoredFile) -> Option<String> {
    let path = folder.join(&file.path);
    let length = match fs::symlink_metadata(&path) {
        Ok(metadata) if metadata.is_file() => metadata.len(),
        Ok(_) => return Some("is no file".to_owned()),
        Err(error) if error.kind() == ErrorKind::NotFound => return Some("is missing".to_owned()),
        Err(error) => return Some(format!("cannot be read: {error}")),
    };
    if length != file.bytes {
        return Some(format!("has {length} bytes; {} were written", file.bytes));
    }
    match Seal::of_file(&path) {
        Ok(seal) if seal.sha256 == file.sha256 => {}
        Ok(_) => return Some("is not what was written: its SHA-256 is another".to_owned()),
        Err(error) => return Some(format!("cannot be read: {error}")),
    }
    match shape_of(&path) {
        Ok((rows, _)) if rows == file.rows => None,
        Ok((rows, _)) => Some(format!("has {rows} rows; the list says {}", file.rows)),
        Err(_) => Some("is no Parquet file that can be read".to_owned()),
    }
}

/// Finds files that the manifest does not list.
fn find_foreign(folder: &Path, prefix: &str, listed: &BTreeSet<&str>, faults: &mut Faults) {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => return faults.add(prefix, format!("cannot be read: {error}")),
    };
    for entry in entries.filter_map(Result::ok) {
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if is_folder {
            find_foreign(&entry.path(), &format!("{name}/"), listed, faults);
        } else if name != MANIFEST && name != SEAL && !listed.contains(name.as_str()) {
            faults.add(&name, "is not in the list of files");
        }
    }
}
