//! Makes the files of a safety review.

use super::case_mix::case_mix;
use super::charts::{self, Drawn, Points};
use super::numbers::Numbers;
use super::one_page::{self, says_anything};
use super::review_tables::Tables;
use super::sentinel::sentinel;
use super::subtitle::{data_cut, subtitle};
use super::{
    apart, behind, completeness, headline, indicator_tables, published, sections, site_charts,
    version_notes,
};
use crate::measures::definition::Definition;
use crate::measures::results::{ReviewPart, Stratum};
use crate::measures::safety::Review;
use crate::report::about::About;
use crate::report::document::{
    Document, DocumentContent, DocumentPart, DocumentSection, Numbering, Rendered,
};
use crate::report::error::ReportError;
use crate::report::figures::{FigureError, FigureOptions};
use crate::report::page::{PageDefinition, lay_out, page_definition};
use crate::report::policy::content_security_policy;
use crate::report::rendered::RenderedFile;
use minijinja::value::Serde;
use minijinja::{Value, context};
use rayon::prelude::*;

const TEMPLATE: &str = concat!(include_str!("../parts.html"), include_str!("safety.html"));

/// The style sheet, as it lies between its tags.
const STYLE: &str = concat!(
    "\n",
    include_str!("../page.css"),
    "\n",
    include_str!("safety.css"),
    "\n"
);

/// The files of figures.
fn pictures(drawn: &[Drawn], options: FigureOptions) -> Result<Vec<RenderedFile>, FigureError> {
    let files = drawn
        .par_iter()
        .map(|drawn| RenderedFile::of_figure(drawn.name, drawn.title, &drawn.figure, options));
    let files: Vec<Vec<RenderedFile>> = files.collect::<Result<_, FigureError>>()?;
    Ok(files.into_iter().flatten().collect())
}

/// Makes the files of a review: its page, its figures as SVG and PNG (with `with_pdf` as PDF too), its tables as CSV.
///
/// # Errors
///
/// Where a figure cannot be drawn or the page cannot be laid out.
pub(crate) fn render_review(
    review: &Review,
    measures: &[Definition],
    about: &About,
    page: &str,
    options: FigureOptions,
) -> Result<Rendered, ReportError> {
    let mut numbering = Numbering::default();
    let is_beside_cohort = page != "report.html";
    let numbers = Numbers { rows: &review.rows };
    let points = Points {
        numbers,
        series: &review.series,
        version_changes: &review.version_changes,
    };
    let drawn = charts::draw_all(points, options.width)?;
    let mut files = pictures(&drawn, options)?;
    let groups = one_page::groups(numbers);
    let any = one_page::by_organ_system(
        numbers,
        "toxicity_any",
        "Courses with toxicity of any grade",
    );
    let of_part = |part| {
        let range = numbers.periods(part)?;
        Some(numbers.periods_in_words(range))
    };
    let (latest, baseline) = (of_part(ReviewPart::Latest), of_part(ReviewPart::Baseline));
    let (latest_heading, baseline_heading) = (
        heading("Latest", latest.as_ref()),
        heading("Baseline", baseline.as_ref()),
    );
    let any = [any];
    let mut any_table = indicator_tables::indicators(&any, &latest_heading, &baseline_heading);
    any_table
        .notes
        .extend(version_notes::pooled_any_grade(review));
    let tables = Tables {
        indicators: indicator_tables::indicators_file(&groups, &latest_heading, &baseline_heading),
        any: any_table,
        any_file: indicator_tables::indicators_file(&any, &latest_heading, &baseline_heading),
        charts: sections::charts(numbers),
        eras: sections::eras(review),
        sites: sections::sites(review),
        sentinel: sentinel(&review.sentinel),
        annotations: sections::annotations(&review.series),
        case_mix: case_mix(&review.series),
        published: published::beside(review),
        to_read: published::to_read(),
    };
    files.extend(tables.files());
    let title = about.title.as_deref().unwrap_or("Safety review");
    let line = subtitle(numbers, review);
    let about_whom = format!("{line}. {}", data_cut(review, about));
    let is_empty = numbers.courses(&Stratum::Overall).is_none();
    let headline = (!is_empty).then(|| headline::headline(review, &groups));
    let text = introduction(headline.as_ref(), is_beside_cohort);
    let parts = parts_of_documents(&tables, &drawn, &mut numbering, text);
    let document = Document::new(title, about_whom, parts);
    let mut sections = behind::sections(numbers, &tables, drawn, review, is_empty);
    // Other regimens come first, right below the page.
    let of_others = apart::section(review);
    sections.splice(0..0, of_others);
    sections.extend(site_charts::sections(review, options.width)?);
    behind::label(&mut sections, &document, &mut numbering);
    let (shares, mut wanting) = completeness::completeness(numbers);
    wanting.extend(behind::collected_in_part(review));
    if !is_empty {
        wanting.extend(version_notes::recorded(review));
    }
    let definitions = of_reviews(measures);
    let values = context! {
                    title,
                    subtitle => line,
                    volume => if review.is_order_known { "this program’s volume" } else { "the median volume since the baseline" },
                    selection => about.selection.as_ref(),
                    options => about.options.join(" "),
                    version => &about.program_version,
                    indicators_label => document.label("safety_indicators", false),
                    is_simulated => about.is_simulated,
                    policy => content_security_policy(STYLE),
                    style => STYLE,
                    is_empty,
                    latest => latest,
                    baseline => baseline,
                    shares => Value::from(Serde(&shares)),
                    wanting => wanting,
                    data_cut => data_cut(review, about),
                    headline => headline.map(|headline| Value::from(Serde(headline))),
                    about_numbers => indicator_tables::NUMBERS,
                    about_signals => indicator_tables::SIGNALS,
                    numbered => is_beside_cohort.then_some(NUMBERED_ON_PAGE),
                    has_change => says_anything(&groups, |line| &line.change),
                    has_detects => says_anything(&groups, |line| &line.detects),
                    groups => Value::from(Serde(&groups)),
                    sections => Value::from(Serde(&sections)),
                    definitions => Value::from(Serde(&definitions)),
    };
    let html = lay_out(TEMPLATE, values)?;
    files.insert(
        0,
        RenderedFile {
            path: page.to_owned(),
            bytes: html.into_bytes(),
        },
    );
    Ok(Rendered { files, document })
}

