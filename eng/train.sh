#!/usr/bin/env bash
# Makes the shipped policy again from nothing: demonstrations of the scripted expert, training, export.
set -euo pipefail
cd "$(dirname "$0")/.."
fail() { printf 'train: %s\n' "$1" >&2; exit 1; }

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

package=deploy/policies/pick_place_act
work=${WORK:-out/training}
mkdir -p "$work"
simulator=artifacts/bin/RobotPolicy.Simulator/release/robotpolicy-simulator
train=("/usr/bin/python3" "$package/train.py")
[ -f "$work/demos/meta.json" ] || "$simulator" generate --episodes 232 --seed 0 --out "$work/demos"
"${train[@]}" train --data "$work/demos" --checkpoint "$work/policy.pt"
"${train[@]}" evaluate --checkpoint "$work/policy.pt" --simulator "$simulator" --delay 2
"${train[@]}" export --checkpoint "$work/policy.pt" --data "$work/demos" --package "$package"
