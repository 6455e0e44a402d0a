//! Lists the files of `queries/` and `mappings/`, so that a query or a mapping is added by its files alone.

use std::collections::{BTreeMap, BTreeSet};
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
    fs::write(Path::new(&out).join("queries.rs"), format!("&[\n{list}]\n"))?;
    let mappings = mappings(&Path::new(&package).join("mappings"))?;
    fs::write(Path::new(&out).join("mappings.rs"), mappings)
}

/// `&[(name, &[(file, text), …]), …]` in the order of the names, each mapping with the files of `shared/` that
/// `shared.toml` names for it.
fn mappings(folder: &Path) -> io::Result<String> {
    println!("cargo:rerun-if-changed=mappings");
    let is_kept = |file: &Path| {
        let name = file.file_name().and_then(|name| name.to_str());
        name.is_some_and(|name| !name.starts_with('.') && !name.starts_with("README"))
    };
    let list_of_shared = folder.join("shared.toml");
    let shared = if list_of_shared.exists() {
        shared(&fs::read_to_string(list_of_shared)?)
    } else {
        BTreeMap::new()
    };
    let mut list = String::new();
    let folders = entries(folder)?.into_iter().filter(|path| path.is_dir());
    let folders: BTreeSet<PathBuf> = folders.filter(|path| !path.ends_with("shared")).collect();
    for mapping in folders {
        let name = mapping.file_name().and_then(|name| name.to_str());
        let name = name.expect("a mapping is named in ASCII");
        let of_shared = shared.get(name).into_iter().flatten();
        let of_shared = of_shared.map(|file| folder.join("shared").join(file));
        let files = entries(&mapping)?.into_iter().filter(|file| is_kept(file));
        // A file of the mapping itself takes the place of a shared one.
        let files: BTreeMap<String, PathBuf> = of_shared
            .chain(files)
            .map(|file| {
                let name = file.file_name().and_then(|name| name.to_str());
                (name.expect("a file is named in ASCII").to_owned(), file)
            })
            .collect();
        writeln!(list, "({name:?}, &[").expect("a text takes what it is given");
        for (name, file) in files {
            let file = file.to_str().expect("the package's path is text");
            writeln!(list, "({name:?}, include_str!({file:?})),")
                .expect("a text takes what it is given");
        }
        list.push_str("]),\n");
    }
    Ok(format!("&[\n{list}]\n"))
}

/// The names in quotes below each `[name]`.
fn shared(text: &str) -> BTreeMap<String, Vec<String>> {
    let mut shared: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut mapping = String::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        if let Some(name) = line
            .strip_prefix('[')
            .and_then(|line| line.strip_suffix(']'))
        {
            name.clone_into(&mut mapping);
        } else {
            let names = line.split('"').skip(1).step_by(2).map(str::to_owned);
            shared.entry(mapping.clone()).or_default().extend(names);
        }
    }
    shared
}
