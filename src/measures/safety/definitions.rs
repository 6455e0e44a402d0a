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
pub(crate) const ICU_TRANSFER: &str = "safety.icu_transfer";
pub(crate) const ICU: &str = "safety.icu";
pub(crate) const INFECTION: &str = "safety.infection";
pub(crate) const TREATMENT_RELATED_DEATH: &str = "safety.treatment_related_death";
pub(crate) const DEATH_WITHIN_30_DAYS: &str = "safety.death_within_30_days";
pub(crate) const SERIOUS_HARM: &str = "safety.serious_harm";
pub(crate) const TOXICITY_ANY: &str = "safety.toxicity_any";
pub(crate) const CASE_MIX: &str = "safety.case_mix";
pub(crate) const PUBLISHED_DIFFERENCE: &str = "safety.published_difference";
pub(crate) const CHART: &str = "safety.chart";
pub(crate) const EXPECTED_SIGNALS: &str = "safety.expected_signals";
pub(crate) const SIGNAL: &str = "safety.signal";
pub(crate) const SINCE_LAST: &str = "safety.since_last";
pub(crate) const TREND: &str = "safety.trend";
pub(crate) const SITE_TAIL: &str = "safety.site_tail";
pub(crate) const POINTS: &str = "safety.points";
pub(crate) const CUSUM: &str = "safety.cusum";
pub(crate) const GROUPED_CUSUM: &str = "safety.grouped_cusum";
pub(crate) const GAP: &str = "safety.gap";
pub(crate) const EVENT: &str = "safety.event";

const COURSE: &[Unit] = &[Unit::Course];
const DOSE: &[Unit] = &[Unit::Dose];
const CLUSTERED_COURSES: &str = "as in the cohort report, 95%: Wilson on the effective sample size (Rao–Scott), Student's t; Clopper–Pearson where every patient has one course";
const WITH_A_PLAN: &str = "planned doses of treated courses with a plan";
const NO_PLAN: &str = "courses without a plan are excluded";
const NO_TABLE: &str = "courses of sites without the table or the column are excluded";
const COURSES_OF_GAPS: &str = "courses from the last period at which charts begin anew (--rebase; for graded indicators a change of the CTCAE version), otherwise all courses of the review";
const NOT_AN_INTERVAL: &str = "none";
const PROGRAM: &str =
    "domain definitions of this program; no national measure set for high-dose IL-2 was found";
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
        interval: CLUSTERED_COURSES,
        source: BOOK,
    }
}

