#!/usr/bin/env python3
"""Random questions to the program and to DuckDB: joins, groups, windows, subqueries, absent values, set operations, quantiles.

usage: random_questions.py STORE [--il2 BINARY] [--seed N] [--questions N] [--jobs N] [--only INDEX]

Each question is made from the seed and its number alone. Rows are compared as a set, and in their order where the question has one;
numbers to 1e-9. A question that the program refuses by name is counted, and no more than 2% may be. Exit 1 where anything differs.
"""
import argparse
import json
import math
import os
import random
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

from library import stored_tables

COLUMNS = {"id": "i", "g": "i", "x": "i", "y": "d", "s": "s"}
STORED = {
    "courses": {"site_id": "s", "course_id": "s", "age_years": "d", "ecog": "i"},
    "patients": {"site_id": "s", "patient_id": "s", "sex": "s"},
    "doses": {"site_id": "s", "course_id": "s", "cycle": "i", "dose_number": "i", "status": "s"},
}
COMPARISONS = ["=", "<>", "<", "<=", ">", ">="]
MOST_REFUSED = 0.02


class Asker:
    """Makes one question."""

    def __init__(self, seed, stored):
        self.r = random.Random(seed)
        self.stored = stored
        self.aliases = 0
        self.subqueries = 0

    def chance(self, share):
        return self.r.random() < share

    def alias(self):
        self.aliases += 1
        return f"t{self.aliases}"

    # Tables.

    def value(self, kind):
        if self.chance(0.22):
            return "NULL"
        if kind == "i":
            return str(self.r.randint(0, 4))
        if kind == "d":
            return f"{self.r.randint(-20, 20) / 8}"
        return self.r.choice(["'a'", "'b'", "'ab'", "''"])

    def relation(self, name):
        rows = []
        for row in range(self.r.randint(2, 8)):
            cells = [str(row + 1)] + [self.value(COLUMNS[c]) for c in ("g", "x", "y", "s")]
            rows.append("(" + ", ".join(cells) + ")")
        cast = ("CAST(id AS BIGINT) AS id, CAST(g AS BIGINT) AS g, CAST(x AS BIGINT) AS x, CAST(y AS DOUBLE) AS y, "
                "CAST(s AS VARCHAR) AS s")
        return f"{name} AS (SELECT {cast} FROM (VALUES {', '.join(rows)}) AS v(id, g, x, y, s))"

    def table(self):
        """Text, alias and columns of something in FROM."""
        alias = self.alias()
        if self.stored:
            name = self.r.choice(sorted(STORED))
            return f"{name} AS {alias}", alias, STORED[name]
        if self.chance(0.12):
            inner = self.alias()
            where = f" WHERE {self.predicate([(inner, COLUMNS)], 1)}" if self.chance(0.5) else ""
            return f"(SELECT * FROM {self.r.choice(['r0', 'r1', 'r2'])} AS {inner}{where}) AS {alias}", alias, COLUMNS
        return f"{self.r.choice(['r0', 'r1', 'r2'])} AS {alias}", alias, COLUMNS

    def source(self, most=3):
        """FROM: its text, its scope, and the columns that may be named without a table."""
        text, alias, columns = self.table()
        scope, bare = [(alias, columns)], {}
        joins = 0 if self.stored and self.chance(0.6) else self.r.choice([0, 0, 1, 1, 2][:most + 2])
        using = self.r.choice(["id", "g"]) if not self.stored and self.chance(0.4) else None
        for _ in range(joins):
            other, name, its = self.table()
            if self.stored:
                if not all("course_id" in known for known in [its] + [known for _, known in scope]):
                    continue
                common = ["site_id", "course_id"]
                on = " AND ".join(f"{scope[0][0]}.{c} = {name}.{c}" for c in common)
                text += f" {self.r.choice(['JOIN', 'LEFT JOIN'])} {other} ON {on}"
            elif using:
                text += f" {self.r.choice(['JOIN', 'LEFT JOIN', 'RIGHT JOIN', 'FULL JOIN'])} {other} USING ({using})"
                bare = {using: "i"}
            elif self.chance(0.12):
                text += f" CROSS JOIN {other}"
            else:
                kind = self.r.choice(["JOIN", "LEFT JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN"])
                c = self.r.choice(["id", "g", "x"])
                on = f"{self.r.choice(scope)[0]}.{c} = {name}.{self.r.choice(['id', 'g', 'x'])}"
                if kind != "FULL JOIN" and self.chance(0.3):
                    on += f" AND {name}.{c} {self.r.choice(['<', '>=', '<>'])} {self.r.randint(0, 4)}"
                text += f" {kind} {other} ON {on}"
            scope = scope + [(name, its)]
        return text, scope, bare

    # Expressions.

    def column(self, scope, kind):
        found = [f"{alias}.{c}" if alias else c for alias, columns in scope for c, of in columns.items() if of == kind]
        return self.r.choice(found) if found else None

    def literal(self, kind):
        if kind == "i":
            return str(self.r.randint(-1, 5))
        if kind == "d":
            return f"CAST({self.r.randint(-20, 20) / 4} AS DOUBLE)"
        return self.r.choice(["'a'", "'b'", "'ab'", "'alder'", "'given'", "'female'"])

    def expression(self, scope, kind, depth):
        column = self.column(scope, kind)
        if depth <= 0 or self.chance(0.35):
            return column if column and self.chance(0.85) else self.literal(kind)
        e = lambda of: self.expression(scope, of, depth - 1)
        ways = ["column", "case", "coalesce"]
        if kind == "i":
            ways += ["sum", "nullif", "abs", "scalar", "length"]
        if kind == "d":
            ways += ["sum", "quotient", "cast", "scalar"]
        if kind == "s":
            ways += ["concat", "upper"]
        way = self.r.choice(ways)
        if way == "case":
            return f"CASE WHEN {self.predicate(scope, depth - 1)} THEN {e(kind)} ELSE {e(kind)} END"
        if way == "coalesce":
            return f"COALESCE({e(kind)}, {e(kind)})"
        if way == "sum":
            return f"({e(kind)} {self.r.choice('+-*')} {e(kind)})"
        if way == "nullif":
            return f"NULLIF({e(kind)}, {e(kind)})"
        if way == "abs":
            return f"ABS({e(kind)})"
        if way == "length":
            return f"CAST(LENGTH({e('s')}) AS BIGINT)"
        if way == "quotient":
            return f"({e('i')} / NULLIF({e(self.r.choice('id'))}, 0))"
        if way == "cast":
            return f"CAST({e('i')} AS DOUBLE)"
        if way == "concat":
            return f"({e('s')} || {e('s')})"
        if way == "upper":
            return f"UPPER({e('s')})"
        if way == "scalar" and self.may_ask():
            return self.scalar(scope, kind)
        return column or self.literal(kind)

    def may_ask(self):
        self.subqueries += 1
        return self.subqueries <= (1 if self.stored else 4)

    def predicate(self, scope, depth):
        if depth > 0 and self.chance(0.4):
            way = self.r.choice(["and", "or", "not", "is"])
            one = self.predicate(scope, depth - 1)
            if way == "not":
                return f"NOT ({one})"
            if way == "is":
                return f"({one}) IS {self.r.choice(['NULL', 'NOT NULL', 'TRUE', 'NOT TRUE', 'FALSE', 'NOT FALSE'])}"
            return f"({one} {way.upper()} {self.predicate(scope, depth - 1)})"
        kind = self.r.choice("iiids")
        own = self.expression(scope, kind, depth - 1)
        way = self.r.choice(["compare", "compare", "null", "between", "list", "in", "exists", "any", "distinct"])
        negated = self.r.choice(["", "NOT "])
        if way in ("in", "exists", "any") and depth >= 0 and self.may_ask():
            if way == "exists":
                return f"{negated}EXISTS ({self.subquery(scope, self.r.choice('ids'))})"
            if way == "in":
                return f"{own} {negated}IN ({self.subquery(scope, kind)})"
            return f"{own} {self.r.choice(COMPARISONS)} {self.r.choice(['ANY', 'ALL'])} ({self.subquery(scope, kind)})"
        if way == "null":
            return f"{own} IS {negated}NULL"
        if way == "between":
            return f"{own} {negated}BETWEEN {self.expression(scope, kind, 0)} AND {self.expression(scope, kind, 0)}"
        if way == "list":
            some = [self.r.choice([self.literal(kind), self.literal(kind), "NULL"]) for _ in range(self.r.randint(1, 3))]
            return f"{own} {negated}IN ({', '.join(some)})"
        if way == "distinct":
            return f"{own} IS {negated}DISTINCT FROM {self.expression(scope, kind, depth - 1)}"
        return f"{own} {self.r.choice(COMPARISONS)} {self.expression(scope, kind, depth - 1)}"

    def within(self, outer):
        """FROM and WHERE of a subquery, and its scope; it may read the query around it."""
        text, scope, _ = self.source(1)
        around = [(alias, columns) for alias, columns in outer if alias] if self.chance(0.6) else []
        where = ""
        if self.chance(0.8):
            where = f" WHERE {self.predicate(scope, 0)}"
            if around:
                kind = self.r.choice("is" if self.stored else "iids")
                own, other = self.column(scope, kind), self.column(around, kind)
                if own and other:
                    op = "=" if self.stored else self.r.choice(["=", "=", "<", "<=", "<>"])
                    where += f" {self.r.choice(['AND', 'AND', 'OR']) if not self.stored else 'AND'} {own} {op} {other}"
        return text, scope, where, around

    def subquery(self, outer, kind):
        """A query of one column."""
        text, scope, where, around = self.within(outer)
        way = self.r.choice(["plain", "plain", "aggregate", "grouped", "distinct", "first", "union"])
        own = self.expression(scope + around, kind, 0) if self.chance(0.3) else self.column(scope, kind) or self.literal(kind)
        if way == "aggregate":
            return f"SELECT {self.aggregate(scope, kind)} FROM {text}{where}"
        if way == "grouped":
            by = self.column(scope, "i") or self.column(scope, "s")
            having = f" HAVING COUNT(*) {self.r.choice(COMPARISONS)} {self.r.randint(0, 2)}" if self.chance(0.5) else ""
            return f"SELECT {self.aggregate(scope, kind)} FROM {text}{where} GROUP BY {by}{having}"
        if way == "distinct":
            return f"SELECT DISTINCT {own} FROM {text}{where}"
        if way == "first" and not self.stored and len(scope) == 1:
            return f"SELECT {own} FROM {text}{where} ORDER BY {scope[0][0]}.id{self.r.choice(['', ' DESC'])} LIMIT {self.r.randint(1, 2)}"
        if way == "union":
            more, others, condition, _ = self.within(outer)
            other = self.column(others, kind) or self.literal(kind)
            operation = self.r.choice(["UNION ALL", "UNION", "EXCEPT", "INTERSECT"])
            return f"SELECT {own} FROM {text}{where} {operation} SELECT {other} FROM {more}{condition}"
        return f"SELECT {own} FROM {text}{where}"

    def scalar(self, outer, kind):
        text, scope, where, _ = self.within(outer)
        if not self.stored and len(scope) == 1 and self.chance(0.3):
            own = self.column(scope, kind) or self.literal(kind)
            return f"(SELECT {own} FROM {text}{where} ORDER BY {scope[0][0]}.id LIMIT 1)"
        return f"(SELECT {self.aggregate(scope, kind)} FROM {text}{where})"

    def aggregate(self, scope, kind):
        own = self.expression(scope, kind, 1 if not self.stored else 0)
        if not self.column(scope, kind):
            return "COUNT(*)"
        if kind == "i":
            way = self.r.choice(["COUNT(*)", "COUNT", "SUM", "MIN", "MAX", "DISTINCT", "FILTER"])
            if way == "COUNT(*)":
                return way
            if way == "DISTINCT":
                return f"COUNT(DISTINCT {self.column(scope, 'i') or '1'})"
            if way == "FILTER":
                return f"COUNT(*) FILTER (WHERE {self.column(scope, 'i') or '1'} > 1)"
            return f"CAST({way}({own or '1'}) AS BIGINT)"
        if kind == "d":
            way = self.r.choice(["SUM", "MIN", "MAX", "AVG", "MEDIAN", "PERCENTILE", "PERCENTILE", "STDDEV"])
            if way == "PERCENTILE":
                share = self.r.choice(["0", "0.025", "0.1", "0.25", "0.333", "0.123456789", "0.5", "0.975", "1"])
                order = self.r.choice(["", " DESC"])
                return f"PERCENTILE_CONT({share}) WITHIN GROUP (ORDER BY {self.column(scope, 'd')}{order})"
            return f"{way}({self.column(scope, 'd')})"
        return f"{self.r.choice(['MIN', 'MAX'])}({own})"

    def window(self, scope):
        """A window function over one table, in an order without ties."""
        alias = scope[0][0]
        part = f"PARTITION BY {alias}.g " if self.chance(0.5) else ""
        order = f"ORDER BY {alias}.id{self.r.choice(['', ' DESC'])}"
        ties = f"ORDER BY {alias}.{self.r.choice(['g', 'x', 'y', 's'])}{self.r.choice(['', ' DESC'])}"
        own = self.r.choice([f"{alias}.x", f"{alias}.y", f"{alias}.s"])
        frame = self.r.choice(["", "", " ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING", " ROWS BETWEEN 2 PRECEDING AND CURRENT ROW"])
        way = self.r.choice(["number", "rank", "shift", "shift", "ignoring", "ignoring", "sum", "first", "ranked sum"])
        if way == "number":
            return f"ROW_NUMBER() OVER ({part}{order})"
        if way == "rank":
            return f"{self.r.choice(['RANK', 'DENSE_RANK'])}() OVER ({part}{ties})"
        if way == "shift":
            return f"{self.r.choice(['LEAD', 'LAG'])}({own}, {self.r.randint(1, 3)}) OVER ({part}{order})"
        if way == "ignoring":
            return f"{self.r.choice(['LEAD', 'LAG'])}({own}, {self.r.randint(1, 3)} IGNORE NULLS) OVER ({part}{order})"
        if way == "sum":
            call = self.r.choice([f"SUM({alias}.y)", f"COUNT({alias}.x)", f"MIN({alias}.x)", f"MAX({alias}.s)", f"AVG({alias}.y)"])
            return f"{call} OVER ({part}{order}{frame})"
        if way == "first":
            return f"{self.r.choice(['FIRST_VALUE', 'LAST_VALUE'])}({own}) OVER ({part}{order}{frame})"
        return f"CAST(SUM({alias}.x) OVER ({part}{ties}) AS BIGINT)"

    # Questions.

    def select(self, kinds=None):
        """A SELECT with columns c0, c1 …; its text and the number of its columns."""
        text, scope, bare = self.source()
        scope = scope + [("", bare)] if bare else scope
        where = f" WHERE {self.predicate(scope, 2)}" if self.chance(0.7) else ""
        fixed = kinds is not None
        kinds = kinds or [self.r.choice("iids") for _ in range(self.r.randint(1, 3))]
        way = "plain" if fixed else self.r.choice(["plain", "plain", "grouped", "grouped", "total", "window", "boolean"])
        depth = 0 if self.stored else 2
        if way == "grouped":
            groups = [self.expression(scope, self.r.choice("is"), 1 if self.chance(0.3) else 0) for _ in range(self.r.randint(1, 2))]
            if any(not any(c.isalpha() for c in group.replace("'", "")) or group.startswith("'") for group in groups):
                groups = [self.column(scope, "i") or self.column(scope, "s")]
            items = groups + [self.aggregate(scope, kind) for kind in kinds]
            having = f" HAVING COUNT(*) {self.r.choice(COMPARISONS)} {self.r.randint(0, 3)}" if self.chance(0.3) else ""
            where += f" GROUP BY {', '.join(groups)}{having}"
        elif way == "total":
            items = [self.aggregate(scope, kind) for kind in kinds]
        elif way == "window" and not self.stored and len(scope) == 1:
            items = [f"{scope[0][0]}.id"] + [self.window(scope) for _ in kinds]
        elif way == "boolean":
            items = [self.expression(scope, "i", 0), self.predicate(scope, 1)]
        else:
            items = [self.expression(scope, kind, depth) for kind in kinds]
        listed = ", ".join(f"{item} AS c{i}" for i, item in enumerate(items))
        distinct = "DISTINCT " if way == "plain" and self.chance(0.15) else ""
        return f"SELECT {distinct}{listed} FROM {text}{where}", len(items)

    def question(self):
        """The text of a question, and whether its rows have an order."""
        if self.chance(0.15):
            kinds = [self.r.choice("ids") for _ in range(self.r.randint(1, 2))]
            operation = self.r.choice(["UNION", "UNION ALL", "INTERSECT", "EXCEPT", "INTERSECT ALL", "EXCEPT ALL", "EXCEPT ALL"])
            body = f"{self.select(kinds)[0]} {operation} {self.select(kinds)[0]}"
            n = len(kinds)
        else:
            body, n = self.select()
        if self.chance(0.15):
            keep = f" WHERE q.c0 IS {self.r.choice(['', 'NOT '])}NULL" if self.chance(0.4) else ""
            body = f"SELECT * FROM ({body}) AS q{keep}"
        ordered = self.chance(0.5)
        if ordered:
            places = list(range(n))
            self.r.shuffle(places)
            orders = [f"c{i}{self.r.choice(['', ' DESC', ' ASC NULLS FIRST', ' DESC NULLS FIRST', ' DESC NULLS LAST'])}" for i in places]
            body = f"SELECT * FROM ({body}) AS o ORDER BY {', '.join(orders)}"
            if self.chance(0.3):
                body += f" LIMIT {self.r.randint(1, 5)}"
        if self.stored:
            return body, ordered
        return "WITH " + ", ".join(self.relation(f"r{i}") for i in range(3)) + " " + body, ordered


