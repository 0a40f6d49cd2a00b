#!/usr/bin/env bash
# The whole loop on real parts: simulator process → ROS 2 wire → service → ONNX policy → joint commands → simulator.
# usage: demo.sh EPISODES SEED [POLICY [GOALS]]     Where somebody looks it goes on after the episodes, for the console, until Ctrl-C.
set -uo pipefail
cd "$(dirname "$0")/.."
stay=
if [ "$1" = 0 ] || { [ -t 0 ] && [ -t 1 ]; }; then stay=--stay; fi
exec artifacts/bin/RobotPolicy.Campaigns/release/robotpolicy-campaign demo --episodes "$1" --seed "$2" --policy "${3:-pick_place_act}" ${4:+--goals "$4"} \
  --record artifacts/runs $stay
