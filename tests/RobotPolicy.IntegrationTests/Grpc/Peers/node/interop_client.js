// Calls the test service with grpc-js: interop_client.js <port> <mode> [--gzip] [--tls folder]. Modes: "checks" says one line per check
// and ends with 1 on a failure; "slow" stops reading a stream until it is told to go on; "chat" keeps a stream open until then, and
// makes a new call after it; "hang" makes a call that never ends.
'use strict';
const { grpc, Interop, tlsFiles, say, word } = require('./interop_peer.js');
const checks = require('./checks.js');

const [, , port, mode, ...args] = process.argv;
const tls = tlsFiles(args);
const credentials = tls === null ? grpc.credentials.createInsecure() : grpc.credentials.createSsl(tls.ca, tls.key, tls.certificate);
const options = args.includes('--gzip') ? { 'grpc.default_compression_algorithm': grpc.compressionAlgorithms.gzip } : {};
const open = more => new Interop(`${tls === null ? '127.0.0.1' : 'localhost'}:${port}`, credentials, { ...options, ...more });
const client = open({});

const modes = {
  async checks() {
    const narrow = open({ 'grpc.max_receive_message_length': 1000 });
    let failed = 0;
    for (const [name, check] of Object.entries(checks)) {
      try {
        await check({ client, narrow });
        say(`ok ${name}`);
      } catch (error) {
        failed = 1;
        say(`FAILED ${name}: ${error.stack}`);
      }
    }
    return failed;
  },

  async slow() {
    const stream = client.Repeat({ number: 1000, data: Buffer.alloc(65536) })[Symbol.asyncIterator]();
    await stream.next();
    say('paused');
    await word();
    let count = 1;
    while (!(await stream.next()).done) count++;
    say(`read ${count}`);
    return 0;
  },

  async chat() {
    const call = client.Chat();
    const answers = call[Symbol.asyncIterator]();
    call.write({});
    await answers.next();
    say('open');
    await word();
    call.write({ number: 2 });
    const { value } = await answers.next();
    call.end();
    say(value.number === 2 && (await answers.next()).done ? 'chat ok' : 'chat failed');
    await new Promise(resolve => client.Echo({}, error => {
      say(`next ${error ? error.code : 0}`);
      resolve();
    }));
    return 0;
  },

  hang: () => new Promise(resolve => client.Hang({}, () => resolve(0))),
};

modes[mode]().then(code => process.exit(code), error => {
  say(`FAILED ${error.stack}`);
  process.exit(1);
});
