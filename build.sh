#!/usr/bin/env bash
# Builds, runs and tests LuaVm. See usage below, or README.md.
set -euo pipefail
CALLER=$PWD
cd "$(dirname "${BASH_SOURCE[0]}")"

OUT=out
VERSION=$(sed -n 's/^#define LUAVM_VERSION "\(.*\)"$/\1/p' bindings/c/luavm.h)
RID=linux-x64
AOT=${LUAVM_AOT_FRAMEWORK:-net9.0}
# LUAVM_NETWORK=0 leaves HTTP, WebSocket and Redis out of the library.
NETWORK=true
[ "${LUAVM_NETWORK:-1}" != 0 ] || NETWORK=false
export LuaVmNetwork=$NETWORK

BUILD_PACKAGES=(gcc make python3 pkg-config)
TEST_PACKAGES=(g++ cmake clang-format libcmocka-dev binutils lua-check lua-argparse lua-penlight lua-dkjson lua-inspect lua-unit
  lua-messagepack lua-ldoc lua-markdown luarocks lua5.4 openjdk-17-jdk-headless junit4 python3-venv python3-dev
  mypy redis-server python3-jsonschema openssl)
command -v npm >/dev/null || TEST_PACKAGES+=(nodejs npm) # elsewhere npm comes with Node
PACKAGE_PACKAGES=(binutils python3-build python3-setuptools python3-wheel openjdk-17-jdk-headless)
DOCS_PACKAGES=(python3 doxygen)
BENCH_PACKAGES=(python3-dev python3-lupa)
GENERATE_PACKAGES=(python3 clang-14 libc6-dev)
FUZZ_PACKAGES=(clang-14 libclang-rt-14-dev)

usage() {
  cat <<'TEXT'
Usage: ./build.sh VERB [ARGS]
  build           out/lib/libluavm.so, out/include, out/bin/luavm, out/python,
                  out/java where there is a JDK
  run FILE [...]  build, then: luavm run FILE [...]
  install PREFIX  build, then the library, its headers, pkg-config and CMake files
                  and the command under PREFIX (below $DESTDIR, if that is set)
  test [SUITE]    build, then every test; the last line is "N passed, N failed"
  fuzz [SECONDS] [TARGET ...]
                  build, then search for inputs that break a promise, 60 seconds
                  for each target (tests/README.md)
  generate        the tables of the bindings from bindings/c/luavm.h
  bench [...]     build, then bench/ against stock Lua, also as out/bench/bench.json
  package         build, then out/dist: the library as an archive, a Python wheel, a jar,
                  a .NET package, and their checksums
  docs            out/docs/html, the reference of the C interface
  clean           removes out/
TEXT
}

fail() {
  printf 'build.sh: %s\n' "$*" >&2
  exit 1
}

# Runs one step quietly; shows its output only when it fails.
step() {
  local what=$1 log=$OUT/log/$2.txt
  shift 2
  mkdir -p "$OUT/log"
  printf '%s\n' "-- $what" >&2
  "$@" >"$log" 2>&1 || {
    tail -n 40 "$log" >&2
    fail "$what failed (the whole output is in $log): $*"
  }
}

missing_packages() {
  local package
  for package in "$@"; do
    dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -q '^installed' || printf '%s\n' "$package"
  done
}

