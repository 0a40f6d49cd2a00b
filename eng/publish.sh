#!/usr/bin/env bash
# Publishes a program into artifacts/publish. usage: publish.sh PROJECT FOLDER [options of dotnet publish]
#   publish.sh service      the service as `make install` installs it, compiled ahead of time: what benchmarks measure
set -euo pipefail
cd "$(dirname "$0")/.."
if [ "${1:-}" = service ]; then set -- RobotPolicy.Server server -r linux-x64; fi
[ $# -ge 2 ] || { echo "usage: publish.sh PROJECT FOLDER [options], or: publish.sh service" >&2; exit 2; }
rm -rf "artifacts/publish/${2:?}"
dotnet publish "src/$1" -c Release -o "artifacts/publish/$2" "${@:3}" -v quiet --nologo
