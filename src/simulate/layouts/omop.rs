//! The tables of an OMOP common data model, with the concepts that they use.

use super::chart::{Chart, CourseChart};
use super::events::{ANALYTES, analyte_of};
use super::omop_concepts::{Concepts, ICU_VISIT, LAB_CONCEPTS, UNIT_CONCEPTS, UNITS};
use super::omop_drugs::Drugs;
use super::omop_moment::{Moment, shifted};
use super::raw::{Open, RawFile, columns, date};
use crate::model::TableId;
use crate::simulate::random::Dice;
use crate::simulate::sites::Site;
use crate::terminology::{dialysis_modalities, dialysis_modality};
use std::io::{self, Write};

/// The raw files of one site.
pub(super) struct Omop<W: Write> {
    letter: char,
    concepts: Concepts<W>,
    persons: RawFile<W>,
    drugs: Drugs<W>,
    deaths: RawFile<W>,
    periods: RawFile<W>,
    visits: RawFile<W>,
    details: RawFile<W>,
    measurements: RawFile<W>,
    procedures: RawFile<W>,
    conditions: RawFile<W>,
}

impl<W: Write> Omop<W> {
    /// The files with their headers, and the concepts.
    pub(super) fn begin(site: &'static Site, open: Open<'_, W>) -> io::Result<Self> {
        let concepts = Concepts::begin(site, open)?;
        let lacking = site.lacking(&[
            (TableId::Patients, "ethnicity", "ethnicity_concept_id"),
            (TableId::Patients, "ethnicity", "ethnicity_source_value"),
            (TableId::Measurements, "lower_limit", "range_low"),
            (TableId::Measurements, "upper_limit", "range_high"),
        ]);
        let mut file = |table, name: &str, header: &str| {
            if site.lacks_tables.contains(&table) {
                return Ok(RawFile::lacking());
            }
            RawFile::begin(
                open,
                &format!("{}/{name}.csv", site.name),
                &columns(header, &lacking),
            )
        };
        let files = Self {
            letter: site.letter,
            concepts,
            persons: file(
                TableId::Patients,
                "person",
                "person_id gender_concept_id year_of_birth month_of_birth day_of_birth \
                 race_concept_id race_source_value ethnicity_concept_id ethnicity_source_value",
            )?,
            drugs: Drugs::of(file(
                TableId::Doses,
                "drug_exposure",
                "drug_exposure_id person_id drug_concept_id drug_type_concept_id \
                 drug_exposure_start_date drug_exposure_start_datetime drug_exposure_end_date \
                 drug_exposure_end_datetime quantity drug_source_value dose_unit_source_value \
                 route_source_value",
            )?),
            deaths: file(TableId::Patients, "death", "person_id death_date")?,
            periods: file(
                TableId::Patients,
                "observation_period",
                "person_id observation_period_start_date observation_period_end_date",
            )?,
            visits: file(
                TableId::Patients,
                "visit_occurrence",
                "visit_occurrence_id person_id visit_concept_id visit_start_date visit_end_date",
            )?,
            details: file(
                TableId::Stays,
                "visit_detail",
                "person_id visit_detail_concept_id visit_detail_start_date \
                 visit_detail_start_datetime visit_detail_end_date visit_detail_end_datetime \
                 visit_detail_source_value",
            )?,
            measurements: file(
                TableId::Measurements,
                "measurement",
                "person_id measurement_concept_id measurement_date measurement_datetime \
                 value_as_number unit_concept_id range_low range_high measurement_source_value \
                 unit_source_value",
            )?,
            procedures: file(
                TableId::Dialysis,
                "procedure_occurrence",
                "person_id procedure_concept_id procedure_date procedure_datetime \
                 procedure_end_date procedure_end_datetime procedure_source_value",
            )?,
            conditions: file(
                TableId::Patients,
                "condition_occurrence",
                "person_id condition_concept_id condition_start_date condition_source_value",
            )?,
        };
        Ok(files)
    }

    /// Writes the rows of a patient.
    pub(super) fn write(&mut self, dice: &mut Dice, chart: &Chart) -> io::Result<()> {
        let person = self.person_id(chart.number);
        self.person(chart, &person);
        for course in &chart.courses {
            self.drugs.write(dice, chart, course, &person);
            self.events(dice, chart, course, &person);
        }
        if chart.number == 1 || dice.chance(0.05) {
            // Someone without IL-2, in intensive care.
            let other = self.person_id(90_000 + chart.number);
            let [from, to] = [chart.first, chart.first + 3000].map(|at| Moment::of(shifted(at)));
            self.persons
                .row(&[&other, "8532", "2090", "", "", "0", "", "0", ""]);
            self.details.row(&[
                &other, ICU_VISIT, &from.date, &from.time, &to.date, &to.time, "MICU",
            ]);
        }
        self.drugs.settle(dice)?;
        self.persons.settle(None)?;
        for file in [
            &mut self.deaths,
            &mut self.periods,
            &mut self.visits,
            &mut self.details,
            &mut self.measurements,
            &mut self.procedures,
            &mut self.conditions,
        ] {
            file.settle(Some(dice))?;
        }
        Ok(())
    }

