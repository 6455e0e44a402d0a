"""The mapping `mar`, from the contract's words."""

import re
from datetime import timedelta

from layout import Notes, age_of, course_doses, course_row, planned_columns, whole_years
from raw import Table, columns
from rules import (DEFAULTS, Administration, Derived, Switch, calendar_day, compared, end_of_day, intervals, moment,
                   number, order)
from words import Words, setting_at, weight_at

PATIENT = "patient_id (pat_id, subject_id, study_id, deid_id)"
READS = {
    "mar": (["mar", "mar_*"], PATIENT + ", order_id (order_med_id), medication (med_name, medication_name, drug, "
            "display_name), action (mar_action, mar_action_c_name, actiontaken, mar_result, result), action_time "
            "(taken_time, admin_time, administered_at), scheduled_time (sched_time), dose (sig), dose_unit (med_unit), "
            "rate (infusion_rate), rate_unit (infusion_unit, infusion_rate_unit, mar_inf_rate_unit), reason "
            "(reason_not_given, mar_reason), route (med_route, route_name), weight_kg (dosing_weight), site"),
    "patients": (["patients", "demographics"], PATIENT + ", sex, race, ethnicity, diagnosis, age_years (age), birth_year, "
                 "weight_kg, prior_lines, prior_checkpoint_inhibitor, death_date, last_contact_date, site"),
    "labs": (["labs", "labs_*"], PATIENT + ", collected_time (specimn_taken_time, collection_time, specimen_time), test "
             "(component, component_name, lab_name), loinc, value (result, result_value, ord_value), unit "
             "(reference_unit, units), range_low (reference_low), range_high (reference_high), specimen (specimen_type, "
             "specimen_source)"),
    "vitals": (["vitals", "vitals_*", "flowsheet", "flowsheet_*"], PATIENT + ", recorded_time, measure (flo_meas_name, "
               "flo_meas_id_disp_name, vital), value (meas_value), unit, fsd_id, line, edited_line"),
    "cell_infusions": (["cell_infusions"], PATIENT + ", infusion_time"),
    "adt": (["adt", "adt_*"], PATIENT + ", in_time, out_time, level_of_care, department"),
    "dialysis": (["dialysis"], PATIENT + ", start_time, stop_time, modality"),
    "adverse_events": (["adverse_events", "toxicities"], PATIENT + ", term, grade, onset_time, onset_date, "
                       "resolved_time, resolved_date, attribution, action"),
}


