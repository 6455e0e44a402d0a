#!/usr/bin/env python3
"""Random raw exports for `redcap`. usage: generate_redcap.py SEED PATIENTS EXPORTS DIR"""

import csv
import random
import shutil
import sys
from datetime import datetime, timedelta
from pathlib import Path

from generate_mar import REASONS

DICTIONARY = Path(__file__).resolve().parent.parent.parent / "mappings" / "redcap" / "redcap_dictionary.csv"
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


class Extract:
    def __init__(self, seed, patients):
        self.dice = random.Random(seed)
        with open(DICTIONARY, newline="") as file:
            self.dictionary = list(csv.DictReader(file))
        self.codes = {}
        self.header = []
        for line in self.dictionary:
            name = line["Variable / Field Name"]
            if line["Field Type"] in ("radio", "dropdown", "checkbox"):
                pairs = [c.split(",", 1) for c in line["Choices, Calculations, OR Slider Labels"].split("|")]
                self.codes[name] = [(code.strip(), label.strip()) for code, label in pairs]
            if line["Field Type"] == "checkbox":
                self.header += [f"{name}___{code}" for code, _ in self.codes[name]]
            else:
                self.header.append(name)
        self.header[1:1] = ["redcap_repeat_instrument", "redcap_repeat_instance"]
        self.rows = []
        for number in range(patients):
            self.record(f"R{number:03d}")
        self.dice.shuffle(self.rows)

    def code(self, name):
        """A code of a field, seldom its label, sometimes nothing."""
        code, label = self.dice.choice(self.codes[name])
        return self.dice.choice([code] * 8 + [label, ""])

    def stamp(self, t):
        return t.strftime(self.dice.choice(["%Y-%m-%d %H:%M"] * 4 + ["%Y-%m-%d", "%Y-%m-%d %H:%M:%S"]))

    def record(self, name):
        dice, pick = self.dice, self.dice.choice
        chance = lambda share: dice.random() < share
        add = lambda **cells: self.rows.append({"record_id": name, **cells})
        base = datetime(2085, 1, 1) + timedelta(days=dice.randrange(3000), minutes=dice.randrange(1440))
        day = lambda low=0, high=400: (base + dice.randrange(low, high) * DAY).strftime("%Y-%m-%d")
        for _ in range(pick([1, 1, 2])):
            add(sex=self.code("sex"), race=self.code("race"), ethnicity=self.code("ethnicity"), diagnosis=self.code("diagnosis"),
                prior_lines=pick(["0", "2", ""]), prior_cpi=pick(["0", "1", ""]), death_date=pick(["", "", day()]),
                death_cause=self.code("death_cause"), last_contact_date=pick(["", day(200)]))
        numbers = pick([[], ["1"], ["1"], ["1", "2"], ["1", "2", "3"]])
        start = base
        for number in numbers:
            given = [start + pick([0, 480, 481]) * MINUTE * i for i in range(pick([0, 1, 2, 5]))]
            cells = {f"not_assessed___{code}": pick(["0", "0", "0", "1", "Unchecked", "Checked", ""]) for code, _ in self.codes["not_assessed"]}
            cells |= {f"supportive___{code}": pick(["0", "0", "1", "", "Checked"]) for code, _ in self.codes["supportive"]}
            add(course_no=number, course_start=pick(["", start.strftime("%Y-%m-%d"), start.strftime("%Y-%m-%d")]), regimen=self.code("regimen"),
                age_years=pick(["42", "90", "", "57"]), weight_kg=pick(["80.5", "", "71"]), ecog=self.code("ecog"),
                baseline_dialysis=pick(["0", "1", ""]), planned_iu_per_kg=pick(["600000", "", "720000"]), planned_cycles=pick(["2", "1", ""]),
                planned_doses=pick(["14", ""]), care_setting=self.code("care_setting"), ctcae_version=self.code("ctcae_version"),
                best_response=self.code("best_response"), response_date=pick(["", (start + dice.randrange(0, 90) * DAY).strftime("%Y-%m-%d")]),
                progression_date=pick(["", (start + dice.randrange(0, 200) * DAY).strftime("%Y-%m-%d")]), **cells)
            link = lambda: number if chance(0.95) else pick(["", "", "7"])
            for dose, time in enumerate(given, 1):
                add(dose_course=link(), dose_cycle="1", dose_no=str(dose), dose_status=pick(["1", "1", "1", "Given", "2", "4"]),
                    dose_time=pick([self.stamp(time)] * 6 + [""]), dose_iu_per_kg=pick(["600000", "", "0"]), dose_reason=pick(REASONS))
            near = lambda: pick(given or [start]) + pick([0, 1, -1, 60, -600, 1440, 5000]) * MINUTE
            maybe = lambda t: pick([self.stamp(t), self.stamp(t), ""])
            for _ in range(pick([0, 1, 3])):
                at = near()
                add(tox_course=link(), tox_term=pick(["Hypotension", "odd", "Fever"]), tox_grade=self.code("tox_grade"), tox_onset=maybe(at),
                    tox_resolved=maybe(at + 600 * MINUTE), tox_attribution=self.code("tox_attribution"), tox_action=self.code("tox_action"))
            for _ in range(pick([0, 1])):
                at = near()
                add(vaso_course=link(), vaso_agent=self.code("vaso_agent"), vaso_start=maybe(at), vaso_stop=maybe(at + 600 * MINUTE),
                    vaso_peak_rate=pick(["0.1", ""]), vaso_rate_unit=self.code("vaso_rate_unit"))
                add(dial_course=link(), dial_modality=self.code("dial_modality"), dial_start=maybe(at), dial_stop=maybe(at + 600 * MINUTE))
                add(stay_course=link(), stay_unit=self.code("stay_unit"), stay_start=maybe(at), stay_stop=maybe(at + 2 * DAY))
            for _ in range(pick([0, 1, 2])):
                add(lab_course=link(), lab_time=maybe(near()), lab_creatinine=pick(["", "1.2"]), lab_platelets=pick(["", "250"]),
                    lab_temperature=pick(["", "37.2"]), lab_weight=pick(["", "80"]))
            start = start + pick([40, 87, 200]) * DAY

    def write(self, folder, variant):
        folder.mkdir(parents=True, exist_ok=True)
        drop = [(), ("death_date", "weight_kg"), ("tox_term", "lab_time", "dose_reason"), ("stay_unit", "dial_modality", "course_start")][variant % 4]
        header = [h for h in self.header if h not in drop]
        with open(folder / "Registry_DATA_2085-01-01_1012.csv", "w", newline="") as file:
            out = csv.writer(file, lineterminator="\n")
            out.writerow(header)
            out.writerows([row.get(h, "") for h in header] for row in self.rows)
        shutil.copy(DICTIONARY, folder / "Registry_DataDictionary_2085-01-01.csv")


if __name__ == "__main__":
    seed, patients, exports, where = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4])
    for export in range(exports):
        Extract(seed * 1000 + export, patients).write(where / f"s{export}", export)
