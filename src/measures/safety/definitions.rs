//! What the numbers of a review are, in words.

use crate::measures::definition::Definition;
use crate::measures::results::Unit;

// The names of its measures.
pub(crate) const COMPLETENESS: &str = "safety.completeness";
pub(crate) const COURSES: &str = "safety.courses";
pub(crate) const DOSES_CYCLE_1: &str = "safety.doses_cycle_1";
pub(crate) const DOSES_COURSE: &str = "safety.doses_course";
pub(crate) const FRACTION_OF_PLANNED: &str = "safety.fraction_of_planned";
pub(crate) const DOSES_HELD: &str = "safety.doses_held";
pub(crate) const TOXICITY_GE3: &str = "safety.toxicity_ge3";
pub(crate) const VASOPRESSOR: &str = "safety.vasopressor";
pub(crate) const VASOPRESSOR_HOURS: &str = "safety.vasopressor_hours";
pub(crate) const DIALYSIS: &str = "safety.dialysis";
pub(crate) const ICU: &str = "safety.icu";
pub(crate) const INFECTION: &str = "safety.infection";
pub(crate) const TREATMENT_RELATED_DEATH: &str = "safety.treatment_related_death";
pub(crate) const DEATH_WITHIN_30_DAYS: &str = "safety.death_within_30_days";
pub(crate) const TOXICITY_ANY: &str = "safety.toxicity_any";
pub(crate) const PUBLISHED_DIFFERENCE: &str = "safety.published_difference";
pub(crate) const CHART: &str = "safety.chart";
pub(crate) const SIGNAL: &str = "safety.signal";
pub(crate) const SINCE_LAST: &str = "safety.since_last";
pub(crate) const TREND: &str = "safety.trend";
pub(crate) const SITE_TAIL: &str = "safety.site_tail";
pub(crate) const POINTS: &str = "safety.points";
pub(crate) const CUSUM: &str = "safety.cusum";
pub(crate) const GAP: &str = "safety.gap";
pub(crate) const EVENT: &str = "safety.event";

const COURSE: &[Unit] = &[Unit::Course];
const DOSE: &[Unit] = &[Unit::Dose];
const EXACT_COURSES: &str = "Clopper–Pearson, 95 %: exact where courses are independent, which several of one patient are not quite";
const T: &str = "Student's t of the courses' numbers, 95 %; none for one course";
const NO_TABLE: &str = "courses of sites without the table, or without the column, are left out";
const NOT_AN_INTERVAL: &str = "none";
const PROGRAM: &str =
    "domain definitions of this program; no national set of measures for high-dose IL-2 is known";
const BOOK: &str = "as in the cohort report";

/// An indicator of a review: item `all` or an organ system; strata overall, baseline, since the
/// baseline, latest, eras and sites.
const fn indicator(
    name: &'static str,
    title: &'static str,
    counts: &'static str,
    out_of: &'static str,
    unknown: &'static str,
) -> Definition {
    Definition {
        name,
        title,
        grain: COURSE,
        counts,
        out_of,
        unknown,
        interval: EXACT_COURSES,
        source: BOOK,
    }
}

