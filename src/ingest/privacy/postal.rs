//! Postal codes that lead to few houses.

/// Whether a text is a postal code of the United States with its four digits more: `02115-1234`.
pub(super) fn is_zip_with_four(text: &str) -> bool {
    let Some((zip, more)) = text.split_once('-') else {
        return false;
    };
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    zip.len() == 5 && more.len() == 4 && is_digits(zip) && is_digits(more)
}

/// Areas of postal codes of the United Kingdom.
const AREAS: [&str; 124] = [
    "ab", "al", "b", "ba", "bb", "bd", "bh", "bl", "bn", "br", "bs", "bt", "ca", "cb", "cf", "ch",
    "cm", "co", "cr", "ct", "cv", "cw", "da", "dd", "de", "dg", "dh", "dl", "dn", "dt", "dy", "e",
    "ec", "eh", "en", "ex", "fk", "fy", "g", "gl", "gu", "gy", "ha", "hd", "hg", "hp", "hr", "hs",
    "hu", "hx", "ig", "im", "ip", "iv", "je", "ka", "kt", "kw", "ky", "l", "la", "ld", "le", "ll",
    "ln", "ls", "lu", "m", "me", "mk", "ml", "n", "ne", "ng", "nn", "np", "nr", "nw", "ol", "ox",
    "pa", "pe", "ph", "pl", "po", "pr", "rg", "rh", "rm", "s", "sa", "se", "sg", "sk", "sl", "sm",
    "sn", "so", "sp", "sr", "ss", "st", "sw", "sy", "ta", "td", "tf", "tn", "tq", "tr", "ts", "tw",
    "ub", "w", "wa", "wc", "wd", "wf", "wn", "wr", "ws", "wv", "yo", "ze",
];

/// Units and intervals in small letters that could end a postal code.
const UNITS: [&str; 12] = [
    "ug", "ng", "pg", "fg", "gr", "hr", "ul", "dl", "fl", "nl", "bd", "yr",
];

/// Whether a text is a postal code of the United Kingdom: `SW1A 1AA`, in capitals or small letters.
pub(super) fn is_uk_postcode(text: &str, has_capitals: bool) -> bool {
    let Some((outward, inward)) = text.split_once(' ') else {
        return false;
    };
    let letters = outward.find(|c: char| !c.is_ascii_lowercase());
    let Some((area, district)) = letters.map(|end| outward.split_at(end)) else {
        return false;
    };
    let is_district = match district.as_bytes() {
        [first] => first.is_ascii_digit(),
        [first, second] => {
            first.is_ascii_digit() && (second.is_ascii_digit() || second.is_ascii_lowercase())
        }
        _ => false,
    };
    let is_of_unit = |c: &u8| c.is_ascii_lowercase() && !b"cikmov".contains(c);
    let is_inward = match inward.as_bytes() {
        [sector, unit @ ..] => {
            sector.is_ascii_digit() && unit.len() == 2 && unit.iter().all(is_of_unit)
        }
        [] => false,
    };
    AREAS.contains(&area)
        && is_district
        && is_inward
        && (has_capitals || !UNITS.contains(&&inward[1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn postal_codes_are_of_known_areas() {
        for text in [
            "sw1a 1aa", "m1 1ae", "b33 8th", "cr2 6xh", "dn55 1pt", "ec1a 1bb",
        ] {
            assert!(is_uk_postcode(text, false), "{text}");
        }
        for text in [
            "il2 6hr", "cd4 5ab", "b12 1ug", "sw1a 1ac", "m1 1a", "grade 3",
        ] {
            assert!(!is_uk_postcode(text, false), "{text}");
        }
        assert!(is_zip_with_four("02115-1234"));
        assert!(!is_zip_with_four("0211-12345"));
    }
}
