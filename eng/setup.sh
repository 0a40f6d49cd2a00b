#!/usr/bin/env bash
# Everything that a bare Debian 12 with the .NET 10 SDK and npm still needs. Idempotent: what is there is not fetched again.
# usage: setup.sh [run|build]     run: only what the programs need at run time; build: only what a build needs; without: all, and build
set -euo pipefail
what=${1:-all}
cd "$(dirname "$0")/.."
state=.setup
mkdir -p "$state"

fail() { printf 'setup: %s\n' "$1" >&2; exit 1; }
step() { printf 'setup: %s\n' "$1"; }

# Run time: the ROS 2 wire, the simulator's physics and software renderer, the JPEG codec, the recordings' compression, the videos of datasets.
run_packages=(libddsc0debian libmujoco2.2.2 libegl1 libgl1-mesa-dri libturbojpeg0 liblz4-1 libzstd1 ffmpeg)
# Tests and benchmarks: an independent DDS vendor and independent gRPC peers with their code generators, the reference programs, a browser, and
# PyTorch, whose networks the exporter's packages are compared with.
test_packages=(g++ libosmesa6 libfastrtps-dev fastddsgen cyclonedds-tools rt-tests python3-grpcio python3-protobuf
  libgrpc++-dev libprotobuf-dev protobuf-compiler protobuf-compiler-grpc libopencv-imgproc-dev
  python3-torch python3-onnx libopenblas0-pthread chromium fonts-dejavu-core)

need_packages() {
  local missing=() package
  for package in "$@"; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)" = installed ] || missing+=("$package")
  done
  [ "${#missing[@]}" -gt 0 ] || return 0
  [ "$(id -u)" -eq 0 ] || fail "root is needed to install: ${missing[*]} (run as root, or: apt-get install ${missing[*]})"
  step "installing ${missing[*]}"
  apt-get update -qq >"$state/apt.log" 2>&1 || fail "the Debian package feed cannot be reached (see $state/apt.log)"
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >>"$state/apt.log" 2>&1 ||
    fail "apt-get could not install: ${missing[*]} (see $state/apt.log)"
}

case $what in
  run) need_packages "${run_packages[@]}"; exit ;;
  build | all) ;;
  *) fail "expected run, build or nothing, got '$what'" ;;
esac

command -v dotnet >/dev/null || fail "the .NET 10 SDK is missing (no 'dotnet' on PATH)"
sdk=$(dotnet --version 2>&1) || fail "the .NET SDK does not run, or none fits global.json (10.0.100 or a later 10.0): $(head -n 1 <<<"$sdk")"
[ "${sdk%%.*}" -ge 10 ] || fail "the .NET 10 SDK is needed, found $sdk"
command -v npm >/dev/null || fail "npm is missing (no 'npm' on PATH); it brings the ONNX Runtime core and builds the console"

[ "$what" = build ] || need_packages "${run_packages[@]}" "${test_packages[@]}"

lock=$(sha256sum package-lock.json | cut -d' ' -f1)
if [ ! -d node_modules/onnxruntime-node ] || [ ! -d node_modules/@grpc/grpc-js ] || [ ! -d node_modules/@mcap/core ] || [ ! -d node_modules/vite ] || [ "$(cat "$state/npm" 2>/dev/null)" != "$lock" ]; then
  step "fetching the ONNX Runtime sources and core, what the console is built of, and peers for gRPC and MCAP"
  npm ci --ignore-scripts --no-audit --no-fund >"$state/npm.log" 2>&1 || fail "npm could not fetch what package-lock.json names (see $state/npm.log)"
  printf '%s' "$lock" >"$state/npm"
fi

[ "$what" = all ] || exit 0
step "building"
dotnet build RobotPolicy.sln -c Release -v quiet --nologo >"$state/build.log" 2>&1 || {
  grep -E '(error|NU[0-9]+)' "$state/build.log" | sort -u | head -n 20 >&2
  if grep -qE 'NU1301|NU1101|NU1102' "$state/build.log"; then fail "the NuGet feed cannot be reached or lacks a package (see $state/build.log)"; fi
  fail "the build failed (see $state/build.log)"
}
step "ready"
