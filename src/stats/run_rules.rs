//! Rules that name the points of a chart that are unlikely where nothing changes: Nelson's and Western Electric's.

/// A rule that flags points by their distances from the center line in σ.
///
/// Sources: Nelson LS. Journal of Quality Technology 1984;16:237; Western Electric. Statistical Quality Control
/// Handbook, 1956.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RunRule {
    /// One point beyond 3 σ: Nelson's and Western Electric's first.
    BeyondLimits,
    /// Nine in a row on one side: Nelson's second.
    NineOnOneSide,
    /// Six in a row, each above, or each below, the one before: Nelson's third.
    SixOfATrend,
    /// Fourteen in a row, up and down by turns: Nelson's fourth.
    FourteenAlternating,
    /// Two of three in a row beyond 2 σ on one side: Nelson's fifth, Western Electric's second.
    TwoOfThreeBeyondTwo,
    /// Four of five in a row beyond 1 σ on one side: Nelson's sixth, Western Electric's third.
    FourOfFiveBeyondOne,
    /// Fifteen in a row within 1 σ: Nelson's seventh.
    FifteenWithinOne,
    /// Eight in a row beyond 1 σ, on either side: Nelson's eighth.
    EightBeyondOne,
    /// Eight in a row on one side: Western Electric's fourth.
    EightOnOneSide,
}

/// Nelson's eight rules, in his order.
pub(crate) const NELSON: [RunRule; 8] = [
    RunRule::BeyondLimits,
    RunRule::NineOnOneSide,
    RunRule::SixOfATrend,
    RunRule::FourteenAlternating,
    RunRule::TwoOfThreeBeyondTwo,
    RunRule::FourOfFiveBeyondOne,
    RunRule::FifteenWithinOne,
    RunRule::EightBeyondOne,
];

/// Western Electric's four rules, in their order.
pub(crate) const WESTERN_ELECTRIC: [RunRule; 4] = [
    RunRule::BeyondLimits,
    RunRule::TwoOfThreeBeyondTwo,
    RunRule::FourOfFiveBeyondOne,
    RunRule::EightOnOneSide,
];

impl RunRule {
    /// The indices of the points that the rule flags: each point that completes its pattern. Distances are in σ of the
    /// point itself; a period without one breaks whatever is in a row.
    ///
    /// ```
    /// use il2_outcomes::stats::RunRule;
    /// let distances = [0.5, 2.1, 0.3, 2.4, 3.2].map(Some);
    /// assert_eq!(RunRule::BeyondLimits.flags(&distances), [4]);
    /// // Of points 1 to 3 two are beyond 2 σ, and of points 2 to 4.
    /// assert_eq!(RunRule::TwoOfThreeBeyondTwo.flags(&distances), [3, 4]);
    /// ```
    #[must_use]
    pub fn flags(self, distances: &[Option<f64>]) -> Vec<usize> {
        let mut flagged = Vec::new();
        // The distances in a row that end with the present one.
        let mut row = Vec::new();
        for (index, distance) in distances.iter().enumerate() {
            match distance {
                Some(distance) if !distance.is_nan() => row.push(*distance),
                _ => row.clear(),
            }
            if self.is_complete(&row) {
                flagged.push(index);
            }
        }
        flagged
    }

    /// Whether the last point of a row completes the pattern.
    fn is_complete(self, row: &[f64]) -> bool {
        match self {
            Self::BeyondLimits => all_of_last(row, 1, |distance| distance.abs() > 3.0),
            Self::NineOnOneSide => most_on_one_side(row, 9, 9, 0.0),
            Self::SixOfATrend => steps_of_last(row, 6, |steps| {
                steps.iter().all(|step| *step > 0.0) || steps.iter().all(|step| *step < 0.0)
            }),
            Self::FourteenAlternating => steps_of_last(row, 14, |steps| {
                steps.windows(2).all(|pair| pair[0] * pair[1] < 0.0)
            }),
            Self::TwoOfThreeBeyondTwo => most_on_one_side(row, 2, 3, 2.0),
            Self::FourOfFiveBeyondOne => most_on_one_side(row, 4, 5, 1.0),
            Self::FifteenWithinOne => all_of_last(row, 15, |distance| distance.abs() < 1.0),
            Self::EightBeyondOne => all_of_last(row, 8, |distance| distance.abs() > 1.0),
            Self::EightOnOneSide => most_on_one_side(row, 8, 8, 0.0),
        }
    }
}

fn all_of_last(row: &[f64], points: usize, claim: impl Fn(f64) -> bool) -> bool {
    last(row, points).is_some_and(|last| last.iter().all(|distance| claim(*distance)))
}

