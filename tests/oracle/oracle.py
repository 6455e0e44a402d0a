#!/usr/bin/env python3
"""An independent computation of the measure book.

usage: oracle.py EXPORT_DIR [--by COL[,COL...]] [--where-python EXPR] [--patients] [--quarantine]
                 [--max-quarantine 0.05] > results.csv

EXPR is a Python expression over the columns of courses and patients by name (None where missing).

EXPORT_DIR is one export folder or a folder of export folders. Written from
data-model.md, measures.md and the reference tables alone. Not read: Parquet.
"""
import copy
import csv
import datetime
import gzip
import math
import os
import re
import sys
from collections import defaultdict
from decimal import Decimal

from scipy import stats as st

REFERENCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "src", "terminology", "tables")
EPS = 1e-9


def le(a, b):
    return a <= b + EPS


def lt(a, b):
    return a < b - EPS


def norm(s):
    return re.sub(r"[\s_-]", "", s.lower())


# ---------------------------------------------------------------- reference
def reference(name):
    with open(os.path.join(REFERENCE, name), newline="", encoding="utf-8") as f:
        return list(csv.DictReader(f))


def lookup(rows, code, *more):
    """normalized name -> row, from the code column, further name columns and `|` lists."""
    out = {}
    for r in rows:
        for col in (code, *more):
            for s in (r[col] or "").split("|"):
                if s.strip():
                    out.setdefault(norm(s), r)
    return out


ORGANS = [r["organ_system"] for r in reference("organ_systems.csv")]
ORGAN_OF = {}
for _r in reference("organ_systems.csv"):
    ORGAN_OF[norm(_r["organ_system"])] = _r["organ_system"]
    ORGAN_OF[norm(_r["label"])] = _r["organ_system"]
TERMS = lookup(reference("toxicity_terms.csv"), "term", "synonyms")
AGENTS = lookup(reference("vasopressors.csv"), "agent", "synonyms")
MODALITIES = lookup(reference("dialysis_modalities.csv"), "modality", "name", "synonyms")
DIALYSIS = [r["modality"] for r in reference("dialysis_modalities.csv") if r["is_dialysis"] == "yes"]
ANALYTES = lookup(reference("analytes.csv"), "analyte", "synonyms")
for _r in reference("analytes.csv"):
    for _s in (_r["loinc"] or "").split("|"):
        if _s:
            ANALYTES.setdefault(norm(_s), _r)
CLASSES = [*dict.fromkeys(r["class"] for r in reference("medications.csv")), "other"]
MEDICATIONS = lookup(reference("medications.csv"), "agent", "synonyms")
MONITORED = ["creatinine", "bilirubin_total", "platelets", "systolic_bp", "heart_rate"]


def norm_unit(u):
    u = re.sub(r"\s", "", u.lower()).replace("\u00b5", "u").replace("\u03bc", "u")
    return {"mmhg": "mm[hg]", "bpm": "/min", "x10^9/l": "10*9/l", "k/ul": "10*3/ul",
            "/hr": "/h", "/hour": "/h"}.get(u, u)


# ---------------------------------------------------------------- the model
YEAR = datetime.datetime.fromtimestamp(
    int(os.environ["SOURCE_DATE_EPOCH"]), datetime.timezone.utc).year if os.environ.get(
    "SOURCE_DATE_EPOCH") else datetime.date.today().year
INF = math.inf
UNITS_OF_CARE = ["icu", "step_down", "oncology_unit", "ward"]
TEXT = ("text",)
HOUR = ("hour",)
BOOL = ("bool",)


def integer(lo=-INF, hi=INF):
    return ("int", lo, hi)


def decimal(lo=-INF, hi=INF, strict=False):
    return ("dec", lo, hi, strict)


def enum(*values):
    return ("enum", {norm(v): v for v in values})


MODEL = {
    "courses": dict(
        site_id=TEXT, course_id=TEXT, patient_id=TEXT, course_number=integer(1),
        regimen=enum("hd_il2", "til_il2", "other"), start_year=integer(1985, YEAR),
        start_month=integer(1, 12), start_day=integer(), sequence=integer(),
        age_years=("age",), weight_kg=decimal(10, 350), ecog=integer(0, 4), baseline_dialysis=BOOL,
        planned_iu_per_kg=decimal(0, strict=True), planned_cycles=integer(1, 10),
        planned_doses_per_cycle=integer(1, 28), care_setting=enum(*UNITS_OF_CARE),
        best_response=enum("CR", "PR", "SD", "PD", "NE"), progression_day=integer(0)),
    "patients": dict(
        site_id=TEXT, patient_id=TEXT, sex=("sex",), race=TEXT, ethnicity=TEXT, diagnosis=("diagnosis",),
        prior_lines=integer(0), prior_checkpoint_inhibitor=BOOL, death_day=integer(0), last_contact_day=integer(0)),
    "doses": dict(
        site_id=TEXT, course_id=TEXT, cycle=integer(1), dose_number=integer(1),
        status=enum("given", "held", "stopped", "refused", "other"), hour=HOUR, iu_per_kg=decimal(0), reason=TEXT),
    "toxicities": dict(
        site_id=TEXT, course_id=TEXT, term=TEXT, grade=integer(1, 5), onset_hour=HOUR, resolved_hour=HOUR,
        attribution=enum("related", "unrelated", "unknown"),
        action=enum("none", "dose_held", "course_stopped", "other")),
    "not_assessed": dict(site_id=TEXT, course_id=TEXT, organ_system=("organ",)),
    "vasopressors": dict(
        site_id=TEXT, course_id=TEXT, agent=TEXT, start_hour=HOUR, stop_hour=HOUR, peak_rate=decimal(0), rate_unit=TEXT),
    "dialysis": dict(site_id=TEXT, course_id=TEXT, modality=("modality",), start_hour=HOUR, stop_hour=HOUR),
    "measurements": dict(
        site_id=TEXT, course_id=TEXT, analyte=TEXT, hour=HOUR, value=decimal(), unit=TEXT,
        lower_limit=decimal(), upper_limit=decimal()),
    "medications": dict(
        site_id=TEXT, course_id=TEXT, agent=TEXT, start_hour=HOUR, stop_hour=HOUR, **{"class": enum(*CLASSES)}),
    "stays": dict(site_id=TEXT, course_id=TEXT, unit=enum(*UNITS_OF_CARE), start_hour=HOUR, stop_hour=HOUR),
}
REQUIRED = {
    "courses": ["course_id", "patient_id"], "patients": ["patient_id"],
    "doses": ["course_id", "cycle", "dose_number", "status"], "toxicities": ["course_id", "term"],
    "not_assessed": ["course_id", "organ_system"], "vasopressors": ["course_id", "agent", "start_hour"],
    "dialysis": ["course_id", "start_hour"], "measurements": ["course_id", "analyte", "hour", "value"],
    "medications": ["course_id", "agent"], "stays": ["course_id", "unit", "start_hour"],
}
ORDERED = {  # (earlier, later): stop before start is out of the domain
    "toxicities": ("onset_hour", "resolved_hour"), "vasopressors": ("start_hour", "stop_hour"),
    "dialysis": ("start_hour", "stop_hour"), "stays": ("start_hour", "stop_hour"),
    "medications": ("start_hour", "stop_hour"),
}
DIAGNOSES = {}
for _s in ["melanoma", "metastatic melanoma", "malignant melanoma", "cutaneous melanoma"]:
    DIAGNOSES[norm(_s)] = "melanoma"
for _s in ["renal cell carcinoma", "metastatic renal cell carcinoma", "renal cell cancer",
           "clear cell renal cell carcinoma", "RCC", "mRCC", "metastatic RCC", "ccRCC"]:
    DIAGNOSES[norm(_s)] = "renal_cell_carcinoma"
ABSENT = {"", "na", "n/a", "nan", "null", "none", ".", "-"}
BOOLEANS = dict(true=True, t=True, yes=True, y=True, false=False, f=False, no=False, n=False)
BOOLEANS.update({"1": True, "0": False})
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?\Z", re.ASCII)
MOMENT = re.compile(r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d))?\Z", re.ASCII)


class Bad(Exception):
    """A row that is set aside: class, column."""


def number(s, column):
    if not NUMBER.match(s):
        raise Bad("type", column)
    x = float(s)
    if math.isinf(x):
        raise Bad("type", column)
    return x


