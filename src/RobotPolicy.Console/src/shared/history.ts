import type { RobotState } from "../generated/robotpolicy/v1/telemetry_pb";

/** One state of the past, as much of it as is drawn. Times in seconds of the service's time of day. */
export interface Moment {
  readonly at: number;
  readonly measured: readonly number[];
  readonly command: readonly number[];
  readonly source: number;
  readonly mode: number;
  readonly ratio: number;
}

const keepSeconds = 60;

/** What was executed lately, oldest first; bounded by time. */
export class History {
  private moments: Moment[] = [];

  get all(): readonly Moment[] {
    return this.moments;
  }

  add(at: number, state: RobotState): void {
    this.moments.push({ at, measured: state.measured, command: state.command, source: state.source, mode: state.mode, ratio: state.failure?.ratio ?? Number.NaN });
    const oldest = at - keepSeconds;
    if (this.moments[0]!.at < oldest - keepSeconds / 4) this.moments = this.moments.filter((moment) => moment.at >= oldest);
  }

  /** The moments from a time on. */
  since(at: number): readonly Moment[] {
    let from = this.moments.length;
    while (from > 0 && this.moments[from - 1]!.at >= at) from--;
    return this.moments.slice(from);
  }
}
