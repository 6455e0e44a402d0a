//! Keys that stand twice, and references to what is not stored.

use super::Becomes::{BothSetAside, Kept, Refused, Same, SetAside, Warned};
use super::Put::{Edit, Folder, Text};
use super::{BadInput, at, of, row};
use il2_outcomes::ingest::Class::{Key, Reference};
use std::path::Path;

const TWO_SITES: &str = "site_id,course_id,patient_id\nash,E1-1,E1\nelm,E1-1,E1\nelm,E2-1,E2\n";

fn bytes(text: String) -> Vec<u8> {
    text.into_bytes()
}

/// An export of one course: its identifier and its patient's in courses, that in patients, and the course's in doses.
fn with_numbers(folder: &Path, [course, of_course, patient, of_dose]: [&str; 4]) {
    std::fs::remove_dir_all(folder).unwrap();
    std::fs::create_dir(folder).unwrap();
    for (table, text) in [
        (
            "courses",
            format!("course_id,patient_id\n{course},{of_course}\n"),
        ),
        ("patients", format!("patient_id\n{patient}\n")),
        (
            "doses",
            format!("course_id,cycle,dose_number,status\n{of_dose},1,1,given\n"),
        ),
    ] {
        std::fs::write(folder.join(format!("{table}.csv")), text).unwrap();
    }
}

