//! Questions that once had a wrong answer or none (`tests/failing_inputs/sql_*`), with the answers that they have now.

use crate::asked::Store;
use crate::bench::in_repository;
use std::fs;

fn question(name: &str) -> String {
    let file = format!("tests/failing_inputs/{name}/query.sql");
    fs::read_to_string(in_repository(&file)).unwrap()
}

#[test]
fn each_question_has_its_right_answer() {
    let store = Store::of("data-samples/tiny");
    for (name, answer) in [
        ("sql_except_all", "x\n1\n1\n2\n"),
        ("sql_join_using", "k,x,y\n1,10,\n4,,400\n"),
        (
            "sql_lead_ignore_nulls",
            "id,after_next\n1,30\n2,40\n3,70\n4,80\n5,80\n6,80\n7,\n8,\n9,\n",
        ),
        ("sql_not_in_constant", "id,g\n"),
        ("sql_not_in_correlated", "id,g\n1,1\n2,2\n3,2\n,1\n"),
        (
            "sql_valid_and_refused",
            "id,is_there\n1,true\n2,false\n3,false\n",
        ),
    ] {
        let given = store.answer(&["--sql", &question(name), "--format", "csv"]);
        let sorted = |text: &str| {
            let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
            lines[1..].sort();
            lines
        };
        assert_eq!(sorted(&given), sorted(answer), "{name}");
    }
    // 10⁹ × .3333333333, as binary fractions have it.
    let sql = question("sql_percentile_weight");
    let given = store.answer(&["--sql", &sql, "--format", "csv"]);
    let quantile: f64 = given.lines().nth(1).unwrap().parse().unwrap();
    assert!((quantile - 333_333_333.3).abs() < 1e-6, "{quantile}");
}

#[test]
fn any_and_all_over_one_table_compare_with_its_rows() {
    let store = Store::of("data-samples/program");
    let ask = |sql: &str| store.answer(&["--sql", sql, "--format", "csv"]);
    let of_ecog_2 = "SELECT age_years FROM courses WHERE ecog = 2";
    let extreme = |call: &str| format!("(SELECT {call}(age_years) FROM courses WHERE ecog = 2)");
    let count = |condition: &str| {
        ask(&format!(
            "SELECT count(*) AS n FROM courses WHERE age_years {condition}"
        ))
    };
    let older = count(&format!("> {}", extreme("min")));
    assert_ne!(older, "n\n0\n");
    assert_eq!(ask(&question("sql_any_all_same_table")), older);
    assert_eq!(
        count(&format!("< ALL ({of_ecog_2})")),
        count(&format!("< {}", extreme("min")))
    );
    assert_eq!(
        count(&format!("> ALL ({of_ecog_2})")),
        count(&format!("> {}", extreme("max")))
    );
}

#[test]
fn what_is_refused_is_named_with_the_form_that_is_right() {
    let store = Store::of("data-samples/tiny");
    for (sql, error, hint) in [
        (
            "SELECT a.site_id, b.site_id FROM courses AS a JOIN patients AS b ON a.patient_id = b.patient_id",
            "two columns are named `site_id`",
            "with AS",
        ),
        (
            "SELECT 1 AS x, 2 AS x",
            "two columns are named `x`",
            "with AS",
        ),
        (
            "SELECT * FROM courses AS a JOIN patients AS b ON a.patient_id = b.patient_id",
            "two columns are named",
            "with AS",
        ),
        (
            "WITH c AS (SELECT a.site_id, b.site_id FROM courses AS a CROSS JOIN patients AS b) SELECT site_id FROM c",
            "two columns are named `site_id`",
            "with AS",
        ),
        (
            "SELECT * FROM courses FULL JOIN patients USING (site_id, patient_id)",
            "JOIN whose common column",
            "COALESCE",
        ),
        (
            "SELECT site_id FROM courses NATURAL RIGHT JOIN patients",
            "JOIN whose common column",
            "COALESCE",
        ),
        (
            "SELECT LAG(ecog, 2, 9) IGNORE NULLS OVER (ORDER BY course_id) AS v FROM courses",
            "LEAD or LAG with IGNORE NULLS",
            "COALESCE",
        ),
        (
            "SELECT (SELECT course_id FROM courses) AS v",
            "more than one row",
            "LIMIT 1",
        ),
        (
            "SELECT (SELECT c.course_id FROM courses AS c WHERE c.site_id = p.site_id) AS v FROM patients AS p",
            "more than one row",
            "LIMIT 1",
        ),
        (
            "SELECT percentile_cont(ecog) WITHIN GROUP (ORDER BY ecog) AS p FROM courses",
            "percentile_cont of a share",
            "percentile_cont(0.25)",
        ),
    ] {
        let told = store.wrong(&["--sql", sql]);
        assert!(told.contains(error) && told.contains(hint), "{sql}: {told}");
    }
}

#[test]
fn no_message_is_in_the_words_of_the_engine() {
    let store = Store::of("data-samples/tiny");
    for sql in [
        "SELECT max(sum(ecog)) AS m FROM courses",
        "SELECT count(*) FROM courses WHERE count(*) > 1",
        "SELECT ecog FROM courses UNION SELECT site_id, ecog FROM courses",
        "SELECT 'a' + 1 AS v",
        "SELECT site_id FROM courses WHERE ecog",
        "SELECT abs(1, 2) AS v",
        "SELECT ecog FROM courses ORDER BY 5",
        "SELECT ecog FROM courses LIMIT -1",
        "SELECT CAST(ecog AS GEOMETRY) AS v FROM courses",
        "SELECT ecog IN (SELECT ecog, site_id FROM courses) AS v FROM courses",
        "SELECT ARRAY[1, 2] AS v",
        "SELECT 5 // 2 AS v",
        "SELECT row_number() OVER w AS v FROM courses",
        "SELECT (VALUES (1), (2)) AS v",
        "SELECT DISTINCT site_id FROM courses ORDER BY ecog",
        "SELECT * FROM (VALUES (1), (2, 3)) AS t(x)",
        "SELECT x FROM (VALUES (1)) AS t(x, y)",
    ] {
        let told = store.wrong(&["--sql", sql]);
        for word in [
            "Physical",
            "logical",
            "plan",
            "Int64",
            "Utf8",
            "Subquery",
            "Projection",
            "not implemented",
            "coerce",
            "DataFusion",
            "internal",
            "schema",
            "Schema",
        ] {
            assert!(!told.contains(word), "{sql}: {told}");
        }
    }
}

#[test]
fn a_predicate_divides_and_compares_as_a_query_does() {
    let store = Store::of("data-samples/tiny");
    let count = |condition: &str| {
        let sql = "SELECT count(DISTINCT course_id) AS n FROM course_strata";
        store.answer(&["--where", condition, "--sql", sql, "--format", "csv"])
    };
    // A half of 1 is 0.5, and not 0.
    let first = count("course_number = 1");
    assert_eq!(count("course_number / 2 = 0.5"), first);
    let sql = "SELECT count(*) AS n FROM courses WHERE course_number / 2 = 0.5";
    assert_eq!(store.answer(&["--sql", sql, "--format", "csv"]), first);
    let sql = "SELECT count(*) AS n FROM courses";
    let all = store.answer(&["--sql", sql, "--format", "csv"]);
    assert_eq!(count("TRUE IS DISTINCT FROM TRUE AND FALSE OR TRUE"), all);
    assert_ne!(first, all);
}
