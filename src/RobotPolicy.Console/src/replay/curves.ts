import type { Curve } from "../generated/robotpolicy/v1/logs_pb";

/** Height of a drawing in its own units; its width is 1000. */
export const drawnHeight = 100;
const drawnWidth = 1000;

/** Least and greatest finite value of curves, with some room; undefined where there is none. */
export function range(curves: readonly (Curve | undefined)[]): [number, number] | undefined {
  let [low, high] = [Infinity, -Infinity];
  for (const curve of curves) {
    for (const value of curve?.low ?? []) if (value < low) low = value;
    for (const value of curve?.high ?? []) if (value > high) high = value;
  }
  if (low > high) return undefined;
  const room = Math.max((high - low) * 0.08, 1e-4);
  return [low - room, high + room];
}

/** A curve as a filled path between its least and greatest values; gaps stay gaps. */
export function band(curve: Curve, durationS: number, [low, high]: [number, number]): string {
  const x = (bin: number) => (((curve.startS + bin * curve.widthS) / durationS) * drawnWidth).toFixed(2);
  const y = (value: number) => (drawnHeight - ((value - low) / (high - low)) * drawnHeight).toFixed(2);
  let path = "";
  for (let from = 0; from < curve.low.length; ) {
    if (!Number.isFinite(curve.low[from])) {
      from++;
      continue;
    }
    let to = from;
    while (to < curve.low.length && Number.isFinite(curve.low[to])) to++;
    const upper = Array.from({ length: to - from }, (_, i) => `${x(from + i)},${y(curve.high[from + i]!)}`);
    const lower = Array.from({ length: to - from }, (_, i) => `${x(to - 1 - i)},${y(curve.low[to - 1 - i]!)}`);
    path += `M${[...upper, ...lower].join("L")}Z`;
    from = to;
  }
  return path;
}

/** Height of a value within a range. */
export function heightOf(value: number, [low, high]: [number, number]): number {
  return drawnHeight - ((value - low) / (high - low)) * drawnHeight;
}
