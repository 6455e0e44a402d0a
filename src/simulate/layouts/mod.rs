//! The simulated courses as raw files of other layouts, from which the built-in mappings derive them again.
//!
//! Each layout takes the chart of one patient at a time: the rows that an export in the model's own tables holds, but
//! for those that ingest sets aside. The roughness of a layout comes from its own dice and changes no course.

mod chart;
mod clif;
mod clif_drugs;
mod clif_stays;
mod drugs;
mod events;
mod layout;
mod mar;
mod mar_drugs;
mod mar_record;
mod omop;
mod omop_concepts;
mod omop_drugs;
mod omop_moment;
mod raw;
mod reasons;
mod redcap;
mod redcap_fields;
mod sdtm;
mod sdtm_doses;
#[cfg(test)]
mod tests;

pub use layout::Layout;
pub(super) use layout::Program;
