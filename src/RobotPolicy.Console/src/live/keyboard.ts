import { signal } from "@preact/signals";
import { ReleaseRequest_Then } from "../generated/robotpolicy/v1/intervention_pb";
import { attempt } from "../shared/notices";
import { robot } from "../shared/robot";
import { driving, handBack, lay } from "./driving";

/** Keys of a group of joints, from the left: one that raises the joint's position, one that lowers it. By place, not by letter. */
export const jointKeys: readonly (readonly [up: string, down: string])[] = [
  ["KeyQ", "KeyA"],
  ["KeyW", "KeyS"],
  ["KeyE", "KeyD"],
  ["KeyR", "KeyF"],
  ["KeyT", "KeyG"],
  ["KeyY", "KeyH"],
  ["KeyU", "KeyJ"],
];

const deadMan = "Space";

/** Group of joints that the keys move, for robots with more joints than keys; from 0. */
export const group = signal(0);

const held = new Set<string>();

/** Keys that a human would call by their letters. */
export function letter(code: string): string {
  return code.replace("Key", "");
}

/** Listens to the keyboard while the human is in command. */
export function watchKeyboard(): void {
  addEventListener("keydown", (event) => {
    if (!driving.value || isTyping(event.target)) return;
    if (event.code === deadMan || isJointKey(event.code)) {
      event.preventDefault();

      // A key that was held already when the human took over moves nothing until it is pressed anew.
      if (event.repeat) return;
      held.add(event.code);
      tell();
    } else if (event.code.startsWith("Digit")) {
      choose(Number(event.code.slice(5)) - 1);
    } else if (event.code === "Enter") {
      event.preventDefault();
      void attempt(() => handBack(ReleaseRequest_Then.RESUME));
    }
  });
  addEventListener("keyup", (event) => {
    if (held.delete(event.code)) tell();
  });
  addEventListener("blur", () => {
    held.clear();
    tell();
  });
}

/** Moves a joint by a button that stands for a key. */
export function press(code: string, isDown: boolean): void {
  if (isDown) held.add(code);
  else held.delete(code);
  tell();
}

function choose(next: number): void {
  const joints = robot.value?.joints.length ?? 0;
  if (next >= 0 && next * jointKeys.length < joints) group.value = next;
}

function tell(): void {
  const velocities = new Map<number, number>();
  jointKeys.forEach(([up, down], i) => {
    const share = (held.has(up) ? 1 : 0) - (held.has(down) ? 1 : 0);
    const joint = group.value * jointKeys.length + i;
    if (share !== 0 && joint < (robot.value?.joints.length ?? 0)) velocities.set(joint, share);
  });
  lay("keyboard", { velocities, engaged: held.has(deadMan) });
}

function isJointKey(code: string): boolean {
  return jointKeys.some((pair) => pair.includes(code));
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement ? target.type !== "range" && target.type !== "checkbox" : target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}
