//! The safety review as a page: one page that stands alone, and closed sections behind it.

mod behind;
mod charts;
mod completeness;
mod course_panels;
mod headline;
mod indicator_tables;
mod names;
mod numbers;
mod one_page;
mod period_panels;
mod sections;
mod signals;
mod site_panels;

use super::about::About;
use super::figures::FigureError;
use super::page::{PageDefinition, lay_out, page_definition};
use super::tables::Table;
use super::{RenderedFile, ReportError, png, wording};
use crate::measures::definition::Definition;
use crate::measures::results::Row;
use crate::measures::safety::Review;
use charts::Points;
use minijinja::value::Serde;
use minijinja::{Value, context};
use numbers::Numbers;
use one_page::periods;
use rayon::prelude::*;

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
        indicators: indicator_tables::indicators_file(&groups, &latest_heading, &baseline_heading),
        any: indicator_tables::indicators(&any, &latest_heading, &baseline_heading),
        any_file: indicator_tables::indicators_file(&any, &latest_heading, &baseline_heading),
        charts: sections::charts(numbers),
        eras: sections::eras(numbers),
        sites: sections::sites(numbers),
        sentinel: sections::sentinel(&review.sentinel),
        annotations: sections::annotations(&review.series),
    };
    files.extend(tables.files());
    let is_empty = numbers.courses("overall").is_none();
    let sections = behind::sections(numbers, &tables, drawn, review, is_empty);
    let (shares, mut wanting) = completeness::completeness(numbers);
    wanting.extend(behind::collected_in_part(review));
    let definitions: Vec<PageDefinition> = measures
        .iter()
        .filter(|measure| measure.name.starts_with("safety."))
        .map(|measure| page_definition(&[measure]))
        .collect();
    let values = context! {
                    title => about.title.as_deref().unwrap_or("Safety review"),
                    subtitle => subtitle(numbers, about),
                    selection => about.selection.as_ref(),
                    version => &about.program_version,
                    css => include_str!("../page.css"),
                    review_css => include_str!("safety.css"),
                    is_empty,
                    latest => latest,
                    baseline => baseline,
                    shares => Value::from(Serde(&shares)),
                    wanting => wanting,
                    summary => if is_empty { Vec::new() } else { headline::headline(numbers) },
                    groups => Value::from(Serde(&groups)),
                    notes => notes,
                    sections => Value::from(Serde(&sections)),
                    definitions => Value::from(Serde(&definitions)),
    };
    let html = lay_out(include_str!("safety.html"), values)?;
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
    any_file: Table,
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
            ("safety_any_grade", Some(&self.any_file)),
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
    let of_all = |level: &'static str| {
        let is_it =
            move |row: &&Row| row.measure == "safety.courses" && row.level.starts_with(level);
        numbers.rows.iter().find(is_it)
    };
    let whole = of_all("periods.");
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
    let a_year = of_all("a_year.");
    let a_year = a_year.map_or_else(String::new, |row| {
        let number = wording::at_most(row.value.unwrap_or_default(), 0);
        let why = match row.level.as_str() {
            "a_year.assumed" => " (assumed, no dates being known: --courses-a-year)",
            "a_year.given" => " (given)",
            _ => "",
        };
        format!("; {number} courses a year{why}")
    });
    let left_out = of_all("without_period").map_or_else(String::new, |row| {
        let n = wording::at_most(row.value.unwrap_or_default(), 0);
        format!("; {n} more without a start are left out")
    });
    format!(
        "{} treated course{} of {who}{when}{a_year}{left_out}",
        wording::at_most(courses, 0),
        if (courses - 1.0).abs() < 0.5 { "" } else { "s" },
    )
}
