//! The page as a reader gets it: self-contained, and honest about what was not collected.

use crate::bench::{il2, in_repository, run, scratch};
use std::fs;

fn page(export: &str) -> String {
    let folder = scratch();
    let out = folder.path().join("out");
    run(
        il2()
            .args(["report", "--title", "Doses & <toxicity>"])
            .arg(in_repository(export))
            .arg("--out")
            .arg(&out),
        0,
    );
    fs::read_to_string(out.join("report.html")).unwrap()
}

/// The part of a page that is one section.
fn section<'a>(page: &'a str, id: &str) -> &'a str {
    let from = page.find(&format!("<section id=\"{id}\">")).unwrap();
    let length = page[from..].find("</section>").unwrap();
    &page[from..from + length]
}

#[test]
fn the_page_needs_no_script_and_no_network() {
    let page = page("data-samples/program");
    for word in ["<script", "src=", "href=\"http", "url(", "@import", "<link"] {
        assert!(!page.contains(word), "the page holds {word}");
    }
    assert_eq!(page.matches("<svg").count(), 8);
}

#[test]
fn a_title_is_text_and_never_markup() {
    let page = page("data-samples/tiny");
    assert!(page.contains("<h1>Doses &amp; &lt;toxicity&gt;</h1>"));
    assert!(!page.contains("<toxicity>"));
}

#[test]
fn what_was_not_collected_is_said_in_a_sentence_and_is_no_percentage() {
    let page = page("data-samples/published");
    for id in ["toxicity", "vasopressors", "dialysis"] {
        let section = section(&page, id);
        assert!(section.contains("Not collected: no site"), "{id}");
        assert!(!section.contains('%'), "{id}: {section}");
    }
    assert!(section(&page, "about").contains("not collected"));
    assert!(!page.contains("0 %") || section(&page, "exposure").contains("0 %"));
}

#[test]
fn every_number_of_a_table_of_toxicity_has_its_denominator_and_interval() {
    let page = page("data-samples/program");
    let toxicity = section(&page, "toxicity");
    let cells: Vec<&str> = toxicity.split("<td>").skip(1).collect();
    let shares: Vec<&&str> = cells.iter().filter(|cell| cell.contains(" %")).collect();
    assert!(shares.len() > 200);
    for cell in shares {
        let cell = cell.split("</td>").next().unwrap();
        assert!(cell.contains('/') && cell.contains("</span>"), "{cell}");
    }
}
