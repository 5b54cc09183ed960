# shellcheck shell=bash
# What the shipped container costs beside a peer. Read by pkip.

benchmark() { # [--quick] [start|submit|install|board|memory]...
  local target="$ROOT/distribution/benchmark/target"
  need_to_build
  if [ -z "$(postgresql_bin)" ]; then install_if_absent /usr/lib/postgresql "the measurements on PostgreSQL" postgresql; fi
  mkdir -p "$LOG"
  say "Building what is measured …"
  at_work "$LOG/build.log" building mvn -B -f "$ROOT/pom.xml" package -pl distribution/benchmark -am -DskipTests -Pbenchmark ||
    failed "The build failed" "$LOG/build.log"
  "$JAVA_HOME/bin/java" -XX:+UseSerialGC -Xmx256m -Dfile.encoding=UTF-8 \
    -Dpkip.assembly="$ROOT/distribution/assembly/target/assembly-$(project_version).tar.gz" -Dpkip.containers="$target/containers" \
    -Dpkip.peer="$(ls "$target"/peer/apache-karaf-*.tar.gz)" -Dpkip.out="$target" -Dpkip.version="$(project_version)" \
    -Dpkip.commit="$(git -C "$ROOT" describe --always --dirty 2>/dev/null || true)" \
    -cp "$ROOT/distribution/itest/target/classes:$target/classes" lv.pkip.distribution.benchmark.Benchmark "$@"
}
