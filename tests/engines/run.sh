#!/bin/sh
# Usage: tests/engines/run.sh IL2_BINARY [ENGINE ...]: the library of queries in other engines (DuckDB and Spark where none is named),
# against the results of a report and against the program's own answers. Needs Python 3.10 or later, Java 17 for Spark, and the network
# once, to fill a virtual environment under the target folder. Exit code 75 where these cannot be had.
set -eu
il2=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
shift
here=$(cd "$(dirname "$0")" && pwd)
samples=$here/../../data-samples
venv=${CARGO_TARGET_DIR:-$here/../../target}/engines-venv
if [ ! -e "$venv/filled" ] || ! cmp -s "$venv/filled" "$here/requirements.txt"; then
    if ! { python3 -m venv "$venv" &&
        "$venv/bin/python" -m pip install --quiet --disable-pip-version-check -r "$here/requirements.txt"; }; then
        echo "tests/engines: the packages cannot be installed here; no engine was asked" >&2
        exit 75
    fi
    cp "$here/requirements.txt" "$venv/filled"
fi
case "${*:-spark}" in
*spark*)
    if ! java -version >/dev/null 2>&1; then
        echo "tests/engines: Spark needs Java 17, which is not here" >&2
        exit 75
    fi
    ;;
esac
python=$venv/bin/python
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$here"
"$python" -m unittest --quiet test_harness
for sample in program tiny published; do
    "$il2" --quiet report "$samples/$sample" --out "$work/$sample"
done
"$il2" --quiet report "$samples/program" --by diagnosis --by sex,regimen --out "$work/program-by-diagnosis"
bad=0
for engine in "${@:-duckdb spark}"; do
    for one in $engine; do
        # Spark takes minutes for a report: it sees one, and the answers to every query.
        reports="$work/program"
        [ "$one" = spark ] || reports="$reports $work/tiny $work/published $work/program-by-diagnosis"
        # shellcheck disable=SC2086
        "$python" agree.py $reports --engine "$one" --il2 "$il2" || bad=1
        "$python" same.py "$work/program/store" --engine "$one" --il2 "$il2" || bad=1
        if [ "$one" = duckdb ]; then
            "$python" shapes.py || bad=1
            "$python" random_questions.py "$work/program/store" --il2 "$il2" || bad=1
        fi
    done
done
exit $bad