// A table: one input a line.
#[rustfmt::skip]
pub(super) const CLASSES: &[BadInput] = &[
    BadInput {
        name: "the same dose twice, in rows that read alike",
        becomes: SetAside(Key),
        variants: [
            row("the same row", "doses", "", "E2-1,1,1,given,0,600000,"),
            row("in another spelling", "doses", "", "E2-1,1.0,+1,Given,-0,6e5,NA"),
            row("with blanks around it", "doses", "", " E2-1\u{a0},1,1, given ,0.0,600000.00,"),
        ],
    },
    BadInput {
        name: "the same course twice, in rows that read alike",
        becomes: SetAside(Key),
        variants: [
            row("the same row", "courses", "", "E2-1,E2,1,hd_il2,2020,90,70,0,false,"),
            row("in another spelling", "courses", "", "E2-1,E2,1.0,HD IL-2,2020,90+,7e1,0,no,NA"),
            row("with blanks around it", "courses", "", " E2-1\u{a0},E2 ,1,hd_il2,2020,90,70,0,false,"),
        ],
    },
    BadInput {
        name: "the same patient twice, in rows that read alike",
        becomes: SetAside(Key),
        variants: [
            row("the same row", "patients", "", "E1,female,métis,not told,melanoma,2,400"),
            row("in another spelling", "patients", "", "E1,F,métis,not told,metastatic melanoma,2.0,+400"),
            row("quoted", "patients", "", "\"E1\",\"female\",métis,not told,melanoma,2,400"),
        ],
    },
    BadInput {
        name: "two rows with one key that differ",
        becomes: BothSetAside(Key),
        variants: [
            row("a dose, held and later given", "doses", "", "E1-1,1,3,given,7351,,"),
            row("a course, of another patient", "courses", "", "E2-1,zebra,1,,,,,,,"),
            row("a patient, with another sex", "patients", "", "E1,male,zebra,,,,"),
        ],
    },
    BadInput {
        name: "a row of a course that is not stored",
        becomes: SetAside(Reference),
        variants: [
            row("a dose", "doses", "course_id", "zebra,1,1,given,0,,"),
            row("a toxicity", "toxicities", "course_id", "zebra,Fever,1,5,,,"),
            row("a stay", "stays", "course_id", "zebra,icu,10,40"),
        ],
    },
    BadInput {
        name: "an identifier in another spelling is another one",
        becomes: SetAside(Reference),
        variants: [
            row("another case", "doses", "course_id", "e1-1,1,4,given,7351,,"),
            row("without its dash", "toxicities", "course_id", "E11,zebra,1,5,,,"),
            row("a letter of another script that looks the same", "doses", "course_id", "Е1-1,1,4,given,7351,,"),
        ],
    },
    BadInput {
        name: "characters of an identifier that nobody sees",
        becomes: Same,
        variants: [
            of("a soft hyphen and a zero-width blank in doses", Edit("doses.csv", |t| bytes(t.replace("E1-1", "E1\u{ad}-1\u{200b}")))),
            of("a byte order mark in patients", Edit("patients.csv", |t| bytes(t.replace("\nE1", "\n\u{feff}E1")))),
            of("marks of direction and a word joiner in courses", Edit("courses.csv", |t| bytes(t.replace("E2-1,E2", "\u{200f}E2-1,E\u{2060}2 \u{200e}")))),
        ],
    },
    BadInput {
        name: "identifiers that are whole numbers, with decimals",
        becomes: Warned,
        variants: [
            at("in patients", "id_with_decimals", 0, Folder(|f| with_numbers(f, ["1", "7", "7.0", "1"]))),
            at("in courses", "id_with_decimals", 0, Folder(|f| with_numbers(f, ["1.0", "7", "7", "1"]))),
            at("in doses", "id_with_decimals", 0, Folder(|f| with_numbers(f, ["1", "7", "7", "1.00"]))),
        ],
    },
    BadInput {
        name: "patients none of whom has a course",
        becomes: Refused(3, "no patient of `patients` has a course"),
        variants: [
            of("in another case", Edit("patients.csv", |t| bytes(t.replace("\nE", "\ne")))),
            of("with zeros before the number", Edit("patients.csv", |t| bytes(t.replace("\nE", "\nE00")))),
            of("as a formula of a spreadsheet", Text("patients.csv", "patient_id,sex\n\"=\"\"E1\"\"\",F\n")),
        ],
    },
    BadInput {
        name: "a row whose site is not its course's",
        becomes: SetAside(Reference),
        variants: [
            at("a dose", "course_id", 3, Text("doses.csv", "site_id,course_id,cycle,dose_number,status\nelm,E1-1,1,1,given\nzebra,E1-1,1,2,given\n")),
            at("a stay", "course_id", 2, Text("stays.csv", "site_id,course_id,unit,start_hour\nzebra,E1-1,icu,1\n")),
            at("the site in another case", "course_id", 2, Text("stays.csv", "site_id,course_id,unit,start_hour\nELM,E1-1,icu,7351\n")),
        ],
    },
    BadInput {
        name: "one identifier at two sites, each row with its site",
        becomes: Kept,
        variants: [
            of("courses and doses", Folder(|f| {
                std::fs::remove_dir_all(f).unwrap();
                std::fs::create_dir(f).unwrap();
                std::fs::write(f.join("courses.csv"), TWO_SITES).unwrap();
                let doses = "site_id,course_id,cycle,dose_number,status\nash,E1-1,1,1,given\nelm,E1-1,1,1,given\n";
                std::fs::write(f.join("doses.csv"), doses).unwrap();
            })),
            of("patients", Text("patients.csv", "site_id,patient_id\nelm,E1\nash,E1\n")),
            of("a site that has patients alone", Text("patients.csv", "site_id,patient_id\nelm,E1\nfir,F1\n")),
        ],
    },
];

#[test]
fn a_row_of_a_course_at_two_sites_that_names_none_is_set_aside() {
    use crate::bench::{options, scratch};
    let folder = scratch();
    super::trial::write_good(folder.path());
    std::fs::write(folder.path().join("courses.csv"), TWO_SITES).unwrap();
    let export = il2_outcomes::ingest::read_export(folder.path(), &options(1.0)).unwrap();
    let doses = export.ledgers.iter().find(|file| file.table == "doses");
    let aside = &doses.unwrap().quarantined;
    let told: Vec<_> = aside.iter().map(|row| (row.class, row.line)).collect();
    assert_eq!(told, [(Reference, 2), (Reference, 3), (Reference, 4)]);
}
