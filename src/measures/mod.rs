//! Each question of the measure book: its numerator, its denominator, its method.

pub mod definition;
pub mod results;
