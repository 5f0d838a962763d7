#!/usr/bin/env bash
# What a second replica adds: two services behind nginx on loopback, each on one core, in turn with one of them alone.
# nginx and the clients run on the same machine, wherever there is room. Prints Markdown. Needs wrk, nginx and two cores besides Maven.
#
#   src/bench/scale.sh [seconds] [rounds]     default: 20 s each, 5 rounds
#
# JDK_JAVA_OPTIONS sets the heap (default -Xmx512m), PORT the first of four ports (default 18660).
set -euo pipefail
cd "$(dirname "$0")/../.."

seconds=${1:-20}
rounds=${2:-5}
if ! [[ $seconds =~ ^[1-9][0-9]*$ && $rounds =~ ^[1-9][0-9]*$ ]]; then
  sed -n '2,7s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi
for tool in wrk nginx taskset; do
  command -v $tool >/dev/null || { echo "$tool is not on the PATH" >&2; exit 2; }
done
[ "$(nproc)" -ge 2 ] || { echo "two replicas need two cores; here is one" >&2; exit 2; }

# All clients here have one address, as behind a proxy.
export TLSMITH_CONNECTIONS_PROXIES=127.0.0.1
export JDK_JAVA_OPTIONS=${JDK_JAVA_OPTIONS:--Xmx512m}
port=${PORT:-18660}
work=$(mktemp -d)
groups=()
finish() {
  for group in "${groups[@]}"; do kill -- "-$group" 2>/dev/null || true; done
  rm -rf "$work"
}
trap finish EXIT

# a replica: 0 or 1, which is its core as well
start() {
  local own=$((port + $1))
  MICRONAUT_SERVER_PORT=$own setsid taskset -c "$1" mvn -q compile exec:exec >"$work/replica-$1.log" 2>&1 &
  groups+=($!)
  until curl -sf "http://127.0.0.1:$own/health" >/dev/null; do
    kill -0 "${groups[-1]}" 2>/dev/null || { cat "$work/replica-$1.log" >&2; exit 1; }
    sleep 0.5
  done
}
start 0
start 1

# One port leads to the first replica, the next to both.
one=$((port + 2))
two=$((port + 3))
cat >"$work/nginx.conf" <<END
daemon off;
pid $work/nginx.pid;
events {}
http {
  access_log off;
  client_body_temp_path $work/body;
  proxy_temp_path $work/proxy;
  fastcgi_temp_path $work/fastcgi;
  uwsgi_temp_path $work/uwsgi;
  scgi_temp_path $work/scgi;
  proxy_http_version 1.1;
  proxy_set_header Connection "";
  proxy_buffers 16 64k;
  upstream one { server 127.0.0.1:$port; keepalive 32; }
  upstream two { least_conn; server 127.0.0.1:$port; server 127.0.0.1:$((port + 1)); keepalive 32; }
  server { listen 127.0.0.1:$one; location / { proxy_pass http://one; } }
  server { listen 127.0.0.1:$two; location / { proxy_pass http://two; } }
}
END
setsid nginx -p "$work" -c nginx.conf -e "$work/nginx.log" &
groups+=($!)
until curl -sf "http://127.0.0.1:$two/health" >/dev/null; do
  kill -0 "${groups[-1]}" 2>/dev/null || { cat "$work/nginx.log" >&2; exit 1; }
  sleep 0.1
done

# a port, seconds -> answers with 200; with another status or none; 200s a second
load() {
  local ok shed other failed rate
  read -r ok shed other failed rate _ < <(wrk -t 2 -c 8 -d "${2}s" --timeout 60s -s src/bench/bundles.lua \
    "http://127.0.0.1:$1/v1/bundles.zip" -- 0 4 | tail -1)
  echo "$ok $((shed + other + failed)) $rate"
}

load $two "$((seconds < 30 ? 6 * seconds : 180))" >/dev/null # warms both up
for _ in $(seq "$rounds"); do
  load $one "$seconds" >>"$work/one"
  load $two "$seconds" >>"$work/two"
done

echo "$(nproc) cores, $(awk -F: '/model name/ {print $2; exit}' /proc/cpuinfo | xargs), $rounds rounds of $seconds s, JVM options $JDK_JAVA_OPTIONS"
echo
echo "| round | one replica, bundles/s | two replicas, bundles/s | ratio | answers that were no bundle |"
echo "|---:|---:|---:|---:|---:|"
paste "$work/one" "$work/two" | awk '{printf "| %d | %.1f | %.1f | %s | %d |\n", NR, $3, $6, ($3 > 0 ? sprintf("%.2f", $6 / $3) : "-"), $2 + $5}'
