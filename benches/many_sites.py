"""How the time of `il2` grows with the number of sites: exports of one course each, 100 and 400 of them.

    python3 benches/many_sites.py PROGRAM [FEW MANY]

Prints the processor seconds of each command for both numbers of sites, and their ratio: 4 where time follows size, 16
where every site is compared with every other.
"""

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

TABLES = {
    "courses": "course_id,patient_id,regimen,start_year\nC1,P1,hd_il2,2019\n",
    "patients": "patient_id,sex,diagnosis,death_day\nP1,F,melanoma,300\n",
    "doses": "course_id,cycle,dose_number,status,hour\n"
    + "".join(f"C1,1,{n + 1},given,{8 * n}\n" for n in range(10)),
    "toxicities": "course_id,term,grade,onset_hour\nC1,Hypotension,3,10\n",
    "vasopressors": "course_id,agent,start_hour,stop_hour\nC1,phenylephrine,10,30\n",
}


def make(folder, sites):
    for site in range(sites):
        export = folder / f"site{site:05}"
        export.mkdir(parents=True)
        for table, text in TABLES.items():
            (export / f"{table}.csv").write_text(text)


def seconds(*command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run([str(part) for part in command], check=True, **quiet)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measure(il2, folder, sites):
    exports, store = folder / f"exports{sites}", folder / f"store{sites}"
    make(exports, sites)
    by_site = ("--by", "site_id")
    return {
        "check": seconds(il2, "check", exports),
        "ingest": seconds(il2, "ingest", exports, "--store", store),
        "report": seconds(il2, "report", store, "--out", folder / f"report{sites}"),
        "report --by site_id": seconds(il2, "report", store, *by_site, "--out", folder / f"by{sites}"),
        "report --kind safety": seconds(
            il2, "report", store, "--kind", "safety", "--out", folder / f"safety{sites}"
        ),
        "query": seconds(il2, "query", store, "--sql", "SELECT count(*) FROM courses"),
        "verify": seconds(il2, "verify", store),
    }


def main():
    il2 = os.path.abspath(sys.argv[1])
    few, many = (int(n) for n in sys.argv[2:4]) if len(sys.argv) > 3 else (100, 400)
    with tempfile.TemporaryDirectory() as folder:
        of_few, of_many = (measure(il2, Path(folder), sites) for sites in (few, many))
    print(f"| processor s | {few} sites | {many} sites | ratio |\n|---|---|---|---|")
    for command, before in of_few.items():
        after = of_many[command]
        print(f"| `il2 {command}` | {before:.1f} | {after:.1f} | {after / before:.1f} |")


main()
