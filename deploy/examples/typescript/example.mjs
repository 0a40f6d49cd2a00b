// One task from start to end over the API of robotpolicy-server: who am I, lease, start, watch, take over, hand back, judge.
// THE ARM MOVES. Keep it clear; Ctrl-C stops it. See ../README.md for what to install.
// @ts-check
// Types are stated in JSDoc: Node runs this file as it is, and `tsc --checkJs` or an editor checks it.
import { createHash, randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import tls from 'node:tls';

// By require, which also looks where NODE_PATH says.
const require = createRequire(import.meta.url);
/** @type {typeof import('@grpc/grpc-js')} */
const grpc = require('@grpc/grpc-js');
/** @type {typeof import('@grpc/proto-loader')} */
const loader = require('@grpc/proto-loader');

const { values: options } = parseArgs({
  options: {
    endpoint: { type: 'string', default: '127.0.0.1:50051' }, // host:port of the service
    token: { type: 'string' }, // bearer token; without one the service must know this machine
    fingerprint: { type: 'string' }, // SHA-256 of the service's certificate, as its log shows it; switches TLS on
    text: { type: 'string', default: 'pick up the cube' }, // what to do, in words
    sketch: { type: 'string' }, // or drawn on a picture of --camera, 320x240: "x,y x,y x,y"; the package must take sketches
    camera: { type: 'string', default: 'front' },
    seconds: { type: 'string', default: '5' }, // how long the policy works before and after the takeover
    jog: { type: 'string', default: '0.2' }, // speed of the first joint while we are in command, in rad/s
    verdict: { type: 'string', default: 'unsure' }, // how it came out: success, failure, unsure
    protos: { type: 'string', default: fileURLToPath(new URL('../../../proto', import.meta.url)) },
  },
});
const endpoint = /** @type {string} */ (options.endpoint);
const files = ['sessions', 'tasks', 'telemetry', 'alerts', 'intervention', 'safety'].map(name => `robotpolicy/v1/${name}.proto`);
const definition = loader.loadSync(files, { includeDirs: [/** @type {string} */ (options.protos)], enums: String, longs: Number, defaults: true, keepCase: true });
/** @type {any} */
const api = grpc.loadPackageDefinition(definition).robotpolicy;

/** The pinned certificate is fetched, compared, and then the only one that is trusted. @returns {Promise<import('@grpc/grpc-js').ChannelCredentials>} */
async function credentials() {
  if (!options.fingerprint) return grpc.credentials.createInsecure();
  const [, host, port] = /** @type {RegExpMatchArray} */ (endpoint.match(/^(.*):(\d+)$/));
  /** @type {Buffer} */
  const shown = await new Promise((resolve, reject) => {
    const socket = tls.connect({ host, port: Number(port), rejectUnauthorized: false, ALPNProtocols: ['h2'] }, () => {
      resolve(socket.getPeerCertificate().raw);
      socket.destroy();
    }).on('error', reject);
  });
  if (createHash('sha256').update(shown).digest('hex') !== options.fingerprint.replaceAll(':', '').toLowerCase())
    console.error('The service shows another certificate than the one with this fingerprint.'), process.exit(1);
  const pem = `-----BEGIN CERTIFICATE-----\n${shown.toString('base64').replace(/(.{64})/g, '$1\n')}\n-----END CERTIFICATE-----\n`;
  return grpc.credentials.createSsl(Buffer.from(pem), null, null, { checkServerIdentity: () => undefined });
}

const secure = await credentials();
/** @param {string} name */
const service = name => new api.v1[`${name}Service`](endpoint, secure);
const [sessions, tasks, telemetry, alerts, human, safety] = ['Session', 'Task', 'Telemetry', 'Alert', 'Intervention', 'Safety'].map(service);
const metadata = new grpc.Metadata();
if (options.token) metadata.set('authorization', `Bearer ${options.token}`);

/** A call with one answer. @param {any} client @param {string} method @param {object} request @param {import('@grpc/grpc-js').Metadata} [by] @returns {Promise<any>} */
const call = (client, method, request, by = metadata) => new Promise((resolve, reject) =>
  client[method](request, by, { deadline: Date.now() + 10_000 }, (/** @type {any} */ error, /** @type {any} */ answer) => (error ? reject(error) : resolve(answer))));

let over = false;
/** A stream ends with the program; whatever else ends it is worth a line. @param {any} stream @param {(message: any) => void} [show] */
const listen = (stream, show = () => {}) =>
  stream.on('data', show).on('error', (/** @type {any} */ error) => over || console.log(error.details));

const me = await call(sessions, 'WhoAmI', {}).catch(error => {
  console.error(`${endpoint}: ${error.details} Is the service there? Does it want --token or --fingerprint?`);
  process.exit(1);
});
console.log(`I am ${me.subject}, ${me.role}`);
const robot = await call(telemetry, 'GetRobot', {});
const joint = robot.joints[0].name;

// One session at a time may move the robot. Its lease lapses without a sign of life, and what it had started is then held.
const lease = await call(sessions, 'AcquireLease', { client: 'example.mjs' });
const leased = metadata.clone();
leased.set('lease-id', lease.lease_id);
const beats = sessions.Heartbeat(metadata);
listen(beats);
const heart = setInterval(() => beats.write({ lease_id: lease.lease_id }), (Number(lease.timeout.seconds) * 1000 + lease.timeout.nanos / 1e6) / 3);

const states = telemetry.StreamState({ rate_hz: 2 }, metadata);
listen(states, state => console.log(`${state.mode}${state.cause === 'STOP_CAUSE_NONE' ? '' : ` ${state.cause}`}, ${joint} at ${state.measured[0]}`));
const notices = alerts.WatchAlerts({}, metadata);
listen(notices, event => console.log(`ALERT ${event.alert.text}`));

const points = options.sketch?.split(' ').map(pair => pair.split(',').map(Number)).map(([x, y]) => ({ x, y }));
const goal = points ? { sketch: { camera: options.camera, strokes: [{ points }], width: 320, height: 240 } } : { text: options.text };

/** Takes over with the first command; each says what speed, and that the dead-man switch is closed. @param {number} seconds */
async function jogFor(seconds) {
  const stream = human.Stream(leased);
  listen(stream);
  // Fifty commands a second: silence for longer than the service's limit holds the arm.
  for (let sequence = 1; sequence <= seconds * 50; sequence++) {
    stream.write({ jog: { joints: [joint], velocities: [Number(options.jog)] }, engaged: true, sequence });
    await sleep(20, null, { signal: stopped.signal });
  }
  // Hand back before the stream ends: a stream that just ends counts as silence. RESUME lets the policy go on from where the arm is.
  await call(human, 'Release', { then: 'THEN_RESUME' }, leased);
  stream.end();
}

const stopped = new AbortController();
process.once('SIGINT', () => stopped.abort());
const seconds = Number(options.seconds) * 1000;
try {
  // The request id makes it safe to repeat a start whose answer was lost.
  const task = await call(tasks, 'StartTask', { request_id: randomUUID(), goal }, leased);
  console.log(`TASK ${task.task_id} with ${task.policy}`);
  await sleep(seconds, null, { signal: stopped.signal });
  console.log('JOG');
  await jogFor(1);
  console.log('HANDED BACK');
  await sleep(seconds, null, { signal: stopped.signal });
  await call(tasks, 'StopTask', { task_id: task.task_id }, leased);
  const judged = await call(tasks, 'ReportVerdict', { task_id: task.task_id, verdict: `VERDICT_${options.verdict?.toUpperCase()}`, comment: 'example.mjs' });
  console.log(`LABELLED ${judged.verdict.verdict}`);
} catch (error) {
  if (!stopped.signal.aborted) {
    // FAILED_PRECONDITION says in words what stands in the way, and what to do about it.
    console.error(/** @type {any} */ (error).details ?? error);
    process.exitCode = 1;
  }
  // Everybody who sees the robot may stop it, without a lease.
  await call(safety, 'RequestStop', { kind: 'STOP_KIND_HOLD', reason: 'example.mjs ended early' });
  console.log('STOPPED');
} finally {
  over = true;
  clearInterval(heart);
  // What is still moving under the lease is held when it is given back.
  await call(sessions, 'ReleaseLease', { lease_id: lease.lease_id });
  for (const stream of [beats, states, notices]) stream.cancel();
}
