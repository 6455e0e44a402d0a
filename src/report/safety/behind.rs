//! The closed sections behind the one page: each has content, or a sentence why there is none.

use super::charts::Drawn;
use super::numbers::Numbers;
use super::review_tables::Tables;
use super::sections;
use crate::measures::safety::{Lack, Review};
use crate::report::document::{Document, Numbering};
use crate::report::page_table::{PageTable, page_table};
use crate::report::tables::Table;
use crate::report::wording;
use serde::Serialize;

/// A closed section.
#[derive(Debug, Default, Serialize)]
pub(super) struct PageSection {
    id: String,
    title: String,
    /// How much there is, for the closed heading.
    extent: String,
    text: Vec<String>,
    figures: Vec<PageFigure>,
    tables: Vec<SectionTable>,
}

/// A table of a section, with its label and caption.
#[derive(Debug, Serialize)]
struct SectionTable {
    id: String,
    label: String,
    title: String,
    table: PageTable,
}

#[derive(Debug, Serialize)]
struct PageFigure {
    id: String,
    label: String,
    title: &'static str,
    svg: String,
    alt: String,
}

impl PageFigure {
    fn of(drawn: Drawn) -> Self {
        Self {
            id: drawn.name.to_owned(),
            label: String::new(),
            title: drawn.title,
            svg: drawn.figure.svg,
            alt: drawn.figure.alt,
        }
    }
}

impl PageSection {
    pub(super) fn new(id: &str, title: &str) -> Self {
        Self {
            id: id.to_owned(),
            title: title.to_owned(),
            ..Self::default()
        }
    }

    /// The section of a site's charts.
    pub(super) fn of_site(site_id: &str) -> Self {
        Self::new(
            &format!("site_{site_id}"),
            &format!("Charts of site {site_id}"),
        )
    }

    /// The same with how much there is.
    pub(super) fn extent(self, extent: String) -> Self {
        Self { extent, ..self }
    }

    /// A paragraph, unless the text is empty.
    pub(super) fn text(mut self, text: &str) -> Self {
        self.text
            .extend((!text.is_empty()).then(|| text.to_owned()));
        self
    }

    /// The same with figures, whose names on the page begin with the section's.
    pub(super) fn drawn(mut self, drawn: Vec<Drawn>) -> Self {
        let id = self.id.clone();
        let figures = drawn.into_iter().map(|drawn| PageFigure {
            id: format!("{id}_{}", drawn.name),
            ..PageFigure::of(drawn)
        });
        self.figures.extend(figures);
        self
    }

    /// A table, or the other text where there is no table.
    pub(super) fn table(mut self, table: Option<&Table>, otherwise: &str) -> Self {
        match table {
            Some(table) => self.tables.push(SectionTable {
                id: match self.tables.len() {
                    0 => format!("safety_{}", self.id),
                    n => format!("safety_{}_{}", self.id, n + 1),
                },
                label: String::new(),
                title: self.title.clone(),
                table: page_table(table),
            }),
            None if otherwise.is_empty() => {}
            None => self.text.push(otherwise.to_owned()),
        }
        self
    }

    /// Figures with the text about them, or the other text where there is no figure.
    fn figures(mut self, figures: Vec<PageFigure>, about: &str, otherwise: &str) -> Self {
        let text = if figures.is_empty() { otherwise } else { about };
        self.text
            .extend((!text.is_empty()).then(|| text.to_owned()));
        self.figures = figures;
        self
    }
}

/// Gives each table and figure the label that documents have of it, or one of its own where they do not have it.
pub(super) fn label(sections: &mut [PageSection], document: &Document, numbering: &mut Numbering) {
    for section in sections {
        for figure in &mut section.figures {
            let known = document.label(&figure.id, true).map(str::to_owned);
            figure.label = known.unwrap_or_else(|| numbering.figure_of_page());
        }
        for table in &mut section.tables {
            let known = document.label(&table.id, false).map(str::to_owned);
            table.label = known.unwrap_or_else(|| numbering.table_of_page());
        }
    }
}

