//! Standardized differences between two groups: how far apart they are, whatever the unit and however many they are.

/// The difference of the means of `group` and `reference`, each a mean with its standard deviation, over the root of
/// their mean variance, √((s₁² + s₀²)/2): 0 where the means are equal, and `None` where it cannot be computed: no standard
/// deviation, there being one value in a group, or no variance.
///
/// Source: Austin PC. Statistics in Medicine 2009;28:3083.
///
/// ```
/// use il2_outcomes::stats::standardized_difference_of_means;
/// // (2 − 5)/√((2 + 2)/2)
/// let sd = Some(2.0_f64.sqrt());
/// let difference = standardized_difference_of_means((2.0, sd), (5.0, sd)).unwrap();
/// assert_eq!(format!("{difference:.4}"), "-2.1213");
/// ```
#[must_use]
pub fn standardized_difference_of_means(
    (mean, sd): (f64, Option<f64>),
    (reference_mean, reference_sd): (f64, Option<f64>),
) -> Option<f64> {
    let difference = mean - reference_mean;
    if difference == 0.0 {
        return Some(0.0);
    }
    let (sd, reference_sd) = (sd?, reference_sd?);
    let spread = (f64::midpoint(sd * sd, reference_sd * reference_sd)).sqrt();
    (spread > 0.0).then(|| difference / spread)
}

/// The standardized difference of two groups' counts by category, never negative: the Mahalanobis distance of their
/// proportions in all categories but the last, with the mean of both multinomial covariance matrices.
///
/// Of two categories it is |p₁ − p₀|/√((p₁q₁ + p₀q₀)/2). Categories that are empty in both groups are left out. 0 where
/// the proportions are equal, and `None` where it cannot be computed: where a group is empty, where the groups share no
/// category, so that the matrix is singular, or where not every category has a count in both slices.
///
/// Source: Yang D, Dalton JE. SAS Global Forum 2012, paper 335.
///
/// ```
/// use il2_outcomes::stats::standardized_difference_of_categories;
/// // .5 against .2: .3/√((.25 + .16)/2)
/// let difference = standardized_difference_of_categories(&[10, 10], &[20, 80]).unwrap();
/// assert_eq!(format!("{difference:.6}"), "0.662589");
/// ```
#[must_use]
pub fn standardized_difference_of_categories(counts: &[i64], reference: &[i64]) -> Option<f64> {
    let total = |counts: &[i64]| counts.iter().map(|count| i128::from(*count)).sum::<i128>();
    let (n, m) = (total(counts), total(reference));
    if counts.len() != reference.len() || n <= 0 || m <= 0 {
        return None;
    }
    let pairs = || {
        counts
            .iter()
            .zip(reference)
            .map(|(x, y)| (i128::from(*x), i128::from(*y)))
            .filter(|pair| *pair != (0, 0))
    };
    // p₁ − p₀ of each category, from whole numbers.
    let cross: Vec<i128> = pairs().map(|(x, y)| x * m - y * n).collect();
    if cross.iter().all(|difference| *difference == 0) {
        return Some(0.0);
    }
    if !pairs().any(|(x, y)| x > 0 && y > 0) {
        return None;
    }
    let scale = n as f64 * m as f64;
    let differences = cross.iter().map(|cross| *cross as f64 / scale).collect();
    let shares: Vec<(f64, f64)> = pairs()
        .map(|(x, y)| (x as f64 / n as f64, y as f64 / m as f64))
        .collect();
    Some(squared_distance(differences, &shares).sqrt())
}

/// d′S⁻¹d over all categories but the last, S the mean covariance.
///
/// Over all categories S has rows that sum to 0 and nothing positive beside its diagonal, −(p₁ᵢp₁ⱼ + p₀ᵢp₀ⱼ)/2: it is
/// the Laplacian of a graph, and a category is eliminated from it without a subtraction (Grassmann WK, Taksar MI, Heyman
/// DP. Operations Research 1985;33:1107), so that no digit is lost where S is nearly singular.
fn squared_distance(mut differences: Vec<f64>, shares: &[(f64, f64)]) -> f64 {
    let mut links: Vec<Vec<f64>> = shares
        .iter()
        .map(|a| {
            let link = |b: &(f64, f64)| f64::midpoint(a.0 * b.0, a.1 * b.1);
            shares.iter().map(link).collect()
        })
        .collect();
    let mut distance = 0.0;
    while differences.len() > 1 {
        let (Some(difference), Some(mut row)) = (differences.pop(), links.pop()) else {
            break;
        };
        row.truncate(differences.len());
        let degree: f64 = row.iter().sum();
        distance += difference * difference / degree;
        for (i, of_link) in row.iter().enumerate() {
            differences[i] += difference * of_link / degree;
            for (j, to_link) in row.iter().enumerate() {
                links[i][j] += of_link * to_link / degree;
            }
        }
    }
    distance
}

#[cfg(test)]
#[expect(
    clippy::unreadable_literal,
    clippy::excessive_precision,
    reason = "digits as mpmath prints them"
)]
mod tests {
    use super::*;
    use crate::stats::close::assert_close;
    use crate::stats::summarize;

