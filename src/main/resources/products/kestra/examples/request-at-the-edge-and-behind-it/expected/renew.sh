#!/usr/bin/env bash
# Renews the certificates of this bundle at the tlsmith that made it; ./renew.sh --help says how, and TLS.md below "Renew".
set -euo pipefail

# This bundle.
url=http://127.0.0.1:7465
issued=yes
service_authority=''
key_with_caller=yes
leaves=(tls/tls.crt tls/edge.crt)
program=tls/tls.crt
authority=tls/ca.crt
renew_before_days=30
password_file=''
password_name=''
password_encoded=''
own_files=()
# What is asked for: the spec of this bundle, with what is secret and what is yours added.
spec() {
  cat <<'END_OF_SPEC'
release: "kestra"
namespace: "workflows"
trust: {}
targets:
- "helm"
- "kubernetes"
keyStore:
  type: "JKS"
  alias: "tls"
  trustStoreForm: "authenticated"
END_OF_SPEC
  cat <<'END_OF_SPEC'
deployments:
  - product: "kestra"
    version: "1.3"
    chartVersion: "1.0.54"
    hosts:
    - "kestra.example.com"
    publicPort: 443
    termination: "both"
    clientAuthentication: "none"
    options:
      ingressController: "nginx"
      edgeRedirect: true
      certManagerVersion: "v1.17.1"
      httpsPort: 8443
      publishedPort: 0
      composeService: "kestra"
      mountPath: "/etc/kestra/tls"
      hotReload: false
      refreshInterval: "30s"
      service:
        port: 0
      deployment: "kestra"
      container: "kestra"
      outboundTrust: false
      csrf: false
      managementTls: false
      plainHttp: "closed"
      pageStyle: false
      chart: "kestra"
    existing:
      valuesFiles: ["values.yaml"]
      composeFiles: ["docker-compose.yml"]
certificate:
  source: csr
  validityDays: 397
END_OF_SPEC
  block 2 request "$request"
  block 2 caCertificates "$ca_certificate"
  block 2 caPrivateKey "$ca_key"
  if [ -n "${TLSMITH_CA_PASSPHRASE_FILE:-}" ]; then
    printf '  caPassphrase: "%s"\n' "$(sed -e 's/[\\"]/\\&/g' "$TLSMITH_CA_PASSPHRASE_FILE")"
  fi
}
# What is to be done with the new files.
next_steps() {
  cat <<'END'
Complete the bundle with your key now: TLS.md begins with the commands. Then:
kubectl apply --server-side -f kubernetes/secret.yaml
kubectl apply --server-side -f kubernetes/ingress.yaml
kubectl -n workflows rollout restart deployment -l app.kubernetes.io/instance=kestra
kubectl -n workflows rollout restart deployment/kestra
END
}

previous=previous
mask=$(umask)
umask 077

