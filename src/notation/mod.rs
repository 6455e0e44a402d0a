//! Numbers and names as text: counts with thousands, plain decimals, names on one line.

mod names;
mod numbers;

pub use names::{shown, shown_path};
pub use numbers::{plain_decimal, thousands};
