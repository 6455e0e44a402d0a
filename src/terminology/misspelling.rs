//! Whether a word or a name is another one with a typing or spelling error in it, and no other name.

/// Shorter words are abbreviations, each near many others.
const SHORTEST: usize = 5;
/// From this length on a word may have two errors.
const LONG: usize = 12;
const VOWELS: [char; 6] = ['a', 'e', 'i', 'o', 'u', 'y'];
/// Consonants that sound alike.
const ALIKE: [(char, char); 9] = [
    ('c', 'k'),
    ('c', 's'),
    ('s', 'z'),
    ('s', 't'),
    ('g', 'j'),
    ('f', 'v'),
    ('m', 'n'),
    ('d', 't'),
    ('b', 'p'),
];

/// How many errors make a known name of another, word by word; `None` where it is another name.
///
/// A letter may be left out, be one too many, or have changed places with its neighbor; a vowel may be another vowel, and a
/// consonant one that sounds like it, but not the first letter. A word that is known itself is no error, and digits are none.
pub(super) fn errors(
    words: &[String],
    known: &[String],
    is_known_word: impl Fn(&str) -> bool,
) -> Option<usize> {
    if words.len() != known.len() {
        return None;
    }
    let mut all = 0;
    for (word, known) in words.iter().zip(known) {
        if word != known {
            if is_known_word(word) {
                return None;
            }
            all += errors_in_word(word, known)?;
        }
    }
    (all <= 2).then_some(all)
}

/// How many errors make a known word of another.
fn errors_in_word(word: &str, known: &str) -> Option<usize> {
    let (word, known): (Vec<char>, Vec<char>) = (word.chars().collect(), known.chars().collect());
    let length = word.len().min(known.len());
    let reach = if length < LONG { 1 } else { 2 };
    let digits = |word: &[char]| -> String { word.iter().filter(|c| c.is_numeric()).collect() };
    let is_near = length >= SHORTEST
        && word.len().abs_diff(known.len()) <= reach
        && digits(&word) == digits(&known);
    let errors = is_near.then(|| distance(&word, &known));
    errors.filter(|errors| *errors <= reach)
}

/// The least number of errors; more than any reach where a letter is another that does not sound like it.
fn distance(word: &[char], known: &[char]) -> usize {
    let mut rows: Vec<Vec<usize>> = vec![(0..=known.len()).collect()];
    for i in 1..=word.len() {
        let mut row = vec![i];
        for j in 1..=known.len() {
            let replaced = match (word[i - 1], known[j - 1]) {
                (a, b) if a == b => 0,
                (a, b) if i > 1 && j > 1 && sound_alike(a, b) => 1,
                _ => 9,
            };
            let mut least = (rows[i - 1][j - 1] + replaced)
                .min(rows[i - 1][j] + 1)
                .min(row[j - 1] + 1);
            let is_swapped = i > 1
                && j > 1
                && word[i - 1] == known[j - 2]
                && word[i - 2] == known[j - 1]
                && word[i - 1] != word[i - 2];
            if is_swapped {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[word.len()][known.len()]
}

fn sound_alike(a: char, b: char) -> bool {
    (VOWELS.contains(&a) && VOWELS.contains(&b)) || ALIKE.contains(&(a.min(b), a.max(b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors_of(word: &str, known: &str) -> Option<usize> {
        errors_in_word(word, known)
    }

    #[test]
    fn a_spelling_error_is_one() {
        for (word, known) in [
            ("hypotention", "hypotension"),
            ("dopmaine", "dopamine"),
            ("noradrenalin", "noradrenaline"),
            ("ondansetrone", "ondansetron"),
            ("cardiovasculr", "cardiovascular"),
            ("diarrea", "diarrhea"),
            ("naussea", "nausea"),
        ] {
            assert_eq!(errors_of(word, known), Some(1), "{word}");
        }
        assert_eq!(errors_of("thrombocitopenea", "thrombocytopenia"), Some(2));
    }

    #[test]
    fn another_word_is_no_spelling_error() {
        for (word, known) in [
            ("contusion", "confusion"),
            ("arteritis", "arthritis"),
            ("enema", "edema"),
            ("myelopathy", "myopathy"),
            ("nephropathy", "neuropathy"),
            ("creatine", "creatinine"),
            ("prednisolone", "prednisone"),
            ("fever", "sever"),
            ("alt", "ggt"),
            ("bone", "line"),
            ("cd4lymphocytes", "cd8lymphocytes"),
        ] {
            assert_eq!(errors_of(word, known), None, "{word}");
        }
    }
}