# Installs Debian packages that are missing, or says how where it may not.
need() {
  local wanted
  if ! command -v dpkg-query >/dev/null; then
    return 0 # another distribution: the steps below say what they lack
  fi
  mapfile -t wanted < <(missing_packages "$@")
  [ ${#wanted[@]} -eq 0 ] && return 0
  if [ "$(id -u)" -ne 0 ]; then
    fail "packages are missing; install them with: sudo apt-get install --no-install-recommends ${wanted[*]}"
  fi
  step 'updating the package lists' apt-update apt-get update
  step "installing ${wanted[*]}" apt-install env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y --no-install-recommends "${wanted[@]}"
}

need_dotnet() {
  command -v dotnet >/dev/null ||
    fail 'the .NET SDK 10 is missing; install it (package dotnet-sdk-10.0, or the SDK from dotnet.microsoft.com)'
  dotnet --version >/dev/null 2>&1 || fail "no .NET SDK that global.json accepts; 'dotnet --list-sdks' shows what is here"
}

# True where the target is missing or older than any of the files below the folders.
stale() {
  local target=$1
  shift
  [ ! -e "$target" ] || [ -n "$(find "$@" -newer "$target" -type f -print -quit)" ]
}

publish() {
  local project=$1 file=$2 to=$3
  stale "$to" src docs/policy.schema.json Directory.Build.props Directory.Build.targets Directory.Packages.props \
    $OUT/obj/native/libluavm_native.a $OUT/obj/native/libluavm_sqlite.a $OUT/obj/network || return 0
  step "compiling ${to#"$OUT"/}" "publish-${file}" dotnet publish "src/$project" -c Release
  mkdir -p "$(dirname "$to")"
  # A new file, so that a process which uses the old one keeps it.
  cp "$OUT/obj/dotnet/LuaVm.$project/bin/Release/$AOT/$RID/publish/$file" "$to.new"
  mv "$to.new" "$to"
  touch "$to"
}

# Puts a file where it differs, so that what depends on it is not built again.
place() {
  cmp -s "$1" "$2" || install -D -m 644 "$1" "$2"
}

# What programs in C and C++ are compiled with. Nothing in it names the prefix: the
# tree may be moved.
interface() {
  local prefix=$1 file name
  place bindings/c/luavm.h "$prefix/include/luavm.h"
  place bindings/cpp/luavm.hpp "$prefix/include/luavm.hpp"
  for file in bindings/cpp/luavm/*.hpp; do
    place "$file" "$prefix/include/luavm/${file##*/}"
  done
  place bindings/c/LuaVmConfig.cmake "$prefix/lib/cmake/LuaVm/LuaVmConfig.cmake"
  for name in cmake/LuaVm/LuaVmConfigVersion.cmake pkgconfig/luavm.pc; do
    sed -e "s|@VERSION@|$VERSION|g" "bindings/c/${name##*/}.in" >"$OUT/obj/${name##*/}"
    place "$OUT/obj/${name##*/}" "$prefix/lib/$name"
  done
}

# The shared library under its full version, with the two names it is found by:
# the loader's and the linker's.
install_tree() {
  local prefix=$1 file
  install -D -m 755 $OUT/lib/libluavm.so "$prefix/lib/libluavm.so.$VERSION"
  ln -sfn "libluavm.so.$VERSION" "$prefix/lib/libluavm.so.0"
  ln -sfn libluavm.so.0 "$prefix/lib/libluavm.so"
  install -D -m 755 $OUT/bin/luavm "$prefix/bin/luavm"
  for file in README.md SECURITY.md CHANGELOG.md docs/*.md; do
    [ ! -f "$file" ] || install -D -m 644 "$file" "$prefix/share/doc/luavm/${file##*/}"
  done
  interface "$prefix"
}

