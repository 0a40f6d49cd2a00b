import { toBinary, create, fromBinary } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { computed, signal } from "@preact/signals";
import { Call } from "../api/call";
import { sessions } from "../api/clients";
import { leaseId, metadata, token } from "../api/credentials";
import { words } from "../api/errors";
import { pathOf } from "../api/transport";
import { watch } from "../api/watch";
import { LeaseSchema, RetainLeaseRequestSchema, Role, SessionService, type Lease, type WhoAmIResponse } from "../generated/robotpolicy/v1/sessions_pb";
import { say } from "./notices";

const heartbeatPath = pathOf(SessionService.method.heartbeat);

/** Who this page is to the service; undefined until it has answered. */
export const me = signal<WhoAmIResponse | undefined>(undefined);

/** Whether the service wants to see a token. */
export const needsToken = signal(false);

/** The lease as everybody sees it. */
export const lease = signal<Lease | undefined>(undefined);

/** Whether this page may move the robot: it holds the lease, and its signs of life are answered. */
export const holds = computed(() => leaseId.value !== "");

export const mayOperate = computed(() => (me.value?.role ?? Role.UNSPECIFIED) >= Role.OPERATOR);

const clientName = `console ${navigator.platform || "browser"}`.slice(0, 60);
let beating: Call | undefined;

/** Begins to watch who holds the lease, and gives signs of life while this page does. */
export function watchSession(): void {
  const worker = new Worker(new URL("./beat.worker.ts", import.meta.url), { type: "module" });
  worker.onmessage = beat;
  identify().catch(refused);
  watch((signal) => sessions.watchLease({}, { signal }), (next) => (lease.value = next), refused);
}

/** Shows a token from now on; throws why it is refused. */
export async function signIn(text: string): Promise<void> {
  token.value = text.trim();
  try {
    await identify();
  } catch (error) {
    token.value = "";
    throw error;
  }
}

/** Asks who this page is, with the token that it has. */
async function identify(): Promise<void> {
  me.value = await sessions.whoAmI({});
  needsToken.value = false;
}

/** Takes the lease. */
export async function acquire(takeOver: boolean): Promise<void> {
  const mine = await sessions.acquireLease({ client: clientName, takeOver });
  leaseId.value = mine.leaseId;
  beating = new Call(heartbeatPath, metadata());
  void listen(beating);
}

/** Gives the lease back; a policy's task may run on. */
export async function release(keepRunning: boolean): Promise<void> {
  const id = leaseId.value;
  await sessions.releaseLease({ leaseId: id, keepRunning });
  drop();
}

function beat(): void {
  if (!leaseId.value || !beating) return;

  // A connection that does not take what was sent before is no connection: let the lease lapse rather than fill a queue.
  if (beating.backlog === 0) beating.send(toBinary(RetainLeaseRequestSchema, create(RetainLeaseRequestSchema, { leaseId: leaseId.value })));
}

async function listen(call: Call): Promise<void> {
  try {
    for (let answer = await call.next(); answer; answer = await call.next()) fromBinary(LeaseSchema, answer);
  } catch (error) {
    if (beating === call && leaseId.value) say(`The lease is lost: ${words(error)} What this page was driving is held.`, "error");
  }
  if (beating === call) drop();
}

function drop(): void {
  leaseId.value = "";
  const call = beating;
  beating = undefined;
  call?.cancel();
}

function refused(error: unknown): void {
  if (error instanceof ConnectError && error.code === Code.Unauthenticated) {
    needsToken.value = true;
    me.value = undefined;
  }
}