def parse(kind, s, column):
    """A present, trimmed cell -> value; type errors are raised before any domain error of the row."""
    k = kind[0]
    if k == "text":
        return s
    if k in ("int", "age"):
        if k == "age" and re.sub(r"\s", "", s) in ("90+", ">89"):
            return 90
        x = number(s, column)
        if x != math.floor(x):
            raise Bad("type", column)
        return int(x)
    if k in ("dec", "hour"):
        return number(s, column)
    if k == "bool":
        b = BOOLEANS.get(norm(s))
        if b is None:
            raise Bad("type", column)
        return b
    if k == "diagnosis":
        return DIAGNOSES.get(norm(s), s)
    return s  # enumerations and terminology: looked at by `domain`


def domain(kind, v, column):
    k = kind[0]
    if k in ("int", "dec"):
        lo, hi = kind[1], kind[2]
        if v < lo or v > hi or (k == "dec" and kind[3] and v <= lo):
            raise Bad("domain", column)
        return v
    if k == "age":
        if not 0 <= v <= 90:
            raise Bad("domain", column)
        return v
    table = None
    if k == "enum":
        table = kind[1]
    elif k == "sex":
        table = dict(female="female", male="male", other="other", unknown="unknown", f="female", m="male")
    elif k == "organ":
        table = ORGAN_OF
    elif k == "modality":
        table = {n: r["modality"] for n, r in MODALITIES.items()}
    if table is None:
        return v
    if norm(v) not in table:
        raise Bad("domain", column)
    return table[norm(v)]


# ---------------------------------------------------------------- files
MULTIBYTE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]"
    rb"|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}")


def decoded(raw):
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", "surrogateescape")
    if raw[:3] == b"\xef\xbb\xbf":
        return raw[3:].decode("utf-8", "surrogateescape")
    if MULTIBYTE.search(raw):
        return raw.decode("utf-8", "surrogateescape")
    return raw.decode("cp1252", "surrogateescape")


def delimiter(text):
    best, most = ",", 0
    for line in text.split("\n"):
        if line.strip("\r") == "":
            continue
        bare = re.sub(r'"[^"]*"', "", line)
        for d in ",;\t|":
            if bare.count(d) > most:
                best, most = d, bare.count(d)
        break
    return best


def records(text, d):
    """Yield (physical line, fields or None where the quote was never closed)."""
    i, line, n = 0, 1, len(text)
    while i < n:
        if text[i] == "\n":
            i, line = i + 1, line + 1
            continue
        if text.startswith("\r\n", i):
            i, line = i + 2, line + 1
            continue
        first, fields, end = line, [], False
        while not end:
            if text[i:i + 1] == '"':
                buf, j, closed = [], i + 1, False
                while True:
                    k = text.find('"', j)
                    if k < 0:
                        break
                    buf.append(text[j:k])
                    if text[k + 1:k + 2] == '"':
                        buf.append('"')
                        j = k + 2
                        continue
                    after = text[k + 1:k + 2]
                    closed = after in ("", d, "\n") or text[k + 1:k + 3] == "\r\n" or (after == "\r" and k + 2 == n)
                    break
                if not closed:
                    k = text.find("\n", i)
                    i = n if k < 0 else k + 1
                    line += 1
                    fields, end = None, True
                    break
                line += text.count("\n", i, k)
                fields.append("".join(buf))
                i = k + 1
            else:
                k = i
                while k < n and text[k] != d and text[k] != "\n":
                    k += 1
                cell = text[i:k]
                if (k == n or text[k] == "\n") and cell.endswith("\r"):
                    cell = cell[:-1]
                fields.append(cell)
                i = k
            if text[i:i + 1] == "\r":
                i += 1
            if i >= n:
                end = True
            elif text[i] == d:
                i += 1
            else:
                i, line, end = i + 1, line + 1, True
        yield first, fields


def table_file(folder, table):
    found = [f for f in (table + e for e in (".csv", ".tsv", ".csv.gz", ".csv.zst", ".parquet"))
             if os.path.isfile(os.path.join(folder, f))]
    if len(found) > 1:
        sys.exit(f"two files of {table}")
    return os.path.join(folder, found[0]) if found else None


def bytes_of(path):
    if path.endswith(".gz"):
        with gzip.open(path) as f:
            return f.read()
    if path.endswith(".zst"):
        import zstandard
        with open(path, "rb") as f:
            return zstandard.ZstdDecompressor().stream_reader(f).read()
    if path.endswith(".parquet"):
        sys.exit("Parquet is not read by the oracle")
    with open(path, "rb") as f:
        return f.read()


class Row(dict):
    """Values by column; `at` keeps the date-times of hour columns; line is the physical line."""


class Export:
    """One export folder: what it collected, its stored rows, what was set aside."""

    def __init__(self, folder):
        self.folder = folder
        self.name = os.path.basename(os.path.abspath(folder))
        self.columns = {}  # table -> set of model columns that it has
        self.rows = {}
        self.aside = []  # (file, line, column, class)
        self.read = {}
        raw = {}
        for table in MODEL:
            path = table_file(folder, table)
            if path:
                raw[table] = self.cells(table, path)
        for t in ("courses", "doses"):
            if t not in raw:
                sys.exit(f"{folder}: no {t}")
        self.store(raw)

    def collects(self, need):
        """`table` or `table.column`."""
        t, _, c = need.partition(".")
        return t in self.columns and (not c or c in self.columns[t])

    def set_aside(self, table, line, column, cls):
        self.aside.append((table, line, column, cls))

    def cells(self, table, path):
        """Rows that pass the classes structural and type, still without computed hours."""
        text = decoded(bytes_of(path))
        d = delimiter(text)
        kinds = MODEL[table]
        by_header = {norm(c): (c, False) for c in kinds}
        for c in kinds:
            if kinds[c] == HOUR:
                by_header[norm(c[:-4] + "at")] = (c, True)
        header, out, n = None, [], 0
        for line, fields in records(text, d):
            if header is None:
                if fields is None:
                    sys.exit(f"{path}: no header")
                names = [norm(f) for f in fields]
                if len(set(names)) < len(names):
                    sys.exit(f"{path}: a header name stands twice")
                header = [by_header.get(f) for f in names]
                self.columns[table] = {h[0] for h in header if h}
                for c in REQUIRED[table]:
                    if c not in self.columns[table]:
                        sys.exit(f"{path}: no column {c}")
                continue
            n += 1
            if fields is None or len(fields) != len(header) or any(
                    "\0" in f or any("\udc80" <= ch <= "\udcff" for ch in f) for f in fields):
                self.set_aside(table, line, "", "structural")
                continue
            row, row_at, broken = Row(), {}, None
            row.line = line
            for h, cell in zip(header, fields):
                if h is None:
                    continue
                c, is_at = h
                s = cell.strip()
                if s.lower() in ABSENT and not (c == "action" and norm(s) == "none") and not (
                        c == "analyte" and s == "Na"):
                    continue
                try:
                    if is_at:
                        m = MOMENT.match(s)
                        if not m:
                            raise Bad("type", c)
                        try:
                            row_at[c] = datetime.datetime(*[int(g or 0) for g in m.groups()])
                        except ValueError:
                            raise Bad("type", c) from None
                    else:
                        row[c] = parse(kinds[c], s, c)
                except Bad as e:
                    broken = broken or e.args
                    row.setdefault(c, None)
            row.at = row_at
            row.broken = broken
            out.append(row)
        if header is None:
            sys.exit(f"{path}: no header")
        self.read[table] = n
        return out

    def judge(self, table, rows, keep):
        """The classes missing, type, domain; then `keep(row)` for key and reference."""
        kinds = MODEL[table]
        for row in rows:
            try:
                for c in REQUIRED[table]:
                    if c not in row:
                        raise Bad("missing", c)
                if row.broken:
                    raise Bad(*row.broken)
                for c in list(row):
                    row[c] = domain(kinds[c], row[c], c)
                if table in ORDERED:
                    a, b = ORDERED[table]
                    if a in row and b in row and lt(row[b], row[a]):
                        raise Bad("domain", b)
                if table == "measurements":
                    known = ANALYTES.get(norm(row["analyte"]))
                    if known and "unit" in row and norm_unit(row["unit"]) not in (
                            norm_unit(known["unit"]), norm_unit(known["other_unit"] or known["unit"])):
                        raise Bad("domain", "unit")
                keep(row)
            except Bad as e:
                self.set_aside(table, row.line, e.args[1], e.args[0])

    def store(self, raw):
        courses, sites_of, sites_of_patient = {}, defaultdict(set), defaultdict(set)

        def keep_course(row):
            row.setdefault("site_id", self.name)
            key = (row["site_id"], row["course_id"])
            if key in courses:
                raise Bad("key", "")
            courses[key] = row
            sites_of[row["course_id"]].add(row["site_id"])

        self.judge("courses", raw["courses"], keep_course)
        for site, course in courses:
            sites_of_patient[courses[site, course]["patient_id"]].add(site)
        self.rows["courses"] = courses

        patients = {}

        def keep_patient(row):
            if "site_id" not in row:
                sites = sites_of_patient[row["patient_id"]]
                if len(sites) > 1:
                    raise Bad("reference", "patient_id")
                row["site_id"] = next(iter(sites)) if sites else self.name
            key = (row["site_id"], row["patient_id"])
            if key in patients:
                raise Bad("key", "")
            patients[key] = row

        self.judge("patients", raw.get("patients", []), keep_patient)
        self.rows["patients"] = patients

        def course_of(row):
            cid = row.get("course_id")
            sites = {row["site_id"]} & sites_of[cid] if row.get("site_id") else sites_of[cid]
            return (next(iter(sites)), cid) if len(sites) == 1 else None

        def keeper(out, keys):
            def keep(row):
                key = course_of(row)
                if keys is not None and key:
                    k = (key, row["cycle"], row["dose_number"])
                    if k in keys:
                        raise Bad("key", "")
                    keys.add(k)
                if not key:
                    raise Bad("reference", "course_id")
                row.course = key
                out.append(row)
            return keep

        doses, anchors = [], {}
        self.judge("doses", raw["doses"], keeper(doses, set()))
        for row in doses:
            if row["status"] == "given" and "hour" in row.at:
                t = row.at["hour"]
                anchors[row.course] = min(t, anchors.get(row.course, t))

        def hours(row):
            key = course_of(row)
            for c, t in row.at.items():
                if c not in row and key in anchors:
                    row[c] = (t - anchors[key]).total_seconds() / 3600

        for row in doses:
            hours(row)
        self.rows["doses"] = doses
        for table in MODEL:
            if table in ("courses", "patients", "doses"):
                continue
            out = []
            for row in raw.get(table, []):
                hours(row)
            self.judge(table, raw.get(table, []), keeper(out, None))
            self.rows[table] = out


