//! How figures look in print, in both widths.

use super::sample::cohorts;
use super::tests::drawn_at;
use super::{FIGURES, FigureWidth};
use crate::report::pdf::pdf;
use crate::report::png::{png, tree};
use resvg::usvg::{Group, Node, TextChunk};

const WIDTHS: [FigureWidth; 2] = [FigureWidth::OneColumn, FigureWidth::TwoColumns];

fn names_and_widths() -> impl Iterator<Item = (&'static str, FigureWidth)> {
    let names = FIGURES.iter().map(|figure| figure.name);
    names.flat_map(|name| WIDTHS.map(|width| (name, width)))
}

/// The bounds of every text, in the pixels of the figure.
fn texts(group: &Group, found: &mut Vec<(String, [f32; 4])>) {
    for node in group.children() {
        match node {
            Node::Group(group) => texts(group, found),
            Node::Text(text) => {
                let bounds = text.abs_bounding_box();
                let said = text.chunks().iter().map(TextChunk::text).collect();
                found.push((
                    said,
                    [bounds.left(), bounds.top(), bounds.right(), bounds.bottom()],
                ));
            }
            Node::Path(_) | Node::Image(_) => {}
        }
    }
}

#[test]
fn every_text_lies_within_the_figure_and_apart_from_the_others() {
    for (cohort, rows) in cohorts() {
        for (name, width) in names_and_widths() {
            let tree = tree(&drawn_at(width, name, &rows).svg).unwrap();
            let mut found = Vec::new();
            texts(tree.root(), &mut found);
            assert!(!found.is_empty(), "{cohort} {name}");
            for (index, (text, [left, top, right, bottom])) in found.iter().enumerate() {
                let context = format!("{cohort} {name} {width:?} `{text}`");
                assert!(*left >= 0.0 && *right <= tree.size().width(), "{context}");
                assert!(*top >= 0.0 && *bottom <= tree.size().height(), "{context}");
                // Lines of text touch in their ascenders' room; only sideways and half a line is an overlap.
                for (other, [l, t, r, b]) in &found[index + 1..] {
                    let is_apart = *l >= right - 0.5
                        || *r <= left + 0.5
                        || *t >= bottom - 4.0
                        || *b <= top + 4.0;
                    assert!(is_apart, "{context} on `{other}`");
                }
            }
        }
    }
}

/// The sizes of texts and the widths of lines in an SVG, in points in print.
fn points(svg: &str, width: FigureWidth) -> (Vec<f64>, Vec<f64>) {
    let in_points = f64::from(width.millimeters()) / 25.4 * 72.0 / width.units() / 10.0;
    let of = |attribute: &str| -> Vec<f64> {
        let parts = svg.split(attribute).skip(1);
        parts
            .map(|rest| rest[..rest.find('"').unwrap()].parse::<f64>().unwrap() * in_points)
            .collect()
    };
    (of(" font-size=\""), of(" stroke-width=\""))
}

#[test]
fn no_text_is_below_7_points_and_no_line_below_half_a_point_in_print() {
    for (cohort, rows) in cohorts() {
        for (name, width) in names_and_widths() {
            let svg = drawn_at(width, name, &rows).svg;
            let (texts, lines) = points(&svg, width);
            assert!(!texts.is_empty());
            for size in texts {
                assert!(size >= 7.0, "{cohort} {name} {width:?}: {size}");
            }
            for line in lines {
                assert!(line >= 0.5, "{cohort} {name} {width:?}: {line}");
            }
            let size = tree(&svg).unwrap().size();
            assert!((f64::from(size.width()) - width.units()).abs() < 1e-6);
        }
    }
}

#[test]
fn a_png_and_a_pdf_are_as_wide_as_the_columns_of_a_journal() {
    let (_, rows) = cohorts().swap_remove(1);
    for (width, pixels, box_of_page) in [
        (FigureWidth::OneColumn, 1004, "/MediaBox [0 0 240.94"),
        (FigureWidth::TwoColumns, 2055, "/MediaBox [0 0 493.2"),
    ] {
        let figure = drawn_at(width, "dose_retention", &rows);
        let png = png(&figure.svg, width).unwrap();
        assert_eq!(u32::from_be_bytes(png[16..20].try_into().unwrap()), pixels);
        let pdf = pdf(&figure.svg, "Doses", width).unwrap();
        let text = String::from_utf8_lossy(&pdf);
        assert!(text.contains(box_of_page), "{}", &text[..600]);
    }
}
