# shellcheck shell=bash
# Testing. Read by pkip.

PG_DIR="" PG_JDBC=""

postgresql_bin() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1; }

as_unprivileged() { # runs a command as somebody who is not root, which PostgreSQL insists on
  if [ "$(id -u)" = 0 ]; then runuser -u nobody -- "$@"; else "$@"; fi
}

free_port() {
  local port
  for port in $(shuf -i 20000-29999 -n 50); do if ! port_taken "$port"; then say "$port"; return; fi; done
  die "No free port was found."
}

start_postgresql() {
  local bin port; bin="$(postgresql_bin)"; port="$(free_port)"
  PG_DIR="$(mktemp -d /tmp/pkip-postgresql.XXXXXX)"
  if [ "$(id -u)" = 0 ]; then chown nobody "$PG_DIR"; fi
  (
    cd /
    as_unprivileged "$bin/initdb" -D "$PG_DIR/data" -U pkip -A trust -E UTF8 --locale=C.UTF-8 --no-sync
    as_unprivileged "$bin/pg_ctl" -D "$PG_DIR/data" -l "$PG_DIR/log" -w \
      -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$PG_DIR -c fsync=off -c max_connections=200" start
    as_unprivileged "$bin/createdb" -h 127.0.0.1 -p "$port" -U pkip pkip
  ) >"$LOG/postgresql.log" 2>&1 || die "A throw-away PostgreSQL could not be started; see $LOG/postgresql.log."
  export PKIP_TEST_DATABASE="postgresql://pkip:pkip@127.0.0.1:$port/pkip" # for containers
  PG_JDBC="jdbc:postgresql://127.0.0.1:$port/pkip?user=pkip&password=pkip" # for tests without a container
  say "PostgreSQL for the tests: $PKIP_TEST_DATABASE"
}

stop_postgresql() {
  if [ -n "$PG_DIR" ]; then
    (cd / && as_unprivileged "$(postgresql_bin)/pg_ctl" -D "$PG_DIR/data" -m immediate stop >/dev/null 2>&1) || true
    rm -rf "$PG_DIR"
    PG_DIR=""
  fi
}

# bundles with a persistence unit, as Maven wants them
with_tables() {
  (cd "$ROOT" && ls -d */*/src/main/resources/META-INF/persistence.xml | sed 's#/src/.*##' | paste -sd,)
}

passed=0 failed=0 skipped=0

# check NAME COMMAND...: one counted check of the house itself
check() {
  local name="$1"; shift
  if "$@" >"$LOG/check.log" 2>&1; then
    passed=$((passed + 1)); say "  ok      $name"
  else
    failed=$((failed + 1)); say "  FAILED  $name"; tail -20 "$LOG/check.log" | sed 's/^/          /'
  fi
}

# attributes of the test suites in all reports of this run
count_reports() {
  local tests errors failures skips
  read -r tests errors failures skips < <(
    find "$ROOT" \( -path '*/target/surefire-reports/TEST-*.xml' -o -path '*/target/failsafe-reports/TEST-*.xml' \) -not -path "$WORK/*" -print0 |
      xargs -0 -r grep -hoE '<testsuite [^>]*>' | awk '
        function value(name) { if (match($0, " " name "=\"[0-9]+\"")) return substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) + 0; return 0 }
        { t += value("tests"); e += value("errors"); f += value("failures"); s += value("skipped") }
        END { print t + 0, e + 0, f + 0, s + 0 }')
  passed=$((passed + tests - errors - failures - skips))
  failed=$((failed + errors + failures))
  skipped=$((skipped + skips))
}

