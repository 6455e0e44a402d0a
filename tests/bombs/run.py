#!/usr/bin/env python3
"""Makes files of few bytes that would fill memory or take for ever, and has the program read each.

    tests/bombs/run.py target/release/il2 [--seconds SECONDS] [NAME...]

Prints a table, and fails where a bomb takes more than 512 MiB or 30 s, has another exit code, or a message that does not
name what it should. Files lie in a temporary folder, one at a time (at most 3 GiB, of which a disk holds little).
"""

import gzip
import os
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from pathlib import Path

from forms import (
    DOSES, MAIN, column_of, data_page, dictionary_page, parquet, plain, repeated, sheet, snappy_of_one_byte,
    varint, workbook, zstd_of_one_byte, STRUCT,
)

MEMORY, SECONDS = 512 << 20, 30.0
MIB = 1 << 20
COURSES = "course_id,patient_id\nC1,P1\n"
DOSE_HEAD = "course_id,cycle,dose_number,status\n"
TERM_HEAD = "course_id,term\n"
BOMBS = []


def bomb(name, exit_code, said=""):
    """A bomb in a folder that has courses and one dose; its exit code, and what its message names."""
    def add(make):
        BOMBS.append((name, exit_code, said, make))
        return make
    return add


def write(path, pieces):
    with open(path, "wb") as file:
        for piece in pieces:
            file.write(piece)


def repeat(piece, times, at_once=4096):
    whole, rest = divmod(times, at_once)
    for _ in range(whole):
        yield piece * at_once
    yield piece * rest


# Text.

@bomb("one field of 400 MiB", 3, "a field is longer than 1 MiB")
def _(folder):
    write(folder / "stays.csv", [b"course_id,unit,start_hour\nC1,", *repeat(b"x" * 1024, 400 * 1024), b",1\n"])


@bomb("10 million columns", 3, "more than 4096 columns")
def _(folder):
    write(folder / "stays.csv", [b"course_id,unit,start_hour", *repeat(b",x", 10_000_000), b"\n"])


@bomb("400 MiB of line ends", 0)
def _(folder):
    write(folder / "stays.csv", [b"course_id,unit,start_hour\n", *repeat(b"\n" * 1024, 400 * 1024)])


@bomb("3 GiB of NULs", 3, "")
def _(folder):
    with open(folder / "stays.csv", "wb") as file:
        file.truncate(3 << 30)


@bomb("a quote never closed, before 60 million lines", 3, "more than 1,000,000 rows")
def _(folder):
    write(folder / "doses.csv", [DOSE_HEAD.encode(), b'C1,1,1,"', *repeat(b"x\n", 60_000_000)])


@bomb("2.1 million rows of one course that is not there", 3, "more than 1,000,000 rows")
def _(folder):
    rows = (f"X,1,{row},given\n".encode() for row in range(1, 2_100_001))
    write(folder / "doses.csv", [DOSE_HEAD.encode(), *rows])


@bomb("2.1 million rows of as many courses that are not there", 3, "more than 1,000,000 rows")
def _(folder):
    rows = (f"X{row},1,1,given\n".encode() for row in range(2_100_000))
    write(folder / "doses.csv", [DOSE_HEAD.encode(), *rows])


@bomb("long names of courses that are not there, packed", 3, "64 MiB")
def _(folder):
    long = "x" * 500_000
    with gzip.open(folder / "stays.csv.gz", "wb", 1) as file:
        file.write(b"course_id,unit,start_hour\n")
        for row in range(2_000):
            file.write(f"{long}{row},icu,1\n".encode())


@bomb("gzip, 1,000:1", 3, "unpacks to more than 250 times its size")
def _(folder):
    with gzip.open(folder / "stays.csv.gz", "wb") as file:
        file.write(b"course_id,unit,start_hour\n")
        for piece in repeat(b"\n" * 1024, 2 << 20):
            file.write(piece)


@bomb("zstd, 32,000:1", 3, "unpacks to more than 250 times its size")
def _(folder):
    write(folder / "stays.csv.zst", [zstd_of_one_byte(10, 4 << 30)])


# Names that are not known.

def names(folder, count):
    rows = (f"C1,qx{row:07} zv{row * 7919 % count:07}\n".encode() for row in range(count))
    write(folder / "toxicities.csv", [TERM_HEAD.encode(), *rows])


