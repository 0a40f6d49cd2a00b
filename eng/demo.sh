#!/usr/bin/env bash
# The whole loop on real parts: simulator process → ROS 2 wire → service → ONNX policy → joint commands → simulator.
# usage: demo.sh EPISODES SEED [POLICY [GOALS]]
set -uo pipefail
cd "$(dirname "$0")/.."
exec artifacts/bin/RobotPolicy.Campaigns/release/robotpolicy-campaign demo --episodes "$1" --seed "$2" --policy "${3:-pick_place_act}" ${4:+--goals "$4"}
