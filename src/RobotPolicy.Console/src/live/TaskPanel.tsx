import { create } from "@bufbuild/protobuf";
import { computed, signal, useSignal } from "@preact/signals";
import { intervention, policies as policyClient, tasks as taskClient } from "../api/clients";
import { watch } from "../api/watch";
import { AlarmResponse } from "../generated/robotpolicy/v1/failure_pb";
import { HumanSource, ReleaseRequest_Then } from "../generated/robotpolicy/v1/intervention_pb";
import { ControlMode } from "../generated/robotpolicy/v1/types_pb";
import { GoalKind, PolicyState, PolicyStateSchema, type Policy } from "../generated/robotpolicy/v1/policies_pb";
import { GoalSchema, TaskState, type Goal, type Task } from "../generated/robotpolicy/v1/tasks_pb";
import { attempt, say } from "../shared/notices";
import { mode, robot, state } from "../shared/robot";
import { holds, me } from "../shared/session";
import { causeWords, duration, nameOf, taskStateName } from "../shared/words";
import { pictures } from "./Cameras";
import { drawing, sketch, toGoal, undo } from "./sketch";

const pollMs = 1000;

// Packages come and go by hand; the service looks through folders for them.
const packagesEvery = 5;

export const known = signal<readonly Policy[]>([]);

/** The newest task, over or not. */
export const task = signal<Task | undefined>(undefined);

export const running = computed(() => (task.value && task.value.state !== TaskState.ENDED && task.value.state !== TaskState.FAILED ? task.value : undefined));

/** Begins to follow tasks and packages. */
export function watchTasks(): void {
  let polls = 0;
  const poll = async () => {
    if (document.hidden || !me.value) return;
    try {
      if (polls++ % packagesEvery === 0) known.value = (await policyClient.listPolicies({})).policies;
      const newest = (await taskClient.listTasks({ pageSize: 1 })).tasks[0];
      if (newest?.taskId !== task.value?.taskId || !running.value) task.value = newest;
    } catch {
      // The state's stream tells that the service is away.
    }
  };
  setInterval(() => void poll(), pollMs);
  void poll();
  let followed = "";
  let end = () => {};
  state.subscribe((now) => {
    const id = now?.taskId ?? "";
    if (id === followed) return;
    followed = id;
    end();
    end = id ? watch((signal) => taskClient.watchTask({ taskId: id }, { signal }), (event) => (task.value = event.task)) : () => {};
    void poll();
  });
}

const chosen = signal("");
const kind = signal<GoalKind>(GoalKind.TEXT);
const text = signal("");
const image = signal<{ data: Uint8Array<ArrayBuffer>; camera: string; url: string } | undefined>(undefined);

const selected = computed(() => known.value.find((policy) => policy.name === chosen.value) ?? known.value.find((policy) => policy.state === PolicyState.ACTIVE) ?? known.value[0]);
const kinds = computed<readonly GoalKind[]>(() => (selected.value?.goals ?? []).filter((each) => each === GoalKind.TEXT || each === GoalKind.IMAGE || each === GoalKind.SKETCH));

export function TaskPanel() {
  const policy = selected.value;
  const isLoaded = policy?.state === PolicyState.LOADED || policy?.state === PolicyState.ACTIVE;
  return (
    <section class="panel task" aria-label="Task">
      <header>
        <h2>Task</h2>
      </header>
      <Progress />
      <fieldset disabled={!holds.value}>
        <label class="row">
          Policy
          <select value={policy?.name ?? ""} onChange={(event) => (chosen.value = event.currentTarget.value)} disabled={!!running.value}>
            {known.value.map((each) => (
              <option key={each.name} value={each.name}>
                {each.name} ({nameOf(PolicyStateSchema, each.state)})
              </option>
            ))}
          </select>
        </label>
        {policy?.problems.map((problem) => <p class="bad" key={problem}>{problem}</p>)}
        {policy && !isLoaded && <Load policy={policy} />}
        {isLoaded && <GoalEditor />}
        {isLoaded && <StartRow policy={policy!} />}
      </fieldset>
      {!holds.value && <p class="hint">Take control to start a task.</p>}
    </section>
  );
}

