//! Why doses were held or stopped: bars by organ system of the reason.

use super::canvas::{ACCENT, Anchor, INK, LABEL, PALE, draw_svg};
use super::error::FigureError;
use super::figure::Figure;
use super::row_plot::{GAP, RowPlot, RowPlotParts};
use super::rows::{Share, overall, share};
use super::text::text_width;
use super::words::{counted, organ_label, percent};
use crate::measures::exposure;
use crate::measures::results::{Row, Statistic, Unit};
use std::cmp::Reverse;

struct Reason {
    label: String,
    /// Whether it names an organ system.
    is_known: bool,
    share: Share,
}

impl Reason {
    fn number(&self) -> String {
        format!("{} ({} %)", self.share.numerator, percent(self.share.value))
    }
}

pub(super) fn draw(rows: &[Row]) -> Result<Option<Figure>, FigureError> {
    let mut reasons = Vec::new();
    for row in overall(rows, exposure::REASON, Unit::Dose, Statistic::Ratio) {
        let Some(share) = share(row)? else { continue };
        if share.numerator > 0 {
            let order = match row.item.as_str() {
                "unclassified" => 1,
                "not_stated" => 2,
                _ => 0,
            };
            let reason = Reason {
                label: organ_label(&row.item),
                is_known: order == 0,
                share,
            };
            reasons.push((order, reason));
        }
    }
    // The sort keeps the rows' order among equals.
    reasons.sort_by_key(|(order, reason)| (*order, Reverse(reason.share.numerator)));
    let reasons: Vec<Reason> = reasons.into_iter().map(|(_, reason)| reason).collect();
    let Some(doses) = reasons.iter().map(|reason| reason.share.denominator).max() else {
        return Ok(None);
    };
    Ok(Some(Figure {
        svg: drawing(&reasons, doses)?,
        alt: words(&reasons, doses),
    }))
}

fn drawing(reasons: &[Reason], doses: i64) -> Result<String, FigureError> {
    let widest = reasons
        .iter()
        .map(|reason| text_width(&reason.number(), LABEL))
        .fold(0.0, f64::max);
    let plot = RowPlot::new(&RowPlotParts {
        labels: reasons.iter().map(|reason| reason.label.clone()).collect(),
        most: reasons
            .iter()
            .map(|reason| reason.share.value)
            .fold(0.0, f64::max),
        top: GAP,
        right: widest + 2.0 * GAP,
        axis_title: format!(
            "Doses held or stopped, by organ system of the reason (%); n = {}",
            counted(doses, "dose")
        ),
        notes: Vec::new(),
    });
    draw_svg(plot.height(), |canvas| {
        plot.draw_frame(canvas)?;
        for (row, reason) in reasons.iter().enumerate() {
            let y = plot.middle(row);
            let end = plot.x.at(reason.share.value * 100.0);
            let color = if reason.is_known { ACCENT } else { PALE };
            canvas.rectangle((plot.x.at(0.0), y - 7.0), (end, y + 7.0), color)?;
            canvas.text((end + 6.0, y), &reason.number(), LABEL, Anchor::Start, INK)?;
        }
        Ok(())
    })
}

fn words(reasons: &[Reason], doses: i64) -> String {
    let reasons: Vec<String> = reasons
        .iter()
        .map(|reason| format!("{} {}", reason.label, reason.number()))
        .collect();
    format!(
        "Bars: reasons, by organ system, for {} held or stopped. {}.",
        counted(doses, "dose"),
        reasons.join("; ")
    )
}
