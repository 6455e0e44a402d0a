//! The review's tables, and their files.

use crate::report::document::{DocumentContent, DocumentPart, Numbering};
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
    /// Those with a file: its name, its title in documents and the table.
    fn named(&self) -> impl Iterator<Item = (&'static str, &'static str, &Table)> {
        let named = [
            (
                "safety_indicators",
                "Indicators: latest period and baseline",
                Some(&self.indicators),
            ),
            (
                "safety_any_grade",
                "Courses with toxicity of any grade: latest period and baseline",
                Some(&self.any_file),
            ),
            (
                "safety_charts",
                "How each chart is made, and what it can detect",
                self.charts.as_ref(),
            ),
            (
                "safety_case_mix",
                "Case mix by period",
                self.case_mix.as_ref(),
            ),
            ("safety_eras", "Indicators by era", self.eras.as_ref()),
            ("safety_sites", "Indicators by site", self.sites.as_ref()),
            (
                "safety_annotations",
                "Annotations",
                self.annotations.as_ref(),
            ),
        ];
        named.into_iter().filter_map(|(name, title, table)| {
            let table = table.filter(|table| !table.rows.is_empty())?;
            Some((name, title, table))
        })
    }

    pub(super) fn files(&self) -> Vec<RenderedFile> {
        self.named()
            .map(|(name, _, table)| RenderedFile::of_table(name, table))
            .collect()
    }

    /// The tables for documents: the indicators, and the appendix.
    pub(super) fn parts(&self, numbering: &mut Numbering) -> Vec<DocumentPart> {
        let published = self.published.as_ref();
        let beside = published.map(|table| {
            let title = "Published numbers beside this program’s";
            ("safety_published", title, table)
        });
        let parts = self.named().chain(beside).map(|(name, title, table)| {
            let is_closed = name != "safety_indicators";
            DocumentPart {
                name: name.to_owned(),
                label: numbering.table(is_closed),
                title: title.to_owned(),
                content: DocumentContent::Table(table.clone()),
                is_closed,
            }
        });
        parts.collect()
    }
}
