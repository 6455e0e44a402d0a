#!/usr/bin/env python3
"""Random raw exports for `omop`, with what breaks at borders. usage: generate_omop.py SEED PATIENTS EXPORTS DIR"""

import csv
import random
import sys
from datetime import datetime, timedelta
from pathlib import Path

from generate_mar import FAR, GAPS, OFFSETS

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
CONCEPTS = [
    ("0", "No matching concept", "None", "Undefined", "No matching concept"),
    ("1309770", "aldesleukin", "RxNorm", "Ingredient", "70223"),
    ("11", "aldesleukin 22 MIU Injection", "RxNorm", "Clinical Drug", "d1"),
    ("12", "odd biologic injection", "RxNorm", "Clinical Drug", "d2"),
    ("13", "Proleukin", "RxNorm", "Brand Name", "d3"),
    ("14", "lifileucel", "RxNorm", "Ingredient", "d4"),
    ("20", "norepinephrine", "RxNorm", "Ingredient", "7512"),
    ("21", "Levophed 4 MG Injection", "RxNorm", "Branded Drug", "d5"),
    ("22", "4 MG/ML pressor", "RxNorm", "Clinical Drug", "d6"),
    ("23", "phenylephrine", "RxNorm", "Ingredient", "8163"),
    ("24", "acetaminophen", "RxNorm", "Ingredient", "161"),
    ("25", "acetaminophen / phenylephrine tablet", "RxNorm", "Clinical Drug", "d7"),
    ("26", "ondansetron 4 MG", "RxNorm", "Clinical Drug", "d8"),
    ("27", "ondansetron", "RxNorm", "Ingredient", "d9"),
    ("28", "saline", "RxNorm", "Ingredient", "d10"),
    ("30", "Creatinine in Serum", "LOINC", "Lab Test", "2160-0"),
    ("31", "Creatinine moles", "LOINC", "Lab Test", "14682-9"),
    ("32", "Body weight", "LOINC", "Clinical Observation", "29463-7"),
    ("33", "odd measure", "LOINC", "Lab Test", "9999-9"),
    ("34", "2160-0 lookalike", "SNOMED", "Lab Test", "2160-0"),
    ("35", "Platelets", "LOINC", "Lab Test", "777-3"),
    ("40", "milligram per deciliter", "UCUM", "Unit", "mg/dL"), ("41", "kg", "UCUM", "Unit", "kg"),
    ("42", "lb", "UCUM", "Unit", "[lb_av]"), ("43", "oz", "UCUM", "Unit", "[oz_av]"), ("44", "odd", "SNOMED", "Unit", "kg"),
    ("45", "degF", "UCUM", "Unit", "[degF]"),
    ("50", "Hemodialysis", "SNOMED", "Procedure", "302497006"), ("51", "Dialysis catheter insertion", "CPT4", "CPT4", "36558"),
    ("52", "odd procedure", "CPT4", "CPT4", "90935"), ("53", "crrt thing", "ICD10PCS", "x", "5A1D90Z"),
    ("54", "nothing", "ICD9Proc", "x", "39.95"), ("55", "Dialysis training", "CPT4", "CPT4", "90937"),
    ("60", "Malignant melanoma of skin", "SNOMED", "Clinical Finding", "c1"), ("61", "Renal cell carcinoma", "SNOMED", "x", "c2"),
    ("62", "Clear cell carcinoma of kidney", "SNOMED", "x", "c3"), ("63", "Hypertension", "SNOMED", "x", "c4"),
    ("32037", "Intensive Care", "Visit", "Visit", "v1"), ("581379", "Inpatient critical care facility", "Visit", "Visit", "v2"),
    ("70", "Step down unit", "Visit", "Visit", "v3"), ("71", "Medical ward", "Visit", "Visit", "v4"),
    ("72", "Oncology ward", "Visit", "Visit", "v5"), ("73", "Surgical ICU", "Visit", "Visit", "v6"),
    ("8515", "Asian", "Race", "Race", "r1"), ("38003563", "Hispanic or Latino", "Ethnicity", "Ethnicity", "e1"),
]
ANCESTORS = [("1309770", "1309770"), ("1309770", "11"), ("1309770", "12"), ("20", "20"), ("20", "21"), ("20", "22"), ("23", "23"),
             ("24", "24"), ("24", "25"), ("23", "25"), ("27", "26"), ("13", "12")]


