#!/usr/bin/env python3
"""Holds the program's mappings to the second implementation.

usage: agree.py IL2 MAPPING SOURCE WORK [--set key=value]...

SOURCE is ingested with `--mapping MAPPING`; the rows that this second implementation makes of the same raw files are
written as an export in the program's own tables and ingested too. Both stores must hold the same: every table, what
was collected, the quarantine by place, and the notes.
"""

import csv
import importlib
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pyarrow.parquet as parquet

from rules import order
from words import Words

HERE = Path(__file__).resolve().parent
TABLES = ["courses", "patients", "doses", "toxicities", "vasopressors", "dialysis", "measurements", "medications",
          "stays", "not_assessed"]


def ingest(il2, store, arguments):
    shutil.rmtree(store, ignore_errors=True)
    done = subprocess.run([il2, "ingest", "--store", store, "--max-quarantine", "1", *arguments], text=True,
                          capture_output=True, env={**os.environ, "SOURCE_DATE_EPOCH": "4102444800"})
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, arguments))}: exit {done.returncode}\n{done.stderr[-3000:]}")
    return done.stdout + done.stderr


def write(folder, tables, keep):
    """An export in the program's tables, and the place of each of its lines."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    places = {}
    for table, rows in tables.items():
        names = sorted(keep[table])
        rows = sorted(rows, key=lambda r: order(r["_place"]))
        with open(folder / f"{table}.csv", "w", newline="") as file:
            out = csv.writer(file, lineterminator="\n")
            out.writerow(names)
            for line, row in enumerate(rows, 2):
                out.writerow(["" if row[n] is None else repr(row[n]) if isinstance(row[n], float) else row[n]
                              for n in names])
                places[f"{folder.name}/{table}.csv", line] = row["_place"]
    return places


def shown(value):
    return f"{value + 0.0:.9g}" if isinstance(value, float) else value


def rows_of(store, table):
    found = Counter()
    for path in sorted((store / "current" / table).glob("*.parquet")):
        for row in parquet.read_table(path).to_pylist():
            found[tuple((k, shown(v)) for k, v in sorted(row.items())
                        if not k.endswith("_key") and k != "course_order" and k[:2] != "x_" and v is not None)] += 1
    return found


def quarantine_of(store, places=None):
    found = Counter()
    for path in sorted((store / "current" / "quarantine").glob("*.parquet")):
        for row in parquet.read_table(path).to_pylist():
            place = (row["file"], row["line"])
            if places is not None:
                place = places[place]
            column = re.sub(r"_at$", "_hour", row["column"] or "")
            found[(*place, row["class"], "hour" if column == "at" else column)] += 1
    return found


def collected(store):
    return {(r["site_id"], r["table"], r["column"])
            for r in parquet.read_table(store / "current" / "collection.parquet").to_pylist()
            if r["collected"] and not r["column"].startswith("x_")}


def notes_of(text):
    return Counter({(m[1], m[2]): int(m[3].replace(",", "")) for m in
                    re.finditer(r"^warning: (\S+): note `(\w+)`: ([\d,]+) rows?", text, re.M)})


def difference(name, theirs, ours, limit=3):
    """Prints what one side alone has; the number of differences."""
    only = [("the program alone", theirs - ours), ("the second alone", ours - theirs)]
    total = sum(len(rows) for _, rows in only)
    for who, rows in only:
        for row in sorted(rows, key=str)[:limit]:
            print(f"  {name}: {who}: {row if not isinstance(rows, Counter) else (row, rows[row])}")
    return total


def main(il2, mapping, source, work, *options):
    source, work = Path(source), Path(work)
    sets, arguments = {}, []
    for option in options:
        if option == "--set":
            continue
        key, value = option.split("=", 1)
        arguments += ["--set", option]
        if re.fullmatch(r"-?\d+(\.\d+)?", value):
            value = float(value) if "." in value else int(value)
        sets[key] = {"true": True, "false": False}.get(value, value)
    words = Words(Path(os.environ.get("MAPPING_TABLES", HERE.parent.parent / "mappings")), il2)
    of = importlib.import_module(Path(mapping).name)
    work.mkdir(parents=True, exist_ok=True)
    printed = ingest(il2, work / "program", [source, "--mapping", mapping, *arguments])
    places, notes, folders = {}, Counter(), []
    for folder in sorted(p for p in source.iterdir() if p.is_dir()):
        tables, keep, found = of.expected(folder, words, sets)
        places |= write(work / "exports" / folder.name, tables, keep)
        folders.append(work / "exports" / folder.name)
        notes += Counter({(folder.name, rule): len(where) for rule, where in found.items()})
    ingest(il2, work / "second", folders)
    failed = 0
    for table in TABLES:
        theirs, ours = rows_of(work / "program", table), rows_of(work / "second", table)
        print(f"{table}: {sum(theirs.values())} rows of the program, {sum(ours.values())} of the second")
        failed += difference(table, theirs, ours)
    failed += difference("quarantine", quarantine_of(work / "program"), quarantine_of(work / "second", places))
    failed += difference("collected", collected(work / "program"), collected(work / "second"))
    failed += difference("notes", notes_of(printed), notes)
    print(f"{failed} differences")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