usage() {
  local how=
  cat <<'END'
Renews the certificates of this bundle and puts the new files in the place of the old ones, which go to previous/.

  ./renew.sh [option...]

  --force              renew also what is not due
  --back               put the files of previous/ back, instead of renewing
  --then COMMAND       once it is done, run this by bash in the folder of the bundle
END
  if [ -z "$issued" ]; then
    cat <<'END'
  --certificate FILE   the new chain, PEM, leaf first; else TLSMITH_CERTIFICATE, else fullchain.pem of certbot's RENEWED_LINEAGE
  --key FILE           its key, PEM; else TLSMITH_KEY, else privkey.pem of RENEWED_LINEAGE
END
  fi
  if [ -n "$key_with_caller" ]; then
    cat <<'END'
  --request FILE       a certificate request by your key, PEM; else TLSMITH_REQUEST, else your.csr
END
  fi
  if [ -n "$issued" ] && [ -z "$service_authority" ]; then
    cat <<'END'
  --ca-key FILE        the CA's key, PEM; else TLSMITH_CA_KEY, else ca/ca.key
  --ca-certificate FILE  the CA's certificates up to the root, PEM; else TLSMITH_CA_CERTIFICATE, else those of this bundle
END
  fi
  cat <<'END'

  TLSMITH_URL          address of tlsmith; HTTPS, or HTTP on this machine
  TLSMITH_HEADERS      file of headers to send, such as: Authorization: Bearer <token>
  TLSMITH_CACERT       CA that signed tlsmith's own certificate, PEM
END
  if [ -n "$issued" ] && [ -z "$service_authority" ]; then
    printf "  TLSMITH_CA_PASSPHRASE_FILE  file with the passphrase of the CA's key\n"
  fi
  if [ -n "$issued" ]; then
    printf '  TLSMITH_RENEW_BEFORE_DAYS   renew that many days before the end; %s\n' "$renew_before_days"
  fi
  if [ -n "$password_file" ]; then
    printf "  TLSMITH_PASSWORD_FILE       file with the key store's password, which is kept; else %s has it\n" "$password_file"
  fi
  if [ ${#own_files[@]} -gt 0 ]; then
    printf '  TLSMITH_FILES        folder with your own compose file and values as they are now; else that of this bundle\n'
  fi
  if [ -z "$issued" ]; then
    how=' --certificate /path/fullchain.pem --key /path/privkey.pem'
  elif [ -z "$service_authority" ]; then
    how=' --ca-key /path/ca.key'
  fi
  if [ -n "$key_with_caller" ]; then how=" --request /path/your.csr$how"; fi
  cat <<END

By itself, where COMMAND restarts what does not reload:
  17 3 * * *  /path/renew.sh$how --then 'COMMAND' >/dev/null || [ \$? = 3 ]      # a line for cron
  ExecStart=/path/renew.sh$how --then 'COMMAND'      # a service with Type=oneshot and SuccessExitStatus=3
END
  if [ -z "$issued" ]; then
    cat <<'END'
  certbot renew --deploy-hook "/path/renew.sh --then 'COMMAND'"
END
  fi
  cat <<'END'

Exit codes: 0 renewed; 1 an error that nobody thought of; 2 something is missing or asked for wrongly; 3 not due yet;
4 tlsmith refuses; 5 tlsmith is busy or cannot be reached, or another run is at work: try again later; 6 the answer is of
no use or cannot be put in place; 7 renewed, but the command of --then failed. But for 0 and 7 the files are as they were.
END
}

fail() {
  local code=$1
  shift
  printf 'renew.sh: %s\n' "$*" >&2
  exit "$code"
}

# The path of a file for a script that changes its folder.
absolute() {
  case $1 in
  /* | '') printf '%s\n' "$1" ;;
  *) printf '%s/%s\n' "$PWD" "$1" ;;
  esac
}

readable() {
  if [ ! -f "$1" ] || [ ! -r "$1" ]; then
    fail 2 "$2 is read from '$1', which is not there or cannot be read; $3"
  fi
}

# shellcheck disable=SC2317 # not every bundle needs it
# A file as a block of YAML below a key; the number says how deep the block is, whatever the file begins with.
block() {
  printf '%*s%s: |2\n' "$1" '' "$2"
  sed -e $'1s/^\xef\xbb\xbf//' -e "s/^/$(printf '%*s' "$(($1 + 2))" '')/" "$3"
  printf '\n'
}

# Whether there is something to do: a certificate that ends soon, or a supplied one other than the one that is here.
due() {
  local days=${TLSMITH_RENEW_BEFORE_DAYS:-$renew_before_days} leaf new old
  if [ -z "$issued" ]; then
    new=$(openssl x509 -in "$certificate" -noout -fingerprint -sha256) || fail 2 "'$certificate' is no certificate in PEM"
    old=$(openssl x509 -in "$program" -noout -fingerprint -sha256) || return 0
    [ "$new" != "$old" ]
    return
  fi
  case $days in '' | *[!0-9]*) fail 2 "TLSMITH_RENEW_BEFORE_DAYS is '$days'; give a number of days" ;; esac
  for leaf in "${leaves[@]}"; do
    openssl x509 -in "$leaf" -noout -checkend "$((days * 86400))" >/dev/null || return 0
  done
  return 1
}

# shellcheck disable=SC2317 # not every bundle needs it
# The password stays, so that nothing which opens the stores has to be told another one.
password() {
  local text
  if [ -n "${TLSMITH_PASSWORD_FILE:-}" ]; then
    readable "$TLSMITH_PASSWORD_FILE" "the key store's password" "see TLSMITH_PASSWORD_FILE"
    text=$(cat "$TLSMITH_PASSWORD_FILE")
  else
    readable "$password_file" "the key store's password" "put it back, or name a file that has it in TLSMITH_PASSWORD_FILE"
    if [ -n "$password_encoded" ]; then
      text=$(sed -n "s/^ *${password_name}: \"\{0,1\}\([A-Za-z0-9+\/=]*\)\"\{0,1\}\$/\1/p" "$password_file" | sed -n 1p | openssl base64 -d -A)
    else
      text=$(sed -n "s/^${password_name}=//p" "$password_file")
    fi
  fi
  case $text in '' | *[!A-Za-z0-9._~-]*) fail 2 "no password of a key store of tlsmith's was found; name a file that has it in TLSMITH_PASSWORD_FILE" ;; esac
  printf '%s\n' "$text"
}

# Keys go to tlsmith and come back, so the way there is encrypted or does not leave this machine.
check_url() {
  local pattern='^(https?)://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]+)?(/[A-Za-z0-9._~/-]*)?$'
  [[ $url =~ $pattern ]] || fail 2 "TLSMITH_URL '$url' is no address; give e.g. https://tlsmith.example.com"
  [ "${BASH_REMATCH[1]}" = http ] || return 0
  case ${BASH_REMATCH[2]} in
  localhost | '[::1]') return 0 ;;
  esac
  [[ ${BASH_REMATCH[2]} =~ ^127\.[0-9]+\.[0-9]+\.[0-9]+$ ]] ||
    fail 2 "TLSMITH_URL '$url' would carry private keys in clear text; use https, or http on this machine only"
}

# The sentences of a refusal (RFC 9457), each behind the place in the spec.
explain() {
  local line text place=
  while IFS= read -r line; do
    text=${line#*:}
    text=${text#*\"}
    text=${text%\"}
    text=${text//\\\"/\"}
    case $line in
    '"pointer"'*) place=$text ;;
    *)
      printf '  %s%s%s\n' "$place" "${place:+: }" "$text" >&2
      place=
      ;;
    esac
  done < <(LC_ALL=C grep -aoE '"(pointer|detail)" *: *"([^"\\]|\\.)*"' "$1" || true)
}

fetch() {
  local path=/v1/bundles.zip status
  local options=(--silent --show-error --connect-timeout 10 --max-time 300 --retry 2 --retry-max-time 60)
  if command -v tar >/dev/null && command -v gzip >/dev/null; then path=/v1/bundles.tgz; fi
  [ -z "${TLSMITH_HEADERS:-}" ] || options+=(--header "@$headers")
  [ -z "${TLSMITH_CACERT:-}" ] || options+=(--cacert "$cacert")
  case $url in http:*) options+=(--noproxy '*') ;; esac
  status=$(curl "${options[@]}" --header 'Content-Type: application/yaml' --data-binary "@$work/spec.yaml" \
    --output "$work/answer" --write-out '%{http_code}' "${url%/}$path") ||
    fail 5 "tlsmith cannot be reached at $url; see the line above, and TLSMITH_URL"
  case $status in
  200) ;;
  408 | 429 | 5??)
    explain "$work/answer"
    fail 5 "tlsmith at $url is busy or out of order (HTTP $status); try again later"
    ;;
  *)
    explain "$work/answer"
    fail 4 "tlsmith at $url refuses (HTTP $status); nothing was changed"
    ;;
  esac
  mkdir "$work/new"
  case $path in
  *.tgz) tar -xpzf "$work/answer" -C "$work/new" ;;
  *) unzip -q "$work/answer" -d "$work/new" ;;
  esac || fail 6 "the answer of $url is no bundle; nothing was changed"
}

# Whether the new files go together, by another judge than the one that made them.
verify() {
  local leaf key certified
  for leaf in "${leaves[@]}"; do
    [ -f "$work/new/$leaf" ] || fail 6 "the answer has no $leaf; nothing was changed"
    key=$work/new/${leaf%.crt}.key
    certified=$(openssl x509 -in "$work/new/$leaf" -noout -pubkey) || fail 6 "the new $leaf is no certificate; nothing was changed"
    [ ! -f "$key" ] || [ "$certified" = "$(openssl pkey -in "$key" -pubout)" ] ||
      fail 6 "the new $leaf is not for the new key; nothing was changed"
    [ -z "$issued" ] || openssl verify -CAfile "$work/new/${leaf%/*}/ca.crt" -untrusted "$work/new/$leaf" "$work/new/$leaf" >/dev/null ||
      fail 6 "the new $leaf does not verify under its CA; nothing was changed"
  done
}

# Who runs this as root leaves new files and folders to the owner of the bundle's folder.
give() {
  [ "$(id -u)" != 0 ] || chown "$owner" "$@"
}

# A file in the place of another, whose owner and mode stay. It is overwritten and not replaced: a container with a mount
# of this single file would go on with the old one. Only of this script, which bash is reading, there is a new file.
put() {
  local folder
  if [ "$2" = renew.sh ]; then
    cp -p "$2" .renew.sh.new && cat "$1" >.renew.sh.new && mv -f .renew.sh.new "$2"
  elif [ -e "$2" ]; then
    cat "$1" >"$2"
  else
    folder=$(dirname "$2")
    if [ ! -d "$folder" ]; then
      (umask "$mask" && mkdir -p "$folder") && give "$folder"
    fi
    cp -p "$1" "$2" && give "$2"
  fi
}

# The files below the folder, keys first: a program that watches its certificate then finds the key that goes with it.
paths() {
  find . -type f ! -name .unfinished | sed -e 's|^\./||' -e '/\.key$/!s/^/1 /' -e '/\.key$/s/^/0 /' | LC_ALL=C sort | sed 's/^..//'
}

restore() {
  local path
  while IFS= read -r path; do
    put "$previous/$path" "$path" || return 1
  done < <(cd "$previous" && paths)
}

replace() {
  local path
  (cd "$work/new" && paths) >"$work/paths"
  rm -rf "$previous.new"
  mkdir "$previous.new"
  while IFS= read -r path; do
    [ -e "$path" ] || continue
    [ -w "$path" ] || fail 6 "'$path' cannot be written by $(id -un); nothing was changed"
    mkdir -p "$previous.new/$(dirname "$path")"
    cp -p "$path" "$previous.new/$path"
  done <"$work/paths"
  : >"$previous.new/.unfinished"
  [ "$(id -u)" != 0 ] || find "$previous.new" -type d -exec chown "$owner" {} +
  rm -rf "$previous"
  mv "$previous.new" "$previous"
  while IFS= read -r path; do
    cmp -s "$work/new/$path" "$path" || put "$work/new/$path" "$path"
  done <"$work/paths"
  rm "$previous/.unfinished"
}

# Two runs at once would each take half of the other's files. flock's lock on the folder ends with whoever holds it. Where
# there is no flock, or the file system has no such locks, a folder is the lock; see stale.
lock() {
  local code=0
  if command -v flock >/dev/null; then
    exec 9<.
    flock -n 9 2>/dev/null || code=$?
    case $code in
    0) ;;
    1) fail 5 "another run of renew.sh is at work on this bundle; try again later" ;;
    *) exec 9<&- ;;
    esac
    if [ "$code" = 0 ]; then
      locked=yes
      return
    fi
  fi
  if [ -d .renew.lock ] && stale && mv .renew.lock ".renew.lock.$$" 2>/dev/null; then # of several only one can move it
    rm -rf ".renew.lock.$$"
  fi
  mkdir .renew.lock 2>/dev/null ||
    fail 5 "another run of renew.sh is at work on this bundle; try again later, or remove $PWD/.renew.lock if there is none"
  locked=yes
  printf '%s\n' "$$" >.renew.lock/holder
}

# Whether the one who made the lock is gone, or has it for longer than any run takes.
stale() {
  local holder
  [ -z "$(find .renew.lock -prune -mmin +60)" ] || return 0
  holder=$(cat .renew.lock/holder 2>/dev/null) || return 1
  [ -n "$holder" ] && ! kill -0 "$holder" 2>/dev/null && ! ps -p "$holder" >/dev/null 2>&1
}

unlock() {
  [ -n "$locked" ] || return 0
  locked=
  exec 9<&-
  rm -rf .renew.lock
}

# shellcheck disable=SC2317
finish() {
  local code=$?
  trap - EXIT
  # Another exit than the last one leaves the old files behind, the place of none half taken.
  if [ -n "$locked" ] && [ -e "$previous/.unfinished" ]; then
    restore && rm "$previous/.unfinished" && printf 'renew.sh: the old files are back\n' >&2
  fi
  [ -z "$work" ] || rm -rf "$work"
  unlock
  exit "$code"
}

afterwards() {
  unlock # what the command starts may run for long
  if [ -n "$command" ]; then
    bash -c "$command" || fail 7 "the files are in place, but the command of --then failed"
    return
  fi
  next_steps
}

main() {
  local force='' back='' tool i
  command='' work='' locked=''
  certificate=${TLSMITH_CERTIFICATE:-${RENEWED_LINEAGE:+$RENEWED_LINEAGE/fullchain.pem}}
  key=${TLSMITH_KEY:-${RENEWED_LINEAGE:+$RENEWED_LINEAGE/privkey.pem}}
  request=${TLSMITH_REQUEST:-}
  ca_key=${TLSMITH_CA_KEY:-}
  ca_certificate=${TLSMITH_CA_CERTIFICATE:-}
  url=${TLSMITH_URL:-$url}
  while [ $# -gt 0 ]; do
    case $1 in
    --force) force=yes ;;
    --back) back=yes ;;
    -h | --help)
      usage
      exit 0
      ;;
    --then | --certificate | --key | --request | --ca-key | --ca-certificate)
      [ $# -gt 1 ] || fail 2 "$1 needs a value; see --help"
      case $1 in
      --then) command=$2 ;;
      --certificate) certificate=$2 ;;
      --key) key=$2 ;;
      --request) request=$2 ;;
      --ca-key) ca_key=$2 ;;
      --ca-certificate) ca_certificate=$2 ;;
      esac
      shift
      ;;
    *) fail 2 "'$1' is not an option; see --help" ;;
    esac
    shift
  done
  for tool in curl openssl; do
    command -v "$tool" >/dev/null || fail 2 "$tool is needed, and is not on the PATH"
  done
  certificate=$(absolute "$certificate") key=$(absolute "$key") request=$(absolute "$request")
  ca_key=$(absolute "$ca_key") ca_certificate=$(absolute "$ca_certificate")
  headers=$(absolute "${TLSMITH_HEADERS:-}") cacert=$(absolute "${TLSMITH_CACERT:-}") files=$(absolute "${TLSMITH_FILES:-}")
  if [ -n "${TLSMITH_PASSWORD_FILE:-}" ]; then TLSMITH_PASSWORD_FILE=$(absolute "$TLSMITH_PASSWORD_FILE"); fi
  if [ -n "${TLSMITH_CA_PASSPHRASE_FILE:-}" ]; then TLSMITH_CA_PASSPHRASE_FILE=$(absolute "$TLSMITH_CA_PASSPHRASE_FILE"); fi
  cd "$(dirname "${BASH_SOURCE[0]}")"
  owner=$(stat -c %u:%g . 2>/dev/null || stat -f %u:%g .)
  files=${files:-.}

  trap finish EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
  lock
  # What a run before this one began and could not end, nor take back.
  if [ -e "$previous/.unfinished" ]; then
    restore
    rm "$previous/.unfinished"
  fi
  if [ -n "$back" ]; then
    [ -d "$previous" ] || fail 2 "there is no $previous/ with the files before"
    restore
    printf 'the files of %s/ are back\n' "$previous"
    afterwards
    exit 0
  fi

  check_url
  [ -z "${TLSMITH_HEADERS:-}" ] || readable "$headers" "a file of headers" "see TLSMITH_HEADERS"
  [ -z "${TLSMITH_CACERT:-}" ] || readable "$cacert" "the CA of tlsmith" "see TLSMITH_CACERT"
  if [ -z "$issued" ]; then
    if [ -z "$certificate" ] || [ -z "$key" ]; then
      fail 2 "say where the new chain and its key are: --certificate and --key, or certbot's RENEWED_LINEAGE"
    fi
    readable "$certificate" "the new chain" "see --certificate"
    readable "$key" "the new key" "see --key"
  fi
  if [ -z "$force" ] && ! due; then
    printf 'not due: %s\n' "$(openssl x509 -in "$program" -noout -enddate)"
    exit 3
  fi
  work=$(mktemp -d)
  if [ -n "$key_with_caller" ]; then
    request=${request:-your.csr}
    readable "$request" "the certificate request" "see --request"
  fi
  if [ -n "$issued" ] && [ -z "$service_authority" ]; then
    ca_key=${ca_key:-ca/ca.key}
    readable "$ca_key" "the CA's key" "say with --ca-key where you keep it now"
    [ -z "${TLSMITH_CA_PASSPHRASE_FILE:-}" ] || readable "$TLSMITH_CA_PASSPHRASE_FILE" "the passphrase of the CA's key" "see TLSMITH_CA_PASSPHRASE_FILE"
    if [ -z "$ca_certificate" ]; then
      # What the chain has above the leaf, and the root.
      ca_certificate=$work/ca.crt
      { sed '1,/-----END CERTIFICATE-----/d' "$program" && cat "$authority"; } >"$ca_certificate"
    fi
    readable "$ca_certificate" "the CA's certificates" "see --ca-certificate"
  fi
  for ((i = 0; i < ${#own_files[@]}; i += 2)); do
    readable "$files/${own_files[i + 1]}" "${own_files[i]}" "see TLSMITH_FILES"
  done
  spec >"$work/spec.yaml"
  fetch
  verify
  replace
  printf 'renewed: %s\n' "$(openssl x509 -in "$program" -noout -enddate)"
  afterwards
}

main "$@"
exit
