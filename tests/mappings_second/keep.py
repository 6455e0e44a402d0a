#!/usr/bin/env python3
"""Writes a small generated raw export and what the second implementation makes of it, for `tests/mappings_second.rs`.

usage: keep.py IL2 MAPPING SEED PATIENTS DIR
"""

import csv
import importlib
import shutil
import sys
from pathlib import Path

from agree import HERE, write
from words import Words


def main(il2, mapping, seed, patients, folder):
    folder = Path(folder)
    shutil.rmtree(folder, ignore_errors=True)
    raw = folder / "raw" / "site"
    generator = importlib.import_module(f"generate_{mapping}")
    made = getattr(generator, "Site", None) or generator.Extract
    made(int(seed), int(patients)).write(raw, 0)
    words = Words(HERE.parent.parent / "mappings", il2)
    tables, keep, notes = importlib.import_module(mapping).expected(raw, words)
    places = write(folder / "export" / "site", tables, keep)
    with open(folder / "places.csv", "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["file", "line", "raw_file", "raw_line"])
        out.writerows([*key, *place] for key, place in places.items())
    with open(folder / "notes.csv", "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["rule", "rows"])
        out.writerows(sorted((rule, len(found)) for rule, found in notes.items()))


if __name__ == "__main__":
    main(*sys.argv[1:])
