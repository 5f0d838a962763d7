# shellcheck shell=bash
# For the other scripts here to read: starts the service of this checkout on loopback, and ends it with the script.
# Sets base (its address), pid (of its JVM) and work (a folder of the script's own).
export MICRONAUT_SERVER_PORT=${PORT:-18650}
export JDK_JAVA_OPTIONS=${JDK_JAVA_OPTIONS:--Xmx512m}
base=http://127.0.0.1:$MICRONAUT_SERVER_PORT
work=$(mktemp -d)
# shellcheck disable=SC2154 # set by who wants it on some cores only
setsid ${cores[@]+"${cores[@]}"} mvn -q compile exec:exec >"$work/service.log" 2>&1 &
group=$!
trap 'kill -- -$group 2>/dev/null || true; rm -rf "$work"' EXIT
until curl -sf "$base/health" >/dev/null; do
  kill -0 $group 2>/dev/null || { cat "$work/service.log" >&2; exit 1; }
  sleep 0.5
done
# shellcheck disable=SC2034
pid=$(pgrep -g $group -f dev.tlsmith.Application | tail -1)
