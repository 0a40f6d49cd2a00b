// The checks of a client, by name; each throws when an answer is not what it must be.
'use strict';
const assert = require('assert');
const { grpc } = require('./interop_peer.js');

const limit = (milliseconds = 20000) => ({ deadline: new Date(Date.now() + milliseconds) });
const payload = (number, bytes = 0, text = '') => ({ data: Buffer.from(Uint8Array.from({ length: bytes }, (_, i) => i % 251)), text, number });

/** A unary call: { error, response, initial, trailing }. */
function unaryCall(client, method, request, options = limit(), metadata = new grpc.Metadata(), started = () => {}) {
  return new Promise(resolve => {
    const result = {};
    const call = client[method](request, metadata, options, (error, response) => Object.assign(result, { error, response }));
    call.on('metadata', initial => { result.initial = initial; });
    call.on('status', status => resolve(Object.assign(result, { trailing: status.metadata })));
    started(call);
  });
}

async function readAll(stream) {
  const messages = [];
  for await (const message of stream) messages.push(message);
  return messages;
}

module.exports = {
  async unary({ client }) {
    for (const bytes of [0, 1, 4000000]) {
      const request = payload(-1, bytes, 'grüß');
      const { response } = await unaryCall(client, 'Echo', request);
      assert.deepStrictEqual({ ...response }, request);
    }
    assert.deepStrictEqual({ ...(await unaryCall(client, 'Echo', {})).response }, payload(0));
  },

  async metadata({ client }) {
    const sent = new grpc.Metadata();
    sent.set('x-echo-initial', 'text');
    sent.add('x-echo-trailing-bin', Buffer.from([0, 255, 1]));
    sent.add('x-echo-trailing-bin', Buffer.from([2]));
    const { initial, trailing } = await unaryCall(client, 'Echo', payload(0), limit(), sent);
    assert.deepStrictEqual(initial.get('x-echo-initial'), ['text']);
    assert.deepStrictEqual(trailing.get('x-echo-trailing-bin'), [Buffer.from([0, 255, 1]), Buffer.from([2])]);
  },

  async status({ client }) {
    const request = { data: Buffer.from([1, 250]), text: '100 % größer\n日本', number: grpc.status.FAILED_PRECONDITION };
    const { error } = await unaryCall(client, 'Fail', request);
    assert.strictEqual(error.code, grpc.status.FAILED_PRECONDITION);
    assert.strictEqual(error.details, request.text);
    assert.deepStrictEqual(error.metadata.get('grpc-status-details-bin'), [request.data]);
  },

  async client_stream({ client }) {
    const summary = await new Promise((resolve, reject) => {
      const call = client.Collect(limit(), (error, response) => (error ? reject(error) : resolve(response)));
      for (let i = 0; i < 200; i++) call.write(payload(i, 1000));
      call.end();
    });
    assert.deepStrictEqual([summary.number, summary.text], [200, '200000']);
  },

  async server_stream({ client }) {
    const messages = await readAll(client.Repeat(payload(500, 3000), limit()));
    assert.deepStrictEqual(messages.map(message => message.number), Array.from({ length: 500 }, (_, i) => i));
    assert(messages.every(message => message.data.length === 3000));
  },

  async duplex({ client }) {
    const call = client.Chat(limit());
    const answers = call[Symbol.asyncIterator]();
    for (let i = 0; i < 100; i++) {
      call.write(payload(i));
      assert.strictEqual((await answers.next()).value.number, i);
    }
    call.end();
    assert.strictEqual((await answers.next()).done, true);
  },

  async deadline({ client }) {
    const { error } = await unaryCall(client, 'Hang', {}, limit(300));
    assert.strictEqual(error.code, grpc.status.DEADLINE_EXCEEDED);
  },

  async unimplemented({ client }) {
    assert.strictEqual((await unaryCall(client, 'Missing', {})).error.code, grpc.status.UNIMPLEMENTED);
  },

  async cancel({ client }) {
    const hung = await unaryCall(client, 'Hang', {}, limit(), new grpc.Metadata(), call => setTimeout(() => call.cancel(), 200));
    assert.strictEqual(hung.error.code, grpc.status.CANCELLED);
    const stream = client.Repeat(payload(1000000, 1000), limit());
    await assert.rejects(async () => {
      for await (const message of stream) {
        if (message.number === 0) stream.cancel();
      }
    }, { code: grpc.status.CANCELLED });
  },

  async too_large({ client }) {
    assert.strictEqual((await unaryCall(client, 'Echo', payload(0, 5000000))).error.code, grpc.status.RESOURCE_EXHAUSTED);
  },

  async received_too_large({ narrow }) {
    assert.strictEqual((await unaryCall(narrow, 'Echo', payload(0, 2000))).error.code, grpc.status.RESOURCE_EXHAUSTED);
  },
};
