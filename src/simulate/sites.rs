//! The five sites: what each collects, and the habits of its export.

use super::regimen::Regimen;
use crate::model::{CareSetting, TableId};
use std::borrow::Cow;
use std::sync::LazyLock;

/// The delimiter of a chart, from which the layouts are written. A row with a fault other than a repetition has one
/// cell too many there.
pub(super) const CHART_DELIMITER: u8 = 0x1f;

/// How a site writes the words of the terminology.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Letters {
    AsListed,
    Lower,
    Upper,
    Snake,
}

impl Letters {
    /// The word in these letters.
    pub(super) fn write(self, word: &str) -> Cow<'_, str> {
        match self {
            Self::AsListed => Cow::Borrowed(word),
            Self::Lower => Cow::Owned(word.to_ascii_lowercase()),
            Self::Upper => Cow::Owned(word.to_ascii_uppercase()),
            Self::Snake => Cow::Owned(word.to_ascii_lowercase().replace(' ', "_")),
        }
    }
}

/// How a site names and measures an analyte.
#[derive(Debug, Clone, Copy)]
pub(super) struct Naming {
    pub(super) name: &'static str,
    pub(super) unit: &'static str,
    /// One unit of the model in this unit, in thousandths.
    pub(super) factor: i64,
    pub(super) decimals: u32,
}

const fn naming(name: &'static str, unit: &'static str, factor: i64, decimals: u32) -> Naming {
    Naming {
        name,
        unit,
        factor,
        decimals,
    }
}

/// Names and units as the data model lists them.
const AS_LISTED: [Naming; 7] = [
    naming("creatinine", "mg/dL", 1000, 2),
    naming("bilirubin_total", "mg/dL", 1000, 1),
    naming("platelets", "10*9/L", 1000, 0),
    naming("systolic_bp", "mm[Hg]", 1000, 0),
    naming("heart_rate", "/min", 1000, 0),
    naming("weight", "kg", 1000, 1),
    naming("albumin", "g/dL", 1000, 1),
];

/// A site and the habits of its export.
#[derive(Debug, Clone)]
pub(super) struct Site {
    /// The name of its folder.
    pub(super) name: &'static str,
    /// The first letter of its pseudonyms.
    pub(super) letter: char,
    pub(super) delimiter: u8,
    pub(super) line_end: &'static str,
    /// Whether it writes shifted date-times instead of hours.
    pub(super) writes_date_times: bool,
    /// How it writes false and true.
    pub(super) booleans: [&'static str; 2],
    /// How it writes an absent value.
    pub(super) absent: &'static str,
    pub(super) letters: Letters,
    /// The probability that it writes a synonym instead of the listed name.
    pub(super) synonyms: f64,
    pub(super) lacks_tables: &'static [TableId],
    pub(super) lacks_columns: &'static [(TableId, &'static str)],
    /// A column that the data model does not name, with its value in every row.
    pub(super) beyond_model: Option<(TableId, &'static str, &'static str)>,
    pub(super) records_every_stopped_dose: bool,
    /// Whether its rows are in no order within a course.
    pub(super) is_unordered: bool,
    /// What it treats with.
    pub(super) regimen: Regimen,
    pub(super) iu_per_kg: i32,
    /// The first year in which it grades by CTCAE 5.0, and no longer by 4.03.
    pub(super) ctcae_5_from: i32,
    pub(super) response_criteria: &'static str,
    /// The probability that a grade is raised once support shows how severe the event is.
    pub(super) grades_by_support: f64,
    pub(super) care: &'static [(u32, CareSetting)],
    /// Creatinine, bilirubin, platelets, systolic pressure, heart rate, weight, albumin.
    pub(super) analytes: [Naming; 7],
}

impl Site {
    /// The columns of a layout that hold what the site does not collect, from pairs of a column of the model and one of
    /// the layout.
    pub(super) fn lacking<'a>(&self, columns: &[(TableId, &'static str, &'a str)]) -> Vec<&'a str> {
        let lacking = columns
            .iter()
            .filter(|&&(table, column, _)| self.lacks_columns.contains(&(table, column)));
        lacking.map(|&(_, _, name)| name).collect()
    }
}

