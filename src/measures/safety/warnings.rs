//! Where a review says less, or something else, than who asked for it might think.

use super::options::ReviewOptions;
use super::periods::{Grain, Periods};

/// What is to be said of a review; no cell of a file of annotations is repeated, but the indices of its rows are.
pub(super) fn warnings(
    periods: &Periods,
    left_out: &[(&str, usize)],
    options: &ReviewOptions,
) -> Vec<String> {
    let mut said = Vec::new();
    let ranges = [
        ("--baseline", options.baseline.as_slice()),
        ("--rebase", options.rebase.as_slice()),
        ("--eras", options.eras.as_slice()),
    ];
    for (option, texts) in ranges {
        if texts.iter().any(|text| periods.is_read_as_years(text)) {
            said.push(format!(
                "{option}: the periods of this review are years, and a quarter or a month is read as its year"
            ));
        }
    }
    for &(level, n) in left_out.iter().filter(|(_, n)| *n > 0) {
        said.push(match level {
            "in_no_era" => format!("--eras: courses in none of the eras, and left out there: {n}"),
            _ => format!("treated courses without a start, in no period, and left out: {n}"),
        });
    }
    // The first row of the file is its header.
    let rows = |is_it: &dyn Fn(&str) -> bool| -> Vec<String> {
        (2..)
            .zip(&options.events)
            .filter(|(_, (when, _))| is_it(when))
            .map(|(row, _): (usize, _)| row.to_string())
            .collect()
    };
    let invalid = rows(&|when| !periods.is_period(when));
    let outside = rows(&|when| periods.is_period(when) && periods.parse(when).is_none());
    let form = match periods.grain {
        Grain::Quarter => "a quarter (2019Q3), a year or a date (2019-07-14)",
        Grain::Year => "a year or a date (2019-07-14)",
        Grain::Block(_) => "the number of a block: no dates are known",
    };
    if !invalid.is_empty() {
        said.push(format!(
            "--events: left out, since their period is not {form}: rows {}",
            invalid.join(", ")
        ));
    }
    if !outside.is_empty() {
        said.push(format!(
            "--events: left out, since they lie outside the periods of the review, {}: rows {}",
            periods.range_label(&(0..periods.n)),
            outside.join(", ")
        ));
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_or_read_in_another_way_is_said_without_repeating_a_cell() {
        let years = Periods {
            grain: Grain::Year,
            first: 2016,
            n: 4,
        };
        let event = |when: &str| (when.to_owned(), "Dr. Who on leave".to_owned());
        let options = ReviewOptions {
            baseline: Some("2016Q1..2017Q4".to_owned()),
            eras: vec!["2016..2017".to_owned()],
            events: ["14.07.2018", "2018-07-14", "2001", "soon"]
                .map(event)
                .into(),
            ..ReviewOptions::default()
        };
        let left_out = [("without_period", 0), ("in_no_era", 7)];
        assert_eq!(
            warnings(&years, &left_out, &options),
            [
                "--baseline: the periods of this review are years, and a quarter or a month is read as its year",
                "--eras: courses in none of the eras, and left out there: 7",
                "--events: left out, since their period is not a year or a date (2019-07-14): rows 2, 5",
                "--events: left out, since they lie outside the periods of the review, 2016..2019: rows 4",
            ]
        );
        assert!(warnings(&years, &[], &ReviewOptions::default()).is_empty());
    }
}
