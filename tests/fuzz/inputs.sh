#!/bin/sh
# Names the recorded inputs of a target, one per line: seeds and crashes; programs
# for `source` are the attacks and the tests' scripts as well.
cd "$(dirname "$0")" || exit 1
set -- "$1" "seeds/$1" "crashes/$1"
[ "$1" != source ] || set -- "$@" ../attacks ../scripts
shift
for folder in "$@"; do
  [ ! -d "$folder" ] || find "$folder/" -type f ! -name '*.md' ! -name '*.py'
done | sort
