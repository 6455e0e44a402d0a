//! Own columns of an export, as `il2 check` prints them: which columns `x_…` are kept, and as what.

use super::speech::Voice;
use crate::ingest::Export;
use crate::notation::shown;

/// Prints the own columns of an export, in the order of tables and names.
pub(super) fn print(export: &Export, voice: Voice) {
    let own = export.own.iter();
    let names = own.map(|column| format!("{} ({})", column.full_name(), column.of_type.name()));
    let names: Vec<String> = names.collect();
    if !names.is_empty() {
        let name = shown(&export.name);
        voice.say(&format!("{name}: own columns: {}", names.join(", ")));
    }
}
