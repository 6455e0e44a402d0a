//! The reference tables: organ systems, toxicity terms, agents, modalities, analytes and units.

use super::analytes::{Analyte, unit};
use super::values::{lies_in, plain};
use crate::bench::in_repository;
use std::collections::HashMap;
use std::sync::LazyLock;

/// An agent of the vasopressor list.
#[derive(Debug)]
pub(super) struct Pressor {
    pub(super) agent: String,
    pub(super) class: String,
    pub(super) unit: String,
    /// Norepinephrine equivalent of one of `unit`, Kotani 2023.
    pub(super) equivalent: Option<f64>,
}

/// The tables, each by the plain form of every name that a row has.
#[derive(Debug)]
pub(super) struct Terminology {
    /// In the order of `organ_systems.csv`.
    pub(super) organ_systems: Vec<String>,
    /// By name and label.
    organ_system: HashMap<String, String>,
    /// By name, of all but `unclassified`.
    label: HashMap<String, String>,
    /// The CTCAE term and its organ system.
    term: HashMap<String, (String, String)>,
    pressors: Vec<Pressor>,
    pressor: HashMap<String, usize>,
    /// Those that are dialysis, in the order of `dialysis_modalities.csv`.
    pub(super) dialysis: Vec<String>,
    /// Their categories, blanks as `_`, in the same order.
    pub(super) dialysis_categories: Vec<String>,
    /// The category of each modality.
    category: HashMap<String, String>,
    modality: HashMap<String, String>,
    analytes: Vec<Analyte>,
    analyte: HashMap<String, usize>,
    /// The lowest and the highest value of each analyte that can be true.
    plausible: HashMap<String, (f64, f64)>,
    /// In the order in which medications.csv first names them, `other` last.
    pub(super) medication_classes: Vec<String>,
    medication: HashMap<String, String>,
}

/// What the words mean.
pub(super) static TERMINOLOGY: LazyLock<Terminology> = LazyLock::new(Terminology::read);

/// The rows of a reference table, column by column.
pub(super) fn table(name: &str) -> Vec<HashMap<String, String>> {
    let path = in_repository("src/terminology/tables").join(format!("{name}.csv"));
    let mut reader = csv::Reader::from_path(path).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

/// The plain forms of all that stands in these columns, `|` between two of them.
fn names<'a>(
    row: &'a HashMap<String, String>,
    columns: &'a [&str],
) -> impl Iterator<Item = String> + 'a {
    let names = columns.iter().flat_map(|&column| row[column].split('|'));
    names.filter(|name| !name.is_empty()).map(plain)
}

/// What stands in two columns in the same order, `|` between two of them; those without the second are left out.
pub(super) fn pairs(first: &str, second: &str) -> Vec<(String, String)> {
    let pairs = first.split('|').zip(second.split('|'));
    let whole = pairs.filter(|(_, second)| !second.is_empty());
    whole
        .map(|(first, second)| (first.to_owned(), second.to_owned()))
        .collect()
}