@bomb("80,000 different unknown names", 0)
def _(folder):
    names(folder, 80_000)


@bomb("240,000 different unknown names", 0)
def _(folder):
    names(folder, 240_000)


@bomb("2 million different unknown names", 3, "more than 250,000 different texts")
def _(folder):
    names(folder, 2_000_000)


@bomb("2 million different words of a closed list", 3, "")
def _(folder):
    rows = (f"C1,1,{row},w{row}\n".encode() for row in range(1, 2_000_001))
    write(folder / "doses.csv", [DOSE_HEAD.encode(), *rows])


# Workbooks.

def in_sheet(folder, *rows, **more):
    (folder / "doses.csv").unlink()
    workbook(folder / "doses.xlsx", sheet(*DOSES, *rows), **more)


@bomb("xlsx: uniqueCount of 2^32 - 1", 3, "shared strings")
def _(folder):
    strings = [f'<sst xmlns="{MAIN}" count="1" uniqueCount="4294967295"><si><t>a</t></si></sst>'.encode()]
    in_sheet(folder, strings=strings)


@bomb("xlsx: uniqueCount of 2^32 - 1 between quotes in comments", 3, "shared strings")
def _(folder):
    strings = [f'<!-- \' --><x:sst xmlns:x="{MAIN}" uniqueCount="4294967295"/><!-- \' -->'.encode()]
    in_sheet(folder, strings=strings)


@bomb("xlsx: one cell of 1.5 GB", 3, "")
def _(folder):
    row = [b'<row r="3"><c r="A3" t="inlineStr"><is><t>', *repeat(b"x" * 1024, 1_500_000), b"</t></is></c></row>"]
    in_sheet(folder, row)


@bomb("xlsx: one cell of 200 MB, stored", 3, "a field is longer than 1 MiB")
def _(folder):
    row = [b'<row r="3"><c r="A3" t="inlineStr"><is><t>', *repeat(b"x" * 1024, 200_000), b"</t></is></c></row>"]
    in_sheet(folder, row, packing=zipfile.ZIP_STORED)


@bomb("xlsx: one cell of 200 MB in small pieces, stored", 3, "a field is longer than 1 MiB")
def _(folder):
    row = [b'<row r="3"><c r="A3" t="inlineStr"><is>', *repeat(b"<r><t>x&amp;</t></r>", 10_000_000), b"</is></c></row>"]
    in_sheet(folder, row, packing=zipfile.ZIP_STORED)


@bomb("xlsx: 2 GB of empty rows", 3, "")
def _(folder):
    in_sheet(folder, repeat(b"<row/>", 340_000_000))


@bomb("xlsx: 2 million empty rows", 3, "more than 1,048,576 rows")
def _(folder):
    in_sheet(folder, repeat(b"<row/>", 2_000_000))


@bomb("xlsx: 16 million empty cells", 3, "")
def _(folder):
    in_sheet(folder, [b'<row r="3">', *repeat(b"<c/>", 16_000_000), b"</row>"])


@bomb("xlsx: 40 million empty cells, stored", 3, "more than 33,554,432 cells")
def _(folder):
    in_sheet(folder, [b'<row r="3">', *repeat(b"<c/>", 40_000_000), b"</row>"], packing=zipfile.ZIP_STORED)


@bomb("xlsx: 20 million empty shared strings", 3, "")
def _(folder):
    strings = [f'<sst xmlns="{MAIN}">'.encode(), *repeat(b"<si/>", 20_000_000), b"</sst>"]
    in_sheet(folder, strings=strings)


@bomb("xlsx: 1.9 million shared strings", 0)
def _(folder):
    strings = [f'<sst xmlns="{MAIN}">'.encode(), *repeat(b"<si><t>abcdefgh</t></si>", 1_900_000), b"</sst>"]
    in_sheet(folder, strings=strings)