# each test case that failed: what it said before the trace, five lines at most, and the first line of each cause behind it
name_failures() {
  find "$ROOT" \( -path '*/target/surefire-reports/TEST-*.xml' -o -path '*/target/failsafe-reports/TEST-*.xml' \) -not -path "$WORK/*" -print0 |
    xargs -0 -r awk '
      BEGIN { RS = "<testcase " }
      FNR > 1 && match($0, /<(failure|error)[ >]/) {
        why = substr($0, RSTART); case_of = " " $0; sub(/>.*/, "", case_of)
        name = case_of; sub(/.* name="/, "", name); sub(/".*/, "", name)
        class = case_of; if (!sub(/.* classname="/, "", class)) class = FILENAME; sub(/".*/, "", class)
        sub(/^[^>]*>/, "", why); sub(/^<!\[CDATA\[/, "", why)
        lines = split(why, line, "\n")
        print "  FAILED  " class " » " name
        said = 0; tracing = 0
        for (i = 1; i <= lines && !(line[i] ~ /<\/(failure|error)>/); i++) {
          if (line[i] ~ /^[ \t]+at /) tracing = 1
          if (line[i] ~ /^Caused by: / || (!tracing && line[i] ~ /[^ \t]/ && said++ < 5)) print "          " substr(line[i], 1, 600)
        }
      }'
}

run_tests() {
  local begun=$SECONDS before maven_ok=yes
  need_to_build
  install_if_absent unshare "the test without a network" util-linux
  install_if_absent shellcheck "the checks of ./pkip" shellcheck
  install_if_absent ldapsearch "the tests of the LDAP directory" ldap-utils
  install_if_absent /var/lib/dpkg/info/rsyslog-gnutls.list "the tests of audit records by syslog" rsyslog rsyslog-gnutls
  install_if_absent chromium-headless-shell "the browser tests" chromium-headless-shell
  if [ -z "$(postgresql_bin)" ]; then install_if_absent /usr/lib/postgresql "the tests on PostgreSQL" postgresql; fi
  mkdir -p "$LOG"
  before="$(git -C "$ROOT" status --porcelain 2>/dev/null || true)"
  trap 'end_job; stop_container; stop_postgresql' EXIT
  find "$ROOT" -type d \( -name surefire-reports -o -name failsafe-reports \) -path '*/target/*' -prune -exec rm -rf {} +

  step "Maven: units, contracts, house rules, features, container, browser"
  start_postgresql
  # Failing tests must not hide the tests behind them; they are counted below.
  maven verify -T 2 -Dmaven.test.failure.ignore=true --fail-at-end 2>&1 | tee "$LOG/test.log" | grep -E --line-buffered '^\[(ERROR|WARNING)\] .*(Tests|FAIL|ERROR)|^\[INFO\] (Building PKIP|Tests run:.*(in|--)|BUILD)|SUCCESS \[|FAILURE \[' || true
  if ! grep -q 'BUILD SUCCESS' "$LOG/test.log"; then maven_ok=no; fi
  step "The same on PostgreSQL, for every bundle that has tables"
  PKIP_TEST_POSTGRESQL="$PG_JDBC" maven test -T 2 -Dmaven.test.failure.ignore=true --fail-at-end -Dsurefire.reportNameSuffix=postgresql \
    -pl "$(with_tables)" -am 2>&1 | tee "$LOG/test-postgresql.log" |
    grep -E --line-buffered '^\[(ERROR|WARNING)\] .*(Tests|FAIL|ERROR)|^\[INFO\] (Building PKIP|BUILD)' || true
  if ! grep -q 'BUILD SUCCESS' "$LOG/test-postgresql.log"; then maven_ok=no; fi
  count_reports
  if [ "$maven_ok" = no ] && [ "$failed" = 0 ]; then failed=1; grep -E '^\[ERROR\]' "$LOG/test.log" | head -20 || true; fi

  step "The house itself"
  check_the_house "$before" "$maven_ok"
  stop_postgresql
  name_failures

  step "Done in $(((SECONDS - begun) / 60)) min $(((SECONDS - begun) % 60)) s; the full log is $LOG/test.log"
  say "$passed passed, $failed failed, $skipped skipped"
  [ "$failed" = 0 ] && [ "$passed" -gt 0 ]
}
