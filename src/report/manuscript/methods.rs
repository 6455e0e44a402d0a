//! The paragraphs on methods for a paper, made from what a report computed and of whom.

use super::paragraphs::Methods;
use super::references::named;
use crate::measures::characteristics::{RESPONSE_CRITERIA, START_YEAR};
use crate::measures::definitions;
use crate::measures::flow::FLOW;
use crate::measures::results::{Method, Row, Statistic, Stratum, Unit};
use crate::notation::thousands;
use crate::report::about::About;
use crate::report::tables::{GradingNote, Index, Lookup, criteria, graded_by};
use crate::report::wording;
use std::collections::BTreeSet;

/// The methods of a report of these rows, those of the cohort report and of the safety review together.
pub(crate) fn methods<'a>(rows: impl Iterator<Item = &'a Row>, about: &'a About) -> Methods {
    let rows: Vec<&Row> = rows.collect();
    let index = Index::new(rows.iter().copied(), &about.by, &about.sites);
    let lookup = Lookup::new(&index);
    let results = Results { rows: &rows };
    let mut methods = Methods::default();
    methods.add("Patients and data", &patients(results, about));
    methods.add("Exposure", &exposure(results));
    methods.add("Adverse events", &adverse_events(results, lookup));
    methods.add(
        "Grades from values",
        &grades_from_values(results, lookup, about),
    );
    methods.add("Vasopressors, kidney and intensive care", &support(results));
    methods.add("Response and survival", &outcome(results, lookup));
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
    rows: &'a [&'a Row],
}

