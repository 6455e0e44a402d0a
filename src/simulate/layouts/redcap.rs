//! A `REDCap` project: one flat export with repeating instruments, raw codes, and its data dictionary.

use super::chart::{Chart, CourseChart, Row};
use super::drugs::{pressor, remedy};
use super::events::analyte_of;
use super::raw::{Open, RawFile, date, date_time_of};
use super::reasons::nurse_words;
use super::redcap_fields::{Field, fields, write_dictionary};
use crate::model::TableId;
use crate::simulate::random::Dice;
use crate::simulate::sites::Site;
use crate::terminology::{dialysis_modalities, dialysis_modality, organ_system, organ_systems};
use std::io::{self, Write};

/// The raw files of one site.
pub(super) struct Redcap<W: Write> {
    data: RawFile<W>,
    fields: Vec<Field>,
}

/// The cells of one row, by their columns.
type Cells<'a> = Vec<(&'a str, String)>;

/// The columns that `REDCap` adds after the id of the record.
const REPEAT: [&str; 2] = ["redcap_repeat_instrument", "redcap_repeat_instance"];

impl<W: Write> Redcap<W> {
    /// The files with their headers, and the dictionary.
    pub(super) fn begin(site: &'static Site, open: Open<'_, W>) -> io::Result<Self> {
        let fields = fields(site);
        let mut columns: Vec<(&str, bool)> = Vec::new();
        for field in &fields {
            columns.extend(field.columns.iter().map(|column| (column.as_str(), true)));
            if columns.len() == 1 {
                columns.extend(REPEAT.map(|name| (name, true)));
            }
        }
        let data = format!("{}/IL2Registry_DATA_2024-05-01_1012.csv", site.name);
        let data = RawFile::begin(open, &data, &columns)?;
        let dictionary = format!("{}/IL2Registry_DataDictionary_2024-05-01.csv", site.name);
        write_dictionary(&fields, open(&dictionary)?)?;
        Ok(Self { data, fields })
    }

    /// Writes the rows of a patient.
    pub(super) fn write(&mut self, dice: &mut Dice, chart: &Chart) -> io::Result<()> {
        self.patient(chart);
        let mut instances = [0_u32; 6];
        for course in &chart.courses {
            self.course(chart, course);
            self.doses(dice, chart, course, &mut instances[0]);
            for (instance, (table, instrument)) in instances[1..5].iter_mut().zip([
                (TableId::Toxicities, "toxicity"),
                (TableId::Vasopressors, "vasopressor"),
                (TableId::Dialysis, "dialysis"),
                (TableId::Stays, "stay"),
            ]) {
                for row in course.rows(table) {
                    let cells = if table == TableId::Toxicities {
                        toxicity(chart, course, row)
                    } else if table == TableId::Vasopressors {
                        infusion(course, row)
                    } else if table == TableId::Dialysis {
                        dialysis(course, row)
                    } else {
                        stay(course, row)
                    };
                    *instance += 1;
                    self.row(chart, instrument, *instance, &cells);
                }
            }
            for cells in laboratory(chart.site, course) {
                instances[5] += 1;
                self.row(chart, "laboratory", instances[5], &cells);
            }
        }
        self.data.settle(Some(dice))
    }

    /// Writes buffered rows.
    pub(super) fn finish(self) -> io::Result<()> {
        self.data.finish()
    }

    /// Adds a row: each cell in its column, as the code of its choice.
    fn row(&mut self, chart: &Chart, instrument: &str, instance: u32, cells: &[(&str, String)]) {
        let mut line: Vec<String> = Vec::new();
        for field in &self.fields {
            for column in &field.columns {
                let cell = cells.iter().find(|(name, _)| name == column);
                line.push(match cell {
                    Some((_, value)) if field.columns.len() > 1 => value.clone(),
                    Some((_, value)) => field.code(value),
                    // Unchecked boxes are zeros on every row.
                    None if column.contains("___") => "0".to_owned(),
                    None => String::new(),
                });
            }
            if line.len() == 1 {
                line[0].clone_from(&chart.id);
                line.push(instrument.to_owned());
                line.push(if instrument.is_empty() {
                    String::new()
                } else {
                    instance.to_string()
                });
            }
        }
        let line: Vec<&str> = line.iter().map(String::as_str).collect();
        self.data.row(&line);
    }

