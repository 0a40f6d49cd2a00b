import { timestampMs } from "@bufbuild/protobuf/wkt";
import { computed, signal } from "@preact/signals";
import { telemetry } from "../api/clients";
import { words } from "../api/errors";
import { watch } from "../api/watch";
import { ControlMode } from "../generated/robotpolicy/v1/types_pb";
import type { Chunk, Robot, RobotState } from "../generated/robotpolicy/v1/telemetry_pb";
import { History } from "./history";

const stateRateHz = 25;

// A state comes every 40 ms: when none has for this long, the page no longer knows what the robot does.
const offlineAfterMs = 600;

export const robot = signal<Robot | undefined>(undefined);
export const state = signal<RobotState | undefined>(undefined);
export const chunk = signal<Chunk | undefined>(undefined);
export const problem = signal("");

/** Whether states arrive. What the page drives stops when they do not. */
export const online = signal(false);

/** What was executed lately. */
export const history = new History();

export const mode = computed(() => state.value?.mode ?? ControlMode.UNSPECIFIED);

let receivedAt = -Infinity;
let serviceMs = 0;

/** The service's time of day now, in milliseconds, as far as the newest state tells. */
export function serviceNow(): number {
  return serviceMs + (performance.now() - receivedAt);
}

/** Time since the newest state came, in milliseconds. */
export function silenceMs(): number {
  return performance.now() - receivedAt;
}

/** Begins to watch the robot. */
export function watchRobot(): void {
  watch(
    (signal) => telemetry.streamState({ rateHz: stateRateHz }, { signal }),
    take,
    (error) => (problem.value = words(error)),
  );
  watch((signal) => telemetry.streamChunks({}, { signal }), takeChunk);
  setInterval(() => (online.value = silenceMs() < offlineAfterMs), 100);
}

function take(next: RobotState): void {
  receivedAt = performance.now();
  serviceMs = next.time ? timestampMs(next.time) : Date.now();
  problem.value = "";
  online.value = true;
  history.add(serviceMs / 1e3, next);
  state.value = next;
  if (!robot.value) void readRobot();
}

function takeChunk(next: Chunk): void {
  chunk.value = next;
}

let reading = false;

async function readRobot(): Promise<void> {
  if (reading) return;
  reading = true;
  try {
    robot.value = await telemetry.getRobot({});
    document.title = `${robot.value.name} – RobotPolicy`;
  } catch (error) {
    problem.value = words(error);
  } finally {
    reading = false;
  }
}
