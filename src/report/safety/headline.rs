//! What was found, in three sentences, and notes on how: chance signals, what is not monitored, the order of courses, CTCAE
//! versions, treatment-related death, other regimens.

use super::behind::of_lack;
use super::names::{full_title, key_of};
use super::numbers::Numbers;
use super::one_page::Group;
use super::signals::{Found, found, signal, unwatched};
use crate::measures::results::{Level, ReviewPart, Row, Status, Stratum};
use crate::measures::safety::definitions::{EXPECTED_SIGNALS, SIGNAL};
use crate::measures::safety::{Review, SentinelEpisode};
use crate::report::wording;
use serde::Serialize;

/// The sentences above the table and the notes below it.
#[derive(Debug, Serialize)]
pub(super) struct Headline {
    /// What was found, in three sentences.
    found: Vec<String>,
    /// How it was found.
    notes: Vec<String>,
}

impl Headline {
    /// What was found as one paragraph, then each note.
    pub(super) fn paragraphs(&self) -> Vec<String> {
        let found = self.found.join(" ");
        std::iter::once(found).chain(self.notes.clone()).collect()
    }
}

/// What was found, and how; the groups are those of the table.
pub(super) fn headline(review: &Review, groups: &[Group]) -> Headline {
    let numbers = Numbers { rows: &review.rows };
    let with_rules: Vec<&Row> = numbers
        .rows
        .iter()
        .filter(|row| row.measure == SIGNAL && row.level == Level::Any)
        .collect();
    let (mut found, mut notes) = (Vec::new(), Vec::new());
    if with_rules.is_empty() {
        found.push("No chart can signal yet.".to_owned());
    } else {
        let (now, earlier) = signals(numbers, &with_rules);
        found.push(now);
        notes.extend(earlier);
    }
    found.push(of_sentinel(review));
    found.extend(of_severe_toxicity(numbers));
    if !with_rules.is_empty() {
        notes.extend(by_chance(numbers));
    }
    notes.extend(monitored(numbers));
    notes.extend(unmonitored_changes(groups));
    notes.extend(of_order(review));
    notes.extend(of_versions(review));
    notes.extend(of_related_death(numbers));
    notes.extend(of_other_regimens(review));
    Headline { found, notes }
}

/// Sentinel events in all, and in the latest period.
fn of_sentinel(review: &Review) -> String {
    let numbers = Numbers { rows: &review.rows };
    let all = &review.sentinel;
    if all.is_empty() {
        // Nothing recorded of what nobody collected is no good news.
        let lacks: Vec<String> = review.sentinel_lacks.iter().map(of_lack).collect();
        let lacks = if lacks.is_empty() {
            String::new()
        } else {
            format!(" Not collected: {}.", lacks.join("; "))
        };
        return format!("No sentinel event was recorded.{lacks}");
    }
    let mut patients: Vec<(&str, &str)> = all
        .iter()
        .map(|episode| (episode.site_id.as_str(), episode.patient_id.as_str()))
        .collect();
    patients.sort_unstable();
    patients.dedup();
    let in_latest = numbers.periods(ReviewPart::Latest).map(|latest| {
        let of_latest = latest.last.to_string();
        let n = all
            .iter()
            .filter(|episode| episode.period == of_latest)
            .count();
        format!(" ({n} in {})", numbers.periods_in_words(latest))
    });
    format!(
        "{}{} in {}; {}.",
        plural(all.len(), "sentinel episode", "sentinel episodes"),
        in_latest.as_deref().unwrap_or(""),
        plural(patients.len(), "patient", "patients"),
        with_death(all),
    )
}

/// How many of these episodes have a death: a patient who died later than 30 days after the last dose has none.
fn with_death(episodes: &[SentinelEpisode]) -> String {
    let is_death = |episode: &&SentinelEpisode| {
        let mut events = episode.events.iter();
        events.any(|(_, event)| event.is_death())
    };
    match episodes.iter().filter(is_death).count() {
        0 => "none with a death".to_owned(),
        n => format!("{n} with a death"),
    }
}

/// Courses with severe toxicity in the latest period and in the baseline.
fn of_severe_toxicity(numbers: Numbers<'_>) -> Option<String> {
    let of = |part| {
        let row = numbers.indicator_of("toxicity_ge3", part)?;
        let percentage = wording::percentage(row)?;
        let periods = numbers.periods_in_words(row.stratum.periods_of(part)?);
        Some((wording::n_of_n(row), percentage, periods))
    };
    let (n, share, latest) = of(ReviewPart::Latest)?;
    let baseline = of(ReviewPart::Baseline).map_or_else(String::new, |(n, share, periods)| {
        format!(", compared with {n} ({share}) in the baseline ({periods})")
    });
    Some(format!(
        "Toxicity of grade ≥ 3 occurred in {n} courses ({share}) in {latest}{baseline}."
    ))
}

