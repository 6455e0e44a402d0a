//! An SVG as a PDF of one page: vectors, and texts in fonts that it carries.
//!
//! The same tree that is painted as a PNG is walked, so that both show the same. What figures never use (gradients,
//! patterns, filters, masks, pictures) is an error and not left out.

use super::figures::{FigureError, FigureWidth};
use super::fonts::{BOLD, REGULAR};
use super::png::tree;
use krilla::Document;
use krilla::color::rgb;
use krilla::geom::{Path, PathBuilder, Point, Transform};
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule, LineCap, LineJoin, Stroke, StrokeDash};
use krilla::surface::Surface;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use resvg::tiny_skia::{self, PathSegment};
use resvg::usvg::{self, Node, fontdb};
use std::collections::BTreeMap;

/// Points of PDF in a millimeter.
const POINTS_IN_MM: f32 = 72.0 / 25.4;

/// The PDF of an SVG in this width, under this title.
///
/// # Errors
///
/// Where the SVG cannot be read, or holds what figures do not use.
pub(super) fn pdf(svg: &str, title: &str, width: FigureWidth) -> Result<Vec<u8>, FigureError> {
    let tree = tree(svg)?;
    let scale = width.millimeters() * POINTS_IN_MM / tree.size().width();
    let (wide, high) = (scale * tree.size().width(), scale * tree.size().height());
    let settings = PageSettings::from_wh(wide, high)
        .ok_or_else(|| failed(format!("no page of {wide} × {high}")))?;
    let mut document = Document::new();
    document.set_metadata(
        Metadata::new()
            .title(title.to_owned())
            .producer("il2-outcomes".to_owned())
            .language("en-US".to_owned()),
    );
    let mut page = document.start_page_with(settings);
    let mut surface = page.surface();
    surface.push_transform(&Transform::from_scale(scale, scale));
    let mut painter = Painter {
        surface: &mut surface,
        fonts: fonts(&tree)?,
    };
    let outcome = painter.group(tree.root());
    surface.pop();
    surface.finish();
    outcome?;
    page.finish();
    document
        .finish()
        .map_err(|error| failed(format!("{error:?}")))
}

fn failed(message: String) -> FigureError {
    FigureError::Pdf { message }
}

/// The fonts of a tree: the two that the program carries, by their weight.
fn fonts(tree: &usvg::Tree) -> Result<BTreeMap<String, Font>, FigureError> {
    let mut fonts = BTreeMap::new();
    for face in tree.fontdb().faces() {
        let data = if face.weight >= fontdb::Weight::BOLD {
            BOLD
        } else {
            REGULAR
        };
        let font = Font::new(data.to_vec().into(), 0);
        let font = font.ok_or_else(|| failed("a font of the program is no font".to_owned()))?;
        fonts.insert(face.id.to_string(), font);
    }
    Ok(fonts)
}

struct Painter<'a, 'b> {
    surface: &'a mut Surface<'b>,
    /// By the name of their place in the tree's list.
    fonts: BTreeMap<String, Font>,
}

impl Painter<'_, '_> {
    fn group(&mut self, group: &usvg::Group) -> Result<(), FigureError> {
        if !group.filters().is_empty() || group.mask().is_some() {
            return Err(failed("a figure has a filter or a mask".to_owned()));
        }
        self.surface.push_transform(&transform(group.transform()));
        // What was pushed is popped after an error too: the library panics otherwise.
        let mut pushed = 1;
        let painted = self.contents(group, &mut pushed);
        for _ in 0..pushed {
            self.surface.pop();
        }
        painted
    }

    /// What a group holds; counts what it pushes.
    fn contents(&mut self, group: &usvg::Group, pushed: &mut usize) -> Result<(), FigureError> {
        if let Some(clip) = group.clip_path() {
            let path = clip_path(clip)?;
            self.surface.push_clip_path(&path, &FillRule::NonZero);
            *pushed += 1;
        }
        let opacity = group.opacity().get();
        if opacity < 1.0 {
            self.surface.push_opacity(normalized(opacity)?);
            self.surface.push_isolated();
            *pushed += 2;
        }
        for node in group.children() {
            match node {
                Node::Group(group) => self.group(group)?,
                Node::Path(path) => self.path(path)?,
                Node::Text(text) => self.text(text)?,
                Node::Image(_) => return Err(failed("a figure has a picture in it".to_owned())),
            }
        }
        Ok(())
    }

