#!/usr/bin/env bash
# The whole loop on real parts: simulator process → ROS 2 wire → service → ONNX policy → joint commands → simulator.
# usage: demo.sh EPISODES SEED
set -uo pipefail
cd "$(dirname "$0")/.."
episodes=$1 seed=$2
bin=artifacts/bin
log=.setup/simulator.log
domain=${ROS_DOMAIN_ID:-$((90 + $$ % 10))}

"$bin/RobotPolicy.Simulator/release/robotpolicy-simulator" run --seed "$seed" --domain "$domain" --discovery loopback >"$log" 2>&1 &
simulator=$!
trap 'kill -TERM "$simulator" 2>/dev/null; wait "$simulator" 2>/dev/null' EXIT

for _ in $(seq 300); do
  grep -q '^READY' "$log" && break
  kill -0 "$simulator" 2>/dev/null || { printf 'demo: the simulator did not start:\n' >&2; tail -n 5 "$log" >&2; exit 1; }
  sleep 0.1
done
grep -q '^READY' "$log" || { printf 'demo: the simulator was not ready within 30 s (see %s)\n' "$log" >&2; exit 1; }

# The loop allocates nothing; the live console does, and with this budget (64 MiB, hexadecimal) it collects nothing for minutes.
export DOTNET_GCgen0size=4000000

"$bin/RobotPolicy.Server/release/robotpolicy-server" demo \
  --hardware hardware/simulator.yaml --policy deploy/policies/pick_place_act \
  --discovery loopback --domain "$domain" --episodes "$episodes" --seed "$seed"
