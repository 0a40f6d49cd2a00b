#!/usr/bin/env bash
# What a GPU takes on top of setup.sh, into .setup/gpu: ONNX Runtime's core with its CUDA and TensorRT providers beside it (all of
# one build), and a Vulkan driver that computes on the CPU, for tests of the device code where no GPU is. Idempotent.
# The driver, CUDA 13, cuDNN 9 and TensorRT 10 are the machine's own.
set -euo pipefail
cd "$(dirname "$0")/.."
target=$PWD/.setup/gpu
mkdir -p "$target"

fail() { printf 'setup-gpu: %s\n' "$1" >&2; exit 1; }

# fetch PACKAGE SHA512 ARCHIVE: npm pack runs no script of the package.
fetch() {
  [ -s "$3" ] && return
  printf 'setup-gpu: fetching %s\n' "$1"
  local folder
  folder=$(mktemp -d)
  (cd "$folder" && npm pack --ignore-scripts --silent "$1" >/dev/null 2>&1) || fail "npm could not fetch $1"
  [ "$(sha512sum "$folder"/*.tgz | cut -d' ' -f1)" = "$2" ] || fail "$1 is not the archive that was expected"
  mv "$folder"/*.tgz "$3"
  rmdir "$folder"
}

core=node_modules/onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime.so.1
[ -f "$core" ] || fail "ONNX Runtime's core is missing; run 'make setup' first"
[ -e "$target/libonnxruntime.so" ] || cp "$core" "$target/libonnxruntime.so"

if [ ! -f "$target/libonnxruntime_providers_cuda.so" ]; then
  archive=$target/providers.tgz
  fetch com.github.asus4.onnxruntime.linux-x64-gpu@0.4.9 \
    168a4884d13f360fafd97eb9c1573d7253c2042be1bc0e771f1a3653429fe5f19d56c0bb88203e999d0a2d6820710023ed3219ea9362751e000b5d20ef85e8eb "$archive"
  tar -xzf "$archive" -C "$target" --strip-components=4 --wildcards 'package/Plugins/Linux/x64/*.so'
  rm "$archive"
fi

if [ ! -f "$target/vulkan/libvk_swiftshader.so" ]; then
  archive=$target/swiftshader.tgz
  fetch @sparticuz/chromium@153.0.0 8e2196a92bcf31dbb8f8ff538a562a011ef21063c41c8371fa50af13f36a34efc41d8cc5ff1d615222394fa8a8548b7b744cbb9fcf1bcb24f4be4f9d9ec810c0 "$archive"
  mkdir -p "$target/vulkan"
  tar -xzOf "$archive" package/bin/swiftshader.tar.br |
    node -e 'process.stdin.pipe(require("zlib").createBrotliDecompress()).pipe(process.stdout)' |
    tar -x -C "$target/vulkan" libvk_swiftshader.so libvulkan.so.1 vk_swiftshader_icd.json
  rm "$archive"
fi
printf 'setup-gpu: ready; start programs with ROBOTPOLICY_ONNXRUNTIME=%s\n' "$target"
