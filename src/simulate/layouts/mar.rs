//! A medication administration record with extracts of demographics, laboratory values, flowsheets, transfers,
//! dialysis and adverse events.

use super::chart::{Chart, CourseChart};
use super::events::{ANALYTES, analyte_of, is_vital, unit_names};
use super::mar_record::Record;
use super::raw::{DAY_MINUTES, Open, RawFile, columns, date, date_time, date_time_of};
use crate::model::TableId;
use crate::simulate::random::Dice;
use crate::simulate::sites::Site;
use std::io::{self, Write};

/// The raw files of one site.
pub(super) struct Mar<W: Write> {
    record: Record<W>,
    patients: RawFile<W>,
    labs: RawFile<W>,
    vitals: RawFile<W>,
    transfers: RawFile<W>,
    dialysis: RawFile<W>,
    events: RawFile<W>,
    flowsheet_rows: u64,
}

impl<W: Write> Mar<W> {
    /// The files with their headers.
    pub(super) fn begin(site: &Site, open: Open<'_, W>) -> io::Result<Self> {
        // Half of the sites name columns as reports of their record system do.
        let is_shouted = matches!(site.letter, 'A' | 'C' | 'E');
        let lacking = site.lacking(&[
            (TableId::Patients, "ethnicity", "ethnicity"),
            (TableId::Toxicities, "attribution", "attribution"),
            (TableId::Measurements, "lower_limit", "REFERENCE_LOW"),
            (TableId::Measurements, "lower_limit", "range_low"),
            (TableId::Measurements, "upper_limit", "REFERENCE_HIGH"),
            (TableId::Measurements, "upper_limit", "range_high"),
        ]);
        let id = if is_shouted { "PAT_ID" } else { "patient_id" };
        let mut file = |table, name: &str, header: &str| {
            if site.lacks_tables.contains(&table) {
                return Ok(RawFile::lacking());
            }
            let header = format!("{id} {header}");
            let path = format!("{}/{name}.csv", site.name);
            RawFile::begin(open, &path, &columns(&header, &lacking))
        };
        let labs = if is_shouted {
            "SPECIMN_TAKEN_TIME RESULT_TIME COMPONENT_NAME LOINC ORD_VALUE REFERENCE_UNIT REFERENCE_LOW \
             REFERENCE_HIGH SPECIMEN_TYPE"
        } else {
            "collected_time resulted_time test loinc value unit range_low range_high specimen"
        };
        let (vitals, vital_columns) = if is_shouted {
            (
                "flowsheet_vitals",
                "RECORDED_TIME FLO_MEAS_NAME MEAS_VALUE UNIT FSD_ID LINE EDITED_LINE",
            )
        } else {
            (
                "vitals",
                "recorded_time measure value unit fsd_id line edited_line",
            )
        };
        Ok(Self {
            patients: file(
                TableId::Patients,
                "patients",
                "sex race ethnicity diagnosis age_years prior_lines prior_checkpoint_inhibitor death_date \
                 last_contact_date",
            )?,
            labs: file(TableId::Measurements, "labs", labs)?,
            vitals: file(TableId::Measurements, vitals, vital_columns)?,
            transfers: file(TableId::Stays, "adt", "in_time out_time department")?,
            dialysis: file(
                TableId::Dialysis,
                "dialysis",
                "start_time stop_time modality",
            )?,
            events: file(
                TableId::Toxicities,
                "adverse_events",
                "term grade onset_time resolved_time attribution action",
            )?,
            record: Record::begin(open, &format!("{}/mar.csv", site.name), is_shouted)?,
            flowsheet_rows: 0,
        })
    }

    /// Writes the rows of a patient.
    pub(super) fn write(&mut self, dice: &mut Dice, chart: &Chart) -> io::Result<()> {
        self.record.write(dice, chart)?;
        self.demographics(dice, chart);
        for course in &chart.courses {
            self.measurements(dice, chart, course);
            for row in course.rows(TableId::Stays) {
                let [start, stop] =
                    ["start_hour", "stop_hour"].map(|it| date_time_of(course.minute(row, it)));
                let unit = dice.pick(unit_names(row.get("unit")));
                self.transfers.row(&[&chart.id, &start, &stop, unit]);
            }
            for row in course.rows(TableId::Dialysis) {
                let [start, stop] =
                    ["start_hour", "stop_hour"].map(|it| date_time_of(course.minute(row, it)));
                self.dialysis
                    .row(&[&chart.id, &start, &stop, row.get("modality")]);
            }
            for row in course.rows(TableId::Toxicities) {
                let [onset, resolved] =
                    ["onset_hour", "resolved_hour"].map(|it| date_time_of(course.minute(row, it)));
                self.events.row(&[
                    &chart.id,
                    &chart.words(row, "term"),
                    row.get("grade"),
                    &onset,
                    &resolved,
                    row.get("attribution"),
                    row.get("action"),
                ]);
            }
        }
        if dice.chance(0.1) {
            // Rooms that are no unit of care.
            let at = chart.first + i64::from(dice.between(-400, -60));
            self.transfers.row(&[
                &chart.id,
                &date_time(at),
                &date_time(at + 30),
                "Emergency Dept",
            ]);
        }
        self.patients.settle(None)?;
        for file in [
            &mut self.labs,
            &mut self.vitals,
            &mut self.transfers,
            &mut self.dialysis,
            &mut self.events,
        ] {
            file.settle(Some(dice))?;
        }
        Ok(())
    }

