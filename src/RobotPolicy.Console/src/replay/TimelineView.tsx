import { useRef } from "preact/hooks";
import { LogMarkKind, type Curve, type LogMark, type LogSide, type LoggedTask, type Timeline } from "../generated/robotpolicy/v1/logs_pb";
import { Verdict } from "../generated/robotpolicy/v1/tasks_pb";
import { CommandSource, ControlMode } from "../generated/robotpolicy/v1/types_pb";
import { duration, modeName, position, sourceName } from "../shared/words";
import { band, drawnHeight, heightOf, range } from "./curves";
import { at, seek } from "./store";

const rows: readonly (readonly [string, readonly LogMarkKind[]])[] = [
  ["takeovers", [LogMarkKind.TAKEOVER]],
  ["alarms", [LogMarkKind.ALARM, LogMarkKind.DEGRADED]],
  ["alerts", [LogMarkKind.ALERT]],
  ["holds", [LogMarkKind.HOLD, LogMarkKind.STOP]],
  ["drops", [LogMarkKind.DROP]],
  ["events", [LogMarkKind.EVENT]],
];

/** A recording from end to end; pointing, dragging or the arrow keys move the moment that is looked at. */
export function TimelineView({ timeline }: { timeline: Timeline }) {
  const box = useRef<HTMLDivElement>(null);
  const share = (seconds: number) => `${(seconds / timeline.durationS) * 100}%`;
  const point = (event: PointerEvent) => {
    const area = box.current!.getBoundingClientRect();
    seek(((event.clientX - area.left) / area.width) * timeline.durationS);
  };
  return (
    <div class="timeline">
      <Labels timeline={timeline} />
      <div
        class="lanes"
        ref={box}
        role="slider"
        tabIndex={0}
        aria-label="Moment"
        aria-valuemin={0}
        aria-valuemax={timeline.durationS}
        aria-valuenow={at.value}
        aria-valuetext={`${at.value.toFixed(2)} s`}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          point(event);
        }}
        onPointerMove={(event) => event.currentTarget.hasPointerCapture(event.pointerId) && point(event)}
        onKeyDown={(event) => {
          const step = event.shiftKey ? 5 : 1 / timeline.rateHz || 0.01;
          if (event.key === "ArrowRight") seek(at.value + step);
          else if (event.key === "ArrowLeft") seek(at.value - step);
          else if (event.key === "Home") seek(0);
          else if (event.key === "End") seek(timeline.durationS);
          else return;
          event.preventDefault();
        }}
      >
        <Phases side={timeline.recorded} share={share} />
        {timeline.replayed && <Phases side={timeline.replayed} share={share} />}
        <div class="lane tasks">
          {timeline.tasks.map((task) => (
            <i key={task.taskId} class={`span ${outcome(task)}`} style={{ left: share(task.startS), width: share(task.endS - task.startS) }} title={`${task.text || task.policy}: ${task.state} ${task.cause}`} />
          ))}
        </div>
        {rows.map(([label, kinds]) => {
          const marks = timeline.marks.filter((mark) => kinds.includes(mark.kind));
          return marks.length > 0 && <Marks key={label} marks={marks} share={share} />;
        })}
        <Ratio timeline={timeline} />
        {timeline.robot?.joints.map((joint, i) => (
          <div class="lane curve" key={joint.name}>
            <Joint timeline={timeline} index={i} />
          </div>
        ))}
        <i class="cursor" style={{ left: share(at.value) }} />
      </div>
    </div>
  );
}

function Labels({ timeline }: { timeline: Timeline }) {
  return (
    <div class="labels" aria-hidden="true">
      <span>{timeline.replayed ? "as recorded" : "who moves"}</span>
      {timeline.replayed && <span title={timeline.replayed.policy}>replayed</span>}
      <span>tasks</span>
      {rows.map(([label, kinds]) => timeline.marks.some((mark) => kinds.includes(mark.kind)) && <span key={label}>{label}</span>)}
      {hasRatio(timeline) && <span class="tall">failure score</span>}
      {timeline.robot?.joints.map((joint) => (
        <span class="tall" key={joint.name}>
          {joint.name}
        </span>
      ))}
    </div>
  );
}

