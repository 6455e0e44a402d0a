//! The tables of CLIF, the common longitudinal ICU format.

use super::chart::{Chart, CourseChart};
use super::clif_drugs::Drugs;
use super::clif_stays::{Hospitalization, hospitalization, hospitalizations, utc};
use super::events::{analyte_of, is_vital};
use super::raw::{DAY_MINUTES, Open, RawFile, columns};
use crate::model::TableId;
use crate::simulate::random::Dice;
use crate::simulate::sites::Site;
use crate::terminology::{dialysis_modalities, dialysis_modality};
use std::io::{self, Write};

/// The raw files of one site.
pub(super) struct Clif<W: Write> {
    site: &'static str,
    patients: RawFile<W>,
    hospitalizations: RawFile<W>,
    drugs: Drugs<W>,
    transfers: RawFile<W>,
    labs: RawFile<W>,
    vitals: RawFile<W>,
    crrt: RawFile<W>,
    procedures: RawFile<W>,
    count: u64,
}

/// The categories of the analytes of [`super::events::ANALYTES`].
const CATEGORIES: [&str; 7] = [
    "creatinine",
    "bilirubin_total",
    "platelet_count",
    "sbp",
    "heart_rate",
    "weight_kg",
    "albumin",
];

impl<W: Write> Clif<W> {
    /// The files with their headers.
    pub(super) fn begin(site: &'static Site, open: Open<'_, W>) -> io::Result<Self> {
        let lacking = site.lacking(&[(TableId::Patients, "ethnicity", "ethnicity_category")]);
        let mut file = |table, name: &str, header: &str| {
            if site.lacks_tables.contains(&table) {
                return Ok(RawFile::lacking());
            }
            RawFile::begin(
                open,
                &format!("{}/clif_{name}.csv", site.name),
                &columns(header, &lacking),
            )
        };
        let drug = "hospitalization_id med_order_id admin_dttm med_name med_category med_dose \
                 med_dose_unit mar_action_name mar_action_category mar_action_group \
                 med_route_category";
        Ok(Self {
            site: site.name,
            patients: file(
                TableId::Patients,
                "patient",
                "patient_id race_category ethnicity_category sex_category death_dttm",
            )?,
            hospitalizations: file(
                TableId::Courses,
                "hospitalization",
                "patient_id hospitalization_id admission_dttm discharge_dttm age_at_admission \
                 discharge_category",
            )?,
            drugs: Drugs::of(
                file(TableId::Vasopressors, "medication_admin_continuous", drug)?,
                file(TableId::Doses, "medication_admin_intermittent", drug)?,
            ),
            transfers: file(
                TableId::Stays,
                "adt",
                "hospitalization_id hospital_id in_dttm out_dttm location_name location_category",
            )?,
            labs: file(
                TableId::Measurements,
                "labs",
                "hospitalization_id lab_collect_dttm lab_result_dttm lab_category lab_value \
                 lab_value_numeric reference_unit lab_specimen_category",
            )?,
            vitals: file(
                TableId::Measurements,
                "vitals",
                "hospitalization_id recorded_dttm vital_category vital_value",
            )?,
            crrt: file(
                TableId::Dialysis,
                "crrt_therapy",
                "hospitalization_id recorded_dttm crrt_mode_category",
            )?,
            procedures: file(
                TableId::Dialysis,
                "patient_procedures",
                "hospitalization_id procedure_code procedure_code_format procedure_billed_dttm",
            )?,
            count: 0,
        })
    }

    /// Writes the rows of a patient.
    pub(super) fn write(&mut self, dice: &mut Dice, chart: &Chart) -> io::Result<()> {
        let row = &chart.row;
        let death = chart.day("death_day").map_or_else(String::new, utc);
        let sex = if matches!(row.get("sex"), "female" | "F") {
            "Female"
        } else {
            "Male"
        };
        self.patients.row(&[
            &chart.id,
            row.get("race"),
            row.get("ethnicity"),
            sex,
            &death,
        ]);
        let stays = hospitalizations(chart, &mut self.count);
        for it in &stays {
            let end = it.discharge.map_or_else(String::new, utc);
            self.hospitalizations.row(&[
                &chart.id,
                &it.id,
                &utc(it.admission),
                &end,
                &it.age,
                "Home",
            ]);
        }
        for course in &chart.courses {
            self.drugs.write(dice, chart, course, &stays);
            self.events(dice, chart, course, &stays);
        }
        if dice.chance(0.05) {
            // Someone without IL-2.
            let (patient, stay) = (format!("Z{}", chart.id), format!("ZH{}", chart.id));
            self.patients.row(&[&patient, "", "", "Male", ""]);
            self.hospitalizations.row(&[
                &patient,
                &stay,
                &utc(chart.first),
                &utc(chart.first + 3000),
                "60",
                "",
            ]);
            self.vitals
                .row(&[&stay, &utc(chart.first + 60), "sbp", "120"]);
        }
        self.drugs.settle(dice)?;
        self.patients.settle(None)?;
        for file in [
            &mut self.hospitalizations,
            &mut self.transfers,
            &mut self.labs,
            &mut self.vitals,
            &mut self.crrt,
            &mut self.procedures,
        ] {
            file.settle(Some(dice))?;
        }
        Ok(())
    }

