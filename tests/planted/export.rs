//! Small exports without a fault, and the forms in which they are written.

use super::Dice;
use crate::bad_input::encoding::{gzip, windows};

/// A row of a table: its cells, and which fault it was planted for.
#[derive(Clone)]
pub(crate) struct Row {
    pub(crate) cells: Vec<String>,
    pub(crate) fault: Option<usize>,
    /// What is done to the row's text when it is written.
    pub(crate) damage: Damage,
}

/// What breaks the form of a row.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Damage {
    None,
    OpenQuote,
    BehindQuote,
    Nul,
}

/// A table: its name, its columns and rows.
#[derive(Clone)]
pub(crate) struct Table {
    pub(crate) name: &'static str,
    pub(crate) columns: Vec<&'static str>,
    pub(crate) rows: Vec<Row>,
}

/// All tables of an export.
#[derive(Clone)]
pub(crate) struct Export {
    pub(crate) tables: Vec<Table>,
    pub(crate) planted: usize,
}

const COLUMNS: [(&str, &str); 10] = [
    (
        "courses",
        "course_id patient_id course_number start_year age_years weight_kg ecog baseline_dialysis best_response",
    ),
    ("patients", "patient_id sex race prior_lines death_day"),
    (
        "doses",
        "course_id cycle dose_number status hour iu_per_kg reason",
    ),
    (
        "toxicities",
        "course_id term grade onset_hour resolved_hour attribution action",
    ),
    ("not_assessed", "course_id organ_system"),
    (
        "vasopressors",
        "course_id agent start_hour stop_hour peak_rate rate_unit",
    ),
    ("dialysis", "course_id modality start_hour stop_hour"),
    ("measurements", "course_id analyte hour value unit"),
    ("medications", "course_id agent class start_hour stop_hour"),
    ("stays", "course_id unit start_hour stop_hour"),
];

impl Export {
    pub(crate) fn of(dice: &mut Dice) -> Self {
        let tables = COLUMNS.map(|(name, columns)| Table {
            name,
            columns: columns.split(' ').collect(),
            rows: Vec::new(),
        });
        let mut export = Self {
            tables: tables.into(),
            planted: 0,
        };
        for course in 0..4 + dice.below(5) {
            export.add_course(course, dice);
        }
        export
    }

    fn add(&mut self, table: usize, cells: &[&str]) {
        assert_eq!(cells.len(), self.tables[table].columns.len());
        self.tables[table].rows.push(Row {
            cells: cells.iter().map(|&cell| cell.to_owned()).collect(),
            fault: None,
            damage: Damage::None,
        });
    }

    fn add_course(&mut self, number: usize, dice: &mut Dice) {
        let (course, patient) = (format!("C{number}-1"), format!("P{number}"));
        let number = |below: usize, dice: &mut Dice| dice.below(below).to_string();
        let hour = |from: usize, dice: &mut Dice| format!("{}.25", from + dice.below(90));
        let weight = format!("{}.5", 50 + dice.below(60));
        let age = (18 + dice.below(73)).to_string();
        self.add(
            0,
            &[
                &course,
                &patient,
                "1",
                dice.pick(&["2019", "2020", "", "1999"]),
                &age,
                dice.pick(&[weight.as_str(), "70", ""]),
                dice.pick(&["0", "1", "2", ""]),
                dice.pick(&["true", "no", "", "Y"]),
                dice.pick(&["CR", "pd", "", "NE"]),
            ],
        );
        let race = [
            "white",
            "métis",
            "",
            "said \"none\"",
            "two\nlines",
            "a, b; c",
        ];
        let lines = number(9, dice);
        let day = (500 + dice.below(900)).to_string();
        let sex = ["female", "M", "", "unknown"];
        self.add(
            1,
            &[&patient, dice.pick(&sex), dice.pick(&race), &lines, &day],
        );
        for dose in 1..=2 + dice.below(6) {
            let (at, dose) = (format!("{}", (dose - 1) * 8), dose.to_string());
            let status = dice.pick(&["given", "given", "held", "stopped"]);
            let reason = if status == "held" { "Hypotension" } else { "" };
            self.add(2, &[&course, "1", &dose, status, &at, "600000", reason]);
        }
        for _ in 0..dice.below(4) {
            let (onset, resolved) = (hour(0, dice), hour(100, dice));
            let term = dice.pick(&["Fever", "Hypotension", "Anuria", "no such, term"]);
            let grade = dice.pick(&["1", "2", "3", "4", ""]);
            let action = dice.pick(&["none", "dose_held", ""]);
            self.add(
                3,
                &[&course, term, grade, &onset, &resolved, "related", action],
            );
        }
        if dice.one_in(3) {
            self.add(4, &[&course, dice.pick(&["pulmonary", "Hepatic", "renal"])]);
        }
        for table in [5, 6, 8, 9] {
            for _ in 0..dice.below(3) {
                let (start, stop) = (hour(0, dice), hour(100, dice));
                match table {
                    5 => self.add(
                        5,
                        &[&course, "norepinephrine", &start, &stop, "0.1", "ug/kg/min"],
                    ),
                    6 => self.add(
                        6,
                        &[&course, dice.pick(&["ihd", "cvvh", ""]), &start, &stop],
                    ),
                    8 => self.add(8, &[&course, "acetaminophen", "", &start, &stop]),
                    _ => self.add(9, &[&course, dice.pick(&["icu", "ward"]), &start, &stop]),
                }
            }
        }
        for _ in 0..dice.below(5) {
            let (at, value) = (hour(0, dice), format!("1.{}", dice.below(10)));
            self.add(7, &[&course, "creatinine", &at, &value, "mg/dL"]);
        }
    }
}

