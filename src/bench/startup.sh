#!/usr/bin/env bash
# How soon the image answers, with its AOT cache and without: in one run, in turn, each time a new container on loopback.
# Prints Markdown: medians, with the least and the most.
#
#   src/bench/startup.sh [runs] [image]     default: 11 runs of tlsmith:local
#
# PORT sets the port (default 18651).
set -euo pipefail

runs=${1:-11}
image=${2:-tlsmith:local}
port=${PORT:-18651}
base=http://127.0.0.1:$port
work=$(mktemp -d)
container=
trap '[ -z "$container" ] || docker rm -f "$container" >/dev/null; rm -rf "$work"' EXIT

now() { date +%s%N; }

# a name, and what the JVM gets behind java.args -> adds a line to the file of that name: ms to ready, ms of the first bundle, MiB
measure() {
  local name=$1
  shift
  container=$(docker create --network host --read-only --cap-drop ALL --memory 768m \
    -e MICRONAUT_SERVER_HOST=127.0.0.1 -e MICRONAUT_SERVER_PORT="$port" -e ENDPOINTS_ALL_PORT="$port" \
    --entrypoint /app/runtime/bin/java "$image" @/app/java.args "$@" -jar /app/tlsmith.jar)
  local start ready first pid
  start=$(now)
  docker start "$container" >/dev/null
  until curl -sf -o /dev/null "$base/health/readiness"; do
    sleep 0.02
  done
  ready=$(now)
  curl -sf -o /dev/null -d product=kestra -d hosts=kestra.example.com "$base/v1/bundles.zip"
  first=$(now)
  pid=$(docker inspect -f '{{.State.Pid}}' "$container")
  echo "$(((ready - start) / 1000000)) $(((first - ready) / 1000000)) $(awk '/^VmRSS/ {printf "%d", $2 / 1024}' "/proc/$pid/status")" >>"$work/$name"
  docker rm -f "$container" >/dev/null
  container=
}

# a file and a column -> median (least to most)
spread() {
  cut -d' ' -f"$2" "$work/$1" | sort -n | awk '{v[NR] = $1} END {printf "%d (%d to %d)", v[int((NR + 1) / 2)], v[1], v[NR]}'
}

for _ in $(seq "$runs"); do
  measure with -XX:AOTCache=/app/tlsmith.aot
  measure without -XX:AOTMode=off
done

echo "$image, $(docker image inspect -f '{{.Size}}' "$image" | awk '{printf "%.0f MB", $1 / 1e6}'), $runs runs each, $(nproc) cores"
echo
echo "| AOT cache | ms until ready | ms for the first bundle | MiB resident after it |"
echo "|---|---:|---:|---:|"
for name in with without; do
  echo "| $name | $(spread $name 1) | $(spread $name 2) | $(spread $name 3) |"
done