impl<'a> Results<'a> {
    /// The rows of all patients of a measure.
    fn overall(self, measure: &'a str) -> impl Iterator<Item = &'a Row> {
        let is_it = move |row: &&Row| row.measure == measure && row.stratum == Stratum::Overall;
        self.rows.iter().copied().filter(is_it)
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

    /// The keys of what the definitions of the measures of this family name.
    fn named_by(self, family: &str) -> impl Iterator<Item = &'static str> {
        let shown: BTreeSet<&str> = self.rows.iter().map(|row| row.measure).collect();
        let definitions = definitions();
        let of_family = definitions
            .iter()
            .filter(|measure| measure.name.starts_with(family) && shown.contains(measure.name));
        named(of_family).into_iter()
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
            "De-identified exports of the sites held {} rows; {} ({share}%) failed validation and were excluded.",
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

/// A sentence of a table's note, with what it cites.
fn citing(sentence: &str, cited: &str) -> String {
    format!("{} {cited}.", sentence.trim_end_matches('.'))
}

fn adverse_events(results: Results<'_>, lookup: Lookup<'_>) -> Vec<String> {
    if !results.has("toxicity.") {
        return Vec::new();
    }
    let mut sentences = vec![
        "Adverse events are of any cause, from the first dose given to 30 days after the last. Each patient or course is counted once for each organ system and term, at the worst grade; an event of unknown grade counts as of any grade and never as of grade 3 or higher.".to_owned(),
        citing(&graded_by(lookup), "[@ctcae]"),
    ];
    if results.has("toxicity.resolved_by") {
        sentences.push("Resolution of events of grade 3 or higher (return to grade 1 or lower, or to the grade before treatment), observed at most until 30 days after the last dose, was estimated by the Aalen–Johansen method, with death as a competing event [@aalen1978].".to_owned());
    }
    sentences
}

fn grades_from_values(results: Results<'_>, lookup: Lookup<'_>, about: &About) -> Vec<String> {
    let note = GradingNote::new(lookup, about);
    let Some(mut sentences) = note.methods() else {
        return Vec::new();
    };
    if results.has("laboratory.recovered_by") {
        sentences.push("Recovery from grade 3 or higher was estimated by the Aalen–Johansen method, with death as a competing event [@aalen1978].".to_owned());
    }
    if results.has("vital.sign") {
        sentences.push("Vital signs were counted at the limits of the prescribing information for withholding a dose [@aldesleukin] and of an expert consensus for stopping treatment [@dutcher2014].".to_owned());
    }
    if results.has("capillary_leak_proxy.") {
        sentences.push("Capillary leak was not graded: a proxy is present where two of three signs are (a fall of albumin, a gain in weight of 5% or more, sustained hypotension or a vasopressor).".to_owned());
    }
    sentences
}

fn support(results: Results<'_>) -> Vec<String> {
    let mut sentences = Vec::new();
    if results.has("vasopressor.") {
        sentences.push("Vasopressor use is any infusion of a listed agent from the first dose given to 30 days after the last; dopamine at 5 µg/kg/min or less does not count. The peak is in norepinephrine equivalents [@kotani2023].".to_owned());
    }
    if results.has("dialysis.") {
        sentences.push("Dialysis is new kidney replacement therapy from the first dose given to 30 days after the last, in patients who were not on maintenance dialysis; ultrafiltration alone does not count.".to_owned());
    }
    if results.has("kidney.") {
        sentences.push("Acute kidney injury was staged by the creatinine criteria of KDIGO, by the highest stage from the first dose given to 7 days after the last; dialysis is stage 3 [@kdigo2012].".to_owned());
    }
    if results.has("care.icu_transfer") {
        sentences.push("An unplanned transfer is an ICU stay that began after the first dose given and at most 30 days after the last, in a course that was given outside of an ICU.".to_owned());
    }
    sentences
}

fn outcome(results: Results<'_>, lookup: Lookup<'_>) -> Vec<String> {
    if !results.has("outcome.") {
        return Vec::new();
    }
    let used = results.categories(RESPONSE_CRITERIA);
    let criteria = criteria(lookup);
    let mut sentences = vec![
        "Best overall response is the best over the treated courses of a patient; the objective response rate is of all treated patients, those without an evaluable response counting as non-responders.".to_owned(),
        if used.iter().any(|name| name == "RECIST 1.1") {
            citing(&criteria, "[@recist2009]")
        } else {
            criteria
        },
    ];
    if results.has("outcome.overall_survival") {
        sentences.push("Overall survival is the time from the start of the first treated course to death, censored at the last contact.".to_owned());
    }
    if results.has("outcome.progression_free_survival") {
        sentences.push("Progression-free survival is the time from the same start to the first progression or death, censored at the last assessment of the tumor (without one, at the last contact); patients who progressed without a date are left out.".to_owned());
    }
    if results.has("outcome.death_within") {
        sentences.push("Death after the last dose given is one minus the Kaplan–Meier estimate, censored at the last contact.".to_owned());
    }
    if results.has("outcome.overall_survival") {
        sentences
            .push("Curves were estimated by the Kaplan–Meier method [@kaplan1958].".to_owned());
    }
    sentences
}

fn review(results: Results<'_>) -> Vec<String> {
    const CHARTS: &str = "Indicators of the safety review were compared with a baseline period and monitored on control charts [@montgomery; @wheeler1992] and, where events are rare, by a cumulative sum (CUSUM) that detects a doubling of the odds [@steiner2000; @brook1972].";
    if !results.has("safety.") {
        return Vec::new();
    }
    let more: Vec<&str> = results
        .named_by("safety.")
        .filter(|key| !CHARTS.contains(&format!("@{key}")))
        .collect();
    let mut sentences = vec![CHARTS.to_owned()];
    if !more.is_empty() {
        sentences.push(format!(
            "Sources of further indicators, charts, rules and tests: [@{}].",
            more.join("; @")
        ));
    }
    sentences
}

fn statistics(results: Results<'_>) -> Vec<String> {
    let mut sentences = vec![
        "Continuous variables are given as mean (SD) or median (interquartile range) [@hyndman1996], categorical variables as number (%).".to_owned(),
    ];
    let mut intervals: Vec<&str> = Vec::new();
    for (method, text) in [
        (
            Method::ClopperPearson,
            "for proportions of patients, the Clopper–Pearson method [@clopper1934]",
        ),
        (
            Method::RaoScottWilson,
            "for proportions of courses, cycles and doses, Wilson’s method on the effective sample size, which accounts for repeated courses in one patient [@wilson1927; @rao1992]",
        ),
        (
            Method::RaoScottGarwood,
            "for rates, Garwood’s method on the effective number of events [@garwood1936; @rao1999]",
        ),
        (
            Method::KmLogLog,
            "for survival, Greenwood’s variance on the log–log scale",
        ),
        (
            Method::Newcombe,
            "for differences of proportions, Newcombe’s method [@newcombe1998]",
        ),
        (
            Method::Koopman,
            "for ratios of proportions, Koopman’s score method [@koopman1984]",
        ),
        (
            Method::MoverRaoScott,
            "for differences and ratios between courses, the limits of each group (MOVER) [@zou2008; @donner2012]",
        ),
    ] {
        if results.uses(method) {
            intervals.push(text);
        }
    }
    if !intervals.is_empty() {
        sentences.push(format!(
            "We calculated 95% confidence intervals: {}.",
            intervals.join("; ")
        ));
    }
    if results.has("comparison.standardized_difference") {
        sentences.push("Characteristics of groups were compared by standardized differences [@austin2009; @yang2012].".to_owned());
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
    fn nothing_is_said_of_what_was_not_computed() {
        let methods = methods(std::iter::empty(), &About::default());
        let text = methods.markdown();
        assert!(
            !text.contains("Vasopressor") && !text.contains("Kaplan"),
            "{text}"
        );
        assert!(text.contains("No hypothesis was tested"), "{text}");
    }
}
