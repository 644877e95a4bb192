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
inside=package/deps/sqlite3

say() { printf 'fetch.sh: %s\n' "$*" >&2; }
die() { say "$@"; exit 1; }

# Sets `tarball` and succeeds if the file is the pinned package; otherwise sets `actual`.
accept() {
    actual=$(sha256sum <"$1" | cut -d' ' -f1)
    [[ $actual == "$sha256" ]] && tarball=$1
}

from_variable() {
    local file=${LUAVM_SQLITE_TARBALL:-}
    [[ -n $file ]] || return 1
    [[ -f $file && -r $file ]] ||
        die "LUAVM_SQLITE_TARBALL names $file, which is not a readable file. Correct the path, or unset the variable."
    accept "$file" ||
        die "wrong SHA-256 for $file (named by LUAVM_SQLITE_TARBALL): expected $sha256, got $actual." \
            "Name an untouched $name there, or unset the variable."
}

from_cache() {
    [[ -n $cache && -f $cache/$name && -r $cache/$name ]] || return 1
    accept "$cache/$name" || { say "ignoring $cache/$name: expected SHA-256 $sha256, got $actual"; return 1; }
}

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

# Being unable to cache is no reason to stop.
store() {
    local part=
    if [[ -n $cache ]] && mkdir -p "$cache" 2>/dev/null && part=$(mktemp "$cache/$name.XXXXXX" 2>/dev/null) &&
        cp "$tarball" "$part" && chmod 644 "$part" && mv -f "$part" "$cache/$name"; then
        return
    fi
    rm -f "$part"
    say "cannot write to the user cache ${cache:-(none)}; the next run has to download again"
}

unpack() {
    mkdir -p "$(dirname "$dest")"
    staging=$(mktemp -d "$dest.XXXXXX")
    mkdir "$staging/sqlite"
    tar -xzf "$tarball" -C "$staging/sqlite" --strip-components=3 --no-same-owner "$inside/sqlite3.c" "$inside/sqlite3.h"
    echo "$sha256" >"$staging/sqlite/$stamp"
    rm -rf "$dest"
    mv "$staging/sqlite" "$dest"
}

[[ $# -eq 1 && -n $1 && $1 != -* ]] || { echo "usage: fetch.sh DEST_DIR" >&2; exit 2; }
dest=${1%/}
dest=${dest:-/}
stamp=.luavm-sha256
if [[ -f $dest/$stamp ]]; then
    [[ $(<"$dest/$stamp") != "$sha256" ]] || exit 0
elif [[ -n $(ls -A "$dest" 2>/dev/null) ]]; then
    die "$dest exists and was not made by this script. Name another folder, or remove it if nothing there is needed."
fi

cache=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}
cache=${cache:+$cache/luavm}
tarball='' actual='' staging=''
temp=$(mktemp -d)
trap 'rm -rf "$temp" ${staging:+"$staging"}' EXIT
from_variable || from_cache || from_npm
unpack