/// The sites, in the order of their size.
pub(super) static SITES: [Site; 5] = [
    Site {
        name: "alder",
        letter: 'A',
        delimiter: b',',
        line_end: "\n",
        writes_date_times: false,
        booleans: ["false", "true"],
        absent: "",
        letters: Letters::AsListed,
        synonyms: 0.15,
        lacks_tables: &[],
        lacks_columns: &[],
        beyond_model: Some((TableId::Courses, "protocol_version", "P4")),
        records_every_stopped_dose: true,
        is_unordered: false,
        regimen: Regimen::HighDose,
        iu_per_kg: 600_000,
        ctcae_5_from: 2018,
        response_criteria: "RECIST 1.1",
        grades_by_support: 0.8,
        care: &[(60, CareSetting::StepDown), (40, CareSetting::Icu)],
        analytes: AS_LISTED,
    },
    Site {
        name: "birch",
        letter: 'B',
        delimiter: b';',
        line_end: "\r\n",
        writes_date_times: false,
        booleans: ["0", "1"],
        absent: "",
        letters: Letters::Lower,
        synonyms: 0.6,
        lacks_tables: &[TableId::Dialysis],
        lacks_columns: &[
            (TableId::Courses, "start_month"),
            (TableId::Courses, "ctcae_version"),
            (TableId::Courses, "response_confirmed"),
            (TableId::Courses, "last_assessment_day"),
            (TableId::Measurements, "lower_limit"),
            (TableId::Measurements, "upper_limit"),
            (TableId::Medications, "class"),
        ],
        beyond_model: None,
        records_every_stopped_dose: false,
        is_unordered: false,
        regimen: Regimen::HighDose,
        iu_per_kg: 600_000,
        ctcae_5_from: 2018,
        response_criteria: "RECIST 1.1",
        grades_by_support: 0.45,
        care: &[(85, CareSetting::OncologyUnit), (15, CareSetting::StepDown)],
        analytes: [
            naming("serum creatinine", "umol/L", 88_402, 0),
            naming("total bilirubin", "umol/L", 17_104, 0),
            naming("platelet count", "x10^9/L", 1000, 0),
            naming("SBP", "mmHg", 1000, 0),
            naming("pulse", "bpm", 1000, 0),
            naming("weight", "kg", 1000, 1),
            naming("Alb", "g/L", 10_000, 0),
        ],
    },
    Site {
        name: "cedar",
        letter: 'C',
        delimiter: b',',
        line_end: "\n",
        writes_date_times: true,
        booleans: ["no", "yes"],
        absent: "NULL",
        letters: Letters::Snake,
        synonyms: 0.25,
        lacks_tables: &[],
        lacks_columns: &[
            (TableId::Courses, "response_confirmed"),
            (TableId::Courses, "ecog"),
            (TableId::Measurements, "lower_limit"),
            (TableId::Measurements, "upper_limit"),
            (TableId::Medications, "class"),
        ],
        beyond_model: None,
        records_every_stopped_dose: false,
        is_unordered: true,
        regimen: Regimen::HighDose,
        iu_per_kg: 720_000,
        ctcae_5_from: 2019,
        response_criteria: "WHO",
        grades_by_support: 0.85,
        care: &[(90, CareSetting::Icu), (10, CareSetting::Ward)],
        analytes: [
            naming("creat", "mg/dL", 1000, 2),
            naming("T bili", "mg/dL", 1000, 1),
            naming("PLT", "K/uL", 1000, 0),
            naming("SBP", "mmHg", 1000, 0),
            naming("HR", "bpm", 1000, 0),
            naming("wt", "kg", 1000, 1),
            naming("albumin", "g/dL", 1000, 1),
        ],
    },
    Site {
        name: "dogwood",
        letter: 'D',
        delimiter: b',',
        line_end: "\n",
        writes_date_times: false,
        booleans: ["N", "Y"],
        absent: "NA",
        letters: Letters::Upper,
        synonyms: 0.35,
        lacks_tables: &[TableId::Vasopressors, TableId::Medications, TableId::Stays],
        lacks_columns: &[
            (TableId::Courses, "care_setting"),
            (TableId::Courses, "start_month"),
            (TableId::Courses, "response_criteria"),
            (TableId::Courses, "response_confirmed"),
            (TableId::Patients, "death_cause"),
            (TableId::Toxicities, "attribution"),
            (TableId::Courses, "planned_cycles"),
            (TableId::Courses, "planned_doses_per_cycle"),
            (TableId::Patients, "ethnicity"),
            (TableId::Measurements, "lower_limit"),
            (TableId::Measurements, "upper_limit"),
            (TableId::Medications, "class"),
        ],
        beyond_model: Some((TableId::Toxicities, "form_version", "3")),
        records_every_stopped_dose: true,
        is_unordered: false,
        regimen: Regimen::HighDose,
        iu_per_kg: 600_000,
        ctcae_5_from: 2018,
        response_criteria: "RECIST 1.1",
        grades_by_support: 0.7,
        care: &[(70, CareSetting::Ward), (30, CareSetting::OncologyUnit)],
        analytes: [
            naming("2160-0", "mg/dL", 1000, 2),
            naming("1975-2", "mg/dL", 1000, 1),
            naming("777-3", "10*3/uL", 1000, 0),
            naming("8480-6", "mm[Hg]", 1000, 0),
            naming("8867-4", "/min", 1000, 0),
            naming("29463-7", "kg", 1000, 1),
            naming("1751-7", "g/dL", 1000, 1),
        ],
    },
    Site {
        name: "elm",
        letter: 'E',
        delimiter: b',',
        line_end: "\n",
        writes_date_times: false,
        booleans: ["false", "true"],
        absent: "",
        letters: Letters::Lower,
        synonyms: 0.1,
        lacks_tables: &[],
        lacks_columns: &[
            (TableId::Courses, "start_month"),
            (TableId::Measurements, "lower_limit"),
            (TableId::Measurements, "upper_limit"),
        ],
        beyond_model: None,
        records_every_stopped_dose: false,
        is_unordered: false,
        regimen: Regimen::AfterTil,
        iu_per_kg: 600_000,
        ctcae_5_from: 2016,
        response_criteria: "RECIST 1.1",
        grades_by_support: 0.9,
        care: &[(80, CareSetting::OncologyUnit), (20, CareSetting::StepDown)],
        analytes: AS_LISTED,
    },
];

