#!/usr/bin/env bash
# The whole loop on real parts: simulator process → ROS 2 wire → service → ONNX policy → joint commands → simulator.
# usage: demo.sh EPISODES SEED [POLICY [GOALS]]     Where somebody looks it goes on after the episodes, for the console, until Ctrl-C.
# Without a policy: the one that takes goals, before three discs, told in turn by words, a picture and a sketch.
set -uo pipefail
cd "$(dirname "$0")/.."
policy=${3:-place_on_disc} goals=${4:-}
if [ -z "${3:-}" ]; then goals=${4:-text,image,sketch}; fi
stay=
if [ "$1" = 0 ] || { [ -t 0 ] && [ -t 1 ]; }; then stay=--stay; fi
exec artifacts/bin/RobotPolicy.Campaigns/release/robotpolicy-campaign demo --episodes "$1" --seed "$2" --policy "$policy" ${goals:+--goals "$goals"} \
  --record artifacts/runs $stay
