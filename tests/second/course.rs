//! Courses and patients with all that was recorded of them, from the rows that were stored.

use super::graded::Grades;
use super::measured::Measured;
use super::schema::{Kind, TABLES};
use super::terms::{Pressor, TERMINOLOGY};
use super::values::{ALLOWED, Line, at_most, lies_in};
use std::collections::{BTreeMap, BTreeSet};

/// A dose that was recorded, given or not.
#[derive(Debug)]
pub(super) struct Dose {
    pub(super) cycle: i64,
    pub(super) number: i64,
    pub(super) status: String,
    pub(super) hour: Option<f64>,
    /// What was infused, or what was planned where that is not known.
    pub(super) iu_per_kg: f64,
    /// Whether what was infused was exported.
    pub(super) has_iu_per_kg: bool,
    pub(super) reason: Option<String>,
}

impl Dose {
    pub(super) fn is_given(&self) -> bool {
        self.status == "given"
    }
}

/// An adverse event.
#[derive(Debug)]
pub(super) struct Event {
    /// The CTCAE term, the label of the organ system that is named, or the text where the terminology does not have it.
    pub(super) term: String,
    /// Whether it is the first of its row: a joined name is an event of each part, and the row is stored once.
    pub(super) is_first_of_row: bool,
    pub(super) organ_system: String,
    pub(super) grade: Option<i64>,
    pub(super) onset: Option<f64>,
    pub(super) resolved: Option<f64>,
    pub(super) attribution: Option<String>,
    pub(super) action: Option<String>,
}

impl Event {
    /// An event of unknown grade is never one of grade ≥ 3.
    pub(super) fn is_at_least(&self, grade: i64) -> bool {
        self.grade.is_some_and(|own| own >= grade)
    }
}

/// From an hour to an hour, or without a known end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Interval {
    pub(super) start: f64,
    pub(super) stop: Option<f64>,
}

impl Interval {
    fn of(line: &Line) -> Self {
        Self {
            start: line.decimal("start_hour").unwrap(),
            stop: line.decimal("stop_hour"),
        }
    }

    /// Whether it ends at or after hour 0, or has no end.
    pub(super) fn reaches_hour_0(&self) -> bool {
        self.stop.is_none_or(|stop| at_most(0.0, stop))
    }
}

/// An infusion of the table of vasopressors.
#[derive(Debug)]
pub(super) struct Infusion {
    pub(super) during: Interval,
    pub(super) name: String,
    pub(super) listed: Option<&'static Pressor>,
    /// The peak rate as exported.
    pub(super) reported_rate: Option<f64>,
    /// The peak rate in the agent's unit, where it is known.
    pub(super) rate: Option<f64>,
}

/// A dialysis treatment, or what is recorded as one.
#[derive(Debug)]
pub(super) struct Treatment {
    pub(super) during: Interval,
    pub(super) modality: String,
}

/// A supportive medication.
#[derive(Debug)]
pub(super) struct Medication {
    pub(super) class: String,
    pub(super) start: Option<f64>,
    pub(super) stop: Option<f64>,
}

/// A stay in a unit of a hospital.
#[derive(Debug)]
pub(super) struct Stay {
    pub(super) during: Interval,
    pub(super) is_icu: bool,
}

/// The stored rows that name a course, by table.
pub(super) type RowsOfCourse<'a> = BTreeMap<&'static str, Vec<&'a Line>>;

/// One course.
#[derive(Debug)]
pub(super) struct Course {
    pub(super) site: usize,
    /// Place of the patient among all.
    pub(super) patient: usize,
    /// The row in courses, defaults applied.
    pub(super) line: Line,
    /// Among the patient's courses: `course_number`, `start_day` as exported (absent last), `course_id`.
    pub(super) order: (i64, (bool, i64), String),
    /// In the order of cycle and `dose_number`.
    pub(super) doses: Vec<Dose>,
    pub(super) events: Vec<Event>,
    pub(super) not_assessed: BTreeSet<String>,
    pub(super) infusions: Vec<Infusion>,
    pub(super) treatments: Vec<Treatment>,
    pub(super) measured: Vec<Measured>,
    /// What its values are graded.
    pub(super) grades: Grades,
    pub(super) medications: Vec<Medication>,
    pub(super) stays: Vec<Stay>,
    /// The hours "in any hour column of its tables (all rows)".
    pub(super) hours: Vec<f64>,
}

/// The events of a row of toxicities, its name looked up.
fn events_of_row(line: &Line) -> Vec<Event> {
    let written = line.text("term").unwrap();
    let named = TERMINOLOGY.events(written).into_iter().enumerate();
    let of_row = |(index, (term, organ_system))| Event {
        term,
        organ_system,
        is_first_of_row: index == 0,
        grade: line.integer("grade"),
        onset: line.decimal("onset_hour"),
        resolved: line.decimal("resolved_hour"),
        attribution: line.text("attribution").map(str::to_owned),
        action: line.text("action").map(str::to_owned),
    };
    named.map(of_row).collect()
}

