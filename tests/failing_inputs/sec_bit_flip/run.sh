#!/bin/bash
# IL2: the program; SAMPLES: the folder data-samples; BITS: how many bits are turned over for a report and a query, one at a
# time; VERIFY_BITS: how many for `il2 verify`, of every file of the store. Prints how many reports and queries gave another
# number, how many bits verify did not find, and how many runs ended in a fault of the program; exit code 1 if any.
IL2=$(command -v "${IL2:-il2}") || exit 2
samples=$(cd "${SAMPLES:?the folder data-samples}" && pwd) || exit 2
work=$(mktemp -d) && cd "$work" || exit 2
"$IL2" ingest "$samples/tiny" --store s -q && "$IL2" report s --kind all --out r0 -q || exit 2
python3 - "$IL2" "${BITS:-500}" "${VERIFY_BITS:-3000}" <<'PY'
import glob, os, random, subprocess, sys

il2, bits, verify_bits = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
random.seed(9)
files = sorted(glob.glob("s/snapshots/*/*/*.parquet") + glob.glob("s/snapshots/*/*.parquet"))
read = lambda path: open(path, "rb").read()
results = read("r0/results.csv")


def query(file):
    table = file.split("/")[3].removesuffix(".parquet")
    sql = f"select * from {table}"
    return subprocess.run([il2, "query", "s", "--sql", sql, "--format", "csv"], capture_output=True)


def flipped(file):
    """Turns one bit of a file over; gives the bytes as they were."""
    sound = read(file)
    damaged = bytearray(sound)
    damaged[random.randrange(len(sound))] ^= 1 << random.randrange(8)
    open(file, "wb").write(damaged)
    return sound


answers = {file: query(file).stdout for file in files}
wrong = faults = refused = 0
for _ in range(bits):
    file = random.choice(files)
    sound = flipped(file)
    report = subprocess.run([il2, "report", "s", "--kind", "all", "--out", "r1", "-q"], capture_output=True)
    answer = query(file)
    for run, is_right in (
        (report, report.returncode == 0 and read("r1/results.csv") == results),
        (answer, answer.returncode == 0 and answer.stdout == answers[file]),
    ):
        name = file.split("/", 3)[3]
        if run.returncode == 5 and name.encode() in run.stderr and not run.stdout:
            refused += 1
        elif run.returncode == 0 and not is_right:
            wrong += 1
            print("another number:", file)
        elif run.returncode != 0 or b"itself failed" in run.stderr:
            faults += 1
            print(file, run.returncode, run.stderr.decode(errors="replace"))
    open(file, "wb").write(sound)
print(f"bits {bits}: refused {refused}, other numbers {wrong}, faults {faults}", flush=True)
found = missed = 0
for _ in range(verify_bits):
    file = random.choice(files + glob.glob("s/snapshots/*/manifest.*"))
    sound = flipped(file)
    verify = subprocess.run([il2, "verify", "s"], capture_output=True)
    if verify.returncode == 5:
        found += 1
    elif verify.returncode == 0:
        missed += 1
        print("not found:", file)
    else:
        faults += 1
        print(file, verify.returncode, verify.stderr.decode(errors="replace"))
    open(file, "wb").write(sound)
print(f"verify, bits {verify_bits}: found {found}, not found {missed}, faults {faults}")
sys.exit(1 if wrong or missed or faults else 0)
PY
code=$?
rm -rf "$work"
exit $code
