#!/usr/bin/env bash
# Makes one kind of package from what build.sh has built; see README.md here.
#
#   package.sh archive|wheel|jars|nuget|checksums OUT VERSION RID
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

WHAT=$1 OUT=$2 VERSION=$3 RID=$4
STAGE=$OUT/obj/dist
DIST=$OUT/dist

# The same bytes from the same commit, whoever packs them, when and where.
export LC_ALL=C TZ=UTC
umask 022
unset "${!PYTHON@}"
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 946684800)}
export SOURCE_DATE_EPOCH

fail() {
  printf 'package.sh: %s\n' "$*" >&2
  exit 1
}

archive() {
  local name=luavm-$VERSION-$RID
  tar --directory="$STAGE" --format=ustar --sort=name --owner=0 --group=0 --numeric-owner \
    --mode=u=rwX,go=rX --mtime="@$SOURCE_DATE_EPOCH" --create "$name" | gzip -n -9 >"$DIST/$name.tar.gz"
}

# A Python that has the tools: the first of the path may be another than the system's.
python_with_tools() {
  local python
  for python in python3 /usr/bin/python3; do
    if "$python" -W ignore -c 'import build, setuptools, wheel' 2>/dev/null; then
      printf '%s\n' "$python"
      return
    fi
  done
  fail "no python3 has the modules build, setuptools and wheel (Debian: python3-build python3-setuptools python3-wheel)"
}

# Sources from the repository, compiled files from where the build put them.
wheel() {
  local stage=$STAGE/wheel file python
  python=$(python_with_tools)
  rm -rf "$stage"
  for file in pyproject.toml setup.py manylinux.py README.md luavm/py.typed; do
    install -D -m 644 "bindings/python/$file" "$stage/$file"
  done
  install -m 644 bindings/python/luavm/*.py* "$stage/luavm"
  install -m 755 "$OUT"/python/luavm/*.so "$stage/luavm"
  "$python" -m build --wheel --no-isolation --outdir "$DIST" "$stage"
}

jars() {
  local kind
  make -C bindings/java OUT="$OUT" VERSION="$VERSION" sources javadoc
  for kind in '' -sources -javadoc; do
    install -m 644 "$OUT/java/luavm$kind.jar" "$DIST/luavm-$VERSION$kind.jar"
  done
}

nuget() {
  dotnet pack bindings/csharp -c Release -o "$DIST" -p:Version="$VERSION"
}

checksums() {
  (cd "$DIST" && sha256sum -- * >"$STAGE/SHA256SUMS")
  install -m 644 "$STAGE/SHA256SUMS" "$DIST/SHA256SUMS"
}

case $WHAT in
  archive) # the first: what an earlier version left goes
    rm -rf "$DIST"
    mkdir -p "$DIST"
    archive
    ;;
  wheel | jars | nuget | checksums) "$WHAT" ;;
  *) fail "no kind of package is called $WHAT" ;;
esac
