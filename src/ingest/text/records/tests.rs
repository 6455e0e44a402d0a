//! Records as people and programs write them.

use super::*;

/// Every record as its line and its fields; a malformed one without fields.
fn read(text: &str) -> Vec<(u64, Vec<String>)> {
    let source = Source::of_text("doses.csv");
    let mut records = Records::new(&source, Box::new(text.as_bytes()), b',');
    let mut all = Vec::new();
    while records.advance().unwrap() {
        let fields =
            (0..records.len()).map(|i| String::from_utf8(records.field(i).to_vec()).unwrap());
        let fields = if records.malformed().is_some() {
            Vec::new()
        } else {
            fields.collect()
        };
        all.push((records.line(), fields));
    }
    all
}

fn row(line: u64, fields: &[&str]) -> (u64, Vec<String>) {
    (line, fields.iter().map(|&f| f.to_owned()).collect())
}

#[test]
fn a_record_keeps_the_line_on_which_it_starts() {
    assert_eq!(
        read("a,b\r\n\r\n1,\"x\ny\"\n2,\"\"\"q\"\"\"\n"),
        [
            row(1, &["a", "b"]),
            row(3, &["1", "x\ny"]),
            row(5, &["2", "\"q\""]),
        ]
    );
}

#[test]
fn an_unclosed_quote_costs_its_own_line_only() {
    assert_eq!(read("1,\"x\n2,y\n"), [row(1, &[]), row(2, &["2", "y"])]);
    assert_eq!(
        read("1,\"x\"z\n2,\"y\"\n"),
        [row(1, &[]), row(2, &["2", "y"])]
    );
    assert_eq!(
        read("1,\"x\n2,\"y\"\n3,z"),
        [row(1, &[]), row(2, &["2", "y"]), row(3, &["3", "z"])]
    );
}

#[test]
fn a_last_line_without_an_end_is_a_record() {
    assert_eq!(read("1,2\n3,"), [row(1, &["1", "2"]), row(2, &["3", ""])]);
    assert_eq!(read("1,\"2\""), [row(1, &["1", "2"])]);
    assert_eq!(read(""), []);
}

#[test]
fn records_longer_than_a_block_are_whole() {
    let long = "x".repeat(BLOCK - 8);
    let fields = [long.as_str(); 3].join(",");
    let text = format!("\"a\nb\",{fields}\n2,{fields}\n");
    let all = read(&text);
    assert_eq!(
        (all[0].0, all[0].1.len(), all[0].1[3].len(), all[1].0),
        (1, 4, long.len(), 3)
    );
}
