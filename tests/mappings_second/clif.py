"""The mapping `clif` (2.1), from the contract's words."""

import re
from datetime import timedelta

from layout import Notes, course_doses, course_row, planned_columns
from raw import Table, columns
from rules import (DEFAULTS, Administration, Course, Derived, Switch, cycles_and_runs, intervals, is_til, moment,
                   number, order)
from words import Words, setting_at, weight_at

READS = {
    "patient": "patient_id, race_category, ethnicity_category, sex_category, death_dttm",
    "hospitalization": "patient_id, hospitalization_id, admission_dttm, discharge_dttm, age_at_admission",
    "medication_admin_continuous": "hospitalization_id, med_order_id, admin_dttm, med_name, med_category, "
        "med_route_category, med_dose, med_dose_unit, mar_action_name, mar_action_category, mar_action_group",
    "medication_admin_intermittent": "hospitalization_id, med_order_id, admin_dttm, med_name, med_category, "
        "med_route_category, med_dose, med_dose_unit, mar_action_name, mar_action_category, mar_action_group",
    "adt": "hospitalization_id, hospital_id, in_dttm, out_dttm, location_category",
    "labs": "hospitalization_id, lab_collect_dttm, lab_category, lab_specimen_category, lab_value, lab_value_numeric, "
            "reference_unit",
    "vitals": "hospitalization_id, recorded_dttm, vital_category, vital_value",
    "crrt_therapy": "hospitalization_id, recorded_dttm, crrt_mode_category",
    "patient_procedures": "hospitalization_id, procedure_code, procedure_code_format, procedure_billed_dttm",
}
SILENT = ("resume", "rate", "stop", "pause")


def category(row, column="mar_action_category"):
    return row[column].strip().lower() if row[column] is not None else None


def meaning_of(words, row, intermittent):
    """(given, held, refused, other, ended), `nothing`, or None for an unknown word."""
    word = words.action(row["mar_action_name"])
    if word is not None and not (intermittent and word in SILENT):
        return "given" if word == "start" else word if word in ("given", "held", "refused", "other", "ended") else "nothing"
    said = category(row)
    if said in ("given", "bolus", "start"):
        return "given"
    if said == "not_given":
        return "held"
    if said in ("going", "dose_change", "verify", "stop"):
        return "nothing"
    return "nothing" if word is not None else None


def switch_of(words, row, notes):
    """A row of an infusion as `on`, `off` or nothing."""
    word, said, group = words.action(row["mar_action_name"]), category(row), category(row, "mar_action_group")
    if word == "ignore":
        return None
    dose = number(row["med_dose"])
    if said == "stop":
        return False
    if said == "other" or group == "other":
        if word is None:
            notes(row)
        return None
    if group == "not_administered":
        return False
    return dose is None or dose > 0


class Stays(Derived):
    """`course` = stay: each hospitalization with a dose is a course."""

    def __init__(self, administrations, cells, parameters, stays):
        """`stays`: hospitalization -> (patient, admission)."""
        super().__init__(administrations, {}, parameters)
        theirs, self.courses, self.of_stay = self.doses_of, {}, {}
        for stay, doses in theirs.items():
            if not doses:
                continue
            patient, admission = stays[stay]
            cycles, runs = cycles_and_runs(doses, parameters)
            given = [d for c in cycles for d in c if d.status == "given"]
            tils = [is_til(next(d.t for d in c if d.status == "given"), cells.get(patient, ()), parameters) for c in cycles]
            tils += [is_til(run[0].t, cells.get(patient, ()), parameters) for run in runs]
            begin = lambda part: next((d for d in part if d.status == "given"), part[0])
            parts = sorted(cycles + runs, key=lambda part: (begin(part).t, order(begin(part).place)))
            course = Course(patient, parts, bool(given), any(tils))
            course.name = stay
            course.s = course.start = min((d.t for d in given), default=admission)
            course.last_given = max((d.t for d in given), default=None)
            course.admission = admission
            self.of_stay[stay] = course
            self.courses.setdefault(patient, []).append(course)
        from rules import local
        for patient, courses in self.courses.items():
            courses.sort(key=lambda c: (c.admission, c.id.encode()))
            first = min(local(parameters, c.start).date() for c in courses)
            for number_, course in enumerate(courses, 1):
                course.number = number_
                course.start_day = (local(parameters, course.start).date() - first).days


