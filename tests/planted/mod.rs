//! A thousand exports with planted faults: the rows that were planted are quarantined, and no others.

mod export;
mod faults;

use crate::bad_input::trial::{check_conservation, tables};
use crate::bench::{options, scratch, taken};
use export::{Export, Form};
use faults::Planted;
use il2_outcomes::ingest::read_export;
use rayon::prelude::*;
use std::borrow::Cow;
use std::fs;
use std::path::Path;

/// Exports of which faults are planted in so many copies each.
const EXPORTS: u64 = 50;
const COPIES: u64 = 20;

/// Numbers from a seed (`SplitMix64`).
pub(crate) struct Dice(u64);

impl Dice {
    /// A number below `sides`.
    fn below(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % sides as u64).unwrap()
    }

    fn one_in(&mut self, sides: usize) -> bool {
        self.below(sides) == 0
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

/// Plants faults in a copy of an export, reads it, and says what is not as it should be.
fn try_copy(seed: u64, clean: &Export, stored: &[String], folder: &Path) -> Option<String> {
    let mut dice = Dice(seed);
    let mut export = clean.clone();
    let mut planted = Vec::new();
    for _ in 0..=dice.below(12) {
        planted.push(faults::plant(&mut export, &mut dice));
    }
    let mut expected: Vec<Planted> = Vec::new();
    for table in &export.tables {
        let form = Form::of(&mut dice);
        let (bytes, lines) = form.write(table, &mut dice);
        fs::write(folder.join(form.file(table.name)), bytes).unwrap();
        for (row, line) in table.rows.iter().zip(lines) {
            if let Some(fault) = row.fault {
                expected.push(Planted {
                    line,
                    ..planted[fault].clone()
                });
            }
        }
    }
    let export = match read_export(folder, &options(1.0)) {
        Ok(export) => export,
        Err(error) => return Some(format!("refused: {error}; planted {planted:?}")),
    };
    let of_file = |file: &il2_outcomes::ingest::FileLedger| -> Vec<Planted> {
        let planted = |row: &il2_outcomes::ingest::QuarantinedRow| Planted {
            table: file.table,
            line: row.line,
            class: row.class,
            column: match &row.column {
                Cow::Borrowed(column) => column,
                Cow::Owned(column) => panic!("{column} is no column of the model"),
            },
        };
        file.quarantined.iter().map(planted).collect()
    };
    let mut found: Vec<Planted> = export.ledgers.iter().flat_map(of_file).collect();
    found.sort();
    expected.sort();
    if found != expected {
        let without = |a: &[Planted], b: &[Planted]| -> Vec<Planted> {
            a.iter().filter(|row| !b.contains(row)).cloned().collect()
        };
        let (more, less) = (without(&found, &expected), without(&expected, &found));
        return Some(format!(
            "quarantined, not planted: {more:?}; planted, not quarantined: {less:?}"
        ));
    }
    let exports = [taken(export)];
    if let Err(lost) = check_conservation(&exports) {
        return Some(lost);
    }
    let same = tables(&exports);
    let differing = same.iter().zip(stored).find(|(a, b)| a != b);
    differing.map(|(a, b)| format!("stored\n{a}\nnot\n{b}"))
}

#[test]
fn of_a_thousand_exports_exactly_the_planted_rows_are_set_aside() {
    let failed: Vec<String> = (0..EXPORTS)
        .into_par_iter()
        .flat_map_iter(|number| {
            let folder = scratch();
            let clean = Export::of(&mut Dice(number));
            let place = folder.path().join("elm");
            fs::create_dir(&place).unwrap();
            for table in &clean.tables {
                let (bytes, _) = Form::PLAIN.write(table, &mut Dice(0));
                fs::write(place.join(Form::PLAIN.file(table.name)), bytes).unwrap();
            }
            let read = [taken(read_export(&place, &options(0.0)).unwrap())];
            assert!(
                read[0]
                    .ledgers
                    .iter()
                    .all(|file| file.quarantined.is_empty())
            );
            let stored = tables(&read);
            (0..COPIES).filter_map(move |copy| {
                let seed = 1_000 + number * COPIES + copy;
                let copies = scratch();
                let place = copies.path().join("elm");
                fs::create_dir(&place).unwrap();
                let fault = try_copy(seed, &clean, &stored, &place)?;
                Some(format!("seed {seed}: {fault}"))
            })
        })
        .collect();
    let first = failed.first();
    assert!(
        failed.is_empty(),
        "{} of them; {}",
        failed.len(),
        first.unwrap()
    );
}
