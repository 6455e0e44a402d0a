//! What the number format of a workbook's cell shows of a moment: its date, its time of day, or both.

use calamine::Style;

/// What a cell shows of a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ingest) enum Shown {
    /// The date alone.
    Date,
    /// The time of day alone.
    TimeOfDay,
    /// Both, or what no format says.
    Moment,
}

impl Shown {
    /// What a style shows of a moment.
    pub(in crate::ingest) fn by(style: &Style) -> Self {
        let Some(format) = &style.number_format else {
            return Self::Moment;
        };
        match format.format_id {
            // Formats of East Asian editions, which have a number and no code; of others the edition decides.
            Some(27..=31 | 36 | 50..=54 | 57 | 58) if format.format_code == "General" => Self::Date,
            Some(32 | 33) if format.format_code == "General" => Self::TimeOfDay,
            _ => Self::by_code(&format.format_code),
        }
    }

    /// The same by the code of a format, such as `yyyy-mm-dd`; its first section counts.
    fn by_code(code: &str) -> Self {
        let (mut has_day, mut has_month, mut has_time) = (false, false, false);
        let mut signs = code.chars();
        while let Some(sign) = signs.next() {
            match sign.to_ascii_lowercase() {
                // What follows these is itself, whatever it is; what stands between quotes or brackets is no part of a date.
                '\\' | '_' | '*' => {
                    signs.next();
                }
                '"' => skip_to('"', &mut signs),
                '[' => skip_to(']', &mut signs),
                ';' => break,
                // The `a` of `AM/PM`, and what goes with it.
                'h' | 's' | 'a' | 'p' => has_time = true,
                'y' | 'd' | 'e' | 'g' => has_day = true,
                'm' => has_month = true,
                _ => {}
            }
        }
        match (has_day, has_time) {
            (true, false) => Self::Date,
            (false, true) => Self::TimeOfDay,
            (false, false) if has_month => Self::Date,
            (true, true) | (false, false) => Self::Moment,
        }
    }
}

fn skip_to(end: char, signs: &mut std::str::Chars<'_>) {
    let _ = signs.find(|sign| *sign == end);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_shows_a_date_a_time_of_day_or_both() {
        for (code, expected) in [
            ("mm-dd-yy", Shown::Date),
            ("yyyy\\-mm\\-dd", Shown::Date),
            ("d-mmm", Shown::Date),
            ("mmm-yy", Shown::Date),
            ("mmmm", Shown::Date),
            ("[$-409]d\\-mmm\\-yyyy;@", Shown::Date),
            ("dddd, mmmm dd, yyyy", Shown::Date),
            ("[$-404]e\"h\"m\"s\"d", Shown::Date),
            ("yyyy/mm/dd\\h", Shown::Date),
            ("m/d/yy h:mm", Shown::Moment),
            ("yyyy-mm-dd\"T\"hh:mm:ss.000", Shown::Moment),
            ("[$-F400]h:mm:ss AM/PM", Shown::TimeOfDay),
            ("h:mm", Shown::TimeOfDay),
            ("mm:ss", Shown::TimeOfDay),
            ("General", Shown::Moment),
        ] {
            assert_eq!(Shown::by_code(code), expected, "{code}");
        }
    }
}
