//! A table of texts that the program brings itself.

/// A table of texts: its headings and its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextTable {
    /// The names of its columns.
    pub headings: Vec<String>,
    /// Its rows, a cell for each column; an empty cell is absent.
    pub rows: Vec<Vec<String>>,
}

impl TextTable {
    /// A table of rows that have a cell for each heading.
    pub fn new<const N: usize>(
        headings: [&str; N],
        rows: impl IntoIterator<Item = [String; N]>,
    ) -> Self {
        Self {
            headings: headings.map(str::to_owned).into(),
            rows: rows.into_iter().map(Vec::from).collect(),
        }
    }
}
