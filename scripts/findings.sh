#!/bin/sh
# Writes the tables of docs/findings.md from the program, behind the text above them.
set -eu
cd "$(dirname "$0")/.."
text=$(sed '/^## Tables$/q' docs/findings.md)
{ printf '%s\n\n' "$text"; "${BUILD:-build}/tucai-qc" findings; } >docs/findings.md.new
mv docs/findings.md.new docs/findings.md
