//! Short cells, which most are, compared without a call.

/// A cell of at most 16 bytes, whole.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::ingest) struct ShortKey {
    length: usize,
    first: u64,
    last: u64,
}

impl ShortKey {
    /// The cell in two numbers that overlap where it is shorter; `None` where it is empty or longer.
    pub(in crate::ingest) fn of(cell: &[u8]) -> Option<Self> {
        let length = cell.len();
        let (first, last) = match length {
            1..4 => {
                let byte = |index: usize| u64::from(cell[index]);
                (byte(0) | byte(length / 2) << 8 | byte(length - 1) << 16, 0)
            }
            4..8 => {
                let (first, last) = (cell.first_chunk::<4>()?, cell.last_chunk::<4>()?);
                (
                    u32::from_le_bytes(*first).into(),
                    u32::from_le_bytes(*last).into(),
                )
            }
            8..=16 => (
                u64::from_le_bytes(*cell.first_chunk()?),
                u64::from_le_bytes(*cell.last_chunk()?),
            ),
            _ => return None,
        };
        Some(Self {
            length,
            first,
            last,
        })
    }

    /// Its slot among this many, by its bytes.
    pub(in crate::ingest) fn slot(self, n_slots: usize) -> usize {
        let mixed = (self.first ^ self.last.rotate_left(32)).wrapping_add(self.length as u64);
        let [.., highest] = mixed.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_le_bytes();
        usize::from(highest) % n_slots
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_cells_are_told_apart_by_all_their_bytes() {
        let letters = ["a", "b", "ab", "ba", "aab", "aba", "abcd", "abcde", "abced"];
        let longer = [
            "abcdefgh",
            "abcdefghi",
            "abcdefgih",
            "aaaaaaaabbbbbbbb",
            "aaaaaaabbbbbbbbb",
        ];
        let shorts: Vec<ShortKey> = letters
            .iter()
            .chain(&longer)
            .map(|cell| ShortKey::of(cell.as_bytes()).unwrap())
            .collect();
        for (index, short) in shorts.iter().enumerate() {
            assert_eq!(shorts.iter().position(|other| other == short), Some(index));
        }
        assert_eq!(
            (ShortKey::of(b""), ShortKey::of(b"aaaaaaaabbbbbbbbc")),
            (None, None)
        );
    }
}
