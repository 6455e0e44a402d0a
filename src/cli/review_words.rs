//! What a review says of its options, in the words of the command line.

use crate::measures::safety::{Grain, ReviewError, ReviewOption, ReviewWarning};

/// An option as it is typed.
const fn flag(option: ReviewOption) -> &'static str {
    match option {
        ReviewOption::Baseline => "--baseline",
        ReviewOption::Rebase => "--rebase",
        ReviewOption::Eras => "--eras",
        ReviewOption::Rates => "--p0",
        ReviewOption::Watched => "reports/safety.toml",
    }
}

/// Why a review cannot be made with its options.
pub(super) fn error(error: &ReviewError) -> String {
    let flag = flag(error.option());
    if let ReviewError::BaselineAcrossRebase { text } = error {
        format!("{flag}: `{text}` goes across a period of --rebase")
    } else {
        format!("{flag}: {error}")
    }
}

/// Where a review says less, or something else, than its options suggest.
pub(super) fn warning(warning: &ReviewWarning) -> String {
    match warning {
        ReviewWarning::NothingToReview => {
            "no course has a given dose: there is nothing to review".to_owned()
        }
        ReviewWarning::ReadAsYears(option) => format!(
            "{}: the periods of this review are years, and a quarter or a month is read as its year",
            flag(*option)
        ),
        ReviewWarning::WithoutPeriod(n) => {
            format!("treated courses without a start, in no period, and left out: {n}")
        }
        ReviewWarning::InNoEra(n) => {
            format!("--eras: courses in none of the eras, and left out there: {n}")
        }
        ReviewWarning::NoPeriods { grain, events } => {
            let form = match grain {
                Grain::Quarter => "a quarter (2019Q3), a year or a date (2019-07-14)",
                Grain::Year => "a year or a date (2019-07-14)",
                Grain::Block(_) => "the number of a block: no dates are known",
            };
            format!(
                "--events: left out, since their period is not {form}: rows {}",
                rows(events)
            )
        }
        ReviewWarning::OutsideOfReview { periods, events } => format!(
            "--events: left out, since they lie outside the periods of the review, {periods}: rows {}",
            rows(events)
        ),
    }
}

/// Annotations as rows of their file, whose first is the header.
fn rows(events: &[usize]) -> String {
    let rows: Vec<String> = events.iter().map(|index| (index + 2).to_string()).collect();
    rows.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_named_as_they_are_typed_and_annotations_by_their_rows() {
        let left_out = ReviewWarning::NoPeriods {
            grain: Grain::Year,
            events: vec![0, 3],
        };
        assert_eq!(
            warning(&left_out),
            "--events: left out, since their period is not a year or a date (2019-07-14): rows 2, 5"
        );
        assert_eq!(
            warning(&ReviewWarning::ReadAsYears(ReviewOption::Eras)),
            "--eras: the periods of this review are years, and a quarter or a month is read as its year"
        );
        let across = ReviewError::BaselineAcrossRebase {
            text: "2019".to_owned(),
        };
        assert_eq!(
            error(&across),
            "--baseline: `2019` goes across a period of --rebase"
        );
        assert_eq!(error(&ReviewError::ErasOverlap), "--eras: eras overlap");
    }
}
