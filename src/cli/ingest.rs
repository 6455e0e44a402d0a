//! `il2 ingest`: exports into a store, or refused with every reason.

use super::arguments::Ingest;
use super::export_reading;
use super::exports;
use super::failure::Failure;
use super::output::refuse_dead_link;
use super::replaced::replacement;
use super::speech::Voice;
use crate::notation::{shown_path, thousands};

pub(super) fn run(arguments: &Ingest, voice: Voice) -> Result<(), Failure> {
    refuse_dead_link(&arguments.store)?;
    let options = exports::options(&arguments.reading)?;
    let progress = voice.progress("reading exports");
    let wanted = export_reading::Wanted {
        paths: &arguments.exports,
        mapping: &arguments.mapping,
        has_derivation: false,
        limits: &options.max_quarantine,
    };
    let mut exports = export_reading::read(wanted, &options, &progress, voice)?;
    let kept = exports::Kept {
        folder: &arguments.store,
        readers: arguments.sharing.readers(),
        may_lose: arguments.replace,
    };
    let (snapshot, replaced) = exports::store(&mut exports, kept, &progress)?;
    drop(progress);
    let list = arguments.store.join("current/unlisted.parquet");
    let list = format!(
        "{} lists them (`il2 query STORE --sql \"SELECT * FROM unlisted\"`)",
        shown_path(&list)
    );
    exports::print(&exports, &list, voice);
    for replaced in &replaced {
        let line = replacement(replaced, true);
        if replaced.loses() {
            voice.warn(&line);
        } else {
            voice.say(&line);
        }
    }
    let sites = &snapshot.manifest().sites;
    let courses = sites.iter().map(|site| site.courses).sum();
    let store = shown_path(&arguments.store);
    let counted = |n: u64, noun: &str| {
        let ending = if n == 1 { "" } else { "s" };
        format!("{} {noun}{ending}", thousands(n))
    };
    let (courses, sites) = (
        counted(courses, "course"),
        counted(sites.len() as u64, "site"),
    );
    voice.say(&format!("{store}: {courses} of {sites}"));
    Ok(())
}
