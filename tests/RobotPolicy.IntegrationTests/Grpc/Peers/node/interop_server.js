// The test service on grpc-js. Says its port; "drain" on standard input shuts it down gracefully, its end at once.
'use strict';
const { once } = require('events');
const { grpc, Interop, tlsFiles, say, input } = require('./interop_peer.js');

const service = {
  Echo(call, callback) {
    const trailers = new grpc.Metadata();
    const [initial] = call.metadata.get('x-echo-initial');
    if (initial !== undefined) {
      const headers = new grpc.Metadata();
      headers.set('x-echo-initial', initial);
      call.sendMetadata(headers);
    }
    for (const value of call.metadata.get('x-echo-trailing-bin')) trailers.add('x-echo-trailing-bin', value);
    const certificate = call.getAuthContext().sslPeerCertificate;
    if (certificate?.subject) trailers.set('x-peer-name', certificate.subject.CN);
    callback(null, call.request, trailers);
  },

  Fail(call, callback) {
    const metadata = new grpc.Metadata();
    if (call.request.data.length > 0) metadata.set('grpc-status-details-bin', call.request.data);
    callback({ code: call.request.number, details: call.request.text, metadata });
  },

  async Collect(call, callback) {
    let count = 0;
    let bytes = 0;
    call.on('data', message => {
      count++;
      bytes += message.data.length;
    });
    call.on('end', () => callback(null, { number: count, text: String(bytes) }));
    call.on('error', () => {});
  },

  async Repeat(call) {
    const ended = once(call, 'cancelled');
    let sent = 0;
    while (sent < call.request.number && !call.cancelled) {
      const more = call.write({ data: call.request.data, number: sent });
      sent++;
      if (!more) await Promise.race([once(call, 'drain'), ended]);
    }
    say(`repeat ended ${sent}`);
    call.end();
  },

  async Chat(call) {
    call.on('error', () => {});
    call.on('data', message => call.write(message));
    call.on('end', () => call.end());
  },

  Hang(call) {
    call.on('cancelled', () => say('hang ended'));
  },
};

const tls = tlsFiles(process.argv);
const credentials = tls === null
  ? grpc.ServerCredentials.createInsecure()
  : grpc.ServerCredentials.createSsl(tls.ca, [{ private_key: tls.key, cert_chain: tls.certificate }], true);
const server = new grpc.Server();
server.addService(Interop.service, service);
server.bindAsync('127.0.0.1:0', credentials, (error, port) => {
  if (error) throw error;
  say(`port ${port}`);
});
input.on('line', line => {
  if (line === 'drain') server.tryShutdown(() => say('drained'));
});
input.on('close', () => process.exit(0));
