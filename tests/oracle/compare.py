#!/usr/bin/env python3
"""Compares two results files (or, with --patients, two patient tables) row by row.

usage: compare.py A.csv B.csv [--patients] [--measures PREFIX,PREFIX] [--all]

Prints the first 40 differences and a count; exit 1 where there is one. `--measures` looks only at measures
with one of these prefixes; without it, only at the measures of which A or B has a row in the other's families
unless `--all` is given: a measure family (the word before the dot) that one file lacks wholly is left out.
"""
import csv
import sys

KEY = ["measure", "unit", "stratum", "item", "level", "statistic"]
NUMBERS = ["value", "lower", "upper"]
EXACT = ["numerator", "denominator", "method", "status"]


def read(path):
    with open(path, newline="", encoding="utf-8") as f:
        r = csv.reader(f)
        header = next(r)
        return header, [dict(zip(header, row)) for row in r]


def same_number(a, b):
    if a == b:
        return True
    try:
        x, y = float(a), float(b)
    except ValueError:
        return False
    return abs(x - y) <= 1e-9 or abs(x - y) <= 1e-9 * max(abs(x), abs(y))


def covered(rows, other, argv):
    """The families (characteristics, toxicity.any ...) looked at."""
    if "--measures" in argv:
        prefixes = tuple(argv[argv.index("--measures") + 1].split(","))
        return [r for r in rows if r["measure"].startswith(prefixes)]
    if "--all" in argv:  # comparisons are made of the book's rows, and are no part of it
        return [r for r in rows if not r["measure"].startswith("comparison.")]
    names = {r["measure"].split(".")[0] for r in other}
    return [r for r in rows if r["measure"].split(".")[0] in names]


def compare_results(a, b, say):
    def key(r):
        return tuple(r.get(k, "") for k in KEY)

    for name, rows in (("A", a), ("B", b)):
        seen = set()
        for r in rows:
            if key(r) in seen:
                say(f"{name}: twice: {','.join(key(r))}")
            seen.add(key(r))
    of_b = {key(r): r for r in b}
    of_a = {key(r): r for r in a}
    for k in of_a:
        if k not in of_b:
            say(f"only in A: {','.join(k)}  {shown(of_a[k])}")
    for k in of_b:
        if k not in of_a:
            say(f"only in B: {','.join(k)}  {shown(of_b[k])}")
    order_a = [key(r) for r in a if key(r) in of_b]
    order_b = [key(r) for r in b if key(r) in of_a]
    for i, (x, y) in enumerate(zip(order_a, order_b)):
        if x != y:
            say(f"order: common row {i + 1}: A {','.join(x)} | B {','.join(y)}")
            break
    for k, r in of_a.items():
        s = of_b.get(k)
        if s is None:
            continue
        wrong = [c for c in NUMBERS if not same_number(r[c], s[c])] + [c for c in EXACT if r[c] != s[c]]
        if wrong:
            say(f"{','.join(k)}: " + "; ".join(f"{c} A={r[c] or '-'} B={s[c] or '-'}" for c in wrong))


def shown(r):
    return " ".join(f"{c}={r[c]}" for c in NUMBERS[:1] + EXACT if r.get(c))


def compare_patients(ha, a, hb, b, say):
    if ha != hb:
        say(f"header: only in A {[c for c in ha if c not in hb]}, only in B {[c for c in hb if c not in ha]}, or the order")
    of_a, of_b = ({(r["site_id"], r["patient_id"]): r for r in rows} for rows in (a, b))
    for k in of_a.keys() - of_b.keys():
        say(f"only in A: {k}")
    for k in of_b.keys() - of_a.keys():
        say(f"only in B: {k}")
    if [k for k in of_a if k in of_b] != [k for k in of_b if k in of_a]:
        say("order of rows")
    for k, r in of_a.items():
        for c in ha:
            if k in of_b and c in hb and not same_number(r[c], of_b[k][c]):
                say(f"{k} {c}: A={r[c] or '-'} B={of_b[k][c] or '-'}")


def main(argv):
    paths = [x for i, x in enumerate(argv) if not x.startswith("--") and (i == 0 or argv[i - 1] != "--measures")]
    if len(paths) != 2:
        sys.exit(__doc__)
    (ha, a), (hb, b) = read(paths[0]), read(paths[1])
    found = []
    if "--patients" in argv:
        compare_patients(ha, a, hb, b, found.append)
    else:
        if ha != hb:
            found.append(f"header: A {ha} B {hb}")
        a, b = covered(a, b, argv), covered(b, a, argv)
        compare_results(a, b, found.append)
    for line in found[:40]:
        print(line)
    print(f"{len(found)} differences in {len(a)} and {len(b)} rows")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