@bomb("xlsx: a shared string of 1 MB in 5,000 cells", 3, "unpacks to more than 250 times its size")
def _(folder):
    strings = [f'<sst xmlns="{MAIN}"><si><t>'.encode(), b"x" * 1_000_000, b"</t></si></sst>"]
    rows = (f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>'.encode() for row in range(3, 5_003))
    in_sheet(folder, rows, strings=strings)


@bomb("xlsx: a shared string of 1 MB in 4,000 cells of a row", 3, "a record is longer than 16 MiB")
def _(folder):
    strings = [f'<sst xmlns="{MAIN}"><si><t>'.encode(), b"x" * 1_000_000, b"</t></si></sst>"]
    in_sheet(folder, [b'<row r="3">', *repeat(b'<c t="s"><v>0</v></c>', 4_000), b"</row>"], strings=strings)


@bomb("xlsx: 60,000 formats with a font of 60 kB", 3, "names and formats")
def _(folder):
    font = f'<font><name val="{"f" * 60_000}"/></font>'.encode()
    styles = [f'<styleSheet xmlns="{MAIN}"><fonts>'.encode(), font, b"</fonts><cellXfs>", *repeat(b'<xf fontId="0"/>', 60_000), b"</cellXfs></styleSheet>"]
    in_sheet(folder, styles=styles)


@bomb("xlsx: elements in 10 million elements", 3, "")
def _(folder):
    in_sheet(folder, repeat(b"<a>", 10_000_000))


# Parquet.

def in_parquet(folder, rows, columns, **more):
    (folder / "doses.csv").unlink()
    parquet(folder / "doses.parquet", rows, columns, **more)


def doses_of(rows, **columns):
    names = dict(course_id="C1", cycle="1", dose_number="1", status="given") | columns
    return [text if isinstance(text, dict) else repeated(name, text, rows) for name, text in names.items()]


@bomb("Parquet: 20 million equal rows", 3, "unpacks to more than 250 times its size")
def _(folder):
    in_parquet(folder, 20_000_000, doses_of(20_000_000))


@bomb("Parquet: a text of 1 MB in 300,000 rows", 3, "unpacks to more than 250 times its size")
def _(folder):
    in_parquet(folder, 300_000, doses_of(300_000, note="x" * 1_000_000))


@bomb("Parquet: texts of 1 MB in 300,000 rows of 30 columns", 3, "a record is longer than 16 MiB")
def _(folder):
    notes = {f"note{column}": "x" * 1_000_000 for column in range(30)}
    in_parquet(folder, 300_000, doses_of(300_000, **notes))


@bomb("Parquet: a text of 50 MB", 3, "a field is longer than 1 MiB")
def _(folder):
    in_parquet(folder, 1_000, doses_of(1_000, note="x" * 50_000_000))


def page_of(folder, packed, codec, unpacked, columns=1):
    page = data_page(packed, unpacked, 1_000, 0)
    notes = {f"note{column}": column_of(f"note{column}", 1_000, [page], codec=codec) for column in range(columns)}
    in_parquet(folder, 1_000, doses_of(1_000, **notes))


@bomb("Parquet: a page that claims 2 GB", 3, "256 MiB at a time")
def _(folder):
    page_of(folder, zstd_of_one_byte(0, 1000), 6, (1 << 31) - 1)


@bomb("Parquet: a zstd page of 2 GB", 3, "256 MiB at a time")
def _(folder):
    page_of(folder, zstd_of_one_byte(0, (1 << 31) - 1), 6, (1 << 31) - 1)


@bomb("Parquet: 100 zstd pages of 60 MB", 3, "256 MiB at a time")
def _(folder):
    page_of(folder, zstd_of_one_byte(0, 60_000_000), 6, 60_000_000, columns=100)


@bomb("Parquet: a snappy page of 2 GB", 3, "256 MiB at a time")
def _(folder):
    page_of(folder, snappy_of_one_byte(0, (1 << 31) - 1), 1, (1 << 31) - 1)


@bomb("Parquet: a gzip page of 2 GB", 3, "256 MiB at a time")
def _(folder):
    packed = b"".join(gzip_pieces(2 << 30))
    page_of(folder, packed, 2, (1 << 31) - 1)


@bomb("Parquet: a gzip page of 2 GB that claims 1 kB", 3, "")
def _(folder):
    packed = b"".join(gzip_pieces(2 << 30))
    page_of(folder, packed, 2, 1_000)


def gzip_pieces(size):
    pack = zlib.compressobj(9, zlib.DEFLATED, 31)
    for _ in range(size // MIB):
        yield pack.compress(bytes(MIB))
    yield pack.flush()


@bomb("Parquet: a dictionary that claims 2 billion values", 3, "cannot be read")
def _(folder):
    first = dictionary_page(b"\0" * 8, 8, (1 << 31) - 1)
    run = b"\1" + varint(2_000) + b"\0"
    pages = [first, data_page(run, len(run), 1_000, 8)]
    note = column_of("note", 1_000, pages, has_dictionary=True, first=len(first), kind=2)
    in_parquet(folder, 1_000, doses_of(1_000, note=note))


@bomb("Parquet: a statistic that claims 2^62 bytes", 3, "cannot be read")
def _(folder):
    statistic = b"\x18" + varint(1 << 62)
    packed = plain("x") * 1_000
    page = data_page(packed, len(packed), 1_000, 0, more=[(5, STRUCT, statistic)])
    in_parquet(folder, 1_000, doses_of(1_000, note=column_of("note", 1_000, [page])))


@bomb("Parquet: metadata of 300 MB", 3, "metadata are longer than 16 MiB")
def _(folder):
    def footer(file, metadata):
        file.truncate(file.tell() + 300_000_000)
        file.seek(0, 2)
        file.write((300_000_000).to_bytes(4, "little") + b"PAR1")
    in_parquet(folder, 1_000, doses_of(1_000), footer=footer)


@bomb("Parquet: a list of 2 billion row groups", 3, "cannot be read")
def _(folder):
    def footer(file, _):
        metadata = b"\x15\x02\x19\xfc" + varint((1 << 31) - 1) + b"\0"
        file.write(metadata + len(metadata).to_bytes(4, "little") + b"PAR1")
    in_parquet(folder, 1_000, doses_of(1_000), footer=footer)


# Running.

def apart(make, folder):
    """Makes a bomb in a process of its own: a child begins with the peak of its parent's memory."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            make(folder)
            status = 0
        finally:
            os._exit(status)
    if os.waitpid(child, 0)[1]:
        sys.exit("a bomb could not be made")


def measure(program, folder, until):
    """The exit code, the peak of resident memory in bytes, the seconds, and what was said."""
    with tempfile.TemporaryFile() as said:
        begun = time.monotonic()
        child = subprocess.Popen([program, "check", str(folder)], stdout=subprocess.DEVNULL, stderr=said)
        while True:
            process, status, usage = os.wait4(child.pid, os.WNOHANG)
            if process:
                break
            if time.monotonic() - begun > until:
                os.kill(child.pid, signal.SIGKILL)
            time.sleep(0.02)
        child.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.monotonic() - begun
        said.seek(0)
        return child.returncode, usage.ru_maxrss * 1024, seconds, said.read(100_000).decode(errors="replace")


def main():
    program, wanted, most = os.path.abspath(sys.argv[1]), sys.argv[2:], SECONDS
    if wanted[:1] == ["--seconds"]:
        most, wanted = float(wanted[1]), wanted[2:]
    unknown = [name for name in wanted if name not in {name for name, *_ in BOMBS}]
    if unknown:
        sys.exit(f"no bomb is called {unknown[0]!r}")
    failed = 0
    print("| bomb | bytes | exit | peak, MiB | seconds |\n|---|---|---|---|---|")
    for name, exit_code, said, make in BOMBS:
        if wanted and name not in wanted:
            continue
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch) / "elm"
            folder.mkdir()
            (folder / "courses.csv").write_text(COURSES)
            (folder / "doses.csv").write_text(DOSE_HEAD + "C1,1,1,given\n")
            apart(make, folder)
            size = sum(file.stat().st_size for file in folder.iterdir())
            code, peak, seconds, words = measure(program, folder, 4 * most)
        faults = []
        if code != exit_code:
            faults.append(f"exit {code}, not {exit_code}")
        if said not in words:
            faults.append(f"the message does not name {said!r}")
        if peak > MEMORY:
            faults.append("too much memory")
        if seconds > most:
            faults.append("too much time")
        failed += bool(faults)
        print(f"| {name} | {size:,} | {code} | {peak / MIB:.0f} | {seconds:.1f} |", flush=True)
        if faults:
            print(f"FAILED: {name}: {'; '.join(faults)}\n{words[:600]}", file=sys.stderr, flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