/// What is drawn where the order of courses is not known.
fn of_order(review: &Review) -> Option<String> {
    (!review.is_order_known).then(|| {
        "The order of courses within a period is not known (start month not recorded, or several sites): all charts are by period.".to_owned()
    })
}

/// A change of the CTCAE version: a grade may mean something else from there on.
fn of_versions(review: &Review) -> Option<String> {
    let stretches = review.versions.stretches.iter();
    let names: Vec<String> = stretches.map(|(_, name)| name.clone()).collect();
    let [_, .., last] = names.as_slice() else {
        return None;
    };
    let numbers = Numbers { rows: &review.rows };
    let baseline = numbers.baseline_of("toxicity_ge3");
    let baseline = baseline.map(|range| numbers.periods_in_words(range));
    let baseline = baseline.map_or_else(String::new, |baseline| format!(" ({baseline})"));
    Some(format!(
        "The CTCAE version changed ({}). Charts of graded indicators (grade ≥ 3, serious harm) start anew at each change; their baseline{baseline} and latest period are those of CTCAE {last}.",
        names.join(", then ")
    ))
}

/// What a treatment-related death is, and how many were attributed.
fn of_related_death(numbers: Numbers<'_>) -> Option<String> {
    let attributed = |part| {
        let row = numbers.indicator_of("treatment_related_death:attributed", part)?;
        row.value?;
        let periods = numbers.periods_in_words(row.stratum.periods_of(part)?);
        Some((wording::n_of_n(row), periods))
    };
    let (n, latest) = attributed(ReviewPart::Latest)?;
    let baseline = attributed(ReviewPart::Baseline);
    let baseline =
        baseline.map_or_else(String::new, |(n, baseline)| format!(", {n} in {baseline}"));
    Some(format!(
        "Treatment-related death: attributed where a grade 5 event was attributed to treatment or treatment is the recorded cause of death ({n} in {latest}{baseline}). “Cannot be ruled out” adds grade 5 events with unknown or unrecorded attribution, unless the recorded cause of death is disease or other."
    ))
}

/// Courses that are not of HD IL-2.
fn of_other_regimens(review: &Review) -> Option<String> {
    let apart = review.apart.as_ref()?;
    let mut parts = Vec::new();
    if apart.til.courses > 0 {
        let courses = plural(apart.til.courses, "course", "courses");
        let episodes = match apart.til.sentinel.as_slice() {
            [] => String::new(),
            all => format!(
                "{}, {}; ",
                plural(all.len(), "sentinel episode", "sentinel episodes"),
                with_death(all)
            ),
        };
        parts.push(format!(
            "{courses} of IL-2 after TIL ({episodes}reviewed separately below)"
        ));
    }
    if apart.others > 0 {
        let courses = plural(apart.others, "course", "courses");
        parts.push(format!("{courses} of other regimens (not reviewed)"));
    }
    (!parts.is_empty()).then(|| {
        format!(
            "This review covers HD IL-2 courses only. Excluded: {}.",
            parts.join("; ")
        )
    })
}

fn plural(n: usize, one: &str, several: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { several })
}

/// The charts that signaled in the latest period, and all signals since the baseline.
fn signals(numbers: Numbers<'_>, with_rules: &[&Row]) -> (String, Option<String>) {
    let now: Vec<String> = with_rules
        .iter()
        .map(|row| (row.item.as_str(), signal(numbers, &row.item)))
        .filter(|(_, signal)| signal.is_raised)
        .map(|(key, signal)| {
            let words = signal.words.join(", ");
            format!("{} {} ({words})", signal.shape, full_title(key))
        })
        .collect();
    let latest = numbers.periods(ReviewPart::Latest);
    let latest = latest.expect("where a chart can signal there is a latest period");
    let latest = numbers.periods_in_words(latest);
    let first = if now.is_empty() {
        format!("No signal in {latest} ({}).", charts(with_rules.len()))
    } else {
        format!(
            "{} of {} signaled in {latest}: {}.",
            now.len(),
            charts(with_rules.len()),
            now.join("; ")
        )
    };
    (first, since_baseline(numbers, with_rules))
}

