//! The ten files of a site: takes one patient at a time, writes the rows and keeps nothing.

use super::patient::Patient;
use super::random::Dice;
use super::rows::{write_course, write_doses, write_patient, write_toxicities};
use super::sheet::Sheet;
use super::sites::{Site, Table};
use super::support_rows::{
    write_dialysis, write_measurements, write_medications, write_stays, write_vasopressors,
};
use std::io::{self, Write};

/// The files of one site.
pub(super) struct Export<W: Write> {
    site: &'static Site,
    /// In the order of [`Table::ALL`]; `None` for a table that the site lacks.
    sheets: [Option<Sheet<W>>; 10],
    patients: u64,
}

/// The minutes of one day.
const DAY_MINUTES: i64 = 1440;

impl<W: Write> Export<W> {
    /// Opens the files of the tables that the site has, and writes their headers.
    pub(super) fn begin(
        site: &'static Site,
        open: &mut dyn FnMut(&str) -> io::Result<W>,
    ) -> io::Result<Self> {
        let mut sheets = [const { None }; 10];
        for (table, sheet) in Table::ALL.into_iter().zip(&mut sheets) {
            if !site.lacks_tables.contains(&table) {
                let out = open(&format!("{}/{}.csv", site.name, table.name()))?;
                *sheet = Some(Sheet::begin(site, table, out)?);
            }
        }
        Ok(Self {
            site,
            sheets,
            patients: 0,
        })
    }

    /// Writes buffered rows.
    pub(super) fn finish(self) -> io::Result<()> {
        self.sheets
            .into_iter()
            .flatten()
            .try_for_each(Sheet::finish)
    }

    /// Writes the rows of the site's next patient.
    pub(super) fn write(&mut self, dice: &mut Dice, mut patient: Patient) -> io::Result<()> {
        self.patients += 1;
        if self.site.is_unordered {
            for course in &mut patient.courses {
                dice.shuffle(&mut course.doses);
                dice.shuffle(&mut course.toxicities);
                dice.shuffle(&mut course.vasopressors);
                dice.shuffle(&mut course.measurements);
            }
        }
        let patient_id = format!("{}{:05}", self.site.letter, self.patients);
        let [courses, patients, doses, toxicities, not_assessed, ..] = &mut self.sheets;
        if let Some(sheet) = patients {
            write_patient(sheet, dice, &patient_id, &patient)?;
        }
        // Dates are shifted into the next century, for each patient by another number of days.
        let first_day = i64::from(dice.between(54_000, 73_000)) * DAY_MINUTES
            + i64::from(dice.between(80, 170)) * 6;
        for course in &patient.courses {
            let course_id = format!("{patient_id}-{}", course.number);
            let hour_0 = first_day + i64::from(course.start_day) * DAY_MINUTES;
            if let Some(sheet) = courses {
                write_course(sheet, dice, &patient_id, &course_id, course)?;
            }
            if let Some(sheet) = doses {
                sheet.hour_0 = hour_0;
                write_doses(sheet, dice, &course_id, &course.doses)?;
            }
            if let Some(sheet) = toxicities {
                sheet.hour_0 = hour_0;
                write_toxicities(sheet, dice, &course_id, course)?;
            }
            if let (Some(sheet), Some(organ_system)) = (not_assessed.as_mut(), course.not_assessed)
            {
                sheet.text(&course_id);
                sheet.word(organ_system);
                sheet.end()?;
            }
        }
        self.write_support(dice, &patient_id, &patient, first_day)
    }

    fn write_support(
        &mut self,
        dice: &mut Dice,
        patient_id: &str,
        patient: &Patient,
        first_day: i64,
    ) -> io::Result<()> {
        let [.., vasopressors, dialysis, measurements, medications, stays] = &mut self.sheets;
        for course in &patient.courses {
            let course_id = format!("{patient_id}-{}", course.number);
            let hour_0 = first_day + i64::from(course.start_day) * DAY_MINUTES;
            let sheets = [
                &mut *vasopressors,
                dialysis,
                measurements,
                medications,
                stays,
            ];
            for sheet in sheets.into_iter().flatten() {
                sheet.hour_0 = hour_0;
            }
            if let Some(sheet) = vasopressors {
                write_vasopressors(sheet, dice, &course_id, course)?;
            }
            if let Some(sheet) = dialysis {
                write_dialysis(sheet, dice, &course_id, course)?;
            }
            if let Some(sheet) = measurements {
                write_measurements(sheet, dice, &course_id, course)?;
            }
            if let Some(sheet) = medications {
                write_medications(sheet, dice, &course_id, course)?;
            }
            if let Some(sheet) = stays {
                write_stays(sheet, dice, &course_id, course)?;
            }
        }
        Ok(())
    }
}
