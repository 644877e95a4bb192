#!/usr/bin/env bash
# usage: fetch.sh DEST_DIR
# Makes DEST_DIR hold the pristine, unpacked Lua release (DEST_DIR/src/*.c). The tarball comes from the first of:
#   1. LUAVM_LUA_TARBALL, a path to it
#   2. the user cache, ${XDG_CACHE_HOME:-~/.cache}/luavm
#   3. the distribution's source package, through apt with private lists and state (the machine's own are not touched)
#   4. the release site
# Nothing is unpacked unless its SHA-256 is the one below. Downloads go to the user cache.
set -euo pipefail
export LC_ALL=C

version=5.4.9
sha256=2335b6c582a52654f94612bf10d2f4672805d05329aa6568b1d8cd9e5c6fb8e6
name=lua-$version.tar.gz
site=https://www.lua.org/ftp/$name
package=lua5.4
variable=LUAVM_LUA_TARBALL
# forky is what testing was when 5.4.9 was pinned: it keeps the release when testing has moved on.
suites=(testing unstable forky)

. "$(dirname "${BASH_SOURCE[0]}")/../fetch.sh"

# Prints a deb-src stanza for suite $1 per Debian archive among the machine's apt sources (*.list and *.sources).
# An archive is Debian's when it serves "main" of a suite named as Debian names them.
debian_sources() {
    local list parts files=() file
    eval "$(apt-config shell list Dir::Etc::sourcelist/f parts Dir::Etc::sourceparts/d)"
    for file in "${list:-}" "${parts:-/nonexistent}"/*.list "${parts:-/nonexistent}"/*.sources; do
        [[ -f $file && -r $file ]] && files+=("$file")
    done
    [[ ${#files[@]} -gt 0 ]] || return 0
    awk -v suite="$1" '
        function emit(types, uris, suites, parts, key,    i, n, uri) {
            if (types !~ /(^| )deb(-src)?( |$)/ || parts !~ /(^| )main( |$)/) return
            if (suites !~ /(^| )((old)*stable|testing|unstable|sid|bullseye|bookworm|trixie|forky|duke)( |$)/) return
            n = split(uris, uri, " ")
            for (i = 1; i <= n; i++) {
                sub(/\/+$/, "", uri[i])
                if (uri[i] ~ /^cdrom:/ || seen[uri[i]]++) continue
                printf "Types: deb-src\nURIs: %s\nSuites: %s\nComponents: main\n", uri[i], suite
                printf "%s\n", key == "" ? "" : "Signed-By:" key "\n"
            }
        }
        function stanza_end() {
            if (tolower(field["enabled"]) !~ /^ *(no|false|0|off|without|disable) *$/)
                emit(field["types"], field["uris"], field["suites"], field["components"], field["signed-by"])
            delete field
            last = ""
        }
        function one_line(    key, option, word, n, i, rest) {
            if (match($0, /\[[^]]*\]/) && $2 ~ /^\[/) {
                n = split(substr($0, RSTART + 1, RLENGTH - 2), option, " ")
                for (i = 1; i <= n; i++) if (option[i] ~ /^signed-by=/) key = " " substr(option[i], 11)
                $0 = substr($0, 1, RSTART - 1) substr($0, RSTART + RLENGTH)
            }
            n = split($0, word, " ")
            for (i = 4; i <= n; i++) rest = rest " " word[i]
            emit(word[1], word[2], word[3], rest, key)
        }
        FNR == 1 { stanza_end(); deb822 = FILENAME ~ /\.sources$/ }
        { sub(/\r$/, "") }
        /^[ \t]*#/ { next }
        !deb822 { sub(/#.*/, ""); one_line(); next }
        /^[ \t]*$/ { stanza_end(); next }
        /^[ \t]/ { field[last] = field[last] (last == "signed-by" ? "\n" : "") $0; next }
        { i = index($0, ":"); last = tolower(substr($0, 1, i - 1)); field[last] = substr($0, i + 1) }
        { gsub(/\t/, " ", field[last]) }
        END { stanza_end() }
    ' "${files[@]}"
}

