//! Makes the seeds of all targets anew, from `data-samples` and from what has a meaning somewhere.

use il2_fuzz::model::{Frame, TABLES, Values};
use il2_fuzz::store::parquet_bytes;
use il2_fuzz::typed::write_workbook_of;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Cells, each the seed of a value.
const CELLS: [&str; 40] = [
    "",
    "NA",
    "Na",
    "n/a",
    "none",
    "3",
    "3.0",
    "+1e2",
    "-1,5e-1",
    "9007199254740993",
    "999999999999999999",
    "1e999",
    ".5",
    "90+",
    "> 89",
    "III+",
    "true",
    "N",
    "2019-03-04 08:15",
    "2019-03-04T08:15:30",
    "04-Mar-2019",
    "March 4, 2019",
    "(555) 123-4567",
    "123-45-6789",
    "jane@example.org",
    "https://example.org",
    "fe80::1",
    "HD IL-2",
    "step down",
    "mRCC",
    "Hypotention",
    "cardiovascular",
    "noradrenalin",
    "CVVHDF",
    "creatinine",
    "2160-0",
    "\u{b5}mol / L",
    "mcg/kg/hr",
    "x10^9/L",
    "\u{a0}none\u{a0}",
];

/// Predicates.
const PREDICATES: [&str; 24] = [
    "regimen = 'hd_il2' AND age_years >= 60",
    "prior_checkpoint_inhibitor IS NOT TRUE",
    "courses.ecog < 2 AND Patients.Sex <> 'male'",
    "site_id IN ('alder', 'tiny') OR courses.patient_id LIKE 'P%'",
    "coalesce(weight_kg, 70) BETWEEN 60 AND 90.5",
    "length(course_id) > 3 AND char_length(patient_id) < 9",
    "NULL",
    "NOT ecog = 1",
    "100 / ecog > 1",
    "CAST(course_id AS INT) > 1",
    "CASE WHEN sex = 'female' THEN weight_kg / 2 ELSE ln(weight_kg) END > 4",
    "upper(substr(diagnosis, 1, 3)) = 'MEL'",
    "course_id ~ '^T[0-9]+-1$' AND course_id NOT ILIKE '%2'",
    "course_id SIMILAR TO '(T|P)%'",
    "power(2, start_day) % 7 = 1",
    "concat(course_id, '|', patient_id) = 'T1-1|P1'",
    "split_part(course_id, '-', 2)::int = course_number",
    "weight_kg IS DISTINCT FROM 80.0",
    "frobnicate(ecog) = 1",
    "EXISTS (SELECT 1)",
    "avg(age_years) > 60",
    "row_number() OVER () = 1",
    "ecog) OR (TRUE",
    "-9223372036854775808 < -course_number -- what is left",
];

/// Cells of a sheet, as spreadsheet programs write them and as they would not.
const SHEET_CELLS: [&str; 12] = [
    r#"<c r="E2" s="1"><v>43528.34375</v></c>"#,
    r#"<c r="E2" s="1"><v>-1e15</v></c>"#,
    r#"<c r="E2" s="1"><v>1e300</v></c>"#,
    r#"<c r="E2" t="d"><v>2019-03-04T08:15:00</v></c>"#,
    r#"<c r="E2" t="s"><v>7</v></c>"#,
    r#"<c r="E2" t="b"><v>1</v></c>"#,
    r#"<c r="E2" t="e"><v>#DIV/0!</v></c>"#,
    r#"<c r="E2"><f>1+1</f><v>2</v></c>"#,
    r#"<c r="E2"><f t="shared" ref="E2:E9" si="0">A2+1</f><v>2</v></c><c r="F2"><f t="shared" si="0"/><v>2</v></c>"#,
    r#"<c r="E2" s="99999999999"><v>1</v></c>"#,
    r#"<c r="XFD1048576"><v>1</v></c>"#,
    r#"<c><v>1</v></c>"#,
];

