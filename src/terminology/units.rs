//! Units: UCUM as exports write it, and the units of infusion rates.

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

/// The quantity of which an infusion rate is a rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Amount {
    /// A mass; the size in micrograms.
    Mass,
    /// International units; the size in units.
    Activity,
}

/// The unit of an infusion rate: a mass or units, optionally per kg, per minute or hour.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RateUnit {
    amount: Amount,
    /// In µg or U.
    size: f64,
    per_kg: bool,
    /// In minutes.
    time: f64,
}

impl RateUnit {
    /// One of this unit in units of `target`, for a person of `weight_kg`.
    ///
    /// A rate per hour is divided by 60, a mass without per kg by the weight, units per kg are multiplied by it.
    /// `None` if a weight is needed and unknown, and between masses and units.
    ///
    /// ```
    /// use il2_outcomes::terminology::parse_rate_unit;
    /// let per_kg = parse_rate_unit("ug/kg/min").unwrap();
    /// let per_hour = parse_rate_unit("mg/h").unwrap();
    /// assert!((per_hour.factor_to(per_kg, Some(80.0)).unwrap() - 1000.0 / 60.0 / 80.0).abs() < 1e-12);
    /// assert_eq!(per_hour.factor_to(per_kg, None), None);
    /// ```
    #[must_use]
    pub fn factor_to(self, target: Self, weight_kg: Option<f64>) -> Option<f64> {
        if self.amount != target.amount {
            return None;
        }
        let by_weight = match (self.per_kg, target.per_kg) {
            (true, false) => weight_kg?,
            (false, true) => 1.0 / weight_kg?,
            (true, true) | (false, false) => 1.0,
        };
        Some(self.size / target.size / (self.time / target.time) * by_weight)
    }
}

/// Reads the unit of an infusion rate; `None` if it is not understood.
#[must_use]
pub fn parse_rate_unit(text: &str) -> Option<RateUnit> {
    let text = parse_unit(text);
    let mut parts = text.split('/');
    let (amount, size) = match parts.next()? {
        "ng" => (Amount::Mass, 1e-3),
        "ug" => (Amount::Mass, 1.0),
        "mg" => (Amount::Mass, 1e3),
        "g" => (Amount::Mass, 1e6),
        "u" | "unit" | "units" | "iu" | "[iu]" => (Amount::Activity, 1.0),
        "mu" | "munit" | "munits" => (Amount::Activity, 1e-3),
        _ => return None,
    };
    let (mut per_kg, mut time) = (false, None);
    for part in parts {
        match part {
            "kg" if !per_kg => per_kg = true,
            "min" | "minute" if time.is_none() => time = Some(1.0),
            "h" if time.is_none() => time = Some(60.0),
            _ => return None,
        }
    }
    Some(RateUnit {
        amount,
        size,
        per_kg,
        time: time?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One `from` in `to`, for a person of 80 kg.
    fn factor(from: &str, to: &str) -> Option<f64> {
        parse_rate_unit(from)?.factor_to(parse_rate_unit(to)?, Some(80.0))
    }

    #[test]
    fn vasopressin_in_units_per_hour_is_a_sixtieth_per_minute() {
        assert!((factor("U/h", "U/min").unwrap() * 2.4 - 0.04).abs() < 1e-15);
        assert!((factor("units/hour", "U/min").unwrap() - 1.0 / 60.0).abs() < 1e-15);
        assert_eq!(factor("mU/kg/min", "U/min"), Some(0.08));
    }

    #[test]
    fn a_mass_is_never_converted_to_units() {
        assert_eq!(factor("mg/h", "U/min"), None);
        assert_eq!(factor("U/min", "ug/kg/min"), None);
    }

    #[test]
    fn a_rate_needs_a_time() {
        assert_eq!(parse_rate_unit("mg"), None);
        assert_eq!(parse_rate_unit("mL/h"), None);
        assert_eq!(parse_rate_unit(""), None);
        assert_eq!(parse_rate_unit("ug/kg/kg/min"), None);
    }
}
