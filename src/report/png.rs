//! An SVG as a PNG of 300 dpi, with the fonts that the program carries.

use super::figures::{FigureError, FigureWidth};
use super::fonts::{BOLD, REGULAR};
use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::fontdb::Database;
use resvg::usvg::{Options, Tree};
use std::sync::{Arc, LazyLock};

const FAMILY: &str = "Liberation Sans";
/// The chunk of a PNG that says how large a pixel is: 11,811 of them are a meter each way, which is 300 dpi. Its length,
/// name, numbers, unit and check sum.
const PHYSICAL_SIZE: [u8; 21] = [
    0, 0, 0, 9, b'p', b'H', b'Y', b's', 0, 0, 0x2e, 0x23, 0, 0, 0x2e, 0x23, 1, 0x78, 0xa5, 0x3f,
    0x76,
];
/// It follows the signature and the header chunk.
const AFTER_HEADER: usize = 8 + 25;

static FONTS: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut fonts = Database::new();
    fonts.load_font_data(REGULAR.to_vec());
    fonts.load_font_data(BOLD.to_vec());
    fonts.set_sans_serif_family(FAMILY);
    Arc::new(fonts)
});

/// The PNG of an SVG, on white, of 300 dpi in this width. No font of the machine is read, so that the same SVG gives the
/// same bytes everywhere.
///
/// # Errors
///
/// Where the SVG cannot be read, or has no size that can be drawn.
pub(super) fn png(svg: &str, width: FigureWidth) -> Result<Vec<u8>, FigureError> {
    let tree = tree(svg)?;
    let (wide, high) = (
        f64::from(tree.size().width()),
        f64::from(tree.size().height()),
    );
    let zoom = width.pixels() / wide;
    let size = [width.pixels(), (high * zoom).ceil()].map(pixels);
    let mut picture = Pixmap::new(size[0], size[1]).ok_or_else(|| FigureError::Png {
        message: format!("no picture of {} × {}", size[0], size[1]),
    })?;
    picture.fill(Color::WHITE);
    #[expect(clippy::cast_possible_truncation, reason = "a zoom of about 3")]
    let zoom = zoom as f32;
    resvg::render(
        &tree,
        Transform::from_scale(zoom, zoom),
        &mut picture.as_mut(),
    );
    let mut bytes = picture.encode_png().map_err(|error| FigureError::Png {
        message: error.to_string(),
    })?;
    bytes.splice(AFTER_HEADER..AFTER_HEADER, PHYSICAL_SIZE);
    Ok(bytes)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "some thousands of pixels"
)]
fn pixels(length: f64) -> u32 {
    length as u32
}

/// The SVG as the renderer reads it, with every text set.
pub(super) fn tree(svg: &str) -> Result<Tree, FigureError> {
    let options = Options {
        font_family: FAMILY.to_owned(),
        fontdb: Arc::clone(&FONTS),
        ..Options::default()
    };
    Tree::from_str(svg, &options).map_err(|error| FigureError::Png {
        message: error.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SVG: &str = r#"<svg width="30" height="20" viewBox="0 0 300 200" xmlns="http://www.w3.org/2000/svg"><text x="20" y="150" font-size="120">a</text></svg>"#;

    #[test]
    fn a_png_has_300_pixels_in_an_inch_of_its_width_and_says_so() {
        let png = png(SVG, FigureWidth::OneColumn).unwrap();
        assert_eq!(png[..8], *b"\x89PNG\r\n\x1a\n");
        // The header chunk holds width and height: 85 mm are 1004 pixels.
        let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
        assert_eq!((number(16), number(20)), (1004, 670));
        assert_eq!(png[37..41], *b"pHYs");
        assert_eq!((number(41), number(45), png[49]), (11_811, 11_811, 1));
        assert_eq!(number(50), check_sum(&png[37..50]));
        assert_eq!(png[58..62], *b"IDAT");
    }

    /// The check sum of a chunk, as the specification of PNG has it.
    fn check_sum(bytes: &[u8]) -> u32 {
        let mut sum = u32::MAX;
        for byte in bytes {
            sum ^= u32::from(*byte);
            for _ in 0..8 {
                let is_odd = sum & 1 == 1;
                sum >>= 1;
                if is_odd {
                    sum ^= 0xedb8_8320;
                }
            }
        }
        !sum
    }

    #[test]
    fn a_text_is_drawn_with_the_fonts_of_the_program() {
        let blank = SVG.replace(">a<", "> <");
        assert_ne!(
            png(SVG, FigureWidth::OneColumn).unwrap(),
            png(&blank, FigureWidth::OneColumn).unwrap()
        );
    }

    #[test]
    fn what_is_no_svg_is_no_png() {
        assert!(matches!(
            png("<p>", FigureWidth::OneColumn),
            Err(FigureError::Png { .. })
        ));
    }
}
