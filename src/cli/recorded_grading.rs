//! What values are graded by, as `run.json` records it.

use super::failure::Failure;
use super::grading_arguments::GradingArguments;
use super::named_files::read;
use super::report_files::{file_name, file_with_text};
use crate::grades::{CtcaeVersion, NormalRanges, Options};
use serde::{Deserialize, Serialize};

/// The word for no table of ranges.
const NONE: &str = "none";

/// What values are graded by, as `run.json` records it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct RecordedGrading {
    /// The version of CTCAE.
    ctcae: String,
    /// The name of the file of ranges, or `none`; absent for the ranges of the program.
    #[serde(skip_serializing_if = "Option::is_none")]
    normal_ranges: Option<String>,
    /// The text of that file.
    #[serde(skip_serializing_if = "Option::is_none")]
    normal_ranges_text: Option<String>,
    assume_clinical: bool,
}

impl Default for RecordedGrading {
    fn default() -> Self {
        Self {
            ctcae: CtcaeVersion::V5_0.name().to_owned(),
            normal_ranges: None,
            normal_ranges_text: None,
            assume_clinical: false,
        }
    }
}

impl RecordedGrading {
    /// As typed, with the text of the file of ranges; what was not typed is as recorded before.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub(super) fn of(arguments: &GradingArguments, before: Self) -> Result<Self, Failure> {
        let mut grading = before;
        if let Some(version) = arguments.ctcae {
            version.name().clone_into(&mut grading.ctcae);
        }
        if let Some(named) = &arguments.normal_ranges {
            let path = std::path::Path::new(named);
            grading.normal_ranges_text = match named.as_str() {
                NONE => None,
                _ => Some(read("--normal-ranges", path)?),
            };
            let name = file_name(path);
            // A file of this name is no word.
            let is_file = name == NONE && grading.normal_ranges_text.is_some();
            grading.normal_ranges = Some(if is_file { format!("./{name}") } else { name });
        }
        grading.assume_clinical |= arguments.assume_clinical;
        Ok(grading)
    }

    /// The options of grading.
    ///
    /// # Errors
    ///
    /// [`Failure::Option`] where the version is not known, or the table of ranges is not valid.
    pub(super) fn options(&self) -> Result<Options, Failure> {
        let wrong = |option, message: String| Failure::Option { option, message };
        let mut versions = CtcaeVersion::ALL.into_iter();
        let version = versions.find(|version| version.name() == self.ctcae);
        let ranges = match (self.normal_ranges.as_deref(), &self.normal_ranges_text) {
            (Some(NONE), None) => NormalRanges::none(),
            (name, text) => match file_with_text("--normal-ranges", name, text.as_deref())? {
                None => NormalRanges::of_program(),
                Some((name, text)) => NormalRanges::read(text)
                    .map_err(|error| wrong("--normal-ranges", format!("{name}: {error}")))?,
            },
        };
        Ok(Options {
            version: version.ok_or_else(|| {
                let known = CtcaeVersion::NAMES.join(", ");
                wrong("--ctcae", format!("is not one of {known}"))
            })?,
            ranges,
            assumes_clinical: self.assume_clinical,
        })
    }

    /// That the file of ranges lacks analytes of the program's table; `None` where it has all, and without a file.
    pub(super) fn ranges_lacking(&self, options: &Options) -> Option<String> {
        let file = self.file()?;
        let lacking: Vec<&str> = options.ranges.lacking().collect();
        let first = lacking.first()?;
        let named = match lacking.len() {
            1 => (*first).to_owned(),
            n => format!("{first} and {} more analytes", n - 1),
        };
        Some(format!(
            "{file} has no range for {named}: a value of theirs that is reported without limits has no grade that needs them, \
             and shares of grades are then too high; `il2 schema normal_ranges --format csv` prints the whole table to change"
        ))
    }

    /// The options that are not the default, as typed.
    pub(super) fn as_typed(&self) -> Vec<String> {
        let version =
            (*self.ctcae != *CtcaeVersion::V5_0.name()).then(|| format!("--ctcae {}", self.ctcae));
        let ranges = self
            .normal_ranges
            .as_deref()
            .map(|name| format!("--normal-ranges {name}"));
        let clinical = self.assume_clinical.then(|| "--assume-clinical".to_owned());
        [version, ranges, clinical].into_iter().flatten().collect()
    }

    /// The name of the file of ranges.
    pub(super) fn file(&self) -> Option<&str> {
        self.normal_ranges
            .as_deref()
            .filter(|_| self.normal_ranges_text.is_some())
    }
}
