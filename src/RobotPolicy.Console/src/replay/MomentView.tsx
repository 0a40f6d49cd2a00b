import { useEffect } from "preact/hooks";
import { useSignal } from "@preact/signals";
import { logs } from "../api/clients";
import type { Timeline } from "../generated/robotpolicy/v1/logs_pb";
import { StopCause } from "../generated/robotpolicy/v1/types_pb";
import { causeWords, duration, failureName, modeName, position, sourceName } from "../shared/words";
import { at, durationS, moment, name, playing, seek, speed } from "./store";
import { useMoment } from "./useMoment";

const speeds = [0.25, 0.5, 1, 2, 5, 10];
const maxWidth = 640;

/** What the cameras showed and the loop did at the moment that is looked at. */
export function MomentView({ timeline }: { timeline: Timeline }) {
  return (
    <section class="moment" aria-label="The moment">
      <div class="cameras">
        {timeline.robot?.cameras.map((camera) => (
          <LoggedCamera key={camera.name} camera={camera.name} />
        ))}
      </div>
      <Player />
      <Decision timeline={timeline} />
    </section>
  );
}

function Player() {
  useEffect(() => {
    let frame = 0;
    let before = performance.now();
    const step = (now: number) => {
      frame = requestAnimationFrame(step);
      if (playing.value) {
        seek(at.value + ((now - before) / 1e3) * speed.value);
        if (at.value >= durationS.value) playing.value = false;
      }
      before = now;
    };
    frame = requestAnimationFrame(step);
    return () => cancelAnimationFrame(frame);
  }, []);
  return (
    <p class="buttons player">
      <button type="button" class="primary" onClick={() => (playing.value = !playing.value)}>
        {playing.value ? "Pause" : "Play"}
      </button>
      <select aria-label="Speed" value={speed.value} onChange={(event) => (speed.value = Number(event.currentTarget.value))}>
        {speeds.map((each) => (
          <option key={each} value={each}>
            {each} ×
          </option>
        ))}
      </select>
      <output data-at={at.value}>
        {at.value.toFixed(2)} of {duration(durationS.value)}
      </output>
    </p>
  );
}

function LoggedCamera({ camera }: { camera: string }) {
  const url = useSignal("");
  const taken = useSignal(-1);
  const problem = useSignal("");
  useMoment(
    camera,
    (atS) => logs.getLogPicture({ name: name.value, camera, atS, maxWidth }),
    (picture) => {
      problem.value = picture ? "" : "no picture here";
      if (!picture || picture.takenS === taken.value) return;
      URL.revokeObjectURL(url.value);
      url.value = URL.createObjectURL(new Blob([new Uint8Array(picture.jpeg)], { type: "image/jpeg" }));
      taken.value = picture.takenS;
    },
  );
  useEffect(() => () => URL.revokeObjectURL(url.value), []);
  return (
    <figure class="camera">
      {url.value && <img src={url.value} alt={`The camera ${camera} at ${taken.value.toFixed(2)} s`} />}
      <figcaption>
        <b>{camera}</b> {problem.value || (taken.value >= 0 ? `${taken.value.toFixed(2)} s` : "")}
      </figcaption>
    </figure>
  );
}

function Decision({ timeline }: { timeline: Timeline }) {
  useMoment(
    timeline.name,
    (atS) => logs.getLogMoment({ name: name.value, atS }),
    (found) => (moment.value = found),
  );
  const now = moment.value;
  if (!now) return <p class="hint">No tick at this moment.</p>;
  return (
    <div class="decision">
      <p>
        <span class="chip">{modeName(now.mode)}</span> {now.cause !== StopCause.NONE ? causeWords(now.cause, now.culprit) : `by ${sourceName(now.source)}`}, tick {now.tick.toString()}, epoch {now.epoch.toString()}
        {now.failure && <span class="chip">{failureName(now.failure.state)}{Number.isFinite(now.failure.ratio) ? ` ${now.failure.ratio.toFixed(2)}` : ""}</span>}
      </p>
      {now.chunk && (
        <p class="hint">
          Chunk of {now.chunk.horizon} actions, {duration(now.chunk.intervalS)} each, begun {duration(Math.max(0, now.atS - now.chunk.startS))} before; inferred in {duration(now.chunk.latencyS)}
        </p>
      )}
      <table>
        <thead>
          <tr>
            <th>joint</th>
            <th>measured</th>
            <th>commanded</th>
            {now.shadow.length > 0 && <th>policy in shadow</th>}
          </tr>
        </thead>
        <tbody>
          {timeline.robot?.joints.map((joint, i) => (
            <tr key={joint.name}>
              <td>{joint.name}</td>
              <td>{cell(now.measured[i], joint.prismatic)}</td>
              <td>{cell(now.command[i], joint.prismatic)}</td>
              {now.shadow.length > 0 && <td>{cell(now.shadow[i], joint.prismatic)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function cell(value: number | undefined, prismatic: boolean): string {
  return value === undefined ? "–" : position(value, prismatic);
}
