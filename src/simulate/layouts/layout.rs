//! The layouts, and the raw files of one site in one of them.

use super::chart::Recorder;
use super::clif::Clif;
use super::mar::Mar;
use super::omop::Omop;
use super::raw::Open;
use super::redcap::Redcap;
use super::sdtm::Sdtm;
use crate::simulate::export::NOTE;
use crate::simulate::patient::Patient;
use crate::simulate::random::Dice;
use crate::simulate::sites::SITES;
use std::io::{self, Write};

/// A layout of raw files, by the name of the built-in mapping that reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// A medication administration record with extracts of laboratory values, flowsheets and transfers.
    Mar,
    /// The tables of an OMOP common data model.
    Omop,
    /// The tables of CLIF.
    Clif,
    /// A `REDCap` project: a flat export of raw data and its data dictionary.
    Redcap,
    /// The tabulation data of a trial.
    Sdtm,
}

impl Layout {
    /// All layouts.
    pub const ALL: [Self; 5] = [Self::Mar, Self::Omop, Self::Clif, Self::Sdtm, Self::Redcap];

    /// The name of the layout's mapping.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mar => "mar",
            Self::Omop => "omop",
            Self::Clif => "clif",
            Self::Redcap => "redcap",
            Self::Sdtm => "sdtm",
        }
    }
}

/// The raw files of one site: takes one patient at a time.
pub(in crate::simulate) struct Program<W: Write> {
    recorder: Recorder,
    files: Files<W>,
}

/// The files of one layout.
enum Files<W: Write> {
    Mar(Box<Mar<W>>),
    Omop(Box<Omop<W>>),
    Clif(Box<Clif<W>>),
    Redcap(Box<Redcap<W>>),
    Sdtm(Box<Sdtm<W>>),
}

impl<W: Write> Program<W> {
    /// Opens the files of the site with this index, and writes their headers.
    pub(in crate::simulate) fn begin(
        layout: Layout,
        site: usize,
        open: Open<'_, W>,
    ) -> io::Result<Self> {
        let site_of = &SITES[site];
        open(&format!("{}/simulated.txt", site_of.name))?.write_all(NOTE.as_bytes())?;
        Ok(Self {
            recorder: Recorder::begin(site)?,
            files: match layout {
                Layout::Mar => Files::Mar(Box::new(Mar::begin(site_of, open)?)),
                Layout::Omop => Files::Omop(Box::new(Omop::begin(site_of, open)?)),
                Layout::Clif => Files::Clif(Box::new(Clif::begin(site_of, open)?)),
                Layout::Sdtm => Files::Sdtm(Box::new(Sdtm::begin(site_of, open)?)),
                Layout::Redcap => Files::Redcap(Box::new(Redcap::begin(site_of, open)?)),
            },
        })
    }

    /// Writes what the files hold of the site's next patient.
    pub(in crate::simulate) fn write(
        &mut self,
        dice: &mut Dice,
        patient: Patient,
    ) -> io::Result<()> {
        let chart = self.recorder.record(dice, patient)?;
        // Nothing is drawn for the patient after this: the roughness changes no course.
        match &mut self.files {
            Files::Mar(files) => files.write(dice, &chart),
            Files::Omop(files) => files.write(dice, &chart),
            Files::Clif(files) => files.write(dice, &chart),
            Files::Redcap(files) => files.write(dice, &chart),
            Files::Sdtm(files) => files.write(dice, &chart),
        }
    }

    /// Writes buffered rows.
    pub(in crate::simulate) fn finish(self) -> io::Result<()> {
        match self.files {
            Files::Mar(files) => files.finish(),
            Files::Omop(files) => files.finish(),
            Files::Clif(files) => files.finish(),
            Files::Redcap(files) => files.finish(),
            Files::Sdtm(files) => files.finish(),
        }
    }
}
