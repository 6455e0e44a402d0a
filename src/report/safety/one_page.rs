//! The one page: completeness, signals, and each indicator's latest period beside its baseline.

use super::names::{self, by_system, full_title, title};
use crate::measures::results::{Row, Statistic, Status};
use crate::report::wording;
use crate::terminology::published_rate;
use serde::Serialize;

/// A share of the record.
#[derive(Debug, Serialize)]
pub(super) struct Share {
    label: &'static str,
    value: String,
    detail: String,
    /// Below what can be relied on.
    is_low: bool,
    is_absent: bool,
}

/// What a chart says.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub(super) struct Signal {
    /// A shape that tells it without color.
    pub(super) shape: &'static str,
    pub(super) words: Vec<String>,
    pub(super) is_raised: bool,
}

/// One indicator of the page.
#[derive(Debug, Serialize)]
pub(super) struct Line {
    pub(super) title: String,
    pub(super) latest: Vec<String>,
    pub(super) baseline: Vec<String>,
    pub(super) signal: Signal,
    pub(super) published: Vec<String>,
    /// The number of the footnote that tells where it is published.
    pub(super) note: Option<usize>,
    pub(super) notice: Vec<String>,
}

/// Indicators under one heading.
#[derive(Debug, Serialize)]
pub(super) struct Group {
    pub(super) title: &'static str,
    pub(super) lines: Vec<Line>,
    /// What is told of all that have no line.
    pub(super) none: Option<String>,
}

/// The page's rows, looked up by what they say.
#[derive(Debug, Clone, Copy)]
pub(super) struct Numbers<'a> {
    pub(super) rows: &'a [Row],
}

/// Below this a part of the record cannot be relied on.
const ENOUGH: f64 = 0.9;

impl<'a> Numbers<'a> {
    /// The first row of a measure of an item whose stratum begins so.
    pub(super) fn of(self, measure: &str, item: &str, stratum: &str) -> Option<&'a Row> {
        self.rows.iter().find(|row| {
            row.measure == measure && row.item == item && row.stratum.starts_with(stratum)
        })
    }

    /// An indicator in the stratum that begins so.
    pub(super) fn indicator(self, key: &str, stratum: &str) -> Option<&'a Row> {
        let (name, system) = names::split(key);
        self.of(names::measure(name)?, system.unwrap_or("all"), stratum)
    }

    /// Rows of an indicator's chart.
    pub(super) fn chart(self, key: &'a str) -> impl Iterator<Item = &'a Row> {
        self.rows
            .iter()
            .filter(move |row| row.measure == "quality.chart" && row.item == key)
    }

    /// The value of a level of an indicator's chart.
    pub(super) fn chart_value(self, key: &str, level: &str) -> Option<f64> {
        let is_it =
            |row: &&Row| row.measure == "quality.chart" && row.item == key && row.level == level;
        self.rows.iter().find(is_it)?.value
    }

    /// The periods of a stratum of the whole review: `2016..2019` of `baseline=2016..2019`.
    pub(super) fn periods(self, of: &str) -> Option<&'a str> {
        let row = self.of("quality.courses", "all", of)?;
        row.stratum.strip_prefix(of)?.strip_prefix('=')
    }

    /// Courses of a stratum.
    pub(super) fn courses(self, of: &str) -> Option<f64> {
        self.of("quality.courses", "all", of)?.value
    }
}

/// Periods as a reader sees them: `2016–2019`.
pub(super) fn periods(text: &str) -> String {
    text.replace("..", "–")
}

/// The completeness of the record, and what cannot be read where it is wanting.
pub(super) fn completeness(numbers: Numbers<'_>) -> (Vec<Share>, Vec<String>) {
    const PARTS: [(&str, &str, &str); 6] = [
        (
            "dose_log",
            "Complete dose log",
            "The dose log is incomplete: doses given, held and planned, and the dose number of events, cannot be relied on.",
        ),
        (
            "start",
            "Start known",
            "Courses without a start are in no period: neither the order of events nor the latest period can be relied on.",
        ),
        (
            "toxicity_grade",
            "Toxicities graded",
            "Toxicities lack grades: toxicity of grade ≥ 3 and treatment-related deaths may be more than the page tells.",
        ),
        (
            "toxicity_onset",
            "Toxicities with onset",
            "Toxicities lack onsets: whether events fell on treatment, and at which dose, cannot be read.",
        ),
        (
            "toxicity_resolution",
            "Toxicities with resolution",
            "Toxicities lack resolutions: how long they lasted cannot be read, and the sentinel list names grade 4 events that may have ended.",
        ),
        (
            "followed_30_days",
            "Patients followed 30 days",
            "Patients were lost from sight within 30 days: deaths within 30 days may be more than the page tells.",
        ),
    ];
    let mut shares = Vec::new();
    let mut wanting = Vec::new();
    for (item, label, sentence) in PARTS {
        let Some(row) = numbers.of("quality.completeness", item, "overall") else {
            continue;
        };
        let is_low = row.value.is_some_and(|value| value < ENOUGH);
        if is_low {
            wanting.push(sentence.to_owned());
        }
        let is_absent = row.value.is_none();
        shares.push(Share {
            label,
            value: match wording::absence(row) {
                Some(absence) => absence.to_owned(),
                None => wording::statistic(row),
            },
            detail: if is_absent {
                String::new()
            } else {
                wording::n_of_n(row)
            },
            is_low,
            is_absent,
        });
        if row.status == Status::NotCollected {
            wanting.push(format!("{label}: nobody collected it. {sentence}"));
        }
    }
    (shares, wanting)
}