/// Takes the figures of these names.
fn take(figures: &mut Vec<PageFigure>, names: &[&str]) -> Vec<PageFigure> {
    let (taken, left) = std::mem::take(figures)
        .into_iter()
        .partition(|figure| names.contains(&figure.id.as_str()));
    *figures = left;
    taken
}

const ABOUT_PERIODS: &str = "Rings are periods that no rule monitors: the baseline periods (shaded) and any before them. Dots are the periods after the baseline. The horizontal line is the median of the baseline periods; none is drawn where fewer than one event a period is expected. A period without a course is a gap. Events that are expected less than once a period, and events of which a p chart would take more than ten years to detect a doubling, are monitored by a CUSUM; their points have no limits here.";
const ABOUT_HELD: &str = "Doses held per 100 planned depend on how a site logs the end of a cycle: some write one row for it, some one for each dose that was not given.";
const ABOUT_CHANGES: &str = "A vertical line marks a change of CTCAE version, with the new version below the axis: charts of graded indicators start anew there. No line is drawn for an earlier stretch whose baseline is one period.";
const ABOUT_CUSUMS: &str = "A CUSUM rises when events are more frequent than in the baseline and falls when they are less frequent, never below 0. It starts at 0 after the baseline and signals when it reaches its threshold.";
const ABOUT_COURSES: &str = "Vertical lines mark the years of courses.";
const ABOUT_GAPS: &str = "A g chart shows the number of courses between one event and the next, where fewer than one course in ten has the event. It can show that events have become rarer; it cannot show that they have become more frequent.";
const ABOUT_SENTINEL: &str = "One row per patient and episode: events of a patient at most 72 h apart are one episode, and a death is listed once, with its cause and the days since the last dose. Reasons: death within 30 days of the last dose; grade 5; new dialysis; unplanned ICU transfer; and an event on the list of serious events (from the label’s warnings: cardiac arrest, myocardial infarction, serious arrhythmia, respiratory failure, coma, seizure, stroke, perforation, ischemia or bleeding of the bowel, sepsis …), each from the grade that makes it serious. Laboratory abnormalities are not sentinel events.";
const NO_SENTINEL: &str = "No sentinel event was recorded for these courses: no death within 30 days of the last dose, no event of grade 5, no new dialysis, no unplanned ICU transfer, and no event on the list of serious events.";

/// What is lacking, and by which sites.
pub(super) fn of_lack(lack: &Lack) -> String {
    if lack.sites.is_empty() {
        format!("{} (by no site)", lack.what)
    } else {
        format!("{} (not by {})", lack.what, wording::list(&lack.sites))
    }
}

/// What sites did not collect, so that the list cannot have it; `None` where they collected everything.
fn lacking(lacks: &[Lack]) -> Option<String> {
    let parts: Vec<String> = lacks.iter().map(of_lack).collect();
    (!parts.is_empty()).then(|| {
        format!(
            "Not collected, and therefore missing from this list: {}.",
            parts.join("; ")
        )
    })
}

/// What some sites collected and others did not; `None` where there is nothing of the kind.
pub(super) fn collected_in_part(review: &Review) -> Option<String> {
    let lacks = review.sentinel_lacks.iter().chain(&review.support_lacks);
    let in_part = lacks.filter(|lack| !lack.sites.is_empty());
    let parts: Vec<String> = in_part.map(of_lack).collect();
    (!parts.is_empty()).then(|| {
        format!(
            "Not collected by every site: {}. Sites that did not collect an item are excluded from its denominator.",
            parts.join("; ")
        )
    })
}