function Progress() {
  const now = task.value;
  if (!now) return <p class="hint">No task yet.</p>;
  const isOver = !running.value;
  return (
    <div class={isOver ? "progress over" : "progress"} data-state={taskStateName(now.state)}>
      <p>
        <b>{describe(now.goal)}</b> <span class="chip">{taskStateName(now.state)}</span>
        {now.cause !== 0 && <span class="chip warn">{causeWords(now.cause, now.culprit)}</span>}
      </p>
      <p class="hint">
        {now.policy}, {duration(now.executedS)} executed, {now.holds} holds, {now.takeovers} takeovers{now.stepCount > 0 ? `, step ${now.step} of ${now.stepCount}` : ""}
        {now.attempt > 1 ? `, attempt ${now.attempt}` : ""}
        {now.primitive ? `, ${now.primitive}` : ""}
        {now.overtime ? ", longer than expected" : ""}
      </p>
      {now.progress !== undefined && <progress max={1} value={now.progress} aria-label="Progress of the task" />}
    </div>
  );
}

/** A goal in a few words. */
export function describe(goal: Goal | undefined): string {
  switch (goal?.kind.case) {
    case "text":
      return `“${goal.kind.value}”`;
    case "image":
      return "a goal picture";
    case "sketch":
      return `a sketch on ${goal.kind.value.camera}`;
    case "pose":
      return "a pose";
    case "embedding":
      return "an embedding";
    default:
      return "as the policy was trained";
  }
}

function Load({ policy }: { policy: Policy }) {
  const progress = useSignal<{ stage: string; fraction: number } | undefined>(undefined);
  const load = () =>
    attempt(async () => {
      progress.value = { stage: "asking", fraction: 0 };
      try {
        for await (const step of policyClient.loadPolicy({ name: policy.name })) {
          progress.value = { stage: step.stage, fraction: step.fraction };
          if (step.warning) say(step.warning, "warning");
        }
      } finally {
        progress.value = undefined;
        known.value = (await policyClient.listPolicies({})).policies;
      }
    });
  return progress.value ? (
    <p>
      {progress.value.stage} <progress max={1} value={progress.value.fraction} />
    </p>
  ) : (
    <p class="buttons">
      <button type="button" onClick={load}>
        Load {policy.name}
      </button>
    </p>
  );
}

function GoalEditor() {
  const shown = kinds.value;
  if (shown.length === 0) return <p class="hint">This policy takes no goal: it does what it was trained for. Words are a note.</p>;
  const now = shown.includes(kind.value) ? kind.value : shown[0]!;
  const labels: Partial<Record<GoalKind, string>> = { [GoalKind.TEXT]: "Words", [GoalKind.IMAGE]: "Picture", [GoalKind.SKETCH]: "Sketch" };
  return (
    <div class="goal">
      <div class="tabs" role="tablist">
        {shown.map((each) => (
          <button
            type="button"
            role="tab"
            key={each}
            aria-selected={each === now}
            onClick={() => {
              kind.value = each;
              drawing.value = each === GoalKind.SKETCH;
            }}
          >
            {labels[each]}
          </button>
        ))}
      </div>
      {now === GoalKind.TEXT && <TextGoal />}
      {now === GoalKind.IMAGE && <ImageGoal />}
      {now === GoalKind.SKETCH && <SketchGoal />}
    </div>
  );
}

function TextGoal() {
  return <input type="text" maxLength={1000} placeholder="What to do" aria-label="What to do" value={text.value} onInput={(event) => (text.value = event.currentTarget.value)} />;
}

function ImageGoal() {
  const take = async (data: Blob, camera: string) => {
    if (image.value) URL.revokeObjectURL(image.value.url);
    image.value = { data: new Uint8Array(await data.arrayBuffer()), camera, url: URL.createObjectURL(data) };
  };
  const cameras = robot.value?.cameras ?? [];
  const capture = async (camera: string) => {
    const bitmap = pictures.get(camera);
    if (!bitmap) return say(`There is no picture of ${camera} yet.`, "warning");
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    canvas.getContext("2d")!.drawImage(bitmap, 0, 0);
    await take(await canvas.convertToBlob({ type: "image/png" }), camera);
  };
  return (
    <div>
      <p class="buttons">
        {cameras.map((camera) => (
          <button type="button" key={camera.name} onClick={() => void capture(camera.name)}>
            Now on {camera.name}
          </button>
        ))}
        <label class="file">
          From a file
          <input
            type="file"
            accept="image/png,image/jpeg"
            onChange={(event) => {
              const file = event.currentTarget.files?.[0];
              if (file) void take(file, cameras[0]?.name ?? "");
            }}
          />
        </label>
      </p>
      {image.value && <img class="goal-picture" src={image.value.url} alt="The picture of the goal" />}
    </div>
  );
}

