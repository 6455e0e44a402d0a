//! How a mapping derived courses from administrations, as `il2 check` prints it.

use super::speech::Voice;
use crate::ingest::{DerivationRow, Export};
use crate::notation::{shown, thousands};
use std::cmp::Ordering;

/// Characters of the longest bar of a histogram.
const BAR: u64 = 40;

/// Prints the derivation of an export, where its mapping says one.
pub(super) fn print(export: &Export, voice: Voice) {
    let derivation = export.mapped.as_ref().and_then(|it| it.derivation.as_ref());
    let Some(rows) = derivation else {
        return;
    };
    let name = shown(&export.name);
    let of = |item: &'static str| rows.iter().filter(move |row| row.item == item);
    let steps = ["administrations", "doses", "cycles", "courses"];
    let steps: Vec<String> = steps
        .into_iter()
        .filter_map(|item| {
            let row = of(item).next()?;
            let item = match number(row) {
                Some(1) => item.trim_end_matches('s'),
                _ => item,
            };
            Some(format!("{} {item}", count(row)))
        })
        .collect();
    voice.say(&format!("{name}: derivation: {}", steps.join(" → ")));
    let mut gaps: Vec<(i64, u64)> = of("gap_days")
        .filter_map(|row| Some((row.detail.as_ref()?.parse().ok()?, number(row)?)))
        .collect();
    gaps.sort_by_key(|(days, _)| *days);
    let most = gaps.iter().map(|(_, gaps)| *gaps).max();
    let most = most.map_or(1, |most| most.max(1));
    for (days, gaps) in gaps {
        let bar = "#".repeat(usize::try_from((BAR * gaps).div_ceil(most)).map_or(0, |bar| bar));
        let line = format!(
            "{days:>5} days between cycles: {:>6}  {bar}",
            thousands(gaps)
        );
        voice.say(&format!("{name}: {line}"));
    }
    for parameter in ["same_dose_minutes", "cycle_gap_hours", "course_gap_days"] {
        let mut near = rows
            .iter()
            .filter(|row| row.item.strip_prefix("near_") == Some(parameter));
        if let Some(near) = near.next() {
            let doses = count(near);
            voice.say(&format!("{name}: doses within 10% of {parameter}: {doses}"));
        }
    }
    for (item, what) in [
        ("unknown_action", "word of an action that no table has"),
        ("unknown_reason", "text of a reason that no table has"),
    ] {
        let mut unknown: Vec<&DerivationRow> = of(item).filter(|row| row.has_words()).collect();
        unknown.sort_by(|a, b| by_count(a, b));
        for row in unknown {
            let text = row.detail.as_deref().map_or_else(String::new, shown);
            voice.say(&format!("{name}: {what}: `{text}`: {}", count(row)));
        }
    }
    let mut pairs: Vec<&DerivationRow> = of("long_gap").collect();
    let start = |row: &DerivationRow| row.hours.map_or(f64::NAN, |(from, _)| from);
    pairs.sort_by(|a, b| {
        let by_patient = a.detail.cmp(&b.detail);
        by_patient.then_with(|| start(a).total_cmp(&start(b)))
    });
    for row in pairs {
        let patient = row.detail.as_deref().map_or_else(String::new, shown);
        let days = row
            .value
            .map_or_else(String::new, |days| format!("{days:.1}"));
        let hours = row.hours.map_or_else(String::new, |(from, to)| {
            format!(", from hour {from:.1} to hour {to:.1}")
        });
        let line =
            format!("patient {patient}: {days} days between two cycles of one course{hours}");
        voice.say(&format!("{name}: long_gap: {line}"));
    }
}

/// The most frequent first, then by text.
fn by_count(a: &DerivationRow, b: &DerivationRow) -> Ordering {
    number(b)
        .cmp(&number(a))
        .then_with(|| a.detail.cmp(&b.detail))
}

/// The count of a row; `None` where its number is not a whole one.
fn number(row: &DerivationRow) -> Option<u64> {
    // Counts are printed whole by the formatter, which rounds nothing that is whole.
    format!("{:.0}", row.value?).parse().ok()
}

/// The count of a row as text.
fn count(row: &DerivationRow) -> String {
    number(row).map_or_else(|| "?".to_owned(), thousands)
}
