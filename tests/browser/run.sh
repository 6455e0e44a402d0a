#!/bin/sh
# Usage: tests/browser/run.sh IL2_BINARY: the pages of a report in Chromium: axe-core, widths, requests, anchors, length, print. Needs
# Node 18 or later, Chromium, and the network once, to fill a folder of packages under the target folder. Exit code 75 where these
# cannot be had.
set -eu
il2=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
here=$(cd "$(dirname "$0")" && pwd)
packages=${CARGO_TARGET_DIR:-$here/../../target}/browser-packages
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
if [ -z "$browser" ] || ! node --version >/dev/null 2>&1; then
    echo "tests/browser: no Chromium or no Node here; no page was opened" >&2
    exit 75
fi
if ! cmp -s "$packages/package.json" "$here/package.json"; then
    mkdir -p "$packages"
    cp "$here/package.json" "$packages/package.json"
    if ! npm install --prefix "$packages" --ignore-scripts --no-audit --no-fund --silent; then
        rm "$packages/package.json"
        echo "tests/browser: the packages cannot be installed here; no page was opened" >&2
        exit 75
    fi
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$il2" --quiet report "$here/../../data-samples/program" --kind all --out "$work/report"
NODE_PATH=$packages/node_modules node "$here/pages.cjs" "$browser" "$work/report"
