//! Files and folders: what is there, under which name, and what is not.

use super::Becomes::{Kept, Refused, Same};
use super::Put::Folder;
use super::{BadInput, of};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

fn rename(folder: &Path, from: &str, to: &str) {
    fs::rename(folder.join(from), folder.join(to)).unwrap();
}

fn remove(folder: &Path, file: &str) {
    fs::remove_file(folder.join(file)).unwrap();
}

fn put(folder: &Path, file: &str, text: &str) {
    fs::write(folder.join(file), text).unwrap();
}

/// Leaves these files alone in the folder.
fn only(folder: &Path, files: &[(&str, &str)]) {
    fs::remove_dir_all(folder).unwrap();
    fs::create_dir(folder).unwrap();
    for (file, text) in files {
        put(folder, file, text);
    }
}

// A table: one input a line.
#[rustfmt::skip]
pub(super) const CLASSES: &[BadInput] = &[
    BadInput {
        name: "a required table that is missing",
        becomes: Refused(3, "is missing"),
        variants: [
            of("courses", Folder(|f| remove(f, "courses.csv"))),
            of("doses", Folder(|f| remove(f, "doses.csv"))),
            of("both", Folder(|f| {
                remove(f, "courses.csv");
                remove(f, "doses.csv");
            })),
        ],
    },
    BadInput {
        name: "a required table under another name",
        becomes: Refused(3, "is missing; not read there: "),
        variants: [
            of("dose.csv", Folder(|f| rename(f, "doses.csv", "dose.csv"))),
            of("courses_2019.csv", Folder(|f| rename(f, "courses.csv", "courses_2019.csv"))),
            of("export.xlsm", Folder(|f| rename(f, "doses.csv", "export.xlsm"))),
        ],
    },
    BadInput {
        name: "a folder without a table",
        becomes: Refused(3, "holds no table of the data model"),
        variants: [
            of("empty", Folder(|f| only(f, &[]))),
            of("other files alone", Folder(|f| only(f, &[("notes.txt", "zebra"), ("dose.csv", "zebra")]))),
            of("hidden files alone", Folder(|f| only(f, &[(".doses.csv", "zebra"), ("~$doses.xlsx", "zebra")]))),
        ],
    },
    BadInput {
        name: "two files of one table",
        becomes: Refused(3, "both hold the table"),
        variants: [
            of("in two forms of text", Folder(|f| put(f, "doses.tsv", "zebra"))),
            of("text and Parquet", Folder(|f| put(f, "stays.parquet", "zebra"))),
            of("in two spellings of the name", Folder(|f| put(f, "Patients.CSV", "zebra"))),
        ],
    },
    BadInput {
        name: "a table in a form that is not read",
        becomes: Refused(3, "in a form that is not read"),
        variants: [
            of(".xls", Folder(|f| rename(f, "toxicities.csv", "toxicities.xls"))),
            of("packed as .bz2", Folder(|f| rename(f, "toxicities.csv", "toxicities.csv.bz2"))),
            of("no ending", Folder(|f| rename(f, "toxicities.csv", "toxicities"))),
        ],
    },
    BadInput {
        name: "what is named for a table and is no file",
        becomes: Refused(3, "it is named for a table and is no file"),
        variants: [
            of("a folder named doses.csv", Folder(|f| {
                remove(f, "doses.csv");
                fs::create_dir(f.join("doses.csv")).unwrap();
            })),
            of("a folder named toxicities.parquet", Folder(|f| {
                remove(f, "toxicities.csv");
                fs::create_dir(f.join("toxicities.parquet")).unwrap();
            })),
            of("a link to a device", Folder(|f| {
                remove(f, "stays.csv");
                symlink("/dev/zero", f.join("stays.csv")).unwrap();
            })),
        ],
    },
    BadInput {
        name: "a file that cannot be read",
        becomes: Refused(1, "cannot be read"),
        variants: [
            of("a link to nothing", Folder(|f| {
                remove(f, "toxicities.csv");
                symlink("/nowhere/toxicities.csv", f.join("toxicities.csv")).unwrap();
            })),
            of("a link to itself", Folder(|f| {
                remove(f, "doses.csv");
                symlink("doses.csv", f.join("doses.csv")).unwrap();
            })),
            of("a link through a file", Folder(|f| {
                remove(f, "doses.csv");
                symlink("courses.csv/doses.csv", f.join("doses.csv")).unwrap();
            })),
        ],
    },
    BadInput {
        name: "no folder",
        becomes: Refused(1, "cannot be read"),
        variants: [
            of("nothing", Folder(|f| fs::remove_dir_all(f).unwrap())),
            of("a file", Folder(|f| {
                fs::remove_dir_all(f).unwrap();
                fs::write(f, "zebra").unwrap();
            })),
            of("a link to nothing", Folder(|f| {
                fs::remove_dir_all(f).unwrap();
                symlink("nowhere", f).unwrap();
            })),
        ],
    },
    BadInput {
        name: "links to what can be read",
        becomes: Same,
        variants: [
            of("a file elsewhere", Folder(|f| {
                let elsewhere = f.with_file_name("elsewhere.csv");
                fs::rename(f.join("doses.csv"), &elsewhere).unwrap();
                symlink(elsewhere, f.join("doses.csv")).unwrap();
            })),
            of("the folder itself, in the folder", Folder(|f| symlink(".", f.join("all")).unwrap())),
            of("two links, one behind the other", Folder(|f| {
                let (first, second) = (f.with_file_name("first"), f.with_file_name("second"));
                fs::rename(f.join("stays.csv"), &first).unwrap();
                symlink(&first, &second).unwrap();
                symlink(second, f.join("stays.csv")).unwrap();
            })),
        ],
    },
    BadInput {
        name: "names of files in another case",
        becomes: Same,
        variants: [
            of("DOSES.CSV", Folder(|f| rename(f, "doses.csv", "DOSES.CSV"))),
            of("Courses.Csv", Folder(|f| rename(f, "courses.csv", "Courses.Csv"))),
            of("Not_Assessed.csv", Folder(|f| rename(f, "not_assessed.csv", "Not_Assessed.csv"))),
        ],
    },
    BadInput {
        name: "other files beside the tables: they are listed, and not read",
        becomes: Same,
        variants: [
            of("notes", Folder(|f| put(f, "notes.txt", "zebra, 219-09-9999"))),
            of("a name with a typing error", Folder(|f| put(f, "doses (copy).csv", "zebra"))),
            of("a folder", Folder(|f| fs::create_dir(f.join("earlier")).unwrap())),
        ],
    },
    BadInput {
        name: "names that a terminal would obey",
        becomes: Kept,
        variants: [
            of("a file named with escapes of a terminal", Folder(|f| put(f, "\u{1b}[2J\u{7}notes\n.txt", ""))),
            of("a header named with them", Folder(|f| put(f, "stays.csv", "course_id,unit,start_hour,\u{1b}[2J\u{7}a\u{202e}b\n"))),
            of("a folder in the folder named with them", Folder(|f| fs::create_dir(f.join("\u{9b}2J")).unwrap())),
        ],
    },
    BadInput {
        name: "names that are no UTF-8",
        becomes: Same,
        variants: [
            of("a file", Folder(|f| put_bytes(f, b"n\xFFtes.csv"))),
            of("a file that begins as a table", Folder(|f| put_bytes(f, b"\xE9doses.csv"))),
            of("a file without letters", Folder(|f| put_bytes(f, b"\xFF\xFE"))),
        ],
    },
];

fn put_bytes(folder: &Path, name: &[u8]) {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    fs::write(folder.join(OsStr::from_bytes(name)), "zebra").unwrap();
}
