# Sourced by lua/fetch.sh and sqlite/fetch.sh: a tarball by its SHA-256, from a variable or the user cache, and its way into
# a folder. They set before it
#   name      what the tarball is called
#   sha256    nothing is unpacked that has another
#   variable  the environment variable that may name a path to it
# and know where else to look.

say() { printf 'fetch.sh: %s\n' "$*" >&2; }
die() { say "$@"; exit 1; }

hash_of() {
    if command -v sha256sum >/dev/null; then sha256sum <"$1"; else shasum -a 256 <"$1"; fi | cut -d' ' -f1
}

tried=()
missed() { tried+=("$1: $2"); }

# Sets `tarball` and succeeds if the file is the pinned one; otherwise sets `actual`.
accept() {
    actual=$(hash_of "$1")
    [[ $actual == "$sha256" ]] && tarball=$1
}

from_variable() {
    local file=${!variable:-}
    if [[ -z $file ]]; then
        missed "$variable" "not set"
        return 1
    fi
    [[ -f $file && -r $file ]] ||
        die "$variable names $file, which is not a readable file. Correct the path, or unset the variable."
    accept "$file" ||
        die "wrong SHA-256 for $file (named by $variable): expected $sha256, got $actual." \
            "Name an untouched $name there, or unset the variable."
}

from_cache() {
    if [[ -z $cache ]]; then
        missed "user cache" "neither XDG_CACHE_HOME nor HOME is set"
    elif [[ ! -f $cache/$name || ! -r $cache/$name ]]; then
        missed "user cache" "no readable $cache/$name"
    elif accept "$cache/$name"; then
        return 0
    else
        say "ignoring $cache/$name: expected SHA-256 $sha256, got $actual"
        missed "user cache" "$cache/$name has SHA-256 $actual, expected $sha256"
    fi
    return 1
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

# Leaves $1 folders out of the names in the tarball; the rest are the files wanted, or all of them.
unpack() {
    local strip=$1
    shift
    mkdir -p "$(dirname "$dest")"
    staging=$(mktemp -d "$dest.XXXXXX")
    mkdir "$staging/made"
    tar -xzf "$tarball" -C "$staging/made" --strip-components="$strip" --no-same-owner "$@"
    echo "$sha256" >"$staging/made/$stamp"
    rm -rf "$dest"
    mv "$staging/made" "$dest"
}

# Takes the arguments of the script. Ends it where the folder holds the tarball's content already.
begin() {
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
    chmod 755 "$temp"
    trap 'rm -rf "$temp" ${staging:+"$staging"}' EXIT
}
