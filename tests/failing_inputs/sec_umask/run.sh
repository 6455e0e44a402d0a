#!/bin/bash
# IL2: the program; it is run in a new temporary folder, and prints the permissions of an answer and of a certificate.
IL2=${IL2:-il2}; here=$(cd "$(dirname "$0")" && pwd); w=$(mktemp -d); cd "$w" || exit
for mask in 077 000; do
  umask $mask; echo "umask $mask"
  "$IL2" ingest "$here/export" --store s -q; touch p.csv
  "$IL2" query s --sql 'select * from courses' --output p.csv --overwrite
  "$IL2" report "$here/export" --out r -q; "$IL2" verify r -q >/dev/null
  ls -l p.csv r/verification.*
done
rm -rf "$w"