/// An indicator's number with its counts and interval.
pub(super) fn estimate(row: Option<&Row>) -> Vec<String> {
    let Some(row) = row else {
        return vec!["–".to_owned()];
    };
    if row.status == Status::NotCollected {
        return vec![wording::NOT_COLLECTED.to_owned()];
    }
    let Some(value) = row.value else {
        let units = wording::units(row.unit);
        return vec![format!("no {units}")];
    };
    let places = if row.statistic == Statistic::Mean {
        2
    } else {
        1
    };
    let with_bounds = |number: String| match (row.lower, row.upper) {
        (Some(lower), Some(upper)) => format!(
            "{number} ({}–{})",
            wording::rounded(lower.max(0.0), places),
            wording::rounded(upper, places)
        ),
        _ => number,
    };
    let n = || format!("n {}", wording::count(row.denominator.unwrap_or_default()));
    if matches!(row.statistic, Statistic::Proportion | Statistic::Ratio) {
        vec![wording::n_of_n(row), wording::share_and_interval(row)]
    } else if row.statistic == Statistic::Rate {
        vec![
            wording::n_of_n(row),
            with_bounds(wording::rounded(value, 1)),
        ]
    } else {
        vec![n(), with_bounds(wording::rounded(value, places))]
    }
}

/// What an indicator's charts say.
pub(super) fn signal(numbers: Numbers<'_>, key: &str) -> Signal {
    let quiet = |shape, words: Vec<String>| Signal {
        shape,
        words,
        is_raised: false,
    };
    let is_absent = numbers
        .indicator(key, "overall")
        .is_none_or(|row| row.status == Status::NotCollected);
    if is_absent {
        return quiet("–", vec!["not collected".to_owned()]);
    }
    let signals: Vec<&Row> = numbers
        .rows
        .iter()
        .filter(|row| row.measure == "quality.signal" && row.item == key && row.level != "any")
        .collect();
    let is_now = |row: &&&Row| period_of(row) == numbers.periods("latest");
    let now: Vec<&&Row> = signals.iter().filter(is_now).collect();
    if let Some(row) = now.last() {
        let more = match now.len() {
            1 => String::new(),
            n => format!(", and {} more", wording::count(n as i64 - 1)),
        };
        return Signal {
            shape: shape(&row.level, "▲", "▼", "◆"),
            words: vec![
                names::rule(&row.level).to_owned(),
                format!("{}{more}", place_of(row)),
            ],
            is_raised: true,
        };
    }
    // Signals of one chart stand in the order of rules; places of one rule in their own.
    if let Some(row) = signals.iter().max_by_key(|row| place_number(row)) {
        let words = [
            "none now; earlier:".to_owned(),
            format!("{} {}", shape(&row.level, "△", "▽", "◇"), place_of(row)),
        ];
        return quiet("○", words.to_vec());
    }
    let levels: Vec<&str> = numbers
        .rows
        .iter()
        .filter(|row| row.measure == "quality.chart" && row.item == key)
        .map(|row| row.level.as_str())
        .collect();
    let points = |level| numbers.chart_value(key, level);
    if levels.contains(&"kind.cusum") {
        let chart = if levels.contains(&"p0_published") {
            "CUSUM, published rate"
        } else if levels.contains(&"p0_given") {
            "CUSUM, given rate"
        } else {
            "CUSUM"
        };
        return quiet("○", vec!["none".to_owned(), chart.to_owned()]);
    }
    if levels.contains(&"kind.cusum_without_rate") {
        let words = if numbers.periods("baseline").is_some() {
            let all = numbers.indicator(key, "overall").map(wording::n_of_n);
            [
                "no rate to watch: none".to_owned(),
                format!("in the baseline, {} in all", all.unwrap_or_default()),
            ]
        } else {
            ["no baseline yet:".to_owned(), "one period".to_owned()]
        };
        return quiet("–", words.to_vec());
    }
    if let Some(n) = points("stage.run_chart") {
        let words = [
            "no limits yet:".to_owned(),
            format!("{} of 10 periods", wording::at_most(n, 0)),
        ];
        return quiet("◌", words.to_vec());
    }
    match levels.iter().find(|level| level.starts_with("kind.")) {
        Some(&"kind.run") | None => quiet(
            "◌",
            vec!["no limits:".to_owned(), "baseline too short".to_owned()],
        ),
        Some(_) if points("stage.trial_limits").is_some() => {
            quiet("○", vec!["none".to_owned(), "trial limits".to_owned()])
        }
        Some(_) => quiet("○", vec!["none".to_owned()]),
    }
}

