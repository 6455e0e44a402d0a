//! Doses tolerated: how many were given, of how many planned, and why the others were not.

use super::definition::{CLUSTERED, Definition};
use super::measure::{Measure, Parts, nothing_more};
use super::results::{Statistic, Unit};

mod given;
mod log;
mod planned;

// The names of its measures.
pub(crate) const DOSES_GIVEN: &str = "exposure.doses_given";
pub(crate) const DOSES_GIVEN_BY_CYCLE: &str = "exposure.doses_given_by_cycle";
pub(crate) const FRACTION_OF_PLANNED: &str = "exposure.fraction_of_planned";
pub(crate) const AT_LEAST: &str = "exposure.at_least";
pub(crate) const COMPLETED: &str = "exposure.completed";
pub(crate) const CYCLE_OUTCOME: &str = "exposure.cycle_outcome";
pub(crate) const END_REASON: &str = "exposure.end_reason";
pub(crate) const DOSE_DISPOSITION: &str = "exposure.dose_disposition";
pub(crate) const CUMULATIVE_MIU_PER_KG: &str = "exposure.cumulative_miu_per_kg";
pub(crate) const DOSE_STATUS: &str = "exposure.dose_status";
pub(crate) const REASON: &str = "exposure.reason";
pub(crate) const COURSES: &str = "exposure.courses";
pub(crate) const PLAN: &str = "exposure.plan";
pub(crate) const DOSE_DEVIATION: &str = "exposure.dose_deviation";

const DESCRIBES: &str = "none: descriptive; SD with n − 1, quartiles of type 7";
const PLANNED: &str = "a course of regimen other without exported planned_cycles and planned_doses_per_cycle has no plan and is excluded; planned doses of a cycle: for cycles 1 to planned_cycles, with or without a row, the larger of planned_doses_per_cycle and the recorded doses; for an additional cycle, its recorded doses";
const PLANS: &str = "plans: prescribing information of aldesleukin (two cycles of up to 14 doses, every 8 hours) and of lifileucel (up to 6 doses)";
const TREATED: &str = "treated units: those with at least one given dose";
const BOOK: &str =
    "given doses as in Robbins PF. J Clin Oncol 2011;29:917 and the HD IL-2 literature";

/// What two strata are not compared in.
pub(super) const PARTS: &[Parts] = &[
    Parts::all(CYCLE_OUTCOME),
    Parts::all(END_REASON),
    Parts::all(PLAN),
];

