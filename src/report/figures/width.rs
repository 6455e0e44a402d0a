//! How wide a figure is drawn: as one column of a journal, or as two.

/// Inches have so many millimeters.
const MM_IN_INCH: f64 = 25.4;
/// Pixels of an inch of a picture.
const DPI: f64 = 300.0;

/// The width of a figure in print. A unit of a drawing is as long in both (1.46 units are a point), so that a text has the
/// same size in both, and a narrow figure has other rows and columns instead of smaller texts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum FigureWidth {
    /// 85 mm: 352 units.
    OneColumn,
    /// 174 mm: 720 units.
    #[default]
    TwoColumns,
}

impl FigureWidth {
    /// In millimeters.
    pub(in crate::report) const fn millimeters(self) -> f32 {
        match self {
            Self::OneColumn => 85.0,
            Self::TwoColumns => 174.0,
        }
    }

    /// In units of the drawing.
    pub(in crate::report) const fn units(self) -> f64 {
        match self {
            Self::OneColumn => 352.0,
            Self::TwoColumns => 720.0,
        }
    }

    /// In pixels of a picture of 300 dpi.
    pub(in crate::report) fn pixels(self) -> f64 {
        (f64::from(self.millimeters()) / MM_IN_INCH * DPI).round()
    }

    /// Whether only one of what else is set side by side has room.
    pub(in crate::report) fn is_narrow(self) -> bool {
        self == Self::OneColumn
    }

    /// The first in one column, the second in two.
    pub(super) fn choose<T>(self, narrow: T, wide: T) -> T {
        if self.is_narrow() { narrow } else { wide }
    }
}

/// How the figures of a report are made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct FigureOptions {
    /// How wide they are.
    pub(crate) width: FigureWidth,
    /// Whether each is written as PDF too.
    pub(crate) with_pdf: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_is_as_long_in_both_widths_and_pixels_are_of_300_dpi() {
        let unit = |width: FigureWidth| f64::from(width.millimeters()) / width.units();
        let (one, two) = (FigureWidth::OneColumn, FigureWidth::TwoColumns);
        assert!((unit(one) / unit(two) - 1.0).abs() < 1e-3);
        assert_eq!((one.pixels(), two.pixels()), (1004.0, 2055.0));
    }
}