# ---------------------------------------------------------------- facts
def union_hours(intervals):
    total, reach = 0.0, -INF
    for a, b in sorted(intervals):
        if b > reach:
            total += b - max(a, reach)
            reach = b
    return total


RATE_MASS = {"ng": 1e-3, "ug": 1.0, "mcg": 1.0, "mg": 1e3, "g": 1e6}
RATE_UNITS = {"u": 1.0, "units": 1.0, "iu": 1.0, "mu": 1e-3}


def rate_in(value, unit, target, weight):
    """A rate in the agent's own unit, or None."""
    def read(u):
        parts = norm_unit(u).split("/")
        what, per = parts[0], parts[1:]
        kg = "kg" in per
        time = [p for p in per if p != "kg"]
        if len(time) > 1 or per.count("kg") > 1 or any(p not in ("min", "h", "hr", "hour") for p in time):
            return None
        if what in RATE_MASS:
            return "mass", RATE_MASS[what], kg, (time[0] if time else "")
        if what in RATE_UNITS:
            return "units", RATE_UNITS[what], kg, (time[0] if time else "")
        return None

    if value is None or unit is None:
        return None
    a, b = read(unit), read(target)
    if a is None or b is None or a[0] != b[0] or bool(a[3]) != bool(b[3]):
        return None
    x = value * a[1]
    if a[2] != b[2]:
        if weight is None:
            return None
        if a[0] == "mass" and b[2]:
            x /= weight
        elif a[0] == "units" and a[2]:
            x *= weight
        else:
            return None
    if a[3] and (a[3] == "min") != (b[3] == "min"):
        x = x * 60 if a[3] == "min" else x / 60
    return x / b[1]


def analyte_of(row):
    known = ANALYTES.get(norm(row["analyte"]))
    return known["analyte"] if known else None


def creatinine_mg_dl(row):
    known = ANALYTES["creatinine"]
    if "unit" not in row or norm_unit(row["unit"]) == norm_unit(known["unit"]):
        return row["value"]
    return row["value"] / float(known["other_per_unit"])


def day_of(hour):
    """The 24 h window from hour 0; None before it."""
    d = math.floor((hour + EPS) / 24)
    return d if d >= 0 else None


class Course:
    """One stored course and all that is counted from it."""

    def __init__(self, export, key, row):
        self.export, self.key, self.row = export, key, row
        self.site = key[0]
        self.patient = (key[0], row["patient_id"])
        self.regimen = row.get("regimen", "hd_il2")
        self.doses, self.tox, self.not_assessed, self.vaso, self.dial = [], [], set(), [], []
        self.labs, self.meds, self.stays = [], [], []
        self.max_hour = -INF

    def get(self, c):
        return self.row.get(c)

    def finish(self):
        self.given = sorted((d for d in self.doses if d["status"] == "given"),
                            key=lambda d: (d["cycle"], d["dose_number"]))
        self.treated = bool(self.given)
        if not self.treated:
            return
        self.recorded, self.given_in = defaultdict(int), defaultdict(int)
        for d in self.doses:
            self.recorded[d["cycle"]] += 1
        for d in self.given:
            self.given_in[d["cycle"]] += 1
        default = dict(hd_il2=(2, 14), til_il2=(1, 6), other=(None, None))[self.regimen]
        cycles = self.get("planned_cycles") or default[0] or max(self.recorded)
        per = self.get("planned_doses_per_cycle") or default[1]
        self.planned_in = {c: (max(per, self.recorded.get(c, 0)) if per else self.recorded.get(c, 0))
                           for c in range(1, cycles + 1)}
        for c, n in self.recorded.items():
            if c > cycles:
                self.planned_in[c] = n
        self.planned = sum(self.planned_in.values())
        self.n_given = len(self.given)
        iu = self.get("planned_iu_per_kg")
        iu = 600000.0 if iu is None else iu
        self.miu = math.fsum(d.get("iu_per_kg", iu) for d in self.given) / 1e6
        self.h = self.given[-1].get("hour")
        self.end = INF if self.h is None else self.h + 720
        self.hours_known = all("hour" in d for d in self.given)
        starts = {}
        for d in self.given:
            starts.setdefault(d["cycle"], d.get("hour"))
        self.starts_known = all(v is not None for v in starts.values())
        self.cycle_order = sorted((v, c) for c, v in starts.items()) if self.starts_known else None
        self.events = [e for e in self.tox
                       if "onset_hour" not in e or (le(0, e["onset_hour"]) and le(e["onset_hour"], self.end))]
        for e in self.events:
            r = TERMS.get(norm(e["term"]))
            e.name, e.organ = (r["term"], r["organ_system"]) if r else (e["term"], "unclassified")
        self.finish_vasopressors()
        self.finish_dialysis()
        self.finish_kidney()
        self.finish_care()

    def finish_vasopressors(self):
        self.pressors = []
        for v in self.vaso:
            r = AGENTS.get(norm(v["agent"]))
            v.agent = r["agent"] if r else "unclassified"
            v.who = ("listed", r["agent"]) if r else ("unlisted", norm(v["agent"]))
            v.rate = rate_in(v.get("peak_rate"), v.get("rate_unit"), r["unit"], self.get("weight_kg")) if r else None
            v.nee = v.rate * float(r["nee_kotani_2023"]) if r and v.rate is not None and r["nee_kotani_2023"] else None
            if "stop_hour" in v and lt(v["stop_hour"], 0):
                continue
            if not le(v["start_hour"], self.end):
                continue
            if r and r["class"] != "vasopressor":
                continue
            if v.agent == "dopamine" and v.rate is not None and le(v.rate, 5):
                continue
            self.pressors.append(v)
        self.pressor_hours = None
        if self.pressors and all("stop_hour" in v for v in self.pressors):
            self.pressor_hours = union_hours(
                (max(v["start_hour"], 0.0), max(v["stop_hour"], 0.0)) for v in self.pressors)
        self.two_agents = any(
            a.who != b.who and lt(max(a["start_hour"], b["start_hour"], 0.0),
                                  min(a.get("stop_hour", INF), b.get("stop_hour", INF)))
            for i, a in enumerate(self.pressors) for b in self.pressors[:i])

    def finish_dialysis(self):
        real = [d for d in self.dial if d.get("modality", "unspecified") in DIALYSIS]
        self.at_risk = not self.row.get("baseline_dialysis", False) and not any(lt(d["start_hour"], 0) for d in real)
        self.runs = [d for d in real if le(0, d["start_hour"]) and le(d["start_hour"], self.end)]
        self.runs_ended = all("stop_hour" in d for d in self.runs)

    def finish_kidney(self):
        """Baseline, stage and peak ratio; both None outside the denominator of kidney.*."""
        self.stage = self.peak_ratio = None
        values = [(r["hour"], creatinine_mg_dl(r)) for r in self.labs if analyte_of(r) == "creatinine"]
        values = [(t, v) for t, v in values if lt(0, v)]
        near = [(t, v) for t, v in values if le(-168, t) and le(t, 0)]
        far = [(t, v) for t, v in values if le(-2160, t) and le(t, -168)]
        if near:
            last = max(t for t, _ in near)
            base = min(v for t, v in near if le(last, t))
        elif far:
            base = min(v for _, v in far)
        else:
            return
        window_end = INF if self.h is None else self.h + 168
        window = [(t, v) for t, v in values if le(0, t) and le(t, window_end)]
        if not window or not self.at_risk:
            return
        self.peak_ratio = max(v for _, v in window) / base
        self.stage = 0
        for t, v in window:
            rises = any(lt(u, t) and le(t - u, 48) and le(0.3, v - w) for u, w in values)
            one = rises or le(1.5, v / base)
            if le(3, v / base) or (one and le(4.0, v)):
                stage = 3
            elif le(2, v / base):
                stage = 2
            else:
                stage = 1 if one else 0
            self.stage = max(self.stage, stage)
        if any(le(d["start_hour"], window_end) for d in self.runs):
            self.stage = 3

    def finish_care(self):
        def counts(r):
            return ("stop_hour" not in r or le(0, r["stop_hour"])) and (
                "start_hour" not in r or le(r["start_hour"], self.end))

        self.icu = [r for r in self.stays if r["unit"] == "icu" and counts(r)]
        self.icu_hours = None
        if self.icu and all("stop_hour" in r for r in self.icu):
            self.icu_hours = union_hours((max(r["start_hour"], 0.0), max(r["stop_hour"], 0.0)) for r in self.icu)
        self.classes = set()
        for r in self.meds:
            if counts(r):
                listed = MEDICATIONS.get(norm(r["agent"]))
                self.classes.add(r["class"] if "class" in r else listed["class"] if listed else "other")
        self.days = {day_of(d["hour"]) for d in self.given if "hour" in d} - {None}
        self.monitored = {a: set() for a in MONITORED}
        for r in self.labs:
            if analyte_of(r) in self.monitored:
                self.monitored[analyte_of(r)].add(day_of(r["hour"]))

    def level(self, column, person):
        """This course's value of a column of courses or patients, defaults applied; None where missing."""
        if column == "site_id":
            return self.site
        if column not in MODEL["courses"]:
            return person.get(column)
        v = self.row.get(column)
        cycles, per = dict(hd_il2=(2, 14), til_il2=(1, 6), other=(None, None))[self.regimen]
        defaults = dict(regimen=self.regimen, baseline_dialysis=False, planned_iu_per_kg=600000.0,
                        planned_cycles=cycles, planned_doses_per_cycle=per, start_day=self.start_day)
        if column == "course_number":
            return self.number
        return defaults.get(column) if v is None else v

    def cycle_at(self, hour):
        """The treated cycle in which something at this hour began."""
        at = self.cycle_order[0][1]
        for start, c in self.cycle_order:
            if le(start, hour):
                at = c
        return at

    def doses_by(self, hour):
        return sum(le(d["hour"], hour) for d in self.given)

    def first_severe(self, organ):
        """The first event of grade 3 or more: earliest onset, of equal ones the last to resolve."""
        best = None
        for e in self.events:
            if e.organ == organ and e.get("grade", 0) >= 3 and "onset_hour" in e:
                if best is None or lt(e["onset_hour"], best["onset_hour"]) or (
                        le(e["onset_hour"], best["onset_hour"])
                        and e.get("resolved_hour", INF) > best.get("resolved_hour", INF)):
                    best = e
        return best

    def assessed(self, organ):
        return organ not in self.not_assessed or any(e.organ == organ for e in self.events)


