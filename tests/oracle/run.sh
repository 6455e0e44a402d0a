#!/bin/sh
# Usage: tests/oracle/run.sh FROM TO [COLUMNS [SQL PYTHON]]: il2 and the oracle on messy exports of these seeds, by these
# columns (none where empty), of the courses for which SQL, and in Python's words PYTHON, is true.
# Needs Python with SciPy, and `cargo build`.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
il2=${IL2:-$here/../../target/debug/il2}
by=${3:+--by $3}
sql=${4:-TRUE}
python=${5:-True}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for seed in $(seq "$1" "$2"); do
    rm -rf "$work"/*
    python3 "$here/messy.py" "$work/export" "$seed" 30 > "$work/log"
    # shellcheck disable=SC2086
    python3 "$here/oracle.py" "$work/export" --max-quarantine 1 --where-python "$python" $by > "$work/results.csv"
    python3 "$here/oracle.py" "$work/export" --max-quarantine 1 --where-python "$python" --patients > "$work/patients.csv"
    # shellcheck disable=SC2086
    SOURCE_DATE_EPOCH=1790000000 "$il2" --quiet report "$work/export" --out "$work/report" --max-quarantine 100% \
        --where "$sql" $by
    echo "seed $seed"
    python3 "$here/compare.py" "$work/results.csv" "$work/report/results.csv" --all
    python3 "$here/compare.py" "$work/patients.csv" "$work/report/patients.csv" --patients
done
