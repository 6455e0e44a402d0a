use super::*;

const READING: Reading = Reading {
    decimal: DecimalMark::Point,
    dates: DateOrder::Iso,
};

/// 2019-03-04 in days and 08:15 of it in microseconds since 1970.
const DAYS: i32 = 17_959;
const MOMENT: i64 = 17_959 * DAY + 495 * 60_000_000;

fn of_text(text: &str, of_type: RawType) -> Result<RawValue<'_>, &'static str> {
    READING.value(RawCell::Text(Cow::Borrowed(text.as_bytes())), of_type)
}

fn of(cell: RawCell<'static>, of_type: RawType) -> Result<RawValue<'static>, &'static str> {
    READING.value(cell, of_type)
}

fn as_text(text: &str) -> RawValue<'_> {
    RawValue::Text(Cow::Borrowed(text))
}

#[test]
fn text_of_text_is_trimmed_and_empty_or_null_is_absent() {
    assert_eq!(of_text("  Given \t", RawType::Text), Ok(as_text("Given")));
    for absent in ["", "  ", "NULL", " NULL "] {
        assert_eq!(of_text(absent, RawType::Text), Ok(RawValue::Absent));
    }
    // What else says that there is no value is judged on the mapped side.
    for kept in ["NA", "none", "null", ".", "?", "unknown"] {
        assert_eq!(of_text(kept, RawType::Text), Ok(as_text(kept)));
    }
}

#[test]
fn numbers_of_text_are_those_of_the_data_model() {
    let integer = |text| of_text(text, RawType::Integer);
    assert_eq!(integer(" 12 "), Ok(RawValue::Integer(12)));
    assert_eq!(integer("3.0"), Ok(RawValue::Integer(3)));
    assert_eq!(
        integer("-9223372036854775807"),
        Ok(RawValue::Integer(-9_223_372_036_854_775_807))
    );
    let decimal = |text| of_text(text, RawType::Decimal);
    assert_eq!(decimal("1.5e1"), Ok(RawValue::Decimal(15.0)));
    for absent in ["", "NA", "none", ".", "-", "?", "Unknown", "NULL", "nan"] {
        assert_eq!(integer(absent), Ok(RawValue::Absent), "{absent}");
        assert_eq!(decimal(absent), Ok(RawValue::Absent), "{absent}");
    }
    for wrong in ["3.5", "1,5", "12 mg", "true"] {
        assert!(integer(wrong).is_err(), "{wrong}");
    }
    for wrong in ["1,5", "12 mg", "inf", "1 000"] {
        assert!(decimal(wrong).is_err(), "{wrong}");
    }
    let comma = Reading {
        decimal: DecimalMark::Comma,
        ..READING
    };
    let cell = |text: &'static str| RawCell::Text(Cow::Borrowed(text.as_bytes()));
    let value = comma.value(cell("1,5"), RawType::Decimal);
    assert_eq!(value, Ok(RawValue::Decimal(1.5)));
    assert!(comma.value(cell("1.5"), RawType::Decimal).is_err());
}

#[test]
fn booleans_of_text_are_those_of_the_data_model() {
    for (text, value) in [
        ("Yes", true),
        ("t", true),
        ("1", true),
        ("0", false),
        ("No", false),
    ] {
        let read = of_text(text, RawType::Boolean);
        assert_eq!(read, Ok(RawValue::Boolean(value)), "{text}");
    }
    assert!(of_text("Checked", RawType::Boolean).is_err());
    assert_eq!(of_text("NA", RawType::Boolean), Ok(RawValue::Absent));
}

#[test]
fn a_date_of_text_may_have_a_time_and_a_timestamp_must() {
    for text in [
        "2019-03-04",
        "2019-03-04 08:15",
        "2019-03-04T09:15:00+01:00",
    ] {
        let date = of_text(text, RawType::Date);
        assert_eq!(date, Ok(RawValue::Date(DAYS)), "{text}");
    }
    for text in [
        "2019-03-04 08:15",
        "2019-03-04T08:15:00.000",
        "2019-03-04T08:15Z",
    ] {
        let moment = of_text(text, RawType::Timestamp);
        assert_eq!(moment, Ok(RawValue::Timestamp(MOMENT)), "{text}");
    }
    for wrong in ["2019-03-04", "3/4/2019 8:15", "2019-03", "8:15"] {
        assert!(of_text(wrong, RawType::Timestamp).is_err(), "{wrong}");
    }
    for of_type in [RawType::Date, RawType::Timestamp] {
        assert_eq!(of_text("NA", of_type), Ok(RawValue::Absent));
        assert_eq!(of_text("", of_type), Ok(RawValue::Absent));
    }
}

#[test]
fn text_of_typed_cells_is_written_in_one_way() {
    for (cell, text) in [
        (RawCell::Integer(12), "12"),
        (RawCell::Integer(i64::MAX), "9223372036854775807"),
        (RawCell::Decimal(1.5), "1.5"),
        (RawCell::Decimal(12.0), "12"),
        (RawCell::Decimal(1e20), "100000000000000000000"),
        (
            RawCell::Digits("18446744073709551615".to_owned()),
            "18446744073709551615",
        ),
        (RawCell::Boolean(true), "true"),
        (RawCell::Date(DAYS), "2019-03-04"),
        (RawCell::Moment(MOMENT), "2019-03-04 08:15:00"),
    ] {
        assert_eq!(of(cell, RawType::Text), Ok(as_text(text)), "{text}");
    }
    let nan = of(RawCell::Decimal(f64::NAN), RawType::Text);
    assert_eq!(nan, Ok(RawValue::Absent));
}

#[test]
fn typed_cells_are_of_the_declared_type_or_of_none() {
    let nan = || RawCell::Decimal(f64::NAN);
    for of_type in [RawType::Integer, RawType::Decimal, RawType::Boolean] {
        assert_eq!(of(nan(), of_type), Ok(RawValue::Absent));
    }
    assert_eq!(
        of(RawCell::Decimal(3.0), RawType::Integer),
        Ok(RawValue::Integer(3))
    );
    assert!(of(RawCell::Decimal(3.5), RawType::Integer).is_err());
    assert_eq!(
        of(RawCell::Integer(3), RawType::Decimal),
        Ok(RawValue::Decimal(3.0))
    );
    assert_eq!(
        of(RawCell::Digits("2.50".to_owned()), RawType::Decimal),
        Ok(RawValue::Decimal(2.5))
    );
    assert_eq!(
        of(RawCell::Integer(1), RawType::Boolean),
        Ok(RawValue::Boolean(true))
    );
    assert!(of(RawCell::Integer(2), RawType::Boolean).is_err());
    assert_eq!(
        of(RawCell::Date(DAYS), RawType::Date),
        Ok(RawValue::Date(DAYS))
    );
    assert_eq!(
        of(RawCell::Moment(MOMENT), RawType::Date),
        Ok(RawValue::Date(DAYS))
    );
    assert_eq!(
        of(RawCell::Moment(MOMENT), RawType::Timestamp),
        Ok(RawValue::Timestamp(MOMENT))
    );
    // A date alone is no timestamp, and a number neither.
    assert!(of(RawCell::Date(DAYS), RawType::Timestamp).is_err());
    assert!(of(RawCell::Integer(21_612), RawType::Date).is_err());
    assert!(of(RawCell::Decimal(21_612.0), RawType::Timestamp).is_err());
}
