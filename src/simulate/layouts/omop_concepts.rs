//! The concepts that the OMOP tables use, and their ancestors.

use super::drugs::pressor_names;
use super::events::ANALYTES;
use super::raw::{Open, RawFile};
use crate::simulate::sites::Site;
use crate::simulate::support::REMEDIES;
use std::io::{self, Write};

/// Intensive care as a visit.
pub(super) const ICU_VISIT: &str = "32037";
/// IL-2 as an ingredient, and as a drug.
pub(super) const IL2_DRUG: &str = "2000000002";
const IL2: &str = "1309770";

/// The units of [`ANALYTES`] in the model.
pub(super) const UNITS: [&str; 7] = ["mg/dL", "mg/dL", "10*9/L", "mm[Hg]", "/min", "kg", "g/dL"];
/// The concepts of the tests of [`ANALYTES`], and of their units.
pub(super) const LAB_CONCEPTS: [&str; 7] = [
    "2000000101",
    "2000000102",
    "2000000103",
    "2000000104",
    "2000000105",
    "2000000106",
    "2000000107",
];
pub(super) const UNIT_CONCEPTS: [&str; 7] = [
    "2000000201",
    "2000000201",
    "2000000202",
    "2000000203",
    "2000000204",
    "2000000205",
    "2000000206",
];

/// The vasopressors of the simulated courses.
const PRESSORS: [&str; 4] = ["phenylephrine", "norepinephrine", "dopamine", "vasopressin"];

/// The concept of a drug with this ingredient.
pub(super) fn drug_concept(ingredient: &str) -> Option<String> {
    let pressor = PRESSORS.iter().position(|name| *name == ingredient);
    let remedy = || REMEDIES.iter().position(|remedy| remedy.name == ingredient);
    let number = pressor.or_else(|| remedy().map(|index| index + PRESSORS.len()))?;
    Some((2_000_001_001 + 2 * number).to_string())
}

/// The two tables of the vocabulary.
pub(super) struct Concepts<W: Write> {
    concepts: RawFile<W>,
    ancestors: RawFile<W>,
}

impl<W: Write> Concepts<W> {
    /// The tables with all their rows.
    pub(super) fn begin(site: &Site, open: Open<'_, W>) -> io::Result<Self> {
        let columns = [
            "concept_id",
            "concept_name",
            "domain_id",
            "vocabulary_id",
            "concept_class_id",
            "concept_code",
        ];
        let ancestors = ["ancestor_concept_id", "descendant_concept_id"];
        let mut tables = Self {
            concepts: RawFile::begin(
                open,
                &format!("{}/concept.csv", site.name),
                &columns.map(|name| (name, true)),
            )?,
            ancestors: RawFile::begin(
                open,
                &format!("{}/concept_ancestor.csv", site.name),
                &ancestors.map(|name| (name, true)),
            )?,
        };
        tables.fill();
        tables.concepts.settle(None)?;
        tables.ancestors.settle(None)?;
        Ok(tables)
    }

    /// Writes buffered rows.
    pub(super) fn finish(self) -> io::Result<()> {
        self.concepts.finish()?;
        self.ancestors.finish()
    }

    fn fill(&mut self) {
        self.concepts
            .row(&[IL2, "aldesleukin", "Drug", "RxNorm", "Ingredient", "70223"]);
        self.concepts.row(&[
            IL2_DRUG,
            "aldesleukin 22000000 UNT Injection",
            "Drug",
            "RxNorm",
            "Clinical Drug",
            "1",
        ]);
        self.ancestors.row(&[IL2, IL2]);
        self.ancestors.row(&[IL2, IL2_DRUG]);
        let remedies = REMEDIES.iter().map(|remedy| remedy.name);
        for (index, name) in PRESSORS.into_iter().chain(remedies).enumerate() {
            let [ingredient, drug] =
                [2_000_001_000 + 2 * index, 2_000_001_001 + 2 * index].map(|id| id.to_string());
            let shown = name.replace('_', " ");
            let code = format!("i{index}");
            self.concepts
                .row(&[&ingredient, &shown, "Drug", "RxNorm", "Ingredient", &code]);
            let product = pressor_names(name)
                .first()
                .map_or_else(|| format!("{shown} product"), |it| (*it).to_owned());
            let code = format!("d{index}");
            self.concepts
                .row(&[&drug, &product, "Drug", "RxNorm", "Clinical Drug", &code]);
            self.ancestors.row(&[&ingredient, &ingredient]);
            self.ancestors.row(&[&ingredient, &drug]);
        }
        for (analyte, concept) in ANALYTES.iter().zip(LAB_CONCEPTS) {
            self.concepts.row(&[
                concept,
                analyte.2,
                "Measurement",
                "LOINC",
                "Lab Test",
                analyte.1,
            ]);
        }
        for (unit, concept) in UNITS.iter().zip(UNIT_CONCEPTS).skip(1) {
            self.concepts
                .row(&[concept, unit, "Unit", "UCUM", "Unit", unit]);
        }
        for (concept, name) in [("8507", "MALE"), ("8532", "FEMALE")] {
            self.concepts
                .row(&[concept, name, "Gender", "Gender", "Gender", &name[..1]]);
        }
        for (concept, name) in [(ICU_VISIT, "Intensive Care"), ("9201", "Inpatient Visit")] {
            self.concepts
                .row(&[concept, name, "Visit", "Visit", "Visit", name]);
        }
        for (concept, name) in [
            ("32818", "EHR administration record"),
            ("32838", "EHR prescription"),
        ] {
            self.concepts.row(&[
                concept,
                name,
                "Type Concept",
                "Type Concept",
                "Type Concept",
                name,
            ]);
        }
    }
}
