//! The safety review as a page: one page that stands alone, and closed sections behind it.

mod charts;
mod names;
mod one_page;
mod sections;

use super::about::About;
use super::figures::FigureError;
use super::page::{PageDefinition, PageTable, page_definition, page_table};
use super::tables::Table;
use super::{RenderedFile, ReportError, png, wording};
use crate::measures::definition::Definition;
use crate::measures::safety::Review;
use charts::{Drawn, Points};
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Value, context};
use one_page::{Numbers, periods};
use rayon::prelude::*;
use serde::Serialize;

/// A closed section.
#[derive(Debug, Serialize)]
struct PageSection {
    id: &'static str,
    title: &'static str,
    /// How much there is, for the closed heading.
    extent: String,
    text: Vec<String>,
    figures: Vec<PageFigure>,
    tables: Vec<PageTable>,
}

#[derive(Debug, Serialize)]
struct PageFigure {
    id: &'static str,
    title: &'static str,
    svg: String,
    alt: String,
}

/// Makes the files of a review: its page, its figures as SVG and PNG, its tables as CSV.
///
/// # Errors
///
/// Where a figure cannot be drawn or the page cannot be laid out.
pub fn render_review(
    review: &Review,
    measures: &[Definition],
    about: &About,
    page: &str,
) -> Result<Vec<RenderedFile>, ReportError> {
    let numbers = Numbers { rows: &review.rows };
    let points = Points {
        numbers,
        series: &review.series,
    };
    let drawn = charts::draw_all(points)?;
    let pictures: Vec<Vec<u8>> = drawn
        .par_iter()
        .map(|drawn| png::png(&drawn.figure.svg))
        .collect::<Result<_, FigureError>>()?;
    let mut files = Vec::new();
    for (drawn, picture) in drawn.iter().zip(pictures) {
        let path = |extension| format!("figures/{}.{extension}", drawn.name);
        files.push(RenderedFile {
            path: path("svg"),
            bytes: drawn.figure.svg.clone().into_bytes(),
        });
        files.push(RenderedFile {
            path: path("png"),
            bytes: picture,
        });
    }
    let (groups, notes) = one_page::groups(numbers);
    let mut any_notes = Vec::new();
    let any = one_page::by_organ_system(
        numbers,
        "toxicity_any",
        "Courses with toxicity of any grade",
        &mut any_notes,
    );
    let latest = numbers.periods("latest").map(periods);
    let baseline = numbers.periods("baseline").map(periods);
    let heading = |what: &str, name: &Option<String>| match name {
        Some(name) => format!("{what}: {name}"),
        None => what.to_owned(),
    };
    let (latest_heading, baseline_heading) =
        (heading("Latest", &latest), heading("Baseline", &baseline));
    let any = [any];
    let tables = Tables {
        indicators: sections::indicators(&groups, &latest_heading, &baseline_heading),
        any: sections::indicators(&any, &latest_heading, &baseline_heading),
        charts: sections::charts(numbers),
        eras: sections::eras(numbers),
        sites: sections::sites(numbers),
        sentinel: sections::sentinel(&review.sentinel),
        annotations: sections::annotations(&review.series),
    };
    files.extend(tables.files());
    let is_empty = numbers.courses("overall").is_none();
    let sections = sections_of(numbers, &tables, drawn, review, is_empty);
    let (shares, wanting) = one_page::completeness(numbers);
    let definitions: Vec<PageDefinition> = measures
        .iter()
        .filter(|measure| measure.name.starts_with("quality."))
        .map(|measure| page_definition(&[measure]))
        .collect();
    let failed = |error: minijinja::Error| ReportError::Page {
        message: error.to_string(),
    };
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment
        .add_template("safety.html", include_str!("safety.html"))
        .map_err(failed)?;
    let html = environment
        .get_template("safety.html")
        .and_then(|template| {
            template.render(context! {
                title => about.title.as_deref().unwrap_or("Safety review"),
                subtitle => subtitle(numbers, about),
                selection => about.selection.as_ref(),
                version => &about.program_version,
                css => include_str!("../page.css"),
                review_css => include_str!("safety.css"),
                is_empty,
                latest_heading => latest_heading,
                baseline_heading => baseline_heading,
                has_baseline => baseline.is_some(),
                shares => Value::from(Serde(&shares)),
                wanting => wanting,
                summary => if is_empty { Vec::new() } else { one_page::summary(numbers) },
                groups => Value::from(Serde(&groups)),
                notes => notes,
                sections => Value::from(Serde(&sections)),
                definitions => Value::from(Serde(&definitions)),
            })
        })
        .map_err(failed)?;
    files.insert(
        0,
        RenderedFile {
            path: page.to_owned(),
            bytes: html.into_bytes(),
        },
    );
    Ok(files)
}

