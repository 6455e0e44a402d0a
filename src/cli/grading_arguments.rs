//! What values are graded by: as typed, and as `run.json` records it.

use super::failure::Failure;
use super::report_files::{file_name, file_with_text};
use super::report_plan::read;
use crate::grades::{CtcaeVersion, NormalRanges, Options};
use clap::builder::PossibleValuesParser;
use clap::{Args, builder::TypedValueParser};
use serde::{Deserialize, Serialize};

/// The word for no table of ranges.
const NONE: &str = "none";

/// What values are graded by.
#[derive(Debug, Args)]
pub(super) struct GradingArguments {
    /// Version of CTCAE by which the cohort report and queries grade values [default: 5.0; of a report, its own]
    #[arg(long, value_name = "VERSION", value_parser = PossibleValuesParser::new(CtcaeVersion::NAMES).map(|name| version(&name)))]
    pub(super) ctcae: Option<CtcaeVersion>,
    /// Normal ranges where a row has no limit, a CSV file of the shape of `il2 schema normal_ranges` in the place of that
    /// table; `none`: no range
    #[arg(long, value_name = "FILE|none")]
    pub(super) normal_ranges: Option<String>,
    /// Take as present what no value shows, such as symptoms: the grades are then an upper bound
    #[arg(long)]
    pub(super) assume_clinical: bool,
}

impl GradingArguments {
    /// The first option that is given; a safety review has no grades from values, and takes none of them.
    pub(super) fn first_given(&self) -> Option<&'static str> {
        let options = [
            ("--ctcae", self.ctcae.is_some()),
            ("--normal-ranges", self.normal_ranges.is_some()),
            ("--assume-clinical", self.assume_clinical),
        ];
        let mut given = options.into_iter().filter(|(_, is_given)| *is_given);
        given.next().map(|(option, _)| option)
    }
}

/// The version of a name that the parser knows.
fn version(name: &str) -> CtcaeVersion {
    let mut all = CtcaeVersion::ALL.into_iter();
    let found = all.find(|version| version.name() == name);
    found.expect("the parser lets no other name through")
}

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
            grading.normal_ranges = Some(file_name(path));
        }
        grading.assume_clinical |= arguments.assume_clinical;
        Ok(grading)
    }

    /// The options of grading.
    ///
    /// # Errors
    ///
    /// Where a version or a table of ranges is none.
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
                wrong("--ctcae", format!("is none of {known}"))
            })?,
            ranges,
            assumes_clinical: self.assume_clinical,
        })
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
