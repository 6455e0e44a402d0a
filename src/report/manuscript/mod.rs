//! What a manuscript takes from a report beside its tables and figures: the paragraphs on methods, the references, and where
//! each item of the reporting guidelines is answered.

mod methods;
mod paragraphs;
mod reference_text;
mod references;
mod strobe;
mod strobe_items;

pub(crate) use methods::methods;
pub(crate) use paragraphs::Methods;
pub(crate) use strobe::{Written, strobe};
