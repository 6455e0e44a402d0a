//! How figures look in print, in both widths.

use super::sample::cohorts;
use super::tests::drawn_at;
use super::{FIGURES, FigureWidth, dose_map, swimmer};
use crate::facts::DoseDisposition;
use crate::measures::{CourseLine, PatientLine};
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
            let svg = drawn_at(width, name, &rows).svg;
            check_apart(&svg, &format!("{cohort} {name} {width:?}"));
        }
    }
}

/// Every text of a drawing lies within it and apart from the others.
fn check_apart(svg: &str, context: &str) {
    let tree = tree(svg).unwrap();
    let mut found = Vec::new();
    texts(tree.root(), &mut found);
    assert!(!found.is_empty(), "{context}");
    for (index, (text, [left, top, right, bottom])) in found.iter().enumerate() {
        let context = format!("{context} `{text}`");
        assert!(*left >= 0.0 && *right <= tree.size().width(), "{context}");
        assert!(*top >= 0.0 && *bottom <= tree.size().height(), "{context}");
        // Lines of text touch in their ascenders' room; only sideways and half a line is an overlap.
        for (other, [l, t, r, b]) in &found[index + 1..] {
            let is_apart =
                *l >= right - 0.5 || *r <= left + 0.5 || *t >= bottom - 4.0 || *b <= top + 4.0;
            assert!(is_apart, "{context} on `{other}`");
        }
    }
}

/// The sizes of texts and the widths of lines in an SVG, in points in print.
fn points(svg: &str, width: FigureWidth) -> (Vec<f64>, Vec<f64>) {
    let in_points = f64::from(width.millimeters()) / 25.4 * 72.0 / width.units() / 10.0;
    let of = |attribute: &str| -> Vec<f64> {
        // A shape without a stroke has a width of it all the same.
        let elements = svg
            .split('<')
            .filter(|it| !it.contains("stroke=\"none\"") || attribute.contains("font"));
        elements
            .flat_map(|element| element.split(attribute).skip(1))
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
        (FigureWidth::OneColumn, 1004, "/MediaBox[0 0 240.94"),
        (FigureWidth::TwoColumns, 2055, "/MediaBox[0 0 493.2"),
    ] {
        let figure = drawn_at(width, "dose_retention", &rows);
        let png = png(&figure.svg, width).unwrap();
        assert_eq!(u32::from_be_bytes(png[16..20].try_into().unwrap()), pixels);
        let pdf = pdf(&figure.svg, "Doses", width).unwrap();
        let text = String::from_utf8_lossy(&pdf);
        assert!(text.contains(box_of_page), "{}", &text[..600]);
    }
}

/// Patients of two regimens; those of an odd number died.
fn patients(n: i64) -> Vec<PatientLine> {
    use DoseDisposition::{AfterTheEnd, Given, HeldThenResumed, NotBegun};
    let line = |patient: i64| {
        let is_til = patient % 5 == 4;
        let first = vec![Given, HeldThenResumed, Given, AfterTheEnd];
        let cycles = if is_til {
            vec![first]
        } else {
            vec![first, vec![NotBegun; 4]]
        };
        let course = |start| CourseLine {
            start,
            days: Some(4.5),
            cycles: cycles.clone(),
        };
        let has_died = patient % 2 == 1;
        PatientLine {
            patient_id: format!("patient {patient}"),
            regimen: Some(if is_til { "til_il2" } else { "hd_il2" }.to_owned()),
            courses: vec![course(Some(0)), course(Some(70)), course(None)],
            response: (patient % 3 == 0).then_some(40),
            progression: (patient % 4 == 0).then_some(90 + patient),
            death: has_died.then_some(200 + patient),
            last_contact: Some(200 + patient),
        }
    };
    (0..n).map(line).collect()
}

#[test]
fn figures_of_patients_can_be_read_in_both_widths_and_draw_the_same_twice() {
    for n in [1, 30, 90, 1000] {
        let lines = patients(n);
        for width in WIDTHS {
            for draw in [dose_map::draw, swimmer::draw] {
                let figure = draw(&lines, width).unwrap().unwrap();
                assert_eq!(Some(&figure), draw(&lines, width).unwrap().as_ref());
                check_apart(&figure.svg, &format!("{n} {width:?}"));
                let (texts, strokes) = points(&figure.svg, width);
                assert!(texts.into_iter().all(|size| size >= 7.0), "{n}");
                assert!(strokes.into_iter().all(|line| line >= 0.5), "{n}");
            }
        }
    }
}

#[test]
fn figures_of_patients_count_what_they_draw() {
    let lines = patients(5);
    let alt = dose_map::draw(&lines, FigureWidth::TwoColumns)
        .unwrap()
        .unwrap()
        .alt;
    // Four patients of HD IL-2 with three courses of eight planned doses, one of TIL with three of four.
    assert!(
        alt.contains("HD IL-2 (4 patients, 96 planned doses): given 24 (25%); held, then resumed 12 (13%); after the end of the cycle 12 (13%); cycle not begun 48 (50%)."),
        "{alt}"
    );
    assert!(
        alt.contains("TIL (1 patient, 12 planned doses): given 6 (50%)"),
        "{alt}"
    );
    let alt = swimmer::draw(&lines, FigureWidth::TwoColumns)
        .unwrap()
        .unwrap()
        .alt;
    assert!(
        alt.contains(
            "HD IL-2: 4 patients, 12 courses; dated: 2 responses, 1 progression, 2 deaths."
        ),
        "{alt}"
    );
    assert!(
        alt.contains("Not drawn, since the start is not known: 5 courses."),
        "{alt}"
    );
    assert!(!alt.contains("patient 1"), "{alt}");
    assert_eq!(swimmer::draw(&[], FigureWidth::TwoColumns), Ok(None));
    assert_eq!(dose_map::draw(&[], FigureWidth::TwoColumns), Ok(None));
    let alt = dose_map::draw(&patients(1000), FigureWidth::OneColumn)
        .unwrap()
        .unwrap()
        .alt;
    assert!(
        alt.contains("HD IL-2: the last 400 patients of this order are not drawn."),
        "{alt}"
    );
}