impl Course {
    /// A course with the rows that name it; the order among the patient's courses is known only once all are.
    pub(super) fn of(site: usize, patient: usize, line: Line, rows: &RowsOfCourse<'_>) -> Self {
        let id = line.text("course_id").unwrap().to_owned();
        let of_course = |table: &str| rows.get(table).into_iter().flatten().copied();
        let text = |line: &Line, column: &str| line.text(column).unwrap().to_owned();
        let hours = TABLES.iter().flat_map(|table| {
            let columns = table.columns.iter();
            let hours = columns.filter(|(_, kind)| matches!(kind, Kind::Hour));
            hours.flat_map(move |(column, _)| {
                of_course(table.name).filter_map(|line| line.decimal(column))
            })
        });
        let hours = hours.collect();
        let planned_size = line.decimal("planned_iu_per_kg").unwrap_or(600_000.0);
        let dose = |line: &Line| Dose {
            cycle: line.integer("cycle").unwrap(),
            number: line.integer("dose_number").unwrap(),
            status: line.counted_status(),
            hour: line.decimal("hour"),
            iu_per_kg: line.decimal("iu_per_kg").unwrap_or(planned_size),
            has_iu_per_kg: line.decimal("iu_per_kg").is_some(),
            reason: line.text("reason").map(str::to_owned),
        };
        let mut doses: Vec<Dose> = of_course("doses").map(dose).collect();
        doses.sort_by_key(|dose| (dose.cycle, dose.number));
        let weight_kg = line.decimal("weight_kg");
        let infusion = |line: &Line| {
            let listed = TERMINOLOGY.pressor(line.text("agent").unwrap());
            let rate = || {
                listed?.rate(
                    line.decimal("peak_rate")?,
                    line.text("rate_unit")?,
                    weight_kg,
                )
            };
            Infusion {
                during: Interval::of(line),
                reported_rate: line.decimal("peak_rate"),
                name: text(line, "agent"),
                listed,
                rate: rate(),
            }
        };
        let treatment = |line: &Line| Treatment {
            during: Interval::of(line),
            modality: line.text("modality").unwrap_or("unspecified").to_owned(),
        };
        let medication = |line: &Line| {
            let of_agent = || TERMINOLOGY.class_of_agent(line.text("agent").unwrap());
            Medication {
                class: line.text("class").unwrap_or_else(of_agent).to_owned(),
                start: line.decimal("start_hour"),
                stop: line.decimal("stop_hour"),
            }
        };
        let stay = |line: &Line| Stay {
            during: Interval::of(line),
            is_icu: line.text("unit") == Some("icu"),
        };
        Self {
            site,
            patient,
            order: (0, (true, 0), id.clone()),
            doses,
            events: of_course("toxicities").flat_map(events_of_row).collect(),
            not_assessed: of_course("not_assessed")
                .map(|line| text(line, "organ_system"))
                .collect(),
            infusions: of_course("vasopressors").map(infusion).collect(),
            treatments: of_course("dialysis").map(treatment).collect(),
            measured: of_course("measurements").map(Measured::of).collect(),
            medications: of_course("medications").map(medication).collect(),
            stays: of_course("stays").map(stay).collect(),
            grades: Grades::default(),
            hours,
            line,
        }
    }

    pub(super) fn given(&self) -> impl Iterator<Item = &Dose> {
        self.doses.iter().filter(|dose| dose.is_given())
    }

    pub(super) fn is_treated(&self) -> bool {
        self.given().next().is_some()
    }

    /// h: the hour of the last given dose, the one with the highest (cycle, `dose_number`).
    pub(super) fn last_given_hour(&self) -> Option<f64> {
        self.given().last().and_then(|dose| dose.hour)
    }

    /// Whether an hour is at most so many hours after the last given dose; there is no bound where that hour is unknown.
    pub(super) fn is_within(&self, hours: f64, hour: f64) -> bool {
        self.last_given_hour()
            .is_none_or(|last| at_most(hour, last + hours))
    }

    /// Whether an hour lies in 0 … h + `hours`.
    pub(super) fn is_from_0_within(&self, hours: f64, hour: f64) -> bool {
        at_most(0.0, hour) && self.is_within(hours, hour)
    }

    pub(super) fn every_given_dose_has_an_hour(&self) -> bool {
        self.given().all(|dose| dose.hour.is_some())
    }

    /// The highest cycle that has a row.
    fn highest_cycle(&self) -> i64 {
        self.doses.iter().map(|dose| dose.cycle).max().unwrap_or(0)
    }

