//! What would mend an export of which more rows are quarantined than may be.

use crate::ingest::raw::DateOrder;
use crate::ingest::{Class, DecimalMark, Excess, Reason};
use std::collections::BTreeMap;

/// What would let an export pass of which more rows are quarantined than may be.
pub(super) fn quarantine_hint(excesses: &[Excess]) -> String {
    let percent = |rows: u64, read: u64| (100 * rows).div_ceil(read.max(1));
    let options = |shares: &mut dyn Iterator<Item = (Option<Class>, u64)>| {
        // The least that lets every file pass.
        let mut least: BTreeMap<Option<Class>, u64> = BTreeMap::new();
        for (class, percent) in shares {
            let most = least.entry(class).or_insert(0);
            *most = percent.max(*most);
        }
        let option = |(class, percent): (Option<Class>, u64)| match class {
            Some(class) => format!("--max-quarantine {}={percent}%", class.name()),
            None => format!("--max-quarantine {percent}%"),
        };
        let options: Vec<String> = least.into_iter().map(option).collect();
        options.join(" ")
    };
    let all = |excess: &Excess| (excess.class, percent(excess.rows, excess.read));
    let of_one_class = |excess: &Excess| {
        let (class, rows) = excess.decisive_class()?;
        Some((Some(class), percent(rows, excess.read)))
    };
    let all = options(&mut excesses.iter().map(all));
    let plain = excesses.iter().filter(|excess| excess.class.is_none());
    let of_one_class: Option<Vec<_>> = plain.map(of_one_class).collect();
    let alone = match of_one_class.as_deref() {
        None | Some([]) => String::new(),
        Some(shares) => {
            let options = options(&mut shares.iter().copied());
            format!(", `{options}` those of that class alone")
        }
    };
    let causes = causes(excesses);
    format!(
        "{causes}`il2 check EXPORT --rows quarantined.csv` lists them; `{all}` accepts them{alone}"
    )
}

/// What mends the causes that are known, each with `; ` behind it.
fn causes(excesses: &[Excess]) -> String {
    let mut reasons = excesses.iter().flat_map(|excess| &excess.reasons);
    let has_commas = reasons.clone().any(DecimalMark::may_be_comma);
    let has_dates = reasons.any(DateOrder::may_be_other);
    let mut causes = String::new();
    if has_commas {
        causes.push_str("numbers such as `1,5` are read with `--decimal comma`; ");
    }
    if has_dates {
        causes.push_str("`--dates mdy` reads 3/4/2019 as March 4, `--dates dmy` as April 3; ");
    }
    if excesses.iter().any(is_heavy) {
        causes.push_str("in a weight, dose or rate of `mar` a comma separates thousands: write decimal points; ");
    }
    if excesses.iter().any(is_unplaced) {
        causes.push_str("a dose without a course has no patient, no time, or an action that no table has: a copy of the mapping (`il2 mapping init NAME DIR`) has actions.csv, to which words can be added; ");
    }
    causes
}

/// Rows of a table that a mapping gave, quarantined for this class and column.
fn mapped_rows(excess: &Excess, table: &str, class: Class, column: &str) -> u64 {
    if !excess.file.ends_with(&format!("/{table}.sql")) {
        return 0;
    }
    let is_it = |reason: &&Reason| reason.class == class && reason.column == column;
    let reasons = excess.reasons.iter().filter(is_it);
    reasons.map(|reason| reason.rows).sum()
}

/// Whether most of what a mapping gave and was quarantined are doses that it could place in no course.
fn is_unplaced(excess: &Excess) -> bool {
    2 * mapped_rows(excess, "doses", Class::Missing, "course_id") > excess.rows
}

/// Whether a mapping gave weights that nobody has.
fn is_heavy(excess: &Excess) -> bool {
    mapped_rows(excess, "courses", Class::Domain, "weight_kg") > 0
}
