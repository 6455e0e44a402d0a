//! An export is the same in whatever portions it is read.

use super::*;
use crate::ingest::options::DecimalMark;
use crate::ingest::quarantine_limits::QuarantineLimits;
use crate::model::{Frame, TABLES, TableId, Values};
use std::fmt::Write;
use std::fs;
use std::sync::Mutex;

const OPTIONS: Options = Options {
    site: None,
    max_quarantine: QuarantineLimits::of(1.0),
    latest_year: 2026,
    decimal: DecimalMark::Point,
};

/// Portions as they are read by default, and smaller ones, down to a patient, some lines, and no memory at all.
fn portions() -> [Portions; 4] {
    let of = |courses, bytes, budget| Portions {
        courses,
        bytes,
        budget: MemoryBudget::of(budget),
    };
    [
        Portions::default(),
        of(7, 40_000, usize::MAX),
        of(2, 9_000, 0),
        of(1, 1_000, 0),
    ]
}

/// All that is known of an export: its rows as text, and what was found. With it, in how many parts they came.
fn reported(folder: &Path, portions: &Portions) -> (String, usize) {
    let mut export = match read_within(folder, &OPTIONS, portions, &|_| {}) {
        Ok(export) => export,
        Err(error) => return (error.to_string(), 0),
    };
    let parts = Mutex::new(Vec::new());
    export
        .take(|part| -> Result<(), IngestError> {
            parts.lock().unwrap().push(part);
            Ok(())
        })
        .unwrap();
    let mut parts: Vec<Part> = parts.into_inner().unwrap();
    parts.sort_by_key(|part| (part.site, part.number));
    let mut text = String::new();
    for (index, site) in (0..).zip(&export.sites) {
        let of_site = || parts.iter().filter(|part| part.site == index);
        assert_eq!(of_site().count(), site.parts);
        for (index, table) in TABLES.iter().enumerate() {
            writeln!(text, "{} {}", site.site_id, table.name).unwrap();
            for part in of_site() {
                let table = &part.tables[index];
                for row in 0..table.rows() {
                    let cells = table.columns().map(|(_, values)| match values {
                        Values::Integer(values) => values[row].to_string(),
                        Values::Decimal(values) => values[row].to_string(),
                        Values::Boolean(values) => format!("{:?}", values[row]),
                        Values::Text { .. } => format!("{:?}", values.text(row)),
                    });
                    writeln!(text, "{}", cells.collect::<Vec<_>>().join(" ")).unwrap();
                }
            }
        }
    }
    let Export {
        collected,
        ledgers,
        unlisted,
        checks,
        warnings,
        ..
    } = export;
    write!(
        text,
        "{collected:?}\n{ledgers:#?}\n{unlisted:#?}\n{checks:#?}\n{warnings:?}"
    )
    .unwrap();
    (text, parts.len())
}

#[track_caller]
fn assert_same_in_all_portions(folder: &Path) {
    let [whole, smaller @ ..] = portions().map(|portions| reported(folder, &portions));
    let mut parts = whole.1;
    for (text, more) in smaller {
        if text != whole.0 {
            let lines = text.lines().zip(whole.0.lines());
            let differing = lines.into_iter().find(|(one, other)| one != other);
            panic!("{}: {differing:?}", folder.display());
        }
        assert!(more >= parts, "{}", folder.display());
        parts = more;
    }
    assert!(parts == 0 || parts > whole.1, "{}", folder.display());
}

#[test]
fn the_samples_are_the_same_in_all_portions() {
    // Fuzz targets take this room in, from a folder below.
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let samples = ["data-samples", "../data-samples"].map(|folder| root.join(folder));
    let samples = samples.iter().find(|folder| folder.is_dir()).unwrap();
    for name in [
        "program/alder",
        "program/birch",
        "program/cedar",
        "program/dogwood",
        "tiny",
    ] {
        assert_same_in_all_portions(&samples.join(name));
    }
}

