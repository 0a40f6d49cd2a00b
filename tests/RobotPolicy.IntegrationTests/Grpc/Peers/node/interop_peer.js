// interop.proto for grpc-js, loaded when it runs; what both roles need.
'use strict';
const fs = require('fs');
const path = require('path');
const readline = require('readline');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const proto = path.join(__dirname, '..', '..', 'Protos', 'interop.proto');
const { Interop } = grpc.loadPackageDefinition(loader.loadSync(proto, { keepCase: true, defaults: true })).robotpolicy.interop;

/** The folder after --tls with ca.pem, peer.pem and peer.key, or null. */
function tlsFiles(args) {
  const at = args.indexOf('--tls');
  if (at < 0) return null;
  const read = name => fs.readFileSync(path.join(args[at + 1], name));
  return { ca: read('ca.pem'), certificate: read('peer.pem'), key: read('peer.key') };
}

const say = line => process.stdout.write(`${line}\n`);
const input = readline.createInterface({ input: process.stdin });
const word = () => new Promise(resolve => input.once('line', resolve));

module.exports = { grpc, Interop, tlsFiles, say, input, word };
