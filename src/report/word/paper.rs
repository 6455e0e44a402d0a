//! The paper of a document, in twentieths of a point.

use serde::Serialize;

/// The size of the pages of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Paper {
    /// 210 × 297 mm.
    #[default]
    A4,
    /// 8.5 × 11 inches.
    Letter,
}

/// Its lengths.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct Lengths {
    pub(super) wide: u32,
    pub(super) high: u32,
    pub(super) margin: u32,
}

impl Paper {
    pub(super) const fn lengths(self) -> Lengths {
        let (wide, high) = match self {
            Self::A4 => (11_906, 16_838),
            Self::Letter => (12_240, 15_840),
        };
        Lengths {
            wide,
            high,
            margin: 1_134,
        }
    }
}

impl Lengths {
    /// The width of the text.
    pub(super) const fn text(self, is_wide: bool) -> u32 {
        let width = if is_wide { self.high } else { self.wide };
        width - 2 * self.margin
    }

    /// The height of the text.
    pub(super) const fn text_high(self) -> u32 {
        self.high - 2 * self.margin
    }
}
