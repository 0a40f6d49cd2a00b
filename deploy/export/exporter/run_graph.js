// Runs an ONNX graph: node run_graph.js GRAPH INPUTS OUTPUTS, both safetensors of float32. Exit code 3: no ONNX Runtime here.
'use strict';
const fs = require('fs');
const path = require('path');

function findRuntime() {
  const places = [path.dirname(process.argv[1]), process.cwd(), ...(process.env.NODE_PATH || '').split(path.delimiter)];
  try {
    const found = require.resolve('onnxruntime-node', { paths: places.filter(Boolean) });
    return require(found);
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exit(3);
  }
}

function read(file) {
  const bytes = fs.readFileSync(file);
  const length = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.subarray(8, 8 + length).toString());
  return Object.entries(header).map(([name, { shape, data_offsets: [begin, end] }]) => {
    const copy = Uint8Array.prototype.slice.call(bytes, 8 + length + begin, 8 + length + end);
    return [name, shape, new Float32Array(copy.buffer, copy.byteOffset, copy.byteLength / 4)];
  });
}

function write(file, tensors) {
  const header = {};
  let offset = 0;
  for (const [name, shape, data] of tensors) {
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + data.byteLength] };
    offset += data.byteLength;
  }
  let text = JSON.stringify(header);
  while (Buffer.byteLength(text) % 8) text += ' ';
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(BigInt(Buffer.byteLength(text)));
  const data = tensors.map(([, , values]) => Buffer.from(values.buffer, values.byteOffset, values.byteLength));
  fs.writeFileSync(file, Buffer.concat([prefix, Buffer.from(text), ...data]));
}

async function main() {
  const runtime = findRuntime();
  const [graph, inputs, outputs] = process.argv.slice(2);
  const session = await runtime.InferenceSession.create(graph);
  const feeds = Object.fromEntries(read(inputs).map(([name, shape, data]) => [name, new runtime.Tensor('float32', data, shape)]));
  const answer = await session.run(feeds);
  write(outputs, session.outputNames.map((name) => [name, answer[name].dims.map(Number), answer[name].data]));
  const version = (runtime.env && runtime.env.versions && (runtime.env.versions.node || runtime.env.versions.common)) || '';
  process.stdout.write(`${JSON.stringify({ runtime: `onnxruntime-node ${version}`.trim() })}\n`);
}

main().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
