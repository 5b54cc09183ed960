# shellcheck shell=bash
# Packaging. Read by pkip.

# archive HOME FILE [NAME]: the same tree gives the same bytes
archive() {
  local version; version="$(project_version)"
  tar --sort=name --mtime='2025-01-01T00:00:00Z' --owner=0 --group=0 --numeric-owner --mode='u+rw,go-w' \
      --transform "s#^\.#${3:-pkip}-$version#" -C "$1" -cf - . | gzip -n -9 >"$2"
}

project_version() { sed -n 's#^  <version>\(.*\)</version>#\1#p' "$ROOT/pom.xml" | head -1; }

# bill_of_materials FILE: of the jars that are really in the container. Maven's plugin would need the pom of each, and some
# poms cannot be had; what is listed in a feature file is no dependency of any module either.
bill_of_materials() {
  "$JAVA_HOME/bin/java" "$ROOT/distribution/assembly/src/sbom/BillOfMaterials.java" "$ASSEMBLY" "$(project_version)" >"$1"
}

package() {
  local check=no
  case "${1:-}" in --check) check=yes ;; "") ;; *) die "package does not know '$1'; ./pkip help says what it knows." ;; esac
  need_java; build
  local out="$WORK/package" version; version="$(project_version)"
  rm -rf "$out"; mkdir -p "$out"
  archive "$ASSEMBLY" "$out/pkip-$version.tar.gz"
  if [ "$check" = yes ]; then check_reproducible "$out/pkip-$version.tar.gz"; fi
  build_module distribution/sdk "$ROOT" "$LOG/sdk-build.log"
  archive "$ROOT/distribution/sdk/target/repository" "$out/pkip-sdk-$version.tar.gz" pkip-sdk
  bill_of_materials "$out/pkip-$version.cdx.json"
  (cd "$out" && sha256sum -- * >"SHA256SUMS")
  say "In $out:"; (cd "$out" && cat SHA256SUMS)
}

# check_reproducible ARCHIVE: build the same sources in another place
check_reproducible() {
  local elsewhere="$WORK/second"
  rm -rf "$elsewhere"; mkdir -p "$elsewhere"
  (cd "$ROOT" && tar --exclude=.git --exclude=.pkip --exclude=target --exclude=node_modules -cf - .) | tar -xf - -C "$elsewhere"
  say "Building again, elsewhere, to compare …"
  build_module distribution/assembly "$elsewhere" "$LOG/second-build.log"
  archive "$elsewhere/distribution/assembly/target/assembly" "$elsewhere/second.tar.gz"
  if ! cmp -s "$1" "$elsewhere/second.tar.gz"; then
    (diff -rq "$ASSEMBLY" "$elsewhere/distribution/assembly/target/assembly" || true) | head -20 >&2
    rm -rf "$elsewhere"
    die "Two builds of the same sources differ."
  fi
  rm -rf "$elsewhere"
  say "Two builds of the same sources are the same, byte for byte."
}
