// Writes a file with @mcap/core; arguments: path, compression ("none" or "zstd"; the codec for lz4 that @mcap/support brings only decodes).
const fs = require("node:fs");
const { McapWriter } = require("@mcap/core");

async function main() {
  const parts = [];
  let position = 0n;
  const writable = {
    position: () => position,
    write: async (bytes) => { parts.push(Buffer.from(bytes)); position += BigInt(bytes.length); },
  };
  let compressChunk;
  if (process.argv[3] === "zstd") {
    const zstd = require("@foxglove/wasm-zstd");
    await zstd.isLoaded;
    compressChunk = (data) => ({ compression: "zstd", compressedData: zstd.compress(data) });
  }
  const writer = new McapWriter({ writable, chunkSize: 400, compressChunk });
  await writer.start({ profile: "ros2", library: "peer" });
  const schemaId = await writer.registerSchema({ name: "pkg/msg/T", encoding: "ros2msg", data: new Uint8Array([1, 2]) });
  const channelId = await writer.registerChannel({ schemaId, topic: "/t", messageEncoding: "cdr", metadata: new Map([["k", "v"]]) });
  for (let i = 0; i < 100; i++) {
    await writer.addMessage({ channelId, sequence: i, logTime: BigInt(i ^ 3), publishTime: BigInt(i), data: new Uint8Array(i % 40).fill(i) });
  }
  await writer.addAttachment({ name: "a", mediaType: "m", logTime: 1n, createTime: 2n, data: new Uint8Array([9]) });
  await writer.addMetadata({ name: "m", metadata: new Map([["x", "y"]]) });
  await writer.end();
  fs.writeFileSync(process.argv[2], Buffer.concat(parts));
}

main().catch((error) => { console.error(error); process.exit(1); });
