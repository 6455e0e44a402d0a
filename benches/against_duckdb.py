"""Measures `il2 ingest` and `il2 report` against DuckDB, in one run, as ratios of processor seconds.

Usage: python3 benches/against_duckdb.py [COURSES] [REPETITIONS] [EXPORT]

Needs a release build (or the program that IL2 names) and the Python package `duckdb`. The export is simulated, or the
folder that is named. Ingest is held against a typed COPY of the same files to Parquet, which checks nothing but types:
it keeps every row, of whatever course, and looks for no key, no term, no unit and no identifier. In the report, DuckDB answers a part of the
questions (doses given per cycle, course and patient, worst grade by organ system, vasopressor and dialysis use) from the
events of the same store, with its integer keys; il2 answers all of them, with intervals, and draws the report.
"""

import csv
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

QUERIES = """
SET threads = 2;
CREATE TEMP TABLE course AS
SELECT course_key, count(*) AS given, min(hour) AS first_hour, max_by(hour, cycle * 1000 + dose_number) AS last_hour
FROM read_parquet('{store}/current/doses/*.parquet') WHERE status = 'given' GROUP BY ALL;
CREATE TEMP TABLE treated AS
SELECT c.course_key, c.patient_key, t.given, t.last_hour
FROM read_parquet('{store}/current/courses/*.parquet') c JOIN course t USING (course_key);
SELECT avg(given), stddev(given), quantile_cont(given, [0.25, 0.5, 0.75]), min(given), max(given) FROM treated;
SELECT avg(n), quantile_cont(n, [0.25, 0.5, 0.75]) FROM (SELECT sum(given) AS n FROM treated GROUP BY patient_key);
SELECT avg(n), quantile_cont(n, [0.25, 0.5, 0.75]) FROM (
  SELECT count(*) AS n FROM read_parquet('{store}/current/doses/*.parquet') WHERE status = 'given'
  GROUP BY course_key, cycle);
SELECT organ_system, worst, count(*) FROM (
  SELECT t.patient_key, x.organ_system, max(x.grade) AS worst
  FROM read_parquet('{store}/current/toxicities/*.parquet') x JOIN treated t USING (course_key)
  WHERE x.onset_hour IS NULL OR x.onset_hour BETWEEN 0 AND coalesce(t.last_hour, 1e18) + 720
  GROUP BY ALL) GROUP BY ALL;
SELECT organ_system, worst, count(*) FROM (
  SELECT t.course_key, x.organ_system, max(x.grade) AS worst
  FROM read_parquet('{store}/current/toxicities/*.parquet') x JOIN treated t USING (course_key)
  WHERE x.onset_hour IS NULL OR x.onset_hour BETWEEN 0 AND coalesce(t.last_hour, 1e18) + 720
  GROUP BY ALL) GROUP BY ALL;
SELECT count(DISTINCT course_key), count(DISTINCT patient_key)
FROM read_parquet('{store}/current/vasopressors/*.parquet') JOIN treated t USING (course_key)
WHERE coalesce(stop_hour, 0) >= 0 AND agent_class IN ('vasopressor', 'unclassified');
SELECT count(DISTINCT course_key), count(DISTINCT patient_key)
FROM read_parquet('{store}/current/dialysis/*.parquet') JOIN treated t USING (course_key)
WHERE is_dialysis AND start_hour >= 0;
"""

TYPES = {"text": "VARCHAR", "integer": "BIGINT", "decimal": "DOUBLE", "boolean": "BOOLEAN", "hour": "DOUBLE"}


def copies(il2, export, folder):
    """A typed COPY of each file of the export, with the types that the data model gives its columns."""
    statements = ["SET threads = 2"]
    known = {}
    for path in sorted(pathlib.Path(export).rglob("*.csv")):
        table = path.stem
        if table not in known:
            known[table] = types_of(il2, table)
        with open(path, encoding="utf-8") as file:
            header = next(csv.reader(file))
        columns = ", ".join(f"'{column}': '{known[table].get(column, 'VARCHAR')}'" for column in header)
        statements.append(
            f"COPY (SELECT * FROM read_csv('{path}', header = true, auto_detect = false, delim = ',', quote = '\"', "
            f"escape = '\"', nullstr = ['', 'NA', 'N/A', 'NULL', '.', '-'], columns = {{{columns}}}, store_rejects = true)) "
            f"TO '{folder}/{path.parent.name}-{table}.parquet' (FORMAT parquet, COMPRESSION zstd)"
        )
    return ";".join(statements)


def types_of(il2, table):
    """The type of each column of a table, as DuckDB names it."""
    command = [il2, "schema", table, "--format", "csv"]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return {row["column"]: TYPES.get(row["type"].split()[0], "VARCHAR") for row in csv.DictReader(text.splitlines())}


def cost(command):
    """Processor seconds, wall seconds, and the greatest resident memory in MiB, of a command."""
    started = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        raise SystemExit(f"failed: {command[0]} {command[1]}")
    return usage.ru_utime + usage.ru_stime, time.monotonic() - started, usage.ru_maxrss / 1024


def processor_seconds(command):
    return cost(command)[0]


def compare_ingest(il2, export, folder, repetitions):
    """Each in turn, in fresh folders; the median of each figure, and of the ratios within a repetition."""
    rounds = []
    for turn in range(repetitions):
        store, copied = os.path.join(folder, f"store{turn}"), os.path.join(folder, f"copied{turn}")
        os.mkdir(copied)
        script = "import duckdb; duckdb.connect().execute(%r)" % copies(il2, export, copied)
        theirs = cost([sys.executable, "-c", script])
        ours = cost([il2, "--quiet", "ingest", export, "--store", store])
        rounds.append((ours, theirs))
        shutil.rmtree(copied)
        if turn > 0:
            shutil.rmtree(store)
    for name, place in (("il2 ingest", 0), ("DuckDB COPY", 1)):
        seconds, wall, memory = (statistics.median(row[place][figure] for row in rounds) for figure in range(3))
        print(f"{name:<18} {seconds:8.2f} processor s {wall:8.2f} wall s {memory:8.0f} MiB")
    ratios = (statistics.median(ours[figure] / theirs[figure] for ours, theirs in rounds) for figure in range(3))
    print("ingest / COPY      " + " {:8.2f}             {:8.2f}        {:8.2f}".format(*ratios))
    return os.path.join(folder, "store0")


def main():
    courses = sys.argv[1] if len(sys.argv) > 1 else "100000"
    repetitions = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    il2 = os.environ.get("IL2") or os.path.join(os.path.dirname(__file__), "..", "target", "release", "il2")
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "out")
        if len(sys.argv) > 3:
            export = sys.argv[3]
        else:
            export = os.path.join(folder, "export")
            command = [il2, "--quiet", "simulate", "--courses", courses, "--seed", "1", "--out", export]
            subprocess.run(command, check=True)
        print(f"{courses} courses, {repetitions} repetitions")
        store = compare_ingest(il2, export, folder, repetitions)
        script = "import duckdb; duckdb.connect().execute(%r)" % QUERIES.format(store=store)
        pairs = []
        for _ in range(repetitions):
            ours = processor_seconds([il2, "--quiet", "report", store, "--out", out])
            theirs = processor_seconds([sys.executable, "-c", script])
            pairs.append((ours, theirs))
        ratio = statistics.median(ours / theirs for ours, theirs in pairs)
        print(f"il2 report         {statistics.median(ours for ours, _ in pairs):.2f}")
        print(f"DuckDB, a part     {statistics.median(theirs for _, theirs in pairs):.2f}")
        print(f"report / DuckDB    {ratio:.2f} (median of ratios within a repetition)")


main()
