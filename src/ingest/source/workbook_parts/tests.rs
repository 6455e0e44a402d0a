//! Parts that claim or hold more than any honest one.

use super::*;

/// What is wrong with a part of this text.
#[derive(Debug, PartialEq, Eq)]
enum Fault {
    Over(Limit),
    Broken,
}

/// What is wrong with a part of this text, if anything.
fn fault(xml: &str) -> Option<Fault> {
    let mut part = Metered::new(xml.as_bytes());
    let read = Held::default().read_part(&mut part);
    read.err()
        .map(|error| Limit::of(&error).map_or(Fault::Broken, Fault::Over))
}

#[test]
fn a_reference_that_no_sheet_has_is_seen_wherever_it_is() {
    for xml in [
        r#"<c r="inlineStr"/>"#,
        r#"<c r="ABCD1"/>"#,
        r#"<x:c s="1" r = 'A12345678'/>"#,
        "<row spans=\"1:5\"\n\tr=\"99999999\"></row>",
        r#"<f t="shared" ref="A1:AAAA1"/>"#,
        r#"<w><v>1</v><dimension ref="A1:A99999999"/></w>"#,
        r#"<w><!-- it's --><c r="ABCD1"/><!-- it's --></w>"#,
    ] {
        assert_eq!(fault(xml), Some(Fault::Broken), "{xml}");
    }
    for xml in [
        r#"<worksheet><dimension ref="A1:XFD1048576"/><row r="1048576"><c r="XFD1048576" t="inlineStr"/></row></worksheet>"#,
        r#"<a:rect l="connsiteX10" r="connsiteX11"/>"#,
        r#"<t>it says r="somewhere else" there, and c r="AAAA1"</t>"#,
        r#"<c r="A1"><is r="notaplace"/></c>"#,
        r#"<w><!-- <c r="ABCD1"/> --></w>"#,
    ] {
        assert_eq!(fault(xml), None, "{xml}");
    }
}

#[test]
fn what_a_part_claims_is_not_reserved() {
    let strings =
        |count: &str| format!(r#"<sst count="1" uniqueCount="{count}"><si><t>a</t></si></sst>"#);
    for count in ["4294967295", "99999999999999999999", "-1", "2000001"] {
        assert_eq!(
            fault(&strings(count)),
            Some(Fault::Over(Limit::SharedStrings)),
            "{count}"
        );
    }
    // A count that is not right is a hint that is not needed.
    for count in ["1", "0", "1999"] {
        assert_eq!(fault(&strings(count)), None, "{count}");
    }
    let hidden = r#"<w><!-- ' --><sst uniqueCount="4294967295"/><!-- ' --></w>"#;
    assert_eq!(fault(hidden), Some(Fault::Over(Limit::SharedStrings)));
    let prefixed = r"<x:sst uniqueCount='4294967295'/>";
    assert_eq!(fault(prefixed), Some(Fault::Over(Limit::SharedStrings)));
}

#[test]
fn what_is_kept_as_one_is_bounded_in_however_many_pieces_it_comes() {
    let long = "x".repeat(usize::try_from(limits::XML_CELL).unwrap() + 1_000_000);
    let pieces = "<t>a&amp;b</t>".repeat(1_000_000);
    for xml in [
        format!("<si><t>{long}</t></si>"),
        format!("<w a='{long}'/>"),
        format!("<w><!--{long}--></w>"),
        format!("<is>{long}</is>"),
        format!("<c><is>{pieces}</is></c>"),
        format!("<si>{pieces}</si>"),
        format!("<definedName>{pieces}</definedName>"),
    ] {
        assert_eq!(
            fault(&xml),
            Some(Fault::Over(Limit::Field)),
            "{}",
            &xml[..20]
        );
    }
    assert_eq!(fault(&format!("<w>{pieces}</w>")), None);
}

#[test]
fn what_a_workbook_makes_a_reader_keep_is_counted() {
    let formats = |font: usize, count: usize| {
        let font = format!("<font><name val='{}'/></font>", "f".repeat(font));
        format!(
            "<styleSheet><fonts>{font}</fonts><cellXfs>{}</cellXfs></styleSheet>",
            "<xf/>".repeat(count)
        )
    };
    assert_eq!(fault(&formats(30, 65_490)), None);
    assert_eq!(
        fault(&formats(100_000, 10_000)),
        Some(Fault::Over(Limit::Formats))
    );
    let rows = |count: u32| format!("<sheetData>{}</sheetData>", "<row/>".repeat(count as usize));
    assert_eq!(fault(&rows(limits::SHEET_ROWS)), None);
    assert_eq!(
        fault(&rows(limits::SHEET_ROWS + 1)),
        Some(Fault::Over(Limit::SheetRows))
    );
    let sheets = "<sheet/>".repeat(limits::WORKBOOK_PARTS + 1);
    assert_eq!(
        fault(&format!("<sheets>{sheets}</sheets>")),
        Some(Fault::Over(Limit::Formats))
    );
    let deep = "<a>".repeat(DEPTH + 1) + &"</a>".repeat(DEPTH + 1);
    assert_eq!(fault(&deep), Some(Fault::Broken));
    let other = r#"<Relationship Type="http://x/worksheet" Target="worksheets/sheet1.bin"/>"#;
    assert_eq!(fault(other), Some(Fault::Broken));
}
