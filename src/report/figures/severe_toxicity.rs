//! The share of patients with adverse events of grade ≥ 3, for each organ system and group, with its interval: a forest.

use super::canvas::{Anchor, Canvas, GRID, INK, MUTED, SMALL, THIN, draw_svg};
use super::error::FigureError;
use super::figure::Figure;
use super::groups::{Group, groups, is_collected, keep_most, notes_of_toxicity};
use super::row_plot::{GAP, RowPlot, RowPlotParts};
use super::rows::{Share, share};
use super::statement::statement;
use super::styles::{Sample, draw_legend, legend_height, style_of};
use super::text::text_width;
use super::width::FigureWidth;
use super::words::{count, list, n_of, organ_label, percent_and_interval, percentage_of};
use crate::measures::results::{Level, Method, Row, Statistic, Unit};
use crate::measures::toxicity;
use crate::report::tables::{Lookup, Split};
use crate::report::wording::interval;

/// The height of the line of one group in the row of an organ system, and of the row beside its lines: in one column, where
/// labels take lines of their own, and in two.
const LINE: (f64, f64) = (13.0, 15.0);
const AROUND: (f64, f64) = (3.0, 7.0);
/// The columns of text: their heads.
const HEADS: [&str; 3] = ["No./total", "%", "95% CI"];

/// An estimate as it is drawn and written.
struct Estimate {
    share: Share,
    /// As in [`HEADS`].
    texts: [String; 3],
}

impl Estimate {
    fn new(row: &Row, share: Share) -> Self {
        let percent = percentage_of(share.value, share.denominator);
        Self {
            share,
            texts: [
                format!("{}/{}", count(share.numerator), count(share.denominator)),
                percent.trim_end_matches('%').to_owned(),
                interval(row).unwrap_or_default(),
            ],
        }
    }
}

/// One organ system: an estimate for each group.
struct System {
    label: String,
    of_groups: Vec<Option<Estimate>>,
}

pub(super) fn draw(results: Lookup<'_>, width: FigureWidth) -> Result<Option<Figure>, FigureError> {
    let mut groups = groups(results, Split::ByRegimen);
    if !is_collected(&groups, toxicity::ORGAN_SYSTEM, Unit::Patient) {
        return Ok(None);
    }
    let mut notes = notes_of_toxicity(&groups);
    notes.extend(keep_most(&mut groups));
    let of_groups: Vec<Vec<&Row>> = groups.iter().map(rows).collect();
    let mut systems = Vec::new();
    let (mut none, mut not_assessed) = (Vec::new(), Vec::new());
    for item in items(&of_groups) {
        let system = system(item, &of_groups)?;
        let mut estimates = system.of_groups.iter().flatten().peekable();
        if estimates.peek().is_none() {
            not_assessed.push(system.label);
        } else if estimates.all(|estimate| estimate.share.numerator == 0) {
            none.push(system.label);
        } else {
            systems.push(system);
        }
    }
    for (what, labels) in [
        ("No event of grade ≥ 3", none),
        ("Not assessed", not_assessed),
    ] {
        if !labels.is_empty() {
            notes.push(format!("{what}: {}.", list(&labels)));
        }
    }
    if systems.is_empty() {
        notes.insert(
            0,
            "No adverse event of grade ≥ 3 in any organ system.".to_owned(),
        );
        return statement(&notes, width);
    }
    let is_exact = of_groups.iter().flatten().all(|row| {
        row.method
            .is_none_or(|method| method == Method::ClopperPearson)
    });
    let names: Vec<&str> = groups.iter().map(|group| group.name.as_str()).collect();
    Ok(Some(Figure {
        alt: words(&systems, &names, &notes),
        svg: drawing(&systems, &names, notes, is_exact, width)?,
        width,
    }))
}

/// The rows of grade ≥ 3 of a group.
fn rows<'a>(group: &Group<'a>) -> Vec<&'a Row> {
    let mut rows = group.rows(toxicity::ORGAN_SYSTEM, Unit::Patient, Statistic::Proportion);
    rows.retain(|row| row.level == Level::SEVERE);
    rows
}

/// The organ systems of the rows, each once, in their order.
fn items<'a>(of_groups: &[Vec<&'a Row>]) -> Vec<&'a str> {
    let mut items: Vec<&str> = Vec::new();
    for row in of_groups.iter().flatten() {
        if !items.contains(&row.item.as_str()) {
            items.push(&row.item);
        }
    }
    items
}

fn system(item: &str, of_groups: &[Vec<&Row>]) -> Result<System, FigureError> {
    let estimate = |rows: &Vec<&Row>| -> Result<Option<Estimate>, FigureError> {
        let Some(row) = rows.iter().find(|row| row.item == item) else {
            return Ok(None);
        };
        Ok(share(row)?.map(|share| Estimate::new(row, share)))
    };
    let of_groups: Result<Vec<Option<Estimate>>, FigureError> =
        of_groups.iter().map(estimate).collect();
    Ok(System {
        label: organ_label(item),
        of_groups: of_groups?,
    })
}

