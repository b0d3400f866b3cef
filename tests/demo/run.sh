#!/bin/sh
# The main job from nothing, by hand: build, start, apply, prove, download, serve, fetch. Everything runs in a fresh
# folder on free ports of 127.0.0.1 and is stopped at the end.
set -eu
cd "$(dirname "$0")/../.."
PATH="$PATH:/usr/sbin:/sbin"
export NO_PROXY=127.0.0.1 no_proxy=127.0.0.1

domain=shop.widget-works.org
folder=$(mktemp -d "${TMPDIR:-/tmp}/chancery-demo.XXXXXX")
started=

finish() {
  code=$?
  trap - EXIT INT TERM
  for pid in $started; do kill "$pid" 2>/dev/null || true; done
  for pid in $started; do wait "$pid" 2>/dev/null || true; done
  if [ "$code" = 0 ]; then
    rm -rf "$folder"
  else
    echo "the demo failed; what was written is in $folder" >&2
    tail -n 20 "$folder"/*.log >&2 2>/dev/null || true
  fi
  exit "$code"
}
trap finish EXIT
trap 'exit 130' INT TERM

now() { date +%s%N; }
first=$(now)

# step TEXT: prints what is done next; done_with prints what it took.
step() {
  step_began=$(now)
  printf '%-58s ' "$1"
}
done_with() {
  elapsed=$((($(now) - step_began) / 1000000))
  printf '%3d.%03d s   %s\n' $((elapsed / 1000)) $((elapsed % 1000)) "${1:-}"
}

# wait_for SECONDS COMMAND...: until the command succeeds.
wait_for() {
  tries=$(($1 * 20))
  shift
  until "$@" >/dev/null 2>&1; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || { echo "waited in vain for: $*" >&2; return 1; }
    sleep 0.05
  done
}

# field NAME FILE: the first text or number of that name in a JSON file.
field() {
  tr -d '\n' <"$2" | sed -n "s/.*\"$1\" *: *\"\\{0,1\\}\\([^\",}]*\\).*/\\1/p" | head -n 1
}

# A free port: taken from the ones the kernel hands out by asking the demo's own name server for two.
free_port() {
  while :; do
    port=$(od -An -N2 -tu2 /dev/urandom | tr -d ' ')
    port=$((20000 + port % 20000))
    if ! curl --silent --max-time 1 "http://127.0.0.1:$port/" >/dev/null 2>&1; then
      # 7: nothing listens there.
      curl --silent --max-time 1 "http://127.0.0.1:$port/" >/dev/null 2>&1 || [ $? != 7 ] || { echo "$port"; return; }
    fi
  done
}

binary=$PWD/target/release/chancery
quiet=--quiet
if [ ! -x "$binary" ]; then
  echo "the first release build compiles some hundred crates: several minutes" >&2
  quiet=
fi
step "build (release)"
# shellcheck disable=SC2086 # no word or one
cargo build $quiet --release --package chancery --package chancery-testkit --bins
done_with

step "start a name server for the zone of $domain"
mkfifo "$folder/records"
target/release/demo-dns --stay widget-works.org <"$folder/records" >"$folder/dns.log" 2>&1 &
started="$started $!"
exec 3>"$folder/records"
wait_for 10 test -s "$folder/dns.log"
dns_port=$(head -n 1 "$folder/dns.log")
done_with "127.0.0.1:$dns_port"

step "start Chancery in a fresh folder"
http_port=$(free_port)
https_port=$(free_port)
"$binary" serve --data "$folder/data" \
  --set "server.http=127.0.0.1:$http_port" --set "server.https=127.0.0.1:$https_port" \
  --set "validation.dns_servers=[\"127.0.0.1:$dns_port\"]" --set validation.dnssec=off \
  >"$folder/chancery.log" 2>&1 &
started="$started $!"
wait_for 20 curl --silent --fail "http://127.0.0.1:$http_port/readyz"
done_with "http://127.0.0.1:$http_port, https://127.0.0.1:$https_port"

step "make an account"
"$binary" account create "Widget Works" --json --data "$folder/data" >"$folder/account.json"
CHANCERY_ENDPOINT=http://127.0.0.1:$http_port
CHANCERY_SECRET_ID=$(field secret_id "$folder/account.json")
CHANCERY_SECRET_KEY=$(field secret_key "$folder/account.json")
export CHANCERY_ENDPOINT CHANCERY_SECRET_ID CHANCERY_SECRET_KEY
done_with "account $(field account_id "$folder/account.json")"

step "apply for a certificate of $domain"
"$binary" cert apply "$domain" --json >"$folder/applied.json"
id=$(field CertificateId "$folder/applied.json")
done_with "certificate $id"

step "publish the TXT record that proves the domain"
"$binary" cert show "$id" --json >"$folder/shown.json"
host=$(field DvAuthKey "$folder/shown.json")
value=$(field DvAuthValue "$folder/shown.json")
echo "TXT $host $value" >&3
wait_for 5 grep -q '^ok' "$folder/dns.log"
done_with "$host"

step "have it checked and issued"
"$binary" cert complete "$id" >"$folder/wait.log"
"$binary" cert wait "$id" >>"$folder/wait.log" 2>&1
done_with "issued"

step "download the archive"
"$binary" cert download "$id" --output "$folder/archive.zip" >/dev/null
unzip -q "$folder/archive.zip" -d "$folder/archive"
done_with "$(find "$folder/archive" -type f | wc -l | tr -d ' ') files"

step "serve a page with it from Nginx"
web_port=$(free_port)
mkdir "$folder/site" "$folder/nginx"
echo "Hello over HTTPS from $domain" >"$folder/site/index.html"
cat >"$folder/nginx/nginx.conf" <<CONF
daemon off;
worker_processes 1;
$([ "$(id -u)" != 0 ] || echo 'user root;')
pid $folder/nginx/pid;
error_log $folder/nginx.log;
events { worker_connections 64; }
http {
  access_log off;
  client_body_temp_path $folder/nginx/body;
  proxy_temp_path $folder/nginx/proxy;
  fastcgi_temp_path $folder/nginx/fastcgi;
  uwsgi_temp_path $folder/nginx/uwsgi;
  scgi_temp_path $folder/nginx/scgi;
  server {
    listen 127.0.0.1:$web_port ssl;
    server_name $domain;
    root $folder/site;
    ssl_certificate $(echo "$folder"/archive/Nginx/*.crt);
    ssl_certificate_key $(echo "$folder"/archive/Nginx/*.key);
  }
}
CONF
nginx -q -t -p "$folder/nginx" -e "$folder/nginx.log" -c "$folder/nginx/nginx.conf"
nginx -p "$folder/nginx" -e "$folder/nginx.log" -c "$folder/nginx/nginx.conf" &
started="$started $!"
fetch() {
  curl --silent --show-error --fail --cacert "$folder/data/ca/root.pem" \
    --resolve "$domain:$web_port:127.0.0.1" "https://$domain:$web_port/"
}
wait_for 10 fetch
done_with "nginx -t is content"

step "fetch the page over HTTPS, verification on"
page=$(fetch)
done_with
echo "  $page"
openssl s_client -connect "127.0.0.1:$web_port" -servername "$domain" -CAfile "$folder/data/ca/root.pem" \
  -verify_hostname "$domain" </dev/null 2>/dev/null |
  grep -E '^(Verification|Verified|subject=|issuer=| *Verify return code)' | sort -u | sed 's/^ */  /'

total=$((($(now) - first) / 1000000))
printf 'all of it: %d.%03d s\n' $((total / 1000)) $((total % 1000))
