//! A glance at a cell: whether it may have the form of an identifier, by how many of its bytes are of which kind and by how
//! it begins. One pass over the bytes decides nearly all cells: numbers, pseudonyms, terms and units. It never passes what
//! the forms themselves find.

/// Bytes of the shortest identifier.
pub(in crate::ingest) const LEAST: usize = 5;

/// Bytes of the longest one.
pub(super) const MOST: usize = 4096;

/// What a glance says of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Glance {
    /// No identifier has such bytes.
    Nothing,
    /// Ten digits and nothing else: their column says what they are.
    TenDigits,
    /// Its form says.
    Perhaps,
}

// Each kind is counted in eight bits of its own, so that the counts of all are one sum.
const DIGIT: u64 = 1;
const LETTER: u64 = 1 << 8;
const BLANK: u64 = 1 << 16;
const SLASH: u64 = 1 << 24;
const POINT: u64 = 1 << 32;
const DASH: u64 = 1 << 40;
/// Any other sign of ASCII.
const SIGN: u64 = 1 << 48;
/// Signs of addresses, and what may hide a form: quotes, control characters, everything outside ASCII.
const TELLING: u64 = 1 << 56;

/// Bytes up to which no count overflows.
const COUNTED: usize = 255;

/// The kind of each byte.
const KINDS: [u64; 256] = {
    let mut kinds = [TELLING; 256];
    let mut byte = b' ';
    while byte < 127 {
        kinds[byte as usize] = match byte {
            b'0'..=b'9' => DIGIT,
            b'a'..=b'z' | b'A'..=b'Z' => LETTER,
            b' ' => BLANK,
            b'/' => SLASH,
            b'.' => POINT,
            b'-' => DASH,
            b'@' | b':' | b'\\' | b'\'' | b'"' | b'`' => TELLING,
            _ => SIGN,
        };
        byte += 1;
    }
    kinds
};

/// How many bytes of a cell are of each kind.
struct Counts {
    digits: u64,
    letters: u64,
    blanks: u64,
    slashes: u64,
    points: u64,
    dashes: u64,
    signs: u64,
}

/// Looks at a trimmed cell.
pub(super) fn glance(cell: &[u8]) -> Glance {
    if cell.len() < LEAST || cell.len() > MOST {
        return Glance::Nothing;
    }
    if cell.len() > COUNTED {
        return Glance::Perhaps;
    }
    // Every cell of an export comes here: an index is faster than an iterator where nothing is optimized.
    let (mut sum, mut place) = (0, 0);
    while place < cell.len() {
        sum += KINDS[cell[place] as usize];
        place += 1;
    }
    if sum >= TELLING {
        return Glance::Perhaps;
    }
    // Integers, decimals and words are most of all.
    if sum == 10 * DIGIT {
        return Glance::TenDigits;
    }
    let signs = sum & !0xff;
    if signs == 0 || signs == POINT && sum != POINT + 10 * DIGIT || sum & !0xff00 == 0 {
        return Glance::Nothing;
    }
    let counts = Counts {
        digits: sum & 0xff,
        letters: sum >> 8 & 0xff,
        blanks: sum >> 16 & 0xff,
        slashes: sum >> 24 & 0xff,
        points: sum >> 32 & 0xff,
        dashes: sum >> 40 & 0xff,
        signs: sum >> 48 & 0xff,
    };
    let is_possible = if counts.letters == 0 {
        may_be_number(cell, &counts)
    } else {
        may_be_words(cell, &counts)
    };
    if is_possible {
        Glance::Perhaps
    } else {
        Glance::Nothing
    }
}

/// Whether a cell is a date-time as exports write it, which is no identifier in a column of date-times.
pub(in crate::ingest) fn is_plain_moment(cell: &[u8]) -> bool {
    const SHAPE: &[u8; 19] = b"0000-00-00 00:00:00";
    let mut signs = cell.iter().zip(SHAPE);
    matches!(cell.len(), 16 | 19)
        && signs.all(|(byte, sign)| match sign {
            b'0' => byte.is_ascii_digit(),
            b' ' => matches!(byte, b' ' | b'T'),
            sign => byte == sign,
        })
}

