//! Units of measurements: UCUM as exports write it.

/// A unit in the form in which units are compared: lower case, no blanks, `µ` as `u`, and the common spellings that
/// are not UCUM (`mmHg`, `bpm`, `x10^9/L`, `K/uL`, `/hr`, `/hour`) as UCUM.
///
/// ```
/// use il2_outcomes::terminology::parse_unit;
/// assert_eq!(parse_unit("µmol / L"), "umol/l");
/// assert_eq!(parse_unit("mmHg"), parse_unit("mm[Hg]"));
/// assert_eq!(parse_unit("mcg/kg/hr"), "ug/kg/h");
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
        "x10^9/l" | "10^9/l" => return "10*9/l".to_owned(),
        "k/ul" => return "10*3/ul".to_owned(),
        _ => {}
    }
    let parts: Vec<&str> = plain.split('/').collect();
    let spelled = |(index, part): (usize, &&str)| match *part {
        "hr" | "hour" if index > 0 => "h".to_owned(),
        "mcg" => "ug".to_owned(),
        other => other.to_owned(),
    };
    parts
        .iter()
        .enumerate()
        .map(spelled)
        .collect::<Vec<_>>()
        .join("/")
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
            ("mL/hr", "mL/h"),
            ("mL/hour", "mL/h"),
            ("mL/kg/HR", "mL/kg/h"),
        ] {
            assert_eq!(parse_unit(text), parse_unit(unit), "{text}");
        }
        assert_ne!(parse_unit("hr"), parse_unit("/h"));
    }
}
