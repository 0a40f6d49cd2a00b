// Reads the file named by the first argument with @mcap/core, by index and as a stream, and prints what it found as JSON.
const fs = require("node:fs");
const { McapIndexedReader, McapStreamReader } = require("@mcap/core");
const { loadDecompressHandlers } = require("@mcap/support");

const text = (message) =>
  [message.channelId, message.sequence, message.logTime, message.publishTime, Buffer.from(message.data).toString("hex")].join(" ");

async function main() {
  const decompressHandlers = await loadDecompressHandlers();
  const bytes = fs.readFileSync(process.argv[2]);
  const readable = {
    size: async () => BigInt(bytes.length),
    read: async (offset, length) => new Uint8Array(bytes.subarray(Number(offset), Number(offset + length))),
  };
  const reader = await McapIndexedReader.Initialize({ readable, decompressHandlers });
  const indexed = [];
  for await (const message of reader.readMessages()) indexed.push(text(message));
  const attachments = [];
  for await (const each of reader.readAttachments()) attachments.push(`${each.name} ${Buffer.from(each.data).toString("hex")}`);
  const stream = new McapStreamReader({ validateCrcs: true, decompressHandlers });
  stream.append(bytes);
  const streamed = [];
  for (let record; (record = stream.nextRecord()); ) if (record.type === "Message") streamed.push(text(record));
  process.stdout.write(JSON.stringify({
    profile: reader.header.profile, count: String(reader.statistics.messageCount), done: stream.done(), indexed, streamed, attachments,
    topics: [...reader.channelsById.values()].map((channel) => channel.topic),
  }));
}

main().catch((error) => { console.error(error); process.exit(1); });
