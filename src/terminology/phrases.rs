//! Forms in which names of events are compared where none is equal as it stands: American spelling without punctuation,
//! and words in any order, in the singular, with their direction.

/// Words of a value that is higher than it should be.
const INCREASED: [&str; 13] = [
    "increased",
    "increase",
    "elevated",
    "elevation",
    "elevations",
    "high",
    "raised",
    "raise",
    "rise",
    "rising",
    "elev",
    "incr",
    "↑",
];
/// Words of a value that is lower than it should be.
const DECREASED: [&str; 13] = [
    "decreased",
    "decrease",
    "low",
    "reduced",
    "reduction",
    "drop",
    "dropped",
    "lowered",
    "decline",
    "declined",
    "diminished",
    "decr",
    "↓",
];
/// Words that a name of a changed value has; others stand in names of something else too (low back pain).
const CHANGED: [&str; 5] = ["increased", "elevated", "raised", "decreased", "reduced"];
/// Words that make what a name means depend on the order of its words.
const ORDERING: [&str; 18] = [
    "with", "without", "w", "wo", "no", "not", "non", "and", "or", "of", "in", "on", "to", "from",
    "by", "due", "for", "than",
];
/// Words of the sample that a value was measured in, which a name may leave out.
const SAMPLES: [&str; 4] = ["serum", "plasma", "blood", "level"];
/// Words of a degree, which a grade says, and of a sudden onset.
const DEGREES: [&str; 4] = ["mild", "moderate", "severe", "acute"];
/// Parts of words that stand for these.
const SHORTHAND: [(&str, &str); 7] = [
    ("tach", "tachycardia"),
    ("brady", "bradycardia"),
    ("sat", "saturation"),
    ("sats", "saturation"),
    ("abd", "abdominal"),
    ("resp", "respiratory"),
    ("infxn", "infection"),
];
/// Shorter words and names are abbreviations, in which letters stand for words.
const SHORTEST: usize = 5;

/// Whether a value is higher or lower than it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    /// Higher.
    Increased,
    /// Lower.
    Decreased,
}

impl Direction {
    /// The direction that a word says.
    pub(super) fn of(word: &str) -> Option<Self> {
        let word = word.to_lowercase();
        if INCREASED.contains(&word.as_str()) {
            Some(Self::Increased)
        } else if DECREASED.contains(&word.as_str()) {
            Some(Self::Decreased)
        } else {
            None
        }
    }

    /// The word that terms say it by.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Increased => "increased",
            Self::Decreased => "decreased",
        }
    }

    /// The other one.
    pub(super) const fn opposite(self) -> Self {
        match self {
            Self::Increased => Self::Decreased,
            Self::Decreased => Self::Increased,
        }
    }
}

/// The words of a name, in the singular and sorted, and the direction that one of them says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Phrase {
    direction: Option<Direction>,
    /// The word of the direction, as it stands.
    direction_word: Option<String>,
    words: Vec<String>,
    /// Whether it says a direction as names of changed values do.
    pub(super) is_changed_value: bool,
}

impl Phrase {
    /// The phrase of a name; `None` where the order of its words or a sign in it means something.
    pub(super) fn of(name: &str) -> Option<Self> {
        // The charge of an ion is none of its name's signs: low K+.
        let name: String = name
            .split_whitespace()
            .map(|word| {
                word.trim_end_matches('+').to_owned() + if word.starts_with('+') { "+" } else { "" }
            })
            .collect::<Vec<_>>()
            .join(" ");
        let means_something = |c: char| "/&?<>=%+*~".contains(c);
        if name.contains(means_something) {
            return None;
        }
        let mut spaced = String::new();
        for c in name.chars().flat_map(char::to_lowercase) {
            match c {
                '↑' | '↓' => spaced.extend([' ', c, ' ']),
                c if c.is_alphanumeric() => spaced.push(c),
                _ => spaced.push(' '),
            }
        }
        let mut tokens: Vec<&str> = spaced.split_whitespace().collect();
        if let [first, "of" | "in", _, ..] = tokens[..]
            && Direction::of(first).is_some()
        {
            tokens.remove(1);
        }
        if tokens.iter().any(|token| ORDERING.contains(token)) {
            return None;
        }
        let mut phrase = Self {
            direction: None,
            direction_word: None,
            words: Vec::new(),
            is_changed_value: tokens.iter().any(|token| CHANGED.contains(token)),
        };
        for token in tokens {
            match Direction::of(token) {
                // Increased and decreased: not one change of one value.
                Some(_) if phrase.direction.is_some() => return None,
                Some(direction) => {
                    phrase.direction = Some(direction);
                    phrase.direction_word = Some(token.to_owned());
                }
                None if token == "nos" => {}
                None => phrase.words.push(singular(&american(written_out(token)))),
            }
        }
        phrase.words.sort_unstable();
        (!phrase.words.is_empty()).then_some(phrase)
    }

    /// Its words and its direction; `None` where it has no direction.
    pub(super) fn directed(&self) -> Option<String> {
        let direction = self.direction?.word();
        Some(format!("{direction}: {}", self.words.join(" ")))
    }

    /// All its words, that of its direction as it stands.
    pub(super) fn plain(&self) -> String {
        let mut words: Vec<&str> = self.words.iter().map(String::as_str).collect();
        words.extend(self.direction_word.as_deref());
        words.sort_unstable();
        words.join(" ")
    }