    fn path(&mut self, path: &usvg::Path) -> Result<(), FigureError> {
        let fill = path.fill().map(fill).transpose()?;
        let stroke = path.stroke().map(stroke).transpose()?;
        if !path.is_visible() || fill.is_none() && stroke.is_none() {
            return Ok(());
        }
        let Some(outline) = outline(path.data()) else {
            return Ok(());
        };
        self.surface.set_fill(fill);
        self.surface.set_stroke(stroke);
        self.surface.draw_path(&outline);
        Ok(())
    }

    fn text(&mut self, text: &usvg::Text) -> Result<(), FigureError> {
        for span in text.layouted().iter().filter(|span| span.visible) {
            let fill = span.fill.as_ref().map(fill).transpose()?;
            self.surface.set_fill(fill);
            self.surface.set_stroke(None);
            // Glyphs of one font on one line are one text, so that a reader can select it.
            let same = |a: &usvg::layout::PositionedGlyph, b: &usvg::layout::PositionedGlyph| {
                a.font == b.font && along(a, b).is_some()
            };
            for run in span.positioned_glyphs.chunk_by(same) {
                self.run(run, span.font_size.get())?;
            }
        }
        Ok(())
    }

    fn run(
        &mut self,
        glyphs: &[usvg::layout::PositionedGlyph],
        size: f32,
    ) -> Result<(), FigureError> {
        let first = &glyphs[0];
        let font = self.fonts.get(&first.font.to_string());
        let font = font.cloned().ok_or_else(|| {
            failed("a text is in a font that the program does not carry".to_owned())
        })?;
        let mut text = String::new();
        let mut placed: Vec<KrillaGlyph> = Vec::new();
        for (index, glyph) in glyphs.iter().enumerate() {
            let begin = text.len();
            text.push_str(&glyph.text);
            let next = glyphs.get(index + 1).and_then(|next| along(glyph, next));
            placed.push(KrillaGlyph::new(
                GlyphId::new(glyph.id.0),
                next.unwrap_or(0.0) / size,
                0.0,
                0.0,
                0.0,
                begin..text.len(),
                None,
            ));
        }
        self.surface.push_transform(&transform(unscaled(first)));
        let origin = Point::from_xy(0.0, 0.0);
        self.surface
            .draw_glyphs(origin, &placed, font, &text, size, false);
        self.surface.pop();
        Ok(())
    }
}

/// Where a glyph stands and how it is turned, without the scale of its size.
fn unscaled(glyph: &usvg::layout::PositionedGlyph) -> tiny_skia::Transform {
    let transform = glyph.transform();
    let (across, down) = (
        transform.sx.hypot(transform.ky),
        transform.kx.hypot(transform.sy),
    );
    transform.pre_scale(1.0 / across, 1.0 / down)
}

/// How far the second glyph stands behind the first along their line; `None` where it stands elsewhere.
fn along(
    first: &usvg::layout::PositionedGlyph,
    second: &usvg::layout::PositionedGlyph,
) -> Option<f32> {
    let back = unscaled(first).invert()?;
    let place = unscaled(second);
    let mut point = tiny_skia::Point::from_xy(place.tx, place.ty);
    back.map_point(&mut point);
    (point.y.abs() < 0.01 && point.x >= 0.0).then_some(point.x)
}

fn transform(of: tiny_skia::Transform) -> Transform {
    Transform::from_row(of.sx, of.ky, of.kx, of.sy, of.tx, of.ty)
}

fn normalized(share: f32) -> Result<NormalizedF32, FigureError> {
    NormalizedF32::new(share).ok_or_else(|| failed(format!("{share} is no opacity")))
}

fn color(paint: &usvg::Paint) -> Result<rgb::Color, FigureError> {
    match paint {
        usvg::Paint::Color(color) => Ok(rgb::Color::new(color.red, color.green, color.blue)),
        usvg::Paint::LinearGradient(_)
        | usvg::Paint::RadialGradient(_)
        | usvg::Paint::Pattern(_) => Err(failed("a figure has a gradient or a pattern".to_owned())),
    }
}

fn fill(fill: &usvg::Fill) -> Result<Fill, FigureError> {
    Ok(Fill {
        paint: color(fill.paint())?.into(),
        opacity: normalized(fill.opacity().get())?,
        rule: match fill.rule() {
            usvg::FillRule::NonZero => FillRule::NonZero,
            usvg::FillRule::EvenOdd => FillRule::EvenOdd,
        },
    })
}