    /// Writes buffered rows.
    pub(super) fn finish(self) -> io::Result<()> {
        self.record.finish()?;
        let files = [
            self.patients,
            self.labs,
            self.vitals,
            self.transfers,
            self.dialysis,
            self.events,
        ];
        files.into_iter().try_for_each(RawFile::finish)
    }

    /// Demographics come by encounter: one in five patients has two rows, and the first lacks what the second knows.
    fn demographics(&mut self, dice: &mut Dice, chart: &Chart) {
        let row = &chart.row;
        let diagnosis = chart.words(row, "diagnosis");
        let [death, contact] =
            ["death_day", "last_contact_day"].map(|it| chart.day(it).map(date).unwrap_or_default());
        let age = chart
            .courses
            .first()
            .map_or("", |course| course.row.get("age_years"));
        let two = dice.chance(0.2);
        if two {
            let earlier = chart
                .day("last_contact_day")
                .map(|day| date(day - 9 * DAY_MINUTES))
                .unwrap_or_default();
            self.patients.row(&[
                &chart.id,
                row.get("sex"),
                row.get("race"),
                "",
                &diagnosis,
                age,
                "",
                "",
                "",
                &earlier,
            ]);
        }
        self.patients.row(&[
            &chart.id,
            row.get("sex"),
            row.get("race"),
            row.get("ethnicity"),
            &diagnosis,
            age,
            row.get("prior_lines"),
            row.get("prior_checkpoint_inhibitor"),
            &death,
            &contact,
        ]);
    }

    /// Laboratory values, and vital signs with those that were edited.
    fn measurements(&mut self, dice: &mut Dice, chart: &Chart, course: &CourseChart) {
        for row in course.rows(TableId::Measurements) {
            let Some(analyte) = analyte_of(chart.site, row) else {
                continue;
            };
            let at = course.minute(row, "hour").expect("written with each value");
            let (_, loinc, name) = ANALYTES[analyte];
            let (value, unit) = (row.get("value"), row.get("unit"));
            if is_vital(analyte) {
                self.flowsheet_rows += 2;
                let line = self.flowsheet_rows;
                let sheet = format!("FS{}", chart.id);
                let edited = dice.chance(0.01);
                if edited {
                    self.vitals.row(&[
                        &chart.id,
                        &date_time(at),
                        name,
                        "11",
                        unit,
                        &sheet,
                        &line.to_string(),
                        "",
                    ]);
                }
                let of = if edited {
                    line.to_string()
                } else {
                    String::new()
                };
                let line = (line + 1).to_string();
                self.vitals.row(&[
                    &chart.id,
                    &date_time(at),
                    name,
                    value,
                    unit,
                    &sheet,
                    &line,
                    &of,
                ]);
                continue;
            }
            let loinc = if dice.chance(0.6) { loinc } else { "" };
            let specimen = dice.pick(&["Blood", "Serum", "Plasma", "Blood, Arterial", ""]);
            let resulted = date_time(at + i64::from(dice.between(30, 90)));
            self.labs.row(&[
                &chart.id,
                &date_time(at),
                &resulted,
                name,
                loinc,
                value,
                unit,
                row.get("lower_limit"),
                row.get("upper_limit"),
                specimen,
            ]);
            if dice.chance(0.01) {
                self.labs.row(&[
                    &chart.id,
                    &date_time(at),
                    &resulted,
                    "CREATININE",
                    "",
                    "88",
                    "mg/dL",
                    "",
                    "",
                    "Urine",
                ]);
                self.labs.row(&[
                    &chart.id,
                    &date_time(at),
                    &resulted,
                    "Urine color",
                    "",
                    "yellow",
                    "",
                    "",
                    "",
                    "Urine",
                ]);
            }
        }
    }
}