fn main() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let put = |target: &str, name: &str, parts: &[&[u8]]| {
        let folder = seeds.join(target);
        fs::create_dir_all(&folder).expect("a folder");
        fs::write(folder.join(name), parts.concat()).expect("a seed");
    };
    for (place, cell) in (0_u8..).zip(CELLS) {
        for what in [0, 1 + place % 4] {
            put(
                "values",
                &format!("cell-{place:02}-{what}"),
                &[&[what, place], cell.as_bytes()],
            );
        }
    }
    put("values", "windows-1252", &[&[5, 0], b"\xb5g\x80"]);
    put("values", "utf-16", &[&[5, 0], b"\xff\xfeN\0A\0"]);
    for (place, text) in PREDICATES.iter().enumerate() {
        put(
            "where",
            &format!("predicate-{place:02}"),
            &[text.as_bytes()],
        );
    }
    for kind in 0..12_u8 {
        for file in [0, 9, 20] {
            let rest: Vec<u8> = (1..40)
                .map(|byte: u8| byte.wrapping_mul(37).wrapping_add(kind))
                .collect();
            put(
                "store",
                &format!("damage-{kind:02}-{file:02}"),
                &[&[file, kind], &rest],
            );
        }
    }
    let rows = rows_of("course_id,cycle,dose_number,status,at");
    for (place, cell) in SHEET_CELLS.iter().enumerate() {
        let row = r#"<row r="2"><c t="str"><v>T1-1</v></c><c><v>1</v></c><c><v>1</v></c><c t="str"><v>given</v></c>"#;
        let parts: [&[u8]; 5] = [
            &[2 << 3 | 2],
            rows.as_bytes(),
            row.as_bytes(),
            cell.as_bytes(),
            b"</row>",
        ];
        put("typed_reader", &format!("cell-{place:02}"), &parts);
    }
    for (place, table) in (0..).zip(TABLES) {
        let text =
            fs::read_to_string(samples(&format!("tiny/{}.csv", table.name))).expect("a table");
        let name = |form: &str| format!("{}-{form}", table.name);
        // A form of its own for each table; then records alone, and a block's end within them.
        put(
            "reader",
            &name("form"),
            &[&[place, 4 + place, 0], text.as_bytes()],
        );
        put(
            "reader",
            &name("reversed"),
            &[&[place, 11, 0], text.as_bytes()],
        );
        put(
            "reader",
            &name("records"),
            &[&[place, 2, 0], text.as_bytes()],
        );
        put(
            "reader",
            &name("blocks"),
            &[&[place, 3, 40], text.as_bytes()],
        );
        let mode = place << 3;
        put(
            "typed_reader",
            &name("parquet"),
            &[&[mode], &parquet_of(&text)],
        );
        put(
            "typed_reader",
            &name("workbook"),
            &[&[mode | 1], &workbook_of(table.name, &text)],
        );
        put(
            "typed_reader",
            &name("sheet"),
            &[&[mode | 2], rows_of(&text).as_bytes()],
        );
        let bytes: Vec<u8> = (0..=255_u8)
            .map(|byte| byte.wrapping_mul(place * 2 + 7))
            .collect();
        put("typed_reader", &name("twins"), &[&[mode | 3], &bytes]);
    }
    put_programs_tables(&put);
    put_refused_tables(&put);
}

/// The first rows of a simulated program, compressed and converted.
fn put_programs_tables(put: &dyn Fn(&str, &str, &[&[u8]])) {
    for (place, table) in (0..).zip(TABLES) {
        let Ok(text) = fs::read_to_string(samples(&format!("program/birch/{}.csv", table.name)))
        else {
            continue;
        };
        let text: String = text.split_inclusive('\n').take(12).collect();
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        gzip.write_all(text.as_bytes()).expect("memory");
        put(
            "reader",
            &format!("{}-gz", table.name),
            &[&[place, 0, 0], &gzip.finish().expect("memory")],
        );
        let zstd = zstd::bulk::compress(text.as_bytes(), 19).expect("memory");
        put(
            "reader",
            &format!("{}-zst", table.name),
            &[&[place, 1, 0], &zstd],
        );
        let units: Vec<u8> = format!("\u{feff}{text}")
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        put(
            "reader",
            &format!("{}-utf-16", table.name),
            &[&[place, 4, 0], &units],
        );
        let semicolons = text.replace(',', ";").replace('.', ",");
        put(
            "reader",
            &format!("{}-comma", table.name),
            &[&[place, 0x84, 1], semicolons.as_bytes()],
        );
    }
}

/// The tables for which an export is refused.
fn put_refused_tables(put: &dyn Fn(&str, &str, &[&[u8]])) {
    let mut folders: Vec<PathBuf> = fs::read_dir(samples("refused"))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    for (form, folder) in (4..).zip(folders) {
        let class = folder
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        for (place, table) in (0..).zip(TABLES) {
            let file = folder.join(format!("{}.csv", table.name));
            let Ok(bytes) = fs::read(file).map(|bytes| bytes.repeat(1)) else {
                continue;
            };
            // Courses alone are the same in most.
            if table.name != "courses" || class.contains("identifier") {
                put(
                    "reader",
                    &format!("refused-{class}-{}", table.name),
                    &[&[place, 4 + form % 10, 0], &bytes],
                );
            }
        }
    }
}

fn samples(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../data-samples")
        .join(path)
}

/// A CSV text as a Parquet file of texts.
fn parquet_of(csv: &str) -> Vec<u8> {
    let rows: Vec<Vec<&str>> = csv.lines().map(|line| line.split(',').collect()).collect();
    let values = |place| Values::from_texts(rows[1..].iter().map(|row| row.get(place).copied()));
    let columns = rows[0].iter().enumerate();
    let columns = columns.map(|(place, name)| ((*name).to_owned(), values(place)));
    parquet_bytes(&Frame::new("seed", columns)).expect("a table")
}

fn workbook_of(sheet: &str, csv: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("workbook.xlsx");
    write_workbook_of(&path, sheet, csv);
    fs::read(path).expect("it was written")
}

/// The XML of the rows of a CSV text.
fn rows_of(csv: &str) -> String {
    let cell = |text: &str| format!(r#"<c t="inlineStr"><is><t>{text}</t></is></c>"#);
    let row = |line: &str| {
        format!(
            "<row>{}</row>",
            line.split(',').map(cell).collect::<String>()
        )
    };
    csv.lines().map(row).collect()
}
