//! Random outcomes, the same for the same seed, in the tests of this room.

/// A generator of random outcomes.
///
/// Source: Vigna S, `SplitMix64`, the seeding generator of Java's `SplittableRandom` (Steele GL, Lea D, Flood CH. OOPSLA
/// 2014:453).
pub(super) struct Random(u64);

impl Random {
    pub(super) const fn from_seed(seed: u64) -> Self {
        Self(seed)
    }

    /// Whether an event of probability `p` happens.
    pub(super) fn is_event(&mut self, p: f64) -> bool {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^= z >> 31;
        // 53 bits: as many as a float holds.
        ((z >> 11) as f64) < p * 9_007_199_254_740_992.0
    }
}
