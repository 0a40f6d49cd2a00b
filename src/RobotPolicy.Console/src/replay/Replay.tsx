import { signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { policies } from "../api/clients";
import { mayOperate } from "../shared/session";
import { duration } from "../shared/words";
import { timestampMs } from "@bufbuild/protobuf/wkt";
import type { LogEntry, Timeline } from "../generated/robotpolicy/v1/logs_pb";
import { MomentView } from "./MomentView";
import { compare, entries, giveUp, list, name, open, problem, progress, timeline } from "./store";
import { TaskLabels } from "./TaskLabels";
import { TimelineView } from "./TimelineView";

const packages = signal<readonly string[]>([]);

/** Looks back at recordings. */
export function Replay() {
  useEffect(() => {
    void list().then(() => {
      const wanted = decodeURIComponent(location.hash.split("/")[2] ?? "");
      if (wanted && wanted !== name.value) void open(wanted);
    });
    policies.listPolicies({}).then(
      (answer) => (packages.value = answer.policies.map((policy) => policy.name)),
      () => {},
    );
    return giveUp;
  }, []);
  return (
    <main class="replay">
      <aside class="panel logs" aria-label="Recordings">
        <header>
          <h2>Recordings</h2>
          <button type="button" onClick={() => void list()}>
            Look again
          </button>
        </header>
        {entries.value?.length === 0 && (
          <p class="hint">
            None yet. The service records with <code>--record DIR</code>.
          </p>
        )}
        <ul>
          {entries.value?.map((entry) => (
            <Entry key={entry.name} entry={entry} />
          ))}
        </ul>
      </aside>
      <div class="look">
        {problem.value && (
          <p class="notice error" role="alert">
            {problem.value}
          </p>
        )}
        {progress.value && (
          <p class="reading" role="status">
            {progress.value.doing} {(progress.value.fraction * 100).toFixed(0)} % <progress max={1} value={progress.value.fraction} />
            <button type="button" onClick={giveUp}>
              Give up
            </button>
          </p>
        )}
        {timeline.value ? <Opened shown={timeline.value} /> : !progress.value && <p class="boot">Choose a recording.</p>}
      </div>
    </main>
  );
}

function Entry({ entry }: { entry: LogEntry }) {
  const began = entry.beganAt ? new Date(timestampMs(entry.beganAt)).toLocaleString([], { hour12: false }) : entry.name;
  return (
    <li>
      <a href={`#/replay/${encodeURIComponent(entry.name)}`} aria-current={entry.name === name.value ? "true" : undefined} onClick={() => void open(entry.name)}>
        <b>{began}</b> {entry.isOpen && <span class="chip warn">recording now</span>}
        <small>
          {duration(entry.durationS)}, {(Number(entry.sizeBytes) / 1e6).toFixed(0)} MB{entry.tasks >= 0 ? `, ${entry.tasks} task${entry.tasks === 1 ? "" : "s"}` : ""} {entry.policies.join(", ")}
        </small>
        {entry.problem && <small class="bad">{entry.problem}</small>}
      </a>
    </li>
  );
}

function Opened({ shown }: { shown: Timeline }) {
  return (
    <>
      <section class="panel">
        <header>
          <h2>{shown.name}</h2>
          <span class="key">
            <i class="by-policy" /> policy <i class="by-human" /> human (pale: standing) <i class="held" /> held <i class="stopped" /> stopped
          </span>
        </header>
        {shown.problems.map((each) => (
          <p class="warn" key={each}>
            {each}
          </p>
        ))}
        <MomentView timeline={shown} />
        <TimelineView timeline={shown} />
        <p class="key">
          <i class="measured" /> measured <i class="command" /> commanded {shown.replayed && (<><i class="replayed" /> would have been commanded by {shown.replayed.policy}</>)}
        </p>
      </section>
      <section class="panel">
        <header>
          <h2>Tasks</h2>
        </header>
        <TaskLabels timeline={shown} />
      </section>
      <Comparing shown={shown} />
    </>
  );
}

/** What would another policy have done? */
function Comparing({ shown }: { shown: Timeline }) {
  const wanted = useSignal("");
  const result = shown.comparison;
  return (
    <section class="panel compare" aria-label="Side by side">
      <header>
        <h2>What would another policy have done?</h2>
      </header>
      <p class="hint">The robot moves as it was recorded; commands say what would have been demanded next, and not where the arm would have gone. Only while the robot is idle.</p>
      <p class="buttons">
        <select aria-label="Policy" value={wanted.value} onChange={(event) => (wanted.value = event.currentTarget.value)}>
          <option value="">the recorded one: is it the same?</option>
          {packages.value.map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </select>
        <button type="button" disabled={!mayOperate.value || progress.value !== undefined} onClick={() => void compare(wanted.value)}>
          Compare
        </button>
      </p>
      {result && (
        <p>
          <span class={result.exact ? "chip good" : "chip warn"} data-exact={result.exact}>
            {result.exact ? "the same, bit by bit" : result.differentTicks === 0n ? "every tick is the same; something could not be compared" : "not the same"}
          </span> {result.differentTicks.toString()} of {result.ticks.toString()} ticks differ; greatest
          difference of a command {result.maxCommandDifference.toPrecision(3)} rad or m; {result.realTimeFactor.toFixed(1)} × real time
        </p>
      )}
    </section>
  );
}
