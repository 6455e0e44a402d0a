//! No SQL writes anything or leaves the store: every attempt is refused, by the name of what was tried.

use crate::bench::{assert_same_files, files, il2, in_repository, run, said, scratch, stored};
use il2_outcomes::query::{Engine, MEMORY, QueryError, QueryText};
use std::path::Path;

/// What would write, and the statement that is named in the refusal.
const WRITING: [(&str, &str); 79] = [
    ("INSERT INTO courses VALUES ('a')", "INSERT INTO"),
    ("INSERT OVERWRITE courses SELECT * FROM courses", "INSERT"),
    ("insert into courses select * from courses", "INSERT INTO"),
    ("REPLACE INTO courses VALUES ('a')", "REPLACE INTO"),
    ("UPDATE courses SET ecog = 0", "UPDATE"),
    ("DELETE FROM courses", "DELETE"),
    (
        "MERGE INTO courses USING doses ON TRUE WHEN MATCHED THEN DELETE",
        "MERGE INTO",
    ),
    ("TRUNCATE TABLE courses", "TRUNCATE TABLE"),
    ("CREATE TABLE mine AS SELECT * FROM courses", "CREATE TABLE"),
    ("CREATE TABLE mine (a INT)", "CREATE TABLE"),
    (
        "CREATE TEMPORARY TABLE mine AS SELECT 1",
        "CREATE TEMPORARY TABLE",
    ),
    (
        "CREATE OR REPLACE TABLE courses AS SELECT 1",
        "CREATE OR REPLACE TABLE",
    ),
    ("CREATE VIEW mine AS SELECT * FROM courses", "CREATE VIEW"),
    (
        "CREATE OR REPLACE VIEW courses AS SELECT 1",
        "CREATE OR REPLACE VIEW",
    ),
    (
        "CREATE MATERIALIZED VIEW mine AS SELECT 1",
        "CREATE MATERIALIZED VIEW",
    ),
    (
        "CREATE EXTERNAL TABLE t STORED AS CSV LOCATION '/etc/passwd'",
        "CREATE EXTERNAL TABLE",
    ),
    (
        "CREATE EXTERNAL TABLE t STORED AS PARQUET LOCATION 's3://bucket/x'",
        "CREATE EXTERNAL TABLE",
    ),
    (
        "CREATE UNBOUNDED EXTERNAL TABLE t (a INT) STORED AS CSV LOCATION 'f'",
        "CREATE",
    ),
    ("CREATE SCHEMA mine", "CREATE SCHEMA"),
    ("CREATE DATABASE mine", "CREATE DATABASE"),
    ("CREATE INDEX i ON courses (ecog)", "CREATE INDEX"),
    (
        "CREATE FUNCTION f() RETURNS INT RETURN 1",
        "CREATE FUNCTION",
    ),
    ("CREATE TRIGGER t", "CREATE TRIGGER"),
    ("CREATE ROLE r", "CREATE ROLE"),
    ("CREATE SECRET s (TYPE s3)", "CREATE SECRET"),
    ("CREATE EXTENSION postgis", "CREATE EXTENSION"),
    ("DROP TABLE courses", "DROP TABLE"),
    ("DROP TABLE IF EXISTS courses", "DROP TABLE"),
    ("DROP VIEW course_strata", "DROP VIEW"),
    ("DROP SCHEMA public CASCADE", "DROP SCHEMA"),
    ("DROP FUNCTION abs", "DROP FUNCTION"),
    ("ALTER TABLE courses ADD COLUMN a INT", "ALTER TABLE"),
    ("ALTER TABLE courses RENAME TO c", "ALTER TABLE"),
    ("ALTER ROLE r SUPERUSER", "ALTER ROLE"),
    ("COPY courses TO '/tmp/courses.csv'", "COPY"),
    (
        "COPY (SELECT * FROM courses) TO 'c.parquet' STORED AS PARQUET",
        "COPY",
    ),
    ("COPY courses FROM '/etc/passwd'", "COPY"),
    ("UNLOAD (SELECT 1) TO 's3://bucket/x'", "UNLOAD"),
    ("EXPORT DATA 'x'", "EXPORT"),
    ("SELECT * INTO mine FROM courses", "SELECT INTO"),
    ("SELECT * INTO TEMP mine FROM courses", "SELECT INTO"),
    (
        "SELECT * FROM (SELECT * INTO mine FROM courses)",
        "SELECT INTO",
    ),
    (
        "WITH a AS (INSERT INTO courses VALUES (1) RETURNING *) SELECT * FROM a",
        "INSERT",
    ),
    (
        "WITH a AS (DELETE FROM courses RETURNING *) SELECT * FROM a",
        "DELETE",
    ),
    (
        "WITH a AS (UPDATE courses SET ecog = 1 RETURNING *) SELECT * FROM a",
        "UPDATE",
    ),
    (
        "WITH a AS (SELECT 1) INSERT INTO courses SELECT * FROM a",
        "INSERT",
    ),
    ("WITH a AS (SELECT 1) DELETE FROM courses", "DELETE"),
    ("WITH a AS (SELECT 1) UPDATE courses SET ecog = 1", "UPDATE"),
    ("SELECT * FROM courses FOR UPDATE", "FOR UPDATE"),
    ("SELECT * FROM courses FOR SHARE", "FOR UPDATE"),
    ("SELECT 1; DROP TABLE courses", "DROP TABLE"),
    ("SELECT 1; SELECT 2", "a second statement"),
    (";; SELECT 1 ;; COPY courses TO 'x' ;;", "COPY"),
    (
        "SELECT 1 -- harmless\n; /* and */ DELETE FROM courses",
        "DELETE",
    ),
    ("/* SELECT 1 */ DELETE FROM courses", "DELETE"),
    ("SET datafusion.execution.target_partitions = 99", "SET"),
    ("SET VARIABLE datafusion.catalog.location = '/etc'", "SET"),
    ("RESET datafusion.execution.target_partitions", "RESET"),
    ("RESET ALL", "RESET ALL"),
    ("SHOW TABLES", "SHOW TABLES"),
    ("SHOW ALL", "SHOW ALL"),
    ("SHOW COLUMNS FROM courses", "SHOW COLUMNS"),
    ("SHOW CREATE TABLE courses", "SHOW"),
    ("DESCRIBE courses", "DESCRIBE"),
    ("DESC courses", "DESC"),
    ("EXPLAIN SELECT 1", "EXPLAIN"),
    ("EXPLAIN ANALYZE SELECT * FROM courses", "EXPLAIN ANALYZE"),
    ("EXPLAIN COPY courses TO 'x'", "EXPLAIN"),
    ("BEGIN", "BEGIN"),
    ("START TRANSACTION", "START"),
    ("COMMIT", "COMMIT"),
    ("PREPARE p AS SELECT 1", "PREPARE"),
    ("EXECUTE p", "EXECUTE"),
    ("CALL f()", "CALL"),
    ("USE elsewhere", "USE"),
    ("GRANT ALL ON courses TO PUBLIC", "GRANT ALL"),
    ("ANALYZE TABLE courses COMPUTE STATISTICS", "ANALYZE TABLE"),
    ("CACHE TABLE courses", "CACHE TABLE"),
    ("ATTACH DATABASE 'other.db' AS other", "ATTACH DATABASE"),
];

