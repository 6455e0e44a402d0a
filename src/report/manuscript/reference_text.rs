//! An entry of a bibliography as a list of references prints it: `Kaplan EL, Meier P. Nonparametric Estimation from Incomplete
//! Observations. Journal of the American Statistical Association. 1958;53:457–481.`

/// The text of an entry of `BibTeX`, whose fields are each on a line.
pub(super) fn reference_text(entry: &str) -> String {
    let field = |name: &str| {
        let head = format!("  {name} = {{");
        let line = entry.lines().find_map(|line| line.strip_prefix(&head))?;
        let value = line.trim_end_matches(',');
        Some(plain(value.strip_suffix('}').unwrap_or(value)))
    };
    let where_from = ["journal", "booktitle", "howpublished", "publisher"];
    let when = match (field("year"), field("volume"), field("pages")) {
        (Some(year), Some(volume), Some(pages)) => Some(format!("{year};{volume}:{pages}")),
        (year, _, _) => year,
    };
    let parts = [
        field("author").map(|authors| authors_in_short(&authors)),
        field("title"),
        where_from.into_iter().find_map(field),
        when,
        field("note"),
        field("doi").map(|doi| format!("doi:{doi}")),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    format!("{}.", parts.join(". "))
}

/// `Kaplan EL, Meier P`; after three authors `et al`.
fn authors_in_short(authors: &str) -> String {
    const MOST: usize = 3;
    let names: Vec<&str> = authors.split(" and ").collect();
    let is_cut = names.len() > MOST + 3 || names.last() == Some(&"others");
    let shown = names.iter().filter(|name| **name != "others");
    let shown = shown.take(if is_cut { MOST } else { names.len() });
    let short = shown.map(|name| match name.split_once(", ") {
        Some((family, given)) => {
            let initials: String = given
                .split(' ')
                .filter_map(|it| it.chars().next())
                .collect();
            format!("{family} {initials}")
        }
        None => (*name).to_owned(),
    });
    let mut short: Vec<String> = short.collect();
    if is_cut {
        short.push("et al".to_owned());
    }
    short.join(", ")
}

/// A value without what `LaTeX` alone reads.
fn plain(value: &str) -> String {
    let letters = [
        ("{\\o}", "ø"),
        ("$\\chi^2$", "χ²"),
        ("``", "“"),
        ("''", "”"),
        ("---", "—"),
        ("--", "–"),
        ("{", ""),
        ("}", ""),
    ];
    let replaced = |text: String, (from, to): (&str, &str)| text.replace(from, to);
    letters.into_iter().fold(value.to_owned(), replaced)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::manuscript::references::entry;

    #[test]
    fn an_article_a_book_and_what_has_no_year_are_printed_as_journals_do() {
        for (key, text) in [
            (
                "aalen1978",
                "Aalen OO, Johansen S. An Empirical Transition Matrix for Non-Homogeneous Markov Chains Based on Censored Observations. Scandinavian Journal of Statistics. 1978;5:141–150.",
            ),
            (
                "anhoj2014",
                "Anhøj J, Olesen AV. Run Charts Revisited: A Simulation Study of Run Chart Rules for Detection of Non-Random Variation in Health Care Processes. PLoS ONE. 2014;9:e113825. doi:10.1371/journal.pone.0113825.",
            ),
            (
                "montgomery",
                "Montgomery DC. Introduction to Statistical Quality Control. Wiley.",
            ),
            (
                "aldesleukin",
                "Proleukin (aldesleukin) for injection: prescribing information. U.S. Food and Drug Administration.",
            ),
        ] {
            assert_eq!(reference_text(entry(key)), text);
        }
        let kotani = reference_text(entry("kotani2023"));
        assert!(kotani.starts_with("Kotani Y, et al. "), "{kotani}");
    }

    #[test]
    fn no_reference_keeps_a_sign_of_latex() {
        for entry in include_str!("references.bib").split("\n\n") {
            let text = reference_text(entry);
            assert!(!text.contains(['{', '}', '\\', '$', '@', '~']), "{text}");
        }
    }
}
