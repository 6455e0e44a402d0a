//! Keys of `ORDER BY` stay: the engine would drop one that the keys before it tell, and takes for told what is not where
//! groups were joined.

use datafusion::common::tree_node::Transformed;
use datafusion::error::Result;
use datafusion::logical_expr::LogicalPlan;
use datafusion::optimizer::eliminate_duplicated_expr::EliminateDuplicatedExpr;
use datafusion::optimizer::{ApplyOrder, OptimizerConfig, OptimizerRule};

/// The rule that drops keys that stand twice, but not those of an order.
#[derive(Debug)]
pub(super) struct SortKeys(pub(super) EliminateDuplicatedExpr);

impl OptimizerRule for SortKeys {
    fn name(&self) -> &str {
        self.0.name()
    }

    fn apply_order(&self) -> Option<ApplyOrder> {
        self.0.apply_order()
    }

    fn rewrite(
        &self,
        plan: LogicalPlan,
        config: &dyn OptimizerConfig,
    ) -> Result<Transformed<LogicalPlan>> {
        if matches!(plan, LogicalPlan::Sort(_)) {
            return Ok(Transformed::no(plan));
        }
        self.0.rewrite(plan, config)
    }
}
