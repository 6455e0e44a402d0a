#!/usr/bin/env python3
"""Writes random exports that are valid but messy, deterministic by seed.

usage: messy.py OUT_DIR SEED [COURSES]

OUT_DIR becomes a folder of 1-4 export folders. Nothing that the privacy screen refuses is written, and in each
file clearly fewer than 5 % of rows break the model.
"""
import csv
import datetime
import gzip
import os
import random
import shutil
import sys

REFERENCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "src", "terminology", "tables")


def reference(name):
    with open(os.path.join(REFERENCE, name), newline="", encoding="utf-8") as f:
        return list(csv.DictReader(f))


def names(rows, *columns):
    return [s.strip() for r in rows for c in columns for s in (r[c] or "").split("|") if s.strip()]


TERM_ROWS = reference("toxicity_terms.csv")
ORGAN_ROWS = reference("organ_systems.csv")
VASO_ROWS = reference("vasopressors.csv")
MODALITY_ROWS = reference("dialysis_modalities.csv")
ANALYTE_ROWS = reference("analytes.csv")
MEDICATION_ROWS = reference("medications.csv")
UNLISTED_TERMS = ["Hiccups", "hiccups", "Hiccups ", "Bad taste, metallic", "Frissons \u00e9pais", 'So-called "IL-2 flu"',
                  "Odd finding", "odd-finding", "two\nlines"]
MONITORED = ["creatinine", "bilirubin_total", "platelets", "systolic_bp", "heart_rate"]
UNLISTED_AGENTS = ["Foo-pressor", "foo pressor", "FOO_PRESSOR", "Barpressin", "study drug X"]
RACES = ["White", "Black", "Asian", "M\u00e9tis", "white", "two, or more", "declined"]
DIAGNOSES = ["melanoma", "Metastatic Melanoma", "malignant-melanoma", "cutaneous melanoma", "RCC", "mRCC", "ccRCC",
             "renal cell carcinoma", "Clear cell renal cell carcinoma", "metastatic RCC", "renal cell cancer",
             "synovial sarcoma", "Uveal melanoma", "uveal melanoma", "sarcoma; other"]
ABSENT = ["", "", "", "", "NA", "n/a", "N/A", "NaN", "nan", "NULL", "null", "None", ".", "-", " ", " NA "]
TABLES = {  # column -> required; `h` marks hour columns
    "courses": ["course_id!", "patient_id!", "course_number", "regimen", "start_year", "start_month", "start_day",
                "sequence", "age_years", "weight_kg", "ecog", "baseline_dialysis", "planned_iu_per_kg",
                "planned_cycles", "planned_doses_per_cycle", "care_setting", "best_response", "progression_day"],
    "patients": ["patient_id!", "sex", "race", "ethnicity", "diagnosis", "prior_lines",
                 "prior_checkpoint_inhibitor", "death_day", "last_contact_day"],
    "doses": ["course_id!", "cycle!", "dose_number!", "status!", "hour", "iu_per_kg", "reason"],
    "toxicities": ["course_id!", "term!", "grade", "onset_hour", "resolved_hour", "attribution", "action"],
    "not_assessed": ["course_id!", "organ_system!"],
    "vasopressors": ["course_id!", "agent!", "start_hour!", "stop_hour", "peak_rate", "rate_unit"],
    "dialysis": ["course_id!", "modality", "start_hour!", "stop_hour"],
    "measurements": ["course_id!", "analyte!", "hour!", "value!", "unit", "lower_limit", "upper_limit"],
    "medications": ["course_id!", "agent!", "class", "start_hour", "stop_hour"],
    "stays": ["course_id!", "unit!", "start_hour!", "stop_hour"],
}


def is_hour(c):
    return c == "hour" or c.endswith("_hour")


