//! At how many sites the rows of a table were collected, for its note.

use crate::report::wording::list;

/// How many sites with a selected course collected what each row needs.
#[derive(Debug, Default)]
pub(super) struct SitesOfRows(Vec<SitesOfRow>);

#[derive(Debug)]
struct SitesOfRow {
    group: Option<String>,
    label: String,
    /// How many collected it, and how many there are.
    n: usize,
    all: usize,
}

impl SitesOfRows {
    /// Adds a row that these sites, of so many, collected.
    pub(super) fn add(&mut self, group: Option<&str>, label: &str, (n, all): (usize, usize)) {
        self.0.push(SitesOfRow {
            group: group.map(str::to_owned),
            label: label.to_owned(),
            n,
            all,
        });
    }

    /// `Collected at 4 of 5 sites.`, or which rows were; `None` where every site collected everything.
    pub(super) fn note(&self) -> Option<String> {
        let first = self.0.first()?;
        if self.0.iter().all(|row| row.n == first.n) {
            let note = format!("Collected at {} of {} sites.", first.n, first.all);
            return (first.n < first.all).then_some(note);
        }
        let mut numbers: Vec<usize> = self.0.iter().map(|row| row.n).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let partly = numbers.into_iter().filter(|n| *n < first.all);
        let parts: Vec<String> = partly
            .map(|n| {
                let names: Vec<String> = self.names(n).iter().map(|it| format!("“{it}”")).collect();
                format!("at {n} of {} sites: {}", first.all, list(&names))
            })
            .collect();
        (!parts.is_empty()).then(|| format!("Collected {}.", parts.join("; ")))
    }

    /// The rows that so many sites collected, each once: a group where all its rows are among them, else the label.
    fn names(&self, n: usize) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for row in self.0.iter().filter(|row| row.n == n) {
            let is_of_group = |other: &&SitesOfRow| other.group == row.group;
            let is_whole = self.0.iter().filter(is_of_group).all(|other| other.n == n);
            let name = match &row.group {
                Some(group) if is_whole => group,
                _ => &row.label,
            };
            if !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
        names
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(rows: &[(Option<&str>, &str, usize)]) -> Option<String> {
        let mut sites = SitesOfRows::default();
        for (group, label, n) in rows {
            sites.add(*group, label, (*n, 5));
        }
        sites.note()
    }

    #[test]
    fn a_table_that_every_site_collected_says_nothing() {
        assert_eq!(note(&[(None, "Any", 5), (None, "Agent", 5)]), None);
        assert_eq!(note(&[]), None);
    }

    #[test]
    fn a_table_that_some_sites_collected_says_how_many() {
        let said = note(&[(None, "Any", 4), (Some("Hours"), "Median", 4)]);
        assert_eq!(said.as_deref(), Some("Collected at 4 of 5 sites."));
    }

    #[test]
    fn rows_that_fewer_sites_collected_are_named_by_their_group_or_their_label() {
        let said = note(&[
            (Some("Death"), "Within 30 days", 5),
            (Some("Recorded cause"), "Disease", 3),
            (Some("Recorded cause"), "Other", 3),
            (Some("Patients"), "Any", 5),
            (Some("Patients"), "Treatment-related", 4),
            (Some("Courses"), "Any", 5),
            (Some("Courses"), "Treatment-related", 4),
        ]);
        assert_eq!(
            said.as_deref(),
            Some(
                "Collected at 3 of 5 sites: “Recorded cause”; at 4 of 5 sites: “Treatment-related”."
            )
        );
    }
}
