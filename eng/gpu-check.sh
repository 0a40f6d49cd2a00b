#!/usr/bin/env bash
# The GPU check. From a checkout:   eng/gpu-check.sh publish FOLDER   puts program, libraries and this script into a folder.
# On the NVIDIA machine, from it:   FOLDER/gpu-check.sh [options of robotpolicy-bench gpu-check]   needs driver, CUDA 13 and
# cuDNN 9, no network, no .NET. Exit codes: 0 passed, 1 failed, 77 skipped because no GPU works here.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

if [ "${1:-}" = publish ]; then
  [ $# -eq 2 ] || { echo "usage: gpu-check.sh publish FOLDER" >&2; exit 2; }
  target=$(mkdir -p "$2" && cd "$2" && pwd)
  cd "$here/.."
  [ -f .setup/gpu/libonnxruntime_providers_cuda.so ] || bash eng/setup-gpu.sh
  dotnet publish tests/RobotPolicy.Benchmarks -c Release -r linux-x64 --self-contained -o "$target" -v quiet --nologo
  cp .setup/gpu/libonnxruntime*.so "$target/"
  cp eng/gpu-check.sh "$target/"
  echo "gpu-check: published to $target ($(du -sh "$target" | cut -f1)); run gpu-check.sh there"
  exit
fi

program=$here/robotpolicy-bench
[ -x "$program" ] || { echo "gpu-check: no program beside this script; from a checkout, run: eng/gpu-check.sh publish FOLDER" >&2; exit 2; }
python=${PYTHON:-python3}

# CUDA's libraries where the system has none: PyTorch brings its own as packages of Python. TensorRT may come that way, too.
if ! ldconfig -p 2>/dev/null | grep -q libcudnn.so.9 || ! ldconfig -p | grep -q libcublasLt.so.13; then
  wheels=$("$python" -c '
import glob, site, sys, sysconfig
roots = {sysconfig.get_paths()["purelib"], sysconfig.get_paths()["platlib"], *site.getsitepackages()}
folders = [f for root in roots for pattern in ("nvidia/*/lib", "tensorrt_libs") for f in sorted(glob.glob(f"{root}/{pattern}"))]
print(":".join(folders))' 2>/dev/null || true)
  export LD_LIBRARY_PATH=${wheels}${wheels:+:}${LD_LIBRARY_PATH:-}
fi
for folder in /usr/local/nvidia/lib64 /usr/local/nvidia/lib /usr/local/cuda/lib64; do
  [ -d "$folder" ] && export LD_LIBRARY_PATH=${LD_LIBRARY_PATH:-}:$folder
done
command -v nvidia-smi >/dev/null && nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv,noheader || true
export ROBOTPOLICY_ONNXRUNTIME=$here DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
exec "$program" gpu-check --python "$python" "$@"
