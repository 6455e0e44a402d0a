#!/usr/bin/env python3
"""Random raw exports for `mar`, with what breaks at borders. usage: generate_mar.py SEED PATIENTS EXPORTS DIR"""

import csv
import random
import sys
from datetime import datetime, timedelta
from pathlib import Path

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
GIVEN = ["Given", "New Bag", "given", "New Bag/Syringe/Cartridge", "Given (Override)", "Started", "Given-Dual Sign",
         "Given-1st Dose Education", "Start/Given", "Infusing on admission/transfer", "[New Bag]", "Stopped, New Bag",
         "Bag Stopped/New Bag Started", "Paused, Given"]
NOT_GIVEN = ["Held", "Not Given", "Refused", "Missed", "Discontinued", "Held by provider", "Patient Unavailable",
             "Order Discontinued", "Declined", "Hold"]
NOTHING = ["Stopped", "Rate Change", "Paused", "Restarted", "Rate Verify", "Due (Order Ending)", "MAR Hold", "Pending",
           "Paused, [Restarted]", "Canceled Entry", "Infusion Complete"]
UNKNOWN = ["Zapped", "", "given late", "Xyz, Abc", "-Dual Sign", "NULL", "NA"]
REASONS = ["", "", "SBP 78", "pt declined", "confused", "Hypotension", "creatinine up", "patient refused", "renal",
           "wt up 8 kg", "per attending", "family declined", "Hypotension/confusion", "oliguria, Cr 3.1", "NULL", "none",
           "refused, hypotensive", "CLS", "svt", "troponin", "afib", "Renal", "low BP", "patient choice", "n/a"]
IL2 = ["ALDESLEUKIN 22 MIU IV SOLR", "Proleukin", "interleukin-2", "IL-2 (aldesleukin)", "IL2 bag", "Interleukin2"]
ROUTES = ["IV", "", "Intravenous", "IVPB infusion", "iv push", "SC", "Subcutaneous", "PO", "Central IV", "sciv", "NULL"]
DOSES = [("48", "MIU"), ("48,000,000", "Units"), ("600000", "IU/kg"), ("0.6", "MIU/kg"), ("2.8", "mg"), ("0", "MIU"),
         ("", ""), ("48", ""), ("abc", "MIU"), ("37", "mL"), ("0.03", "mg/kg"), ("5", "MIU"), ("7.9", "MIU"),
         ("8", "MIU"), ("48", "million units"), ("1 000 000", "unit(s)"), ("0.0", "MIU"), ("4.8e7", "[iU]")]
PRESSORS = ["NOREPINEPHRINE 4 mg in D5W", "Levophed drip", "PHENYLEPHRINE 40 mg in NS", "vasopressin 20 units",
            "Neo-Synephrine 10 mg", "dopamine 400 mg", "Dopamine HCl", "NE drip", "epinephrine", "dobutamine 500",
            "Methylene Blue 1%", "norad drip", "ephedrine inj"]
RUNNING = ["New Bag", "Rate Change", "Rate Verify", "Stopped", "Paused", "Restarted", "Started", "Given", "Zapped",
           "Titrated", "Infusion Complete", "MAR Hold", "Held", "Stop/Start"]
MEDICINES = ["ondansetron 8 mg", "Acetaminophen 650", "APAP", "Tylenol #3", "furosemide 20 mg", "cefazolin", "famotidine",
             "Zofran ODT", "albumin 25 %", "sodium chloride", "indomethacin", "meperidine", "Demerol", "diphenhydramine"]
LABS = [("CREATININE", "2160-0", "mg/dL"), ("Creatinine", "", "umol/L"), ("Bilirubin total", "1975-2", ""),
        ("PLT", "", "K/uL"), ("platelet count", "777-3", "10^3/µL"), ("Na", "", "meq/L"), ("Potassium", "2823-3", ""),
        ("odd test", "14682-9", ""), ("odd test", "9999-9", "mg/dL"), ("WBC", "", "thou/uL"), ("Creatinine", "14682-9", ""),
        ("ALT", "", "Units/L"), ("INR", "", "ratio"), ("calcium", "", "(no units)"), ("2160-0", "", "mg/dL"),
        ("glucose", "22664-7", ""), ("weight", "", ""), ("Weight kg", "", ""), ("temp", "", "")]
