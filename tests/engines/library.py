"""The library of queries: its headers read, its base views ordered, and an engine put over a store.

A query is a file `queries/FOLDER/STEM.sql` and is named `FOLDER/STEM`. A file whose stem another file reads is a base view, named by
its stem; it is made before the queries that read it. No file is changed for an engine.
"""
import csv
import io
import os
import re
import subprocess
from dataclasses import dataclass
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq

HERE = os.path.dirname(os.path.abspath(__file__))
QUERIES = os.path.join(HERE, "..", "..", "queries")
KEYS = ["Title", "One row per", "Reads", "Counts", "Out of", "Agrees with", "Source", "Parameters"]
REFERENCE = ["organ_systems", "toxicity_terms", "vasopressor_agents", "dialysis_modalities", "analytes", "medication_agents",
             "quality_rules", "ctcae_lab_grades", "laboratory_terms", "plausible_values"]
# What values are graded by, as the program's tables have it.
GRADING = ["ctcae_lab_tests", "analyte_units", "normal_ranges", "graded_by"]
TYPES = {"integer": pa.int64(), "decimal": pa.float64(), "text": pa.string(), "boolean": pa.bool_()}
ENGINES = ["duckdb", "datafusion", "spark"]


class BadHeader(Exception):
    """A header that does not stand as the library wants it."""


@dataclass
class Query:
    """One file of the library."""

    name: str
    stem: str
    header: dict
    sql: str

    @property
    def reads(self):
        return listed(self.header["Reads"])

    @property
    def agrees_with(self):
        return [] if self.header["Agrees with"] == "none" else listed(self.header["Agrees with"])

    @property
    def parameters(self):
        """(name, type, default) of each parameter."""
        out = []
        if self.header["Parameters"] == "none":
            return out
        for one in self.header["Parameters"].rstrip(".").split(";"):
            m = re.match(r"\s*(\w+) (integer|decimal|text|boolean) ([^:]+):", one)
            if not m:
                raise BadHeader(f"{self.name}: parameter `{one.strip()}`")
            kind, text = m[2], m[3].strip()
            value = {"integer": int, "decimal": float, "text": str, "boolean": lambda s: s == "true"}[kind](text)
            out.append((m[1], kind, value))
        return out


def listed(text):
    return [w.strip() for w in text.split(",") if w.strip()]


def read_query(path, name):
    with open(path, encoding="utf-8") as f:
        lines = f.read().split("\n")
    header, i, remark = {}, 0, False
    while i < len(lines) and lines[i].startswith("--"):
        m = re.match(r"-- ([A-Z][a-z ]+): (.+)$", lines[i])
        if m and m[1] in KEYS and not lines[i].startswith("--   "):
            key = m[1]
            header[key] = m[2].strip()
        elif lines[i].startswith("--   ") and header and not remark:
            header[key] += " " + lines[i][5:].strip()
        elif len(header) == len(KEYS) and re.match(r"--( |$)", lines[i]):
            remark = True  # a remark after the header
        else:
            raise BadHeader(f"{name}: line {i + 1}: {lines[i]}")
        i += 1
    if list(header) != KEYS:
        raise BadHeader(f"{name}: the keys of the header are {list(header)}")
    sql = "\n".join(lines[i:]).strip()
    if sql.endswith(";") or not re.match(r"(SELECT|WITH)\b", sql):
        raise BadHeader(f"{name}: not one SELECT without a semicolon")
    return Query(name, os.path.splitext(os.path.basename(path))[0], header, sql)


def read_library(folder=QUERIES, complain=None):
    """Every query by its name, in order of names. A bad header is an error, or is told to `complain` and its file passed over."""
    out = {}
    for part in sorted(os.listdir(folder)):
        inner = os.path.join(folder, part)
        if not os.path.isdir(inner):
            continue
        for file in sorted(os.listdir(inner)):
            if file.endswith(".sql"):
                name = f"{part}/{file[:-4]}"
                try:
                    out[name] = read_query(os.path.join(inner, file), name)
                except BadHeader as error:
                    if complain is None:
                        raise
                    complain(str(error))
    return out


# Views that no query reads: they are for whoever asks in SQL.
OF_READERS = {"laboratory_values"}


def views_of(library, wanted=None):
    """The base views, each after those it reads; of `wanted` queries only those that they need."""
    by_stem = {}
    for q in library.values():
        by_stem.setdefault(q.stem, []).append(q)
    read = {r for q in library.values() for r in q.reads} | OF_READERS & {q.stem for q in library.values()}
    for stem in read & set(by_stem):
        if len(by_stem[stem]) > 1:
            raise BadHeader(f"two files named {stem}, which another reads")
    done, out = set(), []

    def visit(stem, above):
        if stem in done or stem not in read or stem not in by_stem:
            return
        if stem in above:
            raise BadHeader(f"{stem} reads itself")
        q = by_stem[stem][0]
        for r in q.reads:
            visit(r, above | {stem})
        done.add(stem)
        out.append(q)

    needed = read if wanted is None else {r for q in wanted for r in q.reads} | {q.stem for q in wanted}
    for stem in sorted(needed & set(by_stem)):
        visit(stem, frozenset())
    return out


