import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { computed, signal } from "@preact/signals";
import { Call } from "../api/call";
import { intervention } from "../api/clients";
import { metadata } from "../api/credentials";
import { isCancelled, words } from "../api/errors";
import { pathOf } from "../api/transport";
import { HumanCommandSchema, HumanSource, InterventionService, InterventionStateSchema, ReleaseRequest_Then, type InterventionState } from "../generated/robotpolicy/v1/intervention_pb";
import { say } from "../shared/notices";
import { online, robot } from "../shared/robot";
import { holds } from "../shared/session";

const path = pathOf(InterventionService.method.stream);
const periodMs = 20;

/** A way to move joints by hand: for each joint a share of its speed, −1…1, and whether its dead-man switch is closed. */
export interface Hand {
  readonly velocities: ReadonlyMap<number, number>;
  readonly engaged: boolean;
}

const hands = new Map<string, Hand>();

/** Whether a stream of commands is open: the arm listens to this page. */
export const driving = signal(false);

/** Whether a dead-man switch is closed. */
export const engaged = signal(false);

/** Share of the joints' greatest speed that full deflection means. */
export const speed = signal(0.2);

/** What the service says of the stream. */
export const human = signal<InterventionState | undefined>(undefined);

export const canDrive = computed(() => holds.value && online.value && !driving.value);

let call: Call | undefined;
let timer: ReturnType<typeof setInterval> | undefined;
let sequence = 0n;

/** Says what a device asks for now; it counts until it says something else. */
export function lay(device: string, hand: Hand): void {
  hands.set(device, hand);
}

/** Takes over: from now on the arm stands unless a dead-man switch is closed. */
export async function takeOver(): Promise<void> {
  if (driving.value) return;
  human.value = await intervention.takeOver({ source: HumanSource.STREAM });
  sequence = 0n;
  hands.clear();
  call = new Call(path, metadata());
  driving.value = true;
  timer = setInterval(send, periodMs);
  void listen(call);
}

/** Hands back; the policy goes on from where the arm is, or the arm is held. */
export async function handBack(then: ReleaseRequest_Then): Promise<void> {
  open();
  await intervention.release({ then });
  end();
}

/** Opens every dead-man switch at once: the page is no longer looked at, or no longer connected. */
export function open(): void {
  hands.clear();
  if (driving.value) send();
}

addEventListener("blur", open);
document.addEventListener("visibilitychange", () => document.hidden && open());
online.subscribe((now) => {
  if (!now) open();
});

function send(): void {
  const joints = robot.value?.joints;
  if (!call || !joints) return;
  const velocities = new Array<number>(joints.length).fill(0);
  let isEngaged = false;
  for (const hand of hands.values()) {
    if (!hand.engaged || !online.value || document.hidden) continue;
    isEngaged = true;
    for (const [joint, share] of hand.velocities) velocities[joint] = (velocities[joint] ?? 0) + share;
  }
  engaged.value = isEngaged;

  // What the network has not taken is old when it arrives: nothing is sent behind it, and silence holds the arm.
  if (call.backlog > 0) return;
  const jog = velocities.map((share, joint) => Math.max(-1, Math.min(1, share)) * speed.value * joints[joint]!.maxVelocity);
  call.send(
    toBinary(HumanCommandSchema, create(HumanCommandSchema, { kind: { case: "jog", value: { velocities: jog } }, engaged: isEngaged, sequence: ++sequence })),
  );
}

async function listen(mine: Call): Promise<void> {
  try {
    for (let answer = await mine.next(); answer; answer = await mine.next()) human.value = fromBinary(InterventionStateSchema, answer);
  } catch (error) {
    if (call === mine && !isCancelled(error)) say(`No longer in command: ${words(error)}`, "error");
  }
  if (call === mine) end();
}

function end(): void {
  clearInterval(timer);
  driving.value = false;
  engaged.value = false;
  call?.cancel();
  call = undefined;
}
