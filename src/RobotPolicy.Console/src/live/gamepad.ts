import { signal } from "@preact/signals";
import { robot } from "../shared/robot";
import { driving, lay } from "./driving";

const deadBand = 0.12;
const pollMs = 20;

// Standard layout: the left shoulder button is the dead-man switch; with the right one the sticks move the next four joints.
const deadManButton = 4;
const shiftButton = 5;
const [closeTrigger, openTrigger] = [6, 7];

/** Name of the game pad in use; empty without one. */
export const pad = signal("");

/** Polls a game pad, the last joint being its gripper: browsers tell of sticks by no event. */
export function watchGamepad(): void {
  setInterval(poll, pollMs);
}

function poll(): void {
  const found = navigator.getGamepads().find((each) => each?.connected && each.mapping === "standard");
  pad.value = found?.id ?? "";
  if (!driving.value) return;
  if (!found) {
    lay("gamepad", { velocities: new Map(), engaged: false });
    return;
  }
  const joints = robot.value?.joints.length ?? 0;
  const first = found.buttons[shiftButton]?.pressed ? 4 : 0;
  const velocities = new Map<number, number>();
  found.axes.slice(0, 4).forEach((value, axis) => {
    const joint = first + axis;
    if (Math.abs(value) > deadBand && joint < joints - 1) velocities.set(joint, axis % 2 === 1 ? -value : value);
  });
  const gripper = (found.buttons[openTrigger]?.value ?? 0) - (found.buttons[closeTrigger]?.value ?? 0);
  if (Math.abs(gripper) > deadBand) velocities.set(joints - 1, gripper);
  lay("gamepad", { velocities, engaged: found.buttons[deadManButton]?.pressed ?? false });
}
