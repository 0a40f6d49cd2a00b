import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Joint } from "../generated/robotpolicy/v1/telemetry_pb";
import { chunk, history, online, robot, serviceNow, state } from "../shared/robot";
import { position } from "../shared/words";
import { driving, lay } from "./driving";
import { drawJoint, palette, pastS } from "./plot";

/** Each joint against its limits: where it was, where it is, and where the policy wants it next. */
export function Joints() {
  const zoomed = useSignal(false);
  const joints = robot.value?.joints ?? [];
  return (
    <section class="panel joints" aria-label="Joints">
      <header>
        <h2>Joints</h2>
        <span class="key">
          <i class="measured" /> measured <i class="command" /> commanded <i class="ahead" /> newest chunk
        </span>
        <label>
          <input type="checkbox" checked={zoomed.value} onChange={(event) => (zoomed.value = event.currentTarget.checked)} /> zoom
        </label>
      </header>
      {joints.map((joint, index) => (
        <JointRow key={joint.name} joint={joint} index={index} zoomed={zoomed.value} />
      ))}
    </section>
  );
}

function JointRow({ joint, index, zoomed }: { joint: Joint; index: number; zoomed: boolean }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    let frame = 0;
    const draw = () => {
      frame = requestAnimationFrame(draw);
      if (!canvas.current || !online.value) return;
      const now = serviceNow() / 1e3;
      drawJoint(canvas.current, palette(canvas.current), joint, index, history.since(now - pastS), chunk.value?.epoch === state.value?.epoch ? chunk.value : undefined, now, zoomed);
    };
    draw();
    return () => cancelAnimationFrame(frame);
  }, [joint, index, zoomed]);
  const measured = state.value?.measured[index];
  const command = state.value?.command[index];
  return (
    <div class="joint">
      <span class="name" title={`${joint.name}: ${position(joint.minPosition, joint.prismatic)} to ${position(joint.maxPosition, joint.prismatic)}`}>
        {joint.name}
      </span>
      <canvas ref={canvas} role="img" aria-label={`${joint.name} over the last ${pastS} seconds`} />
      <Track joint={joint} measured={measured} command={command} />
      <output>{measured === undefined ? "–" : position(measured, joint.prismatic)}</output>
      {driving.value && <JogSlider joint={joint} index={index} />}
    </div>
  );
}

/** Where a joint is between its limits, as a bar. */
function Track({ joint, measured, command }: { joint: Joint; measured: number | undefined; command: number | undefined }) {
  const share = (value: number) => `${Math.max(0, Math.min(1, (value - joint.minPosition) / (joint.maxPosition - joint.minPosition))) * 100}%`;
  const near = measured !== undefined && Math.min(measured - joint.minPosition, joint.maxPosition - measured) < (joint.maxPosition - joint.minPosition) * 0.03;
  return (
    <span class={near ? "track near" : "track"} aria-hidden="true">
      {measured !== undefined && <i class="at" style={{ left: share(measured) }} />}
      {command !== undefined && <i class="to" style={{ left: share(command) }} />}
    </span>
  );
}

/** Moves a joint while it is held, at a speed by how far it is drawn; it springs back when it is let go. Holding it is the dead-man switch. */
function JogSlider({ joint, index }: { joint: Joint; index: number }) {
  const device = `slider ${index}`;
  const input = useRef<HTMLInputElement>(null);
  const held = useRef(false);
  const tell = () => lay(device, { velocities: new Map([[index, held.current ? Number(input.current?.value ?? 0) : 0]]), engaged: held.current });
  const release = () => {
    held.current = false;
    if (input.current) input.current.value = "0";
    tell();
  };
  useEffect(() => release, []);
  return (
    <input
      ref={input}
      class="jog"
      type="range"
      min="-1"
      max="1"
      step="0.01"
      defaultValue="0"
      aria-label={`Move ${joint.name} while held`}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        held.current = true;
        tell();
      }}
      onInput={tell}
      onPointerUp={release}
      onPointerCancel={release}
      onLostPointerCapture={release}
      onBlur={release}
    />
  );
}
