import { useSignal } from "@preact/signals";
import { tasks as client } from "../api/clients";
import { Verdict, VerdictSchema } from "../generated/robotpolicy/v1/tasks_pb";
import { attempt, say } from "../shared/notices";
import { mayOperate } from "../shared/session";
import { nameOf } from "../shared/words";
import { describe, running, task } from "./TaskPanel";

const choices: readonly (readonly [Verdict, string])[] = [
  [Verdict.SUCCESS, "Success"],
  [Verdict.FAILURE, "Failure"],
  [Verdict.UNSURE, "Cannot tell"],
];

/** Says how a task came out, while it runs or after it: what a recording is learned from. */
export function OutcomePanel() {
  const comment = useSignal("");
  const now = task.value;
  if (!now) return null;
  const label = (verdict: Verdict) =>
    attempt(async () => {
      task.value = await client.reportVerdict({ taskId: now.taskId, verdict, comment: comment.value, finish: verdict === Verdict.SUCCESS });
      say(`Labelled: ${nameOf(VerdictSchema, verdict)}.`, "good");
      comment.value = "";
    });
  return (
    <section class="panel outcome" aria-label="Outcome">
      <header>
        <h2>How did it come out?</h2>
        {now.verdict && <span class="chip good" data-verdict={nameOf(VerdictSchema, now.verdict.verdict)}>{nameOf(VerdictSchema, now.verdict.verdict)}, by {now.verdict.by}</span>}
      </header>
      <p class="hint">
        {running.value ? "The task that runs: " : "The last task: "}
        {describe(now.goal)}
      </p>
      <input type="text" maxLength={1000} placeholder="A comment, if you like" aria-label="Comment" value={comment.value} onInput={(event) => (comment.value = event.currentTarget.value)} />
      <p class="buttons">
        {choices.map(([verdict, text]) => (
          <button type="button" key={verdict} disabled={!mayOperate.value} onClick={() => label(verdict)}>
            {text}
          </button>
        ))}
      </p>
    </section>
  );
}
