//! Numbers and names as text: counts with thousands, plain decimals, names on one line.

mod formula;
mod names;
mod numbers;

pub use formula::no_formula;
pub use names::{shown, shown_path, visible};
pub use numbers::{plain_decimal, thousands};