/// What would read a file, an address or the engine's own inside, and what is named in the refusal.
const LEAVING: [(&str, &str); 43] = [
    ("SELECT * FROM '/etc/passwd'", "/etc/passwd"),
    ("SELECT * FROM '/etc/passwd.csv'", "/etc/passwd.csv"),
    ("SELECT * FROM \"/etc/passwd.csv\"", "/etc/passwd.csv"),
    ("SELECT * FROM \"../outside.parquet\"", "../outside.parquet"),
    ("SELECT * FROM 'courses.parquet'", "courses.parquet"),
    ("SELECT * FROM 'courses/*.parquet'", "courses/*.parquet"),
    ("SELECT * FROM 'file:///etc/passwd'", "file:///etc/passwd"),
    (
        "SELECT * FROM \"file:///etc/passwd.json\"",
        "file:///etc/passwd.json",
    ),
    (
        "SELECT * FROM 'http://example.com/x.csv'",
        "http://example.com/x.csv",
    ),
    (
        "SELECT * FROM 'https://example.com/x.parquet'",
        "https://example.com/x.parquet",
    ),
    (
        "SELECT * FROM 's3://bucket/x.parquet'",
        "s3://bucket/x.parquet",
    ),
    (
        "SELECT * FROM 'gs://bucket/x.parquet'",
        "gs://bucket/x.parquet",
    ),
    (
        "SELECT * FROM 'az://bucket/x.parquet'",
        "az://bucket/x.parquet",
    ),
    ("SELECT * FROM 'hdfs://host/x'", "hdfs://host/x"),
    ("SELECT * FROM 'data.csv'", "data.csv"),
    ("SELECT * FROM '~/x.csv'", "~/x.csv"),
    ("SELECT * FROM 'C:\\x.csv'", "C:\\x.csv"),
    ("SELECT * FROM parquet.`/etc/x`", "parquet./etc/x"),
    ("SELECT * FROM csv.`/etc/passwd`", "csv./etc/passwd"),
    (
        "SELECT * FROM courses JOIN '/etc/passwd' ON TRUE",
        "/etc/passwd",
    ),
    ("SELECT (SELECT count(*) FROM '/etc/passwd')", "/etc/passwd"),
    (
        "SELECT 1 WHERE EXISTS (SELECT * FROM '/etc/passwd')",
        "/etc/passwd",
    ),
    (
        "WITH a AS (SELECT * FROM '/etc/passwd') SELECT * FROM a",
        "/etc/passwd",
    ),
    (
        "SELECT * FROM courses UNION ALL SELECT * FROM '/etc/passwd'",
        "/etc/passwd",
    ),
    ("SELECT * FROM read_csv('/etc/passwd')", "read_csv()"),
    (
        "SELECT * FROM read_csv_auto('/etc/passwd')",
        "read_csv_auto()",
    ),
    ("SELECT * FROM read_parquet('x.parquet')", "read_parquet()"),
    ("SELECT * FROM read_parquet(['a', 'b'])", "read_parquet()"),
    ("SELECT * FROM parquet_scan('x.parquet')", "parquet_scan()"),
    (
        "SELECT * FROM parquet_metadata('x.parquet')",
        "parquet_metadata()",
    ),
    ("SELECT * FROM metadata_cache()", "metadata_cache()"),
    ("SELECT * FROM read_json('x.json')", "read_json()"),
    ("SELECT * FROM read_text('/etc/passwd')", "read_text()"),
    ("SELECT * FROM read_blob('/etc/passwd')", "read_blob()"),
    ("SELECT * FROM glob('/etc/*')", "glob()"),
    ("SELECT * FROM sniff_csv('/etc/passwd')", "sniff_csv()"),
    ("SELECT * FROM sqlite_scan('x.db', 't')", "sqlite_scan()"),
    ("SELECT * FROM url('http://example.com', CSV)", "url()"),
    ("SELECT * FROM s3('http://example.com')", "s3()"),
    ("SELECT * FROM file('/etc/passwd')", "file()"),
    (
        "SELECT * FROM information_schema.tables",
        "information_schema.tables",
    ),
    (
        "SELECT * FROM information_schema.df_settings",
        "information_schema.df_settings",
    ),
    (
        "SELECT * FROM datafusion.public.courses",
        "datafusion.public.courses",
    ),
];