/// How a table is written.
pub(crate) struct Form {
    delimiter: char,
    line_end: &'static str,
    encoding: Encoding,
    quotes: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Encoding {
    Utf8,
    Marked,
    Utf16,
    Windows,
    Packed,
}

impl Form {
    pub(crate) const PLAIN: Self = Self {
        delimiter: ',',
        line_end: "\n",
        encoding: Encoding::Utf8,
        quotes: false,
    };

    pub(crate) fn of(dice: &mut Dice) -> Self {
        use Encoding::{Marked, Packed, Utf8, Utf16, Windows};
        Self {
            delimiter: dice.pick(&[',', ';', '\t', '|']),
            line_end: dice.pick(&["\n", "\r\n"]),
            encoding: dice.pick(&[Utf8, Utf8, Marked, Utf16, Windows, Packed]),
            quotes: dice.one_in(2),
        }
    }

    pub(crate) fn file(&self, table: &str) -> String {
        let ending = if self.encoding == Encoding::Packed {
            ".gz"
        } else {
            ""
        };
        format!("{table}.csv{ending}")
    }

    /// The bytes of a file, and the line on which each row begins.
    pub(crate) fn write(&self, table: &Table, dice: &mut Dice) -> (Vec<u8>, Vec<u64>) {
        let mut text = String::new();
        let mut lines = Vec::new();
        let head: Vec<String> = table.columns.iter().map(|&name| name.to_owned()).collect();
        self.write_row(&head, Damage::None, dice, &mut text);
        for row in &table.rows {
            if self.quotes && dice.one_in(8) {
                text.push_str(self.line_end);
            }
            lines.push(text.matches('\n').count() as u64 + 1);
            self.write_row(&row.cells, row.damage, dice, &mut text);
        }
        let bytes = match self.encoding {
            Encoding::Utf8 => text.into_bytes(),
            Encoding::Marked => format!("\u{feff}{text}").into_bytes(),
            Encoding::Utf16 => format!("\u{feff}{text}")
                .encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect(),
            Encoding::Windows => windows(&text),
            Encoding::Packed => gzip(text.as_bytes()),
        };
        (bytes, lines)
    }

    fn write_row(&self, cells: &[String], damage: Damage, dice: &mut Dice, text: &mut String) {
        let damaged = dice.below(cells.len());
        for (place, cell) in cells.iter().enumerate() {
            if place > 0 {
                text.push(self.delimiter);
            }
            let needs_quotes = cell.contains([self.delimiter, '"', '\n', '\r']);
            // What is damaged has no quotes and line ends of its own.
            let plain = cell.replace(['"', '\n', self.delimiter], " ");
            match damage {
                Damage::OpenQuote if place == damaged => text.extend(["\"x", &plain]),
                Damage::BehindQuote if place == damaged => text.extend(["\"x", &plain, "\"y"]),
                Damage::Nul if place == damaged => text.extend(["\0", &plain]),
                Damage::OpenQuote | Damage::BehindQuote => text.push_str(&plain),
                Damage::None | Damage::Nul if needs_quotes || self.quotes && dice.one_in(2) => {
                    text.extend(["\"", &cell.replace('"', "\"\""), "\""]);
                }
                Damage::None | Damage::Nul => text.push_str(cell),
            }
        }
        text.push_str(self.line_end);
    }
}
