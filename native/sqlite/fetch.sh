#!/usr/bin/env bash
# usage: fetch.sh DEST_DIR
# Makes DEST_DIR hold SQLite's amalgamation (sqlite3.c, sqlite3.h), as the npm package better-sqlite3 carries it. The
# package comes from the first of:
#   1. LUAVM_SQLITE_TARBALL, a path to it
#   2. the user cache, ${XDG_CACHE_HOME:-~/.cache}/luavm
#   3. the registry that npm is set up for
# Nothing is unpacked unless its SHA-256 is the one below. Downloads go to the user cache.
set -euo pipefail
export LC_ALL=C

version=13.2.0 # SQLite 3.54.1
sha256=40487589df3496f2ee0079d22b73c63fccebe7db0e8ee9a2c42421861e321e0b
package=better-sqlite3
name=$package-$version.tgz
variable=LUAVM_SQLITE_TARBALL
inside=package/deps/sqlite3

. "$(dirname "${BASH_SOURCE[0]}")/../fetch.sh"

from_npm() {
    command -v npm >/dev/null ||
        die "npm, which gets SQLite from its registry, is missing; install it," \
            "or set LUAVM_SQLITE_TARBALL=/path/to/$name (SHA-256 $sha256)"
    say "asking npm for $package $version"
    # Its cache is the machine's; nothing in the package is run.
    if ! (cd "$temp" && npm pack --ignore-scripts --no-update-notifier "$package@$version") >"$temp/log" 2>&1; then
        die "npm pack failed: $(tail -n 3 "$temp/log" | tr '\n' ' ')- set LUAVM_SQLITE_TARBALL=/path/to/$name (SHA-256 $sha256)"
    fi
    accept "$temp/$name" ||
        die "wrong SHA-256 for $name from npm's registry: expected $sha256, got $actual." \
            "It was altered on its way here. Set LUAVM_SQLITE_TARBALL to an untouched $name."
    store
}

begin "$@"
from_variable || from_cache || from_npm
unpack 3 "$inside/sqlite3.c" "$inside/sqlite3.h"
