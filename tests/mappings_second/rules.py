"""Courses from administrations: rules 1 to 11 of the mappings' contract, row by row and from its words alone.

Nothing here knows the SQL of the built-in mappings. An administration, a dose, a course are plain objects; times are
`datetime`; a place is (file, line), and orders as the contract says: bytes of the file's name, then the line.
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
NOT_GIVEN = ("held", "refused", "other", "ended")

DEFAULTS = {
    "il2": r"\b(aldesleukin|proleukin|interleukin-?2|il-?2)\b",
    "til": r"\b(lifileucel|amtagvi|tumou?r[- ]infiltrating lymphocytes?)\b",
    "il2_routes": r"^$|\biv|intraven|infus",
    "same_dose_minutes": 180, "cycle_gap_hours": 96, "course_gap_days": 35,
    "cycles_per_course": -1, "til_days": 5,
    "regimen": "hd_il2", "planned_cycles": 0, "planned_doses_per_cycle": 0, "planned_iu_per_kg": 0,
    "trailing": "held", "iu_per_mg": 16923077,
    "lead_days": 7, "lookback_days": 90, "follow_days": 90, "true_dates": "none",
}


def order(place):
    """The order of places: the file's bytes, then the line."""
    return (place[0].encode(), place[1])


@dataclass
class Administration:
    patient: str
    t: datetime
    meaning: str            # given held refused other ended, or None
    place: tuple
    p: datetime = None      # the planned time; t where none is used
    scheduled: bool = False  # p is the scheduled time
    timeless: bool = False
    amount: float = None
    unit: str = None
    reason: str = None
    row: object = None      # the raw row


@dataclass
class Dose:
    patient: str
    t: datetime
    status: str
    place: tuple
    amount: float = None
    unit: str = None
    reason: str = None
    row: object = None
    timeless: bool = False


@dataclass
class Course:
    patient: str
    cycles: list            # of lists of doses, in order of t
    treated: bool
    is_til: bool
    number: int = 0
    s: datetime = None      # hour 0
    start: datetime = None
    last_given: datetime = None
    start_day: int = None
    weight: float = None
    rank: int = None

    @property
    def id(self):
        return self.name if hasattr(self, "name") else f"{self.patient}-{self.number}"

    @property
    def doses(self):
        return [dose for cycle in self.cycles for dose in cycle]

    @property
    def first_dose(self):
        return min(self.doses, key=lambda dose: (dose.t, order(dose.place)))

    @property
    def first_given(self):
        return next(dose for dose in self.doses if dose.status == "given")

    def hour(self, time):
        if self.s is None or time is None:
            return None
        return (time - self.s).total_seconds() / 3600


def chained_doses(administrations, same_dose_minutes):
    """Rule 1, first half: a patient's administrations as lists of those that are one dose."""
    doses, chain, before = [], [], None
    gap = timedelta(minutes=same_dose_minutes)
    for one in sorted(administrations, key=lambda a: (a.p, a.t, order(a.place))):
        joins = before is not None and not one.timeless and not before.timeless and one.p - before.p < gap
        if not joins:
            chain = []
        begins = not joins
        if joins and one.meaning in NOT_GIVEN and one.scheduled:
            given_at = max((i for i, a in enumerate(chain) if a.meaning == "given"), default=None)
            if given_at is not None:
                given = chain[given_at]
                if given.scheduled and given.p != one.p:
                    between = chain[given_at + 1:]
                    begins = not any(a.scheduled and a.p == one.p for a in between)
        if begins:
            doses.append([])
        doses[-1].append(one)
        chain.append(one)
        before = one
    return doses


def dose_of(parts):
    """Rule 1, second half, and rule 11: one dose of its administrations, or None where nobody knows any word."""
    by_time = sorted(parts, key=lambda a: (a.t, order(a.place)))
    known = [a for a in by_time if a.meaning is not None]
    if not known:
        return None
    given = [a for a in known if a.meaning == "given"]
    if given:
        first = given[0]
        sized = [a for a in given if a.amount is not None]
        if sized:
            largest = max(a.amount for a in sized)
            of = next(a for a in sized if a.amount == largest)
        else:
            of = first
        return Dose(first.patient, first.t, "given", first.place, of.amount, of.unit, None, first.row, first.timeless)
    last = known[-1]
    reasons = [a.reason for a in known if a.reason is not None]
    status = "stopped" if last.meaning == "ended" else last.meaning
    return Dose(last.patient, last.t, status, last.place, None, None, reasons[-1] if reasons else None, last.row,
                last.timeless)


