#!/usr/bin/env bash
# Fits the failure monitors of shipped packages anew: rollouts on the simulator, then robotctl calibrate.
# usage: calibrate.sh [POLICY] [DELTA]     a folder of deploy/policies; without: all
set -euo pipefail
cd "$(dirname "$0")/.."
fail() { printf 'calibrate: %s\n' "$1" >&2; exit 1; }

delta=${2:-0.05}
policies=("${1:-}")
if [ -z "${1:-}" ]; then
  policies=()
  for manifest in deploy/policies/*/manifest.json; do policies+=("$(basename "$(dirname "$manifest")")"); done
fi

bin=artifacts/bin
for policy in "${policies[@]}"; do
  package=deploy/policies/$policy
  [ -f "$package/manifest.json" ] || fail "expected a folder of deploy/policies, got '$policy'"
  rollouts=out/calibration/$policy
  rm -rf "$rollouts"
  "$bin/RobotPolicy.Campaigns/release/robotpolicy-campaign" rollouts --policy "$policy" --output "$rollouts"
  "$bin/RobotPolicy.Cli/release/robotctl" calibrate "$package" --rollouts "$rollouts" --delta "$delta" --report "out/calibration/$policy.html"
done
