#!/bin/bash
# IL2: the program; SAMPLES: the folder data-samples. Prints how often the old and the new store were found; exit code 1 if
# any other was.
IL2=$(command -v "${IL2:-il2}") || exit 2
samples=$(cd "${SAMPLES:?the folder data-samples}" && pwd) || exit 2
work=$(mktemp -d) && cd "$work" || exit 2
export RAYON_NUM_THREADS=1
mkdir first second
cp -r "$samples/tiny" first/tiny && cp -r "$samples/tiny" first/other && cp -r "$samples/tiny" second/tiny || exit 2
# The site's next export has one dose less.
sed -i 3d second/tiny/doses.csv
ingest=("$IL2" -q ingest second/tiny --max-quarantine 50% --store)
# The rows of a store: all files but the manifest and its seal.
rows() { (cd "$1/current/" && find . -name '*.parquet' -exec sha256sum {} + | sort | sha256sum); }
"$IL2" -q ingest first --store old || exit 2
cp -r old new && "${ingest[@]}" new || exit 2
old=$(rows old) new=$(rows new)
cp -r old store && strace -f -qq -e trace=statx -o calls "${ingest[@]}" store || exit 2
n=$(wc -l <calls) n_old=0 n_new=0 code=0
for call in $(seq "$n"); do
  rm -rf store && cp -r old store
  strace -f -qq -e trace=statx -e "inject=statx:error=EIO:when=$call" -o calls "${ingest[@]}" store 2>said
  exit=$?
  found=$(rows store)
  if [ "$found" = "$old" ]; then n_old=$((n_old + 1)); elif [ "$found" = "$new" ]; then n_new=$((n_new + 1)); fi
  if { [ "$found" != "$old" ] && [ "$found" != "$new" ]; } || { [ $exit = 0 ] && [ "$found" = "$old" ]; } ||
    ! "$IL2" -q verify store >/dev/null 2>&1; then
    echo "call $call, exit code $exit:" && cat said
    code=1
  fi
done
echo "calls $n: old $n_old, new $n_new"
rm -rf "$work"
exit $code