/// Whether the last point, and with it `least` of the last `points` or of all where they are fewer, are farther than
/// `beyond` on its side.
fn most_on_one_side(row: &[f64], least: usize, points: usize, beyond: f64) -> bool {
    let Some(sign) = row.last().map(|distance| distance.signum()) else {
        return false;
    };
    let is_beyond = |distance: &f64| distance * sign > beyond;
    let recent = &row[row.len().saturating_sub(points)..];
    recent.last().is_some_and(is_beyond)
        && recent.iter().filter(|distance| is_beyond(distance)).count() >= least
}

fn steps_of_last(row: &[f64], points: usize, claim: impl Fn(&[f64]) -> bool) -> bool {
    last(row, points).is_some_and(|last| {
        let steps: Vec<f64> = last.windows(2).map(|pair| pair[1] - pair[0]).collect();
        claim(&steps)
    })
}

fn last(row: &[f64], points: usize) -> Option<&[f64]> {
    row.len().checked_sub(points).map(|before| &row[before..])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The indices that a rule flags among these distances.
    #[track_caller]
    fn check(rule: RunRule, distances: &[f64], flagged: &[usize]) {
        let some: Vec<Option<f64>> = distances.iter().copied().map(Some).collect();
        assert_eq!(rule.flags(&some), flagged, "{rule:?}");
        // What is true above the line is true below.
        let turned: Vec<Option<f64>> = distances.iter().map(|d| Some(-d)).collect();
        assert_eq!(rule.flags(&turned), flagged, "{rule:?}, turned");
    }

    #[test]
    fn a_limit_is_not_beyond_itself() {
        check(RunRule::BeyondLimits, &[3.0, 3.01, 0.0, -3.01], &[1, 3]);
    }

    #[test]
    fn a_run_is_flagged_from_its_ninth_or_eighth_point_on() {
        let mut distances = vec![-0.1];
        distances.extend([0.2; 10]);
        check(RunRule::NineOnOneSide, &distances, &[9, 10]);
        check(RunRule::EightOnOneSide, &distances, &[8, 9, 10]);
        // A point on the line is on neither side.
        distances[5] = 0.0;
        check(RunRule::EightOnOneSide, &distances, &[]);
    }

    #[test]
    fn six_points_of_a_trend_rise_or_fall_five_times() {
        check(
            RunRule::SixOfATrend,
            &[0.5, -0.5, -0.3, -0.1, 0.2, 0.4, 0.9, 0.8],
            &[6],
        );
        check(
            RunRule::SixOfATrend,
            &[0.0, 0.1, 0.2, 0.2, 0.3, 0.4, 0.5],
            &[],
        );
    }

    #[test]
    fn fourteen_points_alternate() {
        let distances: Vec<f64> = (0..15)
            .map(|i| if i % 2 == 0 { 0.4 } else { 0.1 })
            .collect();
        check(RunRule::FourteenAlternating, &distances, &[13, 14]);
        check(RunRule::FourteenAlternating, &[0.4; 15], &[]);
    }

    #[test]
    fn the_point_that_completes_a_majority_is_beyond_itself() {
        check(
            RunRule::TwoOfThreeBeyondTwo,
            &[2.1, 0.0, 2.1, 0.0, 0.0],
            &[2],
        );
        check(RunRule::TwoOfThreeBeyondTwo, &[2.1, -2.1, 0.0, 2.1], &[]);
        // Two at the start of a chart are two of three, whatever the third.
        check(RunRule::TwoOfThreeBeyondTwo, &[2.1, 2.1], &[1]);
        check(
            RunRule::FourOfFiveBeyondOne,
            &[1.1, 1.2, 0.9, 1.3, 1.4, 0.0, 1.1],
            &[4],
        );
    }

    #[test]
    fn points_too_near_or_too_far_are_flagged() {
        let mut near = vec![0.9; 14];
        near.extend([-0.9, 1.0]);
        check(RunRule::FifteenWithinOne, &near, &[14]);
        let far: Vec<f64> = (0..8)
            .map(|i| if i % 2 == 0 { 1.1 } else { -1.1 })
            .collect();
        check(RunRule::EightBeyondOne, &far, &[7]);
    }

    #[test]
    fn a_gap_breaks_a_row() {
        let mut distances = [Some(0.5); 12];
        distances[4] = None;
        assert!(RunRule::NineOnOneSide.flags(&distances).is_empty());
        assert!(
            RunRule::NineOnOneSide
                .flags(&[Some(f64::NAN); 9])
                .is_empty()
        );
        assert!(RunRule::BeyondLimits.flags(&[]).is_empty());
    }

    #[test]
    fn both_sets_stand_in_their_authors_order() {
        assert_eq!(NELSON.len(), 8);
        assert_eq!(NELSON[4], WESTERN_ELECTRIC[1]);
        assert_eq!(NELSON[5], WESTERN_ELECTRIC[2]);
    }
}
