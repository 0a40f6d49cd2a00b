// Reads the MCAP file named by the first argument with @mcap/core, decodes its messages by the definitions in it with @foxglove/rosmsg and
// @foxglove/rosmsg2-serialization, and prints them in order of time as JSON. What JSON cannot say is a text: 64-bit numbers, NaN, infinities.
const fs = require("node:fs");
const { McapIndexedReader } = require("@mcap/core");
const { loadDecompressHandlers } = require("@mcap/support");
const { parse } = require("@foxglove/rosmsg");
const { MessageReader } = require("@foxglove/rosmsg2-serialization");

const plain = (_, value) => {
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  return ArrayBuffer.isView(value) ? Array.from(value) : value;
};

async function main() {
  const bytes = fs.readFileSync(process.argv[2]);
  const readable = {
    size: async () => BigInt(bytes.length),
    read: async (offset, length) => new Uint8Array(bytes.subarray(Number(offset), Number(offset + length))),
  };
  const reader = await McapIndexedReader.Initialize({ readable, decompressHandlers: await loadDecompressHandlers() });
  const decoders = new Map();
  const messages = [];
  for await (const message of reader.readMessages()) {
    const channel = reader.channelsById.get(message.channelId);
    if (!decoders.has(channel.schemaId)) {
      const schema = reader.schemasById.get(channel.schemaId);
      decoders.set(channel.schemaId, new MessageReader(parse(new TextDecoder().decode(schema.data), { ros2: true })));
    }
    messages.push({ topic: channel.topic, logTime: String(message.logTime), message: decoders.get(channel.schemaId).readMessage(message.data) });
  }
  process.stdout.write(JSON.stringify(messages, plain));
}

main().catch((error) => { console.error(error); process.exit(1); });
