#!/bin/sh
# Builds every fuzz target and runs each for SECONDS, two at a time; fails when one of them crashes.
# Usage: fuzz/run.sh SECONDS [TARGET...]
# Logs are fuzz/artifacts/TARGET.log; crashing inputs are in fuzz/artifacts/TARGET/.
set -eu
cd "$(dirname "$0")"
# cargo-fuzz needs unstable compiler options; with this variable the stable compiler has them.
export RUSTC_BOOTSTRAP=1
programs=target/$(rustc -vV | sed -n 's/^host: //p')/release

if [ "${1:-}" = --one ]; then
  seconds=$2 target=$3 log=artifacts/$3.log
  mkdir -p "artifacts/$target"
  outcome=passed
  ASAN_OPTIONS=detect_odr_violation=0 "$programs/$target" -max_total_time="$seconds" -rss_limit_mb=2048 -timeout=30 \
    -max_len=16384 -print_final_stats=1 -artifact_prefix="artifacts/$target/" "corpus/$target" > "$log" 2>&1 || outcome=CRASHED
  executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
  crashes=$(find "artifacts/$target" -type f -newer "artifacts/.begin" | wc -l)
  printf '%-12s %s: %s executions in %s s, %s crashing inputs\n' "$target" "$outcome" "${executions:-unknown}" "$seconds" "$crashes"
  [ "$outcome" = passed ]
  exit
fi

seconds=${1:?usage: fuzz/run.sh SECONDS [TARGET...]}
shift
[ $# -gt 0 ] || set -- pem csr certificate private_key signature parameters jws acme_json \
  revocation_list ocsp_request ocsp_response lint
cargo fuzz --version > /dev/null 2>&1 || { echo 'cargo-fuzz is missing; install it with: cargo install cargo-fuzz --locked' >&2; exit 1; }
(cd .. && cargo fuzz build)
./make-seeds.sh
mkdir -p artifacts
: > artifacts/.begin
printf '%s\n' "$@" | xargs -n 1 -P 2 ./run.sh --one "$seconds"