/// Whether digits and signs may be an identifier: it has two signs between digits, or one of a telephone or of a postal
/// code.
fn may_be_number(cell: &[u8], counts: &Counts) -> bool {
    // A path on a server.
    if counts.slashes >= 2 && !cell[0].is_ascii_digit() {
        return true;
    }
    // `8-8-86`
    if counts.digits < 4 {
        return false;
    }
    let signs = cell.len() as u64 - counts.digits;
    if signs == 1 {
        // `8292755591.`
        return counts.digits == 10
            || match (counts.dashes, counts.points, counts.blanks) {
                // `02115-1234`
                (1, _, _) => counts.digits == 9,
                (_, 1, _) | (_, _, 1) => false,
                // `+447911123456`, `030/6861238`
                _ => counts.digits >= 8,
            };
    }
    // An hour before treatment.
    let is_negative = signs == 2
        && cell[0] == b'-'
        && (counts.points == 1 || counts.signs == 1 && cell.contains(&b','));
    !is_negative
}

/// Whether letters among other bytes may be an identifier.
fn may_be_words(cell: &[u8], counts: &Counts) -> bool {
    let &Counts {
        digits,
        letters,
        blanks,
        slashes,
        points,
        dashes,
        signs,
    } = counts;
    // `example.org/x`, `001b.4411.3ab7`, `00-1b-44-11-3a-b7`
    if points >= 2 || dashes >= 5 || points >= 1 && slashes >= 1 {
        return true;
    }
    // `www.example`, `//server/share`, a number of two digits or more behind a label
    let is_of_any = digits >= 2 || points >= 1 || slashes >= 2;
    match cell[0] {
        b'0'..=b'9' => {
            let has_separators = blanks >= 2 || slashes >= 2 || dashes >= 2;
            digits >= 3 && letters >= 3 || digits >= 8 || digits >= 4 && has_separators
        }
        b'a'..=b'z' | b'A'..=b'Z' => {
            // A pseudonym of one letter is most of those.
            letters >= 2
                && is_of_any
                && (begins_with_known_word(cell) || {
                    // `sw1a 1aa`, `le 4 mars 2019`, `mo 4-3-19`
                    let is_short = !cell[1].is_ascii_alphabetic() || !cell[2].is_ascii_alphabetic();
                    let is_apart = blanks + signs >= 1;
                    let is_date = letters >= 4 && digits >= 3 || is_apart && digits >= 4;
                    is_short && (is_date || letters >= 3 && blanks >= 1)
                })
        }
        _ => is_of_any,
    }
}

