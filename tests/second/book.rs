//! The measures in the order of the book, and all of their rows.

use super::data::Data;
use super::population::{Selection, Stratum, strata, treated_patients};
use super::rows::Rows;
use super::{
    capillary_leak, care, characteristics, cohort, dialysis, exposure, kidney, laboratory, outcome,
    toxicity, vasopressor, vital_signs,
};
use il2_outcomes::measures::results::{Row, Statistic, Unit};

/// A measure of one unit.
pub(super) struct Measure {
    pub(super) name: &'static str,
    pub(super) unit: Unit,
    /// Tables, and columns as `table.column`, that a site must have collected.
    pub(super) needs: &'static [&'static str],
    /// The statistic that is named first, under which the measure is said not to be collected.
    pub(super) first: Statistic,
    /// Counts those of the stratum whose sites collected what is needed.
    pub(super) rows: fn(&Stratum<'_>, &mut Rows),
}

/// Every row of the book over the selected courses, in its order.
pub(super) fn compute(data: &Data, by: &[&str], selected: Selection<'_>) -> Vec<Row> {
    let families = [
        cohort::MEASURES,
        characteristics::MEASURES,
        exposure::MEASURES,
        toxicity::MEASURES,
        vasopressor::MEASURES,
        dialysis::MEASURES,
        kidney::MEASURES,
        outcome::MEASURES,
        care::MEASURES,
        laboratory::MEASURES,
        vital_signs::MEASURES,
        capillary_leak::MEASURES,
    ];
    rows(data, by, selected, families.into_iter().flatten())
}

/// The rows of values by day, which are too long for the results.
pub(super) fn values_by_day(data: &Data, by: &[&str], selected: Selection<'_>) -> Vec<Row> {
    rows(data, by, selected, laboratory::CURVES)
}

/// The rows of some measures.
fn rows<'a>(
    data: &Data,
    by: &[&str],
    selected: Selection<'_>,
    measures: impl IntoIterator<Item = &'a Measure>,
) -> Vec<Row> {
    let patients = treated_patients(data, selected);
    let strata = strata(data, &patients, by, selected);
    let mut all = Vec::new();
    for measure in measures {
        for stratum in &strata {
            let mut rows = Rows::new(measure.name, measure.unit, &stratum.name);
            if stratum.is_collected(measure.needs) {
                (measure.rows)(&stratum.of_sites_with(measure.needs), &mut rows);
            } else {
                rows.not_collected(measure.first);
            }
            if outcome::is_withheld(measure.name, stratum) {
                rows.withhold();
            }
            all.extend(rows.into_rows());
        }
    }
    all
}
