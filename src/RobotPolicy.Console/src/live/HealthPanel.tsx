import { signal } from "@preact/signals";
import { telemetry } from "../api/clients";
import type { Distribution, Metrics, Topics } from "../generated/robotpolicy/v1/telemetry_pb";
import { chunk, state } from "../shared/robot";
import { me } from "../shared/session";
import { duration } from "../shared/words";

const pollMs = 1000;

const topics = signal<{ now: Topics; before: Topics | undefined } | undefined>(undefined);
const metrics = signal<Metrics | undefined>(undefined);

export function watchHealth(): void {
  const poll = async () => {
    if (document.hidden || !me.value) return;
    try {
      const [nextTopics, nextMetrics] = await Promise.all([telemetry.getTopics({}), telemetry.getMetrics({})]);
      topics.value = { now: nextTopics, before: topics.value?.now };
      metrics.value = nextMetrics;
    } catch {
      // The state's stream tells that the service is away.
    }
  };
  setInterval(() => void poll(), pollMs);
}

/** What came from the robot, how old it is, what was dropped, and how punctual the loop is. */
export function HealthPanel() {
  const [now, before] = [topics.value?.now, topics.value?.before];
  const passed = now && before ? now.atS - before.atS : 0;
  return (
    <section class="panel health" aria-label="Health">
      <header>
        <h2>Health</h2>
      </header>
      <table>
        <thead>
          <tr>
            <th>topic</th>
            <th>rate</th>
            <th>age</th>
            <th>dropped</th>
            <th>unusable</th>
            <th>from</th>
          </tr>
        </thead>
        <tbody>
          {now?.topics.map((topic, i) => {
            const isStale = topic.ageS < 0 || topic.ageS > topic.timeoutS;
            const rate = passed > 0 ? Number(topic.received - (before!.topics[i]?.received ?? 0n)) / passed : Number.NaN;
            return (
              <tr key={topic.topic} class={isStale ? "bad" : ""}>
                <td title={topic.topic}>{topic.name}</td>
                <td>{Number.isFinite(rate) ? `${rate.toFixed(rate < 10 ? 1 : 0)} Hz` : "–"}</td>
                <td>{duration(topic.ageS)}</td>
                <td>{topic.dropped.toString()}</td>
                <td>{topic.invalid.toString()}</td>
                <td>{topic.incompatibleQos ? `QoS does not fit: ${topic.incompatibleQos}` : `${topic.publishers} publisher${topic.publishers === 1 ? "" : "s"}`}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <dl>
        <Figure name="tick.lateness" label="Wake-up, p99.9" />
        <Figure name="tick.duration" label="Tick, p99.9" />
        <dt>Inference</dt>
        <dd>{chunk.value ? duration(chunk.value.inferenceS) : "–"}</dd>
        <dt>Chunk left</dt>
        <dd>{state.value ? duration(Math.max(0, state.value.scheduleRemainingS)) : "–"}</dd>
        <dt>Deadlines missed</dt>
        <dd>{counter("ticks.skipped") ?? "–"}</dd>
        <dt>States this page missed</dt>
        <dd>{state.value?.lost.toString() ?? "–"}</dd>
        {counter("recording.written_mb") !== undefined && (
          <>
            <dt>Recorded</dt>
            <dd>
              {counter("recording.written_mb")!.toFixed(0)} MB, {counter("recording.dropped")} dropped
            </dd>
          </>
        )}
      </dl>
    </section>
  );
}

function Figure({ name, label }: { name: string; label: string }) {
  const found: Distribution | undefined = metrics.value?.distributions.find((each) => each.name === name);
  return (
    <>
      <dt>{label}</dt>
      <dd>{found ? duration(found.p999S) : "–"}</dd>
    </>
  );
}

function counter(name: string): number | undefined {
  return metrics.value?.counters.find((each) => each.name === name)?.value;
}
