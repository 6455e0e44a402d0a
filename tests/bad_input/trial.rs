//! One trial of an input: made from the good export, read in process and by the program.

use super::{BadInput, Becomes, Put, Variant};
use crate::bench::{Taken, options, scratch, taken};
use il2_outcomes::ingest::{Class, IngestError, QuarantinedRow, find_exports, read_exports};
use il2_outcomes::model::{TABLES, Values};
use rayon::prelude::*;
use std::fs;
use std::panic::catch_unwind;
use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

/// The longest that any input may take: a hang, and not a machine with other work.
const LONGEST: Duration = Duration::from_mins(2);
/// What stands in values that must be in no message.
const CANARIES: [&str; 3] = ["zebra", "7351", "219-09-"];

/// The tables of the good export.
pub(crate) const GOOD: [(&str, &str); 10] = [
    (
        "courses",
        "course_id,patient_id,course_number,regimen,start_year,age_years,weight_kg,ecog,baseline_dialysis,best_response\n\
        E1-1,E1,1,hd_il2,2019,62,80.5,1,true,PR\n\
        E2-1,E2,1,hd_il2,2020,90,70,0,false,\n",
    ),
    (
        "patients",
        "patient_id,sex,race,ethnicity,diagnosis,prior_lines,death_day\n\
        E1,female,métis,not told,melanoma,2,400\n\
        E2,male,,\"said \"\"none\"\"; twice\",renal_cell_carcinoma,,\n",
    ),
    (
        "doses",
        "course_id,cycle,dose_number,status,hour,iu_per_kg,reason\n\
        E1-1,1,1,given,0,600000,\n\
        E1-1,1,2,given,8.5,600000,\n\
        E1-1,1,3,held,16,,Hypotension\n\
        E2-1,1,1,given,0,600000,\n",
    ),
    (
        "toxicities",
        "course_id,term,grade,onset_hour,resolved_hour,attribution,action\n\
        E1-1,Hypotension,3,10,30.5,related,none\n\
        E2-1,Fever,,5,,,\n",
    ),
    ("not_assessed", "course_id,organ_system\nE2-1,pulmonary\n"),
    (
        "vasopressors",
        "course_id,agent,start_hour,stop_hour,peak_rate,rate_unit\n\
        E1-1,norepinephrine,12,20,0.1,ug/kg/min\n",
    ),
    (
        "dialysis",
        "course_id,modality,start_hour,stop_hour\nE1-1,ihd,40,44\n",
    ),
    (
        "measurements",
        "course_id,analyte,hour,value,unit\n\
        E1-1,creatinine,0,1.1,mg/dL\n\
        E1-1,sodium,0,140,mmol/L\n",
    ),
    (
        "medications",
        "course_id,agent,class,start_hour,stop_hour\nE1-1,acetaminophen,,0,8\n",
    ),
    (
        "stays",
        "course_id,unit,start_hour,stop_hour\nE1-1,icu,10,40\n",
    ),
];

/// The text of a table of the good export.
pub(crate) fn good(table: &str) -> &'static str {
    let found = GOOD.iter().find(|(name, _)| *name == table);
    found.unwrap_or_else(|| panic!("{table}")).1
}

/// The name of a table's file without its endings.
fn stem(file: &str) -> &str {
    file.split('.').next().unwrap_or(file)
}

/// Writes the good export.
pub(crate) fn write_good(folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    for (table, text) in GOOD {
        fs::write(folder.join(format!("{table}.csv")), text).unwrap();
    }
}

/// Makes the export of a variant; the line of the row that was put, where there is one.
pub(super) fn make(folder: &Path, variant: &Variant) -> u64 {
    write_good(folder);
    let take_away = |file: &str| {
        let plain = folder.join(format!("{}.csv", stem(file).to_ascii_lowercase()));
        fs::remove_file(plain).unwrap();
    };
    match variant.put {
        Put::Row(table, row) => {
            let text = format!("{}{row}\n", good(table));
            fs::write(folder.join(format!("{table}.csv")), text).unwrap();
            return good(table).lines().count() as u64 + 1;
        }
        Put::Text(file, text) => {
            take_away(file);
            fs::write(folder.join(file), text).unwrap();
        }
        Put::Edit(file, edit) => {
            take_away(file);
            let bytes = edit(good(&stem(file).to_ascii_lowercase()));
            fs::write(folder.join(file), bytes).unwrap();
        }
        Put::Folder(put) => put(folder),
    }
    variant.line
}