def expected(folder, words: Words, sets=None):
    """(tables, columns, notes) of a raw export."""
    parameters = {**DEFAULTS, "time_zone": "UTC", "course": "gap", "site": "folder", "crrt_gap_hours": 24,
                  "procedures": True, **(sets or {})}
    raw = {name: Table(folder, [name, "clif_" + name], columns(text)) for name, text in READS.items()}
    notes, tables = Notes(), {}
    il2, til, routes = (re.compile(parameters[p]) for p in ("il2", "til", "il2_routes"))
    meets = lambda pattern, row: any(row[c] is not None and pattern.search(row[c].lower())
                                     for c in ("med_category", "med_name"))
    by_stay = parameters["course"] == "stay"
    stays = {r["hospitalization_id"]: r for r in raw["hospitalization"].rows}

    def patient_of(row):
        stay = stays.get(row["hospitalization_id"])
        return stay["patient_id"] if stay is not None else None

    administrations, cells, other_drugs = [], {}, False
    for table in ("medication_admin_continuous", "medication_admin_intermittent"):
        for row in raw[table].rows:
            meaning = meaning_of(words, row, table.endswith("intermittent"))
            t, patient = moment(row["admin_dttm"]), patient_of(row)
            is_cells = meets(til, row)
            if is_cells and meaning == "given" and patient and t:
                cells.setdefault(patient, []).append(t)
            if not meets(il2, row):
                other_drugs |= not is_cells
                continue
            if not routes.search((row["med_route_category"] or "").lower()):
                notes.add("other_route", row.place)
                continue
            if meaning is None:
                notes.add("unknown_action", row.place)
            elif meaning == "nothing":
                continue
            amount = number(row["med_dose"])
            if meaning == "given" and amount == 0:
                meaning = "other"
            who = patient if not by_stay else row["hospitalization_id"] if patient else None
            administrations.append(Administration(who, t, meaning, row.place, t, False, False, amount,
                                                  row["med_dose_unit"], None, row))
    if by_stay:
        derived = Stays(administrations, cells, parameters,
                        {s: (r["patient_id"], moment(r["admission_dttm"])) for s, r in stays.items()})
    else:
        derived = Derived(administrations, cells, parameters)

    def subject(row):
        """Whose weights and rooms count: the patient's; where each hospitalization is a course, its own."""
        return row["hospitalization_id"] if by_stay and patient_of(row) else patient_of(row)

    def course_of(row, t):
        if t is None:
            return None
        if by_stay:
            return derived.of_stay.get(row["hospitalization_id"])
        return derived.course_at(patient_of(row), t)

    weights, vitals = {}, []
    for row in raw["vitals"].rows:
        analyte = words.codes.get(("clif_vital", category(row, "vital_category")))
        t, value = moment(row["recorded_dttm"]), number(row["vital_value"])
        if analyte is None or value is None:
            continue
        vitals.append((row, t, analyte, value))
        if analyte == "weight" and t and patient_of(row) and words.kilograms(value, "kg") is not None:
            weights.setdefault(subject(row), []).append((t, value, row.place))
    places, rooms = [], {}
    for row in raw["adt"].rows:
        unit = {"icu": "icu", "stepdown": "step_down", "ward": "ward"}.get(category(row, "location_category"))
        start = moment(row["in_dttm"])
        if unit and start and patient_of(row):
            places.append((row, (unit, start, moment(row["out_dttm"]), row.place)))
            rooms.setdefault(subject(row), []).append(places[-1][1])

    def site_of(course):
        if parameters["site"] != "hospital_id":
            return None
        theirs = sorted((r for r in raw["adt"].rows if r["hospital_id"] and subject(r) == (course.id if by_stay else course.patient)
                         and moment(r["in_dttm"])), key=lambda r: (moment(r["in_dttm"]), order(r.place)))
        holding = [r for r in theirs if moment(r["in_dttm"]) <= course.start
                   and (not moment(r["out_dttm"]) or course.start < moment(r["out_dttm"]))]
        if holding:
            return holding[-1]["hospital_id"]
        stay = course.first_dose.row["hospitalization_id"]
        return next((r["hospital_id"] for r in theirs if r["hospitalization_id"] == stay), None)

    derived.ranks()
    tables["courses"] = []
    for course in derived.all():
        course.weight = weight_at(weights.get(course.id if by_stay else course.patient, ()), course.s)
        began = [r for r in stays.values() if r["patient_id"] == course.patient and moment(r["admission_dttm"])
                 and moment(r["admission_dttm"]) <= course.start]
        running = [r for r in began if not moment(r["discharge_dttm"]) or moment(r["discharge_dttm"]) > course.start]
        last = max(running or began, key=lambda r: (moment(r["admission_dttm"]), order(r.place)), default=None)
        age = number(last["age_at_admission"]) if last is not None else None
        tables["courses"].append(course_row(course, parameters, None if age is None else int(age // 1), site_of(course),
                                            setting_at(rooms.get(course.id if by_stay else course.patient, ()), course.s)))
    tables["doses"] = course_doses(derived, words, parameters, notes, site_of)

    pressors, medicines = {}, {}
    for row in raw["medication_admin_continuous"].rows:
        drug, t = row["med_category"], moment(row["admin_dttm"])
        if drug is not None and drug.strip().lower() == "angiotensin":
            drug = "angiotensin_II"
        pressor, medicine = words.agent(words.pressors, drug), words.agent(words.medicines, drug)
        silent = lambda r: None
        note = (lambda r: notes.add("unknown_action", r.place)) if pressor else silent
        on = switch_of(words, row, note)
        if on is None or t is None:
            continue
        if pressor and patient_of(row):
            pressors.setdefault((row["hospitalization_id"], pressor, row["med_order_id"]), []).append(
                (Switch(t, on, row.place, number(row["med_dose"]), row["med_dose_unit"]), row))
        if medicine and on and course_of(row, t):
            medicines.setdefault((course_of(row, t).id, medicine), []).append((t, order(row.place), row))
    for row in raw["medication_admin_intermittent"].rows:
        t = moment(row["admin_dttm"])
        medicine = words.agent(words.medicines, row["med_category"])
        if medicine and meaning_of(words, row, True) == "given" and course_of(row, t):
            medicines.setdefault((course_of(row, t).id, medicine), []).append((t, order(row.place), row))
    tables["vasopressors"], tables["medications"] = [], []
    for (_, agent, _), rows in pressors.items():
        for start, stop, peak, unit, place in intervals([s for s, _ in rows]):
            course = course_of(rows[0][1], start)
            if course is None:
                continue
            if stop is None:
                notes.add("no_stop", place)
            tables["vasopressors"].append({
                "site_id": site_of(course), "course_id": course.id, "agent": agent, "start_hour": course.hour(start),
                "stop_hour": course.hour(stop), "peak_rate": peak, "rate_unit": unit, "_place": place})
    for (_, agent), rows in medicines.items():
        rows.sort(key=lambda r: r[:2])
        course = course_of(rows[0][2], rows[0][0])
        tables["medications"].append({
            "site_id": site_of(course), "course_id": course.id, "agent": agent, "class": words.classes[agent],
            "start_hour": course.hour(rows[0][0]), "stop_hour": course.hour(rows[-1][0]), "_place": rows[0][2].place})

    tables["dialysis"] = []

    def treatment(row, modality, start, stop):
        course = course_of(row, start)
        if course is not None:
            tables["dialysis"].append({
                "site_id": site_of(course), "course_id": course.id, "modality": modality,
                "start_hour": course.hour(start), "stop_hour": course.hour(stop), "_place": row.place})

    rows_of = {}
    for row in raw["crrt_therapy"].rows:
        if row["hospitalization_id"] and moment(row["recorded_dttm"]):
            rows_of.setdefault(row["hospitalization_id"], []).append(row)
    for rows in rows_of.values():
        rows.sort(key=lambda r: (moment(r["recorded_dttm"]), order(r.place)))
        runs = []
        for row in rows:
            t = moment(row["recorded_dttm"])
            if not runs or t - moment(runs[-1][-1]["recorded_dttm"]) > timedelta(hours=parameters["crrt_gap_hours"]):
                runs.append([])
            runs[-1].append(row)
        for run in runs:
            mode = next((r["crrt_mode_category"].lower() for r in run if r["crrt_mode_category"]), "crrt")
            treatment(run[0], mode, moment(run[0]["recorded_dttm"]), moment(run[-1]["recorded_dttm"]))
    if parameters["procedures"]:
        for row in raw["patient_procedures"].rows:
            modality = words.dialysis_codes.get((row["procedure_code_format"], row["procedure_code"]))
            if modality is not None:
                treatment(row, modality, moment(row["procedure_billed_dttm"]), None)

    tables["measurements"] = []

    def measured(row, t, analyte, value, unit):
        course = course_of(row, t)
        if course is not None:
            tables["measurements"].append({
                "site_id": site_of(course), "course_id": course.id, "analyte": analyte, "hour": course.hour(t),
                "value": value, "unit": unit, "_place": row.place})

    for row in raw["labs"].rows:
        analyte = words.codes.get(("clif_lab", category(row, "lab_category")))
        specimen = category(row, "lab_specimen_category")
        if analyte is None or specimen not in (None, "blood/plasma/serum"):
            continue
        text = row["lab_value_numeric"] if row["lab_value_numeric"] is not None else row["lab_value"]
        read = words.value(analyte, text, row["reference_unit"], None, False)
        if read is not None:
            measured(row, moment(row["lab_collect_dttm"]), analyte, *read)
    for row, t, analyte, value in vitals:
        measured(row, t, analyte, value, words.own_unit[analyte])
    tables["stays"] = []
    for row, (unit, start, stop, place) in places:
        course = course_of(row, start)
        if course is not None:
            tables["stays"].append({"site_id": site_of(course), "course_id": course.id, "unit": unit,
                                    "start_hour": course.hour(start), "stop_hour": course.hour(stop), "_place": place})

    tables["patients"] = []
    for row in raw["patient"].rows:
        patient = row["patient_id"]
        if patient not in derived.courses:
            continue
        discharged = [moment(r["discharge_dttm"]) for r in stays.values()
                      if r["patient_id"] == patient and moment(r["discharge_dttm"])]
        tables["patients"].append({
            "site_id": site_of(derived.courses[patient][0]), "patient_id": patient, "sex": row["sex_category"],
            "race": row["race_category"], "ethnicity": row["ethnicity_category"],
            "death_day": derived.day(patient, moment(row["death_dttm"])),
            "last_contact_day": derived.day(patient, max(discharged)) if discharged else None, "_place": row.place})

    has, there = lambda table, column: raw[table].has(column), lambda table: raw[table].there
    meds = ("medication_admin_continuous", "medication_admin_intermittent")
    keep = {
        "courses": {"course_id", "patient_id", "course_number", "regimen", "start_day"} | planned_columns(parameters),
        "doses": {"course_id", "cycle", "dose_number", "status", "hour"},
        "patients": {"patient_id"},
    }
    keep["patients"] |= {c for c in ("sex", "race", "ethnicity") if has("patient", c + "_category")}
    if has("patient", "death_dttm"):
        keep["patients"].add("death_day")
    if has("hospitalization", "discharge_dttm"):
        keep["patients"].add("last_contact_day")
    if has("hospitalization", "age_at_admission"):
        keep["courses"].add("age_years")
    if any(has(m, "med_dose") for m in meds):
        keep["doses"].add("iu_per_kg")
    if there("vitals"):
        keep["courses"].add("weight_kg")
    if there("adt"):
        keep["courses"].add("care_setting")
        keep["stays"] = {"course_id", "unit", "start_hour", "stop_hour"}
    if there(meds[0]) and other_drugs:
        keep["vasopressors"] = {"course_id", "agent", "start_hour", "stop_hour"}
        if has(meds[0], "med_dose"):
            keep["vasopressors"] |= {"peak_rate", "rate_unit"}
        keep["medications"] = {"course_id", "agent", "class", "start_hour", "stop_hour"}
    if there("labs") or there("vitals"):
        keep["measurements"] = {"course_id", "analyte", "hour", "value", "unit"}
    if there("crrt_therapy") or (there("patient_procedures") and parameters["procedures"]):
        keep["dialysis"] = {"course_id", "modality", "start_hour", "stop_hour"}
    if parameters["site"] == "hospital_id":
        keep["courses"].add("site_id")
        keep["patients"].add("site_id")
    return {t: [{c: r.get(c) for c in [*sorted(keep[t]), "_place"]} for r in rows]
            for t, rows in tables.items() if t in keep}, keep, notes
