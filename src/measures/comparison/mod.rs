//! Two strata compared: risks, Table 1, and tests with `--p-values`.
//!
//! A comparison is made from the results rows of the two strata and from nothing else, so that whatever was left out of
//! these is left out of it. The later stratum, in the order of bytes, is compared with the earlier one, which is the
//! reference: `ecog=1` with `ecog=0`, `true` with `false`.

mod balance;
pub(super) mod compare;
mod definitions;
mod family;
mod pair;
mod risk;

pub(super) use definitions::DEFINITIONS;
pub(crate) use definitions::{
    FISHER_EXACT, FISHER_EXACT_ADJUSTED, RISK_DIFFERENCE, RISK_RATIO, STANDARDIZED_DIFFERENCE,
    TESTS,
};
