//! Sites side by side, in the order of their names: nobody is ranked.

use super::chart_rows::row;
use super::definitions::{SITE_TAIL, TOXICITY_ANY};
use super::indicators::{Indicator, Outcome};
use super::order::Ordered;
use crate::measures::cohort::Cohort;
use crate::measures::results::{ColumnLevel, Level, Row, Statistic, Stratum};
use crate::stats::Funnel;
use std::collections::BTreeSet;

/// The fewest sites for a funnel.
const FUNNEL: usize = 5;

/// Each site with a course in the review, as a stratum: none where there is one site alone.
pub(super) fn sites(cohort: &Cohort, ordered: &Ordered) -> Vec<(Stratum, Vec<usize>)> {
    let mut of_sites: Vec<Vec<usize>> = vec![Vec::new(); cohort.sites.len()];
    for (index, &course) in ordered.courses.iter().enumerate() {
        of_sites[cohort.site_of_course[course]].push(index);
    }
    let mut sites: Vec<(Stratum, Vec<usize>)> = cohort
        .sites
        .iter()
        .zip(of_sites)
        .map(|(site, indices)| {
            let stratum = Stratum::Levels(vec![ColumnLevel {
                column: "site_id".to_owned(),
                level: site.site_id.clone(),
            }]);
            (stratum, indices)
        })
        .filter(|(_, indices): &(Stratum, Vec<usize>)| !indices.is_empty())
        .collect();
    sites.sort_by_cached_key(|(stratum, _)| stratum.to_string());
    if sites.len() < 2 {
        sites.clear();
    }
    sites
}

/// The sites with a course in the review, in the order of their names; one alone, too.
pub(super) fn site_ids(cohort: &Cohort, ordered: &Ordered) -> Vec<String> {
    let site_id = |&course: &usize| &cohort.sites[cohort.site_of_course[course]].site_id;
    let site_ids: BTreeSet<&String> = ordered.courses.iter().map(site_id).collect();
    site_ids.into_iter().cloned().collect()
}

/// The exact tails of each site about the proportion of all, where there are sites enough.
pub(super) fn tails(indicators: &[Indicator], sites: &[(Stratum, Vec<usize>)]) -> Vec<Row> {
    if sites.len() < FUNNEL {
        return Vec::new();
    }
    let mut rows = Vec::new();
    for indicator in indicators
        .iter()
        .filter(|indicator| indicator.is_event() && indicator.measure != TOXICITY_ANY)
    {
        let Outcome::Event(had) = &indicator.outcome else {
            continue;
        };
        let counts: Vec<(i64, i64)> = sites
            .iter()
            .map(|(_, indices)| {
                let known = || indices.iter().filter_map(|&index| had[index]);
                (
                    known().filter(|&had| had).count() as i64,
                    known().count() as i64,
                )
            })
            .collect();
        let Some(funnel) = Funnel::of(&counts) else {
            continue;
        };
        for ((site, _), (events, units)) in sites.iter().zip(counts) {
            let Some(tails) = funnel.tails(events, units) else {
                continue;
            };
            for (level, tail) in [
                (Level::AtMost, tails.at_most),
                (Level::AtLeast, tails.at_least),
            ] {
                rows.push(Row {
                    numerator: Some(events),
                    denominator: Some(units),
                    ..row(
                        SITE_TAIL,
                        site.clone(),
                        &indicator.key(),
                        level,
                        Statistic::Probability,
                        Some(tail),
                    )
                });
            }
        }
    }
    rows
}
