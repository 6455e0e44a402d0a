"""The mapping `omop` (CDM 5.4), from the contract's words."""

import re
from datetime import datetime, time, timedelta

from layout import Notes, course_doses, course_row, planned_columns
from raw import Table, columns
from rules import DEFAULTS, Administration, Derived, calendar_day, compared, end_of_day, moment, number, order
from words import Words, setting_at, weight_at

READS = {
    "person": "person_id, gender_concept_id, year_of_birth, month_of_birth, day_of_birth, race_concept_id, "
              "ethnicity_concept_id, race_source_value, ethnicity_source_value",
    "drug_exposure": "person_id, drug_concept_id, drug_exposure_start_date, drug_exposure_start_datetime, "
                     "drug_exposure_end_date, drug_exposure_end_datetime, drug_type_concept_id, quantity, "
                     "drug_source_value, route_source_value, dose_unit_source_value",
    "concept": "concept_id, concept_name, vocabulary_id, concept_class_id, concept_code",
    "concept_ancestor": "ancestor_concept_id, descendant_concept_id",
    "death": "person_id, death_date",
    "observation_period": "person_id, observation_period_end_date",
    "visit_occurrence": "person_id, visit_end_date",
    "visit_detail": "person_id, visit_detail_concept_id, visit_detail_start_date, visit_detail_start_datetime, "
                    "visit_detail_end_date, visit_detail_end_datetime, visit_detail_source_value",
    "measurement": "person_id, measurement_concept_id, measurement_date, measurement_datetime, value_as_number, "
                   "unit_concept_id, range_low, range_high, measurement_source_value, unit_source_value",
    "procedure_occurrence": "person_id, procedure_concept_id, procedure_date, procedure_datetime, "
                            "procedure_end_datetime, procedure_source_value",
    "condition_occurrence": "person_id, condition_concept_id, condition_start_date, condition_source_value",
}


def recorded(row, name):
    """The time of a record: its datetime, else its date; midnight is a date alone. (time, timeless)"""
    at = moment(row[name + "_datetime"])
    if at is None:
        day = calendar_day(row[name + "_date"])
        if day is None:
            return None, True
        at = datetime.combine(day, time())
    return at, at.time() == time()