VITALS = [("Weight", "kg"), ("Weight (kg)", ""), ("Weight", ""), ("WEIGHT", "lb"), ("weight", "oz"), ("Weight", "ounces"),
          ("BP", "mmHg"), ("Blood Pressure", ""), ("NIBP", "mmHg"), ("Temp", ""), ("Temperature", "degF"), ("temp", "C"),
          ("Heart rate", "bpm"), ("SpO2", "%"), ("odd", ""), ("Weight in kg", ""), ("Resp rate", "breaths/min"),
          ("weight", "lbs"), ("Pulse", ""), ("SBP", "mmHg"), ("Weight(kg)", "kg"), ("Body weight", "kg"), ("weight", "g")]
LEVELS = ["ICU", "MICU 4", "IMCU", "Step down", "Medicine ward", "Oncology 5W", "BMT", "ED", "", "Surgical", "PACU",
          "Hematology", "hallway", "Intermediate care", "CCU", "Acute oncology", "NULL"]
DIALYSIS = ["CRRT", "hemodialysis", "HD", "", "dialysis catheter placed", "CVVHDF", "Continuous venovenous hemofiltration",
            "SLED run", "odd", "SCUF", "peritoneal dialysis exchange", "ihd", "Hemodialysis, intermittent", "unspecified"]
TERMS = ["Hypotension", "Delirium", "oliguria", "Fever", "odd thing", "Nausea", "renal", "Hypotension/Fever"]
OFFSETS = [0, 1, -1, 60, -60, 179, 180, 181, -179, -180, -181, 24 * 60, 24 * 60 - 1, 24 * 60 + 1, -24 * 60,
           -24 * 60 + 1, -24 * 60 - 1, 96 * 60, 96 * 60 - 1, 96 * 60 + 1, -96 * 60, -96 * 60 + 1, -96 * 60 - 1,
           35 * 1440, 35 * 1440 - 1, 35 * 1440 + 1, 5 * 1440, -5 * 1440, -5 * 1440 - 1, -5 * 1440 + 1, 480, 600, 960,
           -480, 20 * 1440, 40 * 1440, -30 * 1440, -30 * 1440 - 1, -30 * 1440 + 1]
FAR = [-7 * 1440, -7 * 1440 - 1, -7 * 1440 + 1, -90 * 1440, -90 * 1440 - 1, -90 * 1440 + 1, 90 * 1440, 90 * 1440 + 1,
       90 * 1440 - 1, 30 * 1440, 60 * 1440, 120 * 1440, 200 * 1440, -200 * 1440]
GAPS = [480] * 12 + [479, 600, 179, 180, 181, 95 * 60, 96 * 60, 96 * 60 - 1, 96 * 60 + 1, 9 * 1440, 14 * 1440,
                     20 * 1440, 20 * 1440 - 1, 20 * 1440 + 1, 35 * 1440, 35 * 1440 - 1, 35 * 1440 + 1, 67 * 1440,
                     150 * 1440, 1440, 120, 60, 0]