fn stroke(stroke: &usvg::Stroke) -> Result<Stroke, FigureError> {
    Ok(Stroke {
        paint: color(stroke.paint())?.into(),
        width: stroke.width().get(),
        miter_limit: stroke.miterlimit().get(),
        line_cap: match stroke.linecap() {
            usvg::LineCap::Butt => LineCap::Butt,
            usvg::LineCap::Round => LineCap::Round,
            usvg::LineCap::Square => LineCap::Square,
        },
        line_join: match stroke.linejoin() {
            usvg::LineJoin::Miter | usvg::LineJoin::MiterClip => LineJoin::Miter,
            usvg::LineJoin::Round => LineJoin::Round,
            usvg::LineJoin::Bevel => LineJoin::Bevel,
        },
        opacity: normalized(stroke.opacity().get())?,
        dash: stroke.dasharray().map(|array| StrokeDash {
            array: array.to_vec(),
            offset: stroke.dashoffset(),
        }),
    })
}

/// The outline of a path; `None` where it has none.
fn outline(path: &tiny_skia::Path) -> Option<Path> {
    let mut builder = PathBuilder::new();
    add(path, tiny_skia::Transform::identity(), &mut builder);
    builder.finish()
}

fn add(path: &tiny_skia::Path, by: tiny_skia::Transform, builder: &mut PathBuilder) {
    let at = |mut point: tiny_skia::Point| {
        by.map_point(&mut point);
        (point.x, point.y)
    };
    for segment in path.segments() {
        match segment {
            PathSegment::MoveTo(to) => {
                let (x, y) = at(to);
                builder.move_to(x, y);
            }
            PathSegment::LineTo(to) => {
                let (x, y) = at(to);
                builder.line_to(x, y);
            }
            PathSegment::QuadTo(by, to) => {
                let ((x1, y1), (x, y)) = (at(by), at(to));
                builder.quad_to(x1, y1, x, y);
            }
            PathSegment::CubicTo(one, two, to) => {
                let ((x1, y1), (x2, y2), (x, y)) = (at(one), at(two), at(to));
                builder.cubic_to(x1, y1, x2, y2, x, y);
            }
            PathSegment::Close => builder.close(),
        }
    }
}

/// The shapes of a clip path, together.
fn clip_path(clip: &usvg::ClipPath) -> Result<Path, FigureError> {
    let mut builder = PathBuilder::new();
    let root = clip.root();
    for node in root.children() {
        let Node::Path(path) = node else {
            return Err(failed("a figure is clipped by what is no path".to_owned()));
        };
        let by = clip.transform().pre_concat(path.abs_transform());
        add(path.data(), by, &mut builder);
    }
    let path = builder.finish();
    path.ok_or_else(|| failed("a figure is clipped by an empty path".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SVG: &str = r##"<svg width="720" height="360" viewBox="0 0 7200 3600" xmlns="http://www.w3.org/2000/svg"><rect x="100" y="100" width="600" height="300" fill="#1f4e79" opacity="0.5"/><path d="M0 0 L7200 3600" stroke="#000000" stroke-width="10" stroke-dasharray="20,10" fill="none"/><text x="200" y="1500" font-size="120">Doses given</text></svg>"##;

    #[test]
    fn a_pdf_is_as_wide_as_a_column_and_carries_its_fonts() {
        let pdf = pdf(SVG, "Doses", FigureWidth::OneColumn).unwrap();
        let text = String::from_utf8_lossy(&pdf);
        assert!(text.starts_with("%PDF-"));
        // 85 mm are 240.94 points.
        assert!(text.contains("/MediaBox[0 0 240.94"), "{}", &text[..600]);
        assert!(text.contains("LiberationSans"));
    }

    #[test]
    fn the_same_svg_gives_the_same_bytes() {
        let [one, two] = [(); 2].map(|()| pdf(SVG, "Doses", FigureWidth::TwoColumns).unwrap());
        assert_eq!(one, two);
    }

    #[test]
    fn what_a_figure_does_not_use_is_an_error() {
        let picture = SVG.replace(
            "<text",
            r#"<linearGradient id="a"><stop stop-color="red"/><stop offset="1"/></linearGradient><rect fill="url(#a)" width="9" height="9"/><text"#,
        );
        assert!(matches!(
            pdf(&picture, "", FigureWidth::OneColumn),
            Err(FigureError::Pdf { .. })
        ));
    }
}
