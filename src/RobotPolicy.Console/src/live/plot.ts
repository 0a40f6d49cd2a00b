import type { Chunk, Joint } from "../generated/robotpolicy/v1/telemetry_pb";
import { CommandSource } from "../generated/robotpolicy/v1/types_pb";
import { timestampMs } from "@bufbuild/protobuf/wkt";
import type { Moment } from "../shared/history";

export const pastS = 6;
export const futureS = 2;

export interface Palette {
  readonly ink: string;
  readonly faint: string;
  readonly grid: string;
  readonly command: string;
  readonly ahead: string;
  readonly human: string;
  readonly held: string;
  readonly limit: string;
}

/** Colours as the style sheet says, for canvases. */
export function palette(element: Element): Palette {
  const style = getComputedStyle(element);
  const of = (name: string) => style.getPropertyValue(name).trim();
  return { ink: of("--ink"), faint: of("--faint"), grid: of("--line"), command: of("--accent"), ahead: of("--ahead"), human: of("--human-tint"), held: of("--held-tint"), limit: of("--bad") };
}

/** Prepares a canvas for its size on the screen; returns its width and height in CSS pixels. */
export function fit(canvas: HTMLCanvasElement): [CanvasRenderingContext2D, number, number] {
  const ratio = devicePixelRatio || 1;
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  const context = canvas.getContext("2d")!;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return [context, width, height];
}

/** Draws one joint: what was measured and commanded before now, what the newest chunk wants after it, and the limits. */
export function drawJoint(canvas: HTMLCanvasElement, colours: Palette, joint: Joint, index: number, moments: readonly Moment[], chunk: Chunk | undefined, nowS: number, zoomed: boolean): void {
  const [context, width, height] = fit(canvas);
  const [low, high] = zoomed ? around(joint, index, moments, chunk, nowS) : [joint.minPosition, joint.maxPosition];
  const room = (high - low) * 0.06;
  const x = (at: number) => ((at - nowS + pastS) / (pastS + futureS)) * width;
  const y = (value: number) => height - ((value - low + room) / (high - low + 2 * room)) * height;
  shade(context, moments, x, height, colours);
  level(context, y(joint.minPosition), width, colours.limit);
  level(context, y(joint.maxPosition), width, colours.limit);
  context.strokeStyle = colours.faint;
  context.lineWidth = 1;
  line(context, [
    [x(nowS), 0],
    [x(nowS), height],
  ]);
  context.lineWidth = 1.25;
  context.strokeStyle = colours.ink;
  curve(context, moments, (moment) => moment.measured[index], x, y);
  context.strokeStyle = colours.command;
  curve(context, moments, (moment) => moment.command[index], x, y);
  if (!chunk) return;
  context.strokeStyle = colours.ahead;
  context.setLineDash([4, 3]);
  line(
    context,
    ahead(chunk, index, nowS).map(([at, value]) => [x(at), y(value)]),
  );
  context.setLineDash([]);
}

/** Times and positions of a joint that the chunk wants from now on. */
export function ahead(chunk: Chunk, index: number, nowS: number): [number, number][] {
  const start = chunk.start ? timestampMs(chunk.start) / 1e3 : 0;
  const width = chunk.actions.length / chunk.horizon;
  const points: [number, number][] = [];
  for (let step = 0; step < chunk.horizon; step++) {
    const at = start + step * chunk.intervalS;
    if (at >= nowS - chunk.intervalS && at <= nowS + futureS) points.push([at, chunk.actions[step * width + index] ?? Number.NaN]);
  }
  return points;
}

function around(joint: Joint, index: number, moments: readonly Moment[], chunk: Chunk | undefined, nowS: number): [number, number] {
  const values = [...moments.flatMap((moment) => [moment.measured[index], moment.command[index]]), ...(chunk ? ahead(chunk, index, nowS).map(([, value]) => value) : [])].filter(
    (value): value is number => Number.isFinite(value),
  );
  const least = (joint.maxPosition - joint.minPosition) * 0.02;
  if (values.length === 0) return [joint.minPosition, joint.maxPosition];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const middle = (low + high) / 2;
  const half = Math.max(least, high - low) / 2;
  return [middle - half, middle + half];
}

function shade(context: CanvasRenderingContext2D, moments: readonly Moment[], x: (at: number) => number, height: number, colours: Palette): void {
  for (let i = 1; i < moments.length; i++) {
    const source = moments[i]!.source;
    const tint = source === CommandSource.HUMAN ? colours.human : source === CommandSource.HOLD || source === CommandSource.FOLLOW ? colours.held : undefined;
    if (!tint) continue;
    const from = x(moments[i - 1]!.at);
    context.fillStyle = tint;
    context.fillRect(from, 0, x(moments[i]!.at) - from + 0.5, height);
  }
}

function level(context: CanvasRenderingContext2D, y: number, width: number, colour: string): void {
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.setLineDash([2, 4]);
  line(context, [
    [0, y],
    [width, y],
  ]);
  context.setLineDash([]);
}

function curve(context: CanvasRenderingContext2D, moments: readonly Moment[], value: (moment: Moment) => number | undefined, x: (at: number) => number, y: (value: number) => number): void {
  context.beginPath();
  let isDown = false;
  for (const moment of moments) {
    const point = value(moment);
    if (point === undefined || !Number.isFinite(point)) {
      isDown = false;
      continue;
    }
    if (isDown) context.lineTo(x(moment.at), y(point));
    else context.moveTo(x(moment.at), y(point));
    isDown = true;
  }
  context.stroke();
}

export function line(context: CanvasRenderingContext2D, points: readonly (readonly [number, number])[]): void {
  context.beginPath();
  points.forEach(([x, y], i) => (i === 0 ? context.moveTo(x, y) : context.lineTo(x, y)));
  context.stroke();
}
