// Runs the graph named by the first argument with onnxruntime-node, one thread, tensors bound beforehand, as often as the second argument
// says. Prints the median in milliseconds. Every further argument is an input: name=1,3,480,640.
const ort = require("onnxruntime-node");

async function main() {
  const [, , file, runs, ...inputs] = process.argv;
  const session = await ort.InferenceSession.create(file, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: "sequential",
    graphOptimizationLevel: "all",
    extra: { session: { intra_op: { allow_spinning: "0" } } },
  });
  const feeds = {};
  for (const input of inputs) {
    const [name, text] = input.split("=");
    const shape = text.split(",").map(Number);
    const values = new Float32Array(shape.reduce((product, size) => product * size, 1));
    for (let i = 0; i < values.length; i++) values[i] = ((i * 2654435761) % 1000) / 500 - 1;
    feeds[name] = new ort.Tensor("float32", values, shape);
  }
  const fetches = { ...(await session.run(feeds)) };
  await session.run(feeds, fetches);
  const times = [];
  for (let i = 0; i < Number(runs); i++) {
    const start = process.hrtime.bigint();
    await session.run(feeds, fetches);
    times.push(Number(process.hrtime.bigint() - start) / 1e6);
  }
  times.sort((a, b) => a - b);
  console.log(times[times.length >> 1]);
}

main().catch((error) => { console.error(error); process.exit(1); });