# The machine's hooks are cleared because some of them (package caches, software centres) write outside $1.
apt_conf() {
    cat <<CONF
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
Dir::Etc::sourcelist "$1/lua.sources";
Dir::Etc::sourceparts "-";
Dir::Etc::preferences "-";
Dir::Etc::preferencesparts "-";
Dir::State "$1/state";
Dir::State::status "$1/status";
Dir::Cache "$1/cache";
Acquire::Languages "none";
Acquire::Retries "1";
Acquire::http::Timeout "10";
Acquire::https::Timeout "10";
CONF
}

from_apt() {
    local suite
    if ! command -v apt-get >/dev/null; then
        missed "source package $package" "no apt-get on this machine"
        return 1
    fi
    for suite in "${suites[@]}"; do
        from_suite "$suite" && return
    done
    return 1
}

from_suite() {
    local source="source package $package in $1" dir=$temp/apt-$1 conf=$temp/apt-$1/apt.conf log=$temp/apt-$1/log
    local release file found=
    mkdir -p "$dir"/{state/lists/partial,cache/archives/partial,download}
    : >"$dir/status"
    apt_conf "$dir" >"$conf"
    debian_sources "$1" >"$dir/lua.sources"
    if [[ ! -s $dir/lua.sources ]]; then
        missed "$source" "apt has no Debian archive among its sources"
        return 1
    fi
    say "looking for Lua $version in the $source"
    # One archive of several may fail, so what counts is what the lists hold afterwards.
    apt-get -c "$conf" -q update >"$log" 2>&1 || true
    for release in $(apt-cache -c "$conf" showsrc --only-source "$package" 2>/dev/null |
        awk -v v="$version" '$1 == "Version:" && $2 ~ "^([0-9]+:)?" v "([-+~]|$)" { print $2 }' | sort -u); do
        found=yes
        if ! (cd "$dir/download" && apt-get -c "$conf" -q source --download-only --tar-only --only-source \
            "$package=$release") >"$log" 2>&1; then
            missed "$source" "download of $release failed: $(apt_error "$log")"
            continue
        fi
        for file in "$dir/download"/*.orig.tar.gz; do
            [[ -f $file ]] || continue
            accept "$file" && origin="the $source" && return
            say "wrong SHA-256 for ${file##*/} (the $source): expected $sha256, got $actual"
            missed "$source" "${file##*/} of $release has SHA-256 $actual, expected $sha256"
            rm -f "$file"
        done
    done
    [[ -n $found ]] || missed "$source" "no version $version there$(apt_error "$log" " (" ")")"
    return 1
}

# The first error, else warning, in apt's output $1, between $2 and $3; or nothing.
apt_error() {
    local line
    line=$(sed -n 's/^E: //p' "$1")
    line=${line:-$(sed -n 's/^W: //p' "$1")}
    [[ -z $line ]] || printf '%s%s%s' "${2:-}" "${line%%$'\n'*}" "${3:-}"
}

from_site() {
    local get error file=$temp/$name
    if command -v curl >/dev/null; then
        get=(curl -fsSL --connect-timeout 10 --max-time 60 -o)
    elif command -v wget >/dev/null; then
        get=(wget -nv --tries=1 --timeout=10 -O)
    else
        missed "$site" "neither curl nor wget on this machine"
        return 1
    fi
    say "trying $site"
    if ! error=$("${get[@]}" "$file" "$site" 2>&1); then
        missed "$site" "${error##*$'\n'}"
        return 1
    fi
    accept "$file" ||
        die "wrong SHA-256 for the file from $site: expected $sha256, got $actual." \
            "It was altered on its way here. Set LUAVM_LUA_TARBALL to an untouched $name."
    origin=$site
}

begin "$@"
origin=''
if ! from_variable && ! from_cache; then
    from_apt || from_site || {
        say "no source has $name:"
        printf '  - %s\n' "${tried[@]}" >&2
        die "set LUAVM_LUA_TARBALL=/path/to/$name (SHA-256 $sha256)"
    }
    store
    say "got $name from $origin"
fi
unpack 1
