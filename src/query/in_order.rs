//! Branches of a question one after the other: the engine would run them side by side and take rows as they come, so that
//! rows and the last digit of a sum could differ from run to run.

use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode, TreeNodeRecursion};
use datafusion::error::Result;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_plan::coalesce_partitions::CoalescePartitionsExec;
use datafusion::physical_plan::limit::GlobalLimitExec;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{
    DisplayAs, DisplayFormatType, ExecutionPlan, ExecutionPlanProperties, Partitioning,
    PlanProperties,
};
use futures::StreamExt;
use std::fmt;
use std::sync::Arc;

/// Replaces every place where branches are run side by side.
#[derive(Debug)]
pub(super) struct InOrder;

impl PhysicalOptimizerRule for InOrder {
    fn optimize(
        &self,
        plan: Arc<dyn ExecutionPlan>,
        _: &ConfigOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let replaced = plan.transform_up(|plan| {
            Ok(match plan.downcast_ref::<CoalescePartitionsExec>() {
                Some(side_by_side) => {
                    let fetch = side_by_side.fetch();
                    Transformed::yes(Branches::of(Arc::clone(side_by_side.input()), fetch))
                }
                None => Transformed::no(plan),
            })
        });
        let plan = replaced.data()?;
        // What is left open at the top would be run side by side too.
        Ok(if plan.output_partitioning().partition_count() > 1 {
            Branches::of(plan, None)
        } else {
            plan
        })
    }

    fn name(&self) -> &'static str {
        "in_order"
    }

    fn schema_check(&self) -> bool {
        true
    }
}

/// Branches, one after the other.
#[derive(Debug)]
struct Branches {
    input: Arc<dyn ExecutionPlan>,
    properties: Arc<PlanProperties>,
}

impl Branches {
    fn of(input: Arc<dyn ExecutionPlan>, fetch: Option<usize>) -> Arc<dyn ExecutionPlan> {
        let mut equivalence = input.equivalence_properties().clone();
        equivalence.clear_orderings();
        equivalence.clear_per_partition_constants();
        let properties = PlanProperties::new(
            equivalence,
            Partitioning::UnknownPartitioning(1),
            input.pipeline_behavior(),
            input.boundedness(),
        );
        let branches: Arc<dyn ExecutionPlan> = Arc::new(Self {
            input,
            properties: Arc::new(properties),
        });
        match fetch {
            Some(_) => Arc::new(GlobalLimitExec::new(branches, 0, fetch)),
            None => branches,
        }
    }
}

impl DisplayAs for Branches {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Branches")
    }
}

impl ExecutionPlan for Branches {
    fn name(&self) -> &'static str {
        "Branches"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![&self.input]
    }

    fn apply_expressions(
        &self,
        _: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn with_new_children(
        self: Arc<Self>,
        mut children: Vec<Arc<dyn ExecutionPlan>>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(Self::of(children.swap_remove(0), None))
    }

    fn execute(&self, _: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let branches = self.input.output_partitioning().partition_count();
        let input = Arc::clone(&self.input);
        let rows = futures::stream::iter(0..branches).flat_map(move |branch| {
            match input.execute(branch, Arc::clone(&context)) {
                Ok(rows) => rows,
                Err(error) => {
                    let failed = futures::stream::once(std::future::ready(Err(error)));
                    Box::pin(RecordBatchStreamAdapter::new(input.schema(), failed))
                }
            }
        });
        Ok(Box::pin(RecordBatchStreamAdapter::new(self.schema(), rows)))
    }
}