function SketchGoal() {
  const drawn = sketch.value;
  return (
    <p class="buttons">
      <button type="button" aria-pressed={drawing.value} onClick={() => (drawing.value = !drawing.value)}>
        {drawing.value ? "Drawing: draw on a picture" : "Draw"}
      </button>
      <button type="button" disabled={!drawn} onClick={undo}>
        Undo
      </button>
      <button type="button" disabled={!drawn} onClick={() => (sketch.value = undefined)}>
        Clear
      </button>
      <span class="hint">{drawn ? `${drawn.strokes.length} strokes on ${drawn.camera}` : ""}</span>
    </p>
  );
}

function goal(): Goal | undefined {
  const shown = kinds.value;
  const now = shown.includes(kind.value) ? kind.value : shown[0];
  if (now === GoalKind.IMAGE && image.value) return create(GoalSchema, { kind: { case: "image", value: { data: image.value.data, camera: image.value.camera } } });
  if (now === GoalKind.SKETCH && sketch.value) return create(GoalSchema, { kind: { case: "sketch", value: toGoal(sketch.value) } });
  if ((now === GoalKind.TEXT || now === undefined) && text.value.trim()) return create(GoalSchema, { kind: { case: "text", value: text.value.trim() } });
  return undefined;
}

/** Out of a stop without a task: the human is in command for a moment, moves nothing and hands back. */
async function clear(): Promise<void> {
  await intervention.takeOver({ source: HumanSource.STREAM });
  await intervention.release({ then: ReleaseRequest_Then.RESUME });
}

const responses: readonly (readonly [AlarmResponse, string])[] = [
  [AlarmResponse.INFORM, "tell me"],
  [AlarmResponse.SLOW, "slow down"],
  [AlarmResponse.HOLD, "hold and ask"],
  [AlarmResponse.HANDOVER, "hold and call me"],
  [AlarmResponse.RETRY, "try again from the safe pose"],
];

function StartRow({ policy }: { policy: Policy }) {
  const response = useSignal<AlarmResponse>(AlarmResponse.HOLD);
  const confirm = useSignal(true);
  const now = running.value;
  const wanted = goal();
  const finish = () => {
    drawing.value = false;
    sketch.value = undefined;
  };
  const start = () =>
    attempt(async () => {
      task.value = await taskClient.startTask({
        requestId: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`.slice(0, 64),
        policy: policy.name,
        goal: wanted,
        confirm: confirm.value,
        retries: response.value === AlarmResponse.RETRY ? 2 : 0,
        onFailure: { onAlarm: response.value },
      });
      finish();
    });
  const change = () =>
    attempt(async () => {
      task.value = await taskClient.changeGoal({ taskId: now!.taskId, goal: wanted });
      finish();
    });
  if (now)
    return (
      <div>
        <p class="buttons">
          {kinds.value.length > 0 && (
            <button type="button" disabled={!wanted} onClick={change}>
              Change the goal
            </button>
          )}
          {now.state === TaskState.RUNNING ? (
            <button type="button" onClick={() => attempt(() => taskClient.pauseTask({ taskId: now.taskId }))}>
              Pause
            </button>
          ) : (
            <button type="button" class="primary" disabled={now.state === TaskState.HUMAN || now.state === TaskState.AWAITING_ANSWER} onClick={() => attempt(() => taskClient.resumeTask({ taskId: now.taskId }))}>
              Go on
            </button>
          )}
          <button type="button" onClick={() => attempt(() => taskClient.stopTask({ taskId: now.taskId }))}>
            End the task
          </button>
        </p>
      </div>
    );
  if (mode.value === ControlMode.PROTECTIVE_STOP || mode.value === ControlMode.HOLDING)
    return (
      <p class="buttons">
        <button type="button" class="primary" onClick={() => attempt(clear)}>
          Clear the stop
        </button>
        <span class="hint">Nothing moves: there is no task to go on with.</span>
      </p>
    );
  return (
    <div>
      <label class="row">
        If a failure is foreseen
        <select value={response.value} onChange={(event) => (response.value = Number(event.currentTarget.value) as AlarmResponse)}>
          {responses.map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
      </label>
      <label class="row">
        <span>
          <input type="checkbox" checked={confirm.value} onChange={(event) => (confirm.value = event.currentTarget.checked)} /> Ask whether the arm is clear before it moves
        </span>
      </label>
      <p class="buttons">
        <button type="button" class="primary" disabled={policy.goalRequired && !wanted} onClick={start}>
          Start{wanted?.kind.case === "sketch" ? " by the sketch" : wanted?.kind.case === "image" ? " by the picture" : ""}
        </button>
        {policy.goalRequired && !wanted && <span class="hint">It needs a goal.</span>}
      </p>
    </div>
  );
}
