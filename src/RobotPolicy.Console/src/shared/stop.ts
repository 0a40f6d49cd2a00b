import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { Call } from "../api/call";
import { metadata, token } from "../api/credentials";
import { words } from "../api/errors";
import { pathOf } from "../api/transport";
import { RequestStopRequestSchema, SafetyService, SafetyStateSchema } from "../generated/robotpolicy/v1/safety_pb";
import { StopKind } from "../generated/robotpolicy/v1/types_pb";
import { duration, modeName } from "./words";

const path = pathOf(SafetyService.method.requestStop);

// A stop that has not been answered by then goes by another way as well; one too many does no harm.
const patienceMs = 300;
const standbyCheckMs = 500;

let standby: Call | undefined;

/**
 * Makes the stop button quick: a call stands open, and pressing it is one message. Where that is not answered the browser posts the form,
 * as it does without this script.
 */
export function armStop(): void {
  const form = document.querySelector<HTMLFormElement>("#stop")!;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void stop(StopKind.PROTECTIVE);
  });
  addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape" || event.repeat) return;
      event.preventDefault();
      void stop(StopKind.PROTECTIVE);
    },
    { capture: true },
  );
  prepare();
  setInterval(prepare, standbyCheckMs);
  let shown = token.value;
  token.subscribe((now) => {
    if (now === shown) return;
    shown = now;
    standby?.cancel();
    prepare();
  });
}

/** Requests a stop, by every way there is. */
export async function stop(kind: StopKind): Promise<void> {
  const call = standby?.isOpen ? standby : new Call(path, metadata());
  standby = undefined;
  tell("Stopping …", "pending");
  const fallback = setTimeout(() => post(kind), patienceMs);
  call.send(toBinary(RequestStopRequestSchema, create(RequestStopRequestSchema, { kind, reason: "console" })));
  call.end();
  try {
    const answer = await call.next();
    const report = fromBinary(SafetyStateSchema, answer ?? new Uint8Array());
    tell(`${modeName(report.mode)} after ${duration(report.reactionS)}`, "done");
  } catch (error) {
    post(kind);
    tell(`Not confirmed: ${words(error)} Use the robot's own stop.`, "failed");
  } finally {
    clearTimeout(fallback);
    prepare();
  }
}

function prepare(): void {
  if (!standby?.isAlive) standby = new Call(path, metadata());
}

function post(kind: StopKind): void {
  const body = new URLSearchParams({ kind: kind === StopKind.EMERGENCY ? "emergency" : kind === StopKind.HOLD ? "hold" : "protective", token: token.value });
  fetch("/stop", { method: "POST", body, keepalive: true }).then(
    (response) => response.ok && !isDone() && tell("The stop was taken.", "done"),
    () => {},
  );
}

/** Whether an answer has come that says more than that the form was taken. */
function isDone(): boolean {
  return document.querySelector<HTMLOutputElement>("#stop-answer")!.dataset["tone"] === "done";
}

let clearing: ReturnType<typeof setTimeout> | undefined;

function tell(text: string, tone: "pending" | "done" | "failed"): void {
  const answer = document.querySelector<HTMLOutputElement>("#stop-answer")!;
  answer.textContent = text;
  answer.dataset["tone"] = tone;
  clearTimeout(clearing);
  if (tone === "done") clearing = setTimeout(() => (answer.textContent = ""), 6000);
}
