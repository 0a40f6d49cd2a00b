#!/usr/bin/env bash
# Makes the shipped policies again from nothing: demonstrations of the scripted expert, training, export.
# usage: train.sh [POLICY]     a folder of deploy/policies; without: all
set -euo pipefail
cd "$(dirname "$0")/.."
fail() { printf 'train: %s\n' "$1" >&2; exit 1; }

# pick_place_act first: the others start from its weights.
known=(pick_place_act pick_place_diffusion pick_place_flow pick_place_streaming place_on_disc)
policies=("${known[@]}")
if [ -n "${1:-}" ]; then
  [[ " ${known[*]} " == *" $1 "* ]] || fail "expected one of ${known[*]}, got '$1'"
  policies=("$1")
fi

# Debian's PyTorch without OpenBLAS multiplies matrices some 25 times slower.
packages=(python3-torch python3-onnx libopenblas0-pthread)
missing=()
for package in "${packages[@]}"; do
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)" = installed ] || missing+=("$package")
done
if [ "${#missing[@]}" -gt 0 ]; then
  [ "$(id -u)" -eq 0 ] || fail "root is needed to install: ${missing[*]}"
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
fi

folder=deploy/policies
work=${WORK:-out/training}
mkdir -p "$work"
simulator=artifacts/bin/RobotPolicy.Simulator/release/robotpolicy-simulator
[ -f "$work/demos/meta.json" ] || "$simulator" generate --episodes 232 --seed 0 --out "$work/demos"

# The table with three discs has demonstrations of its own, and goals to understand.
train_place_on_disc() {
  local package="$folder/place_on_disc" data="$work/demos_three_discs" checkpoint="$work/place_on_disc.pt" goals="$work/goals.pt"
  [ -f "$data/meta.json" ] || "$simulator" generate --scene three_discs --episodes 252 --seed 0 --out "$data"
  /usr/bin/python3 "$package/train.py" goals --data "$data" --simulator "$simulator" --goals "$goals"
  /usr/bin/python3 "$package/train.py" train --data "$data" --checkpoint "$checkpoint"
  /usr/bin/python3 "$package/train.py" evaluate --checkpoint "$checkpoint" --goals "$goals" --simulator "$simulator" --delay 2
  /usr/bin/python3 "$package/train.py" export --checkpoint "$checkpoint" --goals "$goals" --simulator "$simulator" --data "$data" --package "$package"
}

for policy in "${policies[@]}"; do
  if [ "$policy" = place_on_disc ]; then
    train_place_on_disc
    continue
  fi
  train=(/usr/bin/python3 "$folder/$policy/train.py")
  checkpoint="$work/$policy.pt"
  data=(--data "$work/demos")
  if [ "$policy" != pick_place_act ]; then
    features="$work/features.npy"
    encoders="$folder/pick_place_act/model.onnx"
    # Features of other encoders are no features of these.
    if [ ! -f "$features" ] || [ "$encoders" -nt "$features" ]; then
      /usr/bin/python3 deploy/training/keypoints.py --data "$work/demos" --graph "$encoders" --features "$features"
    fi
    "${train[@]}" train "${data[@]}" --features "$features" --checkpoint "$checkpoint"
  else
    "${train[@]}" train "${data[@]}" --checkpoint "$checkpoint"
  fi
  "${train[@]}" evaluate --checkpoint "$checkpoint" --simulator "$simulator" --delay 2
  "${train[@]}" export --checkpoint "$checkpoint" "${data[@]}" --package "$folder/$policy"
done
