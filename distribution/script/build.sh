# shellcheck shell=bash
# Building. Read by pkip.

# sources_hash: one hash over everything the assembly is made from
sources_hash() {
  (cd "$ROOT" && find pom.xml core-bundles integration-bundles service-bundles features distribution/pom.xml distribution/assembly \
      \( -name target -o -name node_modules -o -path '*/src/test' -o -name README.md \) -prune -o -type f -print0 |
      LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -d' ' -f1)
}

maven() { mvn -B -f "$ROOT/pom.xml" "$@"; }

# building LOG: the module Maven is at
building() {
  local module fetched
  module="$(sed -nE 's/.*Building (PKIP:? ?)?(.*) [0-9][^ ]* +\[([0-9]+\/[0-9]+)\].*/\3 \2/p' "$1" 2>/dev/null | tail -1)"
  fetched="$(grep -c 'Downloaded from' "$1" 2>/dev/null || true)"
  if [ -t 1 ] && [ "${fetched:-0}" -gt 0 ]; then module="$module, $fetched files fetched"; fi
  say "${module:-Reading the project}"
}

# build_module MODULE TREE LOG
build_module() {
  at_work "$3" building mvn -B -f "$2/pom.xml" package -pl "$1" -am -DskipTests || failed "The build failed" "$3"
}

build() {
  local wanted; wanted="$(sources_hash)"
  if [ -d "$ASSEMBLY/system" ] && [ "$(cat "$WORK/built" 2>/dev/null)" = "$wanted" ]; then
    say "Nothing has changed since the last build."
    return
  fi
  need_to_build
  need_room 600 "the build"
  say "Building (a few minutes the first time, while libraries are fetched) …"
  rm -f "$WORK/built"
  build_module distribution/assembly "$ROOT" "$LOG/build.log"
  printf '%s\n' "$wanted" >"$WORK/built"
}
