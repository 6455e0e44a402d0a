#!/usr/bin/env python3
"""DuckDB's answer to every shape of shapes.sql: it must be the one that is written there.

usage: shapes.py

tests/engine_shapes.rs holds the program to the same answers. Exit 1 where anything differs.
"""
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


def read_shapes(path=os.path.join(HERE, "shapes.sql")):
    """(name, answer or None, SQL) of each shape."""
    with open(path, encoding="utf-8") as f:
        text = f.read()
    out = []
    for block in text.split("\n\n"):
        lines = block.strip().split("\n")
        name = re.match(r"-- (\w+): ", lines[0])
        keys = {m[1]: m[2].strip() for m in (re.match(r"-- (answer|refused|alone):(.*)$", line) for line in lines) if m}
        if name and "alone" in keys and not lines[-1].startswith("--"):
            sql = "\n".join(line for line in lines if not line.startswith("--")).rstrip(";")
            out.append((name[1], keys.get("answer"), sql))
    return out


def cell(value):
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str) else f"{float(value):.10g}"


def written(rows):
    return ";".join(sorted(",".join(map(cell, row)) for row in rows))


def main():
    import duckdb
    shapes, bad = read_shapes(), 0
    for name, answer, sql in shapes:
        if answer is None:
            continue
        rows = duckdb.connect().execute(sql).fetchall()
        if written(rows) != answer:
            bad += 1
            print(f"{name}: DuckDB has {written(rows)}, shapes.sql {answer}")
    print(f"DuckDB and shapes.sql: {bad} of {len(shapes)} shapes differ", flush=True)
    sys.exit(1 if bad or len(shapes) < 25 else 0)


if __name__ == "__main__":
    main()