class Cohort:
    def __init__(self, folder):
        if table_file(folder, "courses"):
            folders = [folder]
        else:
            folders = sorted(os.path.join(folder, f) for f in os.listdir(folder)
                             if os.path.isdir(os.path.join(folder, f)) and table_file(os.path.join(folder, f), "courses"))
        self.exports = [Export(f) for f in folders]
        if not self.exports:
            sys.exit("no export")
        self.courses, self.patients, seen = [], {}, {}
        for x in self.exports:
            by_key = {k: Course(x, k, r) for k, r in x.rows["courses"].items()}
            for site in {k[0] for k in by_key} | {k[0] for k in x.rows["patients"]}:
                if seen.setdefault(site, x) is not x:
                    sys.exit(f"site {site} in two exports")
            self.patients.update(x.rows["patients"])
            for table, rows in x.rows.items():
                if table in ("courses", "patients"):
                    continue
                for r in rows:
                    c = by_key[r.course]
                    for name, v in r.items():
                        if MODEL[table][name] == HOUR:
                            c.max_hour = max(c.max_hour, v)
                    if table == "doses":
                        c.doses.append(r)
                    elif table == "toxicities":
                        c.tox.append(r)
                    elif table == "not_assessed":
                        c.not_assessed.add(r["organ_system"])
                    elif table == "vasopressors":
                        c.vaso.append(r)
                    elif table == "dialysis":
                        c.dial.append(r)
                    elif table == "measurements":
                        c.labs.append(r)
                    elif table == "medications":
                        c.meds.append(r)
                    elif table == "stays":
                        c.stays.append(r)
            self.courses += by_key.values()
        of = defaultdict(list)
        for c in self.courses:
            c.finish()
            of[c.patient].append(c)
        for own in of.values():
            far = [INF if c.get("start_day") is None else c.get("start_day") for c in own]
            order = sorted(range(len(own)), key=lambda i: (far[i], own[i].key[1].encode()))
            ranked = any(c.get("course_number") is None for c in own)
            for rank, i in enumerate(order, 1):
                c = own[i]
                c.number = rank if ranked else c.get("course_number")
                c.start_day = c.get("start_day")
                if c.start_day is None and c.number == 1:
                    c.start_day = 0
                c.order = (c.number, far[i], c.key[1].encode())
        self.treated = sorted((c for c in self.courses if c.treated),
                              key=lambda c: (c.site.encode(), c.patient[1].encode(), c.order))
        self.by_patient = defaultdict(list)
        for c in self.treated:
            self.by_patient[c.patient].append(c)

        self.stored, self.strata = self.courses, {}
        self.value_sites = {a: {c.site for c in self.stored for r in c.labs if analyte_of(r) == a} for a in MONITORED}
        self.flow = self.flow_of(lambda c: True)

    def where(self, expression):
        """Only the courses for which it is true are selected."""
        code = compile(expression, "where", "eval")
        names = [*MODEL["courses"], *MODEL["patients"]]
        self.courses = [c for c in self.courses if eval(
            code, {n: c.level(n, self.patient(c.patient)) for n in names}) is True]
        if not self.courses:
            print("no course selected", file=sys.stderr)
            sys.exit(3)
        self.narrow(self.courses)
        self.flow = self.flow_of(lambda c: True)

    def narrow(self, keep):
        keep = set(map(id, keep))
        self.treated = [c for c in self.treated if id(c) in keep]
        self.by_patient = defaultdict(list)
        for c in self.treated:
            self.by_patient[c.patient].append(c)

    def flow_of(self, inside):
        """Counts of cohort.flow: a patient is where their first course among those counted is."""
        out = {}
        for item, those in (("stored", self.stored), ("selected", self.courses), ("treated", self.treated)):
            first = {}
            for c in sorted(those, key=lambda c: c.order):
                first.setdefault(c.patient, c)
            out["course", item] = sum(map(inside, those))
            out["patient", item] = sum(map(inside, first.values()))
        return out

    def by(self, columns):
        """(stratum, cohort for patients, cohort for courses, cycles and doses) of each stratum."""
        def text(c):
            parts = []
            for name in columns:
                v = text_of(c.level(name, self.patient(c.patient))) or "missing"
                parts.append(name + "=" + v.replace(";", "%3B").replace("=", "%3D"))
            return ";".join(parts)

        of = {id(c): text(c) for c in self.stored}
        for stratum in by_bytes({of[id(c)] for c in self.courses}):
            own, people = copy.copy(self), copy.copy(self)
            own.courses = people.courses = [c for c in self.courses if of[id(c)] == stratum]
            own.narrow(own.courses)
            people.narrow([c for cs in self.by_patient.values() if of[id(cs[0])] == stratum for c in cs])
            own.flow = people.flow = self.flow_of(lambda c: of[id(c)] == stratum)
            yield stratum, people, own

    def collected(self, *needs):
        """Whether any site with a selected course collected it all."""
        return any(all(c.export.collects(n) for n in needs) for c in self.courses)

    def over(self, *needs):
        """Treated courses of sites that collected it all."""
        return [c for c in self.treated if all(c.export.collects(n) for n in needs)]

    def patient(self, key):
        return self.patients.get(key, {})

    def last_contact_hour(self, c):
        day = self.patient(c.patient).get("last_contact_day")
        return None if day is None or c.start_day is None else 24.0 * (day - c.start_day)


