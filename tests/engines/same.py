#!/usr/bin/env python3
"""Every query of the library in another engine against the program's own answer.

usage: same.py STORE [--engine duckdb|datafusion|spark] [--il2 BINARY] [--only PATTERN]

The same columns, the same rows in the same order, numbers to 1e-9. Recipes run with the defaults of their parameters; base views,
which have no order, are held against each other as sets. Exit 1 where anything differs.
"""
import argparse
import csv
import datetime
import io
import math
import os
import re
import subprocess
import sys
from decimal import Decimal

from library import ENGINES, answer, opened, read_library, views_of


def cell(value):
    """A cell as text or number, the same for all engines: an absent value and an empty text are one in CSV."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float, Decimal)):
        return float(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    return value


def alike(mine, text):
    """Whether an engine's cell is what the program wrote."""
    mine = cell(mine)
    if not isinstance(mine, float):
        return mine == text
    try:
        told = float(text)
    except ValueError:
        return False
    return math.isclose(mine, told, rel_tol=1e-9, abs_tol=1e-9)


def differences(names, rows, program_names, program_rows, ordered):
    if list(names) != list(program_names):
        return [f"columns {list(names)}, the program has {list(program_names)}"]
    if len(rows) != len(program_rows):
        return [f"{len(rows)} rows, the program has {len(program_rows)}"]
    if not ordered:
        rows = sorted(rows, key=lambda r: [str(cell(v)) for v in r])
        program_rows = sorted(program_rows, key=lambda r: [str(number_or_text(v)) for v in r])
    return [f"row {i + 1}: {tuple(mine)}, the program has {tuple(told)}"
            for i, (mine, told) in enumerate(zip(rows, program_rows))
            if not all(alike(a, b) for a, b in zip(mine, told))]


def number_or_text(text):
    try:
        return float(text)
    except ValueError:
        return text


def written(value):
    """A cell as the program writes it."""
    value = cell(value)
    return repr(value) if isinstance(value, float) else value


class Program:
    """`il2 query`, or DataFusion where the binary has no such command yet."""

    def __init__(self, il2, store, library):
        self.il2, self.store = il2, store
        commands = subprocess.run([il2, "help"], check=True, capture_output=True, text=True).stdout
        self.stands_in = not any(line.split()[:1] == ["query"] for line in commands.splitlines())
        if self.stands_in:
            print("the binary has no command `query`: DataFusion stands in for it")
            self.engine = opened("datafusion", store, il2, library)

    def csv_of(self, *arguments):
        text = subprocess.run([self.il2, "--quiet", "query", *arguments, "--format", "csv"], check=True, capture_output=True,
                              text=True).stdout
        rows = list(csv.reader(io.StringIO(text)))
        return rows[0], rows[1:]

    def answer(self, query):
        if self.stands_in:
            names, rows = answer(self.engine, query)
            return names, [[written(v) for v in r] for r in rows]
        return self.csv_of(self.store, query.name)

    def list_differences(self, library):
        """What `il2 query --list` and the headers say of each other."""
        if self.stands_in:
            return []
        names, rows = self.csv_of("--list")
        want = ["name", "title", "one_row_per"]
        if names[:3] != want:
            return [f"--list has the columns {names}"]
        told = {r[0]: tuple(r[:3]) for r in rows}
        own = {q.name: (q.name, q.header["Title"], q.header["One row per"]) for q in library.values()}
        return [f"--list of {n}: {told.get(n)}, the header says {own.get(n)}"
                for n in sorted(told.keys() | own.keys()) if told.get(n) != own.get(n)]


def main():
    p = argparse.ArgumentParser()
    p.add_argument("store")
    p.add_argument("--engine", default="duckdb", choices=ENGINES)
    p.add_argument("--il2", default=os.environ.get("IL2", "il2"))
    p.add_argument("--only", default="", metavar="PATTERN", help="queries whose name has it")
    a = p.parse_args()
    library = read_library()
    views = {v.name for v in views_of(library)}
    program = Program(a.il2, a.store, library)
    bad, rows_in_all = 0, 0
    for told in program.list_differences(library):
        bad += 1
        print(told)
    looked_at = [q for q in library.values() if re.search(a.only, q.name)]
    e = opened(a.engine, a.store, a.il2, library, wanted=looked_at)
    for told in e.refused:
        bad += 1
        print(f"{a.engine} refuses {told}")
    for query in looked_at:
        try:
            names, rows = answer(e, query)
            told = differences(names, rows, *program.answer(query), ordered=query.name not in views)
            rows_in_all += len(rows)
        except subprocess.CalledProcessError as error:
            told = [f"the program refuses: {error.stderr[:1500]}"]
        except Exception as error:  # an engine that refuses a query is a finding, not an end
            told = [f"{a.engine} refuses: {str(error)[:1500]}"]
        bad += bool(told)
        if told:
            print(f"{query.name}: {len(told)} differences")
            for t in told[:5]:
                print("    " + t)
    print(f"{a.engine} and the program: {bad} of {len(looked_at)} queries differ, {rows_in_all} rows compared", flush=True)
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
