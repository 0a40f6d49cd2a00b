import { signal } from "@preact/signals";
import { words } from "../api/errors";

export type Tone = "info" | "good" | "warning" | "error";

export interface Notice {
  readonly id: number;
  readonly text: string;
  readonly tone: Tone;
}

const keepMs = 8000;
const most = 4;
let count = 0;

/** What the page has to say lately. */
export const notices = signal<readonly Notice[]>([]);

export function say(text: string, tone: Tone = "info"): void {
  const notice = { id: ++count, text, tone };
  notices.value = [...notices.value, notice].slice(-most);
  setTimeout(() => dismiss(notice.id), keepMs);
}

export function dismiss(id: number): void {
  notices.value = notices.value.filter((notice) => notice.id !== id);
}

/** Does something that the service may refuse, and says so. Returns whether it was done. */
export async function attempt(act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    say(words(error), "error");
    return false;
  }
}
