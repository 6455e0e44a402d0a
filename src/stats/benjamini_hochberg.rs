//! P values adjusted for how many there are.

/// The p values adjusted after Benjamini and Hochberg, in the order given: those at most α have a false discovery rate
/// of at most α.
///
/// Source: Benjamini Y, Hochberg Y. Journal of the Royal Statistical Society B 1995;57:289, in the form of R's
/// `p.adjust(p, "BH")`.
///
/// ```
/// use il2_outcomes::stats::benjamini_hochberg;
/// // Sorted .01 .02 .03 .04 of four: .01·4/1, .02·4/2, .03·4/3, .04·4/4, none above the next.
/// assert_eq!(benjamini_hochberg(&[0.04, 0.01, 0.03, 0.02]), [0.04; 4]);
/// ```
#[must_use]
pub fn benjamini_hochberg(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_unstable_by(|&a, &b| p[a].total_cmp(&p[b]));
    let n = p.len() as f64;
    let mut adjusted = vec![1.0; p.len()];
    let mut least = 1.0_f64;
    for (rank, &index) in order.iter().enumerate().rev() {
        least = least.min(p[index] * n / (rank + 1) as f64);
        adjusted[index] = least;
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::close::assert_close;

    #[test]
    fn four_of_the_fifteen_tests_of_the_paper_are_discoveries() {
        // Benjamini and Hochberg 1995, section 3.2: the fourth is the last below .05·i/15.
        let p = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
            0.5719, 0.6528, 0.7590, 1.000,
        ];
        let adjusted = benjamini_hochberg(&p);
        assert_eq!(adjusted.iter().filter(|p| **p <= 0.05).count(), 4);
        // .0095·15/4, .0298·15/7 (less than .0278·15/6), .0344·15/8.
        assert_close(adjusted[3], 0.035_625);
        assert_close(adjusted[5], 0.0298 * 15.0 / 7.0);
        assert_close(adjusted[7], 0.0645);
    }

    #[test]
    fn adjusted_values_stand_in_the_order_given_and_never_above_one() {
        // statsmodels 0.15.0, multipletests(p, method="fdr_bh").
        let adjusted = benjamini_hochberg(&[1e-300, 0.5, 0.5, 1.0, 0.03, 1e-12, 0.9999]);
        let expected = [7e-300, 0.7, 0.7, 1.0, 0.07, 3.5e-12, 1.0];
        for (value, expected) in adjusted.into_iter().zip(expected) {
            assert_close(value, expected);
        }
    }

    #[test]
    fn a_single_value_stays_and_none_gives_none() {
        assert_close(benjamini_hochberg(&[0.2])[0], 0.2);
        assert!(benjamini_hochberg(&[]).is_empty());
    }
}