class Site:
    def __init__(self, seed, patients):
        self.dice = random.Random(seed)
        pick = self.dice.choice
        self.mar, self.patients, self.labs, self.vitals = [], [], [], []
        self.cells, self.adt, self.dialysis, self.events = [], [], [], []
        self.flow, self.sites, self.site = 0, [f"east{seed}", f"west{seed}", ""], ""
        for number in range(patients):
            self.patient(f"P{number:04d}")
        for rows in (self.mar, self.patients, self.labs, self.vitals, self.adt, self.events, self.dialysis):
            self.dice.shuffle(rows)

    def chance(self, share):
        return self.dice.random() < share

    def row(self, patient, order, drug, action, t, planned=None, dose=("", ""), rate=("", ""), reason="", route="IV",
            weight=""):
        stamp = lambda time: "" if time is None else time.strftime(self.dice.choice(
            ["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:00"]))
        self.mar.append([patient, order, drug, action, stamp(t), stamp(planned), *dose, *rate, reason, route, weight,
                         self.site if self.chance(0.95) else self.dice.choice(self.sites)])

    def patient(self, name):
        dice, pick, chance = self.dice, self.dice.choice, self.chance
        time = datetime(2085, 1, 1) + timedelta(days=dice.randrange(3000), minutes=dice.choice(
            [0, 480, 600, 1439, 1380, dice.randrange(1440)]))
        given = []
        self.site = pick(self.sites)
        usual = pick(DOSES[:5])
        for _ in range(dice.choice([0, 1, 1, 2, 3, 5, 8, 12, 20])):
            time += pick(GAPS) * MINUTE + (pick([0, 0, 0, 3, -3]) * MINUTE)
            given.append(time)
            self.planned_dose(name, time, usual)
        anchors = given or [time]
        for _ in range(dice.choice([0, 0, 1, 2, 3, 6])):
            at = pick(anchors) + pick(OFFSETS) * MINUTE
            planned = pick([None, at, at - 5 * MINUTE, pick(anchors), at + 6 * HOUR, at - 6 * HOUR - MINUTE])
            action = pick(NOT_GIVEN * 4 + UNKNOWN + NOTHING)
            for _ in range(pick([1, 1, 1, 2])):
                self.row(name, "1", pick(IL2), action, at, planned, reason=pick(REASONS), route=pick(["IV", "", pick(ROUTES)]))
        for _ in range(dice.choice([0, 0, 0, 0, 1, 2])):
            at = pick(anchors) + pick([-5 * 1440, -5 * 1440 - 1, -5 * 1440 + 1, 0, 1, -1440, -2880]) * MINUTE
            if chance(0.5):
                self.cells.append([name, at.strftime("%Y-%m-%d %H:%M")])
            else:
                self.row(name, "9", pick(["Lifileucel", "TUMOR INFILTRATING LYMPHOCYTES", "tumour-infiltrating lymphocyte"]),
                         pick(["Given", "New Bag", "Held", "Zapped"]), at)
        if chance(0.15):
            self.row("" if chance(0.5) else name, "1", "Proleukin", pick(GIVEN + NOT_GIVEN + NOTHING + UNKNOWN),
                     None if chance(0.5) else time, time, dose=("48", "MIU"), route=pick(ROUTES))
        near = lambda: pick(anchors) + (pick(OFFSETS + FAR) * MINUTE if chance(0.6) else dice.randrange(-12000, 12000) * MINUTE)
        stamp = lambda t: t.strftime("%Y-%m-%d %H:%M")
        for _ in range(dice.choice([0, 0, 1, 2])):
            self.infusion(name, near())
        for _ in range(dice.choice([0, 1, 3])):
            self.row(name, "5", pick(MEDICINES), pick(["Given", "New Bag", "Held", "Stopped", "Zapped"]), near())
        for _ in range(dice.choice([0, 2, 4])):
            test, loinc, unit = pick(LABS)
            value = pick(["1.2", "0.9", "<0.5", ">= 250", "250", "hemolyzed", "", "1e2", "<", "12 L", "1,200", "46", "-1"])
            self.labs.append([name if chance(0.98) else "", stamp(near()) if chance(0.98) else "", test, loinc, value, unit,
                              pick(["0.6", "", "<0.6", "x"]), pick(["1.3", "", "400"]),
                              pick(["", "Serum", "Urine", "Whole Blood", "plasma EDTA", "CSF"])])
        for _ in range(dice.choice([0, 2, 4, 6])):
            self.vital(name, near())
        for _ in range(dice.choice([0, 1, 2, 3])):
            start = near()
            stop = pick(["", stamp(start + pick([1, 60, 1440, 5000]) * MINUTE), stamp(pick(anchors))])
            self.adt.append([name, stamp(start), stop, pick(["", "", pick(LEVELS)]), pick(LEVELS)])
        if chance(0.3):
            start = near()
            self.dialysis.append([name, stamp(start), pick(["", stamp(start + 300 * MINUTE)]), pick(DIALYSIS)])
        for _ in range(dice.choice([0, 0, 1, 3])):
            onset, kind = near(), pick(["time", "date", "both", "none"])
            resolved, end = onset + pick([0, 60, 1440, 9000]) * MINUTE, pick(["time", "date", "both", "none"])
            self.events.append([name, pick(TERMS), pick(["1", "2", "3", "4", "", "5", "3.0"]),
                                stamp(onset) if kind in ("time", "both") else "",
                                onset.strftime("%Y-%m-%d") if kind in ("date", "both") else "",
                                stamp(resolved) if end in ("time", "both") else "",
                                resolved.strftime("%Y-%m-%d") if end in ("date", "both") else "",
                                pick(["related", "unrelated", "", "unknown"]), pick(["none", "dose_held", "", "other"])])
        for _ in range(dice.choice([0, 1, 1, 1, 2, 3])):
            day = lambda: (pick(anchors) + dice.randrange(0, 400) * DAY).strftime("%Y-%m-%d")
            self.patients.append([name if chance(0.98) else "", pick(["Male", "F", "", "U", "male", "NA"]), pick(["White", "Asian", ""]),
                                  pick(["Hispanic", ""]), pick(["melanoma", "mRCC", "sarcoma", ""]),
                                  pick(["42", "89", "90+", ">89", "", "NA", "64", "88", "90", "57.9"]), pick(["2050", "", "2041"]),
                                  pick(["80", "", "71.5 ", "1,00"]), pick(["0", "2", ""]), pick(["yes", "", "false"]),
                                  pick(["", "", day()]), pick(["", day(), day()]), pick([self.site, self.site, ""])])

    def planned_dose(self, name, time, usual):
        dice, pick, chance = self.dice, self.dice.choice, self.chance
        planned = pick([time, time, time - 10 * MINUTE, None, time - 6 * HOUR, time + 6 * HOUR, time - 6 * HOUR - MINUTE,
                        time - 2 * HOUR, time.replace(hour=0, minute=0)])
        dose = usual if chance(0.8) else pick(DOSES)
        route = pick(["IV", "IV", "Intravenous", "", "IVPB infusion", pick(ROUTES)])
        weight = pick(["80", "80", "", "71.2", "80 ", "x"])
        drug = pick(IL2)
        if chance(0.15):
            self.row(name, "1", drug, pick(NOT_GIVEN), time - pick([0, 5, 60, 150]) * MINUTE, planned,
                     reason=pick(REASONS), route=route)
        if chance(0.1):
            self.row(name, "1", drug, pick(UNKNOWN), time, planned, reason=pick(REASONS), route=route)
        for _ in range(pick([1, 1, 1, 2])):
            self.row(name, "1", drug, pick(GIVEN), time, planned, dose, route=route, weight=weight)
        if chance(0.4):
            self.row(name, "1", drug, pick(NOTHING + GIVEN), time + pick([0, 10, 20, 60, 170]) * MINUTE,
                     pick([planned, planned, time + 2 * HOUR]), pick([dose, pick(DOSES)]), route=route)
        if chance(0.15):
            later = time + pick([0, 5, 60, 120, 170]) * MINUTE
            for _ in range(pick([1, 2])):
                self.row(name, "1", drug, pick(NOT_GIVEN + UNKNOWN[:2]), later, pick([planned, time + 120 * MINUTE, later, None]),
                         reason=pick(REASONS), route=route)

    def infusion(self, name, time):
        dice, pick, chance = self.dice, self.dice.choice, self.chance
        drug, orders = pick(PRESSORS), pick([["7"], [""], ["7", "8"]])
        for _ in range(dice.choice([1, 2, 4, 8])):
            for _ in range(pick([1, 1, 1, 2, 3])):
                rate = pick([("", ""), ("0", "mcg/kg/min"), ("2.2", "mcg/kg/min"), ("0.5", "mcg/min"), ("8", "mcg/kg/min"),
                             ("1.1", ""), ("abc", "")])
                self.row(name if chance(0.99) else "", pick(orders), drug, pick(RUNNING), time, None, rate=rate,
                         route=pick(["IV", "", "SC"]))
            time += pick([0, 1, 30, 200, 4000]) * MINUTE

    def vital(self, name, time):
        dice, pick = self.dice, self.dice.choice
        measure, unit = pick(VITALS)
        lower = measure.lower()
        if "bp" in lower or "pressure" in lower:
            value = pick(["120/80", "90 / 45", "88", "118/", "x"])
        elif "weight" in lower:
            value = {"lb": "160.5", "lbs": "155", "oz": "2700", "ounces": "2800"}.get(unit, pick(["80.5", "79", "9.9", "351", "71"]))
        elif "temp" in lower:
            value = pick(["37.2", "101.3", "45", "45.1", "44.9"])
        else:
            value = pick(["88", "97", "<60", "abc"])
        self.flow += 1
        stamp = time.strftime("%Y-%m-%d %H:%M")
        sheet, line = (f"FS{self.flow // 5}", str(self.flow)) if self.chance(0.8) else ("", pick(["", "1"]))
        self.vitals.append([name, stamp, measure, value, unit, sheet, line, ""])
        if self.chance(0.2):
            self.flow += 1
            self.vitals.append([name, stamp, measure, pick([value, "70"]), unit, sheet, str(self.flow), line])

    def write(self, folder, variant):
        folder.mkdir(parents=True, exist_ok=True)

        def table(name, header, rows, drop=()):
            keep = [i for i, h in enumerate(header) if h not in drop]
            with open(folder / f"{name}.csv", "w", newline="") as file:
                out = csv.writer(file, lineterminator="\n")
                out.writerow([header[i] for i in keep])
                out.writerows([row[i] for i in keep] for row in rows)

        header = ["pat_id", "order_id", "medication", "action", "taken_time", "sched_time", "dose", "dose_unit", "rate",
                  "rate_unit", "reason", "route", "weight_kg", "site"]
        drop = [() if variant % 2 == 0 else ("site",), ("weight_kg", "site"), ("reason", "rate", "rate_unit"),
                ("sched_time", "site", "route"), ("dose", "site")][variant % 5]
        half = len(self.mar) // 2
        table("MAR_b", header, self.mar[:half], drop)
        table("MAR_a", header, self.mar[half:], drop)
        table("cell_infusions", ["patient_id", "infusion_time"], self.cells)
        if variant % 4 != 3:
            table("patients", ["subject_id", "sex", "race", "ethnicity", "diagnosis", "age", "birth_year", "weight_kg",
                               "prior_lines", "prior_checkpoint_inhibitor", "death_date", "last_contact_date", "site"],
                  self.patients, drop if "site" in drop else ())
            table("labs", ["patient_id", "collection_time", "component", "loinc", "result", "units", "range_low",
                           "range_high", "specimen"], self.labs)
            table("adt", ["patient_id", "in_time", "out_time", "level_of_care", "department"], self.adt)
        if variant % 3 != 2:
            table("flowsheet", ["patient_id", "recorded_time", "flo_meas_name", "meas_value", "unit", "fsd_id", "line",
                                "edited_line"], self.vitals)
            table("dialysis", ["patient_id", "start_time", "stop_time", "modality"], self.dialysis)
            table("adverse_events", ["patient_id", "term", "grade", "onset_time", "onset_date", "resolved_time",
                                     "resolved_date", "attribution", "action"], self.events)


if __name__ == "__main__":
    seed, patients, exports, where = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4])
    for export in range(exports):
        Site(seed * 1000 + export, patients).write(where / f"s{export}", export)
