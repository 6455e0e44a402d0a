//! Random numbers, the same for the same seed.

/// A generator of random numbers: `SplitMix64`.
///
/// Source: Steele GL, Lea D, Flood CH. OOPSLA 2014:453, with the constants of Vigna S, `splitmix64.c`, 2015.
#[derive(Debug)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) const fn from_seed(seed: u64) -> Self {
        Self(seed)
    }

    /// A number from 0 on, below 1, with as many bits as a float holds.
    pub(crate) fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^= z >> 31;
        (z >> 11) as f64 / 9_007_199_254_740_992.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_numbers_of_a_seed_are_the_published_ones() {
        // splitmix64.c with seed 1234567: 6457827717110365317, 3203168211198807973, 9817491932198370423.
        let mut random = Random::from_seed(1_234_567);
        for expected in [
            6_457_827_717_110_365_317_u64,
            3_203_168_211_198_807_973,
            9_817_491_932_198_370_423,
        ] {
            let expected = (expected >> 11) as f64 / 9_007_199_254_740_992.0;
            assert!((random.uniform() - expected).abs() < 1e-16);
        }
    }
}
