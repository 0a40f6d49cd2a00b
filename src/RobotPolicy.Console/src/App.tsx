import { signal } from "@preact/signals";
import { lazy, Suspense } from "preact/compat";
import { watchAlerts, AlertPanel } from "./live/AlertPanel";
import { Cameras } from "./live/Cameras";
import { FailurePanel } from "./live/FailurePanel";
import { watchGamepad } from "./live/gamepad";
import { Header } from "./live/Header";
import { HealthPanel, watchHealth } from "./live/HealthPanel";
import { HumanPanel } from "./live/HumanPanel";
import { Joints } from "./live/Joints";
import { watchKeyboard } from "./live/keyboard";
import { OutcomePanel } from "./live/OutcomePanel";
import { Questions, watchQuestions } from "./live/Questions";
import { TaskPanel, watchTasks } from "./live/TaskPanel";
import { dismiss, notices } from "./shared/notices";
import { watchRobot } from "./shared/robot";
import { needsToken, watchSession } from "./shared/session";
import { SignIn } from "./shared/SignIn";

// Looking back is loaded when somebody does.
const Replay = lazy(() => import("./replay/Replay").then((module) => module.Replay));

const page = signal(pageOf());

function pageOf(): string {
  return location.hash.startsWith("#/replay") ? "replay" : "live";
}

addEventListener("hashchange", () => (page.value = pageOf()));
watchSession();
watchRobot();
watchTasks();
watchAlerts();
watchQuestions();
watchHealth();
watchKeyboard();
watchGamepad();

/** The console: one page for what is now, one for what was. */
export function App() {
  return (
    <>
      <Header page={page.value} />
      {needsToken.value && <SignIn />}
      {page.value === "live" ? <Live /> : <Suspense fallback={<p class="boot">Loading …</p>}><Replay /></Suspense>}
      <Notices />
    </>
  );
}

function Live() {
  return (
    <main class="live">
      <div class="see">
        <Cameras />
        <Joints />
      </div>
      <div class="act">
        <Questions />
        <TaskPanel />
        <HumanPanel />
        <FailurePanel />
        <OutcomePanel />
        <AlertPanel />
        <HealthPanel />
      </div>
    </main>
  );
}

function Notices() {
  return (
    <div class="notices" aria-live="polite">
      {notices.value.map((notice) => (
        <p key={notice.id} class={`notice ${notice.tone}`}>
          {notice.text}
          <button type="button" aria-label="Dismiss" onClick={() => dismiss(notice.id)}>
            ×
          </button>
        </p>
      ))}
    </div>
  );
}