fn estimates(systems: &[System]) -> impl Iterator<Item = &Estimate> {
    systems
        .iter()
        .flat_map(|system| system.of_groups.iter().flatten())
}

fn drawing(
    systems: &[System],
    names: &[&str],
    notes: Vec<String>,
    is_exact: bool,
    width: FigureWidth,
) -> Result<String, FigureError> {
    let has_interval = estimates(systems).any(|estimate| estimate.share.interval.is_some());
    let interval = match (has_interval, is_exact) {
        (true, true) => " with 95% CI (Clopper–Pearson)",
        (true, false) => " with 95% CI",
        (false, _) => "",
    };
    let patients: Vec<i64> = estimates(systems)
        .map(|estimate| estimate.share.denominator)
        .collect();
    // Of several groups the numbers at the right show what each is out of.
    let n = if names.len() == 1 {
        format!("; {}", n_of(patients.iter().copied(), "patient"))
    } else {
        String::new()
    };
    let widest = |column: usize| {
        estimates(systems)
            .map(|estimate| text_width(&estimate.texts[column], SMALL))
            .fold(text_width(HEADS[column], SMALL), f64::max)
    };
    let widths = [
        widest(0),
        widest(1),
        if has_interval { widest(2) } else { 0.0 },
    ];
    let reach = |estimate: &Estimate| {
        let share = estimate.share;
        share.interval.map_or(share.value, |(_, upper)| upper)
    };
    let legend = legend_height(GAP, names, Sample::Mark, width);
    let (line, around) = (
        width.choose(LINE.0, LINE.1),
        width.choose(AROUND.0, AROUND.1),
    );
    let parts = RowPlotParts {
        labels: systems.iter().map(|system| system.label.clone()).collect(),
        row: line * names.len() as f64 + around,
        most: estimates(systems).map(reach).fold(0.0, f64::max),
        top: legend + 24.0,
        right: widths.iter().sum::<f64>() + 6.0 * GAP,
        axis_title: format!("Patients with adverse events of grade ≥ 3 (%){interval}{n}"),
        notes,
    };
    let plot = RowPlot::new(&parts, width);
    // The right ends of the columns.
    let last = width.units() - GAP;
    let ends = [
        last - widths[2] - widths[1] - 4.0 * GAP,
        last - widths[2] - 2.0 * GAP,
        last,
    ];
    draw_svg(width, plot.height(), |canvas| {
        draw_legend(canvas, (GAP, 2.0), names, Sample::Mark, width)?;
        plot.draw_frame(canvas)?;
        let n_heads = if has_interval { 3 } else { 2 };
        for (head, end) in HEADS.into_iter().zip(ends).take(n_heads) {
            canvas.text((end, legend + 12.0), head, SMALL, Anchor::End, MUTED)?;
        }
        for (row, system) in systems.iter().enumerate() {
            if row > 0 && names.len() > 1 {
                let y = plot.begin_of(row);
                canvas.line(&[(GAP, y), (last, y)], GRID, THIN)?;
            }
            for (group, estimate) in system.of_groups.iter().enumerate() {
                let y = plot.top_of(row) + around / 2.0 + (group as f64 + 0.5) * line;
                match estimate {
                    Some(estimate) => draw_estimate(canvas, &plot, (group, y), estimate, ends)?,
                    None => canvas.text((ends[0], y), "–", SMALL, Anchor::End, MUTED)?,
                }
            }
        }
        Ok(())
    })
}

fn draw_estimate(
    canvas: &Canvas<'_>,
    plot: &RowPlot,
    (group, y): (usize, f64),
    estimate: &Estimate,
    ends: [f64; 3],
) -> Result<(), FigureError> {
    let style = style_of(group);
    if let Some((lower, upper)) = estimate.share.interval {
        let ends = [lower, upper].map(|bound| (plot.x.at(bound * 100.0), y));
        canvas.line(&ends, style.color, 1.2)?;
    }
    style.draw_mark(canvas, (plot.x.at(estimate.share.value * 100.0), y))?;
    for (text, end) in estimate.texts.iter().zip(ends) {
        canvas.text((end, y), text, SMALL, Anchor::End, INK)?;
    }
    Ok(())
}

fn words(systems: &[System], names: &[&str], notes: &[String]) -> String {
    let mut sentences = vec![
        "Marks with 95% CI: patients with adverse events of grade 3 or higher, by organ system."
            .to_owned(),
    ];
    for (group, name) in names.iter().enumerate() {
        let parts: Vec<String> = systems
            .iter()
            .filter_map(|system| Some((system, system.of_groups[group].as_ref()?)))
            .map(|(system, estimate)| {
                let share = estimate.share;
                format!(
                    "{} {}, {}",
                    system.label,
                    estimate.texts[0],
                    percent_and_interval(share.value, share.interval)
                )
            })
            .collect();
        sentences.push(format!("{name}: {}.", parts.join("; ")));
    }
    sentences.extend(notes.iter().cloned());
    sentences.join(" ")
}
