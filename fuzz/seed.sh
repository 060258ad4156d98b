#!/bin/sh
# Fills corpus/roster with the rosters of tests/rosters, each after the byte that says what it is (fuzz_targets/roster.rs).
set -eu
cd "$(dirname "$0")"
corpus=corpus/roster
mkdir -p "$corpus"
add() { # BYTE NAME, content on the standard input
    { printf "\\$1"; cat; } > "$corpus/$2"
}
for file in ../tests/rosters/*.* ../tests/rosters/more/*.* ; do
    name=$(basename "$file")
    case "$name" in
    *.md | *.json | *.py) continue ;;
    *.csv | *.txt) add 001 "$name" < "$file" ;;
    *.xls) add 002 "$name" < "$file" ;;
    *.ods)
        add 003 "$name" < "$file"
        unzip -p "$file" content.xml | add 204 "$name.content"
        ;;
    truncated.xlsx | password.xlsx) add 000 "$name" < "$file" ;;
    *.xlsx)
        add 000 "$name" < "$file"
        unzip -p "$file" xl/worksheets/sheet1.xml | add 205 "$name.sheet"
        if unzip -l "$file" | grep -q xl/sharedStrings.xml; then
            unzip -p "$file" xl/sharedStrings.xml | add 006 "$name.strings"
        fi
        ;;
    esac
done
printf '%s seeds\n' "$(ls "$corpus" | wc -l)"
