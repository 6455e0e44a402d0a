//! Units of measurements: UCUM as exports write it.

/// A unit in the form in which units are compared: lower case, no blanks, `µ` as `u`, and the common spellings that
/// are not UCUM (`mmHg`, `bpm`, `x10^9/L`, `K/uL`, `cells/mm3`, `IU/L`, `°F`, `/hr`, `/hour`) as UCUM.
///
/// ```
/// use il2_outcomes::terminology::parse_unit;
/// assert_eq!(parse_unit("µmol / L"), "umol/l");
/// assert_eq!(parse_unit("mmHg"), parse_unit("mm[Hg]"));
/// assert_eq!(parse_unit("mcg/kg/hr"), "ug/kg/h");
/// assert_eq!(parse_unit("x 10^3/mm3"), parse_unit("K/uL"));
/// ```
#[must_use]
pub fn parse_unit(text: &str) -> String {
    let plain: String = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| if matches!(c, 'µ' | 'μ') { 'u' } else { c })
        .flat_map(char::to_lowercase)
        .collect();
    match plain.as_str() {
        "mmhg" => return "mm[hg]".to_owned(),
        "bpm" => return "/min".to_owned(),
        "iu/l" => return "u/l".to_owned(),
        "c" | "°c" | "degc" => return "cel".to_owned(),
        "f" | "°f" | "degf" => return "[degf]".to_owned(),
        _ => {}
    }
    let parts: Vec<&str> = plain.split('/').collect();
    let is_quotient = parts.len() > 1;
    let spelled = |(index, part): (usize, &&str)| match (index, *part) {
        (0, "1" | "cells" | "{cells}") if is_quotient => String::new(),
        (0, "k") if is_quotient => "10*3".to_owned(),
        (0, part) => power(part),
        (_, "hr" | "hour") => "h".to_owned(),
        (_, "mm3") => "ul".to_owned(),
        (_, part) => in_micrograms(part),
    };
    parts
        .iter()
        .enumerate()
        .map(spelled)
        .collect::<Vec<_>>()
        .join("/")
}

/// A first part with its power of ten, if it has one, as UCUM writes it.
fn power(part: &str) -> String {
    let bare = part.strip_prefix('x').unwrap_or(part);
    match bare.strip_prefix("10^").or(bare.strip_prefix("10*")) {
        Some(exponent) => format!("10*{exponent}"),
        None => in_micrograms(part),
    }
}

fn in_micrograms(part: &str) -> String {
    if part == "mcg" { "ug" } else { part }.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_spellings_that_are_not_ucum_are_read() {
        for (text, unit) in [
            ("\u{b5}mol/L", "umol/L"),
            ("\u{3bc}mol/L", "umol/L"),
            ("UMOL / L", "umol/L"),
            ("mmHg", "mm[Hg]"),
            ("MM HG", "mm[Hg]"),
            ("bpm", "/min"),
            ("x10^9/L", "10*9/L"),
            ("X 10^9 / L", "10*9/L"),
            ("K/uL", "10*3/uL"),
            ("K/\u{b5}L", "10*3/uL"),
            ("10^3/uL", "10*3/uL"),
            ("X10*3/UL", "10*3/uL"),
            ("10^3/mm3", "10*3/uL"),
            ("k/mm3", "10*3/uL"),
            ("cells/uL", "/uL"),
            ("Cells / mm3", "/uL"),
            ("{cells}/\u{b5}L", "/uL"),
            ("/mm3", "/uL"),
            ("1/uL", "/uL"),
            ("1/min", "/min"),
            ("IU/L", "U/L"),
            ("iu/l", "U/L"),
            ("C", "Cel"),
            ("\u{b0}C", "Cel"),
            ("degC", "Cel"),
            ("f", "[degF]"),
            ("\u{b0} F", "[degF]"),
            ("DEGF", "[degF]"),
            ("mL/hr", "mL/h"),
            ("mL/hour", "mL/h"),
            ("mL/kg/HR", "mL/kg/h"),
        ] {
            assert_eq!(parse_unit(text), parse_unit(unit), "{text}");
        }
        for (text, unit) in [("hr", "/h"), ("k", "10*3"), ("1", ""), ("IU/mL", "U/mL")] {
            assert_ne!(parse_unit(text), parse_unit(unit), "{text}");
        }
    }
}
