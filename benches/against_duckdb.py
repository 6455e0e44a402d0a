"""Measures `il2 report` of a store against DuckDB, in one run, as ratios of processor seconds.

Usage: python3 benches/against_duckdb.py [COURSES] [REPETITIONS]

Needs a release build (or the program that IL2 names) and the Python package `duckdb`. DuckDB answers a part of the
questions (doses given per cycle, course and patient, worst grade by organ system, vasopressor and dialysis use) from the
events of the same store, with its integer keys; il2 answers all of them, with intervals, and draws the report.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile

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


def processor_seconds(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    courses = sys.argv[1] if len(sys.argv) > 1 else "100000"
    repetitions = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    il2 = os.environ.get("IL2") or os.path.join(os.path.dirname(__file__), "..", "target", "release", "il2")
    with tempfile.TemporaryDirectory() as folder:
        export, store, out = (os.path.join(folder, name) for name in ("export", "store", "out"))
        subprocess.run([il2, "--quiet", "simulate", "--courses", courses, "--seed", "1", "--out", export], check=True)
        ingest = processor_seconds([il2, "--quiet", "ingest", export, "--store", store])
        script = "import duckdb; duckdb.connect().execute(%r)" % QUERIES.format(store=store)
        pairs = []
        for _ in range(repetitions):
            ours = processor_seconds([il2, "--quiet", "report", store, "--out", out])
            theirs = processor_seconds([sys.executable, "-c", script])
            pairs.append((ours, theirs))
        ratio = statistics.median(ours / theirs for ours, theirs in pairs)
        print(f"{courses} courses, {repetitions} repetitions, processor seconds")
        print(f"il2 ingest (once)  {ingest:.2f}")
        print(f"il2 report         {statistics.median(ours for ours, _ in pairs):.2f}")
        print(f"DuckDB, a part     {statistics.median(theirs for _, theirs in pairs):.2f}")
        print(f"report / DuckDB    {ratio:.2f} (median of ratios within a repetition)")


main()
