//! Table 1 in two strata: how far apart they are in each characteristic.

use super::pair::Pair;
use crate::measures::characteristics::column_of;
use crate::measures::results::{Level, Row, Statistic, Status, Stratum};
use crate::measures::rows::{ALL, MISSING, Rows};
use crate::stats::{standardized_difference_of_categories, standardized_difference_of_means};

/// One row per characteristic that both strata collected, and that does not distinguish them.
pub(super) fn write<'a>(pair: &Pair<'a>, overall: impl Iterator<Item = &'a Row>, rows: &mut Rows) {
    let characteristics: Vec<&Row> = overall
        .filter(|row| row.status != Status::NotCollected)
        .filter(|row| column_of(row.measure).is_some_and(|column| !pair.is_by(column)))
        .collect();
    for of_measure in characteristics.chunk_by(|a, b| a.measure == b.measure) {
        let balance = if of_measure[0].statistic == Statistic::Mean {
            of_numbers(pair, of_measure[0])
        } else {
            of_categories(pair, of_measure)
        };
        let Some((difference, known)) = balance else {
            continue;
        };
        rows.comparison(
            (&format!("{}/{ALL}", of_measure[0].measure), Level::All),
            Statistic::Difference,
            difference,
            None,
            (None, known),
        );
    }
}

/// The standardized difference of a number, and in how many patients it is known.
fn of_numbers<'a>(pair: &Pair<'a>, mean: &'a Row) -> Option<(Option<f64>, i64)> {
    let [group, reference] = [pair.group, pair.reference].map(|stratum| {
        let statistic = |statistic| pair.row(stratum, mean, ALL, Level::All, statistic);
        let mean = statistic(Statistic::Mean)?;
        let sd = statistic(Statistic::Sd).and_then(|row| row.value);
        Some((mean.value.map(|mean| (mean, sd)), mean.denominator?))
    });
    let ((group, known), (reference, known_in_reference)) = group.zip(reference)?;
    let difference = group
        .zip(reference)
        .and_then(|(group, reference)| standardized_difference_of_means(group, reference));
    Some((difference, known + known_in_reference))
}

/// The standardized difference of categories, and in how many patients they are known.
fn of_categories<'a>(pair: &Pair<'a>, categories: &[&'a Row]) -> Option<(Option<f64>, i64)> {
    let counts = |stratum: &'a Stratum| -> Option<Vec<i64>> {
        // Where it was collected there is a row of those in whom it is missing.
        pair.row(
            stratum,
            categories[0],
            MISSING,
            Level::All,
            Statistic::Proportion,
        )?;
        let known = categories.iter().filter(|row| row.item != MISSING);
        // A category that an open list of the stratum does not name has nobody in it.
        let count = |row: &&'a Row| pair.like(stratum, row).and_then(|row| row.numerator);
        Some(known.map(|row| count(row).unwrap_or(0)).collect())
    };
    let (group, reference) = counts(pair.group).zip(counts(pair.reference))?;
    let known = group.iter().chain(&reference).sum();
    Some((
        standardized_difference_of_categories(&group, &reference),
        known,
    ))
}
