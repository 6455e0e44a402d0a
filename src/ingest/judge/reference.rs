//! The course or patient that a row names, and who looks it up.

use super::dictionary::Dictionary;
use crate::ingest::rows::typed::Cell;
use std::borrow::Cow;

/// What the rest of the export knows about a row: which course it is of, and when that course began.
pub(in crate::ingest) trait Judge {
    /// Called with the row's site and identifier before its hours are looked at. The answer is kept with the row.
    fn refer(&mut self, site: Option<&[u8]>, id: Option<Id<'_>>) -> Reference;

    /// Called with an identifier that the table keeps, without blanks and invisible characters; gives it as it is stored.
    fn read_id<'t>(&mut self, column: usize, id: Cow<'t, [u8]>) -> Cow<'t, [u8]>;

    /// Hour 0 of a course in seconds, where date-times give one.
    fn time_zero(&self, reference: Reference) -> Option<i64>;

    /// About how many bytes the names have that it keeps: of sites, and of courses that are not stored.
    fn bytes_of_names(&self) -> usize;

    /// What the table asks beyond its columns; a column and a message where it is not so.
    fn rule(
        &mut self,
        row: &[Cell],
        dictionaries: &[Dictionary],
    ) -> Option<(&'static str, &'static str)>;
}

/// What names the course or the patient of a row.
#[derive(Debug, Clone, Copy)]
pub(in crate::ingest) struct Id<'a> {
    pub(in crate::ingest) text: &'a [u8],
    /// Its code in the dictionary of its column, in a table of courses or patients.
    pub(in crate::ingest) code: u32,
}

/// The course, or the patient's site, that a row names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::ingest) enum Reference {
    /// The index of the course, or of what a course or patient is known by.
    To(u32),
    /// It is named, but not stored, or could be several: an index of the judge's own list.
    Unknown(u32),
}
