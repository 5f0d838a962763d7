#!/usr/bin/env bash
# What another caller sees beside an attacker, who sends the dearest specs that the service takes: without a pause over
# several connections, and over others that are hung up after a second. The other caller, of another address, asks for
# validations and for bundles with an EC P-256 key, one at a time. Prints Markdown and a verdict. Linux, with wrk and curl.
#
#   src/bench/attack.sh [seconds]     default: 60 s
#
# Exit code 0: held. 1: missed, which is a 99th percentile of 250 ms (validations) or 3 s (bundles), an answer other than
# 200, or an attacker of whom the service saw nothing. 2: it could not be tried.
#
# It starts the service with two cores; TLSMITH_URL names one on loopback that runs already. JDK_JAVA_OPTIONS sets the
# heap (default -Xmx512m), PORT the port (default 18650).
set -euo pipefail
cd "$(dirname "$0")/../.."

seconds=${1:-60}
[[ $seconds =~ ^[1-9][0-9]{0,3}$ ]] || { sed -n '2,14s/^# \{0,1\}//p' "$0" >&2; exit 2; }
for tool in wrk curl awk; do
  command -v $tool >/dev/null || { echo "$tool is not on the PATH; apt-get install $tool" >&2; exit 2; }
done

if [ -n "${TLSMITH_URL:-}" ]; then
  base=${TLSMITH_URL%/}
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
else
  cores=()
  [ "$(nproc)" -le 2 ] || cores=(taskset -c 0-1)
  # shellcheck source=src/bench/service.sh
  . src/bench/service.sh
fi

attacker=127.0.0.1
other=127.0.0.2 # all of 127.0.0.0/8 is this machine's (RFC 1122 §3.2.1.3)
readonly connections=8 hanging=4 hang_up=1

# key algorithm, deployments -> a spec with as much in each deployment as the schema allows
spec() {
  local d h
  printf '{"release":"r","targets":["helm","kubernetes"],"certificate":{"source":"self-signed","keyAlgorithm":"%s"},"deployments":[' "$1"
  for ((d = 1; d <= $2; d++)); do
    printf '%s{"product":"kestra","release":"r%d","termination":"both","clientAuthentication":"need","hosts":["h.d%d.example.com"' \
      "$([ $d = 1 ] || echo ,)" $d $d
    for ((h = 1; h < 100; h++)); do printf ',"h%d.d%d.example.com"' $h $d; done
    printf ']}'
  done
  printf ']}'
}

# key algorithm -> a file with the dearest spec of it that is taken; the schema allows 20 deployments
dearest() {
  local file=$work/$1.json deployments
  for ((deployments = 20; deployments > 0; deployments--)); do
    spec "$1" $deployments >"$file"
    if [ "$(status "$attacker" /v1/validations -H 'Content-Type: application/json' --data-binary "@$file")" = 200 ]; then
      echo "$1 $deployments" >>"$work/dearest"
      return
    fi
  done
  echo "no spec with $1 is taken at $base; is it tlsmith, without a policy?" >&2
  exit 2
}

# address, path, what curl gets besides -> status; 000 without an answer
status() { curl -s -o /dev/null -w '%{http_code}' --max-time 60 --interface "$1" "${@:3}" "$base$2" || true; }

# name, path, pause in s -> a file with status and seconds of each request of the other caller
measure() {
  while ((SECONDS < end)); do
    curl -s -o /dev/null -w '%{http_code} %{time_total}\n' --max-time 30 --interface "$other" \
      -d product=kestra -d hosts=other.example.com "$base$2" >>"$work/$1" || true
    sleep "$3"
  done
}

hang_up_on_it() {
  while ((SECONDS < end)); do
    curl -s -o /dev/null --max-time $hang_up --interface "$attacker" -H 'Content-Type: application/json' \
      --data-binary "@$work/RSA_4096.json" "$base/v1/bundles.zip" || true
    echo >>"$work/hung-up"
    sleep 0.01 # a refusal comes at once, and starting curl takes more of the cores than refusing
  done
}

# name, bound in ms -> a line of the table; fails where the bound is missed
judge() {
  sort -k2 -n "$work/$1" | awk -v name="$1" -v bound="$2" '
    {ms[NR] = 1000 * $2; if ($1 != 200) bad++}
    END {
      p99 = ms[int(NR * 0.99) + (NR * 0.99 > int(NR * 0.99))]
      printf "| %s | %d | %d | %.0f | %.0f | %.0f | %d |\n", name, NR, bad, ms[int((NR + 1) / 2)], p99, ms[NR], bound
      exit !(NR > 0 && bad == 0 && p99 < bound)
    }'
}

# What the JVM compiles while it is new is not what is measured.
warm=$((SECONDS + (seconds < 20 ? seconds : 20)))
until ((SECONDS >= warm)); do
  status "$other" /v1/bundles.zip -d product=kestra -d hosts=other.example.com >/dev/null
  status "$other" /v1/validations -d product=kestra -d hosts=other.example.com >/dev/null
done
dearest RSA_4096
dearest EC_P256

end=$((SECONDS + seconds))
touch "$work"/{validations,bundles,hung-up}
wrk -t 1 -c $connections -d "${seconds}s" --timeout 60s -s src/bench/attack.lua "$base" -- \
  "$work/RSA_4096.json" "$work/EC_P256.json" >"$work/wrk" &
for _ in $(seq $hanging); do hang_up_on_it & done
measure validations /v1/validations 0.05 &
measure bundles /v1/bundles.zip 0.2 &
# The service that was started here is a child too, so not all children are waited for.
for job in $(jobs -p | grep -vx "${group:-0}"); do wait "$job"; done
read -r ok shed refused <<<"$(tail -1 "$work/wrk")"

echo "$(nproc) cores, load average $(cut -d' ' -f1-3 /proc/loadavg), $seconds s"
echo
echo "The attacker's specs: $(awk '{printf "%s%s with %d deployments of 100 hosts", (NR > 1 ? ", " : ""), $1, $2}' "$work/dearest")."
echo "$ok answered with 200, $shed with 503, $refused refused otherwise; $(wc -l <"$work/hung-up") hung up after ${hang_up} s at the latest."
echo
echo "| the other caller | requests | not 200 | p50 ms | p99 ms | most ms | p99 at most |"
echo "|---|---:|---:|---:|---:|---:|---:|"
missed=
judge validations 250 || missed+=" validations"
judge bundles 3000 || missed+=" bundles"
((ok + shed + refused + $(wc -l <"$work/hung-up") > 0)) || missed+=" attacker"
echo
if [ -n "$missed" ]; then
  echo "verdict: missed:$missed"
  exit 1
fi
echo "verdict: held"
