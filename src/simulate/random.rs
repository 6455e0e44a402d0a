//! Dice: one stream of random numbers per patient, and the few distributions that are needed here.
//!
//! Only comparisons and the four basic operations touch a float, so every machine gives the same numbers.

use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};

/// A stream of random numbers.
pub(super) struct Dice(ChaCha8Rng);

/// The nearest whole number.
#[expect(
    clippy::cast_possible_truncation,
    reason = "clamped to the range of i32 before"
)]
pub(super) fn rounded(x: f64) -> i32 {
    x.round().clamp(f64::from(i32::MIN), f64::from(i32::MAX)) as i32
}

impl Dice {
    /// The stream of one patient. Patients share a key and differ in their stream, so a larger plan leaves the
    /// first patients as they were.
    pub(super) fn for_patient(seed: u64, patient: u64) -> Self {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        let mut stream = ChaCha8Rng::from_seed(key);
        stream.set_stream(patient);
        Self(stream)
    }

    /// In 0 … 1, without 1.
    pub(super) fn uniform(&mut self) -> f64 {
        f64::from(self.0.next_u32()) / 4_294_967_296.0
    }

    /// True with this probability.
    pub(super) fn chance(&mut self, probability: f64) -> bool {
        self.uniform() < probability
    }

    /// In 0 … n − 1; 0 if n is 0.
    pub(super) fn below(&mut self, n: u32) -> u32 {
        let wide = u64::from(self.0.next_u32()) * u64::from(n);
        u32::try_from(wide >> 32).expect("the upper half of 64 bits")
    }

    /// In low … high, both included.
    pub(super) fn between(&mut self, low: i32, high: i32) -> i32 {
        let span = u32::try_from(high - low).expect("low is at most high");
        low + i32::try_from(self.below(span + 1)).expect("at most high − low")
    }

    /// In 0 … length − 1.
    fn index(&mut self, length: usize) -> usize {
        self.below(u32::try_from(length).expect("lists have fewer than 2³² items")) as usize
    }

    /// Draws one number and forgets it: what is no longer drawn leaves the courses of a seed as they were.
    pub(super) fn pass(&mut self) {
        self.uniform();
    }

    /// One of these, all equally likely.
    pub(super) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.index(from.len())]
    }

    /// One of these, as likely as its weight.
    pub(super) fn weighted<T: Copy>(&mut self, from: &[(u32, T)]) -> T {
        let mut left = self.below(from.iter().map(|(weight, _)| weight).sum());
        for &(weight, value) in from {
            if left < weight {
                return value;
            }
            left -= weight;
        }
        unreachable!("the number drawn is less than the sum of the weights")
    }

    /// Close to normal: the sum of four uniform numbers, all from one draw of 64 bits. No value is beyond 3.5
    /// standard deviations.
    pub(super) fn normal(&mut self, mean: f64, sd: f64) -> f64 {
        let bits = self.0.next_u64();
        let lanes = [bits, bits >> 16, bits >> 32, bits >> 48];
        let sum: u64 = lanes.iter().map(|lane| lane & 0xffff).sum();
        // Four uniform numbers have the mean 2 and the variance 1/3.
        mean + sd * ((sum + 2) as f64 / 65_536.0 - 2.0) * 1.732_050_807_568_877_2
    }

    /// Close to log-normal with the median 1.
    pub(super) fn spread(&mut self, sigma: f64) -> f64 {
        grown(self.normal(0.0, sigma))
    }

    /// An exponential waiting time: von Neumann's method, which only compares uniform numbers.
    pub(super) fn wait(&mut self, mean: f64) -> f64 {
        let mut whole = 0.0;
        loop {
            let first = self.uniform();
            let mut last = first;
            let mut run = 1;
            loop {
                let next = self.uniform();
                if next >= last {
                    break;
                }
                last = next;
                run += 1;
            }
            if run % 2 == 1 {
                return mean * (whole + first);
            }
            whole += 1.0;
        }
    }

    /// Puts the items in random order.
    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = self.index(last + 1);
            items.swap(last, other);
        }
    }
}

/// Close to e to the power of x, by six squarings: library functions differ between machines in the last bit.
fn grown(x: f64) -> f64 {
    (0..6).fold(1.0 + x / 64.0, |power, _| power * power)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mean(n: u32, mut throw: impl FnMut() -> f64) -> f64 {
        (0..n).map(|_| throw()).sum::<f64>() / f64::from(n)
    }

    #[test]
    fn the_same_patient_throws_the_same_and_another_does_not() {
        let throws = |seed, patient| {
            let mut dice = Dice::for_patient(seed, patient);
            [dice.uniform(), dice.uniform(), dice.uniform()]
        };
        assert_eq!(
            throws(1, 2).map(f64::to_bits),
            throws(1, 2).map(f64::to_bits)
        );
        assert_ne!(
            throws(1, 2).map(f64::to_bits),
            throws(1, 3).map(f64::to_bits)
        );
        assert_ne!(
            throws(1, 2).map(f64::to_bits),
            throws(2, 2).map(f64::to_bits)
        );
    }

    #[test]
    fn distributions_have_their_means() {
        let mut dice = Dice::for_patient(7, 0);
        // Standard errors: 0.0032 for a standard normal, 0.032 for a waiting time of mean 10, of 100,000 throws.
        assert!((mean(100_000, || dice.normal(0.0, 1.0))).abs() < 0.02);
        assert!((mean(100_000, || dice.normal(0.0, 1.0).abs()) - 0.8).abs() < 0.02);
        assert!((mean(100_000, || dice.wait(10.0)) - 10.0).abs() < 0.2);
        assert!((mean(100_000, || f64::from(dice.below(5))) - 2.0).abs() < 0.03);
    }

    #[test]
    fn throws_stay_in_their_range() {
        let mut dice = Dice::for_patient(7, 1);
        for _ in 0..1000 {
            assert!((-3..=4).contains(&dice.between(-3, 4)));
            assert!(dice.weighted(&[(1, 'a'), (0, 'b'), (3, 'c')]) != 'b');
        }
    }
}
