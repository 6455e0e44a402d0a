//! An own column that two sites have in types which contradict one another.

use crate::notation::shown;
use std::fmt;

/// An own column of two types.
#[derive(Debug)]
pub struct OwnTypes {
    /// The column, with its table.
    pub column: String,
    /// The type of what stays.
    pub stays: &'static str,
    /// Its sites.
    pub of_stays: Vec<String>,
    /// The type of what comes.
    pub comes: &'static str,
    /// Its sites.
    pub of_comes: Vec<String>,
}

impl fmt::Display for OwnTypes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            column,
            stays,
            comes,
            ..
        } = self;
        let (of_stays, of_comes) = (sites_of(&self.of_stays), sites_of(&self.of_comes));
        write!(
            f,
            "{column}: the store has {stays} values (of {of_stays}), and {of_comes} brings {comes} values"
        )
    }
}

/// The names of sites, one after the other.
fn sites_of(sites: &[String]) -> String {
    let sites: Vec<String> = sites.iter().map(|site| shown(site)).collect();
    sites.join(", ")
}
