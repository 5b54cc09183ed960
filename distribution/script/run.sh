# shellcheck shell=bash
# Running. Read by pkip.

# unpack: the built container in .pkip/run; data stays, settings and code are new whenever the build is
unpack() {
  local built; built="$(cat "$WORK/built")"
  if [ "$(cat "$RUN/.build" 2>/dev/null)" = "$built" ]; then return; fi
  need_room 300 "the container"
  rm -f "$RUN/.build"
  { mkdir -p "$RUN" &&
    rm -rf "${RUN:?}"/{bin,lib,system,contrib,etc.new} "$RUN"/data/{cache,tmp,generated-bundles} &&
    cp -a "$ASSEMBLY"/{bin,lib,system,contrib} "$RUN"/ &&
    cp -a "$ASSEMBLY/etc" "$RUN/etc.new"; } 2>"$LOG/unpack.log" || failed "The container could not be laid out in $RUN" "$LOG/unpack.log"
  for kept in users.properties host.key; do
    if [ -f "$RUN/etc/$kept" ]; then cp -a "$RUN/etc/$kept" "$RUN/etc.new/$kept"; fi
  done
  rm -rf "${RUN:?}/etc"; mv "$RUN/etc.new" "$RUN/etc"
  # A demonstration house: the shipped container starts the kernel alone.
  sed -i 's#^featuresBoot = .*#featuresBoot = pkip-demo, \\#' "$RUN/etc/org.apache.karaf.features.cfg"
  printf '%s\n' "$built" >"$RUN/.build"
}

set_ports() { # http console mail ldap
  sed -i "s/^org.osgi.service.http.port *=.*/org.osgi.service.http.port = $1/" "$RUN/etc/org.ops4j.pax.web.cfg"
  sed -i "s/^sshPort *=.*/sshPort = $2/" "$RUN/etc/org.apache.karaf.shell.cfg"
  # The simulator and who writes to it; pkip-demo makes the second file where there is none.
  printf 'port = %s\n' "$3" >"$RUN/etc/lv.pkip.integration.mailsandbox.SmtpSink.cfg"
  printf '%s\n' "host = 127.0.0.1" "port = $3" "security = none" "from = pasts@daugavpils.example" >"$RUN/etc/lv.pkip.kernel.delivery.Email.cfg"
  printf '%s\n' "port = $4" "selfSigned = true" "plainLoopback = true" >"$RUN/etc/lv.pkip.kernel.identityldap.LdapServer.cfg"
}

# ------------------------------------------------------------------ database

unescape() { local text="${1//\\/\\\\}"; printf '%b' "${text//%/\\x}"; }