/// The signals since the baseline: how many, on which charts, and when.
fn since_baseline(numbers: Numbers<'_>, with_rules: &[&Row]) -> Option<String> {
    let count = |row: &Row| row.value.expect("a count has a value");
    let signaled: Vec<&Row> = with_rules
        .iter()
        .copied()
        .filter(|row| count(row) > 0.0)
        .collect();
    let all: f64 = signaled.iter().map(|row| count(row)).sum();
    let of_charts: Vec<String> = signaled
        .iter()
        .map(|row| {
            let found = found(numbers, &row.item);
            let mut periods: Vec<String> = found.iter().map(Found::period).collect();
            periods.dedup();
            format!("{} ({})", full_title(&row.item), periods.join(", "))
        })
        .collect();
    (!signaled.is_empty()).then(|| {
        format!(
            "{} since the baseline, on {} of {}: {}.",
            if all > 1.0 {
                format!("{} signals", wording::at_most(all, 0))
            } else {
                "1 signal".to_owned()
            },
            signaled.len(),
            charts(with_rules.len()),
            of_charts.join("; ")
        )
    })
}

/// How many monitored indicators have a chart that can signal, and why others have none.
fn monitored(numbers: Numbers<'_>) -> Option<String> {
    let is_counted =
        |row: &&Row| row.stratum == Stratum::Overall && row.status != Status::NotCollected;
    let (mut can_signal, mut in_table_alone) = (0, 0);
    let mut reasons: Vec<(&str, usize)> = Vec::new();
    for key in numbers.rows.iter().filter(is_counted).filter_map(key_of) {
        match unwatched(numbers, &key) {
            None => can_signal += 1,
            Some(unwatched) if !unwatched.is_monitored() => in_table_alone += 1,
            Some(unwatched) => match reasons.iter_mut().find(|(why, _)| *why == unwatched.why) {
                Some((_, n)) => *n += 1,
                None => reasons.push((unwatched.why, 1)),
            },
        }
    }
    let without: usize = reasons.iter().map(|(_, n)| n).sum();
    let monitored = can_signal + without;
    let mut sentences = Vec::new();
    if monitored > 0 {
        let why: Vec<String> = reasons
            .iter()
            .map(|(why, n)| format!("{n} with {why}"))
            .collect();
        sentences.push(if why.is_empty() {
            format!("Charts can signal for every monitored indicator ({monitored}).")
        } else {
            format!(
                "Charts can signal for {can_signal} of {} (not for {}).",
                plural(monitored, "monitored indicator", "monitored indicators"),
                why.join(", ")
            )
        });
    }
    if in_table_alone > 0 {
        sentences.push(format!(
            "The other {} (counting each organ system) {} in the table only.",
            plural(in_table_alone, "indicator", "indicators"),
            if in_table_alone == 1 { "is" } else { "are" }
        ));
    }
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

/// Changes of indicators that are not monitored whose interval excludes 0: they have no signal, and are not to be missed.
fn unmonitored_changes(groups: &[Group]) -> Option<String> {
    let lines = || groups.iter().flat_map(|group| &group.lines);
    let n = lines().filter(|line| line.excludes_zero.is_some()).count();
    let found = lines().filter(|line| line.excludes_zero == Some(true));
    let found: Vec<String> = found
        .filter(|line| line.signal.word == "not monitored")
        .map(|line| format!("{}, {}", line.title, line.change))
        .collect();
    (!found.is_empty()).then(|| {
        format!(
            "Not monitored, but the 95% CI of the change excludes 0: {}. Of {n} changes with a CI, chance alone would give about {}.",
            found.join("; "),
            wording::rounded(n as f64 * 0.05, 1)
        )
    })
}

/// How many signals are expected where nothing has changed.
fn by_chance(numbers: Numbers<'_>) -> Vec<String> {
    let row = |level: Level| {
        let is_it = |row: &&Row| row.measure == EXPECTED_SIGNALS && row.level == level;
        numbers.rows.iter().find(is_it)?.value
    };
    let mut said = Vec::new();
    if let Some(expected) = row(Level::All) {
        let any = row(Level::AtLeastOne).map_or_else(String::new, |probability| {
            format!(
                " (probability of at least one, {}%)",
                wording::percent(probability)
            )
        });
        said.push(format!(
            "If nothing had changed, about {} would be expected by chance since the baseline{any}.",
            signals_expected(expected)
        ));
    }
    said.push(
        "Charts are not risk-adjusted: see the case mix by period below. They assume independent courses and a known baseline rate: a signal is a reason to look, not a finding."
            .to_owned(),
    );
    said
}

/// `2.4 signals`.
fn signals_expected(expected: f64) -> String {
    let n = wording::rounded(expected, 1);
    let plural = if n == "1.0" { "" } else { "s" };
    format!("{n} signal{plural}")
}

fn charts(n: usize) -> String {
    format!("{n} chart{}", if n == 1 { "" } else { "s" })
}