/// What a document of both parts says of its numbers, and the page of the review of its own.
const NUMBERED_IN_DOCUMENT: &str = "Tables and figures are numbered on from those of the cohort report; the page safety.html numbers its own from 1.";
const NUMBERED_ON_PAGE: &str = "Tables and figures of this page are numbered from 1; report.docx numbers them on from those of the cohort report.";

/// The heading of a column, with its periods: `Latest: 2023`.
fn heading(what: &str, periods: Option<&String>) -> String {
    match periods {
        Some(periods) => format!("{what}: {periods}"),
        None => what.to_owned(),
    }
}

/// The paragraphs before the first table of a document.
fn introduction(headline: Option<&headline::Headline>, is_beside_cohort: bool) -> Vec<String> {
    let numbered = is_beside_cohort.then(|| NUMBERED_IN_DOCUMENT.to_owned());
    let found = headline.map(headline::Headline::paragraphs);
    numbered
        .into_iter()
        .chain(found.into_iter().flatten())
        .collect()
}

/// The definitions of the measures of reviews.
fn of_reviews(measures: &[Definition]) -> Vec<PageDefinition> {
    measures
        .iter()
        .filter(|measure| measure.name.starts_with("safety."))
        .map(|measure| page_definition(&[measure]))
        .collect()
}

/// The text, tables and figures of a review for documents; what lists single courses is not among them.
fn parts_of_documents(
    tables: &Tables,
    drawn: &[Drawn],
    numbering: &mut Numbering,
    text: Vec<String>,
) -> Vec<DocumentSection> {
    let (open, closed): (Vec<DocumentPart>, Vec<DocumentPart>) = tables
        .parts(numbering)
        .into_iter()
        .partition(|part| !part.is_closed);
    let figures = drawn.iter().map(|drawn| DocumentPart {
        name: drawn.name.to_owned(),
        label: numbering.figure(false),
        title: drawn.title.to_owned(),
        content: DocumentContent::Figure(drawn.figure.clone()),
        is_closed: false,
    });
    let section = |title: &str, parts: Vec<DocumentPart>| DocumentSection {
        title: title.to_owned(),
        text: Vec::new(),
        parts,
    };
    let sections = [
        DocumentSection {
            text,
            ..section("Safety review", open)
        },
        section("Charts of the safety review", figures.collect()),
        section("Appendix to the safety review", closed),
    ];
    let has_parts = |section: &DocumentSection| !section.parts.is_empty();
    sections.into_iter().filter(has_parts).collect()
}
