//! Exports of one site with a known review, and what a review left.

use crate::bench::{files, il2, run, scratch};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// An export of one site, file by file.
pub(super) struct Export(pub(super) BTreeMap<&'static str, String>);

/// When a course began: its year and month.
#[derive(Clone, Copy)]
pub(super) struct Start(pub(super) Option<(i64, i64)>);

impl Export {
    /// Courses of one patient each, of one cycle of 14 planned doses, ten of them given 8 h apart, then one held.
    pub(super) fn of(courses: usize, start: impl Fn(usize) -> Start) -> Self {
        let mut rows =
            "course_id,patient_id,start_year,start_month,sequence,planned_cycles\n".to_owned();
        let mut doses = "course_id,cycle,dose_number,status,hour\n".to_owned();
        let mut patients = "patient_id,death_day,last_contact_day\n".to_owned();
        for place in 0..courses {
            let text =
                |value: Option<i64>| value.map_or_else(String::new, |value| value.to_string());
            let Start(when) = start(place);
            let (year, month) = (text(when.map(|when| when.0)), text(when.map(|when| when.1)));
            writeln!(rows, "C{place},P{place},{year},{month},{},1", place + 1).unwrap();
            for dose in 0..10 {
                writeln!(doses, "C{place},1,{},given,{}", dose + 1, 8 * dose).unwrap();
            }
            writeln!(doses, "C{place},1,11,held,80").unwrap();
            writeln!(patients, "P{place},,400").unwrap();
        }
        Self([("courses", rows), ("doses", doses), ("patients", patients)].into())
    }

    /// The courses with these events of a term, a grade, an onset and a resolution.
    pub(super) fn toxicities(mut self, events: &[(usize, &str, i64, f64, f64)]) -> Self {
        let mut rows = "course_id,term,grade,onset_hour,resolved_hour\n".to_owned();
        for (course, term, grade, onset, resolved) in events {
            writeln!(rows, "C{course},{term},{grade},{onset},{resolved}").unwrap();
        }
        self.0.insert("toxicities", rows);
        self
    }

    /// The courses with dialysis.
    pub(super) fn dialysis(mut self, courses: &[usize]) -> Self {
        let mut rows = "course_id,modality,start_hour,stop_hour\n".to_owned();
        for course in courses {
            writeln!(rows, "C{course},ihd,30,34").unwrap();
        }
        self.0.insert("dialysis", rows);
        self
    }

    /// The courses with dialysis, which is serious harm, and no toxicity.
    pub(super) fn harmed(self, courses: &[usize]) -> Self {
        self.dialysis(courses).toxicities(&[])
    }

    /// The courses with a vasopressor.
    pub(super) fn vasopressors(mut self, courses: &[usize]) -> Self {
        let mut rows = "course_id,agent,start_hour,stop_hour\n".to_owned();
        for course in courses {
            writeln!(rows, "C{course},norepinephrine,20,30").unwrap();
        }
        self.0.insert("vasopressors", rows);
        self
    }

    /// Writes it into a folder named for the site.
    pub(super) fn write(&self, folder: &Path) -> PathBuf {
        let export = folder.join("harbor");
        fs::create_dir_all(&export).unwrap();
        for (table, rows) in &self.0 {
            fs::write(export.join(format!("{table}.csv")), rows).unwrap();
        }
        export
    }
}

/// A quarter's first month: three courses a quarter from 2018 on.
pub(super) fn three_a_quarter(place: usize) -> Start {
    let quarter = place as i64 / 3;
    Start(Some((2018 + quarter / 4, quarter % 4 * 3 + 1)))
}

/// A review that was made.
pub(super) struct Made {
    pub(super) folder: tempfile::TempDir,
}

impl Made {
    /// The review of an export, with these options.
    pub(super) fn of(export: &Export, options: &[&str]) -> Self {
        let folder = scratch();
        let source = export.write(folder.path());
        Self::at(&source, folder, options)
    }

    /// The review of what lies in a folder.
    pub(super) fn at(source: &Path, folder: tempfile::TempDir, options: &[&str]) -> Self {
        let mut command = il2();
        command
            .args(["report", "--kind", "safety"])
            .arg(source)
            .args(options);
        run(command.arg("--out").arg(folder.path().join("out")), 0);
        Self { folder }
    }

    pub(super) fn text(&self, file: &str) -> String {
        fs::read_to_string(self.folder.path().join("out").join(file)).unwrap()
    }

    pub(super) fn page(&self) -> String {
        // The template writes a slash as a character reference.
        self.text("report.html").replace("&#x2f;", "/")
    }

    /// The rows of a file of results with these first cells: measure, then what the row contains.
    pub(super) fn rows(&self, file: &str, measure: &str, parts: &[&str]) -> Vec<Vec<String>> {
        let text = self.text(file);
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let rows = reader
            .records()
            .map(|record| record.unwrap().iter().map(str::to_owned).collect());
        rows.filter(|row: &Vec<String>| {
            row[0] == measure
                && parts
                    .iter()
                    .all(|part| row[2..6].iter().any(|cell| cell == part))
        })
        .collect()
    }

    /// The one row of these, from its value on.
    pub(super) fn row(&self, file: &str, measure: &str, parts: &[&str]) -> Vec<String> {
        let rows = self.rows(file, measure, parts);
        assert_eq!(rows.len(), 1, "{measure} {parts:?}: {rows:?}");
        rows[0][6..].to_vec()
    }

    /// No file holds a number that is none.
    pub(super) fn assert_only_numbers(&self) {
        for (name, bytes) in files(&self.folder.path().join("out")) {
            let Ok(text) = String::from_utf8(bytes) else {
                // A picture, or Parquet.
                continue;
            };
            if name.starts_with("store/") {
                continue;
            }
            for word in [
                ">NaN",
                "NaN ",
                ",NaN",
                "inf,",
                ">inf",
                "\"NaN",
                " NaN",
                "None,",
                "undefined",
            ] {
                assert!(!text.contains(word), "{name} holds {word}");
            }
        }
    }
}
