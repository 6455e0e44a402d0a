"""The mapping `sdtm`, from the contract's words."""

import copy
import re
from datetime import datetime, timedelta

from layout import Notes, course_doses, course_row, planned_columns, whole_years
from raw import Table, columns
from rules import DAY, DEFAULTS, Administration, Derived, number, order, squeezed
from words import Words, weight_at

READS = {
    "dm": "usubjid, studyid, siteid, sex, race, ethnic, age, ageu, rfendtc, rfpendtc, dthdtc, arm, actarm",
    "ec": "usubjid, ectrt, ecmood, ecoccur, ecdose, ecdosu, ecdosfrq, ecroute, ecstdtc, ecendtc, ecreasoc, ecadj",
    "ex": "usubjid, extrt, exoccur, exdose, exdosu, exdosfrq, exroute, exstdtc, exendtc, exreasoc, exadj",
    "ae": "usubjid, aeterm, aedecod, aetoxgr, aesev, aeslife, aesdth, aeout, aerel, aeacn, aestdtc, aeendtc",
    "cm": "usubjid, cmtrt, cmdecod, cmdose, cmdosu, cmstdtc, cmendtc",
    "pr": "usubjid, prtrt, prdecod, prstdtc, prendtc",
    "lb": "usubjid, lbtestcd, lbspec, lborres, lborresu, lbornrlo, lbornrhi, lbstresn, lbstresu, lbstnrlo, lbstnrhi, lbdtc",
    "vs": "usubjid, vstestcd, vsorres, vsorresu, vsstresn, vsstresu, vsdtc",
    "ds": "usubjid, dsdecod, dscat, dsstdtc",
    "rs": "usubjid, rstestcd, rsstresc, rsorres, rsdtc",
}
EVERY = {"QD": 1, "Q24H": 1, "BID": 2, "Q12H": 2, "TID": 3, "Q8H": 3, "QID": 4, "Q6H": 4, "Q4H": 6}
RELATED = {"RELATED", "POSSIBLE", "PROBABLE", "DEFINITE", "POSSIBLY RELATED", "PROBABLY RELATED", "Y"}
UNRELATED = {"NOT RELATED", "UNRELATED", "NONE", "UNLIKELY", "UNLIKELY RELATED", "REMOTE", "N"}


