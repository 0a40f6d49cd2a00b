// Reads the file named by the first argument with @mcap/core: all messages, then the first message at each of so many times as the second
// argument says. Prints milliseconds for the first, milliseconds each for the second, and what was found; each after a warm-up.
const fs = require("node:fs/promises");
const { McapIndexedReader } = require("@mcap/core");

async function main() {
  const file = await fs.open(process.argv[2]);
  const size = BigInt((await file.stat()).size);
  const readable = {
    size: async () => size,
    read: async (offset, length) => {
      const bytes = new Uint8Array(Number(length));
      await file.read(bytes, 0, bytes.length, Number(offset));
      return bytes;
    },
  };
  const reader = await McapIndexedReader.Initialize({ readable });
  const seeks = BigInt(process.argv[3]);
  const { messageStartTime: start, messageEndTime: end } = reader.statistics;

  async function readAll() {
    let count = 0, bytes = 0;
    for await (const message of reader.readMessages()) { count++; bytes += message.data.length; }
    return `${count} ${bytes}`;
  }

  async function seekAll() {
    let sum = 0n;
    for (let i = 0n; i < seeks; i++) {
      const startTime = start + ((end - start) * ((i * 37n) % seeks)) / seeks;
      for await (const message of reader.readMessages({ startTime })) { sum += message.logTime - start; break; }
    }
    return sum;
  }

  await readAll();
  let begin = performance.now();
  const found = await readAll();
  console.log(performance.now() - begin);
  await seekAll();
  begin = performance.now();
  const sum = await seekAll();
  console.log((performance.now() - begin) / Number(seeks));
  console.log(`${found} ${sum}`);
}

main().catch((error) => { console.error(error); process.exit(1); });
