"""Raw exports as rows: (file, line, cells by header), with NULL as the contract reads it."""

import csv
import fnmatch
from pathlib import Path


class Row:
    def __init__(self, file, line, cells):
        self.place, self.cells = (file, line), cells

    def __getitem__(self, column):
        return self.cells.get(column)


class Table:
    """All files of one raw table, in byte order of names."""

    def __init__(self, folder: Path, patterns, names):
        """`names`: declared column -> its other names."""
        self.rows, self.headers = [], set()
        found = [p for p in folder.iterdir() if p.suffix == ".csv"
                 and any(fnmatch.fnmatchcase(p.stem.lower(), pattern) for pattern in patterns)]
        self.there = bool(found)
        for path in sorted(found, key=lambda p: p.name.encode()):
            with open(path, newline="", encoding="utf-8") as file:
                lines = list(csv.reader(file))
            headers = [h.strip().lower() for h in lines[0]]
            where = {}
            for column, others in names.items():
                name = next((n for n in [column, *others] if n in headers), None)
                if name is not None:
                    where[column] = headers.index(name)
            self.headers |= set(where)
            for number, cells in enumerate(lines[1:], 2):
                values = {}
                for column, at in where.items():
                    text = cells[at].strip()
                    values[column] = None if text in ("", "NULL") else text
                self.rows.append(Row(f"{folder.name}/{path.name}", number, values))

    def has(self, column):
        return column in self.headers


def columns(text):
    """`a (b, c), d` as a table of columns and their other names."""
    result = {}
    import re
    for name, others in re.findall(r"([a-z_0-9]+)(?: \(([^)]*)\))?", text):
        result[name] = [o.strip() for o in others.split(",")] if others else []
    return result
