//! The review's tables, and their files.

use crate::report::rendered::RenderedFile;
use crate::report::tables::Table;

/// The review's tables.
pub(super) struct Tables {
    pub(super) indicators: Table,
    pub(super) any: Table,
    pub(super) any_file: Table,
    pub(super) charts: Option<Table>,
    pub(super) eras: Option<Table>,
    pub(super) sites: Option<Table>,
    pub(super) sentinel: Option<Table>,
    pub(super) annotations: Option<Table>,
    pub(super) case_mix: Option<Table>,
    pub(super) published: Option<Table>,
    pub(super) to_read: Table,
}

impl Tables {
    pub(super) fn files(&self) -> Vec<RenderedFile> {
        let named = [
            ("safety_indicators", Some(&self.indicators)),
            ("safety_any_grade", Some(&self.any_file)),
            ("safety_charts", self.charts.as_ref()),
            ("safety_eras", self.eras.as_ref()),
            ("safety_sites", self.sites.as_ref()),
            ("safety_case_mix", self.case_mix.as_ref()),
            ("safety_annotations", self.annotations.as_ref()),
        ];
        named
            .into_iter()
            .filter_map(|(name, table)| {
                let table = table.filter(|table| !table.rows.is_empty())?;
                Some(RenderedFile::of_table(name, table))
            })
            .collect()
    }
}