impl Terminology {
    fn read() -> Self {
        let mut organ_systems = Vec::new();
        let (mut organ_system, mut label) = (HashMap::new(), HashMap::new());
        for row in table("organ_systems") {
            organ_systems.push(row["organ_system"].clone());
            if row["organ_system"] != "unclassified" {
                label.insert(row["organ_system"].clone(), row["label"].clone());
            }
            for name in names(&row, &["organ_system", "label"]) {
                organ_system.insert(name, row["organ_system"].clone());
            }
        }
        let mut term = HashMap::new();
        for row in table("toxicity_terms") {
            for name in names(&row, &["term", "synonyms"]) {
                term.insert(name, (row["term"].clone(), row["organ_system"].clone()));
            }
        }
        let (mut pressors, mut pressor) = (Vec::new(), HashMap::new());
        for row in table("vasopressors") {
            for name in names(&row, &["agent", "synonyms"]) {
                pressor.insert(name, pressors.len());
            }
            pressors.push(Pressor {
                agent: row["agent"].clone(),
                class: row["class"].clone(),
                unit: row["unit"].clone(),
                equivalent: row["nee_kotani_2023"].parse().ok(),
            });
        }
        let (mut dialysis, mut modality) = (Vec::new(), HashMap::new());
        let (mut dialysis_categories, mut categories) = (Vec::new(), HashMap::new());
        for row in table("dialysis_modalities") {
            let category = row["category"].replace(' ', "_");
            if row["is_dialysis"] == "yes" {
                dialysis.push(row["modality"].clone());
                if !dialysis_categories.contains(&category) {
                    dialysis_categories.push(category.clone());
                }
            }
            categories.insert(row["modality"].clone(), category);
            for name in names(&row, &["modality", "name", "synonyms"]) {
                modality.insert(name, row["modality"].clone());
            }
        }
        let (mut analytes, mut analyte) = (Vec::new(), HashMap::new());
        for row in table("analytes") {
            for name in names(&row, &["analyte", "synonyms", "loinc"]) {
                analyte.insert(name, analytes.len());
            }
            analytes.push(Analyte::of(&row));
        }
        let mut plausible = HashMap::new();
        for row in table("plausible_values") {
            let number = |column: &str| row[column].parse::<f64>().unwrap();
            let range = (number("lowest"), number("highest"));
            plausible.insert(row["analyte"].clone(), range);
        }
        let (mut medication_classes, mut medication) = (Vec::new(), HashMap::new());
        for row in table("medications") {
            if !medication_classes.contains(&row["class"]) {
                medication_classes.push(row["class"].clone());
            }
            for name in names(&row, &["agent", "synonyms"]) {
                medication.insert(name, row["class"].clone());
            }
        }
        medication_classes.push("other".to_owned());
        Self {
            organ_systems,
            organ_system,
            label,
            term,
            pressors,
            pressor,
            dialysis,
            dialysis_categories,
            category: categories,
            modality,
            analytes,
            analyte,
            plausible,
            medication_classes,
            medication,
        }
    }

    /// The category of a modality.
    pub(super) fn category(&self, modality: &str) -> &str {
        &self.category[modality]
    }

    /// Whether a value in the analyte's own unit can be true: "the bounds themselves are inside".
    pub(super) fn is_plausible(&self, analyte: &str, value: f64) -> bool {
        let bounds = self.plausible.get(analyte);
        bounds.is_none_or(|&(lowest, highest)| lies_in(value, lowest, highest))
    }

    /// An organ system, by its name or its label.
    pub(super) fn organ_system(&self, text: &str) -> Option<&str> {
        self.organ_system.get(&plain(text)).map(String::as_str)
    }

    /// A CTCAE term and its organ system, by the term or a synonym.
    pub(super) fn term(&self, text: &str) -> Option<(&str, &str)> {
        let (term, organ_system) = self.term.get(&plain(text))?;
        Some((term, organ_system))
    }

    /// The events that a name in toxicities means, each with its organ system: "a name that is not in the terminology as a
    /// whole but whose parts around `/`, `&` or ` and ` all are (two or more) is an event of each part, each term once";
    /// "a name that is an organ system's name or label (but `unclassified`) is an event of that system under its label, as
    /// a part too". A name that is neither is an event by itself.
    pub(super) fn events(&self, text: &str) -> Vec<(String, String)> {
        let whole = |name: &str| -> Option<(String, String)> {
            if let Some((term, organ_system)) = self.term(name) {
                return Some((term.to_owned(), organ_system.to_owned()));
            }
            let organ_system = self.organ_system(name)?;
            let label = self.label.get(organ_system)?;
            Some((label.clone(), organ_system.to_owned()))
        };
        if let Some(event) = whole(text) {
            return vec![event];
        }
        let joined = text.replace(['/', '&'], " and ");
        let parts: Option<Vec<_>> = joined
            .split(" and ")
            .map(|part| whole(part.trim()))
            .collect();
        let mut events: Vec<(String, String)> = Vec::new();
        for event in parts.unwrap_or_default() {
            if !events.contains(&event) {
                events.push(event);
            }
        }
        if events.is_empty() {
            events.push((text.to_owned(), "unclassified".to_owned()));
        }
        events
    }