# ---------------------------------------------------------------- statistics
def clopper_pearson(x, n):
    lo = 0.0 if x == 0 else float(st.beta.ppf(0.025, x, n - x + 1))
    hi = 1.0 if x == n else float(st.beta.ppf(0.975, x + 1, n - x))
    return lo, hi


def wilson(p, n, z):
    d = 1 + z * z / n
    mid = (p + z * z / (2 * n)) / d
    half = z / d * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return (0.0 if p == 0 else max(0.0, mid - half)), (1.0 if p == 1 else min(1.0, mid + half))


def clustered(pairs):
    """pairs: (units, events) of each patient with a unit. -> interval or None."""
    k = len(pairs)
    if k < 2:
        return None
    m, x = sum(a for a, _ in pairs), sum(b for _, b in pairs)
    p = x / m
    if x == 0 or x == m:
        n = k
    else:
        v = k / (k - 1) * math.fsum((b - p * a) ** 2 for a, b in pairs) / m ** 2
        n = m if v == 0 else min(m, p * (1 - p) / v)
    return wilson(p, n, float(st.t.ppf(0.975, k - 1)))


def garwood(x):
    lo = 0.0 if x == 0 else float(st.chi2.ppf(0.025, 2 * x)) / 2
    return lo, float(st.chi2.ppf(0.975, 2 * (x + 1))) / 2


def quantile(sorted_values, q):
    pos = (len(sorted_values) - 1) * q
    i = math.floor(pos)
    j = min(i + 1, len(sorted_values) - 1)
    return sorted_values[i] + (pos - i) * (sorted_values[j] - sorted_values[i])


class Curve:
    """Kaplan-Meier of (time, is_event) pairs."""

    def __init__(self, pairs):
        pairs = [(round(t, 6) + 0.0, e) for t, e in pairs]
        self.pairs = [p for p in pairs if p[0] >= 0]
        self.n = len(self.pairs)
        self.greatest = max((t for t, _ in self.pairs), default=None)
        self.steps, s, green = [], 1.0, 0.0
        for t in sorted({t for t, e in self.pairs if e}):
            risk = sum(u >= t for u, _ in self.pairs)
            d = sum(e and u == t for u, e in self.pairs)
            s = s * (risk - d) / risk if risk > d else 0.0
            green = green + d / (risk * (risk - d)) if risk > d else INF
            self.steps.append((t, s, green))

    def at(self, t):
        """(survival, lower, upper); bounds None where the curve is 1 or 0."""
        s, green = 1.0, 0.0
        for u, a, g in self.steps:
            if le(u, t):
                s, green = a, g
        return (s, *self.bounds(s, green))

    @staticmethod
    def bounds(s, green):
        if s <= 0 or s >= 1:
            return None, None
        w = float(st.norm.ppf(0.975)) * math.sqrt(green) / abs(math.log(s))
        return s ** math.exp(w), s ** math.exp(-w)

    def events_by(self, t):
        return sum(e and le(u, t) for u, e in self.pairs)

    def median(self):
        """(median, lower, upper), each None where it is not reached."""
        out = [None, None, None]
        for u, s, g in self.steps:
            for i, v in enumerate((s, *self.bounds(s, g))):
                if out[i] is None and v is not None and le(v, 0.5):
                    out[i] = u
        return tuple(out)


# ---------------------------------------------------------------- rows
HEADER = ["measure", "unit", "stratum", "item", "level", "statistic", "value", "lower", "upper",
          "numerator", "denominator", "method", "status"]
STATISTICS = ["count", "sum", "proportion", "ratio", "rate", "mean", "sd", "median", "q1", "q3", "min", "max", "probability"]
DIST = ["mean", "sd", "median", "q1", "q3", "min", "max"]


def text_of(v):
    if v is None:
        return ""
    if isinstance(v, bool):
        return "true" if v else "false"
    if isinstance(v, int):
        return str(v)
    if isinstance(v, float):
        if v == 0:
            return "0"
        s = format(Decimal(repr(v)), "f")
        return s.rstrip("0").rstrip(".") if "." in s else s
    return v


class Results:
    def __init__(self, stratum="overall"):
        self.rows, self.stratum = [], stratum

    def survival(self, measure, unit, item, level, curve, t, turned=False):
        """A curve's probability at time t, or one minus it."""
        x, n = curve.events_by(t), curve.n
        s, lo, hi = curve.at(t)
        if n == 0 or (lt(curve.greatest, t) and s > 0):
            self.row(measure, unit, item, level, "probability", None, None, None, x, n, "", "not_estimable")
            return
        if turned:
            s, lo, hi = 1 - s, None if hi is None else 1 - hi, None if lo is None else 1 - lo
        self.row(measure, unit, item, level, "probability", s, lo, hi, x, n, "" if lo is None else "km_loglog")

    def median_of(self, measure, unit, curve):
        mid, lo, hi = curve.median()
        self.row(measure, unit, "all", "all", "median", mid, lo, hi, sum(e for _, e in curve.pairs), curve.n,
                 "" if lo is None and hi is None else "km_loglog", "not_estimable" if mid is None else "ok")

    def row(self, measure, unit, item, level, statistic, value=None, lower=None, upper=None,
            numerator=None, denominator=None, method="", status="ok"):
        self.rows.append([measure, unit, self.stratum, item, level, statistic, value, lower, upper,
                          numerator, denominator, method, status])

    def not_collected(self, measure, unit, statistic):
        self.row(measure, unit, "all", "all", statistic, status="not_collected")

    def count(self, measure, unit, item, value):
        self.row(measure, unit, item, "all", "count", value)

    def patient_proportion(self, measure, unit, item, level, x, n):
        if n == 0:
            self.row(measure, unit, item, level, "proportion", None, None, None, x, n, "", "not_estimable")
        else:
            self.row(measure, unit, item, level, "proportion", x / n, *clopper_pearson(x, n), x, n, "clopper_pearson")

    def clustered_proportion(self, measure, unit, item, level, units):
        """units: (patient, claim) of every unit in the denominator."""
        by = {}
        for who, claim in units:
            m, x = by.get(who, (0, 0))
            by[who] = (m + 1, x + bool(claim))
        n, x = sum(m for m, _ in by.values()), sum(x for _, x in by.values())
        if n == 0:
            self.row(measure, unit, item, level, "proportion", None, None, None, x, n, "", "not_estimable")
            return
        ci = clustered(list(by.values()))
        if ci:
            self.row(measure, unit, item, level, "proportion", x / n, *ci, x, n, "rao_scott_wilson")
        else:
            self.row(measure, unit, item, level, "proportion", x / n, None, None, x, n)

    def ratio(self, measure, unit, item, level, x, n):
        if n == 0:
            self.row(measure, unit, item, level, "ratio", None, None, None, x, n, "", "not_estimable")
        else:
            self.row(measure, unit, item, level, "ratio", x / n, None, None, x, n)

    def rate(self, measure, unit, item, x, n, per):
        if n == 0:
            self.row(measure, unit, item, "all", "rate", None, None, None, x, n, "", "not_estimable")
            return
        lo, hi = garwood(x)
        self.row(measure, unit, item, "all", "rate", x * per / n, lo * per / n, hi * per / n, x, n, "garwood")

    def dist(self, measure, unit, item, values, statistics=None, total=False):
        v = sorted(float(x) for x in values)
        n = len(v)
        for s in (["sum"] if total else []) + (statistics or DIST):
            if n == 0 or (s == "sd" and n == 1):
                self.row(measure, unit, item, "all", s, denominator=n, status="not_estimable")
                continue
            if s == "sum":
                x = math.fsum(v)
            elif s == "mean":
                x = math.fsum(v) / n
            elif s == "sd":
                mean = math.fsum(v) / n
                x = math.sqrt(math.fsum((a - mean) ** 2 for a in v) / (n - 1))
            elif s in ("min", "max"):
                x = v[0] if s == "min" else v[-1]
            else:
                x = quantile(v, dict(median=0.5, q1=0.25, q3=0.75)[s])
            self.row(measure, unit, item, "all", s, x, denominator=n)

    def write(self, out):
        w = csv.writer(out, lineterminator="\n")
        w.writerow(HEADER)
        for r in self.rows:
            w.writerow([text_of(v) for v in r])


