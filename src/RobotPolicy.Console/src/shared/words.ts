import type { DescEnum } from "@bufbuild/protobuf";
import { timestampMs, type Timestamp } from "@bufbuild/protobuf/wkt";
import { FailureStateSchema, DegradedReasonSchema } from "../generated/robotpolicy/v1/failure_pb";
import { CommandSourceSchema, ControlModeSchema, StopCauseSchema, type CommandSource, type ControlMode, type StopCause } from "../generated/robotpolicy/v1/types_pb";
import { TaskStateSchema, type TaskState } from "../generated/robotpolicy/v1/tasks_pb";

/** A value's name as words: "camera stale" for STOP_CAUSE_CAMERA_STALE. */
export function nameOf(desc: DescEnum, value: number): string {
  return desc.value[value]?.localName.toLowerCase().replaceAll("_", " ") ?? `unknown (${value})`;
}

export const modeName = (mode: ControlMode) => nameOf(ControlModeSchema, mode);
export const causeName = (cause: StopCause) => nameOf(StopCauseSchema, cause);
export const sourceName = (source: CommandSource) => nameOf(CommandSourceSchema, source);
export const taskStateName = (state: TaskState) => nameOf(TaskStateSchema, state);
export const failureName = (state: number) => nameOf(FailureStateSchema, state);
export const degradedName = (reason: number) => nameOf(DegradedReasonSchema, reason);

/** A cause with who is to blame for it. */
export function causeWords(cause: StopCause, culprit: string): string {
  return culprit ? `${causeName(cause)} (${culprit})` : causeName(cause);
}

export function seconds(value: number, digits = 1): string {
  return `${value.toFixed(digits)} s`;
}

/** A time that something takes, in the unit that reads best. */
export function duration(valueS: number): string {
  if (!Number.isFinite(valueS)) return "–";
  if (valueS < 0) return "none";
  if (valueS < 0.9995) return `${(valueS * 1e3).toFixed(valueS < 0.01 ? 1 : 0)} ms`;
  if (valueS < 120) return `${valueS.toFixed(1)} s`;
  return `${Math.floor(valueS / 60)} min ${Math.round(valueS % 60)} s`;
}

export function clockTime(time: Timestamp | undefined): string {
  return time ? new Date(timestampMs(time)).toLocaleTimeString([], { hour12: false }) : "";
}

export function position(value: number, prismatic: boolean): string {
  const [shown, unit] = prismatic ? [value * 1e3, " mm"] : [(value * 180) / Math.PI, "°"];

  // What rounds to nothing has no sign.
  return `${Math.abs(shown) < 0.05 ? "0.0" : shown.toFixed(1)}${unit}`;
}