/// Functions that would read a file, the clock or chance, or fill the memory: none is there.
const CALLING: [&str; 14] = [
    "read_text",
    "read_file",
    "pg_read_file",
    "load_file",
    "getenv",
    "current_setting",
    "load_extension",
    "httpget",
    "random",
    "uuid",
    "now",
    "repeat",
    "lpad",
    "rpad",
];

fn engine(folder: &Path) -> Engine {
    let snapshot = stored(&in_repository("data-samples/tiny"), folder);
    Engine::open(snapshot, None, MEMORY).unwrap()
}

fn refusal(engine: &Engine, sql: &str) -> QueryError {
    let asked = QueryText::from(sql);
    match engine.execute(&asked) {
        Err(error) => error,
        Ok(_) => panic!("not refused: {sql}"),
    }
}

#[test]
fn every_attempt_to_write_or_to_leave_the_store_is_refused_by_name() {
    let attempts = WRITING.len() + LEAVING.len() + CALLING.len();
    assert!(attempts >= 80, "{attempts}");
    let folder = scratch();
    let engine = engine(folder.path());
    let before = files(folder.path());
    for (sql, statement) in WRITING {
        let error = refusal(&engine, sql);
        let is_named = matches!(&error, QueryError::Refused { statement: told, position: Some(_) } if told == statement);
        assert!(is_named, "{sql}: {error}");
    }
    for (sql, name) in LEAVING {
        let error = refusal(&engine, sql);
        let is_named =
            matches!(&error, QueryError::Outside { name: told, position: Some(_) } if told == name);
        assert!(is_named, "{sql}: {error}");
    }
    for name in CALLING {
        let sql = format!("SELECT {name}('/etc/passwd')");
        let error = refusal(&engine, &sql);
        let is_named = matches!(&error, QueryError::NoFunction { name: told, .. } if told == name);
        assert!(is_named, "{sql}: {error}");
    }
    assert_same_files(&before, &files(folder.path()), "a refused query wrote");
}