/// An export of two sites whose files are out of order, with rows of every class that is quarantined, and patients whose
/// courses do not come in the order of their names.
fn odd_export(folder: &Path, last_cell: &str) {
    let mut tables = [
        "site_id,course_id,patient_id,start_day,start_year\n".to_owned(),
        "patient_id,diagnosis,death_day\n".to_owned(),
        "site_id,course_id,cycle,dose_number,status,at,reason\n".to_owned(),
        "course_id,term,grade,onset_at,note\n".to_owned(),
    ];
    for number in 0..40_u32 {
        let course = number * 23 % 40;
        // Patients below 6 are at both sites, and their rows, which name none, are of neither.
        let patient = course * 7 % 13;
        let of_site = if patient < 6 { course } else { patient };
        let site = ["oak", "elm"][of_site as usize % 2];
        let [courses, patients, doses, toxicities] = &mut tables;
        writeln!(
            courses,
            "{site},C{course:02},P{patient:02},{},2019",
            30 * course
        )
        .unwrap();
        writeln!(patients, "P{number:02},mRCC,{}", 400 + number).unwrap();
        for dose in (1..=4_u32).rev() {
            let status = ["given", "held", "given", "given"][dose as usize % 4];
            let hour = (dose * 8) % 24;
            let reason = if dose == 1 { "Hypotension" } else { "whim" };
            writeln!(
                doses,
                "{site},C{course:02},1,{},{status},2019-03-{:02} {hour:02}:00,{reason}",
                dose.min(3),
                dose % 5 + 1,
            )
            .unwrap();
        }
        writeln!(doses, "{site},X{},1,1,given,,", number / 2).unwrap();
        for (grade, term) in [
            ("3", "Fever"),
            ("9", "Fever"),
            ("", "zeal"),
            ("4", "Chills"),
        ] {
            let at = format!("2019-03-02 {:02}:30", number % 24);
            writeln!(toxicities, "C{course:02},{term},{grade},{at},").unwrap();
        }
        writeln!(toxicities, "C{course:02},Fever\nX1,Fever,1,,").unwrap();
    }
    // All other patients of courses are at both sites, and those of patients could be of either.
    writeln!(tables[0], "oak,C40,P13,1200,2019").unwrap();
    writeln!(tables[3], "C01,Fever,1,,{last_cell}").unwrap();
    for (table, text) in ["courses", "patients", "doses", "toxicities"]
        .iter()
        .zip(tables)
    {
        fs::write(folder.join(format!("{table}.csv")), text).unwrap();
    }
}

#[test]
fn an_odd_export_is_the_same_in_all_portions() {
    let folder = tempfile::tempdir().unwrap();
    odd_export(folder.path(), "");
    assert_same_in_all_portions(folder.path());
    let (text, _) = reported(folder.path(), &portions()[2]);
    for expected in ["Structural", "Domain", "Key", "Reference", "zeal", "whim"] {
        assert!(text.contains(expected), "{expected}");
    }
}

#[test]
fn an_identifier_far_down_is_told_by_its_line_in_all_portions() {
    let folder = tempfile::tempdir().unwrap();
    odd_export(folder.path(), "219-09-9999");
    let reported = portions().map(|portions| reported(folder.path(), &portions).0);
    assert!(reported[0].contains("line 242"), "{}", reported[0]);
    assert!(
        reported.iter().all(|text| *text == reported[0]),
        "{reported:?}"
    );
}

#[test]
fn a_text_of_rows_that_are_quarantined_alone_is_no_word_of_a_column() {
    let folder = tempfile::tempdir().unwrap();
    odd_export(folder.path(), "");
    let path = folder.path().join("toxicities.csv");
    let mut text = fs::read_to_string(&path).unwrap();
    text.push_str("C01,Jane Doe,9,,\nX9,John Doe,1,,\n");
    fs::write(path, text).unwrap();
    for portions in portions() {
        let mut export = read_within(folder.path(), &OPTIONS, &portions, &|_| {}).unwrap();
        let take = |part: Part| -> Result<(), IngestError> {
            for (_, values) in part.tables.iter().flat_map(Frame::columns) {
                if let Values::Text { words, .. } = values {
                    assert!(words.iter().all(|word| !word.ends_with("Doe")));
                }
            }
            Ok(())
        };
        export.take(take).unwrap();
    }
}

#[test]
fn a_header_behind_many_blank_lines_is_no_row() {
    let folder = tempfile::tempdir().unwrap();
    odd_export(folder.path(), "");
    let path = folder.path().join("toxicities.csv");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(path, " \n".repeat(50_000) + &text).unwrap();
    assert_same_in_all_portions(folder.path());
}