class Extract:
    def __init__(self, seed, patients):
        self.dice = random.Random(seed)
        self.tables = {name: [] for name in ("person", "drug_exposure", "death", "observation_period", "visit_occurrence",
                                             "visit_detail", "measurement", "procedure_occurrence", "condition_occurrence")}
        self.types = self.dice.choice([["32818", "32818", "32825"], ["32825", "32838"], ["32818"]])
        for number in range(patients):
            self.person(str(1000 + number) if number % 3 else str(-1000 - number))
        for rows in self.tables.values():
            self.dice.shuffle(rows)

    def person(self, id):
        dice, pick = self.dice, self.dice.choice
        chance = lambda share: dice.random() < share
        dated = chance(0.15)
        time = datetime(2085, 1, 1) + timedelta(days=dice.randrange(3000), minutes=dice.choice([0, 480, 1439, dice.randrange(1440)]))

        def stamp(t, column=True):
            """A date and its datetime, which may be absent or at midnight."""
            if t is None:
                return "", ""
            kind = "time" if not column else pick(["time"] * 8 + ["none", "midnight"])
            if dated:
                kind = pick(["none", "midnight"])
            day = t.strftime("%Y-%m-%d")
            return day, {"time": t.strftime(pick(["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"])), "none": "",
                         "midnight": day + " 00:00:00"}[kind]

        given = []
        for _ in range(dice.choice([0, 1, 2, 3, 5, 8, 14])):
            time += pick(GAPS) * MINUTE
            given.append(time)
            for _ in range(pick([1, 1, 1, 2])):
                concept, source = pick([("11", "x"), ("12", ""), ("13", ""), ("1309770", ""), ("0", "PROLEUKIN INJ"), ("0", "il-2 bag"),
                                        ("28", "interleukin 2"), ("28", "interleukin-2"), ("", "aldesleukin")])
                amount, unit = pick([("48", "million units"), ("48", "MIU"), ("600000", "IU/kg"), ("0", "MIU"), ("", ""), ("2.8", "mg"),
                                     ("48.5", "mL"), ("5", "MIU")])
                end = pick([None, time + 15 * MINUTE])
                self.drug(id, concept, stamp(time, chance(0.1)), stamp(end), amount, source, pick(["IV", "", "Intravenous", "SC", "IV"]), unit)
        anchors = given or [time]
        near = lambda: pick(anchors) + (pick(OFFSETS + FAR) * MINUTE if chance(0.6) else dice.randrange(-12000, 12000) * MINUTE)
        if chance(0.15):
            self.drug(id, pick(["14", "0", "28"]), stamp(pick(anchors) + pick([-5 * 1440, -5 * 1440 - 1, -5 * 1440 + 1, -1440]) * MINUTE),
                      ("", ""), "1", pick(["", "Lifileucel", "Tumor-infiltrating lymphocytes"]), "IV", "")
        for _ in range(dice.choice([0, 1, 3, 5])):
            at = near()
            end = pick([None, at + 60 * MINUTE, at - MINUTE, at, at + DAY])
            concept, source = pick([("20", ""), ("21", "x"), ("22", ""), ("25", "acetaminophen"), ("0", "vasopressin drip"), ("24", ""),
                                    ("26", ""), ("0", "Zofran"), ("", "norepinephrine"), ("28", "furosemide"), ("0", ""), ("999", "Tylenol")])
            self.drug(id, concept, stamp(at), stamp(end), pick(["", "1", "0"]), source, "IV", "")
        for _ in range(dice.choice([0, 2, 5])):
            concept, source = pick([("30", "creat"), ("31", ""), ("32", "wt"), ("32", "Weight kg"), ("0", "weight"), ("0", "Weight (kg)"),
                                    ("33", "Creatinine"), ("34", "odd"), ("34", "PLT"), ("35", ""), ("", "temperature"), ("0", "2160-0"),
                                    ("0", "Body weight"), ("32", "")])
            unit, text = pick([("40", ""), ("41", ""), ("42", "x"), ("43", ""), ("44", "kg"), ("0", "mg/dL"), ("0", ""), ("", "kg"),
                               ("44", ""), ("45", ""), ("0", "K/uL"), ("0", "lbs"), ("", "ounces")])
            value = pick(["80", "1.2", "", "101.3", "37", "160", "2700", "0.9", "75"])
            day, at = stamp(near())
            self.tables["measurement"].append([id, concept, day, at, value, unit, pick(["", "0.6"]), pick(["", "1.3"]), source, text])
        for _ in range(dice.choice([0, 1, 2])):
            concept, source = pick([("50", ""), ("51", ""), ("52", ""), ("53", ""), ("54", ""), ("0", "90945"), ("0", "CRRT"), ("55", ""),
                                    ("0", "39.95"), ("0", " 5a1d70z "), ("63", "hemodialysis"), ("", "dialysis fistula"), ("0", "SCUF"),
                                    ("0", "odd")])
            at = near()
            day, time_ = stamp(at)
            end = pick(["", "", (at + 300 * MINUTE).strftime("%Y-%m-%d %H:%M:%S"), (at - MINUTE).strftime("%Y-%m-%d %H:%M:%S")])
            self.tables["procedure_occurrence"].append([id, concept, day, time_, source, end])
        for _ in range(dice.choice([0, 1, 2, 3])):
            concept, source = pick([("32037", ""), ("581379", "x"), ("70", ""), ("71", ""), ("72", ""), ("73", ""), ("0", "ICU"),
                                    ("0", "Step down"), ("0", ""), ("63", "ICU"), ("", "oncology")])
            at = near()
            end = pick([None, at + 600 * MINUTE, at + 3 * DAY])
            self.tables["visit_detail"].append([id, concept, *stamp(at), *stamp(end), source])
        for _ in range(dice.choice([0, 1, 2, 3])):
            concept, source = pick([("60", ""), ("61", ""), ("62", ""), ("63", "C43.9"), ("63", "x"), ("0", "c64.1"), ("0", "189.0"),
                                    ("0", "1720"), ("0", "metastatic melanoma"), ("", "Renal cell ca"), ("61", "melanoma")])
            day = (anchors[0] + pick([0, 0, -1, 1, -100, -100, 50]) * DAY).strftime("%Y-%m-%d")
            self.tables["condition_occurrence"].append([id, concept, day, source])
        later = lambda: (anchors[-1] + dice.randrange(0, 500) * DAY).strftime("%Y-%m-%d")
        if chance(0.3):
            self.tables["death"].append([id, later()])
        for _ in range(pick([0, 1, 1, 2])):
            self.tables["observation_period"].append([id, later()])
        for _ in range(pick([0, 1, 2])):
            self.tables["visit_occurrence"].append([id, pick([later(), ""])])
        if chance(0.95):
            first = anchors[0]
            month, day = pick([("", ""), (str(first.month), ""), (str(first.month), str(first.day)), (str(first.month), str(min(28, first.day + 1))),
                               ("1", "1"), ("12", "31")])
            self.tables["person"].append([id, pick(["8507", "8532", "0", "8521", ""]), str(first.year - pick([40, 89, 90, 91, 95, 18])), month, day,
                                          pick(["8515", "0", "", "777"]), pick(["38003563", "0"]), pick(["", "White"]), pick(["", "not hispanic"])])

    def drug(self, id, concept, start, end, amount, source, route, unit):
        pick = self.dice.choice
        id = id if self.dice.random() < 0.99 else ""
        self.tables["drug_exposure"].append([id, concept, *start, *end, pick(self.types), amount, source, route, unit])

    HEADERS = {
        "person": "person_id gender_concept_id year_of_birth month_of_birth day_of_birth race_concept_id ethnicity_concept_id "
                  "race_source_value ethnicity_source_value",
        "drug_exposure": "person_id drug_concept_id drug_exposure_start_date drug_exposure_start_datetime drug_exposure_end_date "
                         "drug_exposure_end_datetime drug_type_concept_id quantity drug_source_value route_source_value "
                         "dose_unit_source_value",
        "death": "person_id death_date", "observation_period": "person_id observation_period_end_date",
        "visit_occurrence": "person_id visit_end_date",
        "visit_detail": "person_id visit_detail_concept_id visit_detail_start_date visit_detail_start_datetime "
                        "visit_detail_end_date visit_detail_end_datetime visit_detail_source_value",
        "measurement": "person_id measurement_concept_id measurement_date measurement_datetime value_as_number unit_concept_id "
                       "range_low range_high measurement_source_value unit_source_value",
        "procedure_occurrence": "person_id procedure_concept_id procedure_date procedure_datetime procedure_source_value "
                                "procedure_end_datetime",
        "condition_occurrence": "person_id condition_concept_id condition_start_date condition_source_value",
    }

    def write(self, folder, variant):
        folder.mkdir(parents=True, exist_ok=True)
        without = [(), ("visit_detail", "condition_occurrence"), ("measurement", "observation_period"), ("death", "procedure_occurrence")]
        tables = dict(self.tables)
        for name in without[variant % 4]:
            tables.pop(name)

        def table(name, header, rows):
            with open(folder / f"{name}.csv", "w", newline="") as file:
                out = csv.writer(file, lineterminator="\n")
                out.writerow(header)
                out.writerows(rows)

        for name, rows in tables.items():
            table(name, self.HEADERS[name].split(), rows)
        table("CONCEPT", "concept_id concept_name vocabulary_id concept_class_id concept_code".split(), CONCEPTS)
        table("concept_ancestor", "ancestor_concept_id descendant_concept_id".split(), ANCESTORS)


if __name__ == "__main__":
    seed, patients, exports, where = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4])
    for export in range(exports):
        Extract(seed * 1000 + export, patients).write(where / f"s{export}", export)
