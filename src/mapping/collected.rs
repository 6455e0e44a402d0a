//! When a table or column is collected: names of raw tables, columns and views with `and` and `or` between them.

/// A condition; `or` is the weaker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Condition(Vec<Vec<Named>>);

/// What a condition names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Named {
    /// A raw table: its file is there.
    Table(String),
    /// A column of one: a file has it.
    Column(String, String),
    /// A view: it gives a row.
    View(String),
}

impl Condition {
    /// Reads a text; `None` where it is no condition.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let named = |words: &[&str]| -> Option<Named> {
            let [word] = words else {
                return None;
            };
            let is_name = |name: &str| {
                !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_')
            };
            if let Some((table, column)) = word.split_once('.') {
                let is_column = is_name(table) && is_name(column);
                return is_column.then(|| Named::Column(table.to_owned(), column.to_owned()));
            }
            if !is_name(word) {
                return None;
            }
            Some(if word.starts_with('_') {
                Named::View((*word).to_owned())
            } else {
                Named::Table((*word).to_owned())
            })
        };
        let words: Vec<&str> = text.split_whitespace().collect();
        let all = |words: &[&str]| -> Option<Vec<Named>> {
            words.split(|word| *word == "and").map(named).collect()
        };
        let any: Option<Vec<Vec<Named>>> = words.split(|word| *word == "or").map(all).collect();
        any.map(Self)
    }

    /// All that it names.
    pub(super) fn named(&self) -> impl Iterator<Item = &Named> {
        self.0.iter().flatten()
    }

    /// Whether it holds.
    pub(super) fn holds<E>(
        &self,
        mut is_there: impl FnMut(&Named) -> Result<bool, E>,
    ) -> Result<bool, E> {
        for all in &self.0 {
            let mut holds = true;
            for named in all {
                holds = holds && is_there(named)?;
            }
            if holds {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn and_binds_more_than_or() {
        let there = |text: &str, there: &[&str]| {
            let condition = Condition::parse(text)?;
            let is_there = |named: &Named| {
                let name = match named {
                    Named::Table(name) | Named::View(name) => name.clone(),
                    Named::Column(table, column) => format!("{table}.{column}"),
                };
                Ok::<bool, ()>(there.contains(&name.as_str()))
            };
            condition.holds(is_there).ok()
        };
        assert_eq!(there("mar and _other_drugs", &["mar"]), Some(false));
        assert_eq!(
            there("mar and _other_drugs", &["mar", "_other_drugs"]),
            Some(true)
        );
        assert_eq!(there("labs or vitals and mar.rate", &["labs"]), Some(true));
        assert_eq!(
            there("labs or vitals and mar.rate", &["vitals"]),
            Some(false)
        );
        assert_eq!(
            there("labs or vitals and mar.rate", &["vitals", "mar.rate"]),
            Some(true)
        );
        for wrong in [
            "",
            "mar and",
            "or mar",
            "mar vitals",
            "(mar)",
            "mar.",
            "a.b.c",
        ] {
            assert_eq!(Condition::parse(wrong), None, "{wrong}");
        }
    }
}