    fn patient(&mut self, chart: &Chart) {
        let text = |column: &str| chart.row.get(column).to_owned();
        let [death, contact] = ["death_day", "last_contact_day"]
            .map(|it| chart.day(it).map_or_else(String::new, date));
        self.row(
            chart,
            "",
            0,
            &[
                ("sex", text("sex")),
                ("race", text("race")),
                ("ethnicity", text("ethnicity")),
                ("diagnosis", diagnosis(chart)),
                ("prior_lines", text("prior_lines")),
                (
                    "prior_cpi",
                    yes_or_no(chart.row.get("prior_checkpoint_inhibitor")).to_owned(),
                ),
                ("death_date", death),
                ("death_cause", text("death_cause")),
                ("last_contact_date", contact),
            ],
        );
    }

    fn course(&mut self, chart: &Chart, course: &CourseChart) {
        let row = &course.row;
        let text = |column: &str| row.get(column).to_owned();
        let day = |column: &str| {
            row.whole(column)
                .map_or_else(String::new, |day| date(course.hour_0 + day * 1440))
        };
        let mut cells = vec![
            ("course_no", text("course_number")),
            ("course_start", date(course.hour_0)),
            ("regimen", text("regimen")),
            ("age_years", text("age_years")),
            ("weight_kg", text("weight_kg")),
            ("ecog", text("ecog")),
            (
                "baseline_dialysis",
                yes_or_no(row.get("baseline_dialysis")).to_owned(),
            ),
            ("planned_iu_per_kg", text("planned_iu_per_kg")),
            ("planned_cycles", text("planned_cycles")),
            ("planned_doses", text("planned_doses_per_cycle")),
            ("care_setting", text("care_setting")),
            ("ctcae_version", text("ctcae_version")),
            ("best_response", text("best_response")),
            ("response_date", day("response_day")),
            ("progression_date", day("progression_day")),
        ];
        let boxes = |field: &str| self.fields.iter().find(|it| it.name == field);
        let mut checked: Vec<String> = Vec::new();
        if let Some(field) = boxes("supportive") {
            for row in course.rows(TableId::Medications) {
                let class = remedy(row.get("agent")).map(|remedy| remedy.class);
                checked.extend(class.and_then(|class| field.checkbox(class)));
            }
        }
        if let Some(field) = boxes("not_assessed") {
            for row in course.rows(TableId::NotAssessed) {
                let system = organ_system(row.get("organ_system"))
                    .map(|system| &organ_systems()[system].label);
                checked.extend(system.and_then(|label| field.checkbox(label)));
            }
        }
        cells.extend(
            checked
                .iter()
                .map(|column| (column.as_str(), "1".to_owned())),
        );
        let instance = u32::try_from(
            row.whole("course_number")
                .expect("written with each course"),
        );
        self.row(chart, "course", instance.expect("a small number"), &cells);
    }

    fn doses(&mut self, dice: &mut Dice, chart: &Chart, course: &CourseChart, instance: &mut u32) {
        for (_, row) in course.doses() {
            let text = |column: &str| row.get(column).to_owned();
            let words = nurse_words(row.get("reason"));
            let reason = if !words.is_empty() && dice.chance(0.5) {
                dice.pick(words).to_owned()
            } else {
                text("reason")
            };
            *instance += 1;
            self.row(
                chart,
                "dose",
                *instance,
                &[
                    ("dose_course", link(course)),
                    ("dose_cycle", text("cycle")),
                    ("dose_no", text("dose_number")),
                    ("dose_status", text("status")),
                    ("dose_time", date_time_of(course.minute(row, "hour"))),
                    ("dose_iu_per_kg", text("iu_per_kg")),
                    ("dose_reason", reason),
                ],
            );
        }
    }
}