pub(super) const MEASURES: &[Measure] = &[
    Measure {
        definition: Definition {
            name: DOSES_GIVEN,
            title: "Doses given",
            grain: &[Unit::Cycle, Unit::Course, Unit::Patient],
            counts: "doses with status given, in each treated unit and in total",
            out_of: TREATED,
            unknown: "a planned dose without a row counts as not reached and not given",
            interval: DESCRIBES,
            source: BOOK,
        },
        needs: nothing_more,
        first: Statistic::Mean,
        count: given::doses_given,
    },
    Measure {
        definition: Definition {
            name: DOSES_GIVEN_BY_CYCLE,
            title: "Doses given, by cycle number",
            grain: &[Unit::Cycle],
            counts: "doses with status given in each treated cycle of this number",
            out_of: "treated cycles of this number",
            unknown: "a cycle without a given dose is untreated, and is not counted",
            interval: DESCRIBES,
            source: BOOK,
        },
        needs: nothing_more,
        first: Statistic::Mean,
        count: given::by_cycle_number,
    },
    Measure {
        definition: Definition {
            name: FRACTION_OF_PLANNED,
            title: "Given as a fraction of planned doses",
            grain: &[Unit::Course],
            counts: "given ÷ planned doses of each treated course with a plan; total given ÷ total planned doses",
            out_of: "treated courses with a plan; their planned doses for the ratio of totals",
            unknown: PLANNED,
            interval: "none: descriptive, and a ratio of totals",
            source: PLANS,
        },
        needs: nothing_more,
        first: Statistic::Mean,
        count: planned::fraction_of_planned,
    },
    Measure {
        definition: Definition {
            name: AT_LEAST,
            title: "Courses that reached each dose",
            grain: &[Unit::Course],
            counts: "treated courses with at least k given doses, for k from 1 to the largest number planned",
            out_of: "treated courses with a plan of at least k doses",
            unknown: PLANNED,
            interval: CLUSTERED,
            source: PLANS,
        },
        needs: nothing_more,
        first: Statistic::Proportion,
        count: planned::at_least,
    },
    Measure {
        definition: Definition {
            name: COMPLETED,
            title: "Every planned dose given",
            grain: &[Unit::Course, Unit::Cycle],
            counts: "treated units in which every planned dose was given",
            out_of: "treated courses with a plan; their treated cycles",
            unknown: PLANNED,
            interval: CLUSTERED,
            source: PLANS,
        },
        needs: nothing_more,
        first: Statistic::Proportion,
        count: planned::completed,
    },
    Measure {
        definition: Definition {
            name: CYCLE_OUTCOME,
            title: "How cycles ended",
            grain: &[Unit::Cycle],
            counts: "completed: every planned dose given; to_the_end: a dose given with a number at or above the number planned, but not all; not_begun: no dose given; ended_early: all others. Independent of how many rows a site logs after the last given dose",
            out_of: "planned cycles and additional recorded cycles of treated courses with a plan",
            unknown: PLANNED,
            interval: CLUSTERED,
            source: PLANS,
        },
        needs: nothing_more,
        first: Statistic::Proportion,
        count: planned::cycle_outcome,
    },
    Measure {
        definition: Definition {
            name: END_REASON,
            title: "Reasons for ending a cycle early",
            grain: &[Unit::Cycle],
            counts: "cycles ended early, by the reason of the first recorded dose after the last given one: its organ system; refused if that dose was refused; other if the reason is neither a term nor an organ system, or if the status is other with any reason",
            out_of: "cycles ended early, of treated courses with a plan",
            unknown: "not_stated: no dose was recorded after the last given one, or it has no reason",
            interval: CLUSTERED,
            source: "organ systems: the reporting groups of the HD IL-2 literature over CTCAE terms",
        },
        needs: |_| &["doses.reason"],
        first: Statistic::Proportion,
        count: planned::end_reason,
    },
    Measure {
        definition: Definition {
            name: DOSE_DISPOSITION,
            title: "Disposition of planned doses",
            grain: &[Unit::Dose],
            counts: "planned doses: given; held_then_resumed: not given, but a later dose of the cycle was; after_the_end: not given, and no later dose of the cycle was; not_begun: in a cycle without a given dose. The planned doses of a cycle are its recorded doses and, up to the planned number, the lowest dose numbers without a row",
            out_of: "planned doses of treated courses with a plan",
            unknown: PLANNED,
            interval: "none: a ratio of totals",
            source: PLANS,
        },
        needs: nothing_more,
        first: Statistic::Ratio,
        count: planned::dose_disposition,
    },
    Measure {
        definition: Definition {
            name: CUMULATIVE_MIU_PER_KG,
            title: "Cumulative dose (10⁶ IU/kg)",
            grain: &[Unit::Course, Unit::Patient],
            counts: "the sum of iu_per_kg over given doses ÷ 10⁶",
            out_of: TREATED,
            unknown: "a given dose without iu_per_kg counts as the course's planned_iu_per_kg",
            interval: DESCRIBES,
            source: BOOK,
        },
        needs: nothing_more,
        first: Statistic::Mean,
        count: given::cumulative,
    },
    Measure {
        definition: Definition {
            name: DOSE_STATUS,
            title: "Planned doses as logged",
            grain: &[Unit::Dose],
            counts: "doses given, held, stopped, refused, other; not reached: planned − recorded doses",
            out_of: "planned doses of treated courses with a plan",
            unknown: PLANNED,
            interval: "none: a ratio of totals",
            source: PLANS,
        },
        needs: nothing_more,
        first: Statistic::Ratio,
        count: planned::dose_status,
    },
    Measure {
        definition: Definition {
            name: REASON,
            title: "Reasons for withholding doses, as logged",
            grain: &[Unit::Dose],
            counts: "doses held or stopped, by the organ system of the reason: a toxicity term, or an organ system by name",
            out_of: "doses held or stopped in treated courses",
            unknown: "unclassified if the reason is neither a term nor an organ system; not_stated if there is no reason",
            interval: "none: a ratio of totals",
            source: "organ systems: the reporting groups of the HD IL-2 literature over CTCAE v5.0 terms",
        },
        needs: |_| &["doses.reason"],
        first: Statistic::Ratio,
        count: log::reason,
    },
    Measure {
        definition: Definition {
            name: COURSES,
            title: "Treated courses per patient",
            grain: &[Unit::Patient],
            counts: "treated courses of each treated patient",
            out_of: "treated patients",
            unknown: "an untreated course is not counted",
            interval: DESCRIBES,
            source: BOOK,
        },
        needs: nothing_more,
        first: Statistic::Mean,
        count: given::courses,
    },
    Measure {
        definition: Definition {
            name: PLAN,
            title: "Source of the planned doses of courses",
            grain: &[Unit::Course],
            counts: "treated courses by their plan. exported: planned_cycles and planned_doses_per_cycle were both exported; default: one or both are the defaults of the regimen hd_il2 or til_il2; none: regimen other without both",
            out_of: "treated courses",
            unknown: "does not occur: every course is in one of the three",
            interval: CLUSTERED,
            source: PLANS,
        },
        needs: nothing_more,
        first: Statistic::Proportion,
        count: planned::plan,
    },
    Measure {
        definition: Definition {
            name: DOSE_DEVIATION,
            title: "Deviations of given doses",
            grain: &[Unit::Dose],
            counts: "given doses. beyond_10_percent: iu_per_kg differs from planned_iu_per_kg by more than 10% of it; interval_under_7_h: fewer than 7 hours after the previous given dose of its cycle; above_the_plan: dose_number above planned_doses_per_cycle",
            out_of: "beyond_10_percent: given doses with an exported iu_per_kg; interval_under_7_h: given doses with a previous given dose in the cycle, both with an hour; above_the_plan: given doses of courses with a plan",
            unknown: "excluded; beyond_10_percent needs doses.iu_per_kg and interval_under_7_h doses.hour: sites without the column are excluded from the item",
            interval: "none: a ratio of totals",
            source: "prescribing information of aldesleukin: 600,000 IU/kg every 8 hours, up to 14 doses a cycle",
        },
        needs: nothing_more,
        first: Statistic::Ratio,
        count: log::dose_deviation,
    },
];

#[cfg(test)]
mod tests;
