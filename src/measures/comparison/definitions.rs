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
const LEFT_OUT: &str = "as in the measure that is compared; parts of a whole (worst grades, lists that sum to their denominator) are not compared, and strata with a missing level with none";
const RISKS: &str = "units of both strata; the numerator: those of both with the property";

/// The definitions, in the order of the rows.
pub(in crate::measures) const DEFINITIONS: [Definition; 6] = [
    Definition {
        name: RISK_DIFFERENCE,
        title: "Risk difference",
        grain: UNITS,
        counts: "the proportion in the later of two strata less that in the earlier; item: the measure and its item, level: its level",
        out_of: RISKS,
        unknown: LEFT_OUT,
        interval: "patients: Newcombe's square-and-add of Wilson limits; courses and cycles: the same of each stratum's own limits, which allow for several units of one patient; none where one stratum has no row of the item; 95%",
        source: "Newcombe RG. Stat Med 1998;17:873, method 10; Zou GY, Donner A. Stat Med 2008;27:1693",
    },
    Definition {
        name: RISK_RATIO,
        title: "Risk ratio",
        grain: UNITS,
        counts: "the proportion in the later of two strata over that in the earlier; item: the measure and its item, level: its level",
        out_of: RISKS,
        unknown: "not estimable where the earlier stratum has no event; the lower bound is kept where it exists",
        interval: "patients: Koopman's score interval; courses and cycles: from each stratum's own limits (MOVER), which allow for several units of one patient; 95%",
        source: "Koopman PAR. Biometrics 1984;40:513; Donner A, Zou GY. Stat Methods Med Res 2012;21:347",
    },
    Definition {
        name: STANDARDIZED_DIFFERENCE,
        title: "Standardized difference of characteristics",
        grain: &[Unit::Patient],
        counts: "numbers: the later mean less the earlier over √((s₁² + s₀²)/2); categories: the distance of the shares in their average covariance, which has no sign",
        out_of: "treated patients of both strata in whom the characteristic is known",
        unknown: "patients in whom it is missing are left out",
        interval: "none: a description of balance",
        source: "Austin PC. Stat Med 2009;28:3083; Yang D, Dalton JE. SAS Global Forum 2012;335",
    },
    Definition {
        name: FISHER_EXACT,
        title: "Fisher's exact test",
        grain: &[Unit::Patient],
        counts: "the two-sided p-value: the probability, given the margins, of all tables that are not more probable than the observed one",
        out_of: RISKS,
        unknown: LEFT_OUT,
        interval: "none: a p-value. Courses and cycles are not tested, those of one patient not being independent",
        source: "Fisher RA. J R Stat Soc 1935;98:39; two-sided as in R's fisher.test",
    },
    Definition {
        name: FISHER_EXACT_ADJUSTED,
        title: "Fisher's exact test, adjusted",
        grain: &[Unit::Patient],
        counts: "the p-value adjusted for the tests of its family, so that the false discovery rate of the family is controlled: organ systems, terms, or all others, which are the outcomes",
        out_of: RISKS,
        unknown: LEFT_OUT,
        interval: "none: a p-value",
        source: "Benjamini Y, Hochberg Y. J R Stat Soc B 1995;57:289",
    },
    Definition {
        name: TESTS,
        title: "Tests made",
        grain: &[Unit::Patient],
        counts: "how many p-values were computed",
        out_of: "no denominator",
        unknown: "not tested: what is not estimable, and what nobody or everybody of both strata has",
        interval: "none: a count",
        source: "the book of this program",
    },
];