    /// The organ system of a reason: a toxicity term or an organ system; `unclassified` where it is neither.
    pub(super) fn organ_system_of_reason(&self, text: &str) -> &str {
        let of_term = self.term(text).map(|(_, organ_system)| organ_system);
        of_term
            .or_else(|| self.organ_system(text))
            .unwrap_or("unclassified")
    }

    pub(super) fn pressor(&self, text: &str) -> Option<&Pressor> {
        self.pressor
            .get(&plain(text))
            .map(|&place| &self.pressors[place])
    }

    pub(super) fn modality(&self, text: &str) -> Option<&str> {
        self.modality.get(&plain(text)).map(String::as_str)
    }

    pub(super) fn analyte(&self, text: &str) -> Option<&Analyte> {
        self.analyte
            .get(&plain(text))
            .map(|&place| &self.analytes[place])
    }

    /// A class, by its own name.
    pub(super) fn medication_class(&self, text: &str) -> Option<&str> {
        let is_it = |class: &&String| plain(class) == plain(text);
        self.medication_classes
            .iter()
            .find(is_it)
            .map(String::as_str)
    }

    /// The class of an agent, `other` where the agent is not listed.
    pub(super) fn class_of_agent(&self, agent: &str) -> &str {
        self.medication
            .get(&plain(agent))
            .map_or("other", String::as_str)
    }
}

/// The parts of a unit of rate.
struct Rate {
    is_mass: bool,
    /// Of a microgram or a unit.
    size: f64,
    is_per_kg: bool,
    /// Minutes of the time that it is per.
    minutes: Option<f64>,
}

impl Rate {
    /// A mass (ng, ug, mg, g) or units (U, mU), optionally per kg, per min or h.
    fn parse(text: &str) -> Option<Self> {
        let text = unit(text);
        let mut parts = text.split('/');
        let (is_mass, size) = match parts.next()? {
            "ng" => (true, 1e-3),
            "ug" | "mcg" => (true, 1.0),
            "mg" => (true, 1e3),
            "g" => (true, 1e6),
            "u" | "units" | "iu" => (false, 1.0),
            "mu" => (false, 1e-3),
            _ => return None,
        };
        let mut rate = Self {
            is_mass,
            size,
            is_per_kg: false,
            minutes: None,
        };
        for part in parts {
            match part {
                "kg" if !rate.is_per_kg => rate.is_per_kg = true,
                "min" if rate.minutes.is_none() => rate.minutes = Some(1.0),
                "h" | "hr" | "hour" if rate.minutes.is_none() => rate.minutes = Some(60.0),
                _ => return None,
            }
        }
        Some(rate)
    }
}

impl Pressor {
    /// A rate in the agent's unit; nothing where it does not convert.
    pub(super) fn rate(&self, value: f64, reported: &str, weight_kg: Option<f64>) -> Option<f64> {
        let (from, to) = (Rate::parse(reported)?, Rate::parse(&self.unit)?);
        if from.is_mass != to.is_mass {
            return None;
        }
        let time = match (from.minutes, to.minutes) {
            (Some(from), Some(to)) => to / from,
            (None, None) => 1.0,
            _ => return None,
        };
        let weight = match (from.is_per_kg, to.is_per_kg, from.is_mass) {
            (true, true, _) | (false, false, _) => 1.0,
            (false, true, true) => 1.0 / weight_kg?,
            (true, false, false) => weight_kg?,
            (false, true, false) | (true, false, true) => return None,
        };
        Some(value * from.size / to.size * time * weight)
    }
}