/// The review's tables.
struct Tables {
    indicators: Table,
    any: Table,
    charts: Option<Table>,
    eras: Option<Table>,
    sites: Option<Table>,
    sentinel: Option<Table>,
    annotations: Option<Table>,
}

impl Tables {
    fn files(&self) -> Vec<RenderedFile> {
        let named = [
            ("safety_indicators", Some(&self.indicators)),
            ("safety_any_grade", Some(&self.any)),
            ("safety_charts", self.charts.as_ref()),
            ("safety_eras", self.eras.as_ref()),
            ("safety_sites", self.sites.as_ref()),
            ("safety_annotations", self.annotations.as_ref()),
        ];
        named
            .into_iter()
            .filter_map(|(name, table)| {
                let table = table.filter(|table| !table.rows.is_empty())?;
                Some(RenderedFile {
                    path: format!("tables/{name}.csv"),
                    bytes: table.to_csv(),
                })
            })
            .collect()
    }
}

/// Whom and when the review is about.
fn subtitle(numbers: Numbers<'_>, about: &About) -> String {
    let sites: Vec<String> = about
        .sites
        .iter()
        .map(|site| site.site_id.clone())
        .collect();
    let who = match sites.as_slice() {
        [one] => format!("site {one}"),
        _ => format!("sites {}", wording::list(&sites)),
    };
    let Some(courses) = numbers.courses("overall") else {
        return who;
    };
    let whole = numbers
        .rows
        .iter()
        .find(|row| row.measure == "quality.courses" && row.level.starts_with("periods."));
    let when = whole.map_or_else(String::new, |row| {
        let noun = row.level.trim_start_matches("periods.");
        let range = periods(row.stratum.trim_start_matches("period="));
        let plural = if row.value == Some(1.0) { "" } else { "s" };
        let blocks = if noun == "block" {
            " of courses in their sequence, no dates being known"
        } else {
            ""
        };
        format!(", {noun}{plural} {range}{blocks}")
    });
    let a_year = numbers
        .rows
        .iter()
        .find(|row| row.measure == "quality.courses" && row.level.starts_with("a_year."));
    let a_year = a_year.map_or_else(String::new, |row| {
        let number = wording::at_most(row.value.unwrap_or_default(), 0);
        let why = match row.level.as_str() {
            "a_year.assumed" => " (assumed, no dates being known: --courses-a-year)",
            "a_year.given" => " (given)",
            _ => "",
        };
        format!("; {number} courses a year{why}")
    });
    format!(
        "{} treated course{} of {who}{when}{a_year}",
        wording::at_most(courses, 0),
        if (courses - 1.0).abs() < 0.5 { "" } else { "s" },
    )
}

