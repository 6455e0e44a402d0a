#!/usr/bin/env python3
"""Random raw exports for `clif`, with what breaks at borders. usage: generate_clif.py SEED PATIENTS EXPORTS DIR"""

import csv
import random
import sys
from datetime import datetime, timedelta
from pathlib import Path

from generate_mar import FAR, GAPS, OFFSETS

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
MED = ("hospitalization_id med_order_id admin_dttm med_name med_category med_route_category med_dose med_dose_unit "
       "mar_action_name mar_action_category mar_action_group")
HEADERS = {
    "patient": "patient_id race_category ethnicity_category sex_category death_dttm",
    "hospitalization": "patient_id hospitalization_id admission_dttm discharge_dttm age_at_admission",
    "medication_admin_continuous": MED, "medication_admin_intermittent": MED,
    "adt": "hospitalization_id hospital_id in_dttm out_dttm location_category location_name",
    "labs": "hospitalization_id lab_collect_dttm lab_category lab_specimen_category lab_value lab_value_numeric reference_unit",
    "vitals": "hospitalization_id recorded_dttm vital_category vital_value",
    "crrt_therapy": "hospitalization_id recorded_dttm crrt_mode_category",
    "patient_procedures": "hospitalization_id procedure_code procedure_code_format procedure_billed_dttm",
}
ACTIONS = [("Given", "given", "administered"), ("New Bag", "going", "administered"), ("New Bag", "start", "administered"),
           ("Held", "not_given", "not_administered"), ("FinishedRunning", "given", "administered"), ("Stopped", "stop", "not_administered"),
           ("", "given", "administered"), ("odd", "start", "administered"), ("Refused", "other", "other"), ("odd", "other", "other"),
           ("Canceled Entry", "not_given", "not_administered"), ("", "", ""), ("Rate Change", "dose_change", "administered"),
           ("Restarted", "start", "administered"), ("Discontinued", "not_given", "not_administered"), ("odd", "verify", "administered"),
           ("Missed", "going", "administered"), ("Paused", "given", "administered"), ("Paused", "zzz", "administered"),
           ("", "bolus", "administered"), ("Unheld by provider", "start", "administered"), ("odd", "not_given", "not_administered"),
           ("Given", "other", "other"), ("odd", "", "administered"), ("New Syringe/Cartridge", "going", "administered"),
           ("Hold", "stop", "not_administered"), ("Stopped", "going", "administered"), ("", "other", "administered")]


