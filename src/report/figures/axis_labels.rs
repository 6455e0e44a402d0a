//! Labels beneath an axis: as many as have room, from the first to the last, evenly.

use super::canvas::{AXIS, Anchor, Canvas, MUTED, THIN, TINY};
use super::error::FigureError;
use super::text::text_width;

/// The least distance between two labels.
const APART: f64 = 7.0;
/// The length of the stroke at each label's place.
const STROKE: f64 = 3.0;
/// The fewest labels with a stroke at each place, whether or not its label has room.
const STROKES_FROM: usize = 3;

/// A label's place and width.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Place {
    middle: f64,
    half: f64,
}

impl Place {
    /// Where a text is centered at `at`, and within `from` and `to`.
    fn of(at: f64, text: &str, (from, to): (f64, f64)) -> Self {
        let half = text_width(text, TINY) / 2.0;
        let middle = at.min(to - half).max(from + half);
        Self { middle, half }
    }

    /// Whether another label that follows leaves room between the two.
    fn is_clear_of(self, next: Self) -> bool {
        self.middle + self.half + APART <= next.middle - next.half
    }
}

/// Draws labels, each at its place, beneath the axis at the height `axis`.
pub(super) fn draw_labels(
    canvas: &Canvas<'_>,
    labels: &[(f64, &str)],
    axis: f64,
    range: (f64, f64),
) -> Result<(), FigureError> {
    let places: Vec<Place> = labels
        .iter()
        .map(|&(at, text)| Place::of(at, text, range))
        .collect();
    if labels.len() >= STROKES_FROM {
        for &(at, _) in labels {
            canvas.line(&[(at, axis), (at, axis + STROKE)], AXIS, THIN)?;
        }
    }
    for index in shown(&places) {
        let (_, text) = labels[index];
        let at = (places[index].middle, axis + 10.0);
        canvas.text(at, text, TINY, Anchor::Middle, MUTED)?;
    }
    Ok(())
}

/// Draws names below the labels of an axis, each from its place on; one that has no room is left out.
pub(super) fn draw_names(
    canvas: &Canvas<'_>,
    names: &[(f64, String)],
    axis: f64,
    range: (f64, f64),
) -> Result<(), FigureError> {
    let mut before: Option<Place> = None;
    for (at, text) in names {
        let place = Place::of(*at, text, range);
        if before.is_some_and(|before| !before.is_clear_of(place)) {
            continue;
        }
        let at = (place.middle, axis + 22.0);
        canvas.text(at, text, TINY, Anchor::Middle, MUTED)?;
        before = Some(place);
    }
    Ok(())
}

/// The indices of the labels that are drawn: the first, the last, and as many between as have room, with steps as equal as
/// may be; equal steps are taken where they cost less than half of the labels.
fn shown(places: &[Place]) -> Vec<usize> {
    let n = places.len();
    let indices = |count: usize| -> Vec<usize> {
        let last = n - 1;
        let steps = count - 1;
        (0..count)
            .map(|step| (2 * step * last + steps) / (2 * steps))
            .collect()
    };
    let fits = |indices: &[usize]| {
        let pairs = indices.windows(2);
        pairs
            .into_iter()
            .all(|pair| places[pair[0]].is_clear_of(places[pair[1]]))
    };
    let fitting: Vec<usize> = (2..=n).filter(|&count| fits(&indices(count))).collect();
    let Some(&most) = fitting.last() else {
        return (n > 0).then(|| n - 1).into_iter().collect();
    };
    let is_even = |count: &usize| (n - 1).is_multiple_of(count - 1) && 2 * count > most;
    let even = fitting.iter().copied().rfind(is_even);
    indices(even.unwrap_or(most))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Labels of width 20, `step` apart.
    fn places(n: usize, step: f64) -> Vec<Place> {
        let place = |index: usize| Place {
            middle: index as f64 * step,
            half: 10.0,
        };
        (0..n).map(place).collect()
    }

    #[test]
    fn the_first_and_the_last_label_are_shown_with_others_evenly_between() {
        assert_eq!(shown(&places(5, 30.0)), [0, 1, 2, 3, 4]);
        // Every other one.
        assert_eq!(shown(&places(9, 20.0)), [0, 2, 4, 6, 8]);
        // Seven steps have no equal ones but one: the steps are 2, 3 and 2.
        assert_eq!(shown(&places(8, 22.0)), [0, 2, 5, 7]);
        // Equal steps of three cost one label of five.
        assert_eq!(shown(&places(10, 14.0)), [0, 3, 6, 9]);
        assert_eq!(shown(&places(2, 30.0)), [0, 1]);
        // Without room for two the last is left.
        assert_eq!(shown(&places(2, 5.0)), [1]);
        assert_eq!(shown(&places(1, 5.0)), [0]);
        assert_eq!(shown(&[]), Vec::<usize>::new());
    }
}
