"""What the layouts share beside the rules: rows of courses and doses, ages, notes."""

import re
from datetime import timedelta

from rules import local, number


class Notes(dict):
    def add(self, rule, place):
        self.setdefault(rule, []).append(place)


def whole_years(days):
    return int(days // 365.25)


def age_of(text):
    """Whole years; 90 for `90+`, `>89` and their like."""
    if text is None:
        return None
    if re.fullmatch(r"90\s*\+|(>\s*89|>=\s*90|≥\s*90)", text.strip()):
        return 90
    value = number(text)
    return None if value is None else int(value // 1)


def plan(parameters, til):
    """The planned columns of a course."""
    given = lambda name: parameters[name] or None
    return {"regimen": "til_il2" if til else parameters["regimen"],
            "planned_cycles": None if til else given("planned_cycles"),
            "planned_doses_per_cycle": None if til else given("planned_doses_per_cycle"),
            "planned_iu_per_kg": given("planned_iu_per_kg")}


def course_doses(derived, words, parameters, notes, site=None):
    """Rows of doses of every course, and the notes that they raise."""
    rows = []
    for course in derived.all():
        before = None
        for cycle_number, cycle in enumerate(course.cycles, 1):
            given = [d for d in cycle if d.status == "given"]
            last = given[-1].t if given else None
            if len(cycle) > 15:
                notes.add("many_doses", cycle[0].place)
            if given and before is not None and given[0].t - before >= timedelta(days=20):
                notes.add("long_gap", given[0].place)
            before = last or before
            for dose_number, dose in enumerate(cycle, 1):
                status, reason, iu = dose.status, dose.reason, None
                if status == "given":
                    iu = words.iu(dose.amount, dose.unit, course.weight, parameters["iu_per_mg"])
                    if iu is None and dose.amount is not None and dose.amount > 0:
                        notes.add("no_amount", dose.place)
                    if iu is not None and iu < 100000 - 1e-9:
                        notes.add("low_dose", dose.place)
                else:
                    status, reason = words.reason(status, reason)
                    if status == "held" and last is not None and dose.t > last:
                        status = parameters["trailing"]
                rows.append({"site_id": site(course) if site else None, "course_id": course.id, "cycle": cycle_number,
                             "dose_number": dose_number, "status": status, "hour": course.hour(dose.t),
                             "iu_per_kg": iu, "reason": reason, "_place": dose.place})
    rows += [{"_place": place} for place in derived.unplaced]
    return rows


def course_row(course, parameters, age, site, setting):
    """A row of courses."""
    dated = parameters["true_dates"] != "none"
    start = local(parameters, course.start)
    return {"site_id": site, "course_id": course.id, "patient_id": course.patient, "course_number": course.number,
            **plan(parameters, course.is_til), "start_day": course.start_day,
            "start_year": start.year if dated else None,
            "start_month": start.month if parameters["true_dates"] == "month" else None,
            "sequence": course.rank if dated else None, "weight_kg": course.weight,
            "age_years": None if age is None else min(age, 90), "care_setting": setting,
            "_place": course.first_dose.place}


def planned_columns(parameters):
    """Columns of courses that the parameters give."""
    columns = {n for n in ("planned_cycles", "planned_doses_per_cycle", "planned_iu_per_kg") if parameters[n]}
    if parameters["true_dates"] != "none":
        columns |= {"start_year", "sequence"}
    if parameters["true_dates"] == "month":
        columns.add("start_month")
    return columns