def by_bytes(names):
    return sorted(names, key=lambda s: s.encode())


# ---------------------------------------------------------------- measures
def cohort_measures(k, out):
    treated = k.treated
    for unit in ("course", "patient"):
        for item in ("stored", "selected", "treated"):
            out.count("cohort.flow", unit, item, k.flow[unit, item])
    out.count("cohort.total", "cycle", "all", sum(len(c.given_in) for c in treated))
    out.count("cohort.total", "dose", "all", sum(c.n_given for c in treated))


def characteristics(k, out):
    def values(need, column):
        in_courses = need.startswith("courses")
        for who, own in k.by_patient.items():
            if need == "courses" or own[0].export.collects(need):
                if column == "regimen":
                    yield own[0].regimen
                else:
                    yield own[0].get(column) if in_courses else k.patient(who).get(column)

    for table, column in (("courses", "age_years"), ("courses", "weight_kg"), ("patients", "prior_lines")):
        m, need = "characteristics." + column, f"{table}.{column}"
        if not k.collected(need):
            out.not_collected(m, "patient", "mean")
            continue
        v = list(values(need, column))
        out.dist(m, "patient", "all", [x for x in v if x is not None])
        out.count(m, "patient", "missing", sum(x is None for x in v))
    closed = dict(sex=["female", "male", "other", "unknown"], ecog=list(range(5)),
                  regimen=["hd_il2", "til_il2", "other"], care_setting=UNITS_OF_CARE,
                  prior_checkpoint_inhibitor=[False, True])
    for column in ("sex", "race", "ethnicity", "diagnosis", "ecog", "regimen", "care_setting",
                   "prior_checkpoint_inhibitor", "start_year"):
        m = "characteristics." + column
        table = "courses" if column in MODEL["courses"] else "patients"
        need = "courses" if column == "regimen" else f"{table}.{column}"
        if not k.collected(need):
            out.not_collected(m, "patient", "proportion")
            continue
        v = list(values(need, column))
        items = closed.get(column)
        if items is None:
            items = {x for x in v if x is not None}
            items = sorted(items) if column == "start_year" else by_bytes(items)
        for item in [*items, None]:
            x = sum(a == item and a is not None for a in v) if item is not None else sum(a is None for a in v)
            out.patient_proportion(m, "patient", "missing" if item is None else text_of(item), "all", x, len(v))


def exposure(k, out):
    treated, per_patient = k.treated, list(k.by_patient.values())
    cycles = [(c, n, c.given_in[n]) for c in treated for n in sorted(c.given_in)]
    m = "exposure.doses_given"
    out.dist(m, "cycle", "all", [g for _, _, g in cycles], total=True)
    out.dist(m, "course", "all", [c.n_given for c in treated], total=True)
    out.dist(m, "patient", "all", [sum(c.n_given for c in own) for own in per_patient], total=True)
    for number in sorted({n for _, n, _ in cycles}):
        out.dist("exposure.doses_given_by_cycle", "cycle", str(number), [g for _, n, g in cycles if n == number])
    m = "exposure.fraction_of_planned"
    out.ratio(m, "course", "all", "all", sum(c.n_given for c in treated), sum(c.planned for c in treated))
    out.dist(m, "course", "all", [c.n_given / c.planned for c in treated])
    for level in range(1, max((c.planned for c in treated), default=0) + 1):
        out.clustered_proportion("exposure.at_least", "course", "all", str(level),
                                 [(c.patient, c.n_given >= level) for c in treated if c.planned >= level])
    m = "exposure.completed"
    out.clustered_proportion(m, "course", "all", "all", [(c.patient, c.n_given >= c.planned) for c in treated])
    out.clustered_proportion(m, "cycle", "all", "all", [(c.patient, g >= c.planned_in[n]) for c, n, g in cycles])
    m = "exposure.cumulative_miu_per_kg"
    out.dist(m, "course", "all", [c.miu for c in treated])
    out.dist(m, "patient", "all", [math.fsum(c.miu for c in own) for own in per_patient])
    planned = sum(c.planned for c in treated)
    for status in ("given", "held", "stopped", "refused", "other"):
        out.ratio("exposure.dose_status", "dose", status, "all",
                  sum(d["status"] == status for c in treated for d in c.doses), planned)
    out.ratio("exposure.dose_status", "dose", "not_reached", "all",
              sum(c.planned - len(c.doses) for c in treated), planned)
    m = "exposure.reason"
    if not k.collected("doses.reason"):
        out.not_collected(m, "dose", "ratio")
    else:
        why = []
        for c in k.over("doses.reason"):
            for d in c.doses:
                if d["status"] in ("held", "stopped"):
                    r = d.get("reason")
                    if r is None:
                        why.append("not_stated")
                    elif norm(r) in TERMS:
                        why.append(TERMS[norm(r)]["organ_system"])
                    else:
                        why.append(ORGAN_OF.get(norm(r), "unclassified"))
        for item in [*ORGANS, "not_stated"]:
            out.ratio(m, "dose", item, "all", why.count(item), len(why))
    out.dist("exposure.courses", "patient", "all", [len(own) for own in per_patient])


ANY = ["any", "ge3", "ge4", "5"]
LEVELS = ["any", "ge3", "ge4", "1", "2", "3", "4", "5", "unknown"]


def worst(events):
    """None without events, 0 where all lack a grade, else the maximum grade."""
    return max((e.get("grade", 0) for e in events), default=None)


def reaches(w, level):
    if w is None:
        return False
    return dict(any=True, ge3=w >= 3, ge4=w >= 4, unknown=w == 0).get(level, str(w) == level)


def grouped(courses):
    by = defaultdict(list)
    for c in courses:
        by[c.patient].append(c)
    return list(by.values())


def toxicity(k, out):
    m, need = "toxicity.any", ["toxicities.grade"]
    if k.collected(*need):
        over = k.over(*need)
        worsts = [worst([e for c in own for e in c.events]) for own in grouped(over)]
        for level in ANY:
            out.patient_proportion(m, "patient", "all", level, sum(reaches(w, level) for w in worsts), len(worsts))
        for level in ANY:
            out.clustered_proportion(m, "course", "all", level,
                                     [(c.patient, reaches(worst(c.events), level)) for c in over])
    else:
        out.not_collected(m, "patient", "proportion")
        out.not_collected(m, "course", "proportion")
    need = ["toxicities.grade", "toxicities.onset_hour", "doses.hour"]
    if k.collected(*need):
        units = []
        for c in k.over(*need):
            if not c.starts_known:
                continue
            inside = defaultdict(list)
            for e in c.events:
                if "onset_hour" in e:
                    inside[c.cycle_at(e["onset_hour"])].append(e)
            units += [(c.patient, worst(inside[n])) for _, n in c.cycle_order]
        for level in ANY:
            out.clustered_proportion(m, "cycle", "all", level, [(p, reaches(w, level)) for p, w in units])
    else:
        out.not_collected(m, "cycle", "proportion")

    need = ["toxicities.grade"]
    for m in ("toxicity.organ_system", "toxicity.term"):
        if not k.collected(*need):
            out.not_collected(m, "patient", "proportion")
            out.not_collected(m, "course", "proportion")
            continue
        over = k.over(*need)
        if m == "toxicity.term":
            items = by_bytes({e.name for c in over for e in c.events})
        else:
            items = ORGANS
        for unit in ("patient", "course"):
            for item in items:
                if m == "toxicity.term":
                    pick, inn = (lambda e: e.name == item), over
                else:
                    pick, inn = (lambda e: e.organ == item), [c for c in over if c.assessed(item)]
                if unit == "patient":
                    ws = [worst([e for c in own for e in c.events if pick(e)]) for own in grouped(inn)]
                    for level in LEVELS:
                        out.patient_proportion(m, unit, item, level, sum(reaches(w, level) for w in ws), len(ws))
                else:
                    ws = [(c.patient, worst([e for e in c.events if pick(e)])) for c in inn]
                    for level in LEVELS:
                        out.clustered_proportion(m, unit, item, level, [(p, reaches(w, level)) for p, w in ws])

    m, need = "toxicity.onset_dose", ["toxicities.grade", "toxicities.onset_hour", "doses.hour"]
    if k.collected(*need):
        over = [c for c in k.over(*need) if c.hours_known]
        for organ in ORGANS:
            firsts = [(c, c.first_severe(organ)) for c in over]
            out.dist(m, "course", organ, [c.doses_by(e["onset_hour"]) for c, e in firsts if e],
                     ["median", "q1", "q3", "min", "max"])
    else:
        out.not_collected(m, "course", "median")

    m, need = "toxicity.resolved_by", ["toxicities.grade", "toxicities.onset_hour", "toxicities.resolved_hour"]
    if k.collected(*need):
        for organ in ORGANS:
            pairs = []
            for c in k.over(*need):
                e = c.first_severe(organ)
                if e is None:
                    continue
                onset = e["onset_hour"]
                contact = k.last_contact_hour(c)
                if "resolved_hour" in e:
                    pairs.append((e["resolved_hour"] - onset, True))
                elif contact is not None and lt(onset, contact):
                    pairs.append((contact - onset, False))
                elif lt(onset, c.max_hour):
                    pairs.append((c.max_hour - onset, False))
            curve = Curve(pairs)
            for days in (7, 14, 30):
                out.survival(m, "course", organ, str(days), curve, days * 24.0, turned=True)
    else:
        out.not_collected(m, "course", "probability")

    m, need = "toxicity.rate", ["toxicities.grade"]
    if k.collected(*need):
        over = k.over(*need)
        n = sum(c.n_given for c in over)
        for organ in ORGANS:
            x = sum(e.organ == organ and e.get("grade", 0) >= 3 for c in over for e in c.events)
            out.rate(m, "course", organ, x, n, 100)
    else:
        out.not_collected(m, "course", "rate")