def stored_tables(store):
    """Name and Parquet files of each table of a store."""
    current = os.path.join(store, "current")
    out = {}
    for entry in sorted(os.listdir(current)):
        path = os.path.join(current, entry)
        if os.path.isdir(path):
            files = sorted(os.path.join(path, f) for f in os.listdir(path) if f.endswith(".parquet"))
            if files:
                out[entry] = files
        elif entry.endswith(".parquet"):
            out[entry[:-8]] = [path]
    return {t: f for t, f in out.items() if not t.startswith("facts_")}


def reference_table(il2, table):
    """A reference table of the program, every column text, an empty cell NULL."""
    return text_table(il2, "schema", table)


def text_table(il2, *command):
    """What a command of the program prints, every column text, an empty cell NULL."""
    text = subprocess.run([il2, "--quiet", *command, "--format", "csv"], check=True, capture_output=True, text=True).stdout
    rows = list(csv.reader(io.StringIO(text)))
    return pa.table({name: pa.array([r[i] or None for r in rows[1:]], pa.string()) for i, name in enumerate(rows[0])})


def own_values(store):
    """The values of own columns (`x_…`) of courses and patients in long form, as the program's table of this name has them."""
    rows = []
    stored = stored_tables(store)
    for table, key in [("courses", "course_id"), ("patients", "patient_id")]:
        for file in stored.get(table, []):
            part = pq.read_table(file)
            for name in [n for n in part.column_names if n.startswith("x_")]:
                columns = [part.column(n).to_pylist() for n in ("site_id", key, name)]
                for site, unit, value in zip(*columns):
                    if value is not None:
                        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
                        text = text_of_level(value) if not isinstance(value, str) else value
                        rows.append((site, table, unit, name, text, float(value) if is_number else None))
    names = ["site_id", "table", "id", "column", "value"]
    columns = {n: pa.array([r[i] for r in rows], pa.string()) for i, n in enumerate(names)}
    return pa.table(columns | {"number": pa.array([r[5] for r in rows], pa.float64())})


def parameter_table(query):
    """The one-row view `parameters` of a recipe, with its defaults."""
    return pa.table({name: pa.array([value], TYPES[kind]) for name, kind, value in query.parameters})


class DuckDb:
    """DuckDB; base views are tables, so that each is computed once."""

    def __init__(self):
        import duckdb
        self.c = duckdb.connect()
        self.c.execute("SET threads TO 2")

    def table(self, name, files):
        some = ", ".join("'" + f.replace("'", "''") + "'" for f in files)
        self.c.execute(f"CREATE OR REPLACE VIEW {name} AS SELECT * FROM read_parquet([{some}])")

    def arrow(self, name, table):
        self.c.register(name + "_given", table)
        self.c.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM {name}_given")

    def view(self, name, sql):
        self.c.execute(f"CREATE OR REPLACE TABLE {name} AS {sql}")

    def rows(self, sql):
        cursor = self.c.execute(sql)
        return [d[0] for d in cursor.description], cursor.fetchall()


class DataFusion:
    """DataFusion, as the program has it; base views are tables in memory."""

    def __init__(self):
        from datafusion import SessionConfig, SessionContext
        self.c = SessionContext(SessionConfig().with_target_partitions(2).with_information_schema(True))

    def table(self, name, files):
        self.arrow(name, pq.read_table(files))

    def arrow(self, name, table):
        if self.c.table_exist(name):
            self.c.deregister_table(name)
        if table.num_rows:
            self.c.register_record_batches(name, [table.to_batches()])
        else:
            self.c.register_record_batches(name, [[pa.RecordBatch.from_pylist([], schema=table.schema)]])

    def view(self, name, sql):
        # The plan may call a column not null that a batch calls nullable, and the other way round: every column is nullable here.
        # The frame's own schema is that before types are coerced: a batch knows better.
        frame = self.c.sql(sql)
        batches = frame.collect()
        schema = pa.schema([pa.field(f.name, f.type) for f in (batches[0].schema if batches else frame.schema())])
        batches = [pa.RecordBatch.from_arrays(b.columns, schema=schema) for b in batches]
        self.arrow(name, pa.Table.from_batches(batches, schema=schema))

    def rows(self, sql):
        frame = self.c.sql(sql)
        names = frame.schema().names
        batches = frame.collect()
        lists = [[v for b in batches for v in b.column(i).to_pylist()] for i in range(len(names))]
        return names, list(zip(*lists))