def question(seed, index):
    return Asker(f"{seed} {index}", index % 8 == 7).question()


def cell(value):
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, (int, float, Decimal)):
        value = float(value)
        return value if math.isfinite(value) else None
    return str(value)


def alike(a, b):
    if isinstance(a, float) and isinstance(b, float):
        return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9)
    return type(a) is type(b) and a == b


def place(row):
    """Where a row stands in a set: numbers that differ in their last digits alone stand side by side."""
    return [(str(type(c)), round(c, 6) + 0.0 if isinstance(c, float) else c if isinstance(c, str) else str(c)) for c in row]


def same(mine, other, ordered):
    if len(mine) != len(other):
        return False
    if not ordered:
        mine, other = sorted(mine, key=place), sorted(other, key=place)
    return all(len(a) == len(b) and all(map(alike, a, b)) for a, b in zip(mine, other))


def ask_program(il2, store, sql):
    """The rows, or the exit code and what is said."""
    run = subprocess.run([il2, "--quiet", "query", store, "--format", "json", "--sql", sql], capture_output=True, text=True)
    if run.returncode:
        return None, (run.returncode, run.stderr.strip())
    return [[cell(v) for v in row.values()] for row in json.loads(run.stdout)], None


def ask_duckdb(connection, sql):
    try:
        return [[cell(v) for v in row] for row in connection.execute(sql).fetchall()], None
    except Exception as error:
        return None, str(error).splitlines()[0]


