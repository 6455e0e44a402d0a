//! How many rows of a file may be quarantined: a share of all, and shares of single classes beside it.

use super::ledger::{Class, Reason, Tally};
use crate::model::TOLERANCE;
use crate::notation::thousands;
use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};

/// The shares of a file's rows that may be quarantined.
///
/// Rows of a class with a limit of its own are held to that one alone: events without a term need not sink an export.
#[derive(Debug, Clone, PartialEq)]
pub struct QuarantineLimits {
    /// Of rows of all other classes together, in 0…1.
    pub share: f64,
    /// Of rows of single classes, in 0…1.
    pub of_class: BTreeMap<Class, f64>,
}

impl QuarantineLimits {
    /// One limit for rows of all classes together.
    #[must_use]
    pub const fn of(share: f64) -> Self {
        Self {
            share,
            of_class: BTreeMap::new(),
        }
    }

    /// Whether the file's rows of these classes are more than may be.
    fn excess(&self, file: &Tally<'_>, class: Option<Class>) -> Option<Excess> {
        let limit = class.map_or(Some(&self.share), |class| self.of_class.get(&class))?;
        let is_held = |of_row: Class| match class {
            Some(class) => of_row == class,
            None => !self.of_class.contains_key(&of_row),
        };
        let held = || file.reasons.iter().filter(|reason| is_held(reason.class));
        let rows = held().map(|reason| reason.rows).sum::<u64>();
        // A share of exactly the limit may be quarantined, whatever the floating point.
        if rows as f64 <= limit * file.read as f64 + TOLERANCE {
            return None;
        }
        Some(Excess {
            file: file.file.to_owned(),
            class,
            read: file.read,
            rows,
            limit: *limit,
            reasons: held().cloned().collect(),
        })
    }

    /// Where more rows of a file are quarantined than may be: of all classes together, and of each class with a limit of
    /// its own.
    pub(super) fn excesses(&self, file: &Tally<'_>) -> Vec<Excess> {
        let classes = self.of_class.keys().map(|class| Some(*class));
        let classes = std::iter::once(None).chain(classes);
        classes
            .filter_map(|class| self.excess(file, class))
            .collect()
    }
}

/// More rows of a file than may be quarantined.
#[derive(Debug, Clone, PartialEq)]
pub struct Excess {
    /// The file's path inside the export folder's parent.
    pub file: String,
    /// The class whose own limit they exceed; `None` for the limit of all others together.
    pub class: Option<Class>,
    /// Records read, the header not counted.
    pub read: u64,
    /// Those that are held to the limit and were quarantined.
    pub rows: u64,
    /// The share that may be quarantined, in 0…1.
    pub limit: f64,
    /// Why they were, the most frequent reason first.
    pub reasons: Vec<Reason>,
}

impl Excess {
    /// The class without whose rows the others would be within the limit, where there is one and there are others.
    #[must_use]
    pub fn decisive_class(&self) -> Option<(Class, u64)> {
        let of_class = |class: Class| {
            let of_class = self.reasons.iter().filter(|reason| reason.class == class);
            of_class.map(|reason| reason.rows).sum()
        };
        let mut classes = Class::ALL.into_iter().filter(|_| self.class.is_none());
        classes.find_map(|class| {
            let rows: u64 = of_class(class);
            let rest = (self.rows - rows) as f64;
            (rest <= self.limit * self.read as f64 + TOLERANCE).then_some((class, rows))
        })
    }
}