DB_USER="" DB_PASSWORD="" DB_URL=""
read_database() { # url
  [[ "$1" =~ ^(jdbc:)?postgres(ql)?://([^:@/]+)(:([^@/]*))?@([^/@?]+)/([^?]+)(\?.*)?$ ]] ||
    die "A database is named as postgresql://user:password@host:port/name."
  # As etc/org.ops4j.datasource-pkip.cfg advises.
  local options="${BASH_REMATCH[8]:-?connectTimeout=3&loginTimeout=5&socketTimeout=60&tcpKeepAlive=true&logServerErrorDetail=false}"
  DB_URL="jdbc:postgresql://${BASH_REMATCH[6]}/${BASH_REMATCH[7]}$options"
  local user="${BASH_REMATCH[3]}" password="${BASH_REMATCH[5]}"
  DB_USER="$(unescape "$user")" DB_PASSWORD="$(unescape "$password")"
}

# check_database: asked before the container is, which would go on trying
check_database() {
  local answer
  answer="$(printf '%s\n' "$DB_PASSWORD" | timeout 60 "$JAVA_HOME/bin/java" -XX:TieredStopAtLevel=1 -cp "$(ls "$ASSEMBLY"/system/org/postgresql/postgresql/*/postgresql-*.jar | head -1)" \
      "$ROOT/distribution/script/DatabaseCheck.java" "$DB_URL" "$DB_USER" 2>"$LOG/database.log")" ||
    die "${answer:-The database could not be asked; see $LOG/database.log.}"
}

set_database() {
  local target="$RUN/etc/org.ops4j.datasource-pkip.cfg"
  if [ -z "$DB_URL" ]; then cp -a "$ASSEMBLY/etc/org.ops4j.datasource-pkip.cfg" "$target"; return; fi
  (umask 077
    {
      grep -vE '^(osgi.jdbc.driver.name|url|user|password) *=' "$ASSEMBLY/etc/org.ops4j.datasource-pkip.cfg"
      printf 'osgi.jdbc.driver.name = PostgreSQL JDBC Driver\n'
      printf 'url = %s\nuser = %s\npassword = %s\n' "$DB_URL" "$DB_USER" "${DB_PASSWORD//\\/\\\\}"
    } >"$target.new")
  mv "$target.new" "$target"
}

# ------------------------------------------------------------------ the process

container_pid() { cat "$RUN/data/karaf.pid" 2>/dev/null || true; }

is_ours() { [ -r "/proc/$1/cmdline" ] && tr '\0' '\n' <"/proc/$1/cmdline" | grep -qx -- "-Dkaraf.base=$RUN"; }

LAUNCHER="" # leads the process group of the container
stop_container() {
  local group="$LAUNCHER"; LAUNCHER=""
  if [ -z "$group" ] || ! kill -0 -- "-$group" 2>/dev/null; then return 0; fi
  told; say; say "Stopping …"
  kill -TERM -- "-$group" 2>/dev/null || true
  for _ in $(seq 300); do kill -0 -- "-$group" 2>/dev/null || return 0; sleep 0.1; done
  say "It did not stop in 30 seconds and was ended."
  kill -KILL -- "-$group" 2>/dev/null || true
}

# why_container LOG: as why, for a container that did not come up
why_container() {
  if disk_full "$1"; then say "the disk is full"
  elif grep -qsE 'OutOfMemoryError|maximum heap|reserve enough space' "$1"; then say "it has too little memory (PKIP_MEMORY)"
  elif grep -qsE 'Address already in use' "$1"; then say "a port was taken meanwhile"
  fi
}

# starting ANSWER: what it waits for, by what /health/ready answers
starting() {
  local head="${1%%$'\n'*}" waits
  case "$head" in
    "")         say "The container starts" ;;
    *" 503"*)   waits="$(printf '%s' "$1" | grep -oE '"name":"[^"]*","status":"[^"]*"' | grep -v '"OK"' | sed -E 's/"name":"([^"]*)".*/\1/' | paste -sd, | sed 's/,/, /g' || true)"
                say "Not ready yet: ${waits:-health}" ;;
    *)          say "Bundles start" ;;
  esac
}

# wait_until_ready PORT
wait_until_ready() {
  local answer
  BEGUN=$SECONDS
  while answer="$(ask "$1" "$PROBE")"; [[ "${answer%%$'\n'*}" != *" 200"* ]]; do
    if ! alive "$LAUNCHER" && ! alive "$(container_pid)"; then
      LAUNCHER=""
      # The log of this start is the end of the log of all.
      tail -n 200 "$RUN/data/log/karaf.log" 2>/dev/null >>"$LOG/container.log" || true
      failed "The container ended while starting" "$LOG/container.log" why_container
    fi
    if [ $((SECONDS - BEGUN)) -gt "$WAIT_SECONDS" ]; then
      local last="$TOLD"; stop_container
      die "The container did not become ready in $WAIT_SECONDS seconds ($last); see $RUN/data/log/karaf.log."
    fi
    tell "$(starting "$answer")"; moment 0.5
  done
  told
  say "Ready after $((SECONDS - BEGUN)) s."
}

welcome() { # port console ldap
  local first="$RUN/data/security/first-credentials.txt"
  say
  say "  Portal      http://127.0.0.1:$1/"
  say "  Workplace   http://127.0.0.1:$1/work"
  say "  Mailbox     http://127.0.0.1:$1/sandbox/mail     (what would have been sent)"
  say "  LDAP        ldap://127.0.0.1:$3/                 (the registry of staff, read only)"
  say "  Sandboxes   http://127.0.0.1:$1/sandbox/         (sign-in and payment, simulated)"
  say "  Health      http://127.0.0.1:$1$PROBE"
  say "  Console     $RUN/bin/client -a $2"
  if [ -s "$first" ]; then
    say; say "  Sign in to the workplace with ($first):"
    sed 's/^/    /' "$first"
  fi
  say; say "Ctrl-C stops it. Data stays in $RUN/data; ./pkip run --fresh begins anew."
}

# interrupted EXIT-CODE: by Ctrl-C or a signal; nothing is left running
interrupted() {
  trap '' INT TERM
  end_job; stop_container
  exit "$1"
}

free_or_die() { # port what-for
  if port_taken "$1"; then die "Port $1${2:+, for $2,} is in use; choose with --port N (the console takes N+1, the mail simulator N+2, LDAP N+3)."; fi
}

run() {
  local port=8181 console=8101 mail=2525 ldap=10389 fresh=no
  while [ $# -gt 0 ]; do
    case "$1" in
      --port)     [[ "${2:-}" =~ ^[0-9]+$ ]] && [ "$2" -gt 0 ] && [ "$2" -lt 65533 ] || die "--port needs a number below 65533."
                  port="$2"; console=$((port + 1)); mail=$((port + 2)); ldap=$((port + 3)); shift 2 ;;
      --database) [ -n "${2:-}" ] || die "--database needs a URL."; read_database "$2"; shift 2 ;;
      --fresh)    fresh=yes; shift ;;
      *)          die "run does not know '$1'; ./pkip help says what it knows." ;;
    esac
  done
  need_java
  local running; running="$(container_pid)"
  if alive "$running" && is_ours "$running"; then die "It is already running (process $running); stop that one first."; fi
  free_or_die "$port" ""; free_or_die "$console" "the console"; free_or_die "$mail" "the mail simulator"; free_or_die "$ldap" "LDAP"

  mkdir -p "$LOG"
  build
  if [ -n "$DB_URL" ]; then check_database; fi
  if [ "$fresh" = yes ]; then rm -rf "$RUN"; fi
  unpack
  set_ports "$port" "$console" "$mail" "$ldap"
  set_database
  rm -f "$RUN/data/karaf.pid"

  setsid "$RUN/bin/karaf" server >"$LOG/container.log" 2>&1 </dev/null & LAUNCHER=$!
  wait_until_ready "$port"
  trap 'interrupted 0' INT TERM
  welcome "$port" "$console" "$ldap"
  local pid; pid="$(container_pid)"
  while alive "$pid"; do moment 1; done
  die "The container ended by itself; see $RUN/data/log/karaf.log."
}
