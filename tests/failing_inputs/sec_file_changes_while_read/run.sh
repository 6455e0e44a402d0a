#!/bin/bash
# IL2: the program. The second opening of doses.csv waits until two rows were added.
IL2=$(command -v "${IL2:-il2}") || exit 2
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d) && cd "$work" || exit 2
cp -r "$here/export" e
(
  strace -f -qq -P "$work/e/doses.csv" -e trace=openat -e inject=openat:delay_enter=1500000:when=2 -o trace \
    "$IL2" ingest "$work/e" --store s
  echo "exit $?, right: 1, and no store: $(ls -d s 2>/dev/null)"
) &
sleep 0.8
printf 'C2,1,2,given,8\nC2,1,3,given,16\n' >>e/doses.csv
wait
rm -rf "$work"
