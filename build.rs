//! Lists the files of `queries/`, so that a query is added by its file alone.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// What lies in a folder.
fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    fs::read_dir(folder)?
        .map(|entry| Ok(entry?.path()))
        .collect()
}

/// Writes `&[(name, text), …]` in the order of the names, `family/stem`.
fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=queries");
    let package = env::var_os("CARGO_MANIFEST_DIR").expect("cargo says where the package is");
    let folder = Path::new(&package).join("queries");
    let mut files = Vec::new();
    for family in entries(&folder)? {
        files.extend(entries(&family)?);
    }
    let named = files.iter().filter_map(|file| {
        let name = file.strip_prefix(&folder).ok()?.to_str()?;
        let name = name.strip_suffix(".sql")?.replace('\\', "/");
        Some((name, file.to_str()?))
    });
    let named: BTreeMap<String, &str> = named.collect();
    let mut list = String::new();
    for (name, file) in named {
        writeln!(list, "({name:?}, include_str!({file:?})),")
            .expect("a text takes what it is given");
    }
    let out = env::var_os("OUT_DIR").expect("cargo says where to write");
    fs::write(Path::new(&out).join("queries.rs"), format!("&[\n{list}]\n"))
}