    fn of_means(group: &mut [f64], reference: &mut [f64]) -> Option<f64> {
        let [group, reference] = [group, reference].map(|values| {
            let summary = summarize(values).unwrap();
            (summary.mean, summary.sd)
        });
        standardized_difference_of_means(group, reference)
    }

    #[test]
    fn the_mean_variance_divides_the_difference_of_means() {
        // Variances 1 and 4, means 2 and 4.
        let difference = of_means(&mut [1.0, 2.0, 3.0], &mut [2.0, 4.0, 6.0]).unwrap();
        assert_close(difference, -2.0 / 2.5_f64.sqrt());
        // A group without variance beside one with it.
        let difference = of_means(&mut [5.0, 5.0, 5.0], &mut [2.0, 4.0, 6.0]).unwrap();
        assert_close(difference, 1.0 / 2.0_f64.sqrt());
    }

    #[test]
    fn equal_means_differ_by_zero_and_different_ones_without_variance_by_nothing_known() {
        assert_eq!(of_means(&mut [3.0, 5.0], &mut [1.0, 7.0]), Some(0.0));
        assert_eq!(of_means(&mut [4.0, 4.0], &mut [4.0, 4.0]), Some(0.0));
        assert_eq!(of_means(&mut [4.0, 4.0], &mut [5.0, 5.0]), None);
        assert_eq!(of_means(&mut [4.0], &mut [5.0, 6.0]), None);
    }

    #[test]
    fn categories_differ_by_the_mahalanobis_distance() {
        // mpmath 1.4.1 with 60 digits, S solved by LU.
        for (counts, reference, expected) in DISTANCES {
            for (a, b) in [(counts, reference), (reference, counts)] {
                assert_close(
                    standardized_difference_of_categories(a, b).unwrap(),
                    expected,
                );
                // Whichever category is left out.
                let (a, b): (Vec<i64>, Vec<i64>) = (
                    a.iter().rev().copied().collect(),
                    b.iter().rev().copied().collect(),
                );
                assert_close(
                    standardized_difference_of_categories(&a, &b).unwrap(),
                    expected,
                );
            }
        }
    }

    #[test]
    fn of_two_categories_it_is_the_difference_of_proportions() {
        for (x, n, y, m) in [
            (3, 10, 4, 11),
            (0, 5, 2, 7),
            (1, 1_000_000, 999_999, 1_000_000),
        ] {
            let counts = [x, n - x];
            let reference = [y, m - y];
            let (p, q) = (x as f64 / n as f64, y as f64 / m as f64);
            let expected = (p - q).abs() / f64::midpoint(p * (1.0 - p), q * (1.0 - q)).sqrt();
            let difference = standardized_difference_of_categories(&counts, &reference).unwrap();
            assert_close(difference, expected);
        }
    }

    #[test]
    fn equal_proportions_differ_by_zero() {
        let difference = standardized_difference_of_categories;
        assert_eq!(difference(&[1, 2, 3], &[3, 6, 9]), Some(0.0));
        assert_eq!(difference(&[7], &[9]), Some(0.0));
        assert_eq!(difference(&[0, 7], &[0, 9]), Some(0.0));
    }

    #[test]
    fn groups_without_a_category_in_common_are_beyond_measure() {
        let difference = standardized_difference_of_categories;
        assert_eq!(difference(&[4, 0], &[0, 5]), None);
        assert_eq!(difference(&[4, 1, 0, 0], &[0, 0, 2, 3]), None);
        assert_eq!(difference(&[0, 0], &[2, 3]), None);
        assert_eq!(difference(&[2, 3], &[0, 0]), None);
        assert_eq!(difference(&[], &[]), None);
        assert_eq!(difference(&[1, 2], &[1, 2, 3]), None);
    }

    const DISTANCES: [(&[i64], &[i64], f64); 11] = [
        (&[10, 10], &[20, 80], 0.66258915644907927),
        (&[10, 20, 30], &[30, 20, 10], 0.89442719099991588),
        (&[5, 0, 12, 3], &[9, 0, 2, 8], 1.2238105572852323),
        (&[1, 0], &[1, 1], std::f64::consts::SQRT_2),
        (&[999999, 1], &[1000000, 0], 0.0014142142694804066),
        (&[999999, 1], &[1, 999999], 999.998499999375),
        (
            &[1000000, 1, 1000000, 0],
            &[0, 1000000, 1, 1000000],
            1414.2132088200138,
        ),
        (&[1000000, 0, 1], &[0, 1000000, 1], 2000.0),
        (&[1, 2, 3, 4, 5, 6], &[6, 5, 4, 3, 2, 1], 1.1180339887498948),
        (
            &[333333, 333333, 333334],
            &[333334, 333333, 333333],
            2.4494891304128092e-6,
        ),
        (&[999998, 1, 1], &[999997, 2, 1], 0.00081649726134300637),
    ];
}
