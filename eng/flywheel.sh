#!/usr/bin/env bash
# From failures to a better policy, once around: judge, let an expert help, export, train with the weights of Sirius, calibrate, judge again.
# usage: flywheel.sh [EPISODES [MINUTES]]     episodes a condition that are judged; minutes of training
set -euo pipefail
cd "$(dirname "$0")/.."
fail() { printf 'flywheel: %s\n' "$1" >&2; exit 1; }

# Debian's PyTorch without OpenBLAS multiplies matrices some 25 times slower.
packages=(python3-torch python3-onnx libopenblas0-pthread ffmpeg)
missing=()
for package in "${packages[@]}"; do
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)" = installed ] || missing+=("$package")
done
if [ "${#missing[@]}" -gt 0 ]; then
  [ "$(id -u)" -eq 0 ] || fail "root is needed to install: ${missing[*]}"
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
fi

# The checkout stays as it is.
export PYTHONDONTWRITEBYTECODE=1
exec artifacts/bin/RobotPolicy.Campaigns/release/robotpolicy-campaign flywheel ${1:+--episodes "$1"} ${2:+--minutes "$2"}