def expected(folder, words: Words, sets=None):
    """(tables, columns, notes) of a raw export."""
    parameters = {**DEFAULTS, "il2_concepts": "1309770", "drug_types": "32818", "melanoma": r"melanoma|^c43|^172",
                  "renal": r"renal cell|clear cell.*kidney|^c64|^189\.?0", **(sets or {})}
    raw = {name: Table(folder, [name], columns(text)) for name, text in READS.items()}
    notes, tables = Notes(), {}
    listed = lambda text: {part.strip() for part in str(text).split(",") if part.strip()}
    ids, types = listed(parameters["il2_concepts"]), listed(parameters["drug_types"])
    il2, til, routes, melanoma, renal = (re.compile(parameters[p]) for p in
                                         ("il2", "til", "il2_routes", "melanoma", "renal"))

    concepts = {r["concept_id"]: r for r in raw["concept"].rows}
    ancestors = {}
    for r in raw["concept_ancestor"].rows:
        ancestors.setdefault(r["descendant_concept_id"], set()).add(r["ancestor_concept_id"])

    def of_concept(id, column, vocabulary=None):
        concept = concepts.get(id) if id is not None and id != "0" else None
        if concept is None or (vocabulary and concept["vocabulary_id"] != vocabulary):
            return None
        return concept[column]

    def meets(pattern, *texts):
        return any(t is not None and pattern.search(t.lower()) for t in texts)

    def drug_name(row):
        id = row["drug_concept_id"]
        ingredients = {a for a in ancestors.get(id, ()) if of_concept(a, "concept_class_id") == "Ingredient"}
        if len(ingredients) == 1:
            return of_concept(ingredients.pop(), "concept_name")
        return of_concept(id, "concept_name") or row["drug_source_value"]

    def is_il2(row):
        id = row["drug_concept_id"]
        return (id in ids or bool(ancestors.get(id, set()) & ids)
                or meets(il2, of_concept(id, "concept_name"), row["drug_source_value"]))

    def is_til(row):
        return meets(til, of_concept(row["drug_concept_id"], "concept_name"), row["drug_source_value"])

    exposures = sorted(raw["drug_exposure"].rows, key=lambda r: order(r.place))
    of_il2 = [r for r in exposures if is_il2(r)]
    used = exposures
    if types and of_il2:
        if any(r["drug_type_concept_id"] in types for r in of_il2):
            used = [r for r in exposures if r["drug_type_concept_id"] in types]
        else:
            notes.add("no_drug_type", of_il2[0].place)

    administrations, cells = [], {}
    for row in used:
        if not is_il2(row):
            continue
        if not routes.search((row["route_source_value"] or "").lower()):
            notes.add("other_route", row.place)
            continue
        at, timeless = recorded(row, "drug_exposure_start")
        amount = number(row["quantity"])
        administrations.append(Administration(
            row["person_id"], at, "other" if amount == 0 else "given", row.place, at, False, timeless, amount,
            row["dose_unit_source_value"], None, row))
    for person in {a.patient for a in administrations}:
        theirs = [a for a in administrations if a.patient == person]
        if not all(a.timeless for a in theirs):
            for one in theirs:
                one.timeless = False
    for row in exposures:
        if is_til(row):
            at, _ = recorded(row, "drug_exposure_start")
            if at is not None and row["person_id"] is not None:
                cells.setdefault(row["person_id"], []).append((at, _))
    # A date alone is 00:00, at or before which no dose of the day was given.
    derived = Derived(administrations, {p: [t for t, _ in c] for p, c in cells.items()}, parameters)

    def begins(person, at, timeless):
        return derived.start_of_day(person, at) if timeless and at is not None else at

    def ends(at, timeless):
        return end_of_day(at) if timeless and at is not None else at

    def findings():
        for row in raw["measurement"].rows:
            code = of_concept(row["measurement_concept_id"], "concept_code", "LOINC")
            analyte, loinc_unit = words.loincs.get(code, (None, None))
            source = row["measurement_source_value"]
            if analyte is None and source is not None:
                analyte = words.analytes.get(compared(source))
                if analyte is None:
                    analyte, loinc_unit = words.loincs.get(source, (None, None))
            if analyte is None:
                continue
            unit = of_concept(row["unit_concept_id"], "concept_code", "UCUM") or row["unit_source_value"]
            read = words.value(analyte, row["value_as_number"], unit, loinc_unit, "kg" in (source or "").lower())
            if read == "no_weight_unit":
                if row["person_id"] in derived.courses:
                    notes.add("no_weight_unit", row.place)
            elif read is not None:
                at = begins(row["person_id"], *recorded(row, "measurement"))
                yield row, at, analyte, *read

    measured = list(findings())
    weights, stays, rooms = {}, [], {}
    for row, at, analyte, value, unit in measured:
        if analyte == "weight" and at is not None and words.kilograms(value, unit) is not None:
            weights.setdefault(row["person_id"], []).append((at, words.kilograms(value, unit), row.place))
    any_icu = False
    for row in raw["visit_detail"].rows:
        concept = row["visit_detail_concept_id"]
        if concept in ("32037", "581379"):
            unit = "icu"
        else:
            unit = words.level(of_concept(concept, "concept_name") or row["visit_detail_source_value"])
        any_icu |= unit == "icu"
        if unit is None or unit == "ward":
            continue
        start = begins(row["person_id"], *recorded(row, "visit_detail_start"))
        stop = ends(*recorded(row, "visit_detail_end"))
        if start is not None:
            stays.append((row["person_id"], (unit, start, stop, row.place)))
            rooms.setdefault(row["person_id"], []).append(stays[-1][1])

    people = {r["person_id"]: r for r in raw["person"].rows}
    derived.ranks()
    tables["courses"] = []
    for course in derived.all():
        course.weight = weight_at(weights.get(course.patient, ()), course.s)
        person, age = people.get(course.patient), None
        if person is not None and person["year_of_birth"]:
            age = course.start.year - int(number(person["year_of_birth"]))
            month, day = person["month_of_birth"], person["day_of_birth"]
            if month and day and (course.start.month, course.start.day) < (int(month), int(day)):
                age -= 1
        tables["courses"].append(course_row(course, parameters, age, None,
                                            setting_at(rooms.get(course.patient, ()), course.s)))
    tables["doses"] = course_doses(derived, words, parameters, notes)

    other_drugs = False
    tables["vasopressors"], tables["medications"] = [], []
    for row in used:
        other_drugs |= not is_il2(row) and not is_til(row)
        name = drug_name(row)
        start = begins(row["person_id"], *recorded(row, "drug_exposure_start"))
        stop = ends(*recorded(row, "drug_exposure_end"))
        if stop is not None and start is not None and stop < start:
            stop = None
        course = derived.course_at(row["person_id"], start)
        pressor, medicine = words.agent(words.pressors, name), words.agent(words.medicines, name)
        if course is None:
            continue
        common = {"course_id": course.id, "start_hour": course.hour(start), "stop_hour": course.hour(stop),
                  "_place": row.place}
        if pressor:
            if stop is None:
                notes.add("no_stop", row.place)
            tables["vasopressors"].append({"agent": pressor, **common})
        if medicine:
            tables["medications"].append({"agent": medicine, "class": words.classes[medicine], **common})

    tables["measurements"] = []
    for row, at, analyte, value, unit in measured:
        course = derived.course_at(row["person_id"], at)
        if course is not None:
            tables["measurements"].append({
                "course_id": course.id, "analyte": analyte, "hour": course.hour(at), "value": value, "unit": unit,
                "lower_limit": number(row["range_low"]), "upper_limit": number(row["range_high"]), "_place": row.place})
    tables["stays"] = []
    for person, (unit, start, stop, place) in stays:
        course = derived.course_at(person, start)
        if course is not None:
            tables["stays"].append({"course_id": course.id, "unit": unit, "start_hour": course.hour(start),
                                    "stop_hour": course.hour(stop), "_place": place})
    tables["dialysis"] = []
    codes = {}
    for (_, code), modality in words.dialysis_codes.items():
        codes[code] = modality
    plain = lambda text: re.sub(r"[\s.]", "", text.upper()) if text is not None else None
    for row in raw["procedure_occurrence"].rows:
        id, source = row["procedure_concept_id"], row["procedure_source_value"]
        modality = codes.get(plain(of_concept(id, "concept_code"))) or codes.get(plain(source))
        if modality is None:
            _, modality = words.dialysis_name(of_concept(id, "concept_name") or source)
        if modality is None:
            continue
        at, timeless = recorded(row, "procedure")
        start, stop = begins(row["person_id"], at, timeless), moment(row["procedure_end_datetime"])
        course = derived.course_at(row["person_id"], start)
        if stop is not None:
            stop = ends(stop, stop.time() == time())
            if stop <= start:
                stop = None
        if course is not None:
            tables["dialysis"].append({"course_id": course.id, "modality": modality, "start_hour": course.hour(start),
                                       "stop_hour": course.hour(stop), "_place": row.place})

    tables["patients"] = []
    latest = lambda table, column, person: max((calendar_day(r[column]) for r in raw[table].rows
                                                if r["person_id"] == person and r[column]), default=None)
    for row in raw["person"].rows:
        person = row["person_id"]
        if person not in derived.courses:
            continue
        first = derived.first_start(person).date()
        found = []
        for condition in raw["condition_occurrence"].rows:
            day = calendar_day(condition["condition_start_date"])
            if condition["person_id"] != person or day is None or day > first:
                continue
            names = of_concept(condition["condition_concept_id"], "concept_name"), condition["condition_source_value"]
            if meets(melanoma, *names):
                found.append((day, 1, "melanoma"))
            elif meets(renal, *names):
                found.append((day, 0, "renal_cell_carcinoma"))
        deaths = [calendar_day(r["death_date"]) for r in raw["death"].rows if r["person_id"] == person and r["death_date"]]
        contact = (latest("observation_period", "observation_period_end_date", person)
                   or latest("visit_occurrence", "visit_end_date", person))
        tables["patients"].append({
            "patient_id": person, "sex": {"8507": "male", "8532": "female"}.get(row["gender_concept_id"], "unknown"),
            "race": of_concept(row["race_concept_id"], "concept_name") or row["race_source_value"],
            "ethnicity": of_concept(row["ethnicity_concept_id"], "concept_name") or row["ethnicity_source_value"],
            "diagnosis": max(found)[2] if found else None,
            "death_day": derived.day(person, min(deaths)) if deaths else None,
            "last_contact_day": derived.day(person, contact), "_place": row.place})

    has, there = lambda table, column: raw[table].has(column), lambda table: raw[table].there
    keep = {
        "courses": {"course_id", "patient_id", "course_number", "regimen", "start_day", "age_years"}
                   | planned_columns(parameters),
        "doses": {"course_id", "cycle", "dose_number", "status", "hour"},
        "patients": {"patient_id", "sex"},
    }
    if there("measurement"):
        keep["courses"].add("weight_kg")
        keep["measurements"] = {"course_id", "analyte", "hour", "value", "unit"}
        keep["measurements"] |= {c for c, n in (("lower_limit", "range_low"), ("upper_limit", "range_high"))
                                 if has("measurement", n)}
    if any_icu:
        keep["courses"].add("care_setting")
        keep["stays"] = {"course_id", "unit", "start_hour", "stop_hour"}
    if has("drug_exposure", "quantity") and has("drug_exposure", "dose_unit_source_value"):
        keep["doses"].add("iu_per_kg")
    if other_drugs:
        keep["vasopressors"] = {"course_id", "agent", "start_hour", "stop_hour"}
        keep["medications"] = {"course_id", "agent", "class", "start_hour", "stop_hour"}
    if there("procedure_occurrence"):
        keep["dialysis"] = {"course_id", "modality", "start_hour", "stop_hour"}
    for column in ("race", "ethnicity"):
        if has("person", column + "_concept_id") or has("person", column + "_source_value"):
            keep["patients"].add(column)
    if there("condition_occurrence"):
        keep["patients"].add("diagnosis")
    if there("death"):
        keep["patients"].add("death_day")
    if there("observation_period") or there("visit_occurrence"):
        keep["patients"].add("last_contact_day")
    return {t: [{c: r.get(c) for c in [*sorted(keep[t]), "_place"]} for r in rows]
            for t, rows in tables.items() if t in keep}, keep, notes