    /// Planned cycles; for the regimen `other` without a number, the highest recorded one.
    fn planned_cycles(&self) -> i64 {
        self.line
            .integer("planned_cycles")
            .unwrap_or_else(|| self.highest_cycle())
    }

    /// Where the plan comes from: `exported`, `default` or `none`.
    pub(super) fn plan(&self) -> &str {
        self.line.text("plan").unwrap()
    }

    pub(super) fn has_plan(&self) -> bool {
        self.plan() != "none"
    }

    /// Whether a cycle was planned.
    pub(super) fn plans(&self, cycle: i64) -> bool {
        cycle <= self.planned_cycles()
    }

    /// Every cycle that was planned or has a row, and those between them.
    pub(super) fn cycles(&self) -> std::ops::RangeInclusive<i64> {
        1..=self.planned_cycles().max(self.highest_cycle())
    }

    /// Cycles with a given dose.
    pub(super) fn treated_cycles(&self) -> Vec<i64> {
        let cycles: BTreeSet<i64> = self.given().map(|dose| dose.cycle).collect();
        cycles.into_iter().collect()
    }

    pub(super) fn given_in(&self, cycle: i64) -> usize {
        self.given().filter(|dose| dose.cycle == cycle).count()
    }

    /// max(`planned_doses_per_cycle`, recorded doses) in planned cycles, the recorded doses in any further one.
    pub(super) fn planned_in(&self, cycle: i64) -> usize {
        let recorded = self.doses.iter().filter(|dose| dose.cycle == cycle).count();
        let planned = self.line.integer("planned_doses_per_cycle").unwrap_or(0);
        if cycle <= self.planned_cycles() {
            recorded.max(usize::try_from(planned).unwrap())
        } else {
            recorded
        }
    }

    pub(super) fn planned(&self) -> usize {
        self.cycles().map(|cycle| self.planned_in(cycle)).sum()
    }

    /// Treated cycles with their starts in the order of these: the start is the hour of the given dose with the
    /// lowest `dose_number`. Nothing where a start is unknown.
    pub(super) fn starts_of_cycles(&self) -> Option<Vec<(i64, f64)>> {
        let start = |cycle: i64| {
            let first = self.given().find(|dose| dose.cycle == cycle)?;
            Some((cycle, first.hour?))
        };
        let starts: Option<Vec<(i64, f64)>> =
            self.treated_cycles().into_iter().map(start).collect();
        let mut starts = starts?;
        starts.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        Some(starts)
    }

    /// The events that count: without an onset, or with one in 0 … h + 720.
    pub(super) fn events_on_treatment(&self) -> impl Iterator<Item = &Event> {
        let is_on_treatment = |event: &&Event| {
            event
                .onset
                .is_none_or(|onset| self.is_from_0_within(720.0, onset))
        };
        self.events.iter().filter(is_on_treatment)
    }

    /// The hour in the course of a day of the patient.
    pub(super) fn hour_of_day(&self, day: i64) -> Option<f64> {
        self.line
            .integer("start_day")
            .map(|start| 24.0 * (day - start) as f64)
    }
}

/// The cycle in which an hour lies: each lasts to the next one's start, the first reaches back without limit and the
/// last on.
pub(super) fn cycle_at(starts: &[(i64, f64)], hour: f64) -> i64 {
    let begun = starts.iter().rev().find(|(_, start)| at_most(*start, hour));
    begun.unwrap_or(&starts[0]).0
}

/// The length of the union of intervals that all have an end, from an hour on.
pub(super) fn length_of_union(intervals: &[Interval], from: f64) -> Option<f64> {
    let clipped = |interval: &Interval| Some((interval.start.max(from), interval.stop?.max(from)));
    let mut ended: Vec<(f64, f64)> = intervals.iter().map(clipped).collect::<Option<_>>()?;
    ended.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut length, mut reached) = (0.0, from);
    for (start, stop) in ended {
        length += (stop - start.max(reached)).max(0.0);
        reached = reached.max(stop);
    }
    Some(length)
}

/// Whether two intervals have a moment in common after hour 0; touching ends are none.
pub(super) fn overlap_after_hour_0(a: Interval, b: Interval) -> bool {
    let begin = a.start.max(b.start).max(0.0);
    let end = |interval: Interval| interval.stop.unwrap_or(f64::INFINITY);
    end(a).min(end(b)) > begin + ALLOWED
}

/// The treatment days: 24 h windows from hour 0 that hold one of these hours.
pub(super) fn days_of(hours: impl Iterator<Item = f64>) -> BTreeSet<i64> {
    #[expect(clippy::cast_possible_truncation, reason = "hours of a course are few")]
    let day = |hour: f64| ((hour + ALLOWED) / 24.0).floor() as i64;
    hours
        .filter(|&hour| lies_in(hour, 0.0, f64::MAX))
        .map(day)
        .collect()
}