/// All definitions, in the order of the rows.
pub(in crate::measures) const DEFINITIONS: [Definition; 30] = [
    Definition {
        name: COMPLETENESS,
        title: "Completeness of the record",
        grain: &[Unit::Course, Unit::Patient],
        counts: "dose_log: courses in which every given dose has an hour and no dose number is missing in a cycle; start: courses whose period is known; toxicity_grade, toxicity_onset, toxicity_resolution: stored toxicities with a grade, an onset, a resolution; followed_30_days: patients who are known to have died, or to have lived, 30 days after the last dose",
        out_of: "treated courses; their toxicities (for the resolution those that are not of grade 5); treated patients",
        unknown: "data that a site did not collect count as missing",
        interval: NOT_AN_INTERVAL,
        source: PROGRAM,
    },
    Definition {
        name: COURSES,
        title: "Courses in the review",
        grain: COURSE,
        counts: "treated courses whose period is known; levels a_year.…: courses per year, from the first period to the last, or as given or assumed; periods.…: periods; without_period: treated courses without one; in_no_era: courses in none of the eras",
        out_of: "none: a count",
        unknown: "courses without a start are excluded if nine in ten courses have one; otherwise periods are blocks of courses in sequence",
        interval: NOT_AN_INTERVAL,
        source: PROGRAM,
    },
    Definition {
        interval: NOT_AN_INTERVAL,
        ..indicator(
            DOSES_CYCLE_1,
            "Doses tolerated in cycle 1",
            "the mean number of given doses of cycle 1",
            "treated courses with a given dose in cycle 1",
            "none",
        )
    },
    Definition {
        interval: NOT_AN_INTERVAL,
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
        interval: NOT_AN_INTERVAL,
        ..indicator(
            FRACTION_OF_PLANNED,
            "Share of planned doses given",
            "given doses",
            WITH_A_PLAN,
            NO_PLAN,
        )
    },
    Definition {
        grain: DOSE,
        interval: "Garwood, exact Poisson, with the variance between patients (Rao–Scott), 95%",
        source: "Garwood F. Biometrika 1936;28:437; Rao JNK, Scott AJ. Stat Med 1999;18:1373",
        ..indicator(
            DOSES_HELD,
            "Doses held per 100 planned",
            "doses held, per 100 planned doses",
            WITH_A_PLAN,
            NO_PLAN,
        )
    },
    indicator(
        TOXICITY_GE3,
        "Toxicity of grade ≥ 3",
        "courses with an event of grade ≥ 3 on treatment, in any organ system or in one",
        "treated courses; of an organ system those that were assessed for it",
        "events without a grade do not count as grade ≥ 3",
    ),
    indicator(
        VASOPRESSOR,
        "Vasopressor use",
        "courses with an infusion of a vasopressor, as in vasopressor.use",
        "treated courses",
        NO_TABLE,
    ),
    Definition {
        interval: NOT_AN_INTERVAL,
        ..indicator(
            VASOPRESSOR_HOURS,
            "Hours on vasopressors, among users",
            "the median of the hours in which any infusion of a course ran",
            "courses with vasopressors whose infusions all have an end",
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
        ICU_TRANSFER,
        "Unplanned ICU transfer",
        "courses with an ICU stay that begins after hour 0, as in care.icu_transfer",
        "treated courses whose care setting is known and is not the ICU",
        NO_TABLE,
    ),
    indicator(
        ICU,
        "ICU stay",
        "courses with an ICU stay, as in care.icu_stay",
        "treated courses",
        NO_TABLE,
    ),
    indicator(
        INFECTION,
        "Line or bloodstream infection",
        "courses with a toxicity on treatment that is Catheter related infection, Device related infection, Bacteremia or Sepsis, of any grade",
        "treated courses of sites that collected grades of toxicities",
        "a positive culture without such a term is not counted",
    ),
    indicator(
        TREATMENT_RELATED_DEATH,
        "Treatment-related death",
        "item attributed: courses with an event of grade 5 on treatment that is attributed to treatment, and the last treated course of a patient whose death_cause is treatment; not_excluded: these, and courses with an event of grade 5 of unknown attribution, unless the death_cause is disease or other",
        "treated courses of sites that collected grades, and attributions or causes of death",
        "the true number is between the two items",
    ),
    indicator(
        DEATH_WITHIN_30_DAYS,
        "Death within 30 days of the last dose",
        "courses in which the patient died within 720 h after the last given dose; a death is assigned to the patient's last treated course",
        "treated courses whose patient's status at that hour is known",
        "courses of patients lost to follow-up within 30 days are excluded",
    ),
    indicator(
        SERIOUS_HARM,
        "Serious harm",
        "courses with dialysis (as in dialysis.use), with a respiratory failure or an adult respiratory distress syndrome on treatment of grade ≥ 4 or of unknown grade, or with a death at most 720 h after the last given dose, in the patient's last treated course; each course counts once",
        "treated courses at risk of dialysis whose patient's status at that hour is known, of sites that collected dialysis, grades of toxicities, and deaths, last contacts and hours of doses",
        "courses in which one of these is unknown are excluded",
    ),
    indicator(
        TOXICITY_ANY,
        "Toxicity of any grade",
        "courses with an event on treatment, in any organ system or in one; events without a grade count",
        "treated courses; of an organ system those that were assessed for it",
        NO_TABLE,
    ),
    Definition {
        name: CASE_MIX,
        title: "Case mix",
        grain: COURSE,
        counts: "ecog: courses with ECOG 0, 1, at least 2, missing; diagnosis: melanoma, renal cell carcinoma, other, missing; age_years: the median and the quartiles (type 7)",
        out_of: "courses of the review at sites that collected it; known ages",
        unknown: "counted in the level missing",
        interval: CLUSTERED_COURSES,
        source: PROGRAM,
    },
    Definition {
        name: PUBLISHED_DIFFERENCE,
        title: "Difference from a published rate",
        grain: COURSE,
        counts: "the proportion of the review's patients with the event minus the published proportion of patients (item: the indicator; level: the published row; `il2 schema published_rates` has its population and years)",
        out_of: "the review's patients, and those of the paper",
        unknown: "no row unless a published rate has the same unit, the same events and printed counts",
        interval: "Newcombe, 95%",
        source: "Newcombe RG. Stat Med 1998;17:873, method 10",
    },
    Definition {
        name: CHART,
        title: "Chart parameters and power",
        grain: COURSE,
        counts: "for monitored indicators. Levels kind.… and stage.…: points; center; p0_…: the monitored probability, by its origin, with its 80% limits p0.lower and p0.upper; alternative: the probability at doubled odds; threshold: h; run_length: mean number of courses (grouped CUSUM: periods) to a false alarm, at p0 and at its limits; years_to_signal: the same in years; expected_signals: signals expected since the baseline if nothing has changed (charts by period: points beyond the limits); courses_to_notice.half and .four_in_five: courses within which the chart signals doubled odds with 50% and 80% probability; years_to_notice.…: the same in years; no_cusum.…: why there is no CUSUM",
        out_of: "periods with a course; courses after the baseline",
        unknown: "without an event in the baseline, or with the event in more than 80% of its courses, there is a CUSUM only for a given probability (--p0)",
        interval: "none; all probabilities and run lengths assume independent courses. Run lengths of a grouped CUSUM are those of periods with the median number of courses (a half rounded up), by convolution, exact to 10⁻¹⁴; those of a CUSUM by courses come from a Markov chain, within 1%",
        source: "Montgomery DC. Introduction to Statistical Quality Control; Wheeler DJ, Chambers DS. Understanding Statistical Process Control, 1992; Steiner SH, et al. Biostatistics 2000;1:441; Brook D, Evans DA. Biometrika 1972;59:539",
    },
    Definition {
        name: EXPECTED_SIGNALS,
        title: "Expected chance signals",
        grain: COURSE,
        counts: "the sum of expected_signals over all monitored charts, independent or not; level at_least_one: the probability that any of them signals, where the review has 100 courses or more",
        out_of: "charts that can signal",
        unknown: "no row where no chart can signal",
        interval: "none; at_least_one is the proportion of 4,000 simulated series, with an error of at most 0.016: each watched course is drawn from the baseline courses with all its outcomes, and events are removed or added at random where a chart watches another proportion",
        source: PROGRAM,
    },
    Definition {
        name: SIGNAL,
        title: "Signals",
        grain: COURSE,
        counts: "number of times that a rule holds after the baseline (item: the indicator; level: the rule, and .up or .down)",
        out_of: "none: a count",
        unknown: "no row where no rule applies to a chart",
        interval: NOT_AN_INTERVAL,
        source: "Anhøj J, Olesen AV. PLOS ONE 2014;9:e113825; Nelson LS. J Qual Technol 1984;16:237; Western Electric. Statistical Quality Control Handbook, 1956",
    },
    Definition {
        name: SINCE_LAST,
        title: "Courses since the last event",
        grain: COURSE,
        counts: "courses since the last event (item: the indicator), and the probability of at least this number without an event at the baseline's rate",
        out_of: COURSES_OF_GAPS,
        unknown: "courses with an unknown outcome are skipped; no row where the order of courses is not known",
        interval: NOT_AN_INTERVAL,
        source: "Benneyan JC. Health Care Manag Sci 2001;4:305",
    },
    Definition {
        name: TREND,
        title: "Trend over eras",
        grain: COURSE,
        counts: "with --p-values, for monitored events: the P value for trend of the proportion over the eras in order; levels exact, mid_p or, where these would take too long, asymptotic; adjusted: the mid-P value (or the asymptotic one) after Benjamini and Hochberg among these tests",
        out_of: "courses of all eras",
        unknown: "not estimable where no course or every course has the event",
        interval: NOT_AN_INTERVAL,
        source: "Cochran WG. Biometrics 1954;10:417; Armitage P. Biometrics 1955;11:375; eras as in Kammula US, et al. Cancer 1998;83:797",
    },
    Definition {
        name: SITE_TAIL,
        title: "Exact tail probabilities of a site",
        grain: COURSE,
        counts: "the exact binomial probability of at most (at_most) and of at least (at_least) this number of courses with the event if the site's proportion were that of all sites; five sites or more",
        out_of: "courses of the site",
        unknown: NO_TABLE,
        interval: NOT_AN_INTERVAL,
        source: "Spiegelhalter DJ. Stat Med 2005;24:1185",
    },
    Definition {
        name: POINTS,
        title: "Points of charts by period",
        grain: COURSE,
        counts: "the indicator's value in a period; lower and upper are control limits, not an interval; level: baseline, watched (after it) or before (it)",
        out_of: "courses or doses of the period",
        unknown: "a period without a course is a gap, not a zero",
        interval: "control limits: exact binomial or Poisson at .00135 on either side, or X̄ ± 2.66·mR̄",
        source: "as for safety.chart",
    },
    Definition {
        name: CUSUM,
        title: "Points of CUSUM charts",
        grain: COURSE,
        counts: "the sum after a course, by its position in the order of the review, at courses where the line changes slope; numerator 1: with the event; level signal: at or above the threshold, after which the sum restarts at 0",
        out_of: "courses after the baseline",
        unknown: "courses with an unknown outcome are skipped; no row where the order of courses is not known",
        interval: NOT_AN_INTERVAL,
        source: "Steiner SH, et al. Biostatistics 2000;1:441",
    },
    Definition {
        name: GROUPED_CUSUM,
        title: "Points of grouped CUSUM charts",
        grain: COURSE,
        counts: "if the order of courses is not known: the sum after a period with x events in n courses, max(0, S + x·ln 2 − n·ln(1 + p₀)); level signal: at or above the threshold, after which the sum restarts at 0",
        out_of: "courses of the period",
        unknown: "periods without a course and courses with an unknown outcome are skipped",
        interval: NOT_AN_INTERVAL,
        source: "Steiner SH, et al. Biostatistics 2000;1:441",
    },
    Definition {
        name: GAP,
        title: "Courses between events",
        grain: COURSE,
        counts: "courses without the event between one event and the next; lower and upper are the limits of a g chart, not an interval",
        out_of: COURSES_OF_GAPS,
        unknown: "courses with an unknown outcome are skipped",
        interval: "control limits: exact geometric at .00135 on either side",
        source: "Benneyan JC. Health Care Manag Sci 2001;4:305",
    },
    Definition {
        name: EVENT,
        title: "Annotations",
        grain: COURSE,
        counts: "annotations of a period, from --events",
        out_of: "none",
        unknown: "annotations outside the periods of the review, or without a valid period, are excluded with a warning",
        interval: NOT_AN_INTERVAL,
        source: "the file of --events",
    },
];
