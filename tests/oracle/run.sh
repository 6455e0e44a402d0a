#!/bin/sh
# Usage: tests/oracle/run.sh FROM TO [COURSES]: reports of simulated exports of these seeds, by sex and by regimen, held to SciPy.
# Needs Python with SciPy, and `cargo build`.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
il2=${IL2:-$here/../../target/debug/il2}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for seed in $(seq "$1" "$2"); do
    echo "seed $seed"
    "$il2" --quiet simulate --courses "${3:-60}" --seed "$seed" --out "$work/$seed"
    "$il2" --quiet report "$work/$seed" --out "$work/$seed-report" --by sex --by regimen --where "sex IN ('female', 'male')" --p-values
    python3 "$here/oracle.py" "$il2" "$work/$seed-report"
done