def vasopressor(k, out):
    m = "vasopressor.use"
    if k.collected("vasopressors"):
        over = k.over("vasopressors")
        own = grouped(over)
        out.patient_proportion(m, "patient", "all", "all", sum(any(c.pressors for c in o) for o in own), len(own))
        out.clustered_proportion(m, "course", "all", "all", [(c.patient, c.pressors) for c in over])
    else:
        out.not_collected(m, "patient", "proportion")
        out.not_collected(m, "course", "proportion")
    if k.collected("vasopressors", "doses.hour"):
        units = []
        for c in k.over("vasopressors", "doses.hour"):
            if c.starts_known:
                used = {c.cycle_at(v["start_hour"]) for v in c.pressors}
                units += [(c.patient, n in used) for _, n in c.cycle_order]
        out.clustered_proportion(m, "cycle", "all", "all", units)
    else:
        out.not_collected(m, "cycle", "proportion")
    if k.collected("vasopressors"):
        over = k.over("vasopressors")
        for agent in by_bytes({v.agent for c in over for v in c.pressors}):
            out.clustered_proportion("vasopressor.agent", "course", agent, "all",
                                     [(c.patient, any(v.agent == agent for v in c.pressors)) for c in over])
        out.clustered_proportion("vasopressor.two_or_more_agents", "course", "all", "all",
                                 [(c.patient, c.two_agents) for c in over])
    else:
        out.not_collected("vasopressor.agent", "course", "proportion")
        out.not_collected("vasopressor.two_or_more_agents", "course", "proportion")
    if k.collected("vasopressors.stop_hour"):
        over = k.over("vasopressors.stop_hour")
        out.dist("vasopressor.hours", "course", "all", [c.pressor_hours for c in over if c.pressor_hours is not None])
    else:
        out.not_collected("vasopressor.hours", "course", "mean")
    if k.collected("vasopressors", "doses.hour"):
        over = [c for c in k.over("vasopressors", "doses.hour") if c.hours_known and c.pressors]
        out.dist("vasopressor.first_dose", "course", "all",
                 [c.doses_by(min(v["start_hour"] for v in c.pressors)) for c in over],
                 ["median", "q1", "q3", "min", "max"])
    else:
        out.not_collected("vasopressor.first_dose", "course", "median")
    need = ["vasopressors.peak_rate", "vasopressors.rate_unit"]
    if k.collected(*need):
        peaks = [[v.nee for v in c.pressors if v.nee is not None] for c in k.over(*need)]
        out.dist("vasopressor.peak_nee", "course", "all", [max(p) for p in peaks if p], ["median", "q1", "q3", "max"])
    else:
        out.not_collected("vasopressor.peak_nee", "course", "median")


def dialysis(k, out):
    risk = [c for c in k.over("dialysis") if c.at_risk]
    if k.collected("dialysis"):
        own = grouped(risk)
        out.patient_proportion("dialysis.use", "patient", "all", "all", sum(any(c.runs for c in o) for o in own), len(own))
        out.clustered_proportion("dialysis.use", "course", "all", "all", [(c.patient, c.runs) for c in risk])
        for item in DIALYSIS:
            out.clustered_proportion(
                "dialysis.modality", "course", item, "all",
                [(c.patient, any(d.get("modality", "unspecified") == item for d in c.runs)) for c in risk])
        out.rate("dialysis.rate", "course", "all", sum(bool(c.runs) for c in risk), sum(c.n_given for c in risk), 1000)
    else:
        out.not_collected("dialysis.use", "patient", "proportion")
        out.not_collected("dialysis.use", "course", "proportion")
        out.not_collected("dialysis.modality", "course", "proportion")
        out.not_collected("dialysis.rate", "course", "rate")
    if k.collected("dialysis.stop_hour"):
        users = [c for c in k.over("dialysis.stop_hour") if c.at_risk and c.runs]
        out.dist("dialysis.hours", "course", "all",
                 [union_hours((d["start_hour"], d["stop_hour"]) for d in c.runs) for c in users if c.runs_ended])
        out.clustered_proportion("dialysis.ended", "course", "all", "all", [(c.patient, c.runs_ended) for c in users])
    else:
        out.not_collected("dialysis.hours", "course", "mean")
        out.not_collected("dialysis.ended", "course", "proportion")


def kidney(k, out):
    if not k.collected("measurements", "dialysis"):
        out.not_collected("kidney.kdigo_stage", "course", "proportion")
        out.not_collected("kidney.peak_creatinine_ratio", "course", "median")
        return
    over = [c for c in k.over("measurements", "dialysis") if c.stage is not None]
    for stage in range(4):
        out.clustered_proportion("kidney.kdigo_stage", "course", "all", str(stage),
                                 [(c.patient, c.stage == stage) for c in over])
    out.dist("kidney.peak_creatinine_ratio", "course", "all", [c.peak_ratio for c in over], ["median", "q1", "q3", "max"])


def outcome(k, out):
    unit, order = "patient", ("CR", "PR", "SD", "PD", "NE")
    if k.collected("courses.best_response"):
        best = []
        for own in grouped(k.over("courses.best_response")):
            said = {c.get("best_response") for c in own}
            best.append(next((r for r in order if r in said), "missing"))
        for item in (*order, "missing"):
            out.patient_proportion("outcome.best_response", unit, item, "all", best.count(item), len(best))
        x = best.count("CR") + best.count("PR")
        out.patient_proportion("outcome.objective_response", unit, "all", "all", x, len(best) - best.count("missing"))
    else:
        out.not_collected("outcome.best_response", unit, "proportion")
        out.not_collected("outcome.objective_response", unit, "proportion")

    dates = ["patients.death_day", "patients.last_contact_day"]
    for m, need in (("outcome.overall_survival", dates),
                    ("outcome.progression_free_survival", [*dates, "courses.progression_day"])):
        if not k.collected(*need):
            out.not_collected(m, unit, "probability")
            out.not_collected(m + "_median", unit, "median")
            continue
        pairs = []
        for own in grouped(k.over(*need)):
            who, start = k.patient(own[0].patient), own[0].start_day
            ends = [who["death_day"]] if "death_day" in who else []
            if m == "outcome.progression_free_survival":
                progressed = [c for c in own if c.get("progression_day") is not None]
                if any(c.start_day is None for c in progressed):
                    continue
                ends += [c.start_day + c.get("progression_day") for c in progressed]
            if start is None:
                continue
            if ends:
                pairs.append((min(ends) - start, True))
            elif "last_contact_day" in who:
                pairs.append((who["last_contact_day"] - start, False))
        curve = Curve(pairs)
        for days in (365, 730, 1095, 1825):
            out.survival(m, unit, "all", str(days), curve, days)
        out.median_of(m + "_median", unit, curve)

    m = "outcome.treatment_related_death"
    if k.collected("toxicities.grade"):
        own = grouped(k.over("toxicities.grade"))
        x = sum(any(e.get("grade") == 5 and e.get("attribution") != "unrelated" for c in o for e in c.events) for o in own)
        out.patient_proportion(m, unit, "all", "all", x, len(own))
    else:
        out.not_collected(m, unit, "proportion")

    m, need = "outcome.death_within_30_days", [*dates, "doses.hour"]
    if k.collected(*need):
        x = n = 0
        for own in grouped(k.over(*need)):
            last, who = own[-1], k.patient(own[0].patient)
            if last.h is None or last.start_day is None:
                continue
            limit = last.h + 720
            if "death_day" in who:
                n += 1
                x += le(24.0 * (who["death_day"] - last.start_day), limit)
            elif "last_contact_day" in who and le(limit, 24.0 * (who["last_contact_day"] - last.start_day)):
                n += 1
        out.patient_proportion(m, unit, "all", "all", x, n)
    else:
        out.not_collected(m, unit, "proportion")


