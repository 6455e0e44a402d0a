//! Quantiles, standard deviations and intervals, each from its textbook formula and by bisection, without a library.

use std::collections::BTreeMap;
use std::sync::Mutex;

/// The 0.975 quantile of the normal distribution.
pub(super) const Z: f64 = 1.959_963_984_540_054;

const TAIL: f64 = 0.025;

/// Bounds of an interval.
pub(super) type Bounds = (f64, f64);

/// The mean, and the sum that it is made of, in the order given.
pub(super) fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// The standard deviation with n − 1; nothing for one value.
pub(super) fn standard_deviation(values: &[f64]) -> Option<f64> {
    let mean = mean(values);
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (values.len() > 1).then(|| (squares / (values.len() - 1) as f64).sqrt())
}

/// Type 7 of Hyndman and Fan: linear between the order statistics around 1 + (n − 1)·p.
pub(super) fn quantile(values: &[f64], p: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = (sorted.len() - 1) as f64 * p;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a place in a list"
    )]
    let below = place.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (place - place.floor()) * (sorted[above] - sorted[below])
}

/// Where an increasing function reaches a target.
fn bisect(mut low: f64, mut high: f64, target: f64, function: impl Fn(f64) -> f64) -> f64 {
    for _ in 0..100 {
        let middle = f64::midpoint(low, high);
        if function(middle) < target {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

/// A function's values, each computed once: intervals of the same counts recur thousands of times.
struct Remembered<K, V>(Mutex<BTreeMap<K, V>>);

impl<K: Ord + Copy, V: Copy> Remembered<K, V> {
    const fn new() -> Self {
        Self(Mutex::new(BTreeMap::new()))
    }

    fn value(&self, key: K, compute: impl FnOnce() -> V) -> V {
        if let Some(&value) = self.0.lock().unwrap().get(&key) {
            return value;
        }
        let value = compute();
        self.0.lock().unwrap().insert(key, value);
        value
    }
}

/// ln 1, …, ln n summed: the logarithm of n!.
fn ln_factorial(n: usize) -> f64 {
    (2..=n).map(|k| (k as f64).ln()).sum()
}

/// P(X ≥ x) of a binomial distribution.
pub(super) fn binomial_at_least(x: usize, n: usize, p: f64) -> f64 {
    let ln_n = ln_factorial(n);
    let term = |k: usize| {
        let ln_ways = ln_n - ln_factorial(k) - ln_factorial(n - k);
        (ln_ways + k as f64 * p.ln() + (n - k) as f64 * (1.0 - p).ln()).exp()
    };
    (x..=n).map(term).sum()
}

/// Clopper–Pearson: the shares at which as many events or more, or as many or fewer, have a chance of 2.5 %.
pub(super) fn clopper_pearson(x: usize, n: usize) -> Bounds {
    static KNOWN: Remembered<(usize, usize), Bounds> = Remembered::new();
    let lower = |x: usize| {
        if x == 0 {
            0.0
        } else {
            bisect(0.0, 1.0, TAIL, |p| binomial_at_least(x, n, p))
        }
    };
    // As many or fewer events are as many or more of the others.
    KNOWN.value((x, n), || (lower(x), 1.0 - lower(n - x)))
}

/// Garwood: the means at which as many events or more, or as many or fewer, have a chance of 2.5 %.
pub(super) fn garwood(events: usize) -> Bounds {
    static KNOWN: Remembered<usize, Bounds> = Remembered::new();
    let at_most = |events: usize, mean: f64| -> f64 {
        let term = |k: usize| (k as f64 * mean.ln() - mean - ln_factorial(k)).exp();
        (0..=events).map(term).sum()
    };
    let highest = 2.0 * events as f64 + 50.0;
    KNOWN.value(events, || {
        let lower = match events.checked_sub(1) {
            None => 0.0,
            Some(fewer) => bisect(0.0, highest, TAIL - 1.0, |mean| -at_most(fewer, mean)),
        };
        // 1 − 0.975 loses digits: the lower bound asks for P(X < x) = 0.975, the upper one for P(X ≤ x) = 0.025.
        let upper = bisect(0.0, highest, -TAIL, |mean| -at_most(events, mean));
        (lower, upper)
    })
}

/// ln Γ(a): Stirling's series, of an argument that is moved up to where that is exact.
fn ln_gamma(a: f64) -> f64 {
    let mut moved = 0.0;
    let mut x = a;
    while x < 30.0 {
        moved += x.ln();
        x += 1.0;
    }
    let series = 1.0 / (12.0 * x) - 1.0 / (360.0 * x.powi(3)) + 1.0 / (1260.0 * x.powi(5));
    (x - 0.5) * x.ln() - x + std::f64::consts::TAU.ln() / 2.0 + series - moved
}

/// P(X ≤ x) of the gamma distribution with a shape that need not be whole: xᵃe⁻ˣ Σ xᵏ/Γ(a + k + 1).
fn gamma_at_most(x: f64, shape: f64) -> f64 {
    let mut term = (shape * x.ln() - x - ln_gamma(shape + 1.0)).exp();
    let mut sum = 0.0;
    let mut k = 0.0;
    while term > sum * 1e-17 || k < x {
        sum += term;
        k += 1.0;
        term *= x / (shape + k);
    }
    sum
}

/// "½χ²(p; 2a)", 2a degrees of freedom that need not be whole.
fn half_chi_square(p: f64, a: f64) -> f64 {
    bisect(0.0, 3.0 * a + 100.0, p, |x| gamma_at_most(x, a))
}

/// The interval of events per dose; `clusters` are (events, doses) of each patient. "d = max(1, v·M/r) … Garwood's interval
/// on X/d, divided by M/d … X = 0: 0 and ½χ²(0.975; 2)/M. K < 2: no interval."
pub(super) fn rao_scott_garwood(clusters: &[(i128, i128)]) -> Option<Bounds> {
    let k = clusters.len() as f64;
    if clusters.len() < 2 {
        return None;
    }
    let x = clusters.iter().map(|(events, _)| events).sum::<i128>() as f64;
    let m = clusters.iter().map(|(_, doses)| doses).sum::<i128>() as f64;
    if x == 0.0 {
        return Some((0.0, half_chi_square(1.0 - TAIL, 1.0) / m));
    }
    let r = x / m;
    let squares = clusters
        .iter()
        .map(|&(xi, mi)| (xi as f64 - r * mi as f64).powi(2));
    let v = k / (k - 1.0) * squares.sum::<f64>() / m.powi(2);
    let d = (v * m / r).max(1.0);
    Some((
        half_chi_square(TAIL, x / d) * d / m,
        half_chi_square(1.0 - TAIL, x / d + 1.0) * d / m,
    ))
}

/// P(|T| ≤ t) of Student's t for whole degrees of freedom: the finite series of Abramowitz and Stegun, 26.7.3 and 26.7.4.
fn student_within(t: f64, degrees: usize) -> f64 {
    let angle = (t / (degrees as f64).sqrt()).atan();
    let (sine, cosine) = angle.sin_cos();
    let is_odd = degrees % 2 == 1;
    let mut term = if is_odd { cosine } else { 1.0 };
    let mut sum = 0.0;
    let first = if is_odd { 3 } else { 2 };
    for denominator in (first..=degrees).step_by(2) {
        sum += term;
        let factor = (denominator - 1) as f64 / denominator as f64;
        term *= factor * cosine * cosine;
    }
    if is_odd {
        (angle + sine * sum) * std::f64::consts::FRAC_2_PI
    } else {
        sine * sum
    }
}

/// The 0.975 quantile of Student's t.
pub(super) fn student_quantile(degrees: usize) -> f64 {
    static KNOWN: Remembered<usize, f64> = Remembered::new();
    KNOWN.value(degrees, || {
        bisect(0.0, 20.0, 1.0 - 2.0 * TAIL, |t| student_within(t, degrees))
    })
}

/// The interval of a proportion of units that belong to patients; `clusters` are (events, units) of each patient.
/// Nothing with fewer than two patients.
pub(super) fn rao_scott_wilson(clusters: &[(i128, i128)]) -> Option<Bounds> {
    let k = clusters.len();
    if k < 2 {
        return None;
    }
    let x: i128 = clusters.iter().map(|(events, _)| events).sum();
    let m: i128 = clusters.iter().map(|(_, units)| units).sum();
    // M²·Σ(xᵢ − p·mᵢ)² is whole, so that v = 0 is seen exactly.
    let residuals: i128 = clusters
        .iter()
        .map(|(xi, mi)| (xi * m - x * mi).pow(2))
        .sum();
    let size = m as f64;
    let p = x as f64 / size;
    let n = if x == 0 || x == m {
        k as f64
    } else if residuals == 0 {
        size
    } else {
        let v = k as f64 / (k - 1) as f64 * (residuals as f64 / size.powi(2)) / size.powi(2);
        size.min(p * (1.0 - p) / v)
    };
    let t = student_quantile(k - 1);
    let middle = p + t * t / (2.0 * n);
    let half = t * (p * (1.0 - p) / n + t * t / (4.0 * n * n)).sqrt();
    let whole = 1.0 + t * t / n;
    let lower = if x == 0 {
        0.0
    } else {
        ((middle - half) / whole).max(0.0)
    };
    let upper = if x == m {
        1.0
    } else {
        ((middle + half) / whole).min(1.0)
    };
    Some((lower, upper))
}
