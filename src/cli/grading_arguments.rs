//! What values are graded by, as typed.

use crate::grades::CtcaeVersion;
use clap::builder::PossibleValuesParser;
use clap::{Args, builder::TypedValueParser};

/// What values are graded by.
#[derive(Debug, Args)]
#[command(next_help_heading = "Grades from values")]
pub(super) struct GradingArguments {
    /// Version of CTCAE by which the cohort report and queries grade values [default: 5.0; of a report, its own]
    #[arg(long, value_name = "VERSION", value_parser = PossibleValuesParser::new(CtcaeVersion::NAMES).map(|name| version(&name)))]
    pub(super) ctcae: Option<CtcaeVersion>,
    /// Normal ranges where a row has no limit: a CSV file that replaces the whole table of `il2 schema normal_ranges`, with
    /// the same columns; `none`: no range
    #[arg(long, value_name = "FILE|none")]
    pub(super) normal_ranges: Option<String>,
    /// Where two grades share one band of values and differ in what no value shows, such as symptoms, give the higher grade
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
