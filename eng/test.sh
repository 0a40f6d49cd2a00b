#!/usr/bin/env bash
# Runs every test project, whatever the ones before it did, and ends with one line that sums them up.
set -uo pipefail
cd "$(dirname "$0")/.."
results=artifacts/test-results
rm -rf "$results"
passed=0 failed=0 skipped=0

# With `make setup GPU=1`: a Vulkan driver that computes on the CPU, so that the device code is tested where no GPU is.
vulkan=$PWD/.setup/gpu/vulkan
if [ -f "$vulkan/libvk_swiftshader.so" ] && [ -z "${VK_ICD_FILENAMES:-}" ]; then
  export VK_ICD_FILENAMES=$vulkan/vk_swiftshader_icd.json LD_LIBRARY_PATH=$vulkan${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
fi

# Unit tests run unoptimised, with overflow checks and assertions; integration tests run what is shipped.
run() {
  local name=$1 configuration=$2 limit=$3
  local folder=$results/$name
  printf '== %s (%s)\n' "$name" "$configuration"
  timeout --kill-after=30 "$limit" dotnet test "tests/$name" -c "$configuration" --nologo -v quiet \
    --logger "trx;LogFileName=$name.trx" --results-directory "$folder" --blame-hang-timeout 5m --blame-hang-dump-type none
  local status=$?
  local counters
  counters=$(grep -o '<Counters [^>]*' "$folder/$name.trx" 2>/dev/null | head -n 1)
  if [ -z "$counters" ]; then
    printf '%s: no results (exit code %d)\n' "$name" "$status" >&2
    failed=$((failed + 1))
    return
  fi
  local total executed ok
  total=$(sed -n 's/.*total="\([0-9]*\)".*/\1/p' <<<"$counters")
  executed=$(sed -n 's/.*executed="\([0-9]*\)".*/\1/p' <<<"$counters")
  ok=$(sed -n 's/.*passed="\([0-9]*\)".*/\1/p' <<<"$counters")
  passed=$((passed + ok))
  skipped=$((skipped + total - executed))
  local bad=$((executed - ok))
  # A crash after the last result, or a project without tests, is a failure too.
  if [ "$bad" -eq 0 ] && { [ "$status" -ne 0 ] || [ "$total" -eq 0 ]; }; then
    printf '%s: exit code %d with %d tests\n' "$name" "$status" "$total" >&2
    bad=1
  fi
  failed=$((failed + bad))
}

run RobotPolicy.Tests Debug 900
run RobotPolicy.IntegrationTests Release 1500

printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
[ "$failed" -eq 0 ]
