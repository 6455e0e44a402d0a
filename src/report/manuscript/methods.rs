//! The paragraphs on methods for a paper, made from what a report computed and of whom.

use super::references::cited;
use crate::measures::characteristics::{CTCAE_VERSION, RESPONSE_CRITERIA, START_YEAR};
use crate::measures::flow::FLOW;
use crate::measures::results::{Method, Row, Statistic, Stratum, Unit};
use crate::notation::thousands;
use crate::report::about::About;
use crate::report::wording;
use std::collections::BTreeSet;

/// The paragraphs, each under its heading. Citations are keys of `references.bib`, as Pandoc writes them: `[@kaplan1958]`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Methods {
    paragraphs: Vec<(&'static str, String)>,
}

impl Methods {
    fn add(&mut self, heading: &'static str, sentences: &[String]) {
        if !sentences.is_empty() {
            self.paragraphs.push((heading, sentences.join(" ")));
        }
    }

    /// `methods.md`.
    pub(crate) fn markdown(&self) -> String {
        let sections = self.paragraphs.iter();
        let sections =
            sections.map(|(heading, paragraph)| format!("\n## {heading}\n\n{paragraph}\n"));
        std::iter::once("# Methods\n".to_owned())
            .chain(sections)
            .collect()
    }

    /// Headings and paragraphs for a page or a document, which cite by author and year.
    pub(crate) fn cited(&self) -> Vec<(&'static str, String)> {
        let paragraphs = self.paragraphs.iter();
        paragraphs
            .map(|(heading, text)| (*heading, by_author(text)))
            .collect()
    }

    /// Its headings.
    pub(crate) fn headings(&self) -> BTreeSet<&str> {
        self.paragraphs
            .iter()
            .map(|(heading, _)| *heading)
            .collect()
    }

    /// The keys of what it cites.
    pub(crate) fn keys(&self) -> BTreeSet<&str> {
        let texts = self.paragraphs.iter().map(|(_, text)| text.as_str());
        texts
            .flat_map(|text| text.split('@').skip(1))
            .filter_map(|after| after.split([']', ';']).next())
            .collect()
    }
}

/// A text whose citations are `(Kaplan and Meier, 1958)`.
fn by_author(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("[@") {
        let Some((keys, tail)) = after.split_once(']') else {
            break;
        };
        let keys = keys.split("; @").map(cited).collect::<Vec<_>>();
        plain = format!("{plain}{before}({})", keys.join("; "));
        rest = tail;
    }
    plain.push_str(rest);
    plain
}

/// The methods of a report of these rows, those of the cohort report and of the safety review together.
pub(crate) fn methods(rows: &[Row], about: &About) -> Methods {
    let results = Results { rows };
    let mut methods = Methods::default();
    methods.add("Patients and data", &patients(results, about));
    methods.add("Exposure", &exposure(results));
    methods.add("Adverse events", &adverse_events(results));
    methods.add("Vasopressors, kidney and intensive care", &support(results));
    methods.add("Response and survival", &outcome(results));
    methods.add("Safety review", &review(results));
    methods.add("Statistical analysis", &statistics(results));
    methods.add("Software", &[format!(
        "Analyses used il2-outcomes {}; the SHA-256 checksums of the data, the options of the run and every result with its numerator, denominator and method are part of its output. strobe.csv lists the items of STROBE [@strobe2007] and RECORD [@record2015] that this output answers.",
        about.program_version
    )]);
    methods
}

/// Rows, looked up by what they say.
#[derive(Clone, Copy)]
struct Results<'a> {
    rows: &'a [Row],
}

