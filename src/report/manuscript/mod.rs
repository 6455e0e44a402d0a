//! What a manuscript takes from a report beside its tables and figures: the paragraphs on methods, the references, and where
//! each item of the reporting guidelines is answered.

mod methods;
mod references;
mod strobe;

pub(crate) use methods::{Methods, methods};
pub(crate) use references::bibliography;
pub(crate) use strobe::strobe;