/// The sites with charts instead of exports: the same rows with every column, in plain words and hours.
pub(super) static CHARTED_SITES: LazyLock<[Site; SITES.len()]> = LazyLock::new(|| {
    SITES.clone().map(|site| Site {
        delimiter: CHART_DELIMITER,
        line_end: "\n",
        writes_date_times: false,
        booleans: ["false", "true"],
        absent: "",
        letters: Letters::AsListed,
        beyond_model: None,
        ..site
    })
});

/// The site of each of ten patients in turn: 40, 20, 20, 10 and 10 %, at any number of courses.
const TURNS: [usize; 10] = [0, 1, 0, 2, 4, 0, 3, 0, 1, 2];

/// The index of a patient's site in [`SITES`].
pub(super) fn site_of(patient: u64) -> usize {
    TURNS[usize::try_from(patient % 10).expect("less than ten")]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::columns::columns;

    #[test]
    fn every_ten_patients_are_four_two_two_one_and_one() {
        let of = |site| (30..40).filter(|&patient| site_of(patient) == site).count();
        assert_eq!([0, 1, 2, 3, 4].map(of), [4, 2, 2, 1, 1]);
    }

    #[test]
    fn a_column_that_a_site_lacks_is_a_column_of_the_model() {
        for site in &SITES {
            for (table, column) in site.lacks_columns {
                assert!(columns(*table).contains(column), "{}: {column}", site.name);
            }
        }
    }
}
