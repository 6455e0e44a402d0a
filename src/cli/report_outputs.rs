//! The files of a report, made from its content and a snapshot: the one list that `il2 report` writes and `il2 verify`
//! compares with what lies there.
//!
//! Takes a [`ReportContent`] and a [`Snapshot`]; gives each file, by its path in the report's folder, to whoever takes it.

use super::about::about;
use super::document_arguments::{Document, FigureWidth as TypedWidth};
use super::documents;
use super::failure::Failure;
use super::pace::Pace;
use super::report_content::{CohortContent, ReportContent};
use super::report_files::{CURVES_CSV, PAGE, RESULTS_CSV, RESULTS_PARQUET, SAFETY_PAGE};
use super::review_words;
use super::speech::Progress;
use crate::facts::SafetyFacts;
use crate::measures::results::{Row, Stratum, Unit, to_columns, to_csv};
use crate::measures::safety::{Review, review, sentinel_csv};
use crate::measures::{
    Cohort, Counted, Groupings, codebook, compare, compute_counting, course_table, curves,
    definitions, definitions_of, patient_lines, patient_table,
};
use crate::measures::{comparison, flow};
use crate::model::Frame;
use crate::report::{
    About, FigureOptions, FigureWidth, Methods, Rendered, SMALL_GROUP, internal_figures, methods,
    render, render_review,
};
use crate::store::{Snapshot, parquet_bytes};
use rayon::prelude::*;

/// Takes a file of a report: its path in the report's folder, and its bytes. Files come several at a time, in any order.
pub(super) type Take<'a> = &'a (dyn Fn(&str, &[u8]) -> Result<(), Failure> + Sync);

/// The numbers of a report.
#[derive(Debug)]
pub(super) struct ReportNumbers {
    cohort: Cohort,
    book: Option<Book>,
    review: Option<Review>,
}

/// The numbers of a report, when its files are made.
#[derive(Debug)]
pub(super) struct ReportResults {
    /// The rows of `results.csv`.
    pub(super) rows: Vec<Row>,
    pub(super) cohort: Cohort,
    /// The strata; `None` for a safety review alone.
    pub(super) groupings: Option<Groupings>,
}

impl ReportNumbers {
    /// Computes the numbers, and shows how far that is.
    pub(super) fn compute(
        content: &ReportContent,
        cohort: Cohort,
        snapshot: &Snapshot,
        progress: &Progress,
    ) -> Result<Self, Failure> {
        let book = match &content.cohort {
            Some(of_cohort) => Some(Book::compute(of_cohort, &cohort, snapshot, progress)?),
            None => None,
        };
        let review = match &content.review {
            Some(options) => Some(review(&cohort, &SafetyFacts::read(snapshot)?, options)?),
            None => None,
        };
        Ok(Self {
            cohort,
            book,
            review,
        })
    }

    /// What a reader should be warned of.
    pub(super) fn warnings(&self, content: &ReportContent) -> Vec<String> {
        let of_book = content.cohort.iter().zip(&self.book);
        let mut warnings: Vec<String> = of_book
            .flat_map(|(of_cohort, book)| book.warnings(of_cohort))
            .collect();
        let of_review = self.review.iter().flat_map(|review| &review.warnings);
        warnings.extend(of_review.map(review_words::warning));
        warnings
    }

    /// Makes every file of the report but `run.json` and its store.
    pub(super) fn make_files(
        self,
        content: &ReportContent,
        snapshot: &Snapshot,
        take: Take<'_>,
    ) -> Result<ReportResults, Failure> {
        let about = self.about(content, snapshot);
        let figures = FigureOptions {
            width: match content.documents.figure_width {
                TypedWidth::OneColumn => FigureWidth::OneColumn,
                TypedWidth::TwoColumns => FigureWidth::TwoColumns,
            },
            with_pdf: content.documents.formats.contains(&Document::Pdf),
        };
        let (mut pages, mut documents) = (Vec::new(), Vec::new());
        let (book, review) = (self.book.iter(), self.review.iter());
        let rows = book.flat_map(|book| &book.rows);
        let rows = rows.chain(review.flat_map(|review| &review.rows));
        let methods = methods(rows, &about);
        if let (Some(of_cohort), Some(book)) = (&content.cohort, &self.book) {
            let of_page = (&about, &methods, figures);
            let rendered = book.make_files(of_cohort, &self.cohort, snapshot, of_page, take)?;
            pages.extend(rendered.files);
            documents.push(rendered.document);
        }
        if let Some(review) = &self.review {
            // The safety review is the page where it is alone.
            let is_alone = self.book.is_none();
            let page = if is_alone { PAGE } else { SAFETY_PAGE };
            let rendered = make_review_files(review, page, (&about, figures), take)?;
            pages.extend(rendered.files);
            documents.push(rendered.document);
        }
        let results = self.into_results();
        let made = documents::make(
            &content.documents,
            &documents,
            &pages,
            (&results.rows, &definitions_of(&results.cohort)),
            (&about, &methods),
        )?;
        pages.extend(made);
        if !content.documents.formats.contains(&Document::Html) {
            pages.retain(|file| ![PAGE, SAFETY_PAGE].contains(&file.path.as_str()));
        }
        pages
            .into_par_iter()
            .try_for_each(|file| take(&file.path, &file.bytes))?;
        take(RESULTS_CSV, &to_csv(&results.rows))?;
        let table = Frame::new("results", to_columns(&results.rows));
        take(RESULTS_PARQUET, &parquet_bytes(&table)?)?;
        Ok(results)
    }

