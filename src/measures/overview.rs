//! Toxicity at a glance: any, severe, fatal, related, and what it led to.

use super::definition::{BY_PATIENT_AND_COURSE, Definition};
use super::measure::Measure;
use super::results::{Level, Statistic, Unit};
use super::rows::Rows;
use super::scope::{Scope, all_and_with};
use crate::model::known;

/// The name of the measure.
pub(crate) const OVERVIEW: &str = "toxicity.overview";

pub(super) const AT_A_GLANCE: Measure = Measure {
    definition: Definition {
        name: OVERVIEW,
        title: "Overview of adverse events",
        grain: &[Unit::Patient, Unit::Course],
        counts: "units with an event on treatment: of any grade, of grade ≥ 3, of grade ≥ 4, of grade 5 (fatal); attributed to IL-2 (related), and of these of grade ≥ 3; for which a dose was held; for which the course was stopped",
        out_of: "treated units; excluded: courses in which no organ system was assessed and that have no event on treatment, and patients with only such courses",
        unknown: "an event without a grade counts as any grade and never as grade ≥ 3; an event without an attribution does not count as related; attribution and action are counted over units of sites that collected them",
        interval: BY_PATIENT_AND_COURSE,
        source: "CTCAE grades, of the version that was exported",
    },
    needs: |_| &["toxicities", "toxicities.grade"],
    first: Statistic::Proportion,
    count: overview,
};

fn overview(scope: &Scope<'_>, rows: &mut Rows) {
    let unit = rows.unit();
    let worst = scope.integers("worst_grade");
    let mut write = |scope: &Scope<'_>, item: &str, has: &dyn Fn(usize) -> bool| {
        let clusters = scope.tally(unit, |courses| {
            let courses = courses.iter().copied();
            all_and_with(
                courses.filter(|&course| known(worst[course]).is_some()),
                has,
            )
        });
        rows.proportion(item, Level::All, &clusters);
    };
    write(scope, "any", &|course| worst[course] != 0);
    write(scope, "ge3", &|course| worst[course] >= 3);
    write(scope, "ge4", &|course| worst[course] >= 4);
    write(scope, "fatal", &|course| worst[course] == 5);
    if let Some(scope) = scope.of_sites_with("toxicities.attribution") {
        let related = scope.integers("worst_related_grade");
        write(&scope, "related", &|course| related[course] != 0);
        write(&scope, "related_ge3", &|course| related[course] >= 3);
    }
    if let Some(scope) = scope.of_sites_with("toxicities.action") {
        let (held, stopped) = (scope.booleans("led_to_hold"), scope.booleans("led_to_stop"));
        write(&scope, "led_to_hold", &|course| held[course] == Some(true));
        write(&scope, "led_to_stop", &|course| {
            stopped[course] == Some(true)
        });
    }
}

#[cfg(test)]
mod tests {
    use crate::measures::results::Unit::{Course, Patient};
    use crate::measures::tiny::tiny;

    #[test]
    fn the_overview_of_the_sample_has_grades_alone() {
        let tiny = tiny();
        let overview = |unit| {
            ["any", "ge3", "ge4", "fatal"]
                .map(|item| tiny.proportion("toxicity.overview", unit, item, "all"))
        };
        // As toxicity.any has them.
        assert_eq!(overview(Patient), [(2, 3), (2, 3), (1, 3), (0, 3)]);
        assert_eq!(overview(Course), [(3, 4), (2, 4), (1, 4), (0, 4)]);
        // Attribution and action were not exported.
        let mut items = tiny.0.iter().map(|row| row.item.as_str());
        assert!(
            !items.any(
                |item| ["related", "related_ge3", "led_to_hold", "led_to_stop"].contains(&item)
            )
        );
    }
}
