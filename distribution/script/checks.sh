# shellcheck shell=bash
# Checks of ./pkip itself. Read by test.sh.

# fails_with WORDS COMMAND...: the command must fail, and its last line must be one sentence with WORDS
fails_with() {
  local words="$1" output; shift
  if output="$("$@" 2>&1)"; then say "did not fail: $output"; return 1; fi
  say "$output"
  [[ "$(printf '%s\n' "$output" | tail -1)" == pkip:*"$words"* ]] && [ "$(printf '%s\n' "$output" | grep -c '^pkip:')" = 1 ]
}

# part FUNCTION-CALLS: what the script is made of, by itself
part() {
  bash -c "set -euo pipefail; ROOT='$ROOT' LOG='$LOG'; source '$ROOT/distribution/script/machine.sh'; $1"
}

# within SECONDS COMMAND...: waits until the command succeeds
within() {
  local end=$((SECONDS + $1)); shift
  until "$@"; do if [ "$SECONDS" -ge "$end" ]; then say "in vain: $*"; return 1; fi; sleep 0.2; done
}

# free_ports: four in a row, as run --port takes them
free_ports() {
  local port
  for port in $(shuf -i 20000-29990 -n 50); do
    if ! port_taken "$port" && ! port_taken $((port + 1)) && ! port_taken $((port + 2)) && ! port_taken $((port + 3)); then say "$port"; return; fi
  done
  die "No free ports were found."
}

# a_copy: the sources in a folder of their own, where nothing is built
a_copy() {
  local copy; copy="$(mktemp -d)"
  (cd "$ROOT" && tar --exclude=.git --exclude=.pkip --exclude=target --exclude=node_modules -cf - .) | tar -xf - -C "$copy"
  say "$copy"
}