class Spark:
    """Spark SQL on this machine alone; base views are kept in memory."""

    def __init__(self):
        from pyspark.sql import SparkSession
        self.c = (SparkSession.builder.master("local[2]").appName("queries")
                  .config("spark.ui.enabled", "false")
                  .config("spark.ui.showConsoleProgress", "false")
                  .config("spark.sql.shuffle.partitions", "1")
                  # The tables are small: to generate and compile code for each query would take most of the time.
                  .config("spark.sql.codegen.wholeStage", "false")
                  .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
                  .config("spark.sql.adaptive.enabled", "false")
                  .config("spark.driver.memory", "3g")
                  .config("spark.sql.autoBroadcastJoinThreshold", "50m")
                  .config("spark.log.level", "ERROR")
                  .getOrCreate())
        self.c.sparkContext.setLogLevel("ERROR")
        self.kept = []

    def table(self, name, files):
        self.c.read.parquet(*files).createOrReplaceTempView(name)

    def arrow(self, name, table):
        self.c.createDataFrame(table).createOrReplaceTempView(name)

    def view(self, name, sql):
        frame = self.c.sql(sql).localCheckpoint()
        self.kept.append(frame)
        frame.createOrReplaceTempView(name)

    def rows(self, sql):
        frame = self.c.sql(sql)
        return frame.columns, [tuple(r) for r in frame.collect()]


def engine(name):
    return {"duckdb": DuckDb, "datafusion": DataFusion, "spark": Spark}[name]()


def text_of_level(value):
    """A level as the book writes it: the fewest digits, booleans in words, absent `missing`, `;` and `=` escaped."""
    if value is None:
        return "missing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        text = format(Decimal(repr(value)), "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value).replace(";", "%3B").replace("=", "%3D")


# Columns that are known only after treatment began.
KNOWN_LATER = {"best_response", "response_confirmed", "response_day", "progression_day", "last_assessment_day", "death_day",
               "last_contact_day", "death_cause"}


def strata_tables(store, by, where):
    """The tables that are used for the base views course_strata and stored_course_strata in a report with `--by` or `--where`.

    `by` are its groupings as typed, each of columns with commas between them: `none` alone for no strata, [] for the default ones.
    """
    if not by and not where:
        return {}
    groupings = [] if by == ["none"] else [columns.split(",") for columns in dict.fromkeys(by or ["regimen", "regimen,diagnosis"])]
    duck = DuckDb()
    for table, files in stored_tables(store).items():
        if table in ("courses", "patients"):
            duck.table(table, files)
    columns = {t: duck.rows(f"SELECT * FROM {t} LIMIT 0")[0] for t in ("courses", "patients")}
    chosen = [f"c.{n}" for n in columns["courses"]] + [f"p.{n}" for n in columns["patients"] if n not in columns["courses"]]
    names, rows = duck.rows(
        f"SELECT {where or 'TRUE'} AS is_selected, * FROM (SELECT {', '.join(chosen)} FROM courses AS c LEFT JOIN patients AS p"
        " ON p.site_id = c.site_id AND p.patient_id = c.patient_id) AS described")
    courses = [dict(zip(names, row)) for row in rows]
    selected, stored = [], []
    for grouping in [[], *groupings]:
        grouped = []
        for of in courses:
            # Without `--by`, diagnoses are strata within high-dose IL-2 alone, and one stratum is none.
            if not by and len(grouping) == 2 and of["regimen"] != "hd_il2":
                continue
            stratum = ";".join(f"{b}={text_of_level(of[b])}" for b in grouping) or "overall"
            grouped.append((of["is_selected"], (stratum, of["site_id"], of["course_id"])))
        occurring = {row[0] for is_selected, row in grouped if is_selected}
        if not by and grouping and len(occurring) < 2:
            continue
        selected += [row for is_selected, row in grouped if is_selected]
        stored += [row for _, row in grouped if row[0] in occurring or not grouping]
    tables = {"course_strata": selected, "stored_course_strata": stored}
    code = "".join((where or "").split("'")[::2]).lower()
    if set(re.findall(r"\w+", code)) & KNOWN_LATER:
        tables["immortal_strata"] = selected
    return {name: pa.table({n: pa.array([r[i] for r in some], pa.string()) for i, n in enumerate(["stratum", "site_id", "course_id"])})
            for name, some in tables.items()}


def opened(engine_name, store, il2, library, strata=(), wanted=None):
    """An engine with the store's tables, the reference tables and the base views (those of the `wanted` queries);
    `strata` are tables that stand for views.

    `refused` of the engine holds the views that it did not take.
    """
    e = engine(engine_name)
    e.refused = []
    for table, files in stored_tables(store).items():
        e.table(table, files)
    for table in REFERENCE:
        e.arrow(table, reference_table(il2, table))
    for table in GRADING:
        e.arrow(table, text_table(il2, "query", store, "--sql", f"SELECT * FROM {table}"))
    e.arrow("own_values", own_values(store))
    for view in views_of(library, wanted):
        if view.stem in strata:
            e.arrow(view.stem, strata[view.stem])
        else:
            try:
                e.view(view.stem, view.sql)
            except Exception as error:
                e.refused.append(f"{view.name}: {str(error)[:1500]}")
    return e


def answer(e, query):
    """Columns and rows of a query, a recipe with the defaults of its parameters."""
    if query.parameters:
        e.arrow("parameters", parameter_table(query))
    return e.rows(query.sql)