impl Display for Excess {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        // Percent with at most six decimals, so that 0.07 reads 7.
        let limit = (self.limit * 1e8).round() / 1e6;
        let share = 100.0 * self.rows as f64 / self.read.max(1) as f64;
        let (rows, read) = (thousands(self.rows), thousands(self.read));
        write!(f, "{}: {rows} of {read} rows ({share:.1}%) ", self.file)?;
        let is_missing = |reason: &Reason| reason.class == Class::Missing;
        if self.reasons.iter().all(is_missing) {
            f.write_str("lack a required value")?;
        } else if let Some(class) = self.class {
            write!(f, "break the data model in the class {}", class.name())?;
        } else {
            f.write_str("break the data model")?;
        }
        write!(f, "; at most {limit}% may be quarantined")?;
        let words = |reason: &Reason| match &*reason.column {
            "" => reason.message.clone(),
            column => format!("{column}: {}", reason.message),
        };
        let lines: Vec<(String, &Reason)> = self.reasons.iter().map(|r| (words(r), r)).collect();
        let width = lines.iter().map(|(words, _)| words.chars().count()).max();
        for (words, reason) in lines {
            write!(
                f,
                "\n{:>5}  {:<10} {words:<width$}  first at {}",
                thousands(reason.rows),
                reason.class.name(),
                reason.first_place(&self.file),
                width = width.map_or(0, |width| width.min(60)),
            )?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::ledger::{FileLedger, QuarantinedRow};

    /// A file of so many rows, of which these were quarantined.
    fn file(read: u64, rows: &[(Class, usize)]) -> FileLedger {
        let rows = rows.iter().flat_map(|(class, n)| vec![*class; *n]);
        let quarantined = (2..).zip(rows).map(|(line, class)| QuarantinedRow {
            line,
            column: "term".into(),
            class,
            message: "no value".into(),
        });
        let quarantined: Vec<_> = quarantined.collect();
        FileLedger {
            file: "elm/toxicities.csv".to_owned(),
            table: "toxicities",
            sha256: String::new(),
            read,
            stored: read - quarantined.len() as u64,
            quarantined,
            unnamed_columns: Vec::new(),
            spellings: Vec::new(),
            places: None,
        }
    }

    fn limits(share: f64, of_class: &[(Class, f64)]) -> QuarantineLimits {
        QuarantineLimits {
            share,
            of_class: of_class.iter().copied().collect(),
        }
    }

    /// The class and the rows of each excess.
    fn found(limits: &QuarantineLimits, file: &FileLedger) -> Vec<(Option<Class>, u64)> {
        let excesses = limits.excesses(&file.tally()).into_iter();
        excesses.map(|excess| (excess.class, excess.rows)).collect()
    }

    #[test]
    fn rows_of_a_class_with_its_own_limit_do_not_count_for_the_others() {
        // 36 of 400 rows without a term are 9 %, 16 of another type 4 %.
        let file = file(400, &[(Class::Missing, 36), (Class::Type, 16)]);
        let found = |share, of_class: &[_]| found(&limits(share, of_class), &file);
        assert_eq!(found(0.05, &[]), [(None, 52)]);
        assert_eq!(found(0.13, &[]), []);
        assert_eq!(found(0.05, &[(Class::Missing, 0.09)]), []);
        assert_eq!(found(0.039, &[(Class::Missing, 0.09)]), [(None, 16)]);
        assert_eq!(
            found(0.039, &[(Class::Missing, 0.089), (Class::Domain, 0.0)]),
            [(None, 16), (Some(Class::Missing), 36)]
        );
        // A class may be held to less than the others.
        assert_eq!(
            found(0.13, &[(Class::Type, 0.0)]),
            [(Some(Class::Type), 16)]
        );
    }

    #[test]
    fn the_class_that_decides_is_named_where_one_does() {
        let decisive = |rows: &[_]| {
            let excesses = limits(0.05, &[]).excesses(&file(400, rows).tally());
            excesses[0].decisive_class()
        };
        assert_eq!(
            decisive(&[(Class::Missing, 36), (Class::Type, 16)]),
            Some((Class::Missing, 36))
        );
        assert_eq!(decisive(&[(Class::Missing, 21), (Class::Type, 21)]), None);
    }

    #[test]
    fn an_excess_says_how_many_rows_of_each_reason_there_are() {
        let excess = |rows: &[_], of_class: &[_]| {
            limits(0.05, of_class).excesses(&file(3_902, rows).tally())[0].to_string()
        };
        assert_eq!(
            excess(&[(Class::Domain, 198), (Class::Missing, 16)], &[]),
            "elm/toxicities.csv: 214 of 3,902 rows (5.5%) break the data model; at most 5% may be quarantined\n  \
            198  domain     term: no value  first at line 2\n   \
            16  missing    term: no value  first at line 200"
        );
        assert!(
            excess(&[(Class::Missing, 214)], &[])
                .contains("214 of 3,902 rows (5.5%) lack a required value; at most 5% may")
        );
        assert!(excess(&[(Class::Key, 40)], &[(Class::Key, 0.01)]).contains(
            "40 of 3,902 rows (1.0%) break the data model in the class key; at most 1% may"
        ));
    }
}