shell_scripts_are_sound() {
  shellcheck --severity=warning "$ROOT/pkip" "$ROOT/.ci/run" "$ROOT"/distribution/script/*.sh "$ROOT/distribution/assembly/src/main/house/bin/"*
}

refuses_port_in_use() {
  local port listener result=0; port="$(free_ports)"
  # Any server will do for a port that is taken.
  printf 'class Listen { public static void main(String[] a) throws Exception { new java.net.ServerSocket(%s, 1, java.net.InetAddress.getLoopbackAddress()); Thread.sleep(60000); } }' "$port" >"$LOG/Listen.java"
  "$JAVA_HOME/bin/java" "$LOG/Listen.java" & listener=$!
  within 20 port_taken "$port" && fails_with "Port $port is in use" "$ROOT/pkip" run --port "$port" || result=1
  kill "$listener"; return "$result"
}

# a_machine: a folder of the commands that any Debian has
a_machine() {
  local bin name; bin="$(mktemp -d)"
  for name in bash env sh printf dirname readlink sed head grep id seq sleep cat tail; do ln -sf "$(command -v "$name")" "$bin/$name"; done
  say "$bin"
}

refuses_wrong_java() {
  local bin result=0; bin="$(a_machine)"
  printf '#!/bin/sh\necho "openjdk version \\"21.0.1\\" 2023-10-17" >&2\n' >"$bin/java"; chmod +x "$bin/java"
  JVMS="$bin" JAVA_HOME="" PATH="$bin" fails_with "Java 17 is needed, and this is Java 21" "$ROOT/pkip" run || result=1
  rm -rf "$bin"; return "$result"
}

refuses_no_java() {
  local bin result=0; bin="$(a_machine)"
  JVMS="$bin" JAVA_HOME="" PATH="$bin" fails_with "there is no Java here: install openjdk-17-jdk-headless" "$ROOT/pkip" run || result=1
  rm -rf "$bin"; return "$result"
}

refuses_no_maven() {
  local bin result=0; bin="$(a_machine)"
  PATH="$bin" fails_with "Maven is needed: install maven" "$ROOT/pkip" test || result=1
  rm -rf "$bin"; return "$result"
}

says_that_there_is_no_network() {
  local copy result=0; copy="$(a_copy)"
  # No network, and no library of an earlier build either.
  MAVEN_OPTS="$MAVEN_OPTS -Dmaven.repo.local=$copy/m2" \
    fails_with "The build failed: there seems to be no network" unshare --net --map-root-user "$copy/pkip" run --port 20000 || result=1
  rm -rf "$copy"; return "$result"
}

says_that_the_disk_is_full() {
  unshare --mount --map-root-user bash -c "mount -t tmpfs -o size=8m none '$LOG' && source '$ROOT/distribution/script/machine.sh' && ROOT='$LOG' need_room 600 'the build'" >"$WORK/full" 2>&1 || true
  cat "$WORK/full"; grep -q '^pkip: The disk is full: the build needs 600 MB' "$WORK/full"
}

# What apt, npm and Maven said on machines without a network, without a place, with somebody else's certificate.
knows_causes() {
  local line
  while IFS='|' read -r cause line; do
    printf '%s\n' "$line" >"$LOG/cause.log"
    [ "$(part "why '$LOG/cause.log'")" = "$cause" ] || { say "not known: $line"; return 1; }
  done <<'TEXT'
there seems to be no network|Err:1 http://packages.example/debian bookworm/main amd64 npm all 9.2.0  Temporary failure resolving 'packages.example'
there seems to be no network|npm ERR! request to https://packages.example/x failed, reason: getaddrinfo EAI_AGAIN packages.example
there seems to be no network|Could not transfer artifact org.apache:apache:pom:29 from/to central: packages.example: Temporary failure in name resolution
the network answers with a certificate that this machine does not trust|PKIX path building failed: unable to find valid certification path to requested target
the disk is full|java.io.IOException: No space left on device
|[ERROR] COMPILATION ERROR
TEXT
}

# Ctrl-C, on a terminal, while it builds
stops_while_building() {
  local copy result=0; copy="$(a_copy)"; mkfifo "$copy/keys"
  (cd "$copy" && env --default-signal=INT,QUIT script -qefc "exec ./pkip run --port $(free_ports)" "$copy/screen" <"$copy/keys" >/dev/null; printf '%s\n' $? >"$copy/code") &
  exec 9>"$copy/keys"
  within 60 grep -qs 'Reading the project' "$copy/screen" && printf '\003' >&9 && within 30 test -s "$copy/code" || result=1
  exec 9>&-
  cat "$copy/screen"
  [ "$(cat "$copy/code" 2>/dev/null)" = 130 ] && ! pgrep -f -- "-f $copy/pom.xml" || result=1
  rm -rf "$copy"; return "$result"
}

# A build server may run the tests with Ctrl-C switched off, which children inherit: env --default-signal switches it on.
# "exec", because script starts $SHELL between, and some shells answer Ctrl-C with a code of their own.

# What was built, run in a folder of its own
elsewhere() {
  local work; work="$(mktemp -d)"
  cp "$WORK/built" "$work/built"
  say "$work"
}

refuses_a_database_that_is_away() {
  local work result=0 port; work="$(elsewhere)"; port="$(free_ports)"
  PKIP_WORK="$work" fails_with "No PostgreSQL answers at 127.0.0.1:$((port + 3))" "$ROOT/pkip" run --port "$port" --database "postgresql://a:b@127.0.0.1:$((port + 3))/c" &&
    PKIP_WORK="$work" fails_with "has no database 'nonesuch'" "$ROOT/pkip" run --port "$port" --database "${PKIP_TEST_DATABASE%/*}/nonesuch" || result=1
  rm -rf "$work"; return "$result"
}

says_that_the_container_ended() {
  local work result=0; work="$(elsewhere)"
  PKIP_WORK="$work" PKIP_MEMORY=1k fails_with "The container ended while starting: it has too little memory" "$ROOT/pkip" run --port "$(free_ports)" || result=1
  rm -rf "$work"; return "$result"
}

# Twice, on PostgreSQL; each time stopped by Ctrl-C, on a terminal
runs_and_starts_again() {
  local work port result=0; work="$(elsewhere)"; port="$(free_ports)"
  for _ in 1 2; do
    rm -f "$work/keys" "$work/code" "$work/screen"; mkfifo "$work/keys"
    (PKIP_WORK="$work" env --default-signal=INT,QUIT script -qefc "exec '$ROOT/pkip' run --port $port --database $PKIP_TEST_DATABASE" "$work/screen" <"$work/keys" >/dev/null; printf '%s\n' $? >"$work/code") &
    exec 9>"$work/keys"
    within 240 grep -qsE 'Ctrl-C stops it|^pkip:' "$work/screen" && [[ "$(ask "$port" /work | head -1)" =~ \ (200|30[1-9]) ]] || result=1
    printf '\003' >&9
    if ! within 60 test -s "$work/code"; then
      result=1; kill -TERM "$(cat "$work/run/data/karaf.pid")" || true
    fi
    exec 9>&-
    cat "$work/screen"
    grep -q 'Nothing has changed since the last build' "$work/screen" && [ "$(cat "$work/code")" = 0 ] && ! port_taken "$port" || result=1
  done
  rm -rf "$work"; return "$result"
}

source_tree_untouched() { # what git saw before the tests is what it sees after
  local after; after="$(git -C "$ROOT" status --porcelain 2>/dev/null || true)"
  diff <(printf '%s\n' "$1") <(printf '%s\n' "$after")
}

# check_the_house STATUS-BEFORE MAVEN-OK
check_the_house() {
  check "./pkip has none of the faults of shell scripts"  shell_scripts_are_sound
  check "./pkip help tells what there is"                 "$ROOT/pkip" help
  check "./pkip refuses what it does not know"            fails_with "does not know" "$ROOT/pkip" run --nonsense
  check "./pkip run says that the port is in use"         refuses_port_in_use
  check "./pkip says that Java is the wrong one"          refuses_wrong_java
  check "./pkip says that there is no Java"               refuses_no_java
  check "./pkip says that there is no Maven"              refuses_no_maven
  check "./pkip says what to do where nobody is root"     fails_with "run 'apt-get install thing' as root once" part "root_by() { return 1; }; install_if_absent no-such-command 'a check' thing"
  check "./pkip knows why a build failed"                 knows_causes
  if unshare --net --map-root-user true 2>/dev/null; then
    check "./pkip run says that there is no network"      says_that_there_is_no_network
    check "./pkip run says that the disk is full"         says_that_the_disk_is_full
  else
    skipped=$((skipped + 2)); say "  skipped without a network, on a full disk: this machine does not permit it (unshare)"
  fi
  check "./pkip run stops while it builds"                stops_while_building
  check "./pkip run refuses a database it cannot read"    fails_with "A database is named as" "$ROOT/pkip" run --database mysql://x
  if [ "$2" = yes ]; then
    check "two builds give the same bytes, with a bill of materials" "$ROOT/pkip" package --check
    check "./pkip run refuses a database that is away"    refuses_a_database_that_is_away
    check "./pkip run says that the container ended"      says_that_the_container_ended
    check "./pkip run runs, stops, and starts again"      runs_and_starts_again
  fi
  check "the tests wrote nothing into the sources"        source_tree_untouched "$1"
}