/// The stored tables, as text.
pub(crate) fn tables(exports: &[Taken]) -> Vec<String> {
    let parts = exports
        .iter()
        .flat_map(|export| export.parts.iter().map(move |part| (export, part)));
    let tables = parts.flat_map(|(export, part)| {
        let tables = part.tables.iter().zip(&export.collected);
        tables.map(move |(table, collected)| (&export.sites[part.site], table, collected))
    });
    tables
        .map(|(site, table, collected)| {
            let columns: Vec<String> = table
                .columns()
                .map(|(column, values)| {
                    let cell = |row: usize| match values {
                        Values::Integer(values) => values[row].to_string(),
                        Values::Decimal(values) => values[row].to_string(),
                        Values::Boolean(values) => format!("{:?}", values[row]),
                        Values::Text { .. } => format!("{:?}", values.text(row)),
                    };
                    let cells = (0..values.len()).map(cell);
                    format!("{column} {}", cells.collect::<Vec<_>>().join(" "))
                })
                .collect();
            let (site, name) = (&site.site_id, table.name());
            format!(
                "{site} {name} {}\n{}",
                collected.is_collected,
                columns.join("\n")
            )
        })
        .collect()
}

fn read(folder: &Path, max_quarantine: f64) -> Result<Vec<Taken>, IngestError> {
    let exports = read_exports(&find_exports(folder)?, &options(max_quarantine))?;
    Ok(exports.into_iter().map(taken).collect())
}

/// Demands that of every file all rows that were read are stored or quarantined.
pub(crate) fn check_conservation(exports: &[Taken]) -> Result<(), String> {
    for export in exports {
        for file in &export.ledgers {
            let place = TABLES.iter().position(|table| table.name == file.table);
            let stored: usize = export
                .parts
                .iter()
                .map(|part| part.tables[place.unwrap()].rows())
                .sum();
            let set_aside = file.quarantined.len() as u64;
            if file.stored != stored as u64 || file.read != file.stored + set_aside {
                return Err(format!("{}: rows were lost: {file:?}, {stored}", file.file));
            }
        }
    }
    Ok(())
}

fn demand(holds: bool, what: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(what()) }
}

/// Reads the export in process.
fn try_library(
    folder: &Path,
    class: &BadInput,
    variant: &Variant,
    line: u64,
    good: &[String],
) -> Result<(), String> {
    let exports = match (read(folder, 1.0), &class.becomes) {
        (Ok(exports), Becomes::Refused(..)) => {
            let aside: Vec<_> = exports.iter().flat_map(|export| &export.ledgers).collect();
            return Err(format!("was not refused: {aside:?}"));
        }
        (Ok(exports), _) => exports,
        (Err(error), Becomes::Refused(_, words)) => {
            let told = error.to_string();
            return demand(told.contains(words), || format!("was refused for: {told}"));
        }
        (Err(error), _) => return Err(format!("was refused: {error}")),
    };
    check_conservation(&exports)?;
    let ledgers = exports.iter().flat_map(|export| &export.ledgers);
    let aside: Vec<_> = ledgers.flat_map(|file| &file.quarantined).collect();
    if let Becomes::BothSetAside(kind) = class.becomes {
        let (of_class, others): (Vec<&QuarantinedRow>, Vec<&QuarantinedRow>) =
            aside.iter().partition(|row| row.class == kind);
        let is_told = of_class.len() == 2
            && of_class.iter().all(|row| row.column == variant.column)
            && of_class[1].line == line
            && others.iter().all(|row| row.class == Class::Reference);
        return demand(is_told, || {
            format!("quarantined {aside:?}, not two as {kind:?}")
        });
    }
    let Becomes::SetAside(kind) = class.becomes else {
        demand(aside.is_empty(), || {
            format!("rows were quarantined: {aside:?}")
        })?;
        let unlisted = exports
            .iter()
            .map(|export| export.unlisted.len())
            .sum::<usize>();
        let is_warned = exports.iter().any(|export| {
            let mut warnings = export.warnings.iter();
            warnings.any(|warning| warning.rule == variant.column)
        });
        return match class.becomes {
            Becomes::Same => {
                let same = tables(&exports);
                let differing = same.iter().zip(good).find(|(a, b)| a != b);
                demand(differing.is_none() && same.len() == good.len(), || {
                    format!("the tables differ: {differing:?}")
                })
            }
            Becomes::Warned => demand(is_warned, || {
                format!("no warning {}: {:?}", variant.column, exports[0].warnings)
            }),
            Becomes::Unlisted => demand(unlisted == 1, || format!("{unlisted} names listed")),
            Becomes::Kept
            | Becomes::SetAside(_)
            | Becomes::BothSetAside(_)
            | Becomes::Refused(..) => Ok(()),
        };
    };
    let told: Vec<_> = aside
        .iter()
        .map(|row| (row.class, row.column.as_ref(), row.line))
        .collect();
    demand(told == [(kind, variant.column, line)], || {
        format!(
            "quarantined {aside:?}, not {:?}",
            (kind, variant.column, line)
        )
    })?;
    let over = read(folder, 0.05).err();
    demand(
        matches!(over, Some(IngestError::TooManyQuarantined { .. })),
        || format!("not over the limit: {over:?}"),
    )
}