class Messy:
    def __init__(self, out, seed, n_courses):
        self.r = random.Random(seed)
        self.out = out
        self.n_courses = n_courses

    # ------------------------------------------------------------ spelling
    def chance(self, p):
        return self.r.random() < p

    def pad(self, s):
        return self.r.choice(["", " ", "  "]) + s + self.r.choice(["", " "]) if self.chance(0.06) else s

    def spelled(self, s):
        """Another spelling that is the same after lower-casing and removing blanks, - and _."""
        if self.chance(0.55):
            return s
        s = "".join(self.r.choice(["_", "-", " ", ""]) if ch in "_- " and self.chance(0.6) else ch for ch in s)
        s = self.r.choice([s.lower(), s.upper(), s.title(), s.swapcase(), s])
        return self.pad(s)

    def boolean(self, b):
        return self.pad(self.r.choice(["true", "TRUE", "True", "t", "T", "yes", "Yes", "y", "Y", "1"] if b else
                                      ["false", "FALSE", "f", "F", "no", "No", "n", "N", "0"]))

    def int(self, n):
        if self.chance(0.85):
            return self.pad(str(n))
        return self.pad(self.r.choice([f"{n}.0", f"{n:+d}", f"{n}.00", f"{n}e0"]))

    def num(self, x):
        s = format(x, ".17g") if float(format(x, ".15g")) != x else format(x, ".15g")
        if "e" in s or self.chance(0.85):
            return self.pad(s)
        if "." in s:
            s = self.r.choice([s + "0", s, f"{x!r}"])
        else:
            s = self.r.choice([s + ".0", s + "e0", s + ".", s])
        return self.pad("+" + s if x >= 0 and self.chance(0.2) else s)

    def absent(self):
        return self.r.choice(ABSENT)

    def header(self, c):
        style = self.header_style
        if style == 0:
            return c
        if style == 1:
            return c.upper()
        if style == 2:
            return c.replace("_", " ").title()
        if style == 3:
            return c.replace("_", "-")
        return self.r.choice([c, c.upper(), c.replace("_", ""), " " + c, c.replace("_", " ")])

    # ------------------------------------------------------------ one site
    def site(self, index, folder_name, n):
        r = self.r
        self.header_style = r.randrange(5)
        self.folder = os.path.join(self.out, folder_name)
        os.makedirs(self.folder)
        mode = r.choices(["none", "own", "two", "part"], [5, 3, 2, 1])[0]
        self.site_ids = dict(none=[None], own=[f"S{index}-own"], two=[f"S{index}a", f"S{index}b"],
                             part=[None, f"S{index}p"])[mode]
        self.at_site = self.chance(0.4)
        self.ids_collide = mode == "two" and self.chance(0.5)
        self.dropped = {t: set() for t in TABLES}
        for t, columns in TABLES.items():
            for c in columns:
                p = {"grade": 0.06, "hour": 0.06, "onset_hour": 0.06, "course_number": 0.3, "start_day": 0.2,
                     "death_day": 0.05, "last_contact_day": 0.05, "progression_day": 0.05}.get(c, 0.13)
                if not c.endswith("!") and self.chance(p):
                    self.dropped[t].add(c)
        self.no_tables = {t for t, p in dict(patients=0.1, toxicities=0.08, not_assessed=0.4, vasopressors=0.1, dialysis=0.1,
                                             measurements=0.15, medications=0.2, stays=0.2).items() if self.chance(p)}
        self.empty_tables = {t for t in ("toxicities", "not_assessed", "vasopressors", "dialysis", "measurements", "medications", "stays") if self.chance(0.05)}
        self.hour_mode = {t: "hour" for t in TABLES}
        if self.at_site:
            self.hour_mode = {t: r.choice(["at", "at", "both", "hour"]) for t in TABLES}
            self.hour_mode["doses"] = r.choice(["at", "both"])
            if "hour" in self.dropped["doses"]:
                self.hour_mode = {t: "hour" for t in TABLES}
        self.rows = {t: [] for t in TABLES}
        self.all_untreated = self.chance(0.06)
        self.anchor, self.anchored = {}, set()
        self.unstored = []
        self.spans = {}  # patient -> (start_day, minutes of the last given dose) of each course
        self.unmeasured = set(r.sample(MONITORED, r.choice([0, 0, 1, 2])))
        self.site_patients = []
        left, p = n, 0
        while left > 0:
            p += 1
            site = r.choice(self.site_ids)
            left -= self.one_patient(site, p, min(left, r.choice([1, 1, 1, 2, 2, 3, 4])))
        for i in range(r.randrange(3)):  # patients without a course
            self.patient_row(r.choice(self.site_ids), f"PX{i}")
        for t in TABLES:
            if t not in self.no_tables:
                self.write(t)

    def put(self, table, row, site, key=None):
        if table not in ("courses", "patients", "doses"):
            self.jitter(table, row)
        row["_site"], row["_key"] = site, key
        self.rows[table].append(row)

    def patient_id(self, site, p):
        return f"P{p}" if site is None or self.ids_collide else f"P{p}{site[-1]}"

    def one_patient(self, site, p, n):
        r = self.r
        if self.ids_collide:
            p = (p + 1) // 2
        pid = self.patient_id(site, p)
        if (site, pid) in self.site_patients:
            pid += "x"
        self.site_patients.append((site, pid))
        numbers = list(range(1, n + 1))
        if n > 1 and self.chance(0.05):
            numbers[1] = numbers[0]
        ids = r.sample(range(1, 13), n)
        for i in range(n):
            cid = f"C{pid[1:]}-{ids[i]}" if not self.chance(0.02) else f"C{pid[1:]},{ids[i]}"
            self.one_course(site, pid, cid, numbers[i], i)
        if self.chance(0.93):
            self.patient_row(site, pid)
        return n

    def maybe(self, p, f):
        return f() if self.chance(p) else self.absent()

    def patient_row(self, site, pid):
        r = self.r
        near = []
        for start, h in self.spans.get((site, pid), []):
            day = (start or 0) + (h / 60 + 720) / 24
            near += [int(day), int(day) + 1, int(day), int(day) - 1, start or 0, (start or 0) + r.choice([365, 730, 1095, 1825])]
        near = [max(0, d) for d in near] or [30]
        death = r.choice([r.randrange(0, 2500), r.randrange(0, 60), r.choice(near), r.choice(near)])
        self.put("patients", dict(
            patient_id=pid,
            sex=self.maybe(0.9, lambda: self.spelled(r.choice(["female", "male", "F", "M", "f", "m", "other", "unknown"]))),
            race=self.maybe(0.8, lambda: self.pad(r.choice(RACES))),
            ethnicity=self.maybe(0.6, lambda: r.choice(["Hispanic", "not Hispanic", "hispanic"])),
            diagnosis=self.maybe(0.9, lambda: r.choice(DIAGNOSES)),
            prior_lines=self.maybe(0.8, lambda: self.int(r.randrange(6))),
            prior_checkpoint_inhibitor=self.maybe(0.8, lambda: self.boolean(self.chance(0.4))),
            death_day=self.maybe(0.4, lambda: self.int(death)),
            last_contact_day=self.maybe(0.75, lambda: self.int(r.choice([death, r.randrange(0, 3000), r.randrange(0, 90), r.choice(near), r.choice(near)])))), site)

    # ------------------------------------------------------------ one course
    def one_course(self, site, pid, cid, number, i):
        r = self.r
        key = (site, cid)
        regimen = r.choices(["hd_il2", "til_il2", "other", None], [6, 2, 1, 1.5])[0]
        cycles = {"til_il2": 1, "other": r.choice([1, 2, 3])}.get(regimen, 2)
        per = {"til_il2": 6, "other": r.choice([5, 10])}.get(regimen, 14)
        stated_cycles = r.choice([1, 2, 2, 3]) if self.chance(0.3) else None
        stated_per = r.choice([5, 6, 14, 15]) if self.chance(0.6 if regimen == "other" else 0.3) else None
        start_day = r.choice([0, 0, 84 * i, 90 * i + r.randrange(9), r.randrange(300)]) if self.chance(0.75) else None
        weight = r.choice([50.0, 60.0, 72.5, 80.0, 81.3, 100.0, 10.0, 350.0])
        self.put("courses", dict(
            course_id=cid, patient_id=pid, course_number=self.maybe(0.93, lambda: self.int(number)),
            regimen=self.spelled(regimen) if regimen else self.absent(),
            start_year=self.maybe(0.9, lambda: self.int(r.choice([1985, 1999, 2009, 2015, 2016, 2023]))),
            start_month=self.maybe(0.4, lambda: self.int(r.randrange(1, 13))),
            start_day=self.absent() if start_day is None else self.int(start_day),
            sequence=self.maybe(0.5, lambda: self.int(r.randrange(1, 500))),
            age_years=self.maybe(0.9, lambda: r.choice(["90+", ">89", "> 89"]) if self.chance(0.06)
                                 else self.int(r.choice([r.randrange(18, 90), 90, 17, 55]))),
            weight_kg=self.maybe(0.85, lambda: self.num(weight)),
            ecog=self.maybe(0.85, lambda: self.int(r.choice([0, 0, 1, 1, 2, 4]))),
            baseline_dialysis=self.maybe(0.7, lambda: self.boolean(self.chance(0.1))),
            planned_iu_per_kg=self.maybe(0.5, lambda: self.num(r.choice([600000.0, 720000.0, 37000.5]))),
            planned_cycles=self.int(stated_cycles) if stated_cycles else self.absent(),
            planned_doses_per_cycle=self.int(stated_per) if stated_per else self.absent(),
            care_setting=self.maybe(0.85, lambda: self.spelled(r.choice(["icu", "step_down", "oncology_unit", "ward"]))),
            best_response=self.maybe(0.8, lambda: self.spelled(r.choice(["CR", "PR", "SD", "PD", "NE"]))),
            progression_day=self.maybe(0.4, lambda: self.int(r.choice([r.randrange(0, 900), r.randrange(0, 90), 365, 730])))), site, key)
        self.anchor[key] = datetime.datetime(r.randrange(2005, 2022), r.randrange(1, 13), r.randrange(1, 28),
                                             r.randrange(24), r.choice([0, 15, 30, 59]))
        self.times = [0]  # minutes of given doses
        self.h = None
        self.recorded_any = False
        untreated = self.all_untreated or self.chance(0.08)
        self.doses(site, key, cid, cycles, per, stated_per or per, untreated, regimen == "other")
        self.spans.setdefault((site, pid), []).append((start_day, self.h if self.h is not None else max(self.times)))
        if not untreated or self.chance(0.5):
            self.events(site, key, cid)

    def doses(self, site, key, cid, cycles, per, planned, untreated, regimen_is_other):
        r = self.r
        if untreated and self.chance(0.5):
            return
        run = list(range(1, cycles + 1))
        if cycles >= 2 and self.chance(0.08):
            run.remove(r.choice(run))  # a planned cycle without a row
        if self.chance(0.08):
            run.append(cycles + r.choice([1, 1, 2]))  # an extra cycle
        if self.chance(0.15):
            run = run[:1]
        shift = 0 if self.at_site or self.chance(0.8) else r.choice([90, -30, 480])
        hours_missing = self.chance(0.05)
        clock, first, last = shift, True, None
        even = self.chance(0.35)
        if self.chance(0.06):
            r.shuffle(run)
        latest = (0, 0)
        for c in run:
            n = min(r.choice([per, planned, per, per + 1, r.randrange(1, per + 1)]), 28)
            stop_at = r.choice([n, n, r.randrange(1, n + 1), r.randrange(1, n + 1)])
            if self.chance(0.12 if regimen_is_other else 0.04):
                stop_at = 0  # a cycle with rows and no given dose
            gap_tail = self.chance(0.5)
            for d in range(1, n + 1):
                if d > stop_at:
                    if gap_tail:
                        break
                    status = r.choice(["stopped", "stopped", "stopped", "refused", "other"])
                else:
                    status = r.choices(["given", "held", "refused", "other"], [85, 12, 2, 1])[0]
                if untreated and status == "given":
                    status = "held"
                if self.chance(0.01):
                    continue  # a dose without a row
                if status == "given" and first and not untreated:
                    clock, first = shift, False
                minute = clock
                clock += 480 if even else 60 * r.choice([8, 8, 8, 9, 12]) + r.choice([0, 0, 15, -10, 7])
                known = not hours_missing and not self.chance(0.012 if status == "given" else 0.3)
                if status == "given":
                    self.times.append(minute)
                    if (c, d) > latest:
                        latest, last = (c, d), minute if known else None
                self.put("doses", dict(
                    course_id=cid, cycle=self.int(c), dose_number=self.int(d), status=self.spelled(status),
                    hour=minute if known else None,
                    iu_per_kg=self.maybe(0.3, lambda: self.num(r.choice([600000.0, 720000.0, 0.0, 599999.5, 300000.0]))),
                    reason=self.reason(status)), site, key)
            clock += 60 * 24 * r.choice([5, 7, 9, 9])
        self.times = [t for t in self.times if t is not None]
        self.h = last
        self.shift = shift

    def reason(self, status):
        r = self.r
        if status == "given" and not self.chance(0.02):
            return self.absent()
        kind = r.random()
        if kind < 0.45:
            return self.spelled(r.choice(names(TERM_ROWS, "term", "synonyms")))
        if kind < 0.6:
            return self.spelled(r.choice(names(ORGAN_ROWS, "organ_system", "label")))
        if kind < 0.75:
            return r.choice(["patient choice", "no bed, no nurse", "unclear\nsee notes", 'said "no"', "bed"])
        return self.absent()

    def events(self, site, key, cid):
        r = self.r
        h = self.h if self.h is not None else max(self.times)
        end = h + 720 * 60
        shift = getattr(self, "shift", 0)

        def moment(low=-40 * 60, high=None):
            high = end + 60 * 60 if high is None else high
            return r.choice([r.choice(self.times), r.choice(self.times) + 45, r.randrange(low, h + 5000),
                             r.randrange(low, max(high, low + 1)), 0, -1, end, end + 1, r.randrange(0, 3000)])

        # toxicities
        for _ in range(r.choice([0, 1, 2, 3, 5, 8])):
            term = r.choice(TERM_ROWS[:60] if self.chance(0.6) else TERM_ROWS)
            term = r.choice([term["term"], *names([term], "synonyms")])
            text = r.choice(UNLISTED_TERMS) if self.chance(0.06) else self.spelled(term)
            onset = None if self.chance(0.12) else moment()
            for _ in range(2 if self.chance(0.15) else 1):
                resolved = None
                if self.chance(0.65):
                    resolved = (onset if onset is not None else moment()) + r.choice(
                        [0, 24 * 60, 168 * 60, 336 * 60, 720 * 60, r.randrange(1, 40000), r.randrange(1, 9000)])
                self.put("toxicities", dict(
                    course_id=cid, term=text, grade=self.maybe(0.85, lambda: self.int(r.choice([1, 2, 3, 3, 3, 4, 4, 5]))),
                    onset_hour=onset, resolved_hour=resolved,
                    attribution=self.maybe(0.6, lambda: self.spelled(r.choice(["related", "unrelated", "unknown"]))),
                    action=r.choice(["none", "None", "dose held", "course_stopped", "other", "", "NA"])), site, key)
        if self.chance(0.25):
            for organ in r.sample(ORGAN_ROWS[:13], r.choice([1, 1, 2, 4])):
                for _ in range(2 if self.chance(0.05) else 1):
                    self.put("not_assessed", dict(course_id=cid, organ_system=self.spelled(organ["organ_system"])), site, key)
        # vasopressors
        if self.chance(0.5):
            before = None
            for _ in range(r.choice([1, 1, 2, 3, 4])):
                row = r.choice(VASO_ROWS[:8] if self.chance(0.75) else VASO_ROWS)
                if self.chance(0.2):
                    row = VASO_ROWS[3]  # dopamine
                agent = self.spelled(r.choice(names([row], "agent", "synonyms")))
                if self.chance(0.08):
                    agent = r.choice(UNLISTED_AGENTS)
                start = moment()
                if before and self.chance(0.6):
                    start = r.choice([before[1], before[0], (before[0] + before[1]) // 2])
                stop = start + r.choice([15, 60, 600, 2880, 4000])
                if self.chance(0.12):
                    start, stop = r.choice([(-300, 0), (-300, -1), (-300, 200), (-60, 60 * 24)])
                if self.chance(0.04):
                    stop = start
                before = (start, stop)
                rate, unit = self.rate(row)
                self.put("vasopressors", dict(
                    course_id=cid, agent=agent, start_hour=start, stop_hour=None if self.chance(0.12) else stop,
                    peak_rate=rate, rate_unit=unit), site, key)
        # dialysis
        if self.chance(0.3):
            before = None
            for _ in range(r.choice([1, 1, 2, 3])):
                start = r.choice([0, r.randrange(0, max(end, 1)), r.randrange(0, 9000), end, end + 1, h + 60])
                if start < 0 or self.chance(0.06):
                    start = r.choice([-1, -600, 0])
                if before and self.chance(0.5):
                    start = r.choice([before[1], (before[0] + before[1]) // 2])
                stop = start + r.choice([240, 600, 1440, 4321])
                before = (start, stop)
                modality = self.absent() if self.chance(0.12) else self.spelled(
                    r.choice(names([r.choice(MODALITY_ROWS)], "modality", "name", "synonyms")))
                self.put("dialysis", dict(course_id=cid, modality=modality, start_hour=start,
                                          stop_hour=None if self.chance(0.15) else stop), site, key)
        # the rest: only their hours matter here
        for _ in range(r.randrange(4)):
            row = r.choice(ANALYTE_ROWS)
            units = [row["unit"]] + ([row["other_unit"]] if row["other_unit"] else [])
            row_of = dict(course_id=cid, analyte=r.choice(names([row], "analyte", "synonyms", "loinc")),
                          hour=r.choice([moment(), end + 3000]), value=self.num(r.choice([1.0, 1.3, 0.8, 4.0, 120.0])),
                          unit=self.maybe(0.85, lambda: r.choice(units)), lower_limit=self.maybe(0.5, lambda: self.num(0.5)),
                          upper_limit=self.maybe(0.5, lambda: self.num(1.2)))
            if self.chance(0.1):
                row_of.update(analyte="mystery marker", unit="zorks")
            self.put("measurements", row_of, site, key)
        self.kidney(site, key, cid, h)
        self.monitoring(site, key, cid)
        self.care(site, key, cid, end, moment)
        assert shift is not None

    def lab(self, site, key, cid, row, minute, value, unit=None):
        r = self.r
        if row["analyte"] in self.unmeasured:
            return
        unit = unit or row["unit"]
        if unit == row["unit"]:
            unit = self.absent() if self.chance(0.1) else unit
        unit = r.choice([unit, unit, unit.upper(), unit.replace("/", " / "), unit.replace("umol", "\u00b5mol")])
        self.put("measurements", dict(
            course_id=cid, analyte=self.spelled(r.choice(names([row], "analyte", "synonyms", "loinc"))) if self.chance(0.7)
            else row["analyte"], hour=minute, value=self.num(value), unit=unit,
            lower_limit=self.absent(), upper_limit=self.absent()), site, key)

    def kidney(self, site, key, cid, h):
        r, row = self.r, ANALYTE_ROWS[0]
        assert row["analyte"] == "creatinine"
        if self.chance(0.2):
            return
        day, week = 1440, 10080

        def put(minute, v):
            if self.chance(0.3):
                factor = float(row["other_per_unit"])
                self.lab(site, key, cid, row, minute, r.choice([v * factor, v * factor, round(v * 88.4, 1)]), "umol/L")
            else:
                self.lab(site, key, cid, row, minute, v)

        base = r.choice([0.6, 0.8, 0.9, 1.0, 1.1, 1.1, 1.2, 1.4, 2.0, 2.7, 3.8])
        if self.chance(0.85):  # the last week, with equal hours and values of no use
            t = r.choice([-week, -week, 0, 0, -1, -day, -2 * day, -60])
            put(t, base)
            if self.chance(0.3):
                put(t, base + r.choice([0.1, -0.1, 0.3, 0.2]))
            if self.chance(0.2):
                put(r.choice([0, t]), r.choice([0.0, -1.0, 0.0]))
            if self.chance(0.3):
                put(r.choice([-week - 1, -week, -3 * day, 0, 1]), base - r.choice([0.1, 0.3]))
        if self.chance(0.4):  # the three months
            for _ in range(r.choice([1, 2, 3])):
                put(r.choice([-2160 * 60, -2160 * 60 - 1, -2160 * 60, -week - 1, -week, -30 * day]), round(base + r.choice([0, -0.2, 0.2, 0.3]), 2))
        if self.chance(0.1):
            return
        end = h + week
        mild = self.chance(0.6)
        for _ in range(r.choice([1, 1, 2]) if mild else r.choice([1, 1, 2, 3, 5])):
            t = r.choice([0, 1, day, 2 * day, r.choice(self.times), r.randrange(0, max(h, 0) + 1), end, end, end + 1, end - 2 * day, h + 3000])
            v = r.choice([base, base, round(base + 0.29, 2), base + 0.3, round(base + 0.3, 1), base * 1.5, base * 2, base * 3, base * 1.49,
                          base * 1.99, base * 2.99, 4.0, 3.99, 4.1, base * 1.5 - 1e-10, base * 3 - 1e-10, 0.0])
            if mild:
                v = r.choice([base, round(base + 0.1, 1), round(base + 0.3, 1), base + 0.3, round(base + 0.29, 2), base * 1.49,
                              base * 1.5, base * 1.5 - 1e-10, round(base - 0.1, 1), max(base, 4.0) if base > 2.5 else base])
            put(t, v)
            if self.chance(0.25 if mild else 0.5):  # a rise over exactly 48 h, a little more, or at the same hour
                after = r.choice([2 * day, 2 * day, 2 * day + 1, 2 * day - 1, 0, 60])
                put(t + after, r.choice([round(v + 0.3, 1), v + 0.3, round(v + 0.29, 2), v + 0.3 - 1e-10, round(v + 0.31, 2)]))
        if self.chance(0.15):
            put(r.choice([-3 * day, -2 * day, -2 * day - 1, -day]), max(0.2, round(base - 0.3, 1)))

    def monitoring(self, site, key, cid):
        """Values on the borders of days, one analyte now and then nowhere in the site."""
        r = self.r
        rows = [a for a in ANALYTE_ROWS if a["analyte"] in MONITORED]
        days = sorted({int(t // 1440) for t in self.times})
        for row in rows:
            if self.chance(0.3):
                continue
            for d in days:
                if self.chance(0.6):
                    t = d * 1440 + r.choice([0, 0, 1439, 1440, -1, r.randrange(1440)])
                    if row["analyte"] != "creatinine" and self.chance(0.1):
                        t = d * 1440 + r.choice([-3e-8, -3e-7, 1440 - 3e-8])
                    self.lab(site, key, cid, row, t, r.choice([0.7, 1.0, 1.3, 120.0]) if row["analyte"] != "creatinine" else r.choice([0.9, 1.0, 1.2]))

    def care(self, site, key, cid, end, moment):
        r = self.r
        agents = [*names(MEDICATION_ROWS, "agent", "synonyms"), "herbal tea", "Study drug X"]
        classes = sorted({row["class"] for row in MEDICATION_ROWS}) + ["other", "other"]
        for _ in range(r.choice([0, 0, 1, 2, 4, 8])):
            start = None if self.chance(0.25) else r.choice([moment(), -600, 0, end, end, end + 1])
            if self.chance(0.4):
                stop = None
            elif start is None:
                stop = r.choice([0, 0, -1, -600, 60, end, end + 100])
            else:
                stop = max(start, r.choice([start, start + 60, start + 6000, 0, -1]))
            self.put("medications", {
                "course_id": cid, "agent": self.spelled(r.choice(agents)),
                "class": self.maybe(0.4, lambda: self.spelled(r.choice(classes))), "start_hour": start, "stop_hour": stop}, site, key)
        before = None
        for _ in range(r.choice([0, 0, 1, 1, 2, 3])):
            start = r.choice([moment(), -600, -60, 0, end, end, end + 1])
            if before and self.chance(0.6):
                start = r.choice([before[1], before[0], (before[0] + before[1]) // 2])
            stop = max(start, r.choice([start, start + 2880, start + 600, 0, -1]))
            before = (start, stop)
            self.put("stays", dict(course_id=cid, unit=self.spelled(r.choice(["icu", "icu", "icu", "step_down", "oncology_unit", "ward"])),
                                   start_hour=start, stop_hour=None if self.chance(0.15) else stop), site, key)

    def rate(self, row):
        r = self.r
        kind = r.random()
        if kind < 0.12:
            return self.absent(), r.choice(["ug/kg/min", self.absent()])
        if row["agent"] == "dopamine":
            x, u = r.choice([(5.0, "ug/kg/min"), (5.01, "mcg/kg/min"), (3.0, "\u00b5g/kg/min"), (400.0, "ug/min"),
                             (300.0, "mcg/kg/h"), (24.0, "mg/h"), (10.0, "ug/kg/min"), (0.005, "mg/kg/min"), (2.0, "zorks")])
        elif row["agent"] == "vasopressin":
            x, u = r.choice([(0.04, "U/min"), (2.4, "U/h"), (2.4, "units/h"), (40.0, "mU/min"), (1.8, "IU/h"),
                             (0.0005, "U/kg/min"), (0.03, "units/kg/h"), (3.0, "mg/h"), (0.04, "u / MIN")])
        else:
            x, u = r.choice([(0.1, "ug/kg/min"), (0.25, "mcg/kg/min"), (0.4, "\u00b5g/kg/min"), (8.0, "ug/min"), (16.0, "mcg/min"),
                             (1.0, "mg/h"), (100.0, "ng/kg/min"), (20.0, "ng/kg/min"), (6.0, "UG/KG/MIN"), (1.0, "mcg/kg/hr"),
                             (2.0, "ug/kg"), (1.0, "drops/min"), (5.0, "mg"), (1.0, "U/h"), (0.0, "ug/kg/min"), (0.0001, "g/min"),
                             (30.0, "ug/kg/hour")])
        return self.num(x), (self.absent() if kind < 0.16 else self.pad(u))

    # ------------------------------------------------------------ writing
    def jitter(self, table, row):
        """Hours that are no whole minutes: seconds with date-times, hundredths elsewhere (both ends alike)."""
        hours = [c for c in row if is_hour(c) and row[c] is not None]
        if hours and self.chance(0.15):
            by = self.r.choice([1, 7, 30, 59]) / 60 if self.at_site else self.r.choice([0.6, 1.2, 7.8])
            for c in hours:
                row[c] += by

    def hour_text(self, minutes):
        return self.num(minutes / 60)

    def at_text(self, key, minutes):
        t = self.anchor[key] + datetime.timedelta(seconds=round(minutes * 60))
        if t.second:
            return t.strftime(self.r.choice(["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"]))
        return t.strftime(self.r.choice(["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"]))

    def write(self, table):
        r = self.r
        rows = [] if table in self.empty_tables else self.rows[table]
        mode = self.hour_mode[table]
        columns, required = [], set()
        for c in TABLES[table]:
            name = c.rstrip("!")
            if c not in self.dropped[table]:
                columns.append(name)
            if c.endswith("!"):
                required.add(name)
        with_site = self.site_ids != [None] and (
            table == "courses" or self.ids_collide or self.chance(0.7 if table == "patients" else 0.5))
        physical = (["site_id"] if with_site else [])
        for c in columns:
            if is_hour(c) and mode in ("at", "both"):
                if mode == "both":
                    physical.append(c)
                physical.append("at" if c == "hour" else c[:-5] + "_at")
            else:
                physical.append(c)
        extra = []
        if self.chance(0.3):
            extra = r.sample(["remark", "flag 2", "export batch", "x"], r.choice([1, 2]))
        physical += extra
        if self.chance(0.5):
            r.shuffle(physical)
        good, lines = [], []
        for row in rows:
            cells = self.cells(table, row, columns, mode, required, with_site)
            if cells is not None:
                for x in extra:
                    cells[x] = r.choice(["", "see\nbelow", "ok", "7", 'a "quoted" word', "a;b|c,d"])
                good.append((cells, row))
        r.shuffle(good)
        for cells, _ in good:
            lines.append([cells.get(c, "") for c in physical])
        if table == "doses":
            self.stored_doses = good
        bad = self.bad_rows(table, good, physical, columns, mode)
        for b in bad:
            lines.insert(r.randrange(len(lines) + 1), b)
        self.emit(table, physical, lines)

    def cells(self, table, row, columns, mode, required, with_site):
        """Texts by physical column, or None where the row would lack a required hour."""
        r = self.r
        key, cells = row["_key"], {}
        row_mode = mode
        anchored = key in self.anchored
        if mode == "both":
            row_mode = r.choice(["hour", "at", "both"])
            if table != "doses" and not anchored:
                row_mode = "hour"
        if table != "doses" and row_mode == "at" and not anchored and any(is_hour(c) and c in required for c in columns):
            return None
        for c in columns:
            v = row[c]
            if not is_hour(c):
                cells[c] = v
                continue
            at = "at" if c == "hour" else c[:-5] + "_at"
            if mode in ("hour", "both"):
                cells[c] = self.hour_text(v) if v is not None and row_mode in ("hour", "both") else self.absent()
            if mode in ("at", "both"):
                cells[at] = self.at_text(key, v) if v is not None and row_mode in ("at", "both") else self.absent()
                if table == "doses" and v is not None and row_mode in ("at", "both") and \
                        row["status"].strip().lower() == "given":
                    self.anchored.add(key)
        if with_site:
            cells["site_id"] = row["_site"] or ""
            if table not in ("courses", "patients") and not self.ids_collide and self.chance(0.3):
                cells["site_id"] = self.absent()
        return cells

    def bad_rows(self, table, good, physical, columns, mode):
        """Rows that must be set aside: clearly fewer than 5 %."""
        r = self.r
        room = int(len(good) * 0.04 / 0.96)
        out = []
        if room <= 0:
            return out
        for _ in range(r.randrange(room + 1)):
            cells, row = r.choice(good)
            cells = dict(cells)
            safe_status = table != "doses" or row["status"].strip().lower() != "given" or not self.at_site
            if table == "doses" and self.at_site:
                safe = [g for g in good if g[1]["status"].strip().lower() != "given"]
                if not safe:
                    continue
                cells, row = r.choice(safe)
                cells = dict(cells)
                safe_status = True
            kinds = ["extra", "fewer", "unclosed", "byte", "nul", "missing", "missing", "type", "domain", "key", "reference"]
            kind = r.choice(kinds)
            if table in ("courses", "patients") and kind == "reference":
                kind = "missing"
            if kind == "key" and table not in ("courses", "patients", "doses"):
                kind = "reference"
            line = [cells.get(c, "") for c in physical]
            if kind == "extra":
                out.append([*line, "x"])
                continue
            if kind == "fewer" and len(line) > 2:
                out.append(line[:-1])
                continue
            if kind == "unclosed":
                out.append("UNCLOSED")
                continue
            if kind == "byte":
                out.append("BYTE")
                continue
            if kind == "nul":
                line[r.randrange(len(line))] = "a\0b"
                out.append(line)
                continue
            if kind == "key":
                if table == "courses":
                    for c in ("age_years", "ecog", "start_day"):
                        if c in cells:
                            cells[c] = self.int(r.choice([1, 2, 3]))
                elif table == "doses":
                    for c in ("cycle", "dose_number"):
                        cells[c] = self.int(int(float(cells[c])))
                    if "reason" in cells:
                        cells["reason"] = "Chills"
                    if safe_status and not self.at_site:
                        cells["status"] = r.choice(["given", "held", "other"])
                elif "sex" in cells:
                    cells["sex"] = "other"
                out.append([cells.get(c, "") for c in physical])
                continue
            if kind == "reference":
                if cells.get("site_id", "").strip().startswith("S") and self.chance(0.5):
                    cells["site_id"] = "elsewhere"
                else:
                    cells["course_id"] = r.choice(["NOPE-1", "NOPE-2", str(cells["course_id"]) + "z"])
                out.append([cells.get(c, "") for c in physical])
                continue
            # A new row that would not clash: other keys than any good row has.
            if table == "courses":
                cells["course_id"] = f"BAD{r.randrange(999)}"
            elif table == "patients":
                cells["patient_id"] = f"PBAD{r.randrange(999)}"
            elif table == "doses":
                cells["dose_number"] = str(r.randrange(40, 900))
            if kind == "missing":
                must = [c.rstrip("!") for c in TABLES[table] if c.endswith("!") and c.rstrip("!") in cells]
                cells[r.choice(must)] = r.choice(["", "NA", "null", "."])
            elif kind == "domain":
                options = [(c, v) for c, v in dict(
                    grade="7", status="maybe", ecog="9", weight_kg="5", sex="x", modality="magic wand", organ_system="aura",
                    regimen="low dose", start_year="1066", iu_per_kg="-1", peak_rate="-3", attribution="perhaps",
                    prior_lines="-1", cycle="0", care_setting="attic", planned_cycles="11").items() if c in cells]
                if table == "stays":
                    options.append(("unit", "attic"))
                if mode == "hour":
                    for a, b in (("start_hour", "stop_hour"), ("onset_hour", "resolved_hour")):
                        if a in cells and b in cells and table != "medications":
                            cells[a] = "10.5"
                            options += [(b, "10.25")] * 3
                if table == "measurements" and "unit" in cells:
                    cells["analyte"] = "creatinine"
                    options.append(("unit", "furlong"))
                if not options:
                    continue
                c, v = r.choice(options)
                cells[c] = v
            else:
                options = [(c, v) for c, v in dict(
                    grade="III+", ecog="1,5", weight_kg="80 kg", cycle="one", iu_per_kg="600,000", peak_rate="0,1", value="high",
                    hour="soon", start_hour="inf", onset_hour="day 2", stop_hour="1.2.3", at="yesterday",
                    start_at="2019-13-40 08:00", onset_at="noon", baseline_dialysis="maybe", prior_lines="2.5",
                    prior_checkpoint_inhibitor="2", age_years="old").items() if c in cells]
                if not options:
                    cells["course_id" if "course_id" in cells else "patient_id"] = ""
                else:
                    c, v = r.choice(options)
                    cells[c] = v
            out.append([cells.get(c, "") for c in physical])
        return out

    def emit(self, table, physical, lines):
        r = self.r
        d = r.choice([",", ",", ";", "\t", "|"])
        ext = r.choice([".csv", ".csv", ".csv", ".csv.gz"]) if d != "\t" else r.choice([".tsv", ".csv"])
        end = r.choice(["\n", "\n", "\r\n"])
        quote_more = r.choice([0, 0, 0.1, 1.0])

        def cell(s):
            s = str(s)
            if any(ch in s for ch in (d, '"', "\n")) or (s[:1].isalnum() and r.random() < quote_more):
                if not s[:1].isalnum():
                    s = s.lstrip()
                    s = s if s[:1].isalnum() else "z" + s
                return '"' + s.replace('"', '""') + '"'
            return s

        coding = r.choices(["utf-8", "utf-8-sig", "cp1252", "utf-16"], [6, 2, 2, 0.4])[0]
        text = ([""] if r.random() < 0.03 else []) + [d.join(cell(self.header(c)) for c in physical)]
        for line in lines:
            if line == "UNCLOSED":
                text.append('"never closed' + d + d.join("x" for _ in physical[1:]))
                continue
            if line == "BYTE":  # a byte that is not UTF-8; elsewhere a field too many
                line = ["b\ue000d"] + ["1"] * (len(physical) - 1) if coding == "utf-8-sig" else ["1"] * (len(physical) + 1)
            text.append(d.join(cell(s) for s in line))
            if r.random() < 0.02:
                text.append("")
        body = end.join(text) + (end if r.random() < 0.8 else "")
        data = body.encode(coding).replace("\ue000".encode(), b"\xff")
        path = os.path.join(self.folder, table + ext)
        if ext.endswith(".gz"):
            with open(path, "wb") as f, gzip.GzipFile("", "wb", fileobj=f, mtime=0) as g:
                g.write(data)
        else:
            with open(path, "wb") as f:
                f.write(data)


def main(argv):
    if len(argv) not in (2, 3):
        sys.exit(__doc__)
    out, seed, n = argv[0], int(argv[1]), int(argv[2]) if len(argv) == 3 else 60
    if os.path.isdir(out):
        for name in os.listdir(out):  # only folders that an earlier run left
            if not name.startswith("site_"):
                sys.exit(f"{out} holds something else: {name}")
        shutil.rmtree(out)
    os.makedirs(out)
    m = Messy(out, seed, n)
    k = m.r.choice([1, 2, 3, 4])
    for i, letter in enumerate("abcd"[:k]):
        share = n // k + (1 if i < n % k else 0)
        if i and m.chance(0.05):
            share = 0
        if share or i == 0 or m.chance(0.5):
            m.site(i + 1, f"site_{letter}", share)


if __name__ == "__main__":
    main(sys.argv[1:])
