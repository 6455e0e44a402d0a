//! The fonts that the program carries.

/// Liberation Sans.
pub(super) const REGULAR: &[u8] = include_bytes!("fonts/LiberationSans-Regular.ttf");
/// The same, bold.
pub(super) const BOLD: &[u8] = include_bytes!("fonts/LiberationSans-Bold.ttf");
