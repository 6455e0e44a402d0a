//! What of a report nothing proves, by name: its certificate says so.

use super::certificate::OnTrust;
use super::run_record::RunRecord;

/// What of a report is taken on trust; more where its files were not made again.
pub(super) fn on_trust(record: &RunRecord, is_made_again: bool) -> Vec<OnTrust> {
    let options = &record.options;
    let review = options.review.as_ref();
    let has_annotations = review.is_some_and(|review| review.events_name().is_some());
    let all = [
        (
            !is_made_again,
            "outputs",
            "that pages, tables, figures and lists were not altered together with their SHA-256: they were not made again",
        ),
        (
            !record.is_of_this_version(),
            "version",
            "the version that made the report",
        ),
        (true, "finished_at", "when the report was made"),
        (true, "options.source", "the name of its source"),
        (
            options.definition.is_some(),
            "options.definition",
            "the name of the file of its definition",
        ),
        (
            has_annotations,
            "options.review.events",
            "the name of the file of its annotations",
        ),
        (true, "options.site", "the site that was typed"),
        (
            true,
            "options.max_quarantine",
            "the share of rows that could be quarantined",
        ),
        (
            !options.max_quarantine_of_class.is_empty(),
            "options.max_quarantine_of_class",
            "the share of rows of a class",
        ),
        (true, "options.decimal", "the decimal mark of its exports"),
        (
            options.mapping.is_some(),
            "options.mapping",
            "the name by which its mapping was named: its files and parameters are those of the store",
        ),
        (
            !options.set.is_empty(),
            "options.set",
            "what was typed to set parameters and headers of the mapping: their values are those of the store",
        ),
        (
            options.dates.is_some(),
            "options.dates",
            "the order of month and day in dates of its raw files",
        ),
        (
            true,
            "store",
            "that the store holds what the exports held: they are not read again",
        ),
    ];
    let on_trust = all.into_iter().filter(|(is_so, ..)| *is_so);
    on_trust
        .map(|(_, what, why)| OnTrust { what, why })
        .collect()
}