/// The shape of a rule's direction: up, down, or none.
fn shape(level: &str, up: &'static str, down: &'static str, none: &'static str) -> &'static str {
    match names::is_up(level) {
        Some(true) => up,
        Some(false) => down,
        None => none,
    }
}

/// Where a signal stands in time: its period, as a number, and its course.
fn place_number(row: &Row) -> (i64, i64) {
    let digits = |text: &str| -> i64 {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        digits.parse().unwrap_or_default()
    };
    let part = |name: &str| {
        let mut parts = row.stratum.split(';');
        parts
            .find_map(|part| part.strip_prefix(name))
            .map_or(0, digits)
    };
    (part("period="), part("course="))
}

/// The period of a signal.
fn period_of(row: &Row) -> Option<&str> {
    row.stratum
        .split(';')
        .find_map(|part| part.strip_prefix("period="))
}

/// Where a signal is.
fn place_of(row: &Row) -> String {
    let period = period_of(row).unwrap_or_default();
    let course = row
        .stratum
        .split(';')
        .find_map(|part| part.strip_prefix("course="));
    match course {
        Some(course) => format!("{period}, course {course}"),
        None => period.to_owned(),
    }
}

/// How long the chart takes to notice doubled odds.
pub(super) fn notice(numbers: Numbers<'_>, key: &str) -> Vec<String> {
    let Some(courses) = numbers.chart_value(key, "courses_to_notice.four_in_five") else {
        return vec!["–".to_owned()];
    };
    #[expect(clippy::cast_possible_truncation, reason = "courses")]
    let courses = courses.round() as i64;
    let mut lines = vec![format!("{} courses", wording::count(courses))];
    if let Some(years) = numbers.chart_value(key, "years_to_notice.four_in_five") {
        lines.push(if years > 99.5 {
            "over 100 years".to_owned()
        } else {
            format!("{} years", wording::rounded(years, 1))
        });
    }
    lines
}

/// The published rate, and the difference from it.
fn published(numbers: Numbers<'_>, key: &str) -> Vec<String> {
    let Some(rate) = published_rate(key) else {
        return vec!["none published".to_owned()];
    };
    let mut lines = Vec::new();
    if let Some(share) = rate.proportion {
        let counts = match (rate.numerator, rate.denominator) {
            (Some(x), Some(n)) => format!("{x}/{n} "),
            _ => String::new(),
        };
        lines.push(format!("{counts}{} %", wording::percent(share)));
    } else if let Some(mean) = rate.mean {
        lines.push(format!("mean {}", wording::at_most(mean, 1)));
    }
    if let Some(row) = numbers.of("quality.published_difference", key, "overall") {
        if rate.proportion.is_some() {
            lines.push(wording::difference(row).join(" "));
        } else {
            lines.push(wording::ratio(row).join(" "));
        }
    }
    lines
}

/// A line of the page; footnotes are collected.
pub(super) fn line(numbers: Numbers<'_>, key: &str, notes: &mut Vec<String>) -> Line {
    let rate = published_rate(key);
    let note = rate.map(|rate| {
        let text = format!("{}, {} ({})", rate.population, rate.years, rate.citation);
        let unit = if rate.unit == "course" {
            "courses"
        } else {
            "patients"
        };
        let text = format!("Of {unit}: {text}.");
        let known = notes.iter().position(|known| *known == text);
        known.unwrap_or_else(|| {
            notes.push(text);
            notes.len() - 1
        }) + 1
    });
    let is_collected = numbers
        .indicator(key, "overall")
        .is_some_and(|row| row.status != Status::NotCollected);
    Line {
        title: title(key),
        latest: if is_collected {
            estimate(numbers.indicator(key, "latest="))
        } else {
            vec![wording::NOT_COLLECTED.to_owned()]
        },
        baseline: if is_collected {
            estimate(numbers.indicator(key, "baseline="))
        } else {
            vec!["–".to_owned()]
        },
        signal: signal(numbers, key),
        published: published(numbers, key),
        note,
        notice: notice(numbers, key),
    }
}

/// The groups of the page, and its footnotes.
pub(super) fn groups(numbers: Numbers<'_>) -> (Vec<Group>, Vec<String>) {
    let mut notes = Vec::new();
    let group = |title, keys: &[&str], notes: &mut Vec<String>| Group {
        title,
        lines: keys.iter().map(|key| line(numbers, key, notes)).collect(),
        none: None,
    };
    let doses = group(
        "Doses tolerated",
        &[
            "doses_cycle_1",
            "doses_course",
            "fraction_of_planned",
            "doses_held",
        ],
        &mut notes,
    );
    let title = "Courses with toxicity of grade ≥ 3";
    let severe = by_organ_system(numbers, "toxicity_ge3", title, &mut notes);
    let support = group(
        "Courses with support",
        &["vasopressor", "vasopressor_hours", "dialysis", "icu"],
        &mut notes,
    );
    let deaths = group(
        "Courses with infection, or death after them",
        &[
            "infection",
            "treatment_related_death",
            "death_within_30_days",
        ],
        &mut notes,
    );
    (vec![doses, severe, support, deaths], notes)
}

/// Organ systems, those without any event in one sentence.
pub(super) fn by_organ_system(
    numbers: Numbers<'_>,
    name: &str,
    title: &'static str,
    notes: &mut Vec<String>,
) -> Group {
    let keys = by_system(name);
    let is_none = |key: &&String| {
        key.contains(':')
            && numbers
                .indicator(key, "overall")
                .is_some_and(|row| row.numerator == Some(0))
    };
    let is_uncollected = numbers
        .indicator(name, "overall")
        .is_none_or(|row| row.status == Status::NotCollected);
    let shown = keys
        .iter()
        .filter(|key| !is_none(key) && (!is_uncollected || !key.contains(':')));
    let lines = shown.map(|key| line(numbers, key, notes)).collect();
    let none: Vec<String> = keys
        .iter()
        .filter(|key| is_none(key))
        .filter_map(|key| {
            let row = numbers.indicator(key, "overall")?;
            Some(format!("{} ({})", self::title(key), wording::n_of_n(row)))
        })
        .collect();
    Group {
        title,
        lines,
        none: (!none.is_empty()).then(|| format!("None in any course: {}.", wording::list(&none))),
    }
}

/// What the charts say together, in words.
pub(super) fn summary(numbers: Numbers<'_>) -> Vec<String> {
    let asked: Vec<&Row> = numbers
        .rows
        .iter()
        .filter(|row| row.measure == "quality.signal" && row.level == "any")
        .collect();
    if asked.is_empty() {
        return vec!["No chart can signal yet: there are fewer than ten periods, and no event in a baseline to watch from.".to_owned()];
    }
    let said: Vec<(&str, Signal)> = asked
        .iter()
        .map(|row| (row.item.as_str(), signal(numbers, &row.item)))
        .collect();
    let now: Vec<String> = said
        .iter()
        .filter(|(_, signal)| signal.is_raised)
        .map(|(key, signal)| format!("{} {}", signal.shape, full_title(key)))
        .collect();
    let n_earlier = asked
        .iter()
        .filter(|row| row.value.is_some_and(|n| n > 0.0))
        .count()
        - now.len();
    let latest = periods(numbers.periods("latest").unwrap_or_default());
    let mut sentences = vec![if now.is_empty() {
        format!("No signal in {latest}, of {}.", charts(asked.len()))
    } else {
        format!(
            "Signals in {latest}, in {} of {}: {}.",
            now.len(),
            charts(asked.len()),
            now.join("; ")
        )
    }];
    if n_earlier > 0 {
        sentences.push(format!(
            "{} signaled earlier after the baseline.",
            charts(n_earlier)
        ));
    }
    let of_charts = |level: &str| {
        let level = level.to_owned();
        let is_it = move |row: &&Row| row.measure == "quality.chart" && row.level == level;
        numbers.rows.iter().filter(is_it)
    };
    let chances: Vec<f64> = of_charts("false_alarm")
        .filter_map(|row| row.value)
        .collect();
    let n_cusums = of_charts("kind.cusum").count();
    let mut by_chance = Vec::new();
    if !chances.is_empty() {
        let expected = wording::rounded(chances.iter().sum(), 1);
        by_chance.push(format!(
            "of {} by period about {expected} would have signaled since the baseline",
            charts(chances.len())
        ));
    }
    if n_cusums > 0 {
        let a_year = wording::rounded(n_cusums as f64 / 10.0, 1);
        by_chance.push(format!(
            "{} course by course (CUSUM) would give a false alarm about once in ten years each, {a_year} a year together",
            charts(n_cusums)
        ));
    }
    if !by_chance.is_empty() {
        sentences.push(format!(
            "If nothing had changed, {}. That takes courses as independent and the baseline’s rates as known; a signal is a reason to look, not a finding.",
            by_chance.join(", and ")
        ));
    }
    sentences
}

fn charts(n: usize) -> String {
    format!("{n} chart{}", if n == 1 { "" } else { "s" })
}