impl<'a> Results<'a> {
    /// The rows of all patients of a measure.
    fn overall(self, measure: &'a str) -> impl Iterator<Item = &'a Row> {
        let is_it = move |row: &&Row| row.measure == measure && row.stratum == Stratum::Overall;
        self.rows.iter().filter(is_it)
    }

    /// Whether it has a measure of this family with a value.
    fn has(self, prefix: &str) -> bool {
        let mut rows = self.rows.iter();
        rows.any(|row| row.measure.starts_with(prefix) && row.value.is_some())
    }

    fn count(self, unit: Unit, item: &str) -> Option<i64> {
        let mut rows = self.overall(FLOW);
        let is_it = |row: &&Row| row.unit == unit && row.item == item;
        #[expect(clippy::cast_possible_truncation, reason = "a count")]
        rows.find(is_it)?.value.map(|count| count.round() as i64)
    }

    /// The categories of a characteristic that some patient has.
    fn categories(self, measure: &'a str) -> Vec<String> {
        let rows = self.overall(measure).filter(|row| {
            row.statistic == Statistic::Proportion
                && row.numerator > Some(0)
                && row.item != "missing"
        });
        rows.map(|row| row.item.clone()).collect()
    }

    fn uses(self, method: Method) -> bool {
        self.rows.iter().any(|row| row.method == Some(method))
    }
}

fn counted(n: i64, one: &str) -> String {
    let plural = if n == 1 { "" } else { "s" };
    format!("{} {one}{plural}", wording::count(n))
}

fn patients(results: Results<'_>, about: &About) -> Vec<String> {
    let mut sentences = Vec::new();
    if about.is_simulated {
        sentences.push("The data are simulated: no patient was treated.".to_owned());
    }
    let treated = [Unit::Patient, Unit::Course].map(|unit| results.count(unit, "treated"));
    let sites: Vec<String> = about
        .sites
        .iter()
        .filter(|site| site.is_selected)
        .map(|site| site.site_id.clone())
        .collect();
    if let [Some(patients), Some(courses)] = treated {
        let mut years: Vec<i64> = results
            .categories(START_YEAR)
            .iter()
            .filter_map(|year| year.parse().ok())
            .collect();
        years.sort_unstable();
        let when = match (years.first(), years.last()) {
            (Some(first), Some(last)) if first < last => {
                format!("; first treated courses began in {first} to {last}")
            }
            (Some(year), _) => format!("; first treated courses began in {year}"),
            _ => String::new(),
        };
        sentences.push(format!(
            "This retrospective cohort comprises {} who received at least one dose of interleukin-2, in {}, at {} ({}){when}.",
            counted(patients, "patient"),
            counted(courses, "course"),
            counted(sites.len() as i64, "site"),
            wording::list(&sites),
        ));
    }
    if let Some(selection) = &about.selection {
        sentences.push(format!(
            "Courses were included where `{selection}`; all others were excluded."
        ));
    }
    let sum = |of: fn(&crate::report::about::AboutFile) -> u64| -> u64 {
        about.files.iter().map(of).sum()
    };
    let (read, quarantined) = (
        sum(|file| file.rows_read),
        sum(|file| file.rows_quarantined),
    );
    if read > 0 {
        let share = wording::percent(quarantined as f64 / read as f64);
        sentences.push(format!(
            "De-identified exports of the sites held {} rows; {} ({share}%) broke the data model, were quarantined and entered no analysis.",
            thousands(read),
            thousands(quarantined),
        ));
    }
    sentences.push("Sites that did not collect an item are excluded from its denominator; missing values are reported as missing and never counted as absent.".to_owned());
    sentences
}

fn exposure(results: Results<'_>) -> Vec<String> {
    if !results.has("exposure.") {
        return Vec::new();
    }
    vec![
        "A dose counts as given only where it was infused. Planned doses are those of the protocol of each course (by default 14 doses in each of two cycles of high-dose interleukin-2 [@aldesleukin], and 6 doses after tumor-infiltrating lymphocytes [@lifileucel]); a course without a plan is in no estimate of completion.".to_owned(),
        "A cycle that ended before its last planned dose is attributed to the first reason recorded for it.".to_owned(),
    ]
}

fn adverse_events(results: Results<'_>) -> Vec<String> {
    if !results.has("toxicity.") {
        return Vec::new();
    }
    let versions = results.categories(CTCAE_VERSION);
    let graded = if versions.is_empty() {
        "by CTCAE [@ctcae]; the version was not exported".to_owned()
    } else {
        format!(
            "by CTCAE version {} [@ctcae], as exported",
            wording::list(&versions)
        )
    };
    let mut sentences = vec![format!(
        "Adverse events are of any cause, from the first dose given to 30 days after the last, graded {graded}. Each patient or course is counted once for each organ system and term, at the worst grade; an event of unknown grade counts as of any grade and never as of grade 3 or higher."
    )];
    if results.has("toxicity.resolved_by") {
        sentences.push("Resolution of events of grade 3 or higher (return to grade 1 or lower, or to the grade before treatment) was estimated by the Aalen–Johansen method, with death as a competing event [@aalen1978].".to_owned());
    }
    sentences
}

fn support(results: Results<'_>) -> Vec<String> {
    let mut sentences = Vec::new();
    if results.has("vasopressor.") {
        sentences.push("Vasopressor use is any infusion of a listed agent other than dopamine at a low dose alone; the peak is in norepinephrine equivalents [@kotani2023].".to_owned());
    }
    if results.has("dialysis.") {
        sentences.push("Dialysis is new kidney replacement therapy in patients who were not on maintenance dialysis; ultrafiltration alone does not count.".to_owned());
    }
    if results.has("kidney.") {
        sentences.push("Acute kidney injury was staged by the creatinine criteria of KDIGO; dialysis is stage 3 [@kdigo2012].".to_owned());
    }
    if results.has("care.icu_transfer") {
        sentences.push("An unplanned transfer is an ICU stay that began after the start of a course whose planned setting was not an ICU.".to_owned());
    }
    sentences
}

fn outcome(results: Results<'_>) -> Vec<String> {
    if !results.has("outcome.") {
        return Vec::new();
    }
    let criteria = results.categories(RESPONSE_CRITERIA);
    let recist = if criteria.iter().any(|name| name == "RECIST 1.1") {
        " [@recist2009]"
    } else {
        ""
    };
    let by = if criteria.is_empty() {
        "the criteria were not exported".to_owned()
    } else {
        format!("by {}{recist}, as exported", wording::list(&criteria))
    };
    let mut sentences = vec![format!(
        "Best overall response is the best over the treated courses of a patient ({by}); the objective response rate is of all treated patients, those without an evaluable response counting as non-responders."
    )];
    if results.has("outcome.overall_survival") {
        sentences.push("Overall and progression-free survival run from the first dose of the first treated course and were estimated by the Kaplan–Meier method [@kaplan1958]; patients without the event were censored at the last contact.".to_owned());
    }
    sentences
}

fn review(results: Results<'_>) -> Vec<String> {
    if !results.has("safety.") {
        return Vec::new();
    }
    vec!["Indicators of the safety review were compared with a baseline period and monitored on control charts [@montgomery; @wheeler1992] and, where events are rare, by a cumulative sum (CUSUM) that detects a doubling of the odds [@steiner2000; @brook1972].".to_owned()]
}

fn statistics(results: Results<'_>) -> Vec<String> {
    let mut sentences = vec![
        "Continuous variables are given as mean (SD) or median (interquartile range) [@hyndman1996], categorical variables as number (%).".to_owned(),
    ];
    let mut intervals: Vec<&str> = Vec::new();
    for (method, text) in [
        (
            Method::ClopperPearson,
            "of proportions of patients by Clopper and Pearson [@clopper1934]",
        ),
        (
            Method::RaoScottWilson,
            "of proportions of courses, cycles and doses by Wilson’s method on the effective sample size, which allows for several of one patient [@wilson1927; @rao1992]",
        ),
        (
            Method::RaoScottGarwood,
            "of rates by Garwood’s method on the effective number of events [@garwood1936; @rao1999]",
        ),
        (
            Method::KmLogLog,
            "of survival on the log–log scale with Greenwood’s variance",
        ),
        (
            Method::Newcombe,
            "of differences of proportions by Newcombe’s method [@newcombe1998]",
        ),
        (
            Method::Koopman,
            "of ratios of proportions by Koopman’s score method [@koopman1984]",
        ),
        (
            Method::MoverRaoScott,
            "of differences and ratios of courses from the limits of each group (MOVER) [@zou2008; @donner2012]",
        ),
    ] {
        if results.uses(method) {
            intervals.push(text);
        }
    }
    if !intervals.is_empty() {
        sentences.push(format!(
            "95% confidence intervals are {}.",
            intervals.join("; ")
        ));
    }
    if results.has("comparison.fisher_exact") {
        sentences.push("Groups were compared by Fisher’s exact test, two-sided [@fisher1935], with P values adjusted within families by Benjamini and Hochberg [@benjamini1995].".to_owned());
    } else {
        sentences.push("No hypothesis was tested: intervals describe precision.".to_owned());
    }
    sentences
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_citation_is_a_key_in_markdown_and_an_author_on_a_page() {
        let text = "A curve [@kaplan1958], and a rate [@garwood1936; @rao1999].";
        assert_eq!(
            by_author(text),
            "A curve (Kaplan and Meier, 1958), and a rate (Garwood, 1936; Rao and Scott, 1999)."
        );
        let mut methods = Methods::default();
        methods.add("Statistics", &[text.to_owned()]);
        let keys: Vec<&str> = methods.keys().into_iter().collect();
        assert_eq!(keys, ["garwood1936", "kaplan1958", "rao1999"]);
        assert!(
            methods
                .markdown()
                .starts_with("# Methods\n\n## Statistics\n\nA curve [@")
        );
    }

    #[test]
    fn nothing_is_said_of_what_was_not_computed() {
        let methods = methods(&[], &About::default());
        let text = methods.markdown();
        assert!(
            !text.contains("Vasopressor") && !text.contains("Kaplan"),
            "{text}"
        );
        assert!(text.contains("No hypothesis was tested"), "{text}");
    }
}