def expected(folder, words: Words, sets=None):
    """(tables, notes): the rows that `mar` gives for a raw export, and its notes with their places."""
    parameters = {**DEFAULTS, "schedule_hours": 6, "pressor_boluses": False, **(sets or {})}
    raw = {name: Table(folder, patterns, columns(text)) for name, (patterns, text) in READS.items()}
    notes = Notes()
    il2, til, routes = (re.compile(parameters[p]) for p in ("il2", "til", "il2_routes"))
    is_il2 = lambda r: r["medication"] is not None and il2.search(r["medication"].lower())
    is_til = lambda r: r["medication"] is not None and til.search(r["medication"].lower())

    administrations, cells = [], {}
    for row in raw["mar"].rows:
        t, meaning = moment(row["action_time"]), words.action(row["action"])
        if is_til(row) and meaning in ("given", "start") and row["patient_id"] and t:
            cells.setdefault(row["patient_id"], []).append(t)
        if not is_il2(row):
            continue
        if not routes.search((row["route"] or "").lower()):
            notes.add("other_route", row.place)
            continue
        if meaning is None:
            notes.add("unknown_action", row.place)
        elif meaning in ("given", "start"):
            meaning = "given"
        elif meaning not in ("held", "refused", "other", "ended"):
            continue
        amount = number(row["dose"], r"[,\s]")
        if meaning == "given" and amount == 0:
            meaning = "other"
        planned = moment(row["scheduled_time"])
        near = t and planned and abs(planned - t) <= timedelta(hours=parameters["schedule_hours"])
        administrations.append(Administration(row["patient_id"], t, meaning, row.place, planned if near else t,
                                              bool(near), False, amount, row["dose_unit"], row["reason"], row))
    for row in raw["cell_infusions"].rows:
        if row["patient_id"] and moment(row["infusion_time"]):
            cells.setdefault(row["patient_id"], []).append(moment(row["infusion_time"]))
    derived = Derived(administrations, cells, parameters)

    # Patients: one row each, and what courses need of it.
    people, tables = {}, {}
    for row in sorted(raw["patients"].rows, key=lambda r: order(r.place)):
        people.setdefault(row["patient_id"] or row.place, []).append(row)
    first_value = lambda patient, column: next((r[column] for r in people.get(patient, ()) if r[column] is not None),
                                               None)

    # Vital signs without those that were edited.
    edited = {(r["fsd_id"], r["edited_line"]) for r in raw["vitals"].rows if r["fsd_id"] and r["edited_line"]}
    vitals, weights = [], {}
    for row in raw["vitals"].rows:
        if (row["fsd_id"], row["line"]) in edited:
            continue
        t, measure = moment(row["recorded_time"]), row["measure"]
        if measure is None or row["value"] is None:
            continue
        lower = measure.lower()
        pressure = re.fullmatch(r"(\d+(?:\.\d+)?)\s*/\s*(\d+(?:\.\d+)?)", row["value"])
        if pressure and ("bp" in lower or "blood pressure" in lower):
            for analyte, value in zip(("systolic_bp", "diastolic_bp"), pressure.groups()):
                vitals.append((row, t, analyte, float(value), "mm[Hg]"))
            continue
        name = re.sub(r"\(\s*kg\s*\)", "", lower)
        loinc_unit = None
        analyte = words.analytes.get(compared(name))
        if analyte is None and measure.strip() in words.loincs:
            analyte, loinc_unit = words.loincs[measure.strip()]
        if analyte is None:
            continue
        read = words.value(analyte, row["value"], row["unit"], loinc_unit, "kg" in lower)
        if read is None:
            continue
        if read == "no_weight_unit":
            if row["patient_id"] in derived.courses:
                notes.add("no_weight_unit", row.place)
            continue
        value, unit = read
        vitals.append((row, t, analyte, value, unit))
        if analyte == "weight" and t is not None and row["patient_id"]:
            kg = words.kilograms(value, unit)
            if kg is not None:
                weights.setdefault(row["patient_id"], []).append((t, kg, row.place))

    stays, of_patient = [], {}
    for row in raw["adt"].rows:
        unit = words.level(row["level_of_care"] if row["level_of_care"] is not None else row["department"])
        start = moment(row["in_time"])
        if unit and start and row["patient_id"]:
            stay = (unit, start, moment(row["out_time"]), row.place)
            stays.append((row["patient_id"], stay))
            of_patient.setdefault(row["patient_id"], []).append(stay)

    derived.ranks()
    site = lambda course: course.first_dose.row["site"]
    courses = []
    for course in derived.all():
        own = number(course.first_given.row["weight_kg"], r"[,\s]") if course.treated else None
        course.weight = own
        if course.weight is None:
            course.weight = weight_at(weights.get(course.patient, ()), course.s)
        if course.weight is None:
            course.weight = number(first_value(course.patient, "weight_kg"), r"[,\s]")
        age = age_of(first_value(course.patient, "age_years"))
        if age is not None:
            age += whole_years(course.start_day)
        else:
            birth = number(first_value(course.patient, "birth_year"))
            age = None if birth is None else course.start.year - int(birth)
        courses.append(course_row(course, parameters, age, site(course),
                                  setting_at(of_patient.get(course.patient, ()), course.s)))
    tables["courses"] = courses
    tables["doses"] = course_doses(derived, words, parameters, notes, site)

    at = lambda patient, time: derived.course_at(patient, time)
    other_drugs = False
    medicines, pressors = {}, {}
    pressor_rows = []
    for row in raw["mar"].rows:
        if row["medication"] is None:
            continue
        other_drugs |= not is_il2(row) and not is_til(row)
        t, meaning, patient = moment(row["action_time"]), words.action(row["action"]), row["patient_id"]
        agent = words.agent(words.medicines, row["medication"])
        if agent and meaning in ("given", "start") and at(patient, t):
            medicines.setdefault((at(patient, t).id, agent), []).append((t, order(row.place), row, at(patient, t)))
        agent = words.agent(words.pressors, row["medication"])
        if agent is None:
            continue
        if meaning is None and not is_il2(row):
            notes.add("unknown_action", row.place)
        if patient is None or t is None:
            continue
        rate = number(row["rate"], r"[,\s]")
        if meaning in ("start", "resume", "rate"):
            switch = Switch(t, rate is None or rate > 0, row.place, rate, row["rate_unit"])
        elif meaning in ("stop", "pause"):
            switch = Switch(t, False, row.place)
        elif meaning == "given" and parameters["pressor_boluses"]:
            pressor_rows.append((patient, agent, (t, t, rate, None if rate is None else row["rate_unit"], row.place)))
            continue
        else:
            continue
        pressors.setdefault((patient, agent, row["order_id"]), []).append(switch)
    for (patient, agent, _), switches in pressors.items():
        pressor_rows += [(patient, agent, interval) for interval in intervals(switches)]
    tables["vasopressors"] = []
    for patient, agent, (start, stop, peak, unit, place) in pressor_rows:
        course = at(patient, start)
        if course is None:
            continue
        if stop is None:
            notes.add("no_stop", place)
        tables["vasopressors"].append({
            "site_id": site(course), "course_id": course.id, "agent": agent, "start_hour": course.hour(start),
            "stop_hour": course.hour(stop), "peak_rate": peak, "rate_unit": unit, "_place": place})
    tables["medications"] = []
    for (course_id, agent), found in medicines.items():
        found.sort(key=lambda f: f[:2])
        course = found[0][3]
        tables["medications"].append({
            "site_id": site(course), "course_id": course_id, "agent": agent, "class": words.classes[agent],
            "start_hour": course.hour(found[0][0]), "stop_hour": course.hour(found[-1][0]),
            "_place": found[0][2].place})

    tables["measurements"] = []

    def measured(row, t, analyte, value, unit, low=None, high=None):
        course = at(row["patient_id"], t)
        if course is not None:
            tables["measurements"].append({
                "site_id": site(course), "course_id": course.id, "analyte": analyte, "hour": course.hour(t),
                "value": value, "unit": unit, "lower_limit": low, "upper_limit": high, "_place": row.place})

    for row, t, analyte, value, unit in vitals:
        measured(row, t, analyte, value, unit)
    for row in raw["labs"].rows:
        specimen = row["specimen"]
        if specimen is not None and not re.search("blood|serum|plasma", specimen.lower()):
            continue
        analyte, loinc_unit = words.loincs.get(row["loinc"] or "", (None, None))
        if analyte is None and row["test"] is not None:
            analyte = words.analytes.get(compared(row["test"]))
            if analyte is None:
                analyte, loinc_unit = words.loincs.get(row["test"], (None, None))
        if analyte is None:
            continue
        read = words.value(analyte, row["value"], row["unit"], loinc_unit, "kg" in (row["test"] or "").lower())
        if read == "no_weight_unit" and row["patient_id"] in derived.courses:
            notes.add("no_weight_unit", row.place)
        if read is None or read == "no_weight_unit":
            continue
        measured(row, moment(row["collected_time"]), analyte, *read, number(row["range_low"]), number(row["range_high"]))

    tables["stays"] = []
    for patient, (unit, start, stop, place) in stays:
        course = at(patient, start)
        if course is not None:
            tables["stays"].append({"site_id": site(course), "course_id": course.id, "unit": unit,
                                    "start_hour": course.hour(start), "stop_hour": course.hour(stop), "_place": place})

    tables["dialysis"] = []
    for row in raw["dialysis"].rows:
        course = at(row["patient_id"], moment(row["start_time"]))
        modality = row["modality"]
        if modality is not None and compared(modality) not in words.modalities:
            found, named = words.dialysis_name(modality)
            if found:
                if named is None:
                    continue
                modality = named
        if course is not None:
            tables["dialysis"].append({
                "site_id": site(course), "course_id": course.id, "modality": modality,
                "start_hour": course.hour(moment(row["start_time"])),
                "stop_hour": course.hour(moment(row["stop_time"])), "_place": row.place})

    tables["toxicities"] = []
    for row in raw["adverse_events"].rows:
        patient = row["patient_id"]
        onset, resolved = moment(row["onset_time"]), moment(row["resolved_time"])
        if onset is None and row["onset_date"]:
            onset = derived.start_of_day(patient, calendar_day(row["onset_date"]))
        if resolved is None and row["resolved_date"]:
            resolved = end_of_day(calendar_day(row["resolved_date"]))
        if onset is None:
            treated = derived.treated(patient)
            course = treated[0] if len(treated) == 1 else None
        else:
            course = at(patient, onset)
            if course is None:
                continue
        tables["toxicities"].append({
            "site_id": site(course) if course else None, "course_id": course.id if course else None,
            "term": row["term"], "grade": row["grade"], "onset_hour": course.hour(onset) if course else None,
            "resolved_hour": course.hour(resolved) if course else None,
            "attribution": row["attribution"], "action": row["action"], "_place": row.place})

    tables["patients"] = []
    for key, rows in people.items():
        patient = rows[0]["patient_id"]
        value = lambda column: next((r[column] for r in rows if r[column] is not None), None)
        contacts = [calendar_day(r["last_contact_date"]) for r in rows if r["last_contact_date"]]
        theirs = derived.courses.get(patient)
        differing = any(len({r[column] for r in rows if r[column] is not None}) > 1
                        for column in raw["patients"].headers)
        if len(rows) > 1 and differing:
            notes.add("patient_twice", rows[0].place)
        tables["patients"].append({
            "site_id": value("site") or (site(theirs[0]) if theirs else None), "patient_id": patient,
            "sex": value("sex"), "race": value("race"), "ethnicity": value("ethnicity"), "diagnosis": value("diagnosis"),
            "prior_lines": value("prior_lines"), "prior_checkpoint_inhibitor": value("prior_checkpoint_inhibitor"),
            "death_day": derived.day(patient, calendar_day(value("death_date"))),
            "last_contact_day": derived.day(patient, max(contacts)) if contacts else None, "_place": rows[0].place})

    # Collected.
    has = lambda table, column: raw[table].has(column)
    keep = {
        "courses": {"course_id", "patient_id", "course_number", "regimen", "start_day"},
        "doses": {"course_id", "cycle", "dose_number", "status", "hour"},
    }
    if has("mar", "site"):
        keep["courses"].add("site_id")
    keep["courses"] |= planned_columns(parameters)
    if has("mar", "weight_kg") or has("patients", "weight_kg") or raw["vitals"].there:
        keep["courses"].add("weight_kg")
    if has("patients", "age_years") or has("patients", "birth_year"):
        keep["courses"].add("age_years")
    if raw["adt"].there:
        keep["courses"].add("care_setting")
        keep["stays"] = {"course_id", "unit", "start_hour"} | ({"stop_hour"} if has("adt", "out_time") else set())
    if has("mar", "reason"):
        keep["doses"].add("reason")
    if has("mar", "dose"):
        keep["doses"].add("iu_per_kg")
    if other_drugs:
        keep["vasopressors"] = {"course_id", "agent", "start_hour", "stop_hour"}
        if has("mar", "rate"):
            keep["vasopressors"] |= {"peak_rate", "rate_unit"}
        keep["medications"] = {"course_id", "agent", "class", "start_hour", "stop_hour"}
    if raw["labs"].there or raw["vitals"].there:
        keep["measurements"] = {"course_id", "analyte", "hour", "value", "unit", "lower_limit", "upper_limit"}
        for limit, column in (("lower_limit", "range_low"), ("upper_limit", "range_high")):
            if not has("labs", column):
                keep["measurements"].discard(limit)
    if raw["dialysis"].there:
        keep["dialysis"] = {"course_id", "start_hour"} | {c for c, n in (("stop_hour", "stop_time"),
                                                                         ("modality", "modality")) if has("dialysis", n)}
    if raw["adverse_events"].there:
        tox = {"grade": ("grade",), "onset_hour": ("onset_time", "onset_date"), "attribution": ("attribution",),
               "resolved_hour": ("resolved_time", "resolved_date"), "action": ("action",)}
        keep["toxicities"] = {"course_id", "term"} | {c for c, names in tox.items()
                                                      if any(has("adverse_events", n) for n in names)}
    if raw["patients"].there:
        pat = {"death_day": "death_date", "last_contact_day": "last_contact_date"}
        keep["patients"] = {"patient_id"} | {c for c in ("sex", "race", "ethnicity", "diagnosis", "prior_lines",
                                                         "prior_checkpoint_inhibitor") if has("patients", c)}
        keep["patients"] |= {c for c, n in pat.items() if has("patients", n)}
    if has("mar", "site") or has("patients", "site"):
        for table in ("courses", "patients"):
            if table in keep:
                keep[table].add("site_id")
    return {t: [{c: r.get(c) for c in [*sorted(keep[t]), "_place"]} for r in rows]
            for t, rows in tables.items() if t in keep}, keep, notes