def cycles_and_runs(doses, parameters):
    """Rule 2: the cycles and the runs of one patient's doses, each a list of doses in order of t."""
    place = lambda dose: (dose.t, order(dose.place))
    gap = timedelta(hours=parameters["cycle_gap_hours"])
    course_gap = timedelta(days=parameters["course_gap_days"])
    cycles = []
    for dose in sorted((d for d in doses if d.status == "given"), key=place):
        if not cycles or dose.t - cycles[-1][-1].t >= gap:
            cycles.append([])
        cycles[-1].append(dose)
    bounds = [(cycle[0].t, cycle[-1].t) for cycle in cycles]
    given_times = [d.t for cycle in cycles for d in cycle]
    runs, joined = [], [list(cycle) for cycle in cycles]
    for dose in sorted((d for d in doses if d.status != "given"), key=place):
        t, may_wait = dose.t, dose.status != "stopped"
        inside = next((i for i, (a, b) in enumerate(bounds) if a <= t <= b), None)
        following = next((i for i, (a, b) in enumerate(bounds) if a > t), None)
        before = max((i for i, (a, b) in enumerate(bounds) if b < t), default=None)
        if inside is not None:
            to = inside
        elif following is not None and bounds[following][0] - t < DAY and may_wait:
            to = following
        elif before is not None and t - bounds[before][1] < course_gap:
            to = before
        elif following is not None and bounds[following][0] - t < gap and may_wait:
            to = following
        else:
            to = None
        if to is not None:
            joined[to].append(dose)
            continue
        if runs and t - runs[-1][-1].t < gap and not any(runs[-1][-1].t <= g <= t for g in given_times):
            runs[-1].append(dose)
        else:
            runs.append([dose])
    return [sorted(cycle, key=place) for cycle in joined], runs


def is_til(first, cells, parameters):
    days = timedelta(days=parameters["til_days"])
    return any(first - days <= cell <= first for cell in cells)


def courses_of(patient, doses, cells, parameters):
    """Rules 2 and 3: the courses of one patient, in order of time."""
    cycles, runs = cycles_and_runs(doses, parameters)
    limit = parameters["cycles_per_course"]
    if limit < 0:
        limit = parameters["planned_cycles"] or 2
    gap = timedelta(days=parameters["course_gap_days"])
    courses, cycle_before = [], None
    for cycle in cycles:
        given = [d for d in cycle if d.status == "given"]
        til = is_til(given[0].t, cells, parameters)
        begins = (cycle_before is None or given[0].t - cycle_before["last"] >= gap or til or cycle_before["til"]
                  or (limit > 0 and len(courses[-1].cycles) >= limit))
        if begins:
            courses.append(Course(patient, [], True, til, s=given[0].t, start=given[0].t))
        courses[-1].cycles.append(cycle)
        courses[-1].last_given = given[-1].t
        cycle_before = {"last": given[-1].t, "til": til}
    for run in runs:
        courses.append(Course(patient, [run], False, is_til(run[0].t, cells, parameters), start=run[0].t))
    return numbered(courses, parameters)


def local(parameters, time):
    """A time as the calendar of the site has it."""
    zone = parameters.get("time_zone")
    if zone in (None, "UTC"):
        return time
    return time.replace(tzinfo=timezone.utc).astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def numbered(courses, parameters):
    courses.sort(key=lambda c: (c.start, order(c.first_dose.place)))
    for number, course in enumerate(courses, 1):
        course.number = number
        first, start = (local(parameters, c.start).date() for c in (courses[0], course))
        course.start_day = (start - first).days
    return courses


