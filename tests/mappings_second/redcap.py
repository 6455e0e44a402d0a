"""The mapping `redcap`, from the contract's words."""

import csv
import re
from datetime import datetime

from layout import Notes, age_of
from rules import calendar_day, end_of_day, moment, number, order
from words import Words

EVENTS = {
    "toxicities": ("tox_term", "tox_course", {"term": "tox_term", "grade": "tox_grade", "attribution": "tox_attribution",
                                              "action": "tox_action"}, "onset_hour", "tox_onset", "resolved_hour", "tox_resolved"),
    "vasopressors": ("vaso_agent", "vaso_course", {"agent": "vaso_agent", "peak_rate": "vaso_peak_rate",
                                                   "rate_unit": "vaso_rate_unit"}, "start_hour", "vaso_start", "stop_hour", "vaso_stop"),
    "dialysis": ("dial_start dial_modality", "dial_course", {"modality": "dial_modality"}, "start_hour", "dial_start",
                 "stop_hour", "dial_stop"),
    "stays": ("stay_unit", "stay_course", {"unit": "stay_unit"}, "start_hour", "stay_start", "stop_hour", "stay_stop"),
}
PATIENT = {"sex": "sex", "race": "race", "ethnicity": "ethnicity", "diagnosis": "diagnosis", "prior_lines": "prior_lines",
           "prior_checkpoint_inhibitor": "prior_cpi", "death_cause": "death_cause"}
COURSE = {"regimen": "regimen", "age_years": "age_years", "weight_kg": "weight_kg", "ecog": "ecog",
          "baseline_dialysis": "baseline_dialysis", "planned_iu_per_kg": "planned_iu_per_kg", "planned_cycles": "planned_cycles",
          "planned_doses_per_cycle": "planned_doses", "care_setting": "care_setting", "ctcae_version": "ctcae_version",
          "best_response": "best_response"}


class Course:
    def __init__(self, row):
        self.row, self.s, self.start = row, None, None

    def hour(self, time):
        return None if self.s is None or time is None else (time - self.s).total_seconds() / 3600


