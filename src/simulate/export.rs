//! The ten files of a site: takes one patient at a time, writes the rows and keeps nothing.

use super::patient::Patient;
use super::random::Dice;
use super::record::Course;
use super::rows::{
    Ids, write_course, write_doses, write_not_assessed, write_patient, write_toxicities,
};
use super::sheet::Sheet;
use super::sites::Site;
use super::support_rows::{
    write_dialysis, write_measurements, write_medications, write_stays, write_vasopressors,
};
use crate::model::TableId;
use std::io::{self, Write};

/// The files of one site.
pub(super) struct Export<W: Write> {
    site: &'static Site,
    /// In the order of [`TableId::ALL`]; `None` for a table that the site lacks.
    sheets: [Option<Sheet<W>>; 10],
    patients: u64,
}

/// Writes the rows of one course in one table.
type WriteRows<W> = fn(&mut Sheet<W>, &mut Dice, Ids<'_>, &Course) -> io::Result<()>;

/// The text of the file that marks an export as simulated.
pub(super) const NOTE: &str = "Simulated data: these courses never happened.\n";

/// The minutes of one day.
const DAY_MINUTES: i64 = 1440;

impl<W: Write> Export<W> {
    /// Opens the files of the tables that the site has, and writes their headers.
    pub(super) fn begin(
        site: &'static Site,
        open: &mut dyn FnMut(&str) -> io::Result<W>,
    ) -> io::Result<Self> {
        let mut note = open(&format!("{}/simulated.txt", site.name))?;
        note.write_all(NOTE.as_bytes())?;
        let mut sheets = [const { None }; 10];
        for (table, sheet) in TableId::ALL.into_iter().zip(&mut sheets) {
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
    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.sheets.iter_mut().flatten().try_for_each(Sheet::flush)
    }

    /// Writes the rows of the site's next patient, and gives the minutes from 1970 to hour 0 of the first course.
    pub(super) fn write(&mut self, dice: &mut Dice, mut patient: Patient) -> io::Result<i64> {
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
        if let Some(sheet) = &mut self.sheets[TableId::Patients as usize] {
            write_patient(sheet, dice, &patient_id, &patient)?;
        }
        // Dates are shifted into the next century, for each patient by another number of days.
        let first_day = i64::from(dice.between(54_000, 73_000)) * DAY_MINUTES
            + i64::from(dice.between(80, 170)) * 6;
        let writers: [&[(TableId, WriteRows<W>)]; 2] = [
            &[
                (TableId::Courses, write_course),
                (TableId::Doses, write_doses),
                (TableId::Toxicities, write_toxicities),
                (TableId::NotAssessed, write_not_assessed),
            ],
            &[
                (TableId::Vasopressors, write_vasopressors),
                (TableId::Dialysis, write_dialysis),
                (TableId::Measurements, write_measurements),
                (TableId::Medications, write_medications),
                (TableId::Stays, write_stays),
            ],
        ];
        for tables in writers {
            for course in &patient.courses {
                let ids = Ids {
                    patient: &patient_id,
                    course: &format!("{patient_id}-{}", course.number),
                };
                for &(table, write) in tables {
                    if let Some(sheet) = &mut self.sheets[table as usize] {
                        sheet.hour_0 = first_day + i64::from(course.start_day) * DAY_MINUTES;
                        write(sheet, dice, ids, course)?;
                    }
                }
            }
        }
        Ok(first_day)
    }
}
