//! Raw files in each form, and what becomes of their columns, rows and values.

use crate::bench::{il2, run, said};
use crate::mappings_bench::{MAR, Ours, has, sample};
use crate::typed_exports::parquet;
use crate::workbooks::{cells, write};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::fs;
use std::io::Write;

/// Doses as a query lists them.
const DOSES: &str = "SELECT site_id, course_id, dose_number, hour, iu_per_kg FROM doses ORDER BY course_id, dose_number";
/// What [`MAR`] gives of them.
const OF_MAR: &str = "site_id,course_id,dose_number,hour,iu_per_kg\n\
                      north,P1,1,0,600000\n\
                      north,P1,2,8,600000\n\
                      north,P2,1,0,600000\n";

#[test]
fn text_packed_text_parquet_and_sheets_give_the_same_rows() {
    let gzip = || {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(MAR.as_bytes()).unwrap();
        encoder.finish().unwrap()
    };
    let forms: [(&str, Vec<u8>); 7] = [
        ("mar.csv", MAR.into()),
        ("Mar_2031.CSV", MAR.replace('\n', "\r\n").into()),
        ("mar.tsv", MAR.replace(',', "\t").into()),
        ("mar.csv.gz", gzip()),
        ("mar.csv.zst", zstd::encode_all(MAR.as_bytes(), 3).unwrap()),
        ("mar_1.parquet", parquet(MAR)),
        (
            "mar.csv",
            [&b"\xef\xbb\xbf"[..], MAR.replace(',', ";").as_bytes()].concat(),
        ),
    ];
    for (file, bytes) in forms {
        let ours = Ours::new();
        ours.remove("raw/north/mar.csv");
        ours.raw(file, bytes);
        assert_eq!(ours.answer(&[], DOSES), OF_MAR, "{file}");
    }
    let ours = Ours::new();
    ours.remove("raw/north/mar.csv");
    let sheets = [("Notes", cells("a,b\n1,2\n")), ("MAR", cells(MAR))];
    write(&ours.path("raw/north/extract.xlsx"), &sheets);
    assert_eq!(ours.answer(&[], DOSES), OF_MAR);
}

#[test]
fn files_of_a_pattern_are_one_table_and_folders_are_exports_of_their_own() {
    let ours = Ours::new();
    let half: Vec<&str> = MAR.lines().collect();
    ours.raw("mar.csv", half[..3].join("\n"));
    ours.raw("mar_2.csv", [half[0], half[3]].join("\n"));
    assert_eq!(ours.answer(&[], DOSES), OF_MAR);
    // A folder of folders: each that holds a raw file is an export, in byte order.
    let ours = Ours::new();
    fs::create_dir(ours.path("raw/South")).unwrap();
    fs::write(ours.path("raw/South/mar.csv"), MAR).unwrap();
    fs::create_dir(ours.path("raw/papers")).unwrap();
    fs::write(ours.path("raw/papers/protocol.pdf"), "x").unwrap();
    let told = ours.checked(&[], 0);
    let at = |word: &str| told.find(word).unwrap();
    assert!(at("South/mar.csv") < at("north/mar.csv"), "{told}");
    has(&told, &["not read: papers"]);
    // Files in SOURCE itself make it the export, and its folders are not looked at.
    fs::write(ours.path("raw/mar.csv"), MAR).unwrap();
    let told = ours.checked(&[], 0);
    has(&told, &["raw/mar.csv ", "not read: South, north, papers"]);
}

#[test]
fn a_second_table_in_a_transport_file_is_refused_and_not_lost() {
    let (_folder, raw) = sample("sdtm");
    let mut bytes = fs::read(raw.join("sample/ae.xpt")).unwrap();
    // What stands behind the three records of the library is a table.
    bytes.extend(&fs::read(raw.join("sample/pr.xpt")).unwrap()[240..]);
    fs::write(raw.join("sample/ae.xpt"), bytes).unwrap();
    let mut check = il2();
    let check = check.arg("check").arg(raw).args(["--mapping", "sdtm"]);
    let told = said(&run(check, 3));
    has(
        &told,
        &[
            "sample/ae.xpt: ",
            "it holds more than one table: write each to a file of its own",
        ],
    );
}

#[test]
fn headers_that_are_not_declared_are_listed_once_and_sql_does_not_see_them() {
    let ours = Ours::new();
    ours.raw(
        "mar.csv",
        MAR.replace("Amount", "Amount,,Ward-Name")
            .replace("600000\n", "600000,1,x\n"),
    );
    let told = ours.checked(&[], 0);
    let line = "north/mar.csv: columns that the mapping does not declare, and SQL does not see: `column_5`, `Ward-Name`";
    has(&told, &[line]);
    ours.alter("_given.sql", "SELECT mar.*", "SELECT mar.*, ward_name");
    has(&ours.checked(&[], 2), &["unknown column `ward_name`"]);
}