    /// Writes buffered rows.
    pub(super) fn finish(self) -> io::Result<()> {
        self.concepts.finish()?;
        self.drugs.finish()?;
        let files = [
            self.persons,
            self.deaths,
            self.periods,
            self.visits,
            self.details,
            self.measurements,
            self.procedures,
            self.conditions,
        ];
        files.into_iter().try_for_each(RawFile::finish)
    }

    fn person_id(&self, number: u64) -> String {
        (u64::from(u32::from(self.letter)) * 100_000 + number).to_string()
    }

    fn person(&mut self, chart: &Chart, person: &str) {
        let row = &chart.row;
        let gender = if matches!(row.get("sex"), "female" | "F") {
            "8532"
        } else {
            "8507"
        };
        // Born so that a birthday comes eleven months after the first start: every course is at its age.
        let age = chart
            .courses
            .first()
            .and_then(|course| course.row.whole("age_years"));
        let born = date(chart.first - 30 * 1440);
        let mut parts = born.split('-').filter_map(|part| part.parse::<i64>().ok());
        let (year, month, day) = (parts.next(), parts.next(), parts.next());
        let text = |part: Option<i64>| part.map_or_else(String::new, |part| part.to_string());
        let year = text(year.zip(age).map(|(year, age)| year - age));
        // The 29th of February is in few years.
        let day = text(day.map(|day| day.min(28)));
        self.persons.row(&[
            person,
            gender,
            &year,
            &text(month),
            &day,
            "0",
            row.get("race"),
            "0",
            row.get("ethnicity"),
        ]);
        if let Some(day) = chart.day("death_day") {
            self.deaths.row(&[person, &date(day)]);
        }
        if let Some(day) = chart.day("last_contact_day") {
            self.periods
                .row(&[person, &date(chart.first - 90 * 1440), &date(day)]);
            let visit = format!("{person}1");
            self.visits.row(&[
                &visit,
                person,
                "9201",
                &date(chart.first),
                &date(day.min(chart.first + 8 * 1440)),
            ]);
        }
        let code = if row.get("diagnosis").ends_with("melanoma") {
            "C43.9"
        } else {
            "C64.9"
        };
        self.conditions
            .row(&[person, "0", &date(chart.first - 60 * 1440), code]);
    }

    /// Transfers, measurements and dialysis of a course.
    fn events(&mut self, dice: &mut Dice, chart: &Chart, course: &CourseChart, person: &str) {
        for row in course.rows(TableId::Stays) {
            let [from, to] = ["start_hour", "stop_hour"].map(|it| Moment::at(course, row, it));
            let (concept, name) = match row.get("unit") {
                "icu" => (ICU_VISIT, "MICU"),
                "step_down" => ("0", "Step Down Unit"),
                "oncology_unit" => ("0", "Oncology 5W"),
                // OMOP has no ward: without a unit at hour 0 a later stay in an ICU is no transfer.
                _ => ("0", "Intermediate Care 4"),
            };
            self.details.row(&[
                person, concept, &from.date, &from.time, &to.date, &to.time, name,
            ]);
        }
        for row in course.rows(TableId::Measurements) {
            let Some(analyte) = analyte_of(chart.site, row) else {
                continue;
            };
            let at = Moment::at(course, row, "hour");
            let (concept, name) = if dice.chance(0.9) {
                (LAB_CONCEPTS[analyte], "local")
            } else {
                ("0", ANALYTES[analyte].0)
            };
            // The unit of a concept, or as the site writes it.
            let is_listed = row.get("unit") == UNITS[analyte];
            let unit = if is_listed && dice.chance(0.5) {
                UNIT_CONCEPTS[analyte]
            } else {
                "0"
            };
            self.measurements.row(&[
                person,
                concept,
                &at.date,
                &at.time,
                row.get("value"),
                unit,
                row.get("lower_limit"),
                row.get("upper_limit"),
                name,
                row.get("unit"),
            ]);
        }
        for row in course.rows(TableId::Dialysis) {
            let [from, to] = ["start_hour", "stop_hour"].map(|it| Moment::at(course, row, it));
            let modality = dialysis_modality(row.get("modality"))
                .map(|it| dialysis_modalities()[it].code.as_str());
            let name = match modality {
                Some("ihd") => "90935",
                Some("pirrt") => "5A1D80Z",
                Some("crrt") => "5A1D90Z",
                Some("cvvh") => "CVVH",
                Some("cvvhd") => "CVVHD",
                Some("cvvhdf") => "CVVHDF",
                Some("access_only") => "Insertion of dialysis catheter",
                _ => "90945",
            };
            self.procedures.row(&[
                person, "0", &from.date, &from.time, &to.date, &to.time, name,
            ]);
        }
    }
}
