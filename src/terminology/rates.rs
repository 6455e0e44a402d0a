//! Units of infusion rates, read by their parts: an amount, per kg or not, per minute or hour.

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

/// One word of a unit, and how it is joined to the words before it.
#[derive(Debug, PartialEq, Eq)]
struct Factor {
    word: String,
    /// Whether a slash or `per` stands before it, at once or further ahead.
    is_divided_by: bool,
    /// Whether it has the exponent −1.
    is_inverse: bool,
}

/// Reads the unit of an infusion rate; `None` if it is not understood.
///
/// Words may be joined by `/`, `per`, `.`, `*`, `-` or a blank, or have the exponent −1; what follows the first slash is
/// divided by, as in `ug/(kg.min)` and in `ug/kg.min`, since nothing else would be a rate. Case and blanks do not count,
/// nor a point at the end, and braces hold remarks (UCUM).
///
/// ```
/// use il2_outcomes::terminology::parse_rate_unit;
/// let unit = parse_rate_unit("ug/kg/min");
/// for spelling in ["mcg/kg/min.", "ug/(kg.min)", "ug.kg-1.min-1", "µg per kg per minute", "mcg/min/kg"] {
///     assert_eq!(parse_rate_unit(spelling), unit);
/// }
/// assert_eq!(parse_rate_unit("mL/h"), None);
/// ```
#[must_use]
pub fn parse_rate_unit(text: &str) -> Option<RateUnit> {
    let mut factors = factors(&plain(text)?)?.into_iter();
    let first = factors
        .next()
        .filter(|it| !it.is_divided_by && !it.is_inverse)?;
    let (amount, size) = amount(&first.word)?;
    let (mut per_kg, mut time) = (false, None);
    for factor in factors {
        // Neither times a kilogram nor divided by its inverse.
        if factor.is_divided_by == factor.is_inverse {
            return None;
        }
        match (factor.word.as_str(), minutes(&factor.word)) {
            ("kg" | "kgs" | "kilogram" | "kilograms", _) if !per_kg => per_kg = true,
            (_, Some(minutes)) if time.is_none() => time = Some(minutes),
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

/// An amount by its name, and its size in µg or U.
fn amount(word: &str) -> Option<(Amount, f64)> {
    Some(match word {
        "ng" | "nanogram" | "nanograms" => (Amount::Mass, 1e-3),
        "ug" | "mcg" | "mcgs" | "microgram" | "micrograms" => (Amount::Mass, 1.0),
        "mg" | "mgs" | "milligram" | "milligrams" => (Amount::Mass, 1e3),
        "g" | "gm" | "gram" | "grams" => (Amount::Mass, 1e6),
        "u" | "unit" | "units" | "iu" | "ius" => (Amount::Activity, 1.0),
        "mu" | "miu" | "munit" | "munits" | "milliunit" | "milliunits" => (Amount::Activity, 1e-3),
        _ => return None,
    })
}

fn minutes(word: &str) -> Option<f64> {
    match word {
        "min" | "mins" | "minute" | "minutes" => Some(1.0),
        "h" | "hr" | "hrs" | "hour" | "hours" => Some(60.0),
        _ => None,
    }
}

/// Lower case, with `µ` as `u`, superscripts as digits and international units by one name; without remarks in braces and
/// a point at the end. `None` where a brace is never closed.
fn plain(text: &str) -> Option<String> {
    let mut plain = String::new();
    let mut is_remark = false;
    for c in text.trim().chars().flat_map(char::to_lowercase) {
        match c {
            '{' if !is_remark => is_remark = true,
            '}' if is_remark => is_remark = false,
            _ if is_remark => {}
            '\u{b5}' | '\u{3bc}' => plain.push('u'),
            '⁻' | '−' | '–' => plain.push('-'),
            '¹' => plain.push('1'),
            '·' | '⋅' | '×' => plain.push('.'),
            c if c.is_whitespace() => plain.push(' '),
            c => plain.push(c),
        }
    }
    if is_remark {
        return None;
    }
    let one_name = plain
        .replace("[iu]", "iu")
        .replace("i.u.", "iu ")
        .replace("international unit", "unit");
    Some(one_name.trim_end_matches(['.', ' ']).to_owned())
}

/// The words of a unit. `None` where there is something between them that joins no units.
fn factors(text: &str) -> Option<Vec<Factor>> {
    let mut factors: Vec<Factor> = Vec::new();
    let (mut is_divided_by, mut depth) = (false, 0_u32);
    // Whether a slash or `per` still waits for its word, and whether a parenthesis is divided by as a whole.
    let (mut awaits_word, mut is_group) = (false, false);
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let length = rest
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(rest.len());
        if length > 0 {
            let (word, after) = rest.split_at(length);
            rest = after;
            if word == "per" {
                if awaits_word || is_group {
                    return None;
                }
                (is_divided_by, awaits_word) = (true, true);
                continue;
            }
            let is_inverse = ["^-1", "**-1", "-1", "(-1)", "^(-1)"]
                .iter()
                .find_map(|exponent| rest.strip_prefix(exponent));
            if let Some(after) = is_inverse {
                rest = after;
            }
            factors.push(Factor {
                word: word.to_owned(),
                is_divided_by,
                is_inverse: is_inverse.is_some(),
            });
            awaits_word = false;
            continue;
        }
        rest = &rest[next.len_utf8()..];
        match next {
            ' ' => {}
            '/' if !awaits_word && !is_group && !factors.is_empty() => {
                (is_divided_by, awaits_word) = (true, true);
            }
            '(' => {
                depth += 1;
                is_group |= awaits_word;
                awaits_word = false;
            }
            ')' => {
                depth = depth.checked_sub(1)?;
                is_group &= depth > 0;
            }
            '.' | '*' | '-' if !awaits_word && !factors.is_empty() => {}
            _ => return None,
        }
    }
    (depth == 0 && !awaits_word).then_some(factors)
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

    /// Whether all spellings are the same unit, and one.
    fn are_one_unit(unit: &str, spellings: &[&str]) {
        let expected = parse_rate_unit(unit);
        assert!(expected.is_some(), "{unit}");
        for spelling in spellings {
            assert_eq!(parse_rate_unit(spelling), expected, "{spelling}");
        }
    }

    #[test]
    fn micrograms_per_kilogram_and_minute_have_many_spellings() {
        are_one_unit(
            "ug/kg/min",
            &[
                "mcg/kg/min",
                "\u{b5}g/kg/min",
                "\u{3bc}g/kg/min",
                "MCG/KG/MIN",
                "mcg/kg/min.",
                " mcg / kg / min ",
                "mcg/kg/minute",
                "ug/(kg.min)",
                "ug/(kg*min)",
                "ug/kg.min",
                "ug/kg*min",
                "mcg/kg-min",
                "mcg/kg min",
                "ug.kg-1.min-1",
                "ug*kg^-1*min^-1",
                "µg kg-1 min-1",
                "µg·kg⁻¹·min⁻¹",
                "mcg per kg per min",
                "micrograms per kilogram per minute",
                "mcg/kg per minute",
                "mcg/min/kg",
                "ug/(min.kg)",
                "ug.min-1.kg-1",
                "(ug/kg)/min",
                "mcg/kg/mins",
                "ug{norepinephrine}/kg/min",
                "mcg per kg-minute",
                "ug.kg(-1).min(-1)",
            ],
        );
    }

    #[test]
    fn other_amounts_and_times_have_many_spellings() {
        are_one_unit(
            "ug/min",
            &["mcg per minute", "µg/min", "ug.min-1", "micrograms/min"],
        );
        are_one_unit(
            "mg/h",
            &[
                "mg/hr",
                "mg per hour",
                "mg/hour",
                "mg.h-1",
                "MG/HR.",
                "mg/hrs",
            ],
        );
        are_one_unit(
            "ng/kg/min",
            &["nanograms/kg/min", "NG/KG/MIN", "ng/(kg.min)"],
        );
        are_one_unit(
            "U/min",
            &[
                "units/min",
                "unit/minute",
                "IU/min",
                "[iU]/min",
                "[IU]/min",
                "i.u./min",
                "I.U. per min",
                "u.min-1",
                "international units per minute",
                "{vasopressin}units/min",
            ],
        );
        are_one_unit(
            "U/h",
            &["units/hr", "IU/h", "units per hour", "[iU]/h", "U/hour"],
        );
        are_one_unit(
            "mU/kg/min",
            &["milliunits/kg/min", "m[iU]/kg/min", "mIU/(kg.min)"],
        );
        are_one_unit("g/h", &["gm/hr", "grams per hour"]);
    }

    #[test]
    fn what_is_no_amount_per_time_is_no_rate() {
        for text in [
            "",
            "mg",
            "mL/h",
            "ug/kg",
            "ug/kg/kg/min",
            "ug/min/h",
            "kg/min",
            "/min",
            "ug/",
            "ug//min",
            "ug.kg.min",
            "ug/kg-1/min",
            "ug/(kg/min)",
            "ug/(kg.min",
            "ug/kg)/min",
            "mg/24h",
            "1 mg/h",
            "ug/kg/min2",
            "ug/m2/min",
            "ug/kg/day",
            "mcg/kg/m",
            "ug{/kg/min",
            "per min",
            "ug per per min",
            "ug/kg/min-2",
            "mmol/h",
            "%",
            "titrated",
            "mcg/kg/min, max",
            "min-1",
            "ug,kg,min",
        ] {
            assert_eq!(parse_rate_unit(text), None, "{text}");
        }
    }
}
