import { useSignal } from "@preact/signals";
import { logs } from "../api/clients";
import type { LoggedTask, Timeline } from "../generated/robotpolicy/v1/logs_pb";
import { Verdict, VerdictSchema } from "../generated/robotpolicy/v1/tasks_pb";
import { attempt } from "../shared/notices";
import { mayOperate } from "../shared/session";
import { duration, nameOf } from "../shared/words";
import { name, seek, timeline as shown } from "./store";
import { outcome } from "./TimelineView";

/** The tasks of a recording, and how they came out; said now or corrected. */
export function TaskLabels({ timeline }: { timeline: Timeline }) {
  if (timeline.tasks.length === 0) return <p class="hint">No task ran in this recording.</p>;
  return (
    <table class="labels-table">
      <thead>
        <tr>
          <th>at</th>
          <th>task</th>
          <th>came out</th>
          <th>for</th>
          <th>takeovers, holds, alarms</th>
          <th>label</th>
        </tr>
      </thead>
      <tbody>
        {timeline.tasks.map((task) => (
          <Row key={task.taskId} task={task} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ task }: { task: LoggedTask }) {
  const comment = useSignal(task.comment);
  const label = (verdict: Verdict) =>
    attempt(async () => {
      const labelled = await logs.labelLoggedTask({ name: name.value, taskId: task.taskId, verdict, comment: comment.value });
      const now = shown.value;
      if (now) shown.value = { ...now, tasks: now.tasks.map((each) => (each.taskId === task.taskId ? labelled : each)) };
    });
  return (
    <tr data-task={task.taskId}>
      <td>
        <button type="button" class="link" onClick={() => seek(task.startS)}>
          {task.startS.toFixed(1)} s
        </button>
      </td>
      <td>
        {task.text || "(a picture, a sketch or nothing said)"} <small>{task.policy}</small>
      </td>
      <td>
        <span class={`chip ${outcome(task)}`}>{task.verdict ? nameOf(VerdictSchema, task.verdict) : task.state}</span> <small>{task.verdictBy}</small>
      </td>
      <td>{duration(task.endS - task.startS)}</td>
      <td>
        {task.takeovers}, {task.holds}, {task.alarms}
      </td>
      <td class="buttons inline">
        {[Verdict.SUCCESS, Verdict.FAILURE, Verdict.UNSURE].map((verdict) => (
          <button type="button" key={verdict} disabled={!mayOperate.value} aria-pressed={task.verdict === verdict} onClick={() => label(verdict)}>
            {nameOf(VerdictSchema, verdict)}
          </button>
        ))}
        <input type="text" maxLength={1000} placeholder="comment" aria-label="Comment" value={comment.value} onInput={(event) => (comment.value = event.currentTarget.value)} />
      </td>
    </tr>
  );
}
