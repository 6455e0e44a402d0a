//! The engine's rules for plans, two of them held back where they would answer wrongly.

use super::cross_joins::CrossJoins;
use super::sort_keys::SortKeys;
use datafusion::optimizer::OptimizerRule;
use datafusion::optimizer::eliminate_cross_join::EliminateCrossJoin;
use datafusion::optimizer::eliminate_duplicated_expr::EliminateDuplicatedExpr;
use datafusion::optimizer::optimizer::Optimizer;
use std::sync::Arc;

/// The rules of the engine for plans, in its order.
pub(super) fn plan_rules() -> Vec<Arc<dyn OptimizerRule + Send + Sync>> {
    let mut rules = Optimizer::new().rules;
    for rule in &mut rules {
        if rule.name() == EliminateCrossJoin::new().name() {
            *rule = Arc::new(CrossJoins(EliminateCrossJoin::new()));
        } else if rule.name() == EliminateDuplicatedExpr::new().name() {
            *rule = Arc::new(SortKeys(EliminateDuplicatedExpr::new()));
        }
    }
    rules
}