/// The closed sections, in their order.
pub(super) fn sections(
    numbers: Numbers<'_>,
    tables: &Tables,
    drawn: Vec<Drawn>,
    review: &Review,
    is_empty: bool,
) -> Vec<PageSection> {
    let mut figures: Vec<PageFigure> = drawn.into_iter().map(PageFigure::of).collect();
    let n_sentinel = review.sentinel.len();
    let has_sentinel = n_sentinel > 0;
    let title = "Sentinel events: internal, not to leave the site";
    let mut sentinel = PageSection::new("sentinel", title)
        .extent(if has_sentinel {
            wording::count(n_sentinel as i64)
        } else {
            "none".to_owned()
        })
        .text(if has_sentinel {
            ABOUT_SENTINEL
        } else {
            NO_SENTINEL
        });
    sentinel.text.extend(lacking(&review.sentinel_lacks));
    let sentinel = sentinel.table(tables.sentinel.as_ref(), "");
    if is_empty {
        return vec![sentinel];
    }
    let by_period = ["safety_doses", "safety_events", "safety_organ_systems"];
    let by_course = ["safety_cusum_events", "safety_cusum_organ_systems"];
    let cusums = [&by_course[..], &["safety_grouped_cusum"]].concat();
    let has_courses = figures
        .iter()
        .any(|figure| by_course.contains(&figure.id.as_str()));
    let has_doses = figures.iter().any(|figure| figure.id == by_period[0]);
    let with = |about: &str, more: &str, is_said: bool| {
        if is_said {
            format!("{about} {more}")
        } else {
            about.to_owned()
        }
    };
    let about_periods = with(
        ABOUT_PERIODS,
        ABOUT_CHANGES,
        !review.version_changes.is_empty(),
    );
    let about_cusums = with(ABOUT_CUSUMS, ABOUT_COURSES, has_courses);
    let gaps = ["safety_gaps_events", "safety_gaps_organ_systems"];
    let mut closed = vec![
        sentinel,
        PageSection::new("any_grade", "Toxicity of any grade").table(Some(&tables.any), ""),
        PageSection::new("periods", "Charts by period")
            .figures(
                take(&mut figures, &by_period),
                &about_periods,
                "Fewer than two periods with a course, or no event: there is no chart by period.",
            )
            .text(if has_doses { ABOUT_HELD } else { "" }),
        PageSection::new("courses", "CUSUM charts").figures(
            take(&mut figures, &cusums),
            &about_cusums,
            "No indicator has a CUSUM; the column Signal gives the reason.",
        ),
        PageSection::new("charts", "How each chart is made, and what it can detect").table(
            tables.charts.as_ref(),
            "No chart has limits or a threshold yet.",
        ),
        PageSection::new("case_mix", "Case mix by period").table(
            tables.case_mix.as_ref(),
            "Neither ECOG, age nor diagnosis was collected.",
        ),
        PageSection::new("eras", "Eras").table(
            tables.eras.as_ref(),
            "There is one period: there are no eras to compare.",
        ),
        PageSection::new("sites", "Sites")
            .figures(take(&mut figures, &["safety_sites"]), "", "")
            .table(tables.sites.as_ref(), "There is one site."),
    ];
    if tables.annotations.is_some() {
        closed.push(
            PageSection::new("annotations", "Annotations").table(tables.annotations.as_ref(), ""),
        );
    }
    closed.push(PageSection::new("published", "Published numbers beside this program’s").table(
        tables.published.as_ref(),
        "No published rate with a denominator was found that counts the same events in the same unit.",
    ));
    let gaps = take(&mut figures, &gaps);
    if !gaps.is_empty() {
        let appendix = PageSection::new("gaps", "Appendix: courses between events");
        closed.push(appendix.figures(gaps, ABOUT_GAPS, ""));
    }
    let absent = sections::not_collected(numbers);
    if !absent.is_empty() {
        let text = format!(
            "Not collected by any site, which does not mean that none occurred: {}.",
            wording::list(&absent)
        );
        closed.push(PageSection::new("not_collected", "Not collected").text(&text));
    }
    closed.push(
        PageSection::new("to_read", "Reading list: published numbers")
            .table(Some(&tables.to_read), ""),
    );
    closed
}