    /// Writes buffered rows.
    pub(super) fn finish(self) -> io::Result<()> {
        self.drugs.finish()?;
        let files = [
            self.patients,
            self.hospitalizations,
            self.transfers,
            self.labs,
            self.vitals,
            self.crrt,
            self.procedures,
        ];
        files.into_iter().try_for_each(RawFile::finish)
    }

    /// Transfers, laboratory values, vital signs and dialysis.
    fn events(
        &mut self,
        dice: &mut Dice,
        chart: &Chart,
        course: &CourseChart,
        stays: &[Hospitalization],
    ) {
        for row in course.rows(TableId::Stays) {
            let start = course
                .minute(row, "start_hour")
                .expect("written with each stay");
            let stop = course
                .minute(row, "stop_hour")
                .map_or_else(String::new, utc);
            let category = match row.get("unit") {
                "icu" => "icu",
                "step_down" => "stepdown",
                _ => "ward",
            };
            self.transfers.row(&[
                hospitalization(stays, start),
                self.site,
                &utc(start),
                &stop,
                "5 West",
                category,
            ]);
        }
        for row in course.rows(TableId::Measurements) {
            let Some(analyte) = analyte_of(chart.site, row) else {
                continue;
            };
            let at = course.minute(row, "hour").expect("written with each value");
            let (stay, value, category) = (
                hospitalization(stays, at),
                row.get("value"),
                CATEGORIES[analyte],
            );
            if is_vital(analyte) {
                self.vitals.row(&[stay, &utc(at), category, value]);
                continue;
            }
            let specimen = dice.pick(&["blood/plasma/serum", ""]);
            let numeric = if dice.chance(0.9) { value } else { "" };
            let resulted = utc(at + i64::from(dice.between(30, 90)));
            self.labs.row(&[
                stay,
                &utc(at),
                &resulted,
                category,
                value,
                numeric,
                row.get("unit"),
                specimen,
            ]);
            if dice.chance(0.01) {
                self.labs.row(&[
                    stay,
                    &utc(at),
                    &resulted,
                    "creatinine",
                    "88",
                    "88",
                    "mg/dL",
                    "urine",
                ]);
            }
        }
        for row in course.rows(TableId::Dialysis) {
            let start = course
                .minute(row, "start_hour")
                .expect("written with each dialysis");
            let stop = course.minute(row, "stop_hour");
            let stay = hospitalization(stays, start);
            let modality = dialysis_modality(row.get("modality"))
                .map(|it| dialysis_modalities()[it].code.as_str());
            // Sessions of a patient who came with dialysis are billed. Procedures have no end, and a kidney does not
            // recover before one: all other dialysis is charted by the hour.
            let billed = match modality {
                Some("access_only") => Some(("02HV33Z", "ICD10PCS")),
                Some("ihd") if course.row.get("baseline_dialysis") == "true" => {
                    Some(("90935", "CPT"))
                }
                _ => None,
            };
            if let Some((code, format)) = billed {
                self.procedures.row(&[stay, code, format, &utc(start)]);
                continue;
            }
            let mode = modality.filter(|mode| *mode != "crrt").unwrap_or_default();
            let (last, every) = match stop {
                Some(stop) => (stop, 60),
                // Dialysis without an end goes on for longer than a report looks at a course.
                None => (start + 70 * DAY_MINUTES, 720),
            };
            let mut at = start;
            while at < last {
                self.crrt.row(&[stay, &utc(at), mode]);
                at += every;
            }
            self.crrt.row(&[stay, &utc(last), mode]);
        }
    }
}
