#!/usr/bin/env bash
# Ratios against native references, measured in one run. usage: bench.sh [options of robotpolicy-bench]
set -euo pipefail
cd "$(dirname "$0")/.."
bash eng/publish.sh service
exec artifacts/bin/RobotPolicy.Benchmarks/release/robotpolicy-bench run --output artifacts/bench/bench.json "$@"
