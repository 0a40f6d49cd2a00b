import { ReleaseRequest_Then } from "../generated/robotpolicy/v1/intervention_pb";
import { attempt } from "../shared/notices";
import { robot } from "../shared/robot";
import { canDrive, driving, engaged, handBack, human, speed, takeOver } from "./driving";
import { pad } from "./gamepad";
import { group, jointKeys, letter, press } from "./keyboard";

/** The human in command: takes over, moves the arm by keyboard, sliders or game pad, and hands back. */
export function HumanPanel() {
  return (
    <section class={driving.value ? "panel human active" : "panel human"} aria-label="By hand">
      <header>
        <h2>By hand</h2>
        {driving.value && <span class={engaged.value ? "chip good" : "chip"} data-engaged={engaged.value}>{engaged.value ? "moving by your hand" : "standing: the dead-man switch is open"}</span>}
      </header>
      {driving.value ? <Controls /> : <Offer />}
    </section>
  );
}

function Offer() {
  return (
    <div>
      <p class="buttons">
        <button type="button" class="primary" disabled={!canDrive.value} onClick={() => attempt(takeOver)}>
          Take over
        </button>
      </p>
      <p class="hint">The arm stands where it is until you move it, by keyboard, by sliders beside the joints, or by a game pad{pad.value ? ` (${pad.value.slice(0, 40)})` : ""}.</p>
    </div>
  );
}

function Controls() {
  const joints = robot.value?.joints ?? [];
  const first = group.value * jointKeys.length;
  const groups = Math.ceil(joints.length / jointKeys.length);
  return (
    <div>
      <p class="buttons">
        <button type="button" class="primary" onClick={() => attempt(() => handBack(ReleaseRequest_Then.RESUME))}>
          Hand back
        </button>
        <button type="button" onClick={() => attempt(() => handBack(ReleaseRequest_Then.HOLD))}>
          Hand back and hold
        </button>
      </p>
      <label class="row">
        Speed, {Math.round(speed.value * 100)} % of the limits
        <input type="range" min="0.02" max="1" step="0.01" value={speed.value} onInput={(event) => (speed.value = Number(event.currentTarget.value))} />
      </label>
      <p class="hint">
        Hold <kbd>Space</kbd> (the dead-man switch) and press keys; let go and the arm stands. <kbd>Enter</kbd> hands back, <kbd>Esc</kbd> stops.
        {pad.value && <> Game pad: hold the left shoulder button; the right one switches the sticks to the next joints.</>}
      </p>
      {groups > 1 && (
        <p class="tabs">
          {Array.from({ length: groups }, (_, i) => (
            <button type="button" key={i} aria-pressed={group.value === i} onClick={() => (group.value = i)}>
              {i + 1}: {joints[i * jointKeys.length]?.name} …
            </button>
          ))}
        </p>
      )}
      <div class="keys">
        <Hold code="Space" label="Space" wide />
        {joints.slice(first, first + jointKeys.length).map((joint, i) => (
          <span class="pair" key={joint.name}>
            <Hold code={jointKeys[i]![0]} label={`${letter(jointKeys[i]![0])} +`} />
            <small>{joint.name}</small>
            <Hold code={jointKeys[i]![1]} label={`${letter(jointKeys[i]![1])} −`} />
          </span>
        ))}
      </div>
      {human.value && (
        <p class="hint">
          {human.value.accepted.toString()} commands taken, {human.value.missing.toString()} missing
        </p>
      )}
    </div>
  );
}

/** A key for who has none: pressed while it is held. */
function Hold({ code, label, wide = false }: { code: string; label: string; wide?: boolean }) {
  const up = () => press(code, false);
  return (
    <button
      type="button"
      class={wide ? "key wide" : "key"}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        press(code, true);
      }}
      onPointerUp={up}
      onPointerCancel={up}
      onLostPointerCapture={up}
      onContextMenu={(event) => event.preventDefault()}
    >
      {label}
    </button>
  );
}
