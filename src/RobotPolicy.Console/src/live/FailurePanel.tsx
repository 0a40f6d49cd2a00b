import { useEffect, useRef } from "preact/hooks";
import { DegradedReason, FailureState } from "../generated/robotpolicy/v1/failure_pb";
import { history, serviceNow, state } from "../shared/robot";
import { degradedName, failureName } from "../shared/words";
import { fit, line, palette } from "./plot";

const windowS = 60;
const highest = 2;

/** How sure the policy's monitor is: score over threshold, within the band that a calibration stands for. */
export function FailurePanel() {
  const reading = state.value?.failure;
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const timer = setInterval(() => canvas.current && draw(canvas.current), 200);
    return () => clearInterval(timer);
  }, []);
  const isWaiting = reading?.reason === DegradedReason.NOT_YET_SCORED;
  const tone = isWaiting ? "" : reading?.state === FailureState.ALARM ? "bad" : reading?.state === FailureState.DEGRADED ? "warn" : "good";
  return (
    <section class="panel failure" aria-label="Failure prediction">
      <header>
        <h2>How sure it is</h2>
        {reading ? <span class={`chip ${tone}`} data-failure={failureName(reading.state)}>{isWaiting ? "no inference yet" : failureName(reading.state)}</span> : <span class="chip">nothing watches</span>}
      </header>
      <canvas ref={canvas} class="ratio" role="img" aria-label="Failure score over threshold in the last minute; above the line is an alarm" />
      {reading?.state === FailureState.DEGRADED && !isWaiting && <p class="warn">The monitor cannot tell: {degradedName(reading.reason)}. Take it for no comfort.</p>}
      {reading?.scores.map((score) => (
        <div class="score" key={score.name}>
          <span>{score.name}</span>
          <meter min={0} max={highest} low={1} high={1} optimum={0} value={Number.isFinite(score.windowed / score.threshold) ? Math.min(highest, score.windowed / score.threshold) : 0} />
          <output>
            {score.windowed.toPrecision(3)} of {Number.isFinite(score.threshold) ? score.threshold.toPrecision(3) : "no threshold"}
          </output>
        </div>
      ))}
      {reading && reading.state === FailureState.ALARM && reading.leadS > 0 && <p class="hint">Rollouts like this one end {reading.leadS.toFixed(1)} s from now at the latest.</p>}
    </section>
  );
}

function draw(canvas: HTMLCanvasElement): void {
  const [context, width, height] = fit(canvas);
  const colours = palette(canvas);
  const now = serviceNow() / 1e3;
  const y = (ratio: number) => height - (Math.min(ratio, highest) / highest) * height;
  context.fillStyle = colours.held;
  context.fillRect(0, 0, width, y(1));
  context.strokeStyle = colours.limit;
  line(context, [
    [0, y(1)],
    [width, y(1)],
  ]);
  context.strokeStyle = colours.command;
  context.lineWidth = 1.5;
  context.beginPath();
  let isDown = false;
  for (const moment of history.since(now - windowS)) {
    if (!Number.isFinite(moment.ratio)) {
      isDown = false;
      continue;
    }
    const x = width - ((now - moment.at) / windowS) * width;
    if (isDown) context.lineTo(x, y(moment.ratio));
    else context.moveTo(x, y(moment.ratio));
    isDown = true;
  }
  context.stroke();
}