def expected(folder, words: Words, sets=None):
    """(tables, columns, notes) of a raw export."""
    missing = {m.strip() for m in str((sets or {}).get("missing_codes", "none")).split(",")} - {"none"}
    true_dates = (sets or {}).get("true_dates", "none")
    data = next(p for p in folder.iterdir() if "_data_2" in p.stem.lower() or p.stem.lower() == "records")
    dictionary = next(p for p in folder.iterdir() if "dictionary" in p.stem.lower())
    fields, labels, units = [], {}, {}
    with open(dictionary, newline="") as file:
        for line in csv.DictReader(file):
            name, kind = line["Variable / Field Name"], line["Field Type"]
            fields.append(name)
            units[name] = line["Field Note"] or None
            if kind in ("radio", "dropdown", "checkbox"):
                pairs = (choice.split(",", 1) for choice in line["Choices, Calculations, OR Slider Labels"].split("|"))
                labels[name] = {code.strip(): label.strip() for code, label in pairs}
    rows = []
    with open(data, newline="") as file:
        lines = list(csv.reader(file))
    header = [h.strip().lower() for h in lines[0]]
    for number_, cells in enumerate(lines[1:], 2):
        row = {"_place": (f"{folder.name}/{data.name}", number_)}
        for name, cell in zip(header, cells):
            cell = cell.strip()
            if cell in ("", "NULL") or (cell in missing and name != "record_id"):
                continue
            row[name] = labels.get(name, {}).get(cell, cell)
        rows.append(row)
    has = set(header)

    def checked(row, field):
        """Labels of the boxes of a field that are checked."""
        found = []
        for code, label in labels.get(field, {}).items():
            box = f"{field}___" + re.sub(r"[^a-z0-9_]", "_", code.lower())
            if row.get(box) in ("1", "Checked"):
                found.append(label)
        return found

    courses = {}
    for row in rows:
        if row.get("record_id") and (row.get("course_no") or row.get("course_start")):
            courses.setdefault(row["record_id"], []).append(Course(row))

    def course_of(row, link):
        theirs = courses.get(row.get("record_id"), [])
        if row.get(link) is None:
            return theirs[0] if len(theirs) == 1 else None
        return next((c for c in theirs if c.row.get("course_no") == row[link]), None)

    def id_of(row, link):
        """course_id of a row, whether or not there is such a course."""
        if row.get("record_id") is None:
            return None
        if row.get(link) is not None:
            return f"{row['record_id']}-{row[link]}"
        course = course_of(row, link)
        return None if course is None or course.row.get("course_no") is None else f"{row['record_id']}-{course.row['course_no']}"

    def time_of_dose(text):
        if text is None:
            return None
        time = moment(text)
        if time is None and re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            time = datetime.combine(calendar_day(text), datetime.min.time())
        return time

    def is_given(row):
        return (row.get("dose_status") or "").lower() == "given" and number(row.get("dose_iu_per_kg")) != 0

    doses = [row for row in rows if row.get("dose_no") or row.get("dose_status")]
    for row in doses:
        course, time = course_of(row, "dose_course"), time_of_dose(row.get("dose_time"))
        if course is not None and time is not None and is_given(row):
            course.s = time if course.s is None else min(course.s, time)
    first = {}
    for record, theirs in courses.items():
        for course in theirs:
            begin = calendar_day(course.row["course_start"]) if course.row.get("course_start") else None
            course.start = begin or (course.s.date() if course.s else None)
        first[record] = min((c.start for c in theirs if c.start), default=None)

    def hour_of(course, text, is_end):
        """An hour; 0 of a course that is not there, whose rows are refused for that."""
        if course is None or text is None:
            return None if text is None else 0.0
        time = moment(text)
        if time is None:
            day = calendar_day(text)
            if is_end:
                time = end_of_day(day)
            else:
                time = datetime.combine(day, datetime.min.time())
                if course.s is not None and course.s.date() == day:
                    time = course.s
        return course.hour(time)

    tables = {t: [] for t in ("courses", "patients", "doses", "measurements", "medications", "not_assessed", *EVENTS)}
    started = sorted((c for theirs in courses.values() for c in theirs if c.start),
                     key=lambda c: (c.start, (id_of(c.row, "course_no") or "").encode()))
    for record, theirs in courses.items():
        for course in theirs:
            row = course.row
            days = lambda text: (calendar_day(text) - course.start).days if text and course.start else None
            tables["courses"].append({
                "course_id": id_of(row, "course_no"), "patient_id": record, "course_number": row.get("course_no"),
                **{column: row.get(field) for column, field in COURSE.items()},
                "start_day": (course.start - first[record]).days if course.start else None,
                "start_year": course.start.year if course.start and true_dates != "none" else None,
                "sequence": started.index(course) + 1 if course.start and true_dates != "none" else None,
                "start_month": course.start.month if course.start and true_dates == "month" else None,
                "response_day": days(row.get("response_date")), "progression_day": days(row.get("progression_date")),
                "_place": row["_place"]})
    for record in dict.fromkeys(r["record_id"] for r in rows if r.get("record_id")):
        theirs = sorted((r for r in rows if r.get("record_id") == record), key=lambda r: order(r["_place"]))
        value = lambda field: next((r[field] for r in theirs if r.get(field) is not None), None)
        begin = first.get(record)
        day = lambda text: (calendar_day(text) - begin).days if text and begin else None
        tables["patients"].append({"patient_id": record, **{c: value(f) for c, f in PATIENT.items()},
                                   "death_day": day(value("death_date")), "last_contact_day": day(value("last_contact_date")),
                                   "_place": theirs[0]["_place"]})
    for row in doses:
        course = course_of(row, "dose_course")
        _, reason = words.reason("given", row.get("dose_reason"))
        tables["doses"].append({
            "course_id": id_of(row, "dose_course"), "cycle": row.get("dose_cycle"), "dose_number": row.get("dose_no"),
            "status": row.get("dose_status"), "hour": course.hour(time_of_dose(row.get("dose_time"))) if course else hour_of(None, row.get("dose_time"), False),
            "iu_per_kg": row.get("dose_iu_per_kg"), "reason": reason, "_place": row["_place"]})
    for table, (keys, link, columns, start, start_field, stop, stop_field) in EVENTS.items():
        for row in rows:
            if not any(row.get(key) for key in keys.split()):
                continue
            course = course_of(row, link)
            tables[table].append({"course_id": id_of(row, link), **{c: row.get(f) for c, f in columns.items()},
                                  start: hour_of(course, row.get(start_field), False),
                                  stop: hour_of(course, row.get(stop_field), True), "_place": row["_place"]})
    laboratory = [f for f in fields if f.startswith("lab_") and f not in ("lab_course", "lab_time") and f in has]
    for row in rows:
        for field in laboratory:
            if row.get(field) is not None:
                course = course_of(row, "lab_course")
                tables["measurements"].append({
                    "course_id": id_of(row, "lab_course"), "analyte": field[4:], "hour": hour_of(course, row.get("lab_time"), False),
                    "value": row[field], "unit": words.unit(units[field]), "_place": row["_place"]})
        if row.get("course_no") or row.get("course_start"):
            for label in checked(row, "supportive"):
                tables["medications"].append({"course_id": id_of(row, "course_no"), "agent": label, "class": label, "_place": row["_place"]})
            for label in checked(row, "not_assessed"):
                tables["not_assessed"].append({"course_id": id_of(row, "course_no"), "organ_system": label, "_place": row["_place"]})

    keep = {"courses": {"course_id", "patient_id", "start_day", "course_number"} | {c for c, f in COURSE.items() if f in has}}
    keep["courses"] |= {c for c, f in (("response_day", "response_date"), ("progression_day", "progression_date")) if f in has}
    if true_dates != "none":
        keep["courses"] |= {"start_year", "sequence"} | ({"start_month"} if true_dates == "month" else set())
    keep["patients"] = {"patient_id"} | {c for c, f in PATIENT.items() if f in has}
    keep["patients"] |= {c for c, f in (("death_day", "death_date"), ("last_contact_day", "last_contact_date")) if f in has}
    keep["doses"] = {"course_id", "cycle", "dose_number", "status"} | {
        c for c, f in (("hour", "dose_time"), ("iu_per_kg", "dose_iu_per_kg"), ("reason", "dose_reason")) if f in has}
    for table, (keys, link, columns, start, start_field, stop, stop_field) in EVENTS.items():
        if any(key in has for key in keys.split()):
            keep[table] = {"course_id"} | {c for c, f in {**columns, start: start_field, stop: stop_field}.items() if f in has}
    if laboratory:
        keep["measurements"] = {"course_id", "analyte", "hour", "value", "unit"}
    if any(h.startswith("supportive___") for h in has):
        keep["medications"] = {"course_id", "agent", "class"}
    if any(h.startswith("not_assessed___") for h in has):
        keep["not_assessed"] = {"course_id", "organ_system"}
    return {t: [{c: r.get(c) for c in [*sorted(keep[t]), "_place"]} for r in rows_]
            for t, rows_ in tables.items() if t in keep}, keep, Notes()
