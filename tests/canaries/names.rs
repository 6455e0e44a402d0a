//! Headers that are named for identifiers and headers that are not, and values that only look like one.

use super::{Form, rows};
use crate::bad_input::trial::write_good;
use crate::bench::{options, scratch};
use il2_outcomes::ingest::{IngestError, read_exports};
use std::fs;

/// Headers that are named for identifiers.
#[rustfmt::skip]
const NAMED: [&str; 48] = [
    "name", "NAME", " Name ", "patient_name", "Patient-Name", "last.name", "name_2", "Name (last)",
    "SURNAME", "surname of mother", "MRN", "mrn#", "MRN/FIN", "SSN", "ssn_last_4", "dob", "D_DOB", "DOB:",
    "Birthdate", "patient birthdate", "date of birth", "Date_of_Birth", "DATE-OF-BIRTH", "date.of.birth",
    "birth date", "birth_date", "Address", "street", "Street 1", "ZIP", "zip+4", "telephone", "phone",
    "Phone no.", "cell\u{a0}phone", "fax", "e-mail", "E Mail", "e_mail", "email", "E.Mail", "account",
    "account number", "insurance", "Insurance-ID", "photo", "photo_file", "naïve name",
];

/// Headers that only look so.
#[rustfmt::skip]
const NOT_NAMED: [&str; 28] = [
    "names", "rename", "renamed", "filename", "protocol", "surnames", "mrna", "essn", "adobe", "birthdates",
    "birth weight", "date", "date of death", "birth", "addressed", "streets", "zipper", "unzipped",
    "phones", "telephones", "faxed", "emailed", "e mails", "accountable", "insured", "photos",
    "photophobia", "birth_order",
];

/// Values that look like identifiers and are none.
#[rustfmt::skip]
const NONE: [&str; 33] = [
    "2195557351", "219097351", "219-09-735", "2190-9-7351", "P-219-09-7351", "219-097-351", "1-2-3",
    "5.0.1", "10.73.51", "999.999.999.999", "a:b:c", "12:30", "@home", "canary@", "@zebra.example", "a@b",
    "www", "see www.zebra.example", "http", "2173", "2173-05", "05/2173", "2173-13-45", "31.31.2173",
    "may 2173", "555-7351", "1/2", "1-800", "20190304", "3-4-9", "C/D/E", "x10^9/L", "HLA-A*02:01",
];

#[test]
fn a_header_that_is_named_for_an_identifier_is_refused_in_any_spelling() {
    let read = |header: &str| {
        let folder = scratch();
        let path = folder.path();
        fs::write(path.join("courses.csv"), "course_id,patient_id\nC1,P1\n").unwrap();
        fs::write(
            path.join("doses.csv"),
            "course_id,cycle,dose_number,status\nC1,1,1,given\n",
        )
        .unwrap();
        let patients = format!("patient_id,\"{header}\"\nP1,\n");
        fs::write(path.join("patients.csv"), patients).unwrap();
        read_exports(&[path.to_path_buf()], &options(0.0))
    };
    for header in NAMED {
        let refused = read(header).err();
        assert!(
            matches!(&refused, Some(IngestError::Identifiers { found, .. }) if found[0].line == 1),
            "{header}: {refused:?}"
        );
    }
    for header in NOT_NAMED {
        let read = read(header);
        assert!(read.is_ok(), "{header}: {:?}", read.err());
    }
}

#[test]
fn what_looks_like_an_identifier_and_is_none_is_accepted() {
    for text in NONE {
        let folder = scratch();
        let elm = folder.path().join("elm");
        write_good(&elm);
        let mut patients = rows("patients");
        text.clone_into(&mut patients[1][2]);
        text.clone_into(&mut patients[2][7]);
        Form::Csv.write(&elm, "patients", &patients);
        let read = read_exports(&[elm], &options(0.0));
        assert!(read.is_ok(), "{text}: {:?}", read.err());
    }
}