# A path as the caller wrote it, from the folder the caller was in.
from_caller() {
  case $1 in
    /*) printf '%s' "$1" ;;
    *) printf '%s' "$CALLER/$1" ;;
  esac
}

layout() {
  mkdir -p $OUT/python/luavm
  ln -sf libluavm.so $OUT/lib/libluavm.so.0
  interface $OUT
  find bindings/python/luavm -maxdepth 1 -type f -exec cp -u {} $OUT/python/luavm/ \;
  cmp -s $OUT/lib/libluavm.so $OUT/python/luavm/libluavm.so || cp $OUT/lib/libluavm.so $OUT/python/luavm/libluavm.so
}

# The folder of a JDK with JNI's headers: JAVA_HOME, or that of javac.
jdk() {
  local home=${JAVA_HOME:-}
  if [ -z "$home" ] && command -v javac >/dev/null; then
    home=$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")
  fi
  [ -z "$home" ] || [ ! -f "$home/include/jni.h" ] || printf '%s\n' "$home"
}

java_package() {
  local home
  home=$(jdk)
  [ -z "$home" ] || step 'building the Java package' java make -C bindings/java OUT="$PWD/$OUT" JAVA_HOME="$home" VERSION=$VERSION
}

# The Python package works without it, and is faster with it.
python_extension() {
  local include
  include=$(python3 -c 'import sysconfig; print(sysconfig.get_path("include"))')
  [ ! -f "$include/Python.h" ] || step 'building the Python extension' python make -C bindings/python/accel OUT="$PWD/$OUT"
}

# SQLite comes through npm, once; whoever has Node has it.
need_sqlite() {
  local cached=${XDG_CACHE_HOME:-${HOME:-}/.cache}/luavm/better-sqlite3-*.tgz
  if [ -n "${LUAVM_SQLITE_TARBALL:-}" ] || [ -d $OUT/obj/sqlite/source ] || compgen -G "$cached" >/dev/null ||
    command -v npm >/dev/null; then
    return
  fi
  need npm
}

build() {
  need "${BUILD_PACKAGES[@]}"
  need_sqlite
  need_dotnet
  mkdir -p $OUT/obj
  [ "$(cat $OUT/obj/network 2>/dev/null)" = $NETWORK ] || printf '%s\n' $NETWORK >$OUT/obj/network
  # Nothing that is compiled names the folder it was compiled in.
  step 'building the engine' native make -C native OUT="$PWD/$OUT" CC="gcc -ffile-prefix-map='$PWD'=."
  publish Exports libluavm.so $OUT/lib/libluavm.so
  publish Cli luavm $OUT/bin/luavm
  layout
  python_extension
  java_package
}

package() {
  local what
  need "${PACKAGE_PACKAGES[@]}"
  build
  rm -rf $OUT/obj/dist
  install_tree "$OUT/obj/dist/luavm-$VERSION-$RID"
  for what in archive wheel jars nuget checksums; do
    step "packing: $what" "package-$what" packaging/package.sh "$what" "$PWD/$OUT" "$VERSION" "$RID"
  done
}

docs() {
  need "${DOCS_PACKAGES[@]}"
  rm -rf $OUT/docs
  mkdir -p $OUT/docs
  # Doxygen would not notice that its filter fails.
  step 'reading luavm.h' docs-filter python3 bindings/c/reference/filter.py bindings/c/luavm.h
  step 'writing the reference' docs env LUAVM_DOCS="$OUT/docs" LUAVM_VERSION="$VERSION" doxygen bindings/c/reference/Doxyfile
}

# True where a list of suites (none: all) holds what looks at the packages.
packages_wanted() {
  case " $* " in
    '  ' | *' dist '* | *' csharp-package '*) ;;
    *) return 1 ;;
  esac
}

# A Python that has a module: the first of the path may be another than the system's.
python_with() {
  local python
  for python in python3 /usr/bin/python3; do
    if "$python" -c "import $1" 2>/dev/null; then
      printf '%s\n' "$python"
      return
    fi
  done
  printf 'python3\n' # which says what it lacks
}

verb=${1:-}
[ $# -gt 0 ] && shift
case $verb in
  build) build ;;
  run)
    build
    exec $OUT/bin/luavm run "$@"
    ;;
  install)
    if [ $# -ne 1 ] || [ -z "$1" ]; then fail 'install wants one folder: ./build.sh install PREFIX'; fi
    prefix=$(from_caller "$1")
    if [ -n "${DESTDIR:-}" ]; then prefix=$(from_caller "$DESTDIR")/${prefix#/}; fi
    build
    install_tree "$prefix"
    printf 'installed in %s\n' "$prefix"
    ;;
  test)
    need "${TEST_PACKAGES[@]}" "${GENERATE_PACKAGES[@]}"
    if packages_wanted "$@"; then
      package
      docs
    else
      build
    fi
    exec python3 tests/run.py "$@"
    ;;
  fuzz)
    need "${FUZZ_PACKAGES[@]}"
    build
    step 'building the fuzz targets' fuzz make -C tests/fuzz OUT="$PWD/$OUT" search
    step 'building the tests of managed code' fuzz-unit dotnet build tests/unit -c Release --nologo
    exec python3 tests/fuzz/search.py "$@"
    ;;
  generate)
    need "${GENERATE_PACKAGES[@]}"
    exec python3 bindings/generator/generate.py "$@"
    ;;
  bench)
    need "${BENCH_PACKAGES[@]}"
    build
    step 'restoring stock Lua' restore-tests dotnet restore tests/unit
    step 'building the benchmarks' bench make -C bench OUT="$PWD/$OUT"
    make --no-print-directory -s -C bench OUT="$PWD/$OUT" ARGS="--json $PWD/$OUT/bench/bench.json $*" run
    printf '\n'
    PYTHONPATH=$OUT/python "$(python_with lupa)" bench/python.py --json $OUT/bench/python.json
    if $NETWORK; then
      printf '\n'
      exec dotnet run bench/http.cs -- --json "$PWD/$OUT/bench/http.json"
    fi
    ;;
  package) package ;;
  docs) docs ;;
  clean) rm -rf $OUT ;;
  help | -h | --help) usage ;;
  *)
    usage >&2
    exit 2
    ;;
esac
