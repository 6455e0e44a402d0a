//! Columns of an export that the model does not name: each is listed, with the column that it may be meant for.

use super::speech::Voice;
use crate::ingest::Export;
use crate::model::{Column, Presence, is_own_column};
use crate::terminology::nearest_names;
use std::borrow::Cow;

/// Characters of a name that are shown.
const SHOWN: usize = 200;

/// What is said of a column that begins as an own column does and is not kept.
const OWN_NAMES: &str =
    "own columns of courses and patients are named `x_` and 1 to 40 letters a to z, digits and `_`";

/// Lists the columns of each file that are stored nowhere.
pub(super) fn warn(export: &Export, voice: Voice) {
    for file in export
        .ledgers
        .iter()
        .filter(|file| !file.unnamed_columns.is_empty())
    {
        let names: Vec<String> = file
            .unnamed_columns
            .iter()
            .map(|name| {
                let near = if is_own_column(name) {
                    Some(format!(" ({OWN_NAMES})"))
                } else {
                    let near = nearest_column(export, file.table, name);
                    near.map(|near| format!(" (is it `{near}`?)"))
                };
                let name = start_of(name);
                [format!("`{}`", name.escape_debug())]
                    .into_iter()
                    .chain(near)
                    .collect()
            })
            .collect();
        voice.warn(&format!(
            "{}: columns that the model does not name are stored nowhere: {}",
            file.file,
            names.join(", "),
        ));
    }
}

/// The column of a table that a name may be meant for: the nearest, of those that the export does not have.
fn nearest_column(export: &Export, table: &str, name: &str) -> Option<String> {
    let mut collections = export.collected.iter();
    let collection = collections.find(|collection| collection.table.name == table)?;
    let columns = collection.table.columns.iter().zip(&collection.columns);
    // A column with a default counts as collected, whether the file has it or not.
    let may_be_absent =
        |column: &Column, has: bool| !has || matches!(column.presence, Presence::Default(_));
    let absent =
        columns.filter(|(column, has)| column.is_exported() && may_be_absent(column, **has));
    let names = absent.flat_map(|(column, _)| [Some(column.name), column.date_time_name()]);
    nearest_names(&start_of(name), names.flatten())
        .into_iter()
        .next()
}

/// The start of a name that is longer than any line.
fn start_of(name: &str) -> Cow<'_, str> {
    match name.char_indices().nth(SHOWN) {
        Some((end, _)) => Cow::Owned(format!("{}…", &name[..end])),
        None => Cow::Borrowed(name),
    }
}