/// All definitions, in the order of the rows.
pub(in crate::measures) const DEFINITIONS: [Definition; 25] = [
    Definition {
        name: COMPLETENESS,
        title: "Completeness of the record",
        grain: &[Unit::Course, Unit::Patient],
        counts: "dose_log: courses in which every given dose has an hour and no dose number is missing in a cycle; start: courses whose period is known; toxicity_grade, toxicity_onset, toxicity_resolution: stored toxicities with a grade, an onset, a resolution; followed_30_days: patients who are known to have died, or to have lived, 30 days after the last dose",
        out_of: "treated courses; their toxicities (for the resolution those that are not of grade 5); treated patients",
        unknown: "courses of sites without the table, or without the column, are left out: of the start those without a year, and where periods are quarters those without a month",
        interval: NOT_AN_INTERVAL,
        source: PROGRAM,
    },
    Definition {
        name: COURSES,
        title: "Courses in the review",
        grain: COURSE,
        counts: "treated courses whose period is known; levels a_year.…: courses a year, from the first period to the last, or as given or assumed; periods.…: periods; without_period: treated courses without one; in_no_era: courses in none of the eras",
        out_of: "none: a count",
        unknown: "courses without a start are left out where most have one; where most have none, periods are blocks of courses in their sequence",
        interval: NOT_AN_INTERVAL,
        source: PROGRAM,
    },
    Definition {
        interval: T,
        ..indicator(
            DOSES_CYCLE_1,
            "Doses tolerated in cycle 1",
            "the mean number of given doses of cycle 1",
            "treated courses with a given dose in cycle 1",
            "none",
        )
    },
    Definition {
        interval: T,
        ..indicator(
            DOSES_COURSE,
            "Doses tolerated per course",
            "the mean number of given doses",
            "treated courses",
            "none",
        )
    },
    Definition {
        grain: DOSE,
        interval: "Wilson on the effective sample size (Rao–Scott), Student's t, 95 %: doses of one patient are not independent",
        ..indicator(
            FRACTION_OF_PLANNED,
            "Share of planned doses given",
            "given doses",
            "planned doses of treated courses",
            "none",
        )
    },
    Definition {
        grain: DOSE,
        interval: "Garwood, exact Poisson, 95 %: doses held one after the other are not independent",
        ..indicator(
            DOSES_HELD,
            "Doses held per 100 planned",
            "doses held, per 100 planned doses",
            "planned doses of treated courses",
            "none",
        )
    },
    indicator(
        TOXICITY_GE3,
        "Toxicity of grade ≥ 3",
        "courses with an event of grade ≥ 3 on treatment, in any organ system or in one",
        "treated courses; of an organ system those that were assessed for it",
        "events without a grade are no severe ones",
    ),
    indicator(
        VASOPRESSOR,
        "Vasopressor use",
        "courses with an infusion of a vasopressor, as in vasopressor.use",
        "treated courses",
        NO_TABLE,
    ),
    Definition {
        interval: "between two of the ordered values (binomial, ½), 95 %; none for fewer than six",
        source: "Conover WJ. Practical Nonparametric Statistics, 1999, section 3.2",
        ..indicator(
            VASOPRESSOR_HOURS,
            "Hours on vasopressors, of users",
            "the median length of the union of a course's infusions",
            "courses with vasopressors all of whose infusions have an end",
            NO_TABLE,
        )
    },
    indicator(
        DIALYSIS,
        "Dialysis",
        "courses with dialysis on treatment, as in dialysis.use",
        "treated courses at risk",
        NO_TABLE,
    ),
    indicator(
        ICU,
        "ICU stay",
        "courses with a stay in an ICU, as in care.icu_stay",
        "treated courses",
        NO_TABLE,
    ),
    indicator(
        INFECTION,
        "Line or blood-stream infection",
        "courses with a toxicity on treatment that is Catheter related infection, Device related infection, Bacteremia or Sepsis, of any grade",
        "treated courses of sites that collected toxicities",
        "a positive culture without such a term is not seen",
    ),
    indicator(
        TREATMENT_RELATED_DEATH,
        "Treatment-related death",
        "courses with an event of grade 5 on treatment that is not told to be unrelated",
        "treated courses",
        NO_TABLE,
    ),
    indicator(
        DEATH_WITHIN_30_DAYS,
        "Death within 30 days of the last dose",
        "courses after whose last given dose the patient died within 720 h; a death is that of the last treated course",
        "treated courses of which that is known",
        "courses of patients who were lost from sight within 30 days are left out",
    ),
    indicator(
        TOXICITY_ANY,
        "Toxicity of any grade",
        "courses with an event on treatment, in any organ system or in one; one without a grade is one",
        "treated courses; of an organ system those that were assessed for it",
        NO_TABLE,
    ),
    Definition {
        name: PUBLISHED_DIFFERENCE,
        title: "Difference from a published rate",
        grain: COURSE,
        counts: "the indicator's number of all courses of the review less a published one (item: the indicator; its population and years: `il2 schema published_rates`)",
        out_of: "the courses of the indicator",
        unknown: "where no rate is published there is no row",
        interval: "Newcombe's for two proportions; where the paper does not tell its counts, the indicator's own interval less the published number, taken as known",
        source: "Newcombe RG. Stat Med 1998;17:873, method 10",
    },
    Definition {
        name: CHART,
        title: "How a chart is made and what it can notice",
        grain: COURSE,
        counts: "levels kind.… and stage.…: points; center; p0_…: the probability that is watched, by where it comes from; alternative: that of doubled odds; threshold: h; false_alarm: the probability of a signal in the watched periods where nothing has changed; false_alarm.cusum: that of one in the watched courses; courses_to_false_alarm: their mean number; no_cusum.…: why there is no CUSUM; courses_to_notice.half and .four_in_five: courses within which the chart signals in half and in four of five cases; years_to_notice.… in years",
        out_of: "periods with a course; courses after the baseline",
        unknown: "without an event in the baseline, or with one in every course of it, the probability is one that was given (--p0), else there is no CUSUM; how often the rules of Western Electric and Nelson signal where nothing has changed is not computed",
        interval: "none; every probability and run length is one of independent courses",
        source: "Montgomery DC. Introduction to Statistical Quality Control; Wheeler DJ, Chambers DS. Understanding Statistical Process Control, 1992; Steiner SH, et al. Biostatistics 2000;1:441; Brook D, Evans DA. Biometrika 1972;59:539",
    },
    Definition {
        name: SIGNAL,
        title: "Signals",
        grain: COURSE,
        counts: "how often a rule holds after the baseline (item: the indicator; level: the rule, and .up or .down)",
        out_of: "none: a count",
        unknown: "no row where a chart has no rule to ask",
        interval: NOT_AN_INTERVAL,
        source: "Anhøj J, Olesen AV. PLOS ONE 2014;9:e113825; Nelson LS. J Qual Technol 1984;16:237; Western Electric. Statistical Quality Control Handbook, 1956",
    },
    Definition {
        name: SINCE_LAST,
        title: "Courses since the last event",
        grain: COURSE,
        counts: "courses since the last event (item: the indicator), and the probability of so many or more without one at the baseline's probability",
        out_of: "courses of the review",
        unknown: "courses of which it is not known are passed over",
        interval: NOT_AN_INTERVAL,
        source: "Benneyan JC. Health Care Manag Sci 2001;4:305",
    },
    Definition {
        name: TREND,
        title: "Trend over eras",
        grain: COURSE,
        counts: "the p value of a trend of the proportion over the eras in their order; levels exact, mid_p and, where these would take too long, asymptotic",
        out_of: "courses of all eras",
        unknown: "not estimable where no course or every course has the event",
        interval: NOT_AN_INTERVAL,
        source: "Cochran WG. Biometrics 1954;10:417; Armitage P. Biometrics 1955;11:375; eras as in Kammula US, et al. Cancer 1998;83:797",
    },
    Definition {
        name: SITE_TAIL,
        title: "How unusual a site is",
        grain: COURSE,
        counts: "the exact binomial probability of so few (at_most) and of so many (at_least) courses with the event, where the site's proportion is that of all; five sites or more",
        out_of: "courses of the site",
        unknown: NO_TABLE,
        interval: NOT_AN_INTERVAL,
        source: "Spiegelhalter DJ. Stat Med 2005;24:1185",
    },
    Definition {
        name: POINTS,
        title: "Points of charts by period",
        grain: COURSE,
        counts: "the indicator's number in a period; lower and upper are the limits of its chart, and no interval; level: baseline, watched (after it) or before (it)",
        out_of: "courses or doses of the period",
        unknown: "a period without a course is a gap, not a zero",
        interval: "control limits: exact binomial or Poisson at .00135 on either side, or X̄ ± 2.66·mR̄",
        source: "as for safety.chart",
    },
    Definition {
        name: CUSUM,
        title: "Points of CUSUM charts",
        grain: COURSE,
        counts: "the sum after a course, by its place in the order of the review, where the line bends; numerator 1: with the event; level signal: at or above the threshold, after which the sum starts from 0",
        out_of: "courses after the baseline",
        unknown: "courses of which it is not known are passed over",
        interval: NOT_AN_INTERVAL,
        source: "Steiner SH, et al. Biostatistics 2000;1:441",
    },
    Definition {
        name: GAP,
        title: "Courses between events",
        grain: COURSE,
        counts: "courses without the event between one event and the next; lower and upper are the limits of a g chart, and no interval",
        out_of: "courses of the review",
        unknown: "courses of which it is not known are passed over",
        interval: "control limits: exact geometric at .00135 on either side",
        source: "Benneyan JC. Health Care Manag Sci 2001;4:305",
    },
    Definition {
        name: EVENT,
        title: "Annotations",
        grain: COURSE,
        counts: "what happened in a period, as --events tells it",
        out_of: "none",
        unknown: "what lies outside the periods of the review, or is no period, is left out, and a warning says so",
        interval: NOT_AN_INTERVAL,
        source: "the program's own file",
    },
];