    /// The numbers alone.
    pub(super) fn into_results(self) -> ReportResults {
        let (mut rows, groupings) = match self.book {
            Some(book) => (book.rows, Some(book.groupings)),
            None => (Vec::new(), None),
        };
        rows.extend(self.review.into_iter().flat_map(|review| review.rows));
        ReportResults {
            rows,
            cohort: self.cohort,
            groupings,
        }
    }

    /// What the report says of its sources.
    fn about(&self, content: &ReportContent, snapshot: &Snapshot) -> About {
        let mut about = About {
            title: content.title.clone(),
            selection: content.selection.clone(),
            by: content.by.clone(),
            options: content.options.clone(),
            ..about(snapshot.manifest())
        };
        let selected = self.cohort.selected_sites();
        for site in &mut about.sites {
            site.is_selected = selected.contains(site.site_id.as_str());
        }
        about
    }
}

/// The numbers of a cohort report.
#[derive(Debug)]
struct Book {
    groupings: Groupings,
    rows: Vec<Row>,
    curves: Vec<Row>,
}

impl Book {
    fn compute(
        content: &CohortContent,
        cohort: &Cohort,
        snapshot: &Snapshot,
        progress: &Progress,
    ) -> Result<Self, Failure> {
        let groupings = Groupings::read(snapshot, &content.by, cohort)?;
        let counted = Counted {
            begin: &|steps| {
                progress.counting(Pace {
                    what: "computing measures",
                    units: "steps",
                    total: steps,
                    scale: 1,
                });
            },
            done: &|steps| progress.advance(steps),
        };
        let mut rows = compute_counting(cohort, &groupings, counted);
        rows.extend(compare(&rows, &groupings.pairs(), content.p_values));
        Ok(Self {
            rows,
            curves: curves(cohort, &groupings),
            groupings,
        })
    }

    /// Warns of results that say less, or more, than a reader might think.
    fn warnings(&self, content: &CohortContent) -> Vec<String> {
        let mut warnings = Vec::new();
        let treated = |unit: Unit| {
            let is_treated = move |row: &&Row| {
                row.measure == flow::FLOW && row.unit == unit && row.item == "treated"
            };
            self.rows.iter().filter(is_treated)
        };
        if treated(Unit::Course).all(|row| row.value == Some(0.0)) {
            warnings.push(
                "no course has a given dose, and every measure is of treated courses".to_owned(),
            );
        }
        let is_small = |row: &&Row| {
            row.stratum != Stratum::Overall && row.value.is_some_and(|n| n < SMALL_GROUP as f64)
        };
        let small = treated(Unit::Patient).filter(is_small).count();
        if small > 0 {
            warnings.push(format!(
                "strata of fewer than {SMALL_GROUP} treated patients: {small}; small numbers may identify a patient: keep the report at the site"
            ));
        }
        if content.p_values && !self.rows.iter().any(|row| row.measure == comparison::TESTS) {
            warnings.push(
                "--p-values: nothing was tested, since no --by has exactly two strata without a missing level"
                    .to_owned(),
            );
        }
        warnings
    }

    /// Makes the curves, the lists of patients and courses and the figures of single patients, which stay at the site; gives the page with tables and
    /// figures.
    fn make_files(
        &self,
        content: &CohortContent,
        cohort: &Cohort,
        snapshot: &Snapshot,
        (about, methods, figures): (&About, &Methods, FigureOptions),
        take: Take<'_>,
    ) -> Result<Rendered, Failure> {
        take(CURVES_CSV, &to_csv(&self.curves))?;
        let (patients, courses) = (patient_table(cohort), course_table(cohort, snapshot)?);
        take("patients.csv", &patients)?;
        take("courses.csv", &courses)?;
        let tables = [("patients", &patients[..]), ("courses", &courses)];
        let own = snapshot.manifest().own_columns();
        take("codebook.csv", &codebook(&tables, &own))?;
        for file in internal_figures(&patient_lines(cohort, snapshot)?, figures)? {
            take(&file.path, &file.bytes)?;
        }
        let Self { rows, curves, .. } = self;
        let definition = &content.definition;
        Ok(render(
            definition,
            rows,
            curves,
            &definitions_of(cohort),
            (about, methods),
            figures,
        )?)
    }
}

/// Makes the points of a review's charts and its sentinel events, which stay at the site; gives its page with tables and
/// figures.
fn make_review_files(
    review: &Review,
    page: &str,
    (about, figures): (&About, FigureOptions),
    take: Take<'_>,
) -> Result<Rendered, Failure> {
    take("series.csv", &to_csv(&review.series))?;
    take("sentinel.csv", &sentinel_csv(review.all_sentinel()))?;
    Ok(render_review(review, &definitions(), about, page, figures)?)
}