def care(k, out):
    m = "care.icu_stay"
    if k.collected("stays"):
        over = k.over("stays")
        own = grouped(over)
        out.patient_proportion(m, "patient", "all", "all", sum(any(c.icu for c in o) for o in own), len(own))
        out.clustered_proportion(m, "course", "all", "all", [(c.patient, c.icu) for c in over])
    else:
        out.not_collected(m, "patient", "proportion")
        out.not_collected(m, "course", "proportion")
    if k.collected("stays.stop_hour"):
        out.dist("care.icu_hours", "course", "all",
                 [c.icu_hours for c in k.over("stays.stop_hour") if c.icu_hours is not None])
    else:
        out.not_collected("care.icu_hours", "course", "mean")
    if k.collected("medications"):
        over = k.over("medications")
        for item in CLASSES:
            out.clustered_proportion("care.medication_class", "course", item, "all",
                                     [(c.patient, item in c.classes) for c in over])
    else:
        out.not_collected("care.medication_class", "course", "proportion")
    m, need = "care.daily_monitoring", ["measurements", "doses.hour"]
    if k.collected(*need):
        for item in MONITORED:
            over = [c for c in k.over(*need) if c.site in k.value_sites[item]]
            out.ratio(m, "course", item, "all", sum(len(c.days & c.monitored[item]) for c in over),
                      sum(len(c.days) for c in over))
    else:
        out.not_collected(m, "course", "ratio")


# The measures and their units in the order of the book.
BOOK = [(m, u) for m, units in [line.split(":") for line in """
cohort.flow:course patient
cohort.total:cycle dose
characteristics.age_years:patient
characteristics.weight_kg:patient
characteristics.prior_lines:patient
characteristics.sex:patient
characteristics.race:patient
characteristics.ethnicity:patient
characteristics.diagnosis:patient
characteristics.ecog:patient
characteristics.regimen:patient
characteristics.care_setting:patient
characteristics.prior_checkpoint_inhibitor:patient
characteristics.start_year:patient
exposure.doses_given:cycle course patient
exposure.doses_given_by_cycle:cycle
exposure.fraction_of_planned:course
exposure.at_least:course
exposure.completed:course cycle
exposure.cumulative_miu_per_kg:course patient
exposure.dose_status:dose
exposure.reason:dose
exposure.courses:patient
toxicity.any:patient course cycle
toxicity.organ_system:patient course
toxicity.term:patient course
toxicity.onset_dose:course
toxicity.resolved_by:course
toxicity.rate:course
vasopressor.use:patient course cycle
vasopressor.agent:course
vasopressor.two_or_more_agents:course
vasopressor.hours:course
vasopressor.first_dose:course
vasopressor.peak_nee:course
dialysis.use:patient course
dialysis.modality:course
dialysis.rate:course
dialysis.hours:course
dialysis.ended:course
kidney.kdigo_stage:course
kidney.peak_creatinine_ratio:course
outcome.best_response:patient
outcome.objective_response:patient
outcome.overall_survival:patient
outcome.overall_survival_median:patient
outcome.progression_free_survival:patient
outcome.progression_free_survival_median:patient
outcome.treatment_related_death:patient
outcome.death_within_30_days:patient
care.icu_stay:patient course
care.icu_hours:course
care.medication_class:course
care.daily_monitoring:course
""".split("\n") if line] for u in units.split()]


def whole_book(k, stratum="overall"):
    out = Results(stratum)
    for part in (cohort_measures, characteristics, exposure, toxicity, vasopressor, dialysis, kidney, outcome, care):
        part(k, out)
    return out.rows


# ---------------------------------------------------------------- the patient table
def patient_table(k, out):
    w = csv.writer(out, lineterminator="\n")
    w.writerow(["site_id", "patient_id", "sex", "diagnosis", "age_years", "courses", "cycles", "doses_planned",
                "doses_given", "doses_held", "doses_stopped", "cumulative_miu_per_kg", "worst_grade",
                *["worst_grade_" + o for o in ORGANS], "vasopressor", "vasopressor_hours", "dialysis",
                "best_response", "death_day", "last_contact_day"])

    def grade(events):
        v = worst(events)
        return 0 if v is None else "unknown" if v == 0 else v

    for who in sorted(k.by_patient, key=lambda p: (p[0].encode(), p[1].encode())):
        own, p = k.by_patient[who], k.patient(who)
        x = own[0].export
        graded = x.collects("toxicities.grade")
        row = [who[0], who[1], p.get("sex"), p.get("diagnosis"), own[0].get("age_years"), len(own),
               sum(len(c.given_in) for c in own), sum(c.planned for c in own), sum(c.n_given for c in own),
               sum(d["status"] == "held" for c in own for d in c.doses),
               sum(d["status"] == "stopped" for c in own for d in c.doses), math.fsum(c.miu for c in own),
               grade([e for c in own for e in c.events]) if graded else None]
        for organ in ORGANS:
            inn = [c for c in own if c.assessed(organ)]
            row.append(grade([e for c in inn for e in c.events if e.organ == organ]) if graded and inn else None)
        row.append(any(c.pressors for c in own) if x.collects("vasopressors") else None)
        if x.collects("vasopressors.stop_hour") and all(c.pressor_hours is not None for c in own if c.pressors):
            row.append(math.fsum(c.pressor_hours for c in own if c.pressors))
        else:
            row.append(None)
        risk = [c for c in own if c.at_risk]
        row.append(any(c.runs for c in risk) if x.collects("dialysis") and risk else None)
        best = [r for r in ("CR", "PR", "SD", "PD", "NE") if any(c.get("best_response") == r for c in own)]
        row += [best[0] if best else None, p.get("death_day"), p.get("last_contact_day")]
        w.writerow([text_of(v) for v in row])


def main(argv):
    limit = 0.05
    if "--max-quarantine" in argv:
        i = argv.index("--max-quarantine")
        limit = float(argv[i + 1])
        argv = argv[:i] + argv[i + 2:]
    columns, where = [], None
    if "--by" in argv:
        i = argv.index("--by")
        columns = argv[i + 1].split(",")
        for c in columns:
            if c not in MODEL["courses"] and c not in MODEL["patients"]:
                sys.exit(f"no column {c} in courses or patients")
        argv = argv[:i] + argv[i + 2:]
    if "--where-python" in argv:
        i = argv.index("--where-python")
        where = argv[i + 1]
        argv = argv[:i] + argv[i + 2:]
    folders = [a for a in argv if not a.startswith("--")]
    if len(folders) != 1:
        sys.exit(__doc__)
    k = Cohort(folders[0])
    too_many = False
    for x in k.exports:
        for table, n in x.read.items():
            bad = sum(a[0] == table for a in x.aside)
            if bad > limit * n + 1e-12:
                too_many = True
                print(f"{x.name}/{table}: {bad} of {n} rows set aside", file=sys.stderr)
        if "--quarantine" in argv:
            for a in sorted(x.aside):
                print(x.name, *a, sep=",", file=sys.stderr)
    if too_many:
        sys.exit(3)
    if where:
        k.where(where)
    if "--patients" in argv:
        patient_table(k, sys.stdout)
        return
    out = Results()
    out.rows = whole_book(k)
    if columns:
        place = {key: i for i, key in enumerate(BOOK)}
        for stratum, people, own in k.by(columns):
            out.rows += [r for r in whole_book(people, stratum) if r[1] == "patient"]
            out.rows += [r for r in whole_book(own, stratum) if r[1] != "patient"]
        out.rows.sort(key=lambda r: (place[r[0], r[1]], r[2] != "overall", r[2].encode()))
    out.write(sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1:])