class When:
    """An ISO 8601 date: its first moment, and how far it is known (`year month day time`)."""

    def __init__(self, text):
        self.at = self.known = None
        found = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d)(?::(\d\d)(?::(\d\d)(?:\.\d+)?)?)?)?)?)?", text or "")
        if found:
            year, month, day, hour, minute, second = (int(p) if p else None for p in found.groups())
            try:
                self.at = datetime(year, month or 1, day or 1, hour or 0, minute or 0, second or 0)
            except ValueError:
                return
            self.known = "year" if month is None else "month" if day is None else "day" if hour is None else "time"

    @property
    def after(self):
        """The end of the day, month or year; of a time the time."""
        if self.known == "time":
            return self.at
        if self.known == "day":
            return self.at + DAY
        year, month = self.at.year, self.at.month
        if self.known == "month":
            return datetime(year + month // 12, month % 12 + 1, 1)
        return datetime(year + 1, 1, 1)


def within(derived, subject, when):
    """The first course whose hour 0 lies in a month or year."""
    if when.known in ("month", "year"):
        return next((c for c in derived.treated(subject) if when.at <= c.s < when.after), None)
    return None


def starts(derived, subject, text):
    """A start or single time, or None."""
    when = When(text)
    if when.known is None or within(derived, subject, when) is not None:
        return None
    return derived.start_of_day(subject, when.at) if when.known == "day" else when.at


def ends(text):
    when = When(text)
    return when.after if when.known in ("time", "day") else None


def expected(folder, words: Words, sets=None):
    """(tables, columns, notes) of a raw export."""
    parameters = {**DEFAULTS, "site": "folder", "severity": True, "dose_factor": 0, **(sets or {})}
    raw = {name: Table(folder, [name], columns(text)) for name, text in READS.items()}
    notes, tables = Notes(), {}
    il2, til, routes = (re.compile(parameters[p]) for p in ("il2", "til", "il2_routes"))
    people = {}
    for row in raw["dm"].rows:
        people.setdefault(row["usubjid"], row)
    domain = "ec" if raw["ec"].there else "ex"
    upper = lambda text: text.strip().upper() if text is not None else None

    administrations, cells = [], {}
    for row in raw[domain].rows:
        get = lambda name: row[domain + name]
        if domain == "ec" and upper(get("mood")) not in (None, "PERFORMED"):
            continue
        treatment = (get("trt") or "").lower()
        dose = number(get("dose"))
        placebo = "placebo" in treatment
        held = upper(get("occur")) == "N" or (dose == 0 and not placebo)
        start, subject = When(get("stdtc")), row["usubjid"]
        if til.search(treatment) and not held and start.known in ("day", "time") and subject:
            cells.setdefault(subject, []).append(start.at)
        if not il2.search(treatment) or get("trt") is None:
            continue
        if not routes.search((get("route") or "").lower()):
            notes.add("other_route", row.place)
            continue
        timeless = start.known == "day"
        t = start.at if start.known in ("day", "time") else None
        times = [t]
        often = EVERY.get(upper(get("dosfrq")))
        if t is not None and not held and often:
            end = When(get("endtc"))
            if end.known not in ("day", "time") and subject in people:
                end = When(people[subject]["rfendtc"])
            if end.known == "time" and end.at > t:
                last = lambda time: time <= end.at
            elif end.known == "day" and end.at.date() > t.date():
                last = lambda time: time < end.at + DAY
            else:
                last = None
            if last is not None:
                times, step = [], timedelta(hours=24 / often)
                while last(t):
                    times.append(t)
                    t += step
        for time in times:
            administrations.append(Administration(
                subject, time, "held" if held else "given", row.place, time, False, timeless, dose, get("dosu"),
                (get("reasoc") or get("adj")) if held else None, row))
    derived = Derived(administrations, cells, parameters)

    plain = lambda unit: squeezed(unit).replace("µ", "u")

    def finding(row, domain, limits):
        """(analyte, value, unit, low, high), `no_weight_unit` or None."""
        analyte = words.codes.get(("sdtm_" + domain, row[domain + "testcd"]))
        if analyte is None:
            return None
        get = lambda name: row[domain + name]
        unit = words.unit(get("orresu"))
        units = {plain(u) for u in words.analyte_units[analyte]} | ({"[oz_av]"} if analyte == "weight" else set())
        if unit is not None and plain(unit) in units:
            read = words.value(analyte, get("orres"), get("orresu"), None, False)
            bounds = (number(get("ornrlo")), number(get("ornrhi")))
        else:
            read = words.value(analyte, get("stresn"), get("stresu"), None, False)
            bounds = (number(get("stnrlo")), number(get("stnrhi")))
        if read is None or read == "no_weight_unit":
            return read
        return analyte, *read, *(bounds if limits else (None, None))

    measured, weights = [], {}
    for domain_, limits in (("lb", True), ("vs", False)):
        for row in raw[domain_].rows:
            if domain_ == "lb" and upper(row["lbspec"]) not in (None, "BLOOD", "SERUM", "PLASMA", "SERUM OR PLASMA",
                                                                "WHOLE BLOOD"):
                continue
            found = finding(row, domain_, limits)
            if found == "no_weight_unit":
                if row["usubjid"] in derived.courses:
                    notes.add("no_weight_unit", row.place)
            elif found is not None:
                at = starts(derived, row["usubjid"], row[domain_ + "dtc"])
                measured.append((row, at, found))
                if domain_ == "vs" and found[0] == "weight" and at is not None:
                    kg = words.kilograms(found[1], found[2])
                    if kg is not None:
                        weights.setdefault(row["usubjid"], []).append((at, kg, row.place))

    def site_of(subject):
        column = parameters["site"]
        return people[subject][column] if column != "folder" and subject in people else None

    derived.ranks()
    tables["courses"] = []
    answers = {}
    for row in raw["rs"].rows:
        test, at = upper(row["rstestcd"]), When(row["rsdtc"])
        if test in ("BESTRESP", "OVRLRESP") and at.known in ("day", "time"):
            begun = [c for c in derived.courses.get(row["usubjid"], ()) if c.start.date() <= at.at.date()]
            if begun:
                answers.setdefault(begun[-1].id, []).append(
                    (test, upper(row["rsstresc"] or row["rsorres"]), (at.at.date() - begun[-1].start.date()).days))
    for course in derived.all():
        course.weight = weight_at(weights.get(course.patient, ()), course.s)
        person, age = people.get(course.patient), None
        if person is not None and upper(person["ageu"]) == "YEARS":
            age = number(person["age"])
            age = None if age is None else int(age // 1) + whole_years(course.start_day)
        row = course_row(course, parameters, age, site_of(course.patient), None)
        given = answers.get(course.id, ())
        best = ["CR", "PR", "SD", "PD", "NE"]
        for test in ("BESTRESP", "OVRLRESP"):
            found = [best.index(a) for t, a, _ in given if t == test and a in best]
            if found and row.get("best_response") is None:
                row["best_response"] = best[min(found)]
        row["response_day"] = min((d for _, a, d in given if a in ("CR", "PR")), default=None)
        row["progression_day"] = min((d for _, a, d in given if a == "PD"), default=None)
        tables["courses"].append(row)

    def dose_of(amount, unit, weight, iu_per_mg):
        if amount == 0:
            return None
        if parameters["dose_factor"] > 0:
            return None if amount is None else amount * parameters["dose_factor"]
        return words.iu(amount, unit, weight, iu_per_mg)

    dosed = copy.copy(words)
    dosed.iu = dose_of
    tables["doses"] = course_doses(derived, dosed, parameters, notes, lambda c: site_of(c.patient))

    def placed(subject, at, text):
        """(there is a row, its course): rule 5, and what has no date, or one to the month of an hour 0."""
        if at is None:
            course = within(derived, subject, When(text))
            if course is not None:
                return True, course
            treated = derived.treated(subject)
            return True, treated[0] if len(treated) == 1 else None
        course = derived.course_at(subject, at)
        return course is not None, course

    tables["toxicities"] = []
    for row in raw["ae"].rows:
        at = starts(derived, row["usubjid"], row["aestdtc"])
        is_there, course = placed(row["usubjid"], at, row["aestdtc"])
        if not is_there:
            continue
        grade = row["aetoxgr"]
        found = re.search(r"\d+", grade) if grade else None
        grade = found.group() if found else None
        if upper(row["aesdth"]) == "Y" or upper(row["aeout"]) == "FATAL":
            grade = "5"
        elif grade is None and parameters["severity"]:
            if upper(row["aeslife"]) == "Y":
                grade = "4"
            else:
                grade = {"MILD": "1", "MODERATE": "2", "SEVERE": "3"}.get(upper(row["aesev"]))
        related, action = upper(row["aerel"]), upper(row["aeacn"])
        tables["toxicities"].append({
            "course_id": course.id if course else None, "term": row["aedecod"] or row["aeterm"], "grade": grade,
            "onset_hour": course.hour(at) if course else None,
            "resolved_hour": course.hour(ends(row["aeendtc"])) if course else None,
            "attribution": "related" if related in RELATED else "unrelated" if related in UNRELATED else
                           None,
            "action": {"DRUG INTERRUPTED": "dose_held", "DRUG WITHDRAWN": "course_stopped", "DOSE NOT CHANGED": "none",
                       "NOT APPLICABLE": None, None: None}.get(action, "other"),
            "_place": row.place})
    tables["vasopressors"], tables["medications"], tables["dialysis"] = [], [], []
    for row in raw["cm"].rows:
        name = row["cmdecod"] or row["cmtrt"]
        pressor, medicine = words.agent(words.pressors, name), words.agent(words.medicines, name)
        if not pressor and not medicine:
            continue
        at, end = starts(derived, row["usubjid"], row["cmstdtc"]), ends(row["cmendtc"])
        is_there, course = placed(row["usubjid"], at, row["cmstdtc"])
        if not is_there:
            continue
        common = {"course_id": course.id if course else None, "start_hour": course.hour(at) if course else None,
                  "stop_hour": course.hour(end) if course else None, "_place": row.place}
        if pressor:
            unit = row["cmdosu"]
            is_rate = unit is not None and re.search(r"/\s*(min|h)", unit.lower())
            if end is None and course is not None:
                notes.add("no_stop", row.place)
            tables["vasopressors"].append({"agent": pressor, "peak_rate": number(row["cmdose"]) if is_rate else None,
                                           "rate_unit": unit if is_rate else None, **common})
        if medicine:
            tables["medications"].append({"agent": medicine, "class": words.classes[medicine], **common})
    for row in raw["pr"].rows:
        _, modality = words.dialysis_name(row["prdecod"] or row["prtrt"])
        if modality is None:
            continue
        at = starts(derived, row["usubjid"], row["prstdtc"])
        is_there, course = placed(row["usubjid"], at, row["prstdtc"])
        if is_there:
            tables["dialysis"].append({
                "course_id": course.id if course else None, "modality": modality,
                "start_hour": course.hour(at) if course else None,
                "stop_hour": course.hour(ends(row["prendtc"])) if course else None, "_place": row.place})
    tables["measurements"] = []
    for row, at, (analyte, value, unit, low, high) in measured:
        course = derived.course_at(row["usubjid"], at)
        if course is not None:
            tables["measurements"].append({
                "course_id": course.id, "analyte": analyte, "hour": course.hour(at), "value": value, "unit": unit,
                "lower_limit": low, "upper_limit": high, "_place": row.place})

    tables["patients"] = []
    for row in raw["dm"].rows:
        subject = row["usubjid"]

        def day(text):
            when = When(text)
            return when.at.date() if when.known and within(derived, subject, when) is None else None

        theirs = sorted((r for r in raw["ds"].rows if r["usubjid"] == subject), key=lambda r: order(r.place))
        deaths = [day(r["dsstdtc"]) for r in theirs if upper(r["dsdecod"]) == "DEATH" and day(r["dsstdtc"])]
        death = day(row["dthdtc"]) or (min(deaths) if deaths else None)
        contacts = [d for d in [day(row["rfendtc"]), day(row["rfpendtc"]), *(day(r["dsstdtc"]) for r in theirs)] if d]
        sex = upper(row["sex"])
        tables["patients"].append({
            "site_id": site_of(subject), "patient_id": subject,
            "sex": {"U": "unknown", "UNDIFFERENTIATED": "other"}.get(sex, row["sex"]), "race": row["race"],
            "ethnicity": row["ethnic"], "death_day": derived.day(subject, death),
            "last_contact_day": derived.day(subject, max(contacts)) if contacts else None, "_place": row.place})

    has, there = lambda column: any(t.has(column) for t in raw.values()), lambda table: raw[table].there
    keep = {
        "courses": {"course_id", "patient_id", "course_number", "regimen", "start_day"} | planned_columns(parameters),
        "doses": {"course_id", "cycle", "dose_number", "status", "hour"},
        "patients": {"patient_id"} | {c for c, n in (("sex", "sex"), ("race", "race"), ("ethnicity", "ethnic"),
                                                     ("last_contact_day", "dsstdtc")) if has(n)},
    }
    if has("age"):
        keep["courses"].add("age_years")
    if there("vs"):
        keep["courses"].add("weight_kg")
    if there("rs"):
        keep["courses"] |= {"best_response", "response_day", "progression_day"}
    if has(domain + "dose"):
        keep["doses"].add("iu_per_kg")
    if has(domain + "reasoc") or has(domain + "adj"):
        keep["doses"].add("reason")
    if has("dthdtc") or there("ds"):
        keep["patients"].add("death_day")
    if parameters["site"] != "folder":
        keep["courses"].add("site_id")
        keep["patients"].add("site_id")
    for table, source, names in (
            ("toxicities", "ae", "term grade onset_hour resolved_hour attribution action"),
            ("vasopressors", "cm", "agent start_hour stop_hour peak_rate rate_unit"),
            ("medications", "cm", "agent class start_hour stop_hour"),
            ("dialysis", "pr", "modality start_hour stop_hour")):
        if there(source):
            keep[table] = {"course_id", *names.split()}
    if there("lb") or there("vs"):
        keep["measurements"] = {"course_id", "analyte", "hour", "value", "unit", "lower_limit", "upper_limit"}
    return {t: [{c: r.get(c) for c in [*sorted(keep[t]), "_place"]} for r in rows]
            for t, rows in tables.items() if t in keep}, keep, notes
