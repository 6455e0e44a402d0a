//! The share of patients with toxicity of grade ≥ 3, for each organ system, with its interval.

use super::canvas::{ACCENT, Anchor, INK, LABEL, MUTED, SMALL, draw_svg};
use super::error::FigureError;
use super::figure::Figure;
use super::row_plot::{GAP, RowPlot, RowPlotParts};
use super::rows::{Share, overall, share};
use super::text::text_width;
use super::words::{counted, list, n_of, organ_label, percent_and_interval};
use crate::measures::results::{Level, Method, Row, Statistic, Status, Unit};
use crate::measures::toxicity;
use std::cmp::Reverse;

struct System {
    label: String,
    share: Share,
}

impl System {
    fn n(&self) -> String {
        format!("{}/{}", self.share.numerator, self.share.denominator)
    }

    fn percent(&self) -> String {
        format!(
            "({})",
            percent_and_interval(self.share.value, self.share.interval)
        )
    }
}

pub(super) fn draw(rows: &[Row]) -> Result<Option<Figure>, FigureError> {
    let rows: Vec<&Row> = overall(
        rows,
        toxicity::ORGAN_SYSTEM,
        Unit::Patient,
        Statistic::Proportion,
    )
    .into_iter()
    .filter(|row| row.level == Level::SEVERE)
    .collect();
    let mut systems = Vec::new();
    let mut not_assessed = Vec::new();
    for row in &rows {
        let label = organ_label(&row.item);
        match share(row)? {
            Some(share) => systems.push(System { label, share }),
            None if row.status == Status::NotEstimable => not_assessed.push(label),
            None => {}
        }
    }
    if systems.is_empty() {
        return Ok(None);
    }
    systems.sort_by_key(|system| Reverse(per_billion(system.share)));
    let is_exact = rows.iter().all(|row| {
        row.method
            .is_none_or(|method| method == Method::ClopperPearson)
    });
    let svg = drawing(&systems, &not_assessed, is_exact)?;
    Ok(Some(Figure {
        svg,
        alt: words(&systems, &not_assessed),
    }))
}

/// A share as a whole number, by which shares sort.
fn per_billion(share: Share) -> i128 {
    i128::from(share.numerator) * 1_000_000_000 / i128::from(share.denominator)
}

fn drawing(
    systems: &[System],
    not_assessed: &[String],
    is_exact: bool,
) -> Result<String, FigureError> {
    let has_interval = systems.iter().any(|system| system.share.interval.is_some());
    let interval = match (has_interval, is_exact) {
        (true, true) => " with exact (Clopper–Pearson) 95 % interval",
        (true, false) => " with 95 % interval",
        (false, _) => "",
    };
    let n = n_of(
        systems.iter().map(|system| system.share.denominator),
        "patient",
    );
    let widest = |text: fn(&System) -> String| {
        systems
            .iter()
            .map(|system| text_width(&text(system), LABEL))
            .fold(0.0, f64::max)
    };
    let head = if has_interval {
        "(%, 95 % interval)"
    } else {
        "(%)"
    };
    let percents = widest(System::percent).max(text_width(head, SMALL));
    let counts = widest(System::n).max(text_width("n/N", SMALL));
    let reach = |system: &System| {
        system
            .share
            .interval
            .map_or(system.share.value, |(_, up)| up)
    };
    let plot = RowPlot::new(&RowPlotParts {
        labels: systems.iter().map(|system| system.label.clone()).collect(),
        most: systems.iter().map(reach).fold(0.0, f64::max),
        top: 24.0,
        right: percents + counts + 4.0 * GAP,
        axis_title: format!("Patients with toxicity of grade ≥ 3 (%){interval}; {n}"),
        notes: notes(not_assessed),
    });
    let percents_at = super::canvas::WIDTH - GAP - percents;
    let counts_at = percents_at - 4.0;
    draw_svg(plot.height(), |canvas| {
        plot.draw_frame(canvas)?;
        canvas.text((counts_at, 12.0), "n/N", SMALL, Anchor::End, MUTED)?;
        canvas.text((percents_at, 12.0), head, SMALL, Anchor::Start, MUTED)?;
        for (row, system) in systems.iter().enumerate() {
            let y = plot.middle(row);
            if let Some((lower, upper)) = system.share.interval {
                let ends = [lower, upper].map(|bound| (plot.x.at(bound * 100.0), y));
                canvas.line(&ends, ACCENT, 1.2)?;
            }
            let at = (plot.x.at(system.share.value * 100.0), y);
            canvas.dot(at, 3.6, ACCENT)?;
            canvas.text((counts_at, y), &system.n(), LABEL, Anchor::End, INK)?;
            canvas.text(
                (percents_at, y),
                &system.percent(),
                LABEL,
                Anchor::Start,
                INK,
            )?;
        }
        Ok(())
    })
}

fn notes(not_assessed: &[String]) -> Vec<String> {
    if not_assessed.is_empty() {
        Vec::new()
    } else {
        vec![format!(
            "Not assessed in any patient: {}.",
            list(not_assessed)
        )]
    }
}

fn words(systems: &[System], not_assessed: &[String]) -> String {
    let patients = systems.iter().map(|system| system.share.denominator);
    let dots = if systems.iter().any(|system| system.share.interval.is_some()) {
        "Dots with 95 % intervals"
    } else {
        "Dots"
    };
    let mut sentences = vec![format!(
        "{dots}: patients with toxicity of grade 3 or higher, by organ system, of {}.",
        counted(patients.max().unwrap_or(0), "patient")
    )];
    let (with, without): (Vec<&System>, Vec<&System>) = systems
        .iter()
        .partition(|system| system.share.numerator > 0);
    if with.is_empty() {
        sentences.push("None in any organ system.".to_owned());
    } else {
        let with: Vec<String> = with
            .iter()
            .map(|system| format!("{} {} {}", system.label, system.n(), system.percent()))
            .collect();
        sentences.push(format!("{}.", with.join("; ")));
        let without: Vec<String> = without.iter().map(|system| system.label.clone()).collect();
        if !without.is_empty() {
            sentences.push(format!("None: {}.", list(&without)));
        }
    }
    sentences.extend(notes(not_assessed));
    sentences.join(" ")
}
