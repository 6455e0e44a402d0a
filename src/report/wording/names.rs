//! Names as a reader sees them: units, strata, columns and their values.

use crate::measures::results::{ColumnLevel, Stratum, Unit};
use crate::model::is_own_column;

/// The unit of analysis, in the plural.
pub(in crate::report) const fn units(unit: Unit) -> &'static str {
    match unit {
        Unit::Patient => "patients",
        Unit::Course => "courses",
        Unit::Cycle => "cycles",
        Unit::Dose => "doses",
    }
}

/// The unit of analysis as it follows a count: `course` after 1.
pub(in crate::report) fn units_of(unit: Unit, n: i64) -> &'static str {
    let units = units(unit);
    if n == 1 {
        units.trim_end_matches('s')
    } else {
        units
    }
}

/// `a`, `a and b`, `a, b and c`.
pub(in crate::report) fn list(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// A stratum as a reader sees it: `sex=female;ecog=1` is `sex: female; ECOG: 1`.
pub(in crate::report) fn stratum(stratum: &Stratum) -> String {
    let side = |levels: &[ColumnLevel]| {
        let words = levels.iter().map(level_words);
        let words: Vec<String> = words
            .map(|(column, level)| format!("{column}: {level}"))
            .collect();
        words.join("; ")
    };
    if let Stratum::Comparison(group, reference) = stratum {
        format!("{} against {}", side(group), side(reference))
    } else {
        side(stratum.levels())
    }
}

/// A stratum as the head of a column: `HD IL-2, melanoma`, `Sex: female`, `ECOG: 1, care setting: ICU`.
pub(in crate::report) fn head(stratum: &Stratum) -> String {
    let words = stratum.levels().iter().map(|of| {
        let speaks_for_itself =
            matches!(of.column.as_str(), "regimen" | "diagnosis") && of.level != MISSING;
        let level = level(&of.column, &of.level);
        if speaks_for_itself {
            level
        } else {
            format!("{}: {level}", column(&of.column))
        }
    });
    let words: Vec<String> = words.collect();
    capital(&words.join(", "))
}

/// A value of a column as a line of a table names it: with a capital.
pub(in crate::report) fn label(column: &str, value: &str) -> String {
    capital(&level(column, value))
}

/// The text with its first letter as a capital.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters
        .next()
        .map(|letter| letter.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

/// The level of what has no value.
const MISSING: &str = "missing";

/// A column and its level, as a reader sees them.
fn level_words(of: &ColumnLevel) -> (String, String) {
    (column(&of.column), level(&of.column, &of.level))
}

/// A column as a reader sees it.
pub(in crate::report) fn column(name: &str) -> String {
    match name {
        "ecog" => "ECOG".to_owned(),
        "site_id" => "site".to_owned(),
        "ctcae_version" => "CTCAE version".to_owned(),
        "iu_per_kg" => "IU per kg".to_owned(),
        "planned_iu_per_kg" => "planned IU per kg".to_owned(),
        // A column of the site has the site's name for it.
        own if is_own_column(own) => own.to_owned(),
        other => spaced(other),
    }
}

/// A value of a column as a reader sees it; what is free text is left as it is.
pub(in crate::report) fn level(column: &str, value: &str) -> String {
    match (column, value) {
        ("prior_checkpoint_inhibitor" | "baseline_dialysis", "true") => "yes".to_owned(),
        ("prior_checkpoint_inhibitor" | "baseline_dialysis", "false") => "no".to_owned(),
        (own, "true") if is_own_column(own) => "yes".to_owned(),
        (own, "false") if is_own_column(own) => "no".to_owned(),
        ("regimen", "hd_il2") => "HD IL-2".to_owned(),
        ("regimen", "til_il2") => "TIL".to_owned(),
        ("regimen", "other") => "other regimen".to_owned(),
        ("care_setting", "step_down") => "step-down unit".to_owned(),
        ("care_setting", "ward") => "general ward".to_owned(),
        ("care_setting", "icu") => "ICU".to_owned(),
        ("care_setting" | "diagnosis", value) => spaced(value),
        ("race" | "ethnicity", value) => peoples(value),
        (_, value) => value.to_owned(),
    }
}

/// Words of race and ethnicity that have a capital wherever they stand.
const PEOPLES: [&str; 17] = [
    "african",
    "alaska",
    "american",
    "asian",
    "black",
    "caucasian",
    "eastern",
    "hawaiian",
    "hispanic",
    "indian",
    "islander",
    "latina",
    "latino",
    "latinx",
    "native",
    "pacific",
    "white",
];

/// A race or an ethnicity with the capitals of its names: `black or african american` is `Black or African American`.
fn peoples(value: &str) -> String {
    let is_letter = |c: char| c.is_alphabetic();
    let words = value.split_inclusive(|c| !is_letter(c)).map(|word| {
        let letters = word.trim_end_matches(|c| !is_letter(c));
        if PEOPLES.contains(&letters) {
            capital(word)
        } else {
            word.to_owned()
        }
    });
    words.collect()
}

/// A name as a reader sees it: `care_setting` is `care setting`.
pub(in crate::report) fn spaced(name: &str) -> String {
    name.replace('_', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stratum_is_named_in_words() {
        let levels = |pairs: &[(&str, &str)]| -> Vec<ColumnLevel> {
            let level = |(column, level): &(&str, &str)| ColumnLevel {
                column: (*column).to_owned(),
                level: (*level).to_owned(),
            };
            pairs.iter().map(level).collect()
        };
        let of = |pairs: &[(&str, &str)]| stratum(&Stratum::Levels(levels(pairs)));
        assert_eq!(
            of(&[("sex", "female"), ("ecog", "1")]),
            "sex: female; ECOG: 1"
        );
        assert_eq!(
            of(&[
                ("site_id", "north_1"),
                ("diagnosis", "renal_cell_carcinoma")
            ]),
            "site: north_1; diagnosis: renal cell carcinoma"
        );
        let (group, reference) = (levels(&[("race", "a;b")]), levels(&[("race", "missing")]));
        assert_eq!(
            stratum(&Stratum::Comparison(group, reference)),
            "race: a;b against race: missing"
        );
    }

    #[test]
    fn a_race_and_an_ethnicity_have_the_capitals_of_their_names() {
        for (column, exported, shown) in [
            (
                "race",
                "black or african american",
                "Black or African American",
            ),
            (
                "race",
                "American Indian or Alaska Native",
                "American Indian or Alaska Native",
            ),
            (
                "race",
                "native hawaiian or other pacific islander",
                "Native Hawaiian or other Pacific Islander",
            ),
            (
                "race",
                "white (declined to say more)",
                "White (declined to say more)",
            ),
            ("race", "unknown", "Unknown"),
            (
                "ethnicity",
                "not hispanic or latino",
                "Not Hispanic or Latino",
            ),
            ("ethnicity", "hispanic/latino", "Hispanic/Latino"),
        ] {
            assert_eq!(label(column, exported), shown);
        }
        let of = |column: &str, level: &str| {
            let (column, level) = (column.to_owned(), level.to_owned());
            head(&Stratum::Levels(vec![ColumnLevel { column, level }]))
        };
        assert_eq!(
            of("ethnicity", "not hispanic or latino"),
            "Ethnicity: not Hispanic or Latino"
        );
    }

    #[test]
    fn a_head_names_the_column_unless_the_level_speaks_for_itself() {
        let of = |pairs: &[(&str, &str)]| {
            let level = |(column, level): &(&str, &str)| ColumnLevel {
                column: (*column).to_owned(),
                level: (*level).to_owned(),
            };
            head(&Stratum::Levels(pairs.iter().map(level).collect()))
        };
        let nested = [("regimen", "hd_il2"), ("diagnosis", "renal_cell_carcinoma")];
        assert_eq!(of(&nested), "HD IL-2, renal cell carcinoma");
        assert_eq!(of(&[("diagnosis", "missing")]), "Diagnosis: missing");
        assert_eq!(
            of(&[("sex", "female"), ("ecog", "1")]),
            "Sex: female, ECOG: 1"
        );
    }
}
