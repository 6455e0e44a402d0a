#!/usr/bin/env python3
"""Random raw exports for `sdtm`, with what breaks at borders. usage: generate_sdtm.py SEED PATIENTS EXPORTS DIR"""

import csv
import random
import sys
from datetime import datetime, timedelta
from pathlib import Path

from generate_mar import FAR, GAPS, OFFSETS, REASONS

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
HEADERS = {
    "dm": "STUDYID USUBJID SITEID SEX RACE ETHNIC AGE AGEU RFENDTC RFPENDTC DTHDTC",
    "ec": "USUBJID ECTRT ECMOOD ECOCCUR ECDOSE ECDOSU ECDOSFRQ ECROUTE ECSTDTC ECENDTC ECREASOC ECADJ",
    "ex": "USUBJID EXTRT EXDOSE EXDOSU EXDOSFRQ EXROUTE EXSTDTC EXENDTC EXADJ",
    "ae": "USUBJID AETERM AEDECOD AETOXGR AESEV AESLIFE AESDTH AEOUT AEREL AEACN AESTDTC AEENDTC",
    "cm": "USUBJID CMTRT CMDECOD CMDOSE CMDOSU CMSTDTC CMENDTC", "pr": "USUBJID PRTRT PRDECOD PRSTDTC PRENDTC",
    "lb": "USUBJID LBTESTCD LBSPEC LBORRES LBORRESU LBORNRLO LBORNRHI LBSTRESN LBSTRESU LBSTNRLO LBSTNRHI LBDTC",
    "vs": "USUBJID VSTESTCD VSORRES VSORRESU VSSTRESN VSSTRESU VSDTC",
    "ds": "USUBJID DSDECOD DSCAT DSSTDTC", "rs": "USUBJID RSTESTCD RSSTRESC RSORRES RSDTC",
}
FREQUENCIES = ["", "", "ONCE", "QD", "Q8H", "BID", "Q4H", "TID", "Q24H", "q12h", "PRN"]


