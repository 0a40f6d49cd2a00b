import { create } from "@bufbuild/protobuf";
import { signal } from "@preact/signals";
import { SketchGoalSchema, type SketchGoal } from "../generated/robotpolicy/v1/tasks_pb";

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A drawing on one camera's picture, in pixels of that picture. */
export interface Sketch {
  readonly camera: string;
  readonly strokes: readonly (readonly Point[])[];
  readonly width: number;
  readonly height: number;
}

const mostPoints = 10_000;
const mostStrokes = 100;

/** What has been drawn and not been sent yet. */
export const sketch = signal<Sketch | undefined>(undefined);

/** Whether a finger on a picture draws. */
export const drawing = signal(false);

/** Begins a stroke; on another camera's picture, or on one of another size, the drawing begins anew. */
export function begin(camera: string, width: number, height: number, point: Point): void {
  const now = sketch.value;
  const isSame = now?.camera === camera && now.width === width && now.height === height;
  const strokes = isSame ? now.strokes : [];
  if (strokes.length >= mostStrokes) return;
  sketch.value = { camera, width, height, strokes: [...strokes, [point]] };
}

/** Goes on with the last stroke. */
export function extend(point: Point): void {
  const now = sketch.value;
  const last = now?.strokes.at(-1);
  if (!now || !last || now.strokes.reduce((count, stroke) => count + stroke.length, 0) >= mostPoints) return;
  sketch.value = { ...now, strokes: [...now.strokes.slice(0, -1), [...last, point]] };
}

export function undo(): void {
  const now = sketch.value;
  if (now) sketch.value = now.strokes.length > 1 ? { ...now, strokes: now.strokes.slice(0, -1) } : undefined;
}

/** The drawing as the API takes it. */
export function toGoal(drawn: Sketch): SketchGoal {
  return create(SketchGoalSchema, {
    camera: drawn.camera,
    width: drawn.width,
    height: drawn.height,
    strokes: drawn.strokes.map((stroke) => ({ points: stroke.map(({ x, y }) => ({ x, y })) })),
  });
}