#[test]
fn a_name_in_quotes_is_no_way_around() {
    let folder = scratch();
    let engine = engine(folder.path());
    // Statements in texts, names and comments are no statements.
    for sql in [
        "SELECT 'DROP TABLE courses; DELETE FROM courses' AS text",
        "SELECT count(*) AS \"insert into\" FROM courses /* DROP TABLE courses; */ -- ; COPY",
        "(SELECT 1)",
        "WITH a AS (SELECT 1 AS b) SELECT b FROM a;",
        "VALUES (1), (2)",
        "SELECT value FROM generate_series(1, 3)",
    ] {
        let asked = QueryText::from(sql);
        let rows = engine
            .execute(&asked)
            .unwrap_or_else(|error| panic!("{sql}: {error}"));
        assert!(rows.map(|batch| batch.unwrap().num_rows()).sum::<usize>() > 0);
    }
}

#[test]
fn a_refused_statement_is_a_wrong_command_line() {
    let folder = scratch();
    let store = folder.path().join("store");
    stored(&in_repository("data-samples/tiny"), &store);
    let before = files(folder.path());
    for sql in [
        "DROP TABLE courses",
        "SELECT * FROM '/etc/passwd'",
        "SELECT getenv('HOME')",
        // What an engine would pass over, and answer another question.
        "SELECT 1 FROM courses TABLESAMPLE BERNOULLI (1)",
        "SELECT 1 FROM courses WITH (NOLOCK)",
        "SELECT site_id FROM courses GROUP BY site_id WITH ROLLUP",
    ] {
        let output = run(
            il2()
                .current_dir(folder.path())
                .arg("query")
                .arg(&store)
                .args(["--sql", sql]),
            2,
        );
        assert!(output.stdout.is_empty());
        assert!(
            said(&output).starts_with("error: line 1, column "),
            "{}",
            said(&output)
        );
    }
    assert_same_files(&before, &files(folder.path()), "a refused query wrote");
}

#[test]
fn deep_and_long_questions_are_refused_or_answered_and_never_break_the_program() {
    let folder = scratch();
    let engine = engine(folder.path());
    let nested = |depth: usize| format!("SELECT {}1{}", "(".repeat(depth), ")".repeat(depth));
    assert!(matches!(
        refusal(&engine, &nested(2_000)),
        QueryError::TooLarge { most: 100, .. }
    ));
    assert!(matches!(
        refusal(&engine, &nested(20_000)),
        QueryError::TooLarge { .. }
    ));
    let selects = |depth: usize| {
        let inner = "SELECT * FROM (".repeat(depth);
        format!("{inner}SELECT 1{}", ") AS a".repeat(depth))
    };
    assert!(matches!(
        refusal(&engine, &selects(1_000)),
        QueryError::TooLarge { .. }
    ));
    let sum = format!("SELECT {}", vec!["1"; 500].join("+"));
    let union = vec!["SELECT 1"; 60].join(" UNION ALL ");
    for sql in [sum, union] {
        let asked = QueryText::from(sql.as_str());
        // An answer or a refusal: both are fine, and the program goes on.
        if let Ok(answer) = engine.execute(&asked) {
            assert!(answer.map(|batch| batch.unwrap().num_rows()).sum::<usize>() > 0);
        }
    }
}

#[test]
fn what_needs_more_memory_than_it_may_have_spills_or_is_told() {
    let folder = scratch();
    let snapshot = stored(&in_repository("data-samples/tiny"), folder.path());
    let engine = Engine::open(snapshot, None, 16 << 20).unwrap();
    let ask = |sql: &str| {
        let asked = QueryText::from(sql);
        let answer = engine.execute(&asked)?;
        answer
            .map(|batch| batch.map(|batch| batch.num_rows()))
            .sum::<Result<usize, _>>()
    };
    // Two million numbers of eight bytes are as much as it may have; sorted, they spill.
    let sorted =
        "SELECT value FROM generate_series(1, 2000000) ORDER BY value * 7919 % 1000003 DESC";
    assert_eq!(ask(sorted).unwrap(), 2_000_000);
    // What must be held whole is told.
    let held = "SELECT count(*) FROM generate_series(1, 3000000) AS a JOIN generate_series(1, 3000000) AS b ON a.value = b.value";
    assert!(matches!(ask(held), Err(QueryError::Memory) | Ok(1)));
}
