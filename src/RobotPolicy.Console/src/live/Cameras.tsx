import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { telemetry } from "../api/clients";
import { words } from "../api/errors";
import { watch } from "../api/watch";
import type { Camera } from "../generated/robotpolicy/v1/telemetry_pb";
import { robot, state } from "../shared/robot";
import { duration } from "../shared/words";
import { fit, line, palette } from "./plot";
import { begin, drawing, extend, sketch, type Point } from "./sketch";

const rateHz = 15;
const maxWidth = 960;

/** The newest picture of each camera as bitmaps, for whoever makes a goal of one. */
export const pictures = new Map<string, ImageBitmap>();

export function Cameras() {
  return (
    <section class="cameras" aria-label="Cameras">
      {(robot.value?.cameras ?? []).map((camera, index) => (
        <CameraView key={camera.name} camera={camera} index={index} />
      ))}
    </section>
  );
}

function CameraView({ camera, index }: { camera: Camera; index: number }) {
  const picture = useRef<HTMLCanvasElement>(null);
  const overlay = useRef<HTMLCanvasElement>(null);
  const size = useSignal({ width: 4, height: 3 });
  const problem = useSignal("");
  useEffect(() => watchCamera(camera.name, picture, size, problem), [camera.name]);
  const age = state.value?.cameraAgesS[index] ?? -1;
  const isStale = age < 0 || age > camera.timeoutS;
  useEffect(() => drawSketch(overlay.current, camera.name), [sketch.value, size.value, camera.name]);

  const at = (event: PointerEvent): Point => {
    const box = overlay.current!.getBoundingClientRect();
    const { width, height } = size.value;
    return {
      x: Math.max(0, Math.min(width - 1, ((event.clientX - box.left) / box.width) * width - 0.5)),
      y: Math.max(0, Math.min(height - 1, ((event.clientY - box.top) / box.height) * height - 0.5)),
    };
  };
  return (
    <figure class={isStale ? "camera stale" : "camera"} style={{ aspectRatio: `${size.value.width} / ${size.value.height}` }}>
      <canvas ref={picture} role="img" aria-label={`Picture of the camera ${camera.name}`} />
      <canvas
        ref={overlay}
        class={drawing.value ? "overlay drawing" : "overlay"}
        data-camera={camera.name}
        onPointerDown={(event) => {
          if (!drawing.value || size.value.width < 8) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          begin(camera.name, size.value.width, size.value.height, at(event));
        }}
        onPointerMove={(event) => {
          if (drawing.value && event.currentTarget.hasPointerCapture(event.pointerId)) extend(at(event));
        }}
      />
      <figcaption>
        <b>{camera.name}</b> <span>{problem.value || (age < 0 ? "no picture yet" : isStale ? `stale: ${duration(age)}` : duration(age))}</span>
      </figcaption>
    </figure>
  );
}

function watchCamera(name: string, canvas: { current: HTMLCanvasElement | null }, size: { value: { width: number; height: number } }, problem: { value: string }): () => void {
  let isBusy = false;
  const end = watch(
    (signal) => telemetry.streamCamera({ camera: name, rateHz, maxWidth }, { signal }),
    (frame) => {
      problem.value = "";

      // A browser that decodes slower than pictures come shows fewer of them.
      if (isBusy) return;
      isBusy = true;
      createImageBitmap(new Blob([new Uint8Array(frame.jpeg)], { type: "image/jpeg" }))
        .then((bitmap) => {
          if (size.value.width !== bitmap.width || size.value.height !== bitmap.height) size.value = { width: bitmap.width, height: bitmap.height };
          show(canvas.current, bitmap);
          pictures.get(name)?.close();
          pictures.set(name, bitmap);
        })
        .catch((error: unknown) => (problem.value = String(error)))
        .finally(() => (isBusy = false));
    },
    (error) => (problem.value = words(error)),
  );
  return end;
}

function show(canvas: HTMLCanvasElement | null, bitmap: ImageBitmap): void {
  if (!canvas) return;
  if (canvas.width !== bitmap.width || canvas.height !== bitmap.height) [canvas.width, canvas.height] = [bitmap.width, bitmap.height];
  canvas.getContext("2d")!.drawImage(bitmap, 0, 0);
}

function drawSketch(canvas: HTMLCanvasElement | null, camera: string): void {
  if (!canvas) return;
  const [context, width, height] = fit(canvas);
  const drawn = sketch.value;
  if (drawn?.camera !== camera) return;
  context.lineWidth = 3;
  context.lineCap = context.lineJoin = "round";
  context.strokeStyle = palette(canvas).ahead;
  for (const stroke of drawn.strokes) {
    const points = stroke.map(({ x, y }) => [((x + 0.5) / drawn.width) * width, ((y + 0.5) / drawn.height) * height] as const);
    line(context, points.length > 1 ? points : [...points, ...points.map(([x, y]) => [x + 0.1, y] as const)]);
  }
}
