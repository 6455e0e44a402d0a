"""The tables that the mappings look words up in: those of the contract and the program's own terminology."""

import csv
import io
import re
import subprocess
from pathlib import Path

from rules import bounded_number, compared, squeezed

ABSENT = {"", "na", "n/a", "nan", "null", "none", ".", "-", "<na>", "nat", "#n/a", "#null!", "\\n", "n.a.", "(null)",
          "nil", "#ref!", "#name?", "#value!", "#div/0!"}


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text)))


class Words:
    def __init__(self, tables: Path, il2: str):
        """`tables`: the folder of the mappings; `il2`: the program, whose terminology is read."""
        read = lambda name: rows_of(next(iter(sorted(tables.rglob(name)))).read_text())
        ask = lambda name: rows_of(subprocess.run([il2, "schema", name, "--format", "csv"], check=True, text=True,
                                                  capture_output=True).stdout)
        self.actions = {squeezed(r["word"]): r["meaning"] for r in read("actions.csv")}
        self.reasons = [(re.compile(r["pattern"]), r["reason"] or None) for r in read("reasons.csv")]
        self.levels = [(re.compile(r["pattern"]), r["unit"]) for r in read("levels.csv")]
        self.dialysis_names = [(re.compile(r["pattern"]), r["modality"] or None) for r in read("dialysis_names.csv")]
        self.dialysis_codes = {(r["system"], r["code"]): r["modality"] for r in read("dialysis_codes.csv")}
        self.units = {squeezed(r["raw"]).replace("µ", "u").replace("μ", "u"): r["ucum"] or None
                      for r in read("units.csv")}
        self.il2_units = {r["unit"]: (float(r["iu"]) if r["iu"] else None, r["per_kg"] == "yes")
                          for r in read("il2_units.csv")}
        self.codes = {(r["system"], r["code"]): r["analyte"] for r in read("codes.csv")}
        self.terms = set()
        for r in ask("toxicity_terms"):
            self.terms.add(compared(r["term"]))
            self.terms.update(compared(s) for s in (r.get("synonyms") or "").split("|") if s)
        for r in ask("organ_systems"):
            self.terms.update(compared(v) for k, v in r.items() if k in ("organ_system", "name", "label") and v)
        self.pressors = self.agents(ask("vasopressor_agents"))
        rows = ask("medication_agents")
        self.medicines = self.agents(rows)
        self.classes = {r["agent"]: r["class"] for r in rows}
        self.modalities = set()
        for r in ask("dialysis_modalities"):
            self.modalities.update(compared(v) for v in [r["modality"], r["name"], *r["synonyms"].split("|")] if v)
        self.analytes, self.loincs, self.own_unit, self.analyte_units = {}, {}, {}, {}
        for r in ask("analytes"):
            self.own_unit[r["analyte"]] = r["unit"]
            self.analyte_units[r["analyte"]] = {u for u in [r["unit"], r["other_unit"],
                                                            *r["more_units"].split("|")] if u}
            for name in [r["analyte"], *r["synonyms"].split("|")]:
                if name:
                    self.analytes.setdefault(compared(name), r["analyte"])
            units = r["loinc_unit"].split("|")
            for i, code in enumerate(c for c in r["loinc"].split("|")):
                if code:
                    self.loincs[code] = (r["analyte"], (units[i] if i < len(units) else "") or None)

    @staticmethod
    def agents(rows):
        """Names and synonyms of four characters or more, as compared, the longest first."""
        names = []
        for r in rows:
            for name in [r["agent"], *(r.get("synonyms") or "").split("|")]:
                if len(compared(name)) >= 4:
                    names.append((compared(name), r["agent"]))
        return sorted(names, key=lambda n: -len(n[0]))

    @staticmethod
    def agent(names, drug):
        """Rule 9, the agent of a drug."""
        if drug is None:
            return None
        text = compared(drug)
        return next((agent for name, agent in names if text.startswith(name)), None)

    def action(self, text):
        """The meaning of an action word, or None."""
        if text is None:
            return None
        text = re.sub(r"\([^()]*\)", "", text)
        text = text.replace("[", "").replace("]", "")
        for word in [text.split(",")[-1], text] if "," in text else [text]:
            word = squeezed(word)
            for form in (word, re.sub(r"-(dualsign|1stdoseeducation)$", "", word)):
                if form in self.actions:
                    return self.actions[form]
        return None

    def reason(self, status, text):
        """Rule 8: (status, reason)."""
        if text is None or text.strip().lower() in ABSENT:
            return status, text
        if compared(text) in self.terms:
            return status, text
        for pattern, reason in self.reasons:
            if pattern.search(text.lower()):
                if reason is None:
                    return ("refused" if status == "held" else status), text
                return status, reason
        return status, text

    def level(self, text):
        if text is None:
            return None
        return next((unit for pattern, unit in self.levels if pattern.search(text.lower())), None)

    def dialysis_name(self, text):
        """(found, modality): the first pattern of dialysis_names.csv in a name."""
        if text is None:
            return False, None
        for pattern, modality in self.dialysis_names:
            if pattern.search(text.lower()):
                return True, modality
        return False, None

    def unit(self, text):
        """Rule 10: a unit as UCUM, else as it stands."""
        if text is None:
            return None
        key = squeezed(text).replace("µ", "u").replace("μ", "u")
        return self.units[key] if key in self.units else text

    def iu(self, amount, unit, weight, iu_per_mg):
        """Rule 7: IU/kg of an amount."""
        if amount is None or unit is None or squeezed(unit) not in self.il2_units:
            return None
        iu, per_kg = self.il2_units[squeezed(unit)]
        total = amount * (iu if iu is not None else iu_per_mg)
        if per_kg:
            return total
        return None if weight is None else total / weight

    def value(self, analyte, text, unit, loinc_unit, kg_is_said):
        """Rule 10: (value, unit) of a measurement, None where it gives no row, `no_weight_unit` where a weight has none."""
        value = bounded_number(text)
        if value is None:
            return None
        unit = self.unit(unit)
        if unit is None and loinc_unit is not None:
            unit = loinc_unit
        if analyte == "weight":
            if unit is None:
                if not kg_is_said:
                    return "no_weight_unit"
                unit = "kg"
            if squeezed(unit) == "[oz_av]":
                return value / 35.27396195, "kg"
        if analyte == "temperature" and unit is None and value > 45:
            unit = "[degF]"
        return value, unit

    @staticmethod
    def kilograms(value, unit):
        """Rule 7: a weight in kg, or None where it is none."""
        factor = {"kg": 1, "[lb_av]": 2.2046226218, "[oz_av]": 35.27396195}.get(squeezed(unit) if unit else None)
        if factor is None:
            return None
        kg = value / factor
        return kg if 10 - 1e-9 <= kg <= 350 + 1e-9 else None


def weight_at(weights, zero):
    """Rule 7: of (time, kg, place) the one that holds at hour 0."""
    from datetime import timedelta
    from rules import order
    if zero is None:
        return None
    before = [w for w in weights if zero - timedelta(days=30) <= w[0] <= zero]
    if before:
        return max(before, key=lambda w: (w[0], order(w[2])))[1]
    after = [w for w in weights if zero < w[0] <= zero + timedelta(hours=24)]
    return min(after, key=lambda w: (w[0], order(w[2])))[1] if after else None


def setting_at(stays, zero):
    """Rule 7: of (unit, start, stop, place) the unit at hour 0."""
    from rules import order
    if zero is None:
        return None
    now = [s for s in stays if s[1] <= zero and (s[2] is None or zero < s[2])]
    return max(now, key=lambda s: (s[1], order(s[3])))[0] if now else None
