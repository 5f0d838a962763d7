#!/usr/bin/env bash
# What the running service does under load. Starts it on loopback, asks it for bundles with EC P-256
# keys, ends it, and prints Markdown. Needs wrk (Debian: apt-get install wrk) besides Maven.
#
#   src/bench/load.sh steady [seconds]     throughput and latency at 1, 4, 16 and 64 clients; default 20 s each
#   src/bench/load.sh overload [seconds]   4 times what it can do, and how it is afterwards; default 600 s
#   src/bench/load.sh attack [seconds]     another caller beside one who sends the dearest specs: see attack.sh
#
# JDK_JAVA_OPTIONS sets the heap (default -Xmx512m), PORT the port (default 18650).
set -euo pipefail
cd "$(dirname "$0")/../.."

mode=${1:-steady}
case $mode in
steady) seconds=${2:-20} ;;
overload) seconds=${2:-600} ;;
attack) exec src/bench/attack.sh "${@:2}" ;;
*) sed -n '2,10s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
command -v wrk >/dev/null || { echo "wrk is not on the PATH; apt-get install wrk" >&2; exit 2; }

# All clients here have one address, as behind a proxy.
export TLSMITH_CONNECTIONS_PROXIES=127.0.0.1
# shellcheck source=src/bench/service.sh
. src/bench/service.sh

rss() { awk '/^VmRSS/ {printf "%d", $2 / 1024}' "/proc/$pid/status"; }

# clients, seconds, pause between two requests of a client in ms
#   -> answers with 200, with 503, with another status; failed connections; 200s a second; p50, p99 in ms
load() {
  local threads=$(($1 < 2 ? 1 : 2))
  wrk -t $threads -c "$1" -d "${2}s" --timeout 60s -s src/bench/bundles.lua \
    "$base/v1/bundles.zip" -- "${3:-0}" "$(($1 / threads))" | tail -1
}

# A client that goes away leaves its request in the queue; the next measurement begins with an empty one.
drain() {
  until curl -s "$base/prometheus" | awk '/^executor_(queued_tasks|active_threads){name="bundles"}/ {n += $2} END {exit n > 0}'; do
    sleep 0.2
  done
}

load 16 "$((seconds < 40 ? 3 * seconds : 120))" >/dev/null # warms it up: the compiler is busy for a minute or two

echo "$(nproc) cores, $(awk -F: '/model name/ {print $2; exit}' /proc/cpuinfo | xargs), JVM options $JDK_JAVA_OPTIONS"
echo

if [ "$mode" = steady ]; then
  echo "| clients | bundles/s | p50 ms | p99 ms | 200 | 503 | other | failed | RSS MiB |"
  echo "|---:|---:|---:|---:|---:|---:|---:|---:|---:|"
  for clients in 1 4 16 64; do
    drain
    read -r ok shed other failed rate p50 p99 <<<"$(load $clients "$seconds")"
    echo "| $clients | $rate | $p50 | $p99 | $ok | $shed | $other | $failed | $(rss) |"
  done
  exit
fi

measured=$((seconds < 20 ? seconds : 20))
drain
read -r _ _ _ _ before _ _ <<<"$(load 16 $measured)"
clients=240 # fewer than tlsmith.connections.max
# 4 requests come in the time of one bundle. One of the 4 waits for the whole queue, the others for nothing.
queue=$((16 * $(nproc))) # of one caller
pause=$(awk -v n=$((clients - queue)) -v rate="$before" 'BEGIN {printf "%d", 1000 * n / (4 * rate)}')

drain
tenth=$(awk -v s="$seconds" 'BEGIN {print s / 10}')
rss >"$work/rss"
(for _ in 1 2 3 4 5 6 7 8 9 10; do
  sleep "$tenth"
  printf ' %s' "$(rss)"
done >>"$work/rss") &
sampler=$!
read -r ok shed other failed rate _ _ <<<"$(load $clients "$seconds" "$pause")"
attempts=1
until [ "$(curl -s -o /dev/null -w '%{http_code}' -d product=kestra -d hosts=a.example.com "$base/v1/bundles.zip")" = 200 ]; do
  attempts=$((attempts + 1))
  sleep 0.1
done
wait $sampler
drain
read -r _ _ _ _ after _ p99 <<<"$(load 16 $measured)"

echo "| $seconds s of overload | |"
echo "|---|---|"
echo "| before: bundles/s at 16 clients | $before |"
echo "| clients, each with a pause of | $clients, $pause ms |"
echo "| asked for a second | $(awk -v n=$((ok + shed + other)) -v s="$seconds" 'BEGIN {printf "%.1f", n / s}') |"
echo "| bundles/s | $rate |"
echo "| 200 | $ok |"
echo "| 503 | $shed |"
echo "| other statuses | $other |"
echo "| failed connections | $failed |"
echo "| RSS MiB at the start and after each tenth | $(cat "$work/rss") |"
echo "| requests until a 200 afterwards | $attempts |"
echo "| after: bundles/s at 16 clients, p99 ms | $after, $p99 |"
echo "| lines with ERROR in the log | $(grep -c ERROR "$work/service.log" || true) |"