/// Whether a cell begins with the first letters of a label, of a month, of a day of the week or of a word before a date.
#[rustfmt::skip]
fn begins_with_known_word(cell: &[u8]) -> bool {
    let lower = [cell[0], cell[1], cell[2]].map(|byte| byte.to_ascii_lowercase());
    match &lower {
            b"med" | b"rec" | b"hos" | b"ssn" | b"soc" | b"mrn" | b"dob" | b"bir" | b"bor" | b"dat" | b"adm" | b"dis"
            | b"tel" | b"pho" | b"mob" | b"fax" | b"cel" | b"ema" | b"mai" | b"nhs" | b"npi" | b"url" | b"mac"
            | b"zip" | b"pos" | b"add" | b"www" | b"pat" | b"hom" | b"wor" | b"con" | b"off" | b"per" | b"jan"
            | b"feb" | b"mar" | b"apr" | b"may" | b"jun" | b"jul" | b"aug" | b"sep" | b"oct" | b"nov" | b"dec"
            | b"fev" | b"avr" | b"jui" | b"aou" | b"jae" | b"mae" | b"mrz" | b"okt" | b"dez" | b"ene" | b"abr"
            | b"ago" | b"set" | b"dic" | b"mon" | b"tue" | b"wed" | b"thu" | b"fri" | b"sat" | b"sun" | b"lun"
            | b"mer" | b"jeu" | b"ven" | b"sam" | b"dim" | b"die" | b"mit" | b"don" | b"fre" | b"son" | b"mie"
            | b"jue" | b"vie" | b"sab" | b"dom" | b"geb" | b"nac" | b"fec" | b"the" | b"den" | b"der" | b"del" => true,
        // Labels of two letters.
        [b's', b's', sign] | [b'i', b'p', sign] | [b'a', b't', sign] | [b'm', b'r', sign] | [b'p', b't' | b'h', sign] => {
            !sign.is_ascii_alphabetic()
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::identifiers::Look;
    use super::*;
    use crate::ingest::text::cells::trim_blanks;

    /// Pieces that cells of exports, and identifiers, are made of.
    #[rustfmt::skip]
    const PIECES: [&str; 64] = [
        "-", "-", " ", " ", ".", "/", ":", "", "_", "(", ")", "+", "#", ",", "'", "@", "\u{200b}", "–", "\t", "<", "\\",
        "1", "4", "12", "07", "44", "62", "829", "275", "123", "555", "101", "001", "00", "2019", "1962", "5591", "7630",
        "86875309", "8292755591", "a", "x", "C", "SIM", "IL2", "mg/kg", "sw1a", "1aa", "mar", "Jul", "mardi", "the",
        "th", "de", "MRN", "SSN", "dob", "tel", "pt", "www", "example.org", "T", "ext", "//",
    ];

    /// A number that follows another one, all over: the same every time.
    fn next(state: &mut u64, below: usize) -> usize {
        *state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (*state >> 33) as usize % below
    }

    /// Whether a glance passes a cell over that a look finds, or a date-time that is more than one.
    fn is_passed_over(cell: &str) -> bool {
        let cell = trim_blanks(cell.as_bytes());
        if cell.len() < LEAST {
            return false;
        }
        let look = Look::at(cell, false);
        let is_passed = match glance(cell) {
            Glance::Nothing => look.form.is_some() || look.ten_digits.is_some(),
            Glance::TenDigits => {
                look.form.is_some() || look.ten_digits != Look::at_ten_digits(cell).ten_digits
            }
            Glance::Perhaps => false,
        };
        is_passed || is_plain_moment(cell) && Look::at(cell, true).form.is_some()
    }

    #[test]
    fn a_glance_passes_no_identifier_over() {
        // The document's forms, and headers.
        let forms = include_str!("../../../docs/privacy.md")
            .split('`')
            .skip(1)
            .step_by(2);
        let forms: Vec<&str> = forms.collect();
        assert!(forms.len() > 145);
        let (mut state, mut found) = (7, 0);
        for form in &forms {
            assert!(!is_passed_over(form), "{form}");
            for _ in 0..40 {
                let mut signs: Vec<String> = form.chars().map(String::from).collect();
                for _ in 0..=next(&mut state, 2) {
                    let place = next(&mut state, signs.len());
                    PIECES[next(&mut state, PIECES.len())].clone_into(&mut signs[place]);
                }
                let cell = signs.concat();
                assert!(!is_passed_over(&cell), "{cell}");
                assert!(!is_passed_over(&cell.to_uppercase()), "{cell}");
                found += u32::from(Look::at(cell.as_bytes(), false).form.is_some());
            }
        }
        for _ in 0..20_000 {
            let n = 2 + next(&mut state, 8);
            let cell: String = (0..n)
                .map(|_| PIECES[next(&mut state, PIECES.len())])
                .collect();
            assert!(!is_passed_over(&cell), "{cell}");
            found += u32::from(Look::at(cell.as_bytes(), false).form.is_some());
        }
        assert!(found > 500, "{found}");
    }

    #[test]
    fn numbers_pseudonyms_terms_and_units_need_no_look() {
        for cell in [
            "600000",
            "-168.25",
            "35.1",
            "0,25",
            "A00001-1",
            "SIM-0001-01",
            "P-2019-001",
            "Hypotension",
            "Platelet count decreased",
            "mg/dL",
            "ug/kg/min",
            "dose_held",
            "creatinine",
            "2019-03",
            "101-001",
            "10*9/L",
            "20190304",
        ] {
            assert_eq!(glance(cell.as_bytes()), Glance::Nothing, "{cell}");
        }
        assert_eq!(glance(b"8292755591"), Glance::TenDigits);
    }

    #[test]
    fn a_moment_is_a_date_with_a_time() {
        for cell in ["2019-03-04 08:15", "2019-03-04T08:15:00"] {
            assert!(is_plain_moment(cell.as_bytes()), "{cell}");
        }
        for cell in [
            "2019-03-04",
            "464-72-7630 08:15",
            "2019-03-04 08:15:0",
            "2019-03-04 08.15",
        ] {
            assert!(!is_plain_moment(cell.as_bytes()), "{cell}");
        }
    }
}
