// Resolves paths of a layout on the messages of a recording: layout_check.js <file.mcap> <foxglove|plotjuggler>; paths come on standard input, one a
// line. Messages are decoded by the definitions in the file with @foxglove/rosmsg and @foxglove/rosmsg2-serialization. Prints a line for each path:
// what the first message that has it says there, or what is missing.
const fs = require("node:fs");
const { McapIndexedReader } = require("@mcap/core");
const { loadDecompressHandlers } = require("@mcap/support");
const { parse } = require("@foxglove/rosmsg");
const { MessageReader } = require("@foxglove/rosmsg2-serialization");

const [, , file, tool] = process.argv;

// Foxglove: /topic.field[0].field. A path that is only a topic is the whole message.
const foxglove = rest => rest.split(/[.[\]]+/).filter(Boolean);
// PlotJuggler: /topic/field[0]/field, but joint states by joint: /joint_states/waist/position.
const plotJuggler = rest => rest.split(/[/[\]]+/).filter(Boolean);

function resolve(message, keys, type) {
  if (tool === "plotjuggler" && type === "sensor_msgs/msg/JointState" && keys.length === 2) {
    const joint = message.name.indexOf(keys[0]);
    return joint < 0 ? undefined : message[keys[1]][joint];
  }
  return keys.reduce((value, key) => value?.[key], message);
}

async function main() {
  const handle = fs.openSync(file, "r");
  const size = fs.fstatSync(handle).size;
  const readable = {
    size: async () => BigInt(size),
    read: async (offset, length) => {
      const bytes = new Uint8Array(Number(length));
      fs.readSync(handle, bytes, 0, bytes.length, Number(offset));
      return bytes;
    },
  };
  const reader = await McapIndexedReader.Initialize({ readable, decompressHandlers: await loadDecompressHandlers() });
  const topics = [...reader.channelsById.values()].map(channel => channel.topic);
  for (const path of fs.readFileSync(0, "utf8").split("\n").filter(Boolean)) {
    const topic = topics.filter(name => path === name || (path.startsWith(name) && /[./[]/.test(path[name.length]))).sort((a, b) => b.length - a.length)[0];
    console.log(`${path}\t${topic === undefined ? "no such topic" : await find(reader, path, topic)}`);
  }
}

async function find(reader, path, topic) {
  const keys = (tool === "foxglove" ? foxglove : plotJuggler)(path.slice(topic.length));
  let decoder;
  let type = "";
  for await (const message of reader.readMessages({ topics: [topic] })) {
    if (decoder === undefined) {
      const schema = reader.schemasById.get(reader.channelsById.get(message.channelId).schemaId);
      type = schema.name;
      decoder = new MessageReader(parse(new TextDecoder().decode(schema.data), { ros2: true }));
    }
    const value = resolve(decoder.readMessage(message.data), keys, type);
    if (value !== undefined) return `${keys.length === 0 ? type : typeof value}`;
  }
  return decoder === undefined ? "no message" : "no such field";
}

main().catch((error) => { console.error(error); process.exit(1); });