class Extract:
    def __init__(self, seed, patients):
        self.dice = random.Random(seed)
        self.seed = seed
        self.tables = {name: [] for name in HEADERS}
        for number in range(patients):
            self.subject(f"ST-{number:03d}")
        for rows in self.tables.values():
            self.dice.shuffle(rows)

    def written(self, t, how=None):
        if t is None:
            return ""
        how = how or self.dice.choice(["time"] * 6 + ["day", "day", "second", "month", "year", "odd"])
        return t.strftime({"time": "%Y-%m-%dT%H:%M", "second": "%Y-%m-%dT%H:%M:%S", "day": "%Y-%m-%d", "month": "%Y-%m",
                           "year": "%Y", "odd": self.dice.choice(["", "UNK", "%Y-%m-99", "%Y---%d", "%m/%d/%Y"])}[how])

    def subject(self, name):
        dice, pick, written = self.dice, self.dice.choice, self.written
        chance = lambda share: dice.random() < share
        add = lambda table, *cells: self.tables[table].append([name if chance(0.995) or table == "dm" else "", *cells])
        time = datetime(2085, 1, 1) + timedelta(days=dice.randrange(3000), minutes=dice.choice([0, 480, 1439, dice.randrange(1440)]))
        given, kind = [], pick(["time", "time", "time", "day", None])
        for _ in range(dice.choice([0, 1, 2, 4, 8])):
            time += pick(GAPS) * MINUTE
            given.append(time)
            how = kind or pick(["time", "day", "time", "month", "odd"])
            drug = pick(["ALDESLEUKIN", "Proleukin", "IL-2", "PLACEBO (IL-2)", "interleukin-2"])
            dose, unit = pick([("600000", "IU/kg"), ("48", "MIU"), ("0", "MIU"), ("", ""), ("2.8", "mg"), ("5", "MIU"), ("48", "mL")])
            end = pick([None, time, time + 2 * DAY, time + 1400 * MINUTE, time - DAY])
            adj = pick(["", "", "toxicity"])
            frequency = pick(FREQUENCIES) if chance(0.4) else ""
            occur, reason, route = pick(["", "Y", "Y", "N"]), pick(REASONS), pick(["INTRAVENOUS", "INTRAVENOUS", "", "SUBCUTANEOUS"])
            cells = written(time, how), written(end, pick(["time", "day", "month"]))
            for _ in range(pick([1, 1, 1, 2])):
                add("ec", drug, pick(["", "PERFORMED", "PERFORMED", "SCHEDULED"]), occur, dose, unit, frequency, route, *cells,
                    reason, adj)
                add("ex", drug, dose, unit, frequency, route, *cells, adj)
        anchors = given or [time]
        near = lambda: pick(anchors) + (pick(OFFSETS + FAR) * MINUTE if chance(0.6) else dice.randrange(-12000, 12000) * MINUTE)
        for _ in range(dice.choice([0, 0, 1, 3])):
            at = written(pick(anchors) + pick(OFFSETS) * MINUTE, pick(["time", "time", "day"]))
            add("ec", "ALDESLEUKIN", "", pick(["N", "N", ""]), pick(["", "0", "48"]), "MIU", "", "IV", at, "", pick(REASONS), "")
        if chance(0.15):
            at = pick(anchors) + pick([-5 * 1440, -5 * 1440 - 1, -5 * 1440 + 1, -1440, 0]) * MINUTE
            for table in ("ec", "ex"):
                cells = ["Lifileucel", *(["", ""] if table == "ec" else []), "1", "x", "", "IV", written(at, pick(["time", "day"])), ""]
                add(table, *cells, *(["", ""] if table == "ec" else [""]))
        for _ in range(dice.choice([0, 1, 3])):
            at = near()
            add("ae", pick(["low bp", "Fever", "odd thing"]), pick(["", "Hypotension", "Delirium", "Nausea"]), pick(["", "3", "GRADE 2", "1", "4"]),
                pick(["", "MILD", "SEVERE", "moderate"]), pick(["", "Y", "N"]), pick(["", "", "Y"]), pick(["", "FATAL", "RECOVERED"]),
                pick(["", "RELATED", "NOT RELATED", "Possible", "odd", "NONE", "UNLIKELY"]),
                pick(["", "DRUG INTERRUPTED", "DRUG WITHDRAWN", "DOSE NOT CHANGED", "NOT APPLICABLE", "DOSE REDUCED", "UNKNOWN"]),
                written(at), written(pick([None, at, at + 600 * MINUTE, at + 3 * DAY])))
        for _ in range(dice.choice([0, 1, 3])):
            at = near()
            drug = pick(["NOREPINEPHRINE", "Levophed", "ACETAMINOPHEN", "Zofran", "odd", "vasopressin", "FUROSEMIDE"])
            add("cm", drug, pick(["", "", "PHENYLEPHRINE", "ondansetron"]), pick(["", "0.1", "5"]), pick(["", "ug/kg/min", "mg", "ug/min", "U/h"]),
                written(at), written(pick([None, at, at + 600 * MINUTE, at + 3 * DAY])))
        for _ in range(dice.choice([0, 0, 1])):
            at = near()
            add("pr", pick(["Hemodialysis", "dialysis catheter", "odd", "CVVH"]), pick(["", "", "HEMODIALYSIS", "CRRT"]), written(at),
                written(pick([None, at + 300 * MINUTE])))
        for _ in range(dice.choice([0, 2, 4])):
            add("lb", pick(["CREAT", "PLAT", "BILI", "ODD", "SODIUM", "INR"]), pick(["", "BLOOD", "URINE", "serum", "WHOLE BLOOD"]),
                pick(["1.2", "<0.5", "", "106", "odd"]), pick(["mg/dL", "umol/L", "", "K/uL", "odd", "10^9/L", "µmol/L", "thou/uL"]),
                pick(["0.6", ""]), pick(["1.3", "", "x"]), pick(["1.3", "", "95"]), pick(["umol/L", "", "mg/dL", "10^9/L"]), pick(["50", ""]),
                pick(["110", ""]), written(near()))
        for _ in range(dice.choice([0, 2, 4])):
            code, value, unit = pick([("WEIGHT", "80.5", "kg"), ("WEIGHT", "176", "LB"), ("WEIGHT", "79", ""), ("TEMP", "101.3", ""), ("TEMP", "37", "C"),
                                      ("SYSBP", "88", "mmHg"), ("PULSE", "100", "BEATS/MIN"), ("WEIGHT", "9.9", "kg"), ("WEIGHT", "2800", "oz"),
                                      ("WEIGHT", "", "kg"), ("ODD", "1", "x"), ("WEIGHT", "71", "stone")])
            add("vs", code, value, unit, pick(["", value, "71"]), pick(["", unit, "kg"]), written(near()))
        for _ in range(dice.choice([0, 1, 2, 3])):
            add("ds", pick(["COMPLETED", "DEATH", "ADVERSE EVENT"]), pick(["DISPOSITION EVENT", "PROTOCOL MILESTONE"]),
                written(anchors[-1] + dice.randrange(0, 300) * DAY))
        for _ in range(dice.choice([0, 0, 1, 3])):
            add("rs", pick(["BESTRESP", "OVRLRESP", "TRGRESP"]), pick(["CR", "PR", "SD", "PD", "NE", "", "NON-CR/NON-PD"]), pick(["PR", "CR", ""]),
                written(pick(anchors) + dice.randrange(-20, 200) * DAY))
        if chance(0.95):
            later = lambda: pick(anchors) + dice.randrange(0, 300) * DAY
            add("dm", str(self.seed), pick(["M", "F", "U", "UNDIFFERENTIATED", ""]), pick(["WHITE", "ASIAN", ""]), pick(["HISPANIC OR LATINO", ""]),
                pick(["42", "89", "90", "", "64"]), pick(["YEARS", "YEARS", "years", "MONTHS", ""]), written(pick([None, later()])),
                written(pick([None, later()])), written(pick([None, None, later()])))

    def write(self, folder, variant):
        folder.mkdir(parents=True, exist_ok=True)
        without = [("ex",), ("ec", "vs"), ("ex", "rs", "pr"), ("ec", "cm", "ae")][variant % 4]
        for name, rows in self.tables.items():
            if name in without:
                continue
            header = HEADERS[name].split()
            if name == "dm":
                rows = [[row[1], row[0], f"{row[1]}-1", *row[2:]] for row in rows]
            with open(folder / f"{name}.csv", "w", newline="") as file:
                out = csv.writer(file, lineterminator="\n")
                out.writerow(header)
                out.writerows(rows)


if __name__ == "__main__":
    seed, patients, exports, where = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4])
    for export in range(exports):
        Extract(seed * 1000 + export, patients).write(where / f"s{export}", export)