    /// The phrase without words of the sample, where it is of a changed value; `None` where it has none.
    pub(super) fn without_sample(&self) -> Option<Self> {
        self.direction?;
        self.without(&SAMPLES)
    }

    /// The phrase without words of a degree; `None` where it has none.
    pub(super) fn without_degree(&self) -> Option<Self> {
        self.without(&DEGREES)
    }

    fn without(&self, left_out: &[&str]) -> Option<Self> {
        let mut phrase = self.clone();
        phrase
            .words
            .retain(|word| !left_out.contains(&word.as_str()));
        let has_changed = phrase.words.len() < self.words.len();
        (has_changed && !phrase.words.is_empty()).then_some(phrase)
    }
}

/// A name in American spelling, in lower case, with its letters and digits alone and the signs that mean something; `None`
/// where it is an abbreviation.
pub(super) fn plain_key(name: &str) -> Option<String> {
    let plain: String = name
        .chars()
        .filter(|c| !c.is_whitespace() && !"-_.,;:()[]'\"".contains(*c))
        .flat_map(char::to_lowercase)
        .collect();
    (plain.chars().count() >= SHORTEST).then(|| american(&plain))
}

/// A word in American spelling, in lower case: `haemorrhage`, `oedema`, `tumour`, `leucopenia`, `generalised`.
fn american(word: &str) -> String {
    if word.chars().count() < SHORTEST {
        return word.to_owned();
    }
    [
        ("ae", "e"),
        ("oe", "e"),
        ("our", "or"),
        ("leuco", "leuko"),
        ("isation", "ization"),
        ("ise", "ize"),
        ("yse", "yze"),
        ("sulph", "sulf"),
    ]
    .iter()
    .fold(word.to_owned(), |word, (british, american)| {
        word.replace(british, american)
    })
}

fn written_out(word: &str) -> &str {
    let mut known = SHORTHAND.iter();
    let known = known.find(|(short, _)| *short == word);
    known.map_or(word, |(_, written)| written)
}

/// A word in the singular; abbreviations and what is no plural stay.
fn singular(word: &str) -> String {
    let ends_with = |endings: &[&str]| endings.iter().any(|ending| word.ends_with(ending));
    let without = |letters: usize| word[..word.len() - letters].to_owned();
    if !word.is_ascii() || word.len() < SHORTEST || ends_with(&["ss", "us", "is"]) {
        word.to_owned()
    } else if ends_with(&["sses", "shes", "ches", "xes"]) {
        without(2)
    } else if ends_with(&["ies"]) {
        without(3) + "y"
    } else if ends_with(&["s"]) {
        without(1)
    } else if ends_with(&["oli", "ombi", "yli"]) {
        without(1) + "us"
    } else {
        word.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn british_spelling_is_american_spelling() {
        for (british, of_america) in [
            ("haemorrhage", "hemorrhage"),
            ("oedema", "edema"),
            ("diarrhoea", "diarrhea"),
            ("oesophagitis", "esophagitis"),
            ("leucopenia", "leukopenia"),
            ("hypokalaemia", "hypokalemia"),
            ("tumour", "tumor"),
            ("paraesthesia", "paresthesia"),
            ("generalised", "generalized"),
            ("faecal", "fecal"),
            ("caecal", "cecal"),
            ("paralysed", "paralyzed"),
        ] {
            assert_eq!(american(british), of_america);
            assert_eq!(american(of_america), of_america);
        }
        // Abbreviations: dyspnea on exertion.
        assert_eq!(american("doe"), "doe");
    }

    #[test]
    fn words_in_the_plural_are_the_same_words() {
        for (plural, word) in [
            ("effusions", "effusion"),
            ("rashes", "rash"),
            ("abscesses", "abscess"),
            ("arrhythmias", "arrhythmia"),
            ("abnormalities", "abnormality"),
            ("emboli", "embolus"),
            ("thrombi", "thrombus"),
        ] {
            assert_eq!(singular(plural), word);
        }
        for word in [
            "nauseous",
            "pancreatitis",
            "weakness",
            "ards",
            "pres",
            "ileus",
        ] {
            assert_eq!(singular(word), word);
        }
    }

    #[test]
    fn a_direction_may_stand_before_and_behind_and_have_several_words() {
        let directed = |name| Phrase::of(name).and_then(|phrase| phrase.directed());
        let expected = Some("increased: creatinine".to_owned());
        for name in [
            "creatinine increased",
            "Increased creatinine",
            "elevation of creatinine",
            "rise in creatinine",
            "↑creatinine",
            "creatinine, high",
            "CREATININE RAISED NOS",
        ] {
            assert_eq!(directed(name), expected, "{name}");
        }
        assert_eq!(directed("high creatinine decreased"), None);
        assert_eq!(directed("creatinine not increased"), None);
    }

    #[test]
    fn what_depends_on_its_order_or_doubts_is_no_phrase() {
        for name in [
            "fever without neutropenia",
            "no fever",
            "sepsis?",
            "fever + chills",
            "SBP <90",
            "blood culture +",
            "increased",
            "",
        ] {
            assert_eq!(Phrase::of(name), None, "{name}");
        }
    }
}