#[test]
fn a_line_that_names_the_delimiter_is_no_row_and_counts_as_a_line() {
    let folder = tempfile::tempdir().unwrap();
    odd_export(folder.path(), "");
    let path = folder.path().join("toxicities.csv");
    let text = fs::read_to_string(&path).unwrap();
    let first_line = |text: &str| {
        let (_, found) = text.split_once("Structural").unwrap();
        let (before, _) = text.split_at(text.len() - found.len());
        before.rsplit_once("line: ").unwrap().1[..3].to_owned()
    };
    let plain = reported(folder.path(), &portions()[0]).0;
    fs::write(path, format!("sep=;\n{}", text.replace(',', ";"))).unwrap();
    assert_same_in_all_portions(folder.path());
    let named = reported(folder.path(), &portions()[0]).0;
    assert_eq!(
        (&*first_line(&plain), &*first_line(&named)),
        ("6,\n", "7,\n")
    );
}

/// An export with date-times: toxicities are at 00:00 but for these rows at the end, if any, and some stays have no time.
fn dated_export(folder: &Path, last_events: &str) {
    let mut courses = "course_id,patient_id\n".to_owned();
    let mut doses = "course_id,cycle,dose_number,status,at\n".to_owned();
    let mut events = "course_id,term,grade,onset_at,resolved_at\n".to_owned();
    let mut stays = "course_id,unit,start_at,stop_at\n".to_owned();
    for course in 1..=60 {
        let (day, month) = (1 + course % 28, 1 + course % 12);
        let date = format!("2019-{month:02}-{day:02}");
        writeln!(courses, "C{course},P{course}").unwrap();
        writeln!(doses, "C{course},1,1,given,{date} 08:00:00.250").unwrap();
        for grade in 1..=4 {
            let row = format!("C{course},Hypotension,{grade},{date} 00:00,{date} 00:00");
            writeln!(events, "{row}").unwrap();
        }
        let time = if course % 3 == 0 { "" } else { " 09:30" };
        writeln!(stays, "C{course},icu,{date}{time},{date} 23:00").unwrap();
    }
    events.push_str(last_events);
    for (name, text) in [
        ("courses", courses),
        ("doses", doses),
        ("toxicities", events),
        ("stays", stays),
    ] {
        fs::write(folder.join(format!("{name}.csv")), text).unwrap();
    }
}

#[test]
fn what_is_known_to_the_day_is_so_in_all_portions_and_any_order() {
    let onsets = |folder: &Path| {
        let mut export = read_within(folder, &OPTIONS, &Portions::default(), &|_| {}).unwrap();
        let found = Mutex::new(Vec::new());
        let take = |part: Part| -> Result<(), IngestError> {
            let events = &part.tables[TableId::Toxicities as usize];
            found.lock().unwrap().extend(
                events
                    .decimals("onset_hour")
                    .iter()
                    .map(ToString::to_string),
            );
            Ok(())
        };
        export.take(take).unwrap();
        found.into_inner().unwrap()
    };
    let folder = tempfile::tempdir().unwrap();
    // All are known to the day, and begin with the first dose of it.
    dated_export(folder.path(), "");
    assert_same_in_all_portions(folder.path());
    assert!(onsets(folder.path()).iter().all(|hour| hour == "0"));
    // The last row alone has a time of day: all others lie at midnight, 8 h before.
    dated_export(folder.path(), "C60,Fever,1,2019-05-05 10:00,\n");
    assert_same_in_all_portions(folder.path());
    let at_the_end = onsets(folder.path());
    let n_before = at_the_end
        .iter()
        .filter(|hour| hour.starts_with("-8."))
        .count();
    assert_eq!((n_before, at_the_end.len()), (240, 241));
    // Wherever it stands.
    let path = folder.path().join("toxicities.csv");
    let text = fs::read_to_string(&path).unwrap();
    let (header, rows) = text.split_once('\n').unwrap();
    let reversed: Vec<&str> = rows.lines().rev().collect();
    fs::write(&path, format!("{header}\n{}\n", reversed.join("\n"))).unwrap();
    assert_eq!(onsets(folder.path()), at_the_end);
}
