//! An SVG as a PNG of twice its size, with the fonts that the program carries.

use super::figures::FigureError;
use super::fonts::{BOLD, REGULAR};
use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::fontdb::Database;
use resvg::usvg::{Options, Tree};
use std::sync::{Arc, LazyLock};

/// How many pixels of the PNG stand for one of the SVG, each way.
const ZOOM: u16 = 2;
const FAMILY: &str = "Liberation Sans";

static FONTS: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut fonts = Database::new();
    fonts.load_font_data(REGULAR.to_vec());
    fonts.load_font_data(BOLD.to_vec());
    fonts.set_sans_serif_family(FAMILY);
    Arc::new(fonts)
});

/// The PNG of an SVG, on white, at twice its size. No font of the machine is read, so that the same SVG gives the same
/// bytes everywhere.
///
/// # Errors
///
/// Where the SVG cannot be read, or has no size that can be drawn.
pub(super) fn png(svg: &str) -> Result<Vec<u8>, FigureError> {
    let tree = tree(svg)?;
    let size = tree.size().to_int_size();
    let zoomed = |pixels: u32| pixels.saturating_mul(u32::from(ZOOM));
    let mut pixels = Pixmap::new(zoomed(size.width()), zoomed(size.height())).ok_or_else(|| {
        FigureError::Png {
            message: format!("no picture of {} × {}", size.width(), size.height()),
        }
    })?;
    pixels.fill(Color::WHITE);
    let zoom = f32::from(ZOOM);
    resvg::render(
        &tree,
        Transform::from_scale(zoom, zoom),
        &mut pixels.as_mut(),
    );
    pixels.encode_png().map_err(|error| FigureError::Png {
        message: error.to_string(),
    })
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
    fn a_png_is_twice_as_wide_and_high_as_its_svg() {
        let png = png(SVG).unwrap();
        assert_eq!(png[..8], *b"\x89PNG\r\n\x1a\n");
        // The header chunk holds width and height.
        assert_eq!(png[16..24], [0, 0, 0, 60, 0, 0, 0, 40]);
    }

    #[test]
    fn a_text_is_drawn_with_the_fonts_of_the_program() {
        let blank = SVG.replace(">a<", "> <");
        assert_ne!(png(SVG).unwrap(), png(&blank).unwrap());
    }

    #[test]
    fn what_is_no_svg_is_no_png() {
        assert!(matches!(png("<p>"), Err(FigureError::Png { .. })));
    }
}