/// The closed sections that have something to say, or that say why there is nothing.
fn sections_of(
    numbers: Numbers<'_>,
    tables: &Tables,
    drawn: Vec<Drawn>,
    review: &Review,
    is_empty: bool,
) -> Vec<PageSection> {
    let mut figures: Vec<PageFigure> = drawn
        .into_iter()
        .map(|drawn| PageFigure {
            id: drawn.name,
            title: drawn.title,
            svg: drawn.figure.svg,
            alt: drawn.figure.alt,
        })
        .collect();
    let mut take = |names: &[&str]| -> Vec<PageFigure> {
        let (taken, left) = std::mem::take(&mut figures)
            .into_iter()
            .partition(|figure| names.contains(&figure.id));
        figures = left;
        taken
    };
    let section =
        |id, title, text: &[&str], figures: Vec<PageFigure>, tables: &[Option<&Table>]| {
            PageSection {
                id,
                title,
                extent: String::new(),
                text: text.iter().map(|&text| text.to_owned()).collect(),
                figures,
                tables: tables
                    .iter()
                    .flatten()
                    .map(|table| page_table(table))
                    .collect(),
            }
        };
    let n = review.sentinel.len();
    let sentinel = PageSection {
        extent: if n == 0 {
            "none".to_owned()
        } else {
            wording::count(n as i64)
        },
        ..section(
            "sentinel",
            "Sentinel events: internal, not to leave the site",
            &[if n == 0 {
                "No death within 30 days, no event of grade 5, no dialysis, no term that stands for an intubation, no cardiac arrest, no myocardial infarction and no event of grade 4 that lasted over 7 days is in the record of these courses."
            } else {
                "Deaths within 30 days, grade 5, dialysis, terms that stand for an intubation, cardiac arrest, myocardial infarction, and grade 4 lasting over 7 days. Each row is of one patient."
            }],
            Vec::new(),
            &[tables.sentinel.as_ref()],
        )
    };
    if is_empty {
        return vec![sentinel];
    }
    let absent = sections::not_collected(numbers);
    let mut sections = vec![
        sentinel,
        section(
            "any_grade",
            "Toxicity of any grade",
            &[],
            Vec::new(),
            &[Some(&tables.any)],
        ),
    ];
    let by_period = take(&["safety_doses", "safety_events", "safety_organ_systems"]);
    let few =
        ["Fewer than two periods with a course, or no event: there is no chart by period to draw."];
    let about_periods = [
        "The baseline’s periods are rings on a shaded ground; the line is theirs and stays. A period without a course is a gap. An event of which fewer than one is expected in a period, or of which a p chart would notice a doubling no sooner than in ten years, is watched course by course: its points have no limits here. False alarm: the probability that the periods after the baseline signal at all where nothing has changed and courses are independent.",
    ];
    let text: &[&str] = if by_period.is_empty() {
        &few
    } else {
        &about_periods
    };
    sections.push(section("periods", "Charts by period", text, by_period, &[]));
    let by_course = take(&[
        "safety_cusum_events",
        "safety_cusum_organ_systems",
        "safety_gaps_events",
        "safety_gaps_organ_systems",
    ]);
    let none = [
        "No event is watched course by course: there are none, or no baseline yet to watch them from.",
    ];
    let about_courses = [
        "A CUSUM goes up with each event and down without one. It starts at 0 with the first course after the baseline; at its threshold it signals. A g chart, drawn where fewer than one course in ten has the event, shows the courses between events: a single short gap can hardly be a signal, long gaps say that events have become rarer.",
    ];
    let text: &[&str] = if by_course.is_empty() {
        &none
    } else {
        &about_courses
    };
    sections.push(section(
        "courses",
        "Charts course by course",
        text,
        by_course,
        &[],
    ));
    sections.push(section(
        "charts",
        "How each chart is made, and what it can notice",
        &[],
        Vec::new(),
        &[tables.charts.as_ref()],
    ));
    let text: &[&str] = if tables.eras.is_some() {
        &[]
    } else {
        &["There is one period: no eras can be told apart."]
    };
    sections.push(section(
        "eras",
        "Eras",
        text,
        Vec::new(),
        &[tables.eras.as_ref()],
    ));
    let text: &[&str] = if tables.sites.is_some() {
        &[]
    } else {
        &["There is one site."]
    };
    sections.push(section(
        "sites",
        "Sites",
        text,
        take(&["safety_sites"]),
        &[tables.sites.as_ref()],
    ));
    if tables.annotations.is_some() {
        sections.push(section(
            "annotations",
            "Annotations",
            &[],
            Vec::new(),
            &[tables.annotations.as_ref()],
        ));
    }
    if !absent.is_empty() {
        let text = format!(
            "Not collected by any site, which is not the same as none: {}.",
            wording::list(&absent)
        );
        sections.push(section(
            "not_collected",
            "What was not collected",
            &[&text],
            Vec::new(),
            &[],
        ));
    }
    sections
}
