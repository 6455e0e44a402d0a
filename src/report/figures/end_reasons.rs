//! Why cycles ended early: for each group bars by organ system of the reason.

use super::canvas::{ACCENT, PALE, draw_svg};
use super::error::FigureError;
use super::figure::Figure;
use super::groups::{Group, groups, is_collected, keep_most, regimens_pooled};
use super::row_panels::{HALF_BAR, Panel, RowPanels, RowPanelsParts};
use super::rows::{Share, share};
use super::statement::statement;
use super::width::FigureWidth;
use super::words::{counted, list, n_and_percent, organ_label};
use crate::measures::exposure::END_REASON;
use crate::measures::results::{Row, Statistic, Unit};
use crate::report::tables::{Lookup, Split};
use crate::terminology::organ_system;
use std::cmp::Reverse;

/// The reasons of one group.
struct Reasons {
    name: String,
    /// Cycles that ended early.
    cycles: i64,
    /// Of each reason, with its item.
    shares: Vec<(String, Share)>,
}

impl Reasons {
    fn share(&self, item: &str) -> Option<Share> {
        let found = self.shares.iter().find(|(reason, _)| reason == item);
        found.map(|(_, share)| *share)
    }

    fn number(&self, item: &str) -> String {
        self.share(item).map_or_else(String::new, |share| {
            n_and_percent(share.numerator, share.denominator)
        })
    }

    fn n(&self) -> String {
        counted(self.cycles, "cycle")
    }
}

pub(super) fn draw(results: Lookup<'_>, width: FigureWidth) -> Result<Option<Figure>, FigureError> {
    let groups = groups(results, Split::ByRegimen);
    if !is_collected(&groups, END_REASON, Unit::Cycle) {
        return Ok(None);
    }
    if groups.iter().any(Group::pools_regimens) {
        return statement(
            &[regimens_pooled("reasons for ending a cycle early")],
            width,
        );
    }
    let mut shown = Vec::new();
    let mut without = Vec::new();
    for group in groups {
        let shares = shares(&group.rows(END_REASON, Unit::Cycle, Statistic::Proportion))?;
        match shares.first() {
            Some((_, share)) => shown.push(Reasons {
                name: group.name,
                cycles: share.denominator,
                shares,
            }),
            None => without.push(group.name),
        }
    }
    let mut notes = Vec::new();
    if !without.is_empty() {
        notes.push(format!(
            "No cycle known to have ended early: {}.",
            list(&without)
        ));
    }
    notes.extend(keep_most(&mut shown));
    if shown.is_empty() {
        return statement(&notes, width);
    }
    let items = items(&shown);
    Ok(Some(Figure {
        alt: words(&shown, &items, &notes),
        svg: drawing(&shown, &items, notes, width)?,
        width,
    }))
}

fn shares(rows: &[&Row]) -> Result<Vec<(String, Share)>, FigureError> {
    let mut shares = Vec::new();
    for row in rows {
        if let Some(share) = share(row)? {
            shares.push((row.item.clone(), share));
        }
    }
    Ok(shares)
}

/// Whether a reason says of which organ system it was.
fn names_a_system(item: &str) -> bool {
    organ_system(item).is_some() && !matches!(item, "other" | "unclassified")
}

/// The reasons that occur: organ systems, the commonest first, then what is none.
fn items(shown: &[Reasons]) -> Vec<String> {
    let mut items: Vec<(String, i64)> = Vec::new();
    for (item, share) in shown.iter().flat_map(|reasons| &reasons.shares) {
        match items.iter_mut().find(|(known, _)| known == item) {
            Some((_, cycles)) => *cycles += share.numerator,
            None => items.push((item.clone(), share.numerator)),
        }
    }
    items.retain(|(_, cycles)| *cycles > 0);
    // The sort keeps the rows' order among equals, and of what is no organ system.
    items.sort_by_key(|(item, cycles)| {
        if names_a_system(item) {
            (false, Reverse(*cycles))
        } else {
            (true, Reverse(0))
        }
    });
    items.into_iter().map(|(item, _)| item).collect()
}

fn drawing(
    shown: &[Reasons],
    items: &[String],
    notes: Vec<String>,
    width: FigureWidth,
) -> Result<String, FigureError> {
    let numbers = |reasons: &Reasons| items.iter().map(|item| reasons.number(item)).collect();
    let shares = shown.iter().flat_map(|reasons| &reasons.shares);
    let parts = RowPanelsParts {
        labels: items.iter().map(|item| organ_label(item)).collect(),
        panels: shown
            .iter()
            .map(|reasons| Panel {
                title: reasons.name.clone(),
                n: reasons.n(),
                numbers: numbers(reasons),
            })
            .collect(),
        head: "No. (%)",
        most: shares.map(|(_, share)| share.value).fold(0.0, f64::max),
        top: 4.0,
        axis_title: "Cycles that ended early, by organ system of the reason (%)".to_owned(),
        notes,
    };
    let plot = RowPanels::new(parts, width);
    draw_svg(width, plot.height(), |canvas| {
        plot.draw_frame(canvas)?;
        for (panel, reasons) in shown.iter().enumerate() {
            let x = plot.x(panel);
            for (row, item) in items.iter().enumerate() {
                let Some(share) = reasons.share(item) else {
                    continue;
                };
                let y = plot.middle(panel, row);
                let color = if names_a_system(item) { ACCENT } else { PALE };
                let end = x.at(share.value * 100.0);
                canvas.rectangle((x.at(0.0), y - HALF_BAR), (end, y + HALF_BAR), color)?;
            }
        }
        Ok(())
    })
}

fn words(shown: &[Reasons], items: &[String], notes: &[String]) -> String {
    let mut sentences =
        vec!["Bars: cycles that ended early, by organ system of the reason.".to_owned()];
    for reasons in shown {
        let parts: Vec<String> = items
            .iter()
            .filter(|item| reasons.share(item).is_some_and(|share| share.numerator > 0))
            .map(|item| format!("{} {}", organ_label(item), reasons.number(item)))
            .collect();
        sentences.push(format!(
            "{} ({}): {}.",
            reasons.name,
            reasons.n(),
            parts.join("; ")
        ));
    }
    sentences.extend(notes.iter().cloned());
    sentences.join(" ")
}
