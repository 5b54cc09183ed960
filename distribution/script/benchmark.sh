# shellcheck shell=bash
# What the shipped container costs beside a peer. Read by pkip.

# slapd, without the service that its package would start
install_slapd() {
  local policy=/usr/sbin/policy-rc.d by made=no
  if [ -x /usr/sbin/slapd ]; then return; fi
  by="$(root_by)" || die "slapd is needed (the peer of the LDAP directory): run 'apt-get install slapd' as root once, then try again."
  # shellcheck disable=SC2016,SC2086
  if [ ! -e "$policy" ]; then
    $by sh -c 'printf "#!/bin/sh\nexit 101\n" >"$1" && chmod 755 "$1"' sh "$policy"; made=yes
  fi
  install_if_absent /usr/sbin/slapd "the peer of the LDAP directory" slapd
  # shellcheck disable=SC2086
  if [ "$made" = yes ]; then $by rm -f "$policy"; fi
}

# wants NAME ARGUMENTS...: whether it is to be measured, as all is when none is named
wants() {
  local name="$1" one none=yes; shift
  for one in "$@"; do
    if [ "$one" = "$name" ]; then return 0; fi
    case "$one" in --*) ;; *) none=no ;; esac
  done
  [ "$none" = yes ]
}

benchmark() { # [--quick] [start|submit|install|board|ldap|oidc|audit|audit-search|memory]...
  local target="$ROOT/distribution/benchmark/target" peers=benchmark keycloak=""
  need_to_build
  if [ -z "$(postgresql_bin)" ]; then install_if_absent /usr/lib/postgresql "the measurements on PostgreSQL" postgresql; fi
  mkdir -p "$LOG"
  if wants ldap "$@"; then install_slapd; fi
  if wants oidc "$@"; then need_room 1000 "Keycloak, the peer of the OAuth provider"; peers=benchmark,benchmark-oidc; fi
  say "Building what is measured …"
  at_work "$LOG/build.log" building mvn -B -f "$ROOT/pom.xml" package -pl distribution/benchmark -am -DskipTests -P"$peers" ||
    failed "The build failed" "$LOG/build.log"
  # one of an earlier version may lie there too
  if wants oidc "$@"; then keycloak="$(find "$target/peer" -name 'keycloak-quarkus-dist-*.zip' | sort -V | tail -1)"; fi
  "$JAVA_HOME/bin/java" -XX:+UseSerialGC -Xmx256m -Dfile.encoding=UTF-8 \
    -Dpkip.assembly="$ROOT/distribution/assembly/target/assembly-$(project_version).tar.gz" -Dpkip.containers="$target/containers" \
    -Dpkip.peer="$(ls "$target"/peer/apache-karaf-*.tar.gz)" -Dpkip.keycloak="$keycloak" -Dpkip.peers="$WORK/peers" -Dpkip.out="$target" -Dpkip.version="$(project_version)" \
    -Dpkip.commit="$(git -C "$ROOT" describe --always --dirty 2>/dev/null || true)" \
    -cp "$ROOT/distribution/itest/target/classes:$target/classes:$(ls "$ASSEMBLY"/system/com/unboundid/unboundid-ldapsdk/*/*.jar)" lv.pkip.distribution.benchmark.Benchmark "$@"
}