function Phases({ side, share }: { side: LogSide | undefined; share: (seconds: number) => string }) {
  return (
    <div class="lane">
      {side?.phases.map((phase, i) => (
        <i
          key={i}
          class={`span ${phaseClass(phase.mode, phase.source)}`}
          style={{ left: share(phase.startS), width: share(phase.endS - phase.startS) }}
          title={`${modeName(phase.mode)}, by ${sourceName(phase.source)}, ${duration(phase.endS - phase.startS)}`}
        />
      ))}
    </div>
  );
}

function phaseClass(mode: ControlMode, source: CommandSource): string {
  if (mode === ControlMode.PROTECTIVE_STOP || mode === ControlMode.EMERGENCY_STOP) return "stopped";
  if (mode === ControlMode.HUMAN) return source === CommandSource.HUMAN ? "by-human" : "by-human standing";
  if (source === CommandSource.POLICY) return "by-policy";
  return mode === ControlMode.IDLE ? "idle" : "held";
}

function Marks({ marks, share }: { marks: readonly LogMark[]; share: (seconds: number) => string }) {
  return (
    <div class="lane marks">
      {marks.map((mark, i) => (
        <i
          key={i}
          class={`mark kind-${LogMarkKind[mark.kind]?.toLowerCase()}`}
          style={{ left: share(mark.startS), width: mark.endS > mark.startS ? share(mark.endS - mark.startS) : undefined }}
          title={`${mark.startS.toFixed(2)} s: ${mark.text}${mark.detail ? ` (${mark.detail})` : ""}`}
          onPointerDown={(event) => {
            event.stopPropagation();
            seek(mark.startS);
          }}
        />
      ))}
    </div>
  );
}

function hasRatio(timeline: Timeline): boolean {
  return range([timeline.recorded?.failureRatio, timeline.replayed?.failureRatio]) !== undefined;
}

function Ratio({ timeline }: { timeline: Timeline }) {
  const sides = [timeline.recorded?.failureRatio, timeline.replayed?.failureRatio];
  const found = range(sides);
  if (!found) return null;
  const scale: [number, number] = [0, Math.min(5, Math.max(1.3, found[1]))];
  return (
    <div class="lane curve">
      <Drawing curves={sides} scale={scale} durationS={timeline.durationS} level={1} />
    </div>
  );
}

function Joint({ timeline, index }: { timeline: Timeline; index: number }) {
  const joint = timeline.robot!.joints[index]!;
  const curves = [timeline.recorded?.measured[index], timeline.recorded?.commands[index], timeline.replayed?.commands[index]];
  const scale = range(curves);
  if (!scale) return null;
  const difference = timeline.differences[index];
  const most = difference ? range([difference]) : undefined;
  return (
    <>
      <Drawing curves={curves} scale={scale} durationS={timeline.durationS} classes={["measured", "command", "replayed"]} />
      {most && <small class="differs">differs by up to {position(Math.max(Math.abs(most[0]), Math.abs(most[1])), joint.prismatic)}</small>}
    </>
  );
}

function Drawing(props: { curves: readonly (Curve | undefined)[]; scale: [number, number]; durationS: number; level?: number; classes?: readonly string[] }) {
  const classes = props.classes ?? ["command", "replayed"];
  return (
    <svg viewBox={`0 0 1000 ${drawnHeight}`} preserveAspectRatio="none" aria-hidden="true">
      {props.level !== undefined && <path class="level" d={`M0,${heightOf(props.level, props.scale)}H1000`} />}
      {props.curves.map((curve, i) => curve && <path key={i} class={classes[i]} d={band(curve, props.durationS, props.scale)} />)}
    </svg>
  );
}

/** How a task came out, as a class of the style sheet. */
export function outcome(task: LoggedTask): string {
  return task.verdict === Verdict.SUCCESS ? "success" : task.verdict === Verdict.FAILURE ? "failure" : "unlabelled";
}
