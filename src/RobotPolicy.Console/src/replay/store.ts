import { computed, signal } from "@preact/signals";
import { logs } from "../api/clients";
import { isCancelled, words } from "../api/errors";
import type { LogEntry, LogMoment, Timeline } from "../generated/robotpolicy/v1/logs_pb";

const bins = 1000;
const pageSize = 200;

export const entries = signal<readonly LogEntry[] | undefined>(undefined);

/** The recording that is looked at; empty for none. */
export const name = signal("");
export const timeline = signal<Timeline | undefined>(undefined);

/** How far reading or comparing is; undefined when nothing is under way. */
export const progress = signal<{ doing: string; fraction: number } | undefined>(undefined);
export const problem = signal("");

/** Where one looks, in seconds of the recording. */
export const at = signal(0);
export const moment = signal<LogMoment | undefined>(undefined);
export const playing = signal(false);
export const speed = signal(1);
export const durationS = computed(() => timeline.value?.durationS ?? 0);

let under: AbortController | undefined;

/** Lists the recordings, and opens the one that the address names. */
export async function list(): Promise<void> {
  try {
    entries.value = (await logs.listLogs({ pageSize })).logs;
    problem.value = "";
  } catch (error) {
    problem.value = words(error);
  }
}

/** Reads a recording; what was being read is given up. */
export async function open(next: string): Promise<void> {
  name.value = next;
  timeline.value = undefined;
  moment.value = undefined;
  at.value = 0;
  playing.value = false;
  await follow((signal) => logs.readTimeline({ name: next, bins }, { signal }));
}

/** Runs another package on what was recorded; the same ones where none is named. */
export async function compare(policy: string): Promise<void> {
  await follow((signal) => logs.compareLog({ name: name.value, policy, bins }, { signal }));
}

/** Gives up what is being read or compared. */
export function giveUp(): void {
  under?.abort();
}

/** Moves to a moment. */
export function seek(to: number): void {
  at.value = Math.max(0, Math.min(durationS.value, to));
}

/** Shows a timeline; one that is new begins where its first task does. */
function show(next: Timeline): void {
  const isNew = timeline.value?.name !== next.name;
  timeline.value = next;
  if (isNew) seek(next.tasks[0]?.startS ?? Math.min(1, next.durationS));
}

async function follow(read: (signal: AbortSignal) => AsyncIterable<{ fraction: number; doing: string; timeline?: Timeline }>): Promise<void> {
  under?.abort();
  const mine = (under = new AbortController());
  problem.value = "";
  progress.value = { doing: "asking", fraction: 0 };
  try {
    for await (const step of read(mine.signal)) {
      progress.value = { doing: step.doing, fraction: step.fraction };
      if (step.timeline) show(step.timeline);
    }
  } catch (error) {
    if (!isCancelled(error)) problem.value = words(error);
  } finally {
    if (under === mine) progress.value = undefined;
  }
}