/// The answer of a field of yes and no, as `REDCap` writes it.
fn yes_or_no(claim: &str) -> &str {
    match claim {
        "true" => "1",
        "false" => "0",
        other => other,
    }
}

/// The project's choice for a diagnosis; one that it does not offer as it is.
fn diagnosis(chart: &Chart) -> String {
    let written = chart.row.get("diagnosis");
    if written == "uveal melanoma" {
        chart.words(&chart.row, "diagnosis")
    } else if written.ends_with("melanoma") {
        "Melanoma".to_owned()
    } else {
        "Renal cell carcinoma".to_owned()
    }
}

/// The number of the course that a row is of.
fn link(course: &CourseChart) -> String {
    course.row.get("course_number").to_owned()
}

/// The time of an hour of a row.
fn time(course: &CourseChart, row: &Row, column: &str) -> String {
    date_time_of(course.minute(row, column))
}

fn toxicity(chart: &Chart, course: &CourseChart, row: &Row) -> Cells<'static> {
    let text = |column: &str| row.get(column).to_owned();
    vec![
        ("tox_course", link(course)),
        ("tox_term", chart.words(row, "term")),
        ("tox_grade", text("grade")),
        ("tox_onset", time(course, row, "onset_hour")),
        ("tox_resolved", time(course, row, "resolved_hour")),
        ("tox_attribution", text("attribution")),
        ("tox_action", text("action")),
    ]
}

fn infusion(course: &CourseChart, row: &Row) -> Cells<'static> {
    let agent = pressor(row.get("agent")).unwrap_or(row.get("agent"));
    vec![
        ("vaso_course", link(course)),
        ("vaso_agent", agent.to_owned()),
        ("vaso_start", time(course, row, "start_hour")),
        ("vaso_stop", time(course, row, "stop_hour")),
        ("vaso_peak_rate", row.get("peak_rate").to_owned()),
        (
            "vaso_rate_unit",
            unit_of_project(row.get("rate_unit")).to_owned(),
        ),
    ]
}

/// The unit of a rate as the project's choices write it.
fn unit_of_project(unit: &str) -> &str {
    match unit {
        "ug/kg/min" => "mcg/kg/min",
        "ug/min" => "mcg/min",
        "U/min" => "units/min",
        other => other,
    }
}

fn dialysis(course: &CourseChart, row: &Row) -> Cells<'static> {
    let name = row.get("modality");
    let code = dialysis_modality(name).map_or(name, |modality| {
        dialysis_modalities()[modality].code.as_str()
    });
    vec![
        ("dial_course", link(course)),
        ("dial_modality", code.to_owned()),
        ("dial_start", time(course, row, "start_hour")),
        ("dial_stop", time(course, row, "stop_hour")),
    ]
}

fn stay(course: &CourseChart, row: &Row) -> Cells<'static> {
    vec![
        ("stay_course", link(course)),
        ("stay_unit", row.get("unit").to_owned()),
        ("stay_start", time(course, row, "start_hour")),
        ("stay_stop", time(course, row, "stop_hour")),
    ]
}

/// The values of one moment are one row.
fn laboratory(site: &Site, course: &CourseChart) -> Vec<Cells<'static>> {
    const FIELDS: [&str; 7] = [
        "lab_creatinine",
        "lab_bilirubin_total",
        "lab_platelets",
        "lab_systolic_bp",
        "lab_heart_rate",
        "lab_weight",
        "lab_albumin",
    ];
    let mut rows: Vec<Cells<'static>> = Vec::new();
    for row in course.rows(TableId::Measurements) {
        let Some(analyte) = analyte_of(site, row) else {
            continue;
        };
        let at = time(course, row, "hour");
        let value = (FIELDS[analyte], row.get("value").to_owned());
        let taken = rows.iter_mut().find(|cells| {
            cells[1].1 == at && cells.iter().all(|(field, _)| *field != FIELDS[analyte])
        });
        match taken {
            Some(cells) => cells.push(value),
            None => rows.push(vec![("lab_course", link(course)), ("lab_time", at), value]),
        }
    }
    rows
}