#[test]
fn set_says_which_header_a_column_has() {
    let ours = Ours::new();
    ours.raw(
        "mar.csv",
        MAR.replace("Amount", "Sig,Real amount")
            .replace("600000\n", "1,600000\n"),
    );
    let column = "SELECT DISTINCT iu_per_kg FROM doses";
    assert_eq!(
        ours.answer(&["--set", "mar.amount=REAL-AMOUNT"], column),
        "iu_per_kg\n600000\n"
    );
    let sql = "SELECT DISTINCT parameters FROM mappings";
    let kept = ours.answer(&["--set", "mar.amount=sig", "--set", "least=3"], sql);
    has(
        &kept,
        &[
            "\"\"mar.amount\"\":\"\"sig\"\"",
            "\"\"least\"\":3",
            "\"\"word\"\":\"\"given\"\"",
        ],
    );
}

#[test]
fn the_order_of_month_and_day_is_said_and_never_guessed() {
    let ours = Ours::new();
    ours.raw(
        "mar.csv",
        "pat_id,taken_time\nP1,3/4/2031 8:15\nP1,3/5/2031 6:15 PM\nP1,2031-03-06 08:15:00.5\n",
    );
    let hours = "SELECT round(hour, 3) AS hour FROM doses ORDER BY hour";
    assert_eq!(ours.answer(&["--dates", "mdy"], hours), "hour\n0\n34\n48\n");
    assert_eq!(
        ours.answer(
            &["--dates", "dmy", "--replace"],
            "SELECT count(*) AS n, max(hour) > 700 AS far FROM doses"
        ),
        "n,far\n3,true\n"
    );
    let told = ours.checked(&["--dates", "iso"], 3);
    has(&told, &["2 of 3 rows", "taken_time"]);
}

#[test]
fn a_row_of_totals_and_a_header_in_the_middle_are_no_rows() {
    let ours = Ours::new();
    let again = "Pat-ID,TAKEN TIME,drug,amount\n";
    ours.raw(
        "mar.csv",
        [MAR, again, "Total,,,1800000\n", "N:,3,,\n"].concat(),
    );
    let told = ours.checked(&["--max-quarantine", "100%"], 0);
    has(
        &told,
        &[
            "6 read =           3 in SQL +       3 quarantined",
            "2  structural a row of totals, and no row of the table, first at line 6",
            "1  structural the header once more, and no row, first at line 5",
        ],
    );
}

#[test]
fn what_is_not_collected_is_not_there_and_what_gives_no_row_is() {
    let ours = Ours::new();
    ours.raw("mar.csv", MAR.replace(",Amount", "").replace(",600000", ""));
    ours.of_mapping(
        "stays.sql",
        "SELECT patient_id AS course_id, 'icu' AS unit, 0 AS start_hour FROM mar WHERE false",
    );
    ours.of_mapping(
        "dialysis.sql",
        "SELECT patient_id AS course_id, 0 AS start_hour, 'ihd' AS modality FROM mar",
    );
    ours.alter(
        "mapping.toml",
        "[collected]",
        "[collected]\ndialysis = \"labs or _none and mar\"",
    );
    ours.of_mapping("_none.sql", "SELECT * FROM mar WHERE false");
    let sql = "SELECT \"table\", \"column\", collected FROM collection WHERE \"column\" IN ('iu_per_kg', 'unit', 'modality') AND \"table\" <> 'measurements' ORDER BY 1";
    let found = ours.answer(&[], sql);
    has(
        &found,
        &[
            "dialysis,modality,false\n",
            "doses,iu_per_kg,false\n",
            "stays,unit,true\n",
        ],
    );
}

#[test]
fn rows_are_judged_in_the_order_of_file_and_line() {
    let ours = Ours::new();
    // Of two rows that read alike the first is kept, however SQL gives them.
    ours.raw(
        "mar.csv",
        "pat_id,taken_time,amount\nP1,2031-05-02 10:00,600000\nP1,2031-05-02 10:00,600000\n",
    );
    ours.alter(
        "doses.sql",
        "row_number() OVER (PARTITION BY patient_id ORDER BY action_time, _file, _line)",
        "1",
    );
    ours.alter(
        "doses.sql",
        "FROM _given CROSS JOIN parameters",
        "FROM _given CROSS JOIN parameters ORDER BY _line DESC",
    );
    let told = ours.checked(&["--max-quarantine", "100%"], 0);
    has(
        &told,
        &[
            "2 given =           1 stored +       1 quarantined",
            "first at north/mar.csv: line 3",
        ],
    );
}