/// What the program said, without its own colors.
fn plain_text(output: &Output) -> String {
    let mut text = String::from_utf8_lossy(&output.stderr).into_owned();
    text.push_str(&String::from_utf8_lossy(&output.stdout));
    for style in [
        "\u{1b}[0m",
        "\u{1b}[1m",
        "\u{1b}[31m",
        "\u{1b}[33m",
        "\u{1b}[36m",
    ] {
        text = text.replace(style, "");
    }
    text
}

/// Lets the program read the export; what it says of one variant of a class when it ingests is what it says of all.
fn try_program(folder: &Path, class: &BadInput, variant: &Variant) -> Result<(), String> {
    let il2 = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_il2"));
        command.env("SOURCE_DATE_EPOCH", "1700000000");
        command
            .args(["--color", "always"])
            .args(arguments)
            .arg(folder);
        command
    };
    let store = folder.with_file_name("store");
    let mut commands = vec![il2(&["check"])];
    let is_first = std::ptr::eq(variant, &raw const class.variants[0]);
    if is_first && class.becomes.exit_code() != 0 {
        commands.push(il2(&["ingest", "--store", store.to_str().unwrap()]));
    }
    for mut command in commands {
        let output = command.output().map_err(|error| error.to_string())?;
        let told = plain_text(&output);
        let code = output.status.code();
        demand(code == Some(class.becomes.exit_code()), || {
            format!("exit code {code:?}: {told}")
        })?;
        let is_raw = |c: char| c.is_control() && c != '\n' || c == '\u{202e}';
        demand(!told.contains(is_raw), || format!("told raw: {told:?}"))?;
        demand(told.len() < 100_000, || "said too much".to_owned())?;
        if let Becomes::Refused(_, words) = class.becomes {
            demand(told.contains(words) && told.contains("hint: "), || {
                told.clone()
            })?;
        }
        let canary = CANARIES.iter().find(|canary| told.contains(**canary));
        let is_listed = matches!(class.becomes, Becomes::Unlisted);
        demand(canary.is_none() || is_listed, || {
            format!("a value was repeated: {told}")
        })?;
        demand(!store.exists(), || {
            "a refused ingest left a store".to_owned()
        })?;
    }
    Ok(())
}

fn try_one(class: &BadInput, variant: &Variant, good: &[String]) -> Result<(), String> {
    let scratch = scratch();
    let folder = scratch.path().join("elm");
    let line = make(&folder, variant);
    let begin = Instant::now();
    let read = catch_unwind(|| try_library(&folder, class, variant, line, good));
    read.map_err(|_| "a panic".to_owned())??;
    try_program(&folder, class, variant)?;
    let took = begin.elapsed();
    demand(took < LONGEST, || format!("took {took:?}"))
}

/// Tries every variant of these classes.
pub(super) fn try_all(classes: impl Iterator<Item = &'static BadInput>) {
    let scratch = scratch();
    let folder = scratch.path().join("elm");
    write_good(&folder);
    let good = tables(&read(&folder, 0.0).unwrap());
    let trials: Vec<_> = classes
        .flat_map(|class| class.variants.iter().map(move |variant| (class, variant)))
        .collect();
    let failed: Vec<String> = trials
        .par_iter()
        .filter_map(|(class, variant)| {
            let fault = try_one(class, variant, &good).err()?;
            Some(format!("{} ({}): {fault}", class.name, variant.words))
        })
        .collect();
    assert!(failed.is_empty(), "\n{}", failed.join("\n"));
}
