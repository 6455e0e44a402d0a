//! Names of courses that rows refer to and that are not stored: a file may have one in each row, so they lie in one text.

use foldhash::fast::FixedState;
use hashbrown::HashTable;
use std::hash::BuildHasher;
use std::ops::Range;

/// What no name has: it stands between a site and its course.
const BETWEEN: u8 = 0xff;

/// The names of sites and courses, each pair with its index.
#[derive(Debug, Default)]
pub(super) struct UnknownNames {
    text: Vec<u8>,
    /// Where each pair ends in the text.
    ends: Vec<usize>,
    by_name: HashTable<u32>,
}

impl UnknownNames {
    /// The index of a site and a course, new or known.
    pub(super) fn index(&mut self, site: &str, course: &str) -> u32 {
        let start = self.text.len();
        self.text.extend_from_slice(site.as_bytes());
        self.text.push(BETWEEN);
        self.text.extend_from_slice(course.as_bytes());
        let (text, ends) = (&self.text, &self.ends);
        let new = &text[start..];
        let is_it = |&index: &u32| &text[range(ends, index)] == new;
        if let Some(&index) = self.by_name.find(hash(new), is_it) {
            self.text.truncate(start);
            return index;
        }
        let index = u32::try_from(ends.len()).expect("fewer rows than 2^32");
        let rehash = |&other: &u32| hash(&text[range(ends, other)]);
        self.by_name.insert_unique(hash(new), index, rehash);
        self.ends.push(self.text.len());
        index
    }

    /// How many bytes the names have.
    pub(super) fn bytes(&self) -> usize {
        self.text.len()
    }
}

fn hash(name: &[u8]) -> u64 {
    FixedState::default().hash_one(name)
}

/// Where a pair lies in the text.
fn range(ends: &[usize], index: u32) -> Range<usize> {
    let index = index as usize;
    let start = index.checked_sub(1).map_or(0, |before| ends[before]);
    start..ends[index]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_one_index_and_others_have_others() {
        let mut names = UnknownNames::default();
        let pairs = [("a", "bc"), ("ab", "c"), ("", "abc"), ("a", "")];
        for round in 0..2 {
            let indices: Vec<u32> = pairs
                .iter()
                .map(|(site, id)| names.index(site, id))
                .collect();
            assert_eq!(indices, [0, 1, 2, 3], "{round}");
        }
        let many: Vec<u32> = (0..1000)
            .map(|id| names.index("elm", &format!("C{id}")))
            .collect();
        assert!(many.iter().copied().eq(4..1004));
        assert_eq!(names.index("elm", "C500"), 504);
        assert_eq!(names.bytes(), 3 * 4 + 2 + 1000 * 5 + 10 + 90 * 2 + 900 * 3);
    }
}
