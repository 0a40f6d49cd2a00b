import { useSignal } from "@preact/signals";
import { ControlMode, StopCause, StopKind } from "../generated/robotpolicy/v1/types_pb";
import { Role } from "../generated/robotpolicy/v1/sessions_pb";
import { safety } from "../api/clients";
import { attempt } from "../shared/notices";
import { online, problem, robot, state } from "../shared/robot";
import { acquire, holds, lease, mayOperate, me, release } from "../shared/session";
import { stop } from "../shared/stop";
import { causeWords, modeName, sourceName } from "../shared/words";

const tones: Partial<Record<ControlMode, string>> = {
  [ControlMode.RUNNING]: "running",
  [ControlMode.HUMAN]: "human",
  [ControlMode.HOLDING]: "holding",
  [ControlMode.PROTECTIVE_STOP]: "stopped",
  [ControlMode.EMERGENCY_STOP]: "stopped",
};

/** Mode, cause and authority: what one must see at a glance. */
export function Header({ page }: { page: string }) {
  const now = state.value;
  return (
    <header class="top">
      <div class="title">
        <b>{robot.value?.name ?? "RobotPolicy"}</b>
        <nav>
          <a href="#/live" aria-current={page === "live" ? "page" : undefined}>
            Live
          </a>
          <a href="#/replay" aria-current={page === "replay" ? "page" : undefined}>
            Replay
          </a>
        </nav>
      </div>
      <div class={`mode ${(now && tones[now.mode]) ?? ""}`} data-mode={now ? modeName(now.mode) : ""} role="status">
        <b>{now ? modeName(now.mode) : "…"}</b>
        {now && <span>{reason()}</span>}
      </div>
      <Authority />
      {!online.value && (
        <p class="offline" role="alert">
          No connection to the service. What this page was driving is held by the service itself. {problem.value}
        </p>
      )}
    </header>
  );
}

function reason(): string {
  const now = state.value!;
  if (now.cause !== StopCause.NONE) return causeWords(now.cause, now.culprit);
  if (now.mode === ControlMode.IDLE) return now.blockedBy === StopCause.NONE ? "ready to start" : `cannot start: ${causeWords(now.blockedBy, now.blockedByCulprit)}`;
  return `by ${sourceName(now.source)}`;
}

function Authority() {
  const wantsRelease = useSignal(false);
  const who = lease.value;
  const isEmergency = state.value?.mode === ControlMode.EMERGENCY_STOP;
  return (
    <div class="authority">
      <span data-holder={holds.value ? "me" : who?.held ? "other" : "nobody"}>
        {holds.value ? <b>You are in control</b> : who?.held ? `${who.subject} is in control (${who.client})` : "Nobody is in control"}
        {me.value && <small> – you: {me.value.subject}, {Role[me.value.role]?.toLowerCase()}</small>}
      </span>
      {mayOperate.value && !holds.value && !who?.held && (
        <button type="button" class="primary" onClick={() => attempt(() => acquire(false))}>
          Take control
        </button>
      )}
      {mayOperate.value && !holds.value && who?.held && (me.value?.role ?? 0) > who.role && (
        <button type="button" onClick={() => attempt(() => acquire(true))}>
          Take control from {who.subject}
        </button>
      )}
      {holds.value && !wantsRelease.value && (
        <button type="button" onClick={() => (state.value?.taskId ? (wantsRelease.value = true) : void attempt(() => release(false)))}>
          Give control back
        </button>
      )}
      {holds.value && wantsRelease.value && (
        <span class="buttons inline">
          <button type="button" onClick={() => attempt(() => release(false)).then(() => (wantsRelease.value = false))}>
            … and hold the arm
          </button>
          <button type="button" onClick={() => attempt(() => release(true)).then(() => (wantsRelease.value = false))}>
            … and let the task run on
          </button>
          <button type="button" onClick={() => (wantsRelease.value = false)}>
            Keep it
          </button>
        </span>
      )}
      <details class="more-stops">
        <summary>More stops</summary>
        <p class="buttons">
          <button type="button" onClick={() => stop(StopKind.HOLD)}>
            Hold
          </button>
          <button type="button" class="danger" onClick={() => stop(StopKind.EMERGENCY)}>
            Emergency stop (latched)
          </button>
          {isEmergency && (
            <button type="button" onClick={() => attempt(() => safety.resetEmergencyStop({}))}>
              Reset the emergency stop
            </button>
          )}
        </p>
        <p class="hint">All of them decelerate the arm. None replaces the robot's own emergency stop.</p>
      </details>
    </div>
  );
}