class Extract:
    def __init__(self, seed, patients):
        self.dice = random.Random(seed)
        self.tables = {name: [] for name in HEADERS}
        self.stays = 0
        self.site = f"h{seed}"
        for number in range(patients):
            self.patient(f"C{number:03d}")
        for rows in self.tables.values():
            self.dice.shuffle(rows)

    def stamp(self, t):
        if t is None:
            return ""
        form = self.dice.choice(["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d %H:%M:%S+00:00", "offset"])
        if form == "offset":
            return (t - timedelta(hours=5)).strftime("%Y-%m-%dT%H:%M:%S") + "-05:00"
        return t.strftime(form)

    def patient(self, name):
        dice, pick, stamp = self.dice, self.dice.choice, self.stamp
        chance = lambda share: dice.random() < share
        time = datetime(2085, 1, 1) + timedelta(days=dice.randrange(3000), minutes=dice.choice([0, 290, 310, 1439, dice.randrange(1440)]))
        given, stays = [], []

        def admit(at, length):
            self.stays += 1
            stay = f"{self.site}-{self.stays}"
            stays.append(stay)
            self.tables["hospitalization"].append([name, stay, stamp(at), stamp(pick([at + length, at + length, None])),
                                                   str(pick([42, 57, 88, 89, 90, 91, ""]))])
            return stay

        admit(time - pick([0, 60, 1440, 30 * 1440]) * MINUTE, pick([3, 10, 40]) * DAY)
        for _ in range(dice.choice([0, 1, 2, 4, 8, 14])):
            gap = pick(GAPS)
            time += gap * MINUTE
            if gap > 6000 and chance(0.7):
                admit(time - pick([0, 60, 1440, -5]) * MINUTE, pick([3, 10]) * DAY)
            given.append(time)
            for _ in range(pick([1, 1, 2, 3])):
                self.il2(pick(stays[-1:] * 9 + stays) if chance(0.98) else "nowhere", time + pick([0, 0, 1, 60, 170]) * MINUTE)
        anchors = given or [time]
        near = lambda: pick(anchors) + (pick(OFFSETS + FAR) * MINUTE if chance(0.6) else dice.randrange(-12000, 12000) * MINUTE)
        for _ in range(dice.choice([0, 0, 1, 3])):
            self.il2(pick(stays), pick(anchors) + pick(OFFSETS) * MINUTE,
                     pick([("Held", "not_given", "not_administered"), ("Refused", "other", "other"), ("odd", "other", "other"),
                           ("Discontinued", "not_given", "not_administered")]))
        if chance(0.15):
            self.med(pick(["medication_admin_continuous", "medication_admin_intermittent"]), pick(stays), "9",
                     pick(anchors) + pick([-5 * 1440, -5 * 1440 - 1, -5 * 1440 + 1, -1440]) * MINUTE, pick(["Lifileucel", "TIL"]),
                     pick(["tumor infiltrating lymphocytes", "other"]), "iv", ("", ""), pick(ACTIONS))
        for _ in range(dice.choice([0, 0, 1, 2])):
            at, drug = near(), pick(["norepinephrine", "phenylephrine", "angiotensin", "vasopressin", "dopamine", "furosemide", "Epinephrine"])
            for _ in range(pick([1, 3, 6])):
                for _ in range(pick([1, 1, 2])):
                    rate = pick([("0.1", "mcg/kg/min"), ("5", "mcg/min"), ("0", "mcg/kg/min"), ("", ""), ("0.3", "mcg/kg/min")])
                    self.med("medication_admin_continuous", pick(stays), pick(["7", "", "8"]), at, drug, drug, pick(["iv", ""]), rate, pick(ACTIONS))
                at += pick([0, 1, 60, 500]) * MINUTE
        for _ in range(dice.choice([0, 1, 3])):
            drug = pick(["acetaminophen", "ondansetron", "famotidine", "other", "cefazolin", "norepinephrine"])
            self.med("medication_admin_intermittent", pick(stays), "3", near(), drug, drug, "po", ("1", "mg"), pick(ACTIONS))
        for _ in range(dice.choice([0, 2, 4])):
            numeric = pick(["1.2", "", "250"])
            self.tables["labs"].append([pick(stays), stamp(near()), pick(["creatinine", "platelet_count", "bilirubin_total", "odd", "sodium", "inr"]),
                                        pick(["", "blood/plasma/serum", "urine"]), pick(["<0.5", "1.2", "odd", ">=250"]), numeric,
                                        pick(["mg/dL", "10^3/µL", "", "K/uL"])])
        for _ in range(dice.choice([0, 2, 4])):
            self.tables["vitals"].append([pick(stays), stamp(near()), *pick([("weight_kg", "80.5"), ("weight_kg", "9.9"), ("weight_kg", "71"),
                                          ("sbp", "88"), ("temp_c", "37.2"), ("odd", "1"), ("weight_kg", "350"), ("height_cm", "170")])])
        for _ in range(dice.choice([0, 1, 2, 3])):
            at = near()
            self.tables["adt"].append([pick(stays), self.site, stamp(at), stamp(pick([None, at + 600 * MINUTE, at + 4 * DAY])),
                                       pick(["icu", "stepdown", "ward", "ed", "procedural"]), "x"])
        if chance(0.3):
            at, stay = near(), pick(stays)
            for _ in range(pick([1, 3, 6])):
                self.tables["crrt_therapy"].append([stay, stamp(at), pick(["", "cvvh", "CVVHDF", "scuf"])])
                at += pick([60, 24 * 60, 24 * 60 + 1, 24 * 60 - 1]) * MINUTE
        for _ in range(dice.choice([0, 0, 1])):
            self.tables["patient_procedures"].append([pick(stays), *pick([("5A1D70Z", "ICD10PCS"), ("90935", "CPT"), ("90935", "ICD10PCS"),
                                                      ("02HV33Z", "ICD10PCS"), ("5A1D90Z", "ICD10PCS")]), stamp(near())])
        if chance(0.95):
            self.tables["patient"].append([name, pick(["White", "Asian", ""]), pick(["Hispanic", "", "Non-Hispanic"]),
                                           pick(["Male", "Female", "Unknown", ""]), stamp(pick([None, None, anchors[-1] + dice.randrange(300) * DAY]))])

    def med(self, table, stay, order, t, name, category, route, dose, action):
        self.tables[table].append([stay, order, self.stamp(t) if self.dice.random() < 0.99 else "", name, category, route, *dose, *action])

    def il2(self, stay, t, action=None):
        pick = self.dice.choice
        name, category = pick([("Proleukin", "aldesleukin"), ("aldesleukin inj", "other"), ("x", "aldesleukin")])
        dose = pick([("48", "Million Unit(s)"), ("600000", "units/kg"), ("0", "MIU"), ("", ""), ("5", "MIU"), ("2.8", "mg"), ("48", "mL")])
        self.med(pick(["medication_admin_continuous", "medication_admin_intermittent"]), stay, "1", t, name, category,
                 pick(["iv", "iv", "iv", "", "subcutaneous"]), dose, action or pick(ACTIONS[:8] * 2 + ACTIONS))

    def write(self, folder, variant):
        folder.mkdir(parents=True, exist_ok=True)
        without = [(), ("patient_procedures", "adt"), ("vitals", "crrt_therapy"), ("medication_admin_continuous", "labs")][variant % 4]
        for name, rows in self.tables.items():
            if name in without:
                continue
            with open(folder / f"{pick_name(name, variant)}.csv", "w", newline="") as file:
                out = csv.writer(file, lineterminator="\n")
                out.writerow(HEADERS[name].split())
                out.writerows(rows)


def pick_name(name, variant):
    return name if variant % 2 else f"clif_{name}"


if __name__ == "__main__":
    seed, patients, exports, where = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4])
    for export in range(exports):
        Extract(seed * 1000 + export, patients).write(where / f"s{export}", export)