def judge(sql, ordered, program, other):
    """One word for a question, and what differs."""
    (mine, said), (theirs, complaint) = program, other
    if mine is not None and theirs is not None:
        return ("same", "") if same(mine, theirs, ordered) else ("differs", f"program {mine}\n    DuckDB  {theirs}")
    if mine is None and theirs is None:
        return "no question", f"{said[1]}\n    {complaint}"
    if mine is None and said[0] == 2:
        return "refused", said[1]
    if mine is None:
        return "fails", said[1]
    return "unasked", complaint


def main():
    p = argparse.ArgumentParser()
    p.add_argument("store")
    p.add_argument("--il2", default=os.environ.get("IL2", "il2"))
    p.add_argument("--seed", type=int, default=2026)
    p.add_argument("--questions", type=int, default=1000)
    p.add_argument("--jobs", type=int, default=os.cpu_count() or 2)
    p.add_argument("--only", type=int)
    a = p.parse_args()
    import duckdb
    connection = duckdb.connect()
    connection.execute("SET threads TO 1")
    for table, files in stored_tables(a.store).items():
        some = ", ".join("'" + f.replace("'", "''") + "'" for f in files)
        connection.execute(f"CREATE VIEW {table} AS SELECT * FROM read_parquet([{some}])")
    indices = range(a.questions) if a.only is None else [a.only]
    questions = [(i, *question(a.seed, i)) for i in indices]
    counts, reasons = Counter(), Counter()
    with ThreadPoolExecutor(a.jobs) as pool:
        answers = pool.map(lambda q: ask_program(a.il2, a.store, q[1]), questions)
        for (index, sql, ordered), answered in zip(questions, answers):
            word, what = judge(sql, ordered, answered, ask_duckdb(connection, sql))
            counts[word] += 1
            if word == "refused":
                reasons[what.splitlines()[0]] += 1
            if word in ("differs", "fails", "unasked", "no question") or a.only is not None:
                print(f"{word}: question {index} of seed {a.seed}\n    {sql}\n    {what}")
    for reason, times in reasons.most_common():
        print(f"refused {times} times: {reason}")
    print(f"{a.questions} questions of seed {a.seed}: " + ", ".join(f"{n} {word}" for word, n in sorted(counts.items())), flush=True)
    few = counts["refused"] <= MOST_REFUSED * len(questions)
    sys.exit(0 if few and not counts["differs"] and not counts["fails"] and not counts["unasked"] else 1)


if __name__ == "__main__":
    main()
