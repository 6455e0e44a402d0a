//! Files that are damaged, or larger than any honest one: an error that says so, and bounded memory.

use crate::bench::{il2, run, said, scratch};
use crate::workbooks::{self, Cell};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::fs;
use std::io::Write;

const DOSES: &str = "course_id,cycle,dose_number,status\nC1,1,1,given\n";

/// What `il2 check` says of an export whose doses are this file.
fn check(file: &str, bytes: &[u8], exit_code: i32) -> String {
    let folder = scratch();
    fs::write(
        folder.path().join("courses.csv"),
        "course_id,patient_id\nC1,P1\n",
    )
    .unwrap();
    fs::write(folder.path().join(file), bytes).unwrap();
    said(&run(il2().arg("check").arg(folder.path()), exit_code))
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn parquet() -> Vec<u8> {
    use il2_outcomes::model::{Frame, Values};
    use il2_outcomes::store::parquet_bytes;
    let texts = |text: &'static str| Values::from_texts(std::iter::repeat_n(Some(text), 3));
    let columns = [
        ("course_id", texts("C1")),
        ("cycle", Values::Integer(vec![1, 1, 1])),
        ("dose_number", Values::Integer(vec![1, 2, 3])),
        ("status", texts("given")),
    ];
    parquet_bytes(&Frame::new("doses", columns)).unwrap()
}

fn workbook() -> Vec<u8> {
    let folder = scratch();
    let path = folder.path().join("doses.xlsx");
    workbooks::write(&path, &[("doses", workbooks::cells(DOSES))]);
    fs::read(path).unwrap()
}

#[test]
fn a_file_that_is_not_what_its_name_says_is_refused() {
    for (file, bytes) in [
        ("doses.csv.gz", DOSES.as_bytes()),
        ("doses.csv.zst", DOSES.as_bytes()),
        ("doses.parquet", DOSES.as_bytes()),
        ("doses.xlsx", DOSES.as_bytes()),
        ("doses.parquet", b""),
        ("doses.xlsx", b""),
        ("doses.parquet", b"PAR1PAR1"),
    ] {
        let said = check(file, bytes, 3);
        assert!(
            said.contains(file) && said.contains("cannot be read"),
            "{said}"
        );
    }
}

#[test]
fn a_truncated_file_is_refused() {
    for (file, bytes) in [
        ("doses.csv.gz", gzip(DOSES.repeat(100).as_bytes())),
        ("doses.parquet", parquet()),
        ("doses.xlsx", workbook()),
    ] {
        for part in 1..20 {
            let said = check(file, &bytes[..bytes.len() * part / 20], 3);
            assert!(said.contains(file), "{file} {part}: {said}");
        }
    }
}

#[test]
fn a_damaged_file_is_judged_or_refused_and_never_a_crash() {
    for (file, whole) in [("doses.parquet", parquet()), ("doses.xlsx", workbook())] {
        for place in (0..whole.len()).step_by(whole.len() / 60 + 1) {
            let mut bytes = whole.clone();
            bytes[place] ^= 0x55;
            let folder = scratch();
            fs::write(
                folder.path().join("courses.csv"),
                "course_id,patient_id\nC1,P1\n",
            )
            .unwrap();
            fs::write(folder.path().join(file), bytes).unwrap();
            let output = il2().arg("check").arg(folder.path()).output().unwrap();
            let code = output.status.code();
            assert!(
                matches!(code, Some(0 | 3)),
                "{file} at {place}: {code:?} {}",
                said(&output)
            );
        }
    }
}

#[test]
fn what_grows_beyond_measure_is_not_unpacked() {
    // 96 MiB of blanks in less than 100 kB.
    let mut bomb = DOSES.as_bytes().to_vec();
    bomb.resize(96 << 20, b'\n');
    let said = check("doses.csv.gz", &gzip(&bomb), 3);
    assert!(
        said.contains("unpacks to more than 250 times its size"),
        "{said}"
    );
}

#[test]
fn a_field_a_record_and_a_header_have_a_greatest_length() {
    let long = |bytes: usize| {
        let mut text = DOSES.as_bytes().to_vec();
        text.resize(text.len() + bytes, b'x');
        text
    };
    let said = check("doses.csv", &long(2 << 20), 3);
    assert!(said.contains("a field is longer than 1 MiB"), "{said}");
    let said = check("doses.csv", &long(40 << 20), 3);
    assert!(said.contains("a record is longer than 16 MiB"), "{said}");
    let header: Vec<String> = (0..5_000).map(|place| format!("c{place}")).collect();
    let said = check("doses.csv", header.join(",").as_bytes(), 3);
    assert!(said.contains("there are more than 4096 columns"), "{said}");
}

#[test]
fn a_stray_quote_swallows_its_own_line_and_no_more_of_a_large_file() {
    // The quote is never closed in 20 MiB of rows.
    let mut text = DOSES.to_owned();
    text.push_str("C1,1,2,\"given\n");
    for number in 0..1_500_000 {
        use std::fmt::Write as _;
        writeln!(
            text,
            "C1,{},{},given",
            2 + number / 9_000,
            1 + number % 9_000
        )
        .unwrap();
    }
    assert!(text.len() > 20 << 20);
    let said = check("doses.csv", text.as_bytes(), 0);
    assert!(
        said.contains("1,500,002 read =   1,500,001 stored +       1 quarantined"),
        "{said}"
    );
}

#[test]
fn a_sheet_with_a_cell_far_away_is_refused_and_not_filled_up() {
    for (far, exit_code, told) in [
        ("XFD1048576", 3, "there are more than 4096 columns"),
        // A million rows further on: blank lines, and one row that lacks its course.
        ("D1048576", 3, "first at line 1048576"),
    ] {
        let folder = scratch();
        let path = folder.path().join("doses.xlsx");
        let row: String = far.chars().filter(char::is_ascii_digit).collect();
        let rows = workbooks::rows_of(&workbooks::cells(DOSES));
        let far_row = format!(r#"<row r="{row}"><c r="{far}"><v>1</v></c></row>"#);
        let sheet = workbooks::sheet_of(&format!("{rows}{far_row}"));
        workbooks::write_raw(&path, &[("doses", "", sheet)]);
        let said = check("doses.xlsx", &fs::read(&path).unwrap(), exit_code);
        assert!(said.contains(told), "{far}: {said}");
    }
}

#[test]
fn a_row_of_a_sheet_may_end_before_its_last_column() {
    let folder = scratch();
    let path = folder.path().join("doses.xlsx");
    let mut rows = workbooks::cells(DOSES);
    rows.push(vec![Some(Cell::Text("C1".to_owned()))]);
    workbooks::write(&path, &[("doses", rows)]);
    // What stands empty is absent: a cycle, here.
    let said = check("doses.xlsx", &fs::read(&path).unwrap(), 3);
    assert!(said.contains("cycle: no value, first at line 3"), "{said}");
}

#[test]
fn a_file_of_stray_lines_fills_no_memory() {
    // A quote that is never closed makes each line of what follows a row of its own, of two bytes and a broken form.
    let mut text = DOSES.as_bytes().to_vec();
    text.extend_from_slice(b"C1,1,2,\"");
    text.extend(b"x\n".repeat(1_000_010));
    let said = check("doses.csv", &text, 3);
    assert!(
        said.contains("more than 1,000,000 rows break the data model"),
        "{said}"
    );
}
