# shellcheck shell=bash
# What is said, and what the machine must have. Read by pkip.

say()  { printf '%s\n' "$*"; }
step() { printf '\n== %s\n' "$*"; }
die()  { told; printf 'pkip: %s\n' "$*" >&2; exit 1; }

# ------------------------------------------------------------------ long work

# tell WHAT: what long work is at, on a terminal in one line, elsewhere in a line for each change
TOLD="" BEGUN=$SECONDS
tell() {
  if [ -t 1 ]; then printf '\r%-100s' "  $1, $((SECONDS - BEGUN)) s"
  elif [ "$1" != "$TOLD" ]; then printf '  %s\n' "$1"
  fi
  TOLD="$1"
}

told() {
  if [ -t 1 ] && [ -n "$TOLD" ]; then printf '\r%-100s\r' ''; fi
  TOLD=""
}

alive() { [ -n "$1" ] && kill -0 "$1" 2>/dev/null; }

# a moment that a signal cuts short
moment() { sleep "$1" & wait $! || true; }

# at_work LOG AT COMMAND...: runs COMMAND in a session of its own and tells what "AT LOG" says it is at, until it is done
JOB=""
at_work() {
  local log="$1" at="$2" result=0; shift 2
  mkdir -p "$LOG"; BEGUN=$SECONDS
  setsid "$@" >"$log" 2>&1 </dev/null & JOB=$!
  while alive "$JOB"; do tell "$("$at" "$log")"; moment 0.5; done
  told
  wait "$JOB" || result=$?
  JOB=""
  return "$result"
}

# end_job: nothing of at_work is left behind
end_job() {
  local job="$JOB"; JOB=""
  # "return" alone would, in a trap, return what was interrupted.
  if ! alive "$job"; then return 0; fi
  kill -TERM -- "-$job" 2>/dev/null || true
  for _ in $(seq 100); do kill -0 -- "-$job" 2>/dev/null || return 0; sleep 0.1; done
  kill -KILL -- "-$job" 2>/dev/null || true
}

# ------------------------------------------------------------------ why something failed

free_megabytes() { df -Pm "$1" 2>/dev/null | awk 'NR == 2 { print $4 }'; }

need_room() { # MEGABYTES PURPOSE
  local free; free="$(free_megabytes "$ROOT")"
  if [ "$free" -lt "$1" ]; then die "The disk is full: $2 needs $1 MB, and $free MB are free in $ROOT."; fi
}

# A full disk takes no log either.
disk_full() { grep -qsi 'no space left on device' "$1" || [ "$(free_megabytes "$ROOT")" -lt 5 ]; }

# why LOG: the cause, if it is one that has nothing to do with the sources
why() {
  if disk_full "$1"; then
    say "the disk is full"
  elif grep -qsE 'PKIX path|unable to find valid certification|SELF_SIGNED_CERT|self-signed certificate|certificate verif' "$1"; then
    say "the network answers with a certificate that this machine does not trust"
  elif grep -qsE 'Temporary failure (in name resolution|resolving)|Could not resolve|Unknown host|UnknownHostException|ENOTFOUND|EAI_AGAIN|Network is unreachable|ENETUNREACH|No route to host|Connection timed out|Connect timed out|ETIMEDOUT|Connection refused|ECONNREFUSED' "$1"; then
    say "there seems to be no network"
  elif grep -qs 'Could not get lock' "$1"; then
    say "another installation is going on"
  fi
}

# failed WHAT LOG [WHY]: ends with one sentence, after what the log says where WHY knows no cause
failed() {
  local cause; cause="$("${3:-why}" "$2")"
  if [ -n "$cause" ]; then die "$1: $cause; see $2."; fi
  told
  grep -hE '^(\[ERROR\]|E:|npm ERR!|npm error)' "$2" 2>/dev/null | head -20 >&2 || true
  die "$1; see $2."
}

# ------------------------------------------------------------------ Java, Maven, packages

# how to be root: nothing, sudo, or not at all
root_by() {
  if [ "$(id -u)" = 0 ]; then say env
  elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then say "sudo -n env"
  else return 1
  fi
}

installing() { grep -aoE '^(Get:[0-9]+|Unpacking|Setting up) [^ ]+( [^ ]+ [^ ]+)?' "$1" 2>/dev/null | tail -1 | cut -c1-80 | grep . || say "Asking what there is"; }

# install_if_absent COMMAND-OR-FILE PURPOSE PACKAGE...
install_if_absent() {
  local probe="$1" purpose="$2" root; shift 2
  if command -v "$probe" >/dev/null || [ -e "$probe" ]; then return; fi
  command -v apt-get >/dev/null || die "$probe is needed ($purpose), and there is no apt-get here: install $* yourself."
  root="$(root_by)" || die "$probe is needed ($purpose): run 'apt-get install $*' as root once, then try again."
  say "Installing $* ($purpose) …"
  # An installation that was broken off is finished first.
  # shellcheck disable=SC2086
  at_work "$LOG/apt.log" installing $root DEBIAN_FRONTEND=noninteractive sh -c '
    dpkg --configure -a && apt-get update -q && apt-get install -q -y --no-install-recommends -o DPkg::Lock::Timeout=120 "$@"' sh "$@" ||
    failed "$* could not be installed" "$LOG/apt.log"
}

java_major() { "$1" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -1; }

need_java() {
  local candidate
  for candidate in "${JAVA_HOME:-/none}" "$(dirname "$(dirname "$(readlink -f "$(command -v java || echo /none/bin/java)")")")" "${JVMS:-/usr/lib/jvm}"/*17*; do
    if [ -x "$candidate/bin/java" ] && [ "$(java_major "$candidate/bin/java")" = 17 ]; then
      export JAVA_HOME="$candidate"; return
    fi
  done
  if command -v java >/dev/null; then die "Java 17 is needed, and this is Java $(java_major java): install openjdk-17-jdk-headless or set JAVA_HOME."; fi
  die "Java 17 is needed, and there is no Java here: install openjdk-17-jdk-headless."
}

need_to_build() {
  need_java
  [ -x "$JAVA_HOME/bin/javac" ] || die "A compiler is needed, and $JAVA_HOME has none: install openjdk-17-jdk-headless."
  command -v mvn >/dev/null || die "Maven is needed: install maven."
  install_if_absent npm "the user interface kit" npm
}

# ------------------------------------------------------------------ network on this machine

port_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# ask PORT PATH: head and body of the answer, nothing when there is none
ask() {
  timeout 5 bash -c 'exec 3<>"/dev/tcp/127.0.0.1/$0" && printf "GET %s HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n" "$1" >&3 && cat <&3' "$1" "$2" 2>/dev/null |
    tr -d '\r' || true
}
