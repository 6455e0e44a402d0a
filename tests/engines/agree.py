#!/usr/bin/env python3
"""Every recount query of the library against the results of a report.

usage: agree.py REPORT_DIR ... [--engine duckdb|datafusion|spark] [--il2 BINARY] [--only PATTERN]

A recount query must give the rows of results.csv (of values by day, of curves.csv) with status `ok` and `not_estimable`, key by key,
numbers to 1e-9; where a measure was not collected in a stratum it gives no row. Every measure of the results must have a recount query. Exit 1 where anything differs.
"""
import argparse
import csv
import json
import os
import re
import sys
from collections import defaultdict

from library import ENGINES, answer, opened, read_library, strata_tables

COLUMNS = ["measure", "unit", "stratum", "item", "level", "statistic", "value", "numerator", "denominator"]


def near(a, b):
    return abs(a - b) <= 1e-9 * max(1.0, abs(a), abs(b))


def same(a, b):
    return a is None and b is None or a is not None and b is not None and near(float(a), float(b))


def expected(report):
    """(measure, unit, stratum) -> {key: numbers}; a measure that was not collected has no keys. Comparisons of strata are left out:
    they count nothing of their own. Of the curves only values by day are counted by a query."""
    out = defaultdict(dict)
    for file, is_counted in [
        ("results.csv", lambda measure: not measure.startswith("comparison.")),
        ("curves.csv", lambda measure: measure == "laboratory.by_day"),
    ]:
        with open(os.path.join(report, file), newline="", encoding="utf-8") as f:
            for r in csv.DictReader(f):
                if not is_counted(r["measure"]):
                    continue
                numbers = tuple(float(r[c]) if r[c] else None for c in COLUMNS[6:])
                of = out[r["measure"], r["unit"], r["stratum"]]
                if r["status"] != "not_collected":
                    of[tuple(r[c] for c in COLUMNS[:6])] = numbers
    return out


def complaints(query, names, rows, results):
    if list(names) != COLUMNS:
        return [f"columns are {list(names)}"]
    out, got = [], {}
    for r in rows:
        key = tuple(r[:6])
        if key in got:
            out.append(f"twice: {key}")
        got[key] = r[6:]
        if r[0] not in query.agrees_with:
            out.append(f"a measure that the header does not name: {r[0]}")
    want = {k: v for (measure, _, _), of in results.items() if measure in query.agrees_with for k, v in of.items()}
    for key in want:
        if key not in got:
            out.append(f"missing: {key} {want[key]}")
        elif not all(same(a, b) for a, b in zip(want[key], got[key])):
            out.append(f"differs: {key}: report {want[key]}, query {tuple(got[key])}")
    out += [f"surplus: {key} {got[key]}" for key in got if key not in want]
    return out


def judge(report, a, library):
    """The number of queries that differ from a report."""
    with open(os.path.join(report, "run.json"), encoding="utf-8") as f:
        options = json.load(f)["options"]
    store = os.path.join(report, "store")
    strata = strata_tables(store, options["by"], options["where"])
    wanted = [q for q in library.values() if q.agrees_with and re.search(a.only, q.name)]
    e = opened(a.engine, store, a.il2, library, strata, wanted)
    for told in e.refused:
        print("    refused: " + told)
    results, bad, proved = expected(report), len(e.refused), set()
    for query in wanted:
        try:
            names, rows = answer(e, query)
            told = complaints(query, names, rows, results)
        except Exception as error:  # an engine that refuses a query is a finding, not an end
            told = [f"refused: {str(error)[:1500]}"]
        proved |= set(query.agrees_with)
        bad += bool(told)
        if told:
            print(f"{a.engine}: {query.name}: {len(told)} complaints")
            for t in told[:a.most]:
                print("    " + t)
    without = sorted({m for m, _, _ in results} - proved)
    if without and not a.only:
        print("no recount query: " + ", ".join(without))
        bad += len(without)
    print(f"{a.engine}: {report}: {bad} differ, {len(proved)} measures looked at", flush=True)
    return bad


def main():
    p = argparse.ArgumentParser()
    p.add_argument("reports", nargs="+", metavar="REPORT_DIR")
    p.add_argument("--engine", default="duckdb", choices=ENGINES)
    p.add_argument("--il2", default=os.environ.get("IL2", "il2"))
    p.add_argument("--only", default="", metavar="PATTERN", help="queries whose name has it")
    p.add_argument("--most", type=int, default=8, metavar="N", help="complaints told of one query")
    a = p.parse_args()
    bad_headers = []
    library = read_library(complain=bad_headers.append)
    for told in bad_headers:
        print("header: " + told)
    bad = len(bad_headers) + sum(judge(report, a, library) for report in a.reports)
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
