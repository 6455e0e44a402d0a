//! The average run length of a CUSUM by a Markov chain.

/// How near to the threshold, or to zero, the sum reaches it.
pub(super) const TOLERANCE: f64 = 1e-9;
/// States per unit of the sum.
const PER_UNIT: f64 = 600.0;
/// What is left of a cycle's probability, next to that of a signal, and counts no more.
const NEGLIGIBLE: f64 = 1e-14;
/// Steps up after which a cycle is given up.
const STEPS: usize = 200_000;

/// A step of the sum, to both of the states that it ends between, in proportion, so that its mean stays.
struct SplitStep {
    states: usize,
    /// The share that goes one state farther.
    farther: f64,
}

impl SplitStep {
    fn of(weight: f64) -> Self {
        let states = weight * PER_UNIT;
        Self {
            states: whole(states.floor()),
            farther: states - states.floor(),
        }
    }
}

/// The average number of units to the first signal of a sum that goes `up` with this probability and else `down`, from
/// 0 on; `None` where there is none.
///
/// A run is a series of cycles, each from 0 to 0 or to the signal: its mean length is that of a cycle over the
/// probability that a cycle ends with the signal (Kemp KW. JRSS B 1971;33:61). Within a cycle the sum's states are
/// passed through from one step up to the next: all that is added is positive, and no digits are lost.
pub(super) fn average_run_length(
    up: f64,
    down: f64,
    threshold: f64,
    probability: f64,
) -> Option<f64> {
    if probability <= 0.0 {
        return None;
    }
    let states = whole((threshold * PER_UNIT).round()).max(1);
    let (up, down) = (SplitStep::of(up), SplitStep::of(down));
    let stays = 1.0 - probability;
    let [up_near, up_far] = [1.0 - up.farther, up.farther].map(|share| probability * share);
    let [down_near, down_far] = [1.0 - down.farther, down.farther].map(|share| stays * share);
    let mut arrivals = vec![0.0; states];
    let mut next = vec![0.0; states];
    // Steps up from a state; gives what of it is a signal.
    let rise = |state: usize, visits: f64, next: &mut [f64]| {
        let mut signal = 0.0;
        for (rises, share) in [(up.states, up_near), (up.states + 1, up_far)] {
            match next.get_mut(state + rises) {
                None => signal += visits * share,
                Some(to) if state + rises > 0 => *to += visits * share,
                // A step too short to leave 0.
                Some(_) => {}
            }
        }
        signal
    };
    let mut length = 1.0;
    let mut signal = rise(0, 1.0, &mut arrivals);
    for _ in 0..STEPS {
        next.fill(0.0);
        // From the top down, so that what comes from above is there before it goes on.
        for state in (1..states).rev() {
            let mut visits = arrivals[state];
            if visits <= 0.0 {
                continue;
            }
            if down.states == 0 {
                visits /= 1.0 - down_near;
            } else if state > down.states {
                arrivals[state - down.states] += visits * down_near;
            }
            if state > down.states + 1 {
                arrivals[state - down.states - 1] += visits * down_far;
            }
            length += visits;
            signal += rise(state, visits, &mut next);
        }
        std::mem::swap(&mut arrivals, &mut next);
        let left: f64 = arrivals.iter().sum();
        if left <= NEGLIGIBLE * signal {
            return (signal > 0.0).then(|| length / signal);
        }
    }
    None
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "states are counted from 0, and a float too large ends at the largest"
)]
fn whole(number: f64) -> usize {
    number as usize
}