class Derived:
    """What rules 1 to 3 make of the administrations of a raw export."""

    def __init__(self, administrations, cells, parameters):
        self.parameters = parameters
        self.courses = {}       # patient -> courses in order of time
        self.unplaced = []      # places of rows of doses without course_id
        of_patient = {}
        for one in administrations:
            if one.patient is None or one.t is None:
                self.unplaced.append(one.place)
            else:
                if one.p is None:
                    one.p = one.t
                of_patient.setdefault(one.patient, []).append(one)
        self.doses_of = {}
        for patient, theirs in of_patient.items():
            doses = []
            for parts in chained_doses(theirs, parameters["same_dose_minutes"]):
                dose = dose_of(parts)
                if dose is None:
                    self.unplaced.append(min(parts, key=lambda a: (a.t, order(a.place))).place)
                else:
                    doses.append(dose)
            self.doses_of[patient] = doses
            if doses:
                self.courses[patient] = courses_of(patient, doses, cells.get(patient, ()), parameters)

    def all(self):
        return [course for courses in self.courses.values() for course in courses]

    def treated(self, patient):
        return sorted((c for c in self.courses.get(patient, ()) if c.treated), key=lambda c: c.s)

    def first_start(self, patient):
        courses = self.courses.get(patient)
        return min(c.start for c in courses) if courses else None

    def day(self, patient, day):
        """Rule 4: days of patients."""
        first = self.first_start(patient)
        if first is None or day is None:
            return None
        if isinstance(day, datetime):
            day = local(self.parameters, day).date()
        return (day - local(self.parameters, first).date()).days

    def course_at(self, patient, time):
        """Rule 5: the course that an event of this time belongs to."""
        if patient is None or time is None:
            return None
        courses, parameters = self.treated(patient), self.parameters
        lead, lookback, follow = (timedelta(days=parameters[f"{w}_days"]) for w in ("lead", "lookback", "follow"))
        found = None
        for i, course in enumerate(courses):
            begin = course.s - lookback if i == 0 else max(course.s - lead, courses[i - 1].last_given)
            if begin <= time:
                found = i
        if found is None:
            return None
        if time - courses[found].last_given > follow:
            if found + 1 < len(courses) and time >= courses[found + 1].s - lookback:
                return courses[found + 1]
            return None
        return courses[found]

    def start_of_day(self, patient, day):
        """Rule 6: a start or single time of a date alone."""
        midnight = datetime(day.year, day.month, day.day)
        zero = next((c.s for c in self.treated(patient) if c.s.date() == midnight.date()), None)
        return zero if zero is not None else midnight

    def ranks(self):
        """sequence: the rank of a course's start in the raw export."""
        for rank, course in enumerate(sorted(self.all(), key=lambda c: (c.start, c.id.encode())), 1):
            course.rank = rank


def end_of_day(day):
    return datetime(day.year, day.month, day.day) + DAY


# Rule 9

@dataclass
class Switch:
    """A row of an infusion: on or off, with its rate."""
    t: datetime
    on: bool
    place: tuple
    rate: float = None
    unit: str = None


def intervals(rows):
    """Rule 9: (start, stop, peak rate, its unit, place) of the rows of one patient, agent and order."""
    times = sorted({r.t for r in rows})
    at = {t: [r for r in rows if r.t == t] for t in times}
    on = {t: any(r.on for r in at[t]) for t in times}
    off = {t: any(not r.on for r in at[t]) for t in times}
    found = []
    for i, t in enumerate(times):
        if not on[t] or not (i == 0 or not on[times[i - 1]] or off[t]):
            continue
        ran_into = any(start < t and stop == t for start, stop in found)
        if off[t] and not ran_into:
            stop = t
        else:
            stop = next((u for u in times[i + 1:] if off[u]), None)
        found.append((t, stop))
    result = []
    for start, stop in found:
        if stop == start:
            inside = at[start]
        else:
            inside = [r for r in rows if start <= r.t and (stop is None or r.t < stop)]
        ons = sorted((r for r in inside if r.on), key=lambda r: (r.t, order(r.place)))
        rated = [r for r in ons if r.rate is not None]
        unit = rated[0].unit if rated else None
        peak = max((r.rate for r in rated if squeezed(r.unit) == squeezed(unit)), default=None)
        result.append((start, stop, peak, unit, ons[0].place))
    return result


# Words and numbers

def squeezed(text):
    return None if text is None else re.sub(r"\s", "", text.lower())


def compared(text):
    """How the model compares terminology: lower-cased, without blanks, `-` and `_`."""
    return re.sub(r"[\s_-]", "", text.lower())


NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")


def number(text, drop=""):
    """A plain number, after the characters of `drop` are removed; else None."""
    if text is None:
        return None
    text = re.sub(drop, "", text) if drop else text.strip()
    return float(text) if NUMBER.fullmatch(text) else None


def bounded_number(text):
    """Rule 10: a number, also behind a leading `<`, `>`, `<=`, `>=`."""
    if text is None:
        return None
    return number(re.sub(r"^\s*[<>]=?\s*", "", text))


def moment(text):
    """A timestamp of a raw file: a date with a time of day, else None."""
    if text is None:
        return None
    found = re.fullmatch(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(:\d\d(\.\d{1,6})?)?)(Z|[+-]\d\d:\d\d)?", text.strip())
    if not found:
        return None
    clock = found.group(2)
    form = "%Y-%m-%d %H:%M" + (":%S" if found.group(3) else "") + (".%f" if found.group(4) else "")
    time = datetime.strptime(f"{found.group(1)} {clock}", form)
    zone = found.group(5)
    if zone and zone != "Z":
        ahead = timedelta(hours=int(zone[1:3]), minutes=int(zone[4:6]))
        time = time - ahead if zone[0] == "+" else time + ahead
    return time


def calendar_day(text):
    if text is None:
        return None
    return date.fromisoformat(text.strip()[:10])
