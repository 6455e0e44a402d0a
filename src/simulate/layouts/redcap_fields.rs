//! The fields of a site's `REDCap` project: those of the dictionary that the built-in mapping comes with, but for what
//! the site does not collect, with the site's units.

use super::events::ANALYTES;
use crate::model::TableId;
use crate::simulate::sites::Site;
use crate::terminology::key;
use std::io::{self, Write};

/// The dictionary of the project that the built-in mapping reads.
const DICTIONARY: &str = include_str!("../../../mappings/redcap/redcap_dictionary.csv");

/// The columns of the dictionary.
const NAME: usize = 0;
const FORM: usize = 1;
const TYPE: usize = 3;
const CHOICES: usize = 5;
const NOTE: usize = 6;

/// A field of the project.
pub(super) struct Field {
    pub(super) name: String,
    /// Codes and labels of its choices.
    choices: Vec<(String, String)>,
    /// The columns of the export: one, or one for each box.
    pub(super) columns: Vec<String>,
    /// The field's line of the dictionary.
    line: csv::StringRecord,
}

impl Field {
    /// The code of the choice with this label; a value that is no label as it is.
    pub(super) fn code(&self, value: &str) -> String {
        let mut choices = self.choices.iter();
        let choice = choices.find(|(_, label)| key(label) == key(value));
        choice.map_or(value, |(code, _)| code).to_owned()
    }

    /// The column of the box with this label.
    pub(super) fn checkbox(&self, label: &str) -> Option<String> {
        let choice = self.choices.iter().find(|(_, known)| known == label);
        choice.map(|(code, _)| format!("{}___{code}", self.name))
    }
}

/// The fields of a site's project.
pub(super) fn fields(site: &Site) -> Vec<Field> {
    let mut reader = csv::Reader::from_reader(DICTIONARY.as_bytes());
    let lines = reader
        .records()
        .map(|line| line.expect("the dictionary is whole"));
    let collected = lines.filter(|line| is_collected(site, &line[FORM], &line[NAME]));
    collected.map(|line| field(site, &line)).collect()
}

/// Whether the site collects what the field holds. Own columns and analytes that no simulated site measures are in
/// no project.
fn is_collected(site: &Site, form: &str, name: &str) -> bool {
    let table = match form {
        "vasopressor" => TableId::Vasopressors,
        "dialysis" => TableId::Dialysis,
        "stay" => TableId::Stays,
        _ if name == "supportive" => TableId::Medications,
        _ => TableId::Courses,
    };
    let column = match name {
        "ethnicity" | "death_cause" => (TableId::Patients, name),
        "ecog" | "ctcae_version" | "care_setting" | "planned_cycles" => (TableId::Courses, name),
        "planned_doses" => (TableId::Courses, "planned_doses_per_cycle"),
        "response_date" => (TableId::Courses, "response_day"),
        "tox_attribution" => (TableId::Toxicities, "attribution"),
        _ => (TableId::Courses, ""),
    };
    let is_measured = match name.strip_prefix("lab_") {
        None | Some("course" | "time") => true,
        Some(analyte) => ANALYTES.iter().any(|(listed, _, _)| *listed == analyte),
    };
    is_measured
        && !name.starts_with("px_")
        && !name.starts_with("cx_")
        && !site.lacks_tables.contains(&table)
        && !site.lacks_columns.contains(&column)
}

/// A field of a line of the dictionary, in the words and units of the site.
fn field(site: &Site, line: &csv::StringRecord) -> Field {
    let mut cells: Vec<String> = line.iter().map(str::to_owned).collect();
    let name = cells[NAME].clone();
    if matches!(name.as_str(), "race" | "ethnicity") {
        cells[CHOICES].make_ascii_lowercase();
    }
    if let Some(analyte) = name
        .strip_prefix("lab_")
        .and_then(|it| ANALYTES.iter().position(|(listed, _, _)| *listed == it))
    {
        site.analytes[analyte].unit.clone_into(&mut cells[NOTE]);
    }
    let choices = cells[CHOICES].split('|').filter_map(|choice| {
        let (code, label) = choice.trim().split_once(", ")?;
        Some((code.to_owned(), label.to_owned()))
    });
    let choices: Vec<(String, String)> = choices.collect();
    let is_checkbox = cells[TYPE] == "checkbox";
    Field {
        columns: if is_checkbox {
            choices
                .iter()
                .map(|(code, _)| format!("{name}___{code}"))
                .collect()
        } else {
            vec![name.clone()]
        },
        choices,
        name,
        line: cells.into(),
    }
}

/// Writes the dictionary of a project.
pub(super) fn write_dictionary(fields: &[Field], out: impl Write) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    let mut reader = csv::Reader::from_reader(DICTIONARY.as_bytes());
    writer.write_record(reader.headers()?)?;
    for field in fields {
        writer.write_record(&field.line)?;
    }
    writer.flush()
}
