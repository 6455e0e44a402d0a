//! What comparisons say, in words.

use crate::measures::definition::Definition;
use crate::measures::results::Unit;

// The names of its measures.
pub(crate) const RISK_DIFFERENCE: &str = "comparison.risk_difference";
pub(crate) const RISK_RATIO: &str = "comparison.risk_ratio";
pub(crate) const STANDARDIZED_DIFFERENCE: &str = "comparison.standardized_difference";
pub(crate) const FISHER_EXACT: &str = "comparison.fisher_exact";
pub(crate) const FISHER_EXACT_ADJUSTED: &str = "comparison.fisher_exact_adjusted";
pub(crate) const TESTS: &str = "comparison.tests";

/// The units of which risks are compared.
pub(super) const UNITS: &[Unit] = &[Unit::Patient, Unit::Course, Unit::Cycle];
const LEFT_OUT: &str = "as in the compared measure; not compared: parts of a whole (worst grades, lists that sum to their denominator), and strata with a missing level";
const RISKS: &str =
    "units of both strata; the numerator is the units of both strata with the property";

/// The definitions, in the order of the rows.
pub(in crate::measures) const DEFINITIONS: [Definition; 6] = [
    Definition {
        name: RISK_DIFFERENCE,
        title: "Risk difference",
        grain: UNITS,
        counts: "the proportion in the second of two strata minus the proportion in the first; item: the measure and its item, level: its level",
        out_of: RISKS,
        unknown: LEFT_OUT,
        interval: "patients: Newcombe's square-and-add of Wilson limits; courses and cycles: the same method with each stratum's own limits, which account for several units per patient; none if one stratum has no row of the item; 95%",
        source: "Newcombe RG. Stat Med 1998;17:873, method 10; Zou GY, Donner A. Stat Med 2008;27:1693",
    },
    Definition {
        name: RISK_RATIO,
        title: "Risk ratio",
        grain: UNITS,
        counts: "the proportion in the second of two strata divided by the proportion in the first; item: the measure and its item, level: its level",
        out_of: RISKS,
        unknown: "not estimable if the first stratum has no event; the lower bound is kept if it exists",
        interval: "patients: Koopman's score interval; courses and cycles: from each stratum's own limits (MOVER), which account for several units per patient; 95%",
        source: "Koopman PAR. Biometrics 1984;40:513; Donner A, Zou GY. Stat Methods Med Res 2012;21:347",
    },
    Definition {
        name: STANDARDIZED_DIFFERENCE,
        title: "Standardized difference of characteristics",
        grain: &[Unit::Patient],
        counts: "numbers: the second mean minus the first, divided by √((s₁² + s₀²)/2); categories: the Mahalanobis distance of the proportions with their average covariance, which has no sign",
        out_of: "treated patients of both strata with a known value",
        unknown: "patients with a missing value are excluded",
        interval: "none: descriptive of balance",
        source: "Austin PC. Stat Med 2009;28:3083; Yang D, Dalton JE. SAS Global Forum 2012;335",
    },
    Definition {
        name: FISHER_EXACT,
        title: "Fisher's exact test",
        grain: &[Unit::Patient],
        counts: "the two-sided P value: the probability, given the margins, of all tables that are not more probable than the observed one",
        out_of: RISKS,
        unknown: LEFT_OUT,
        interval: "none: a P value. Courses and cycles are not tested, because those of one patient are not independent",
        source: "Fisher RA. J R Stat Soc 1935;98:39; two-sided as in R's fisher.test",
    },
    Definition {
        name: FISHER_EXACT_ADJUSTED,
        title: "Fisher's exact test, adjusted",
        grain: &[Unit::Patient],
        counts: "the P value adjusted within its family of tests to control the false discovery rate; families: organ systems, terms, and all other outcomes",
        out_of: RISKS,
        unknown: LEFT_OUT,
        interval: "none: a P value",
        source: "Benjamini Y, Hochberg Y. J R Stat Soc B 1995;57:289",
    },
    Definition {
        name: TESTS,
        title: "Tests made",
        grain: &[Unit::Patient],
        counts: "number of P values computed",
        out_of: "no denominator",
        unknown: "not tested: outcomes that are not estimable, or that no unit or every unit of both strata has",
        interval: "none: a count",
        source: "the measure book of this program",
    },
];
