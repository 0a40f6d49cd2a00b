import { isCancelled } from "./errors";

const firstPause = 250;
const longestPause = 2000;

/** Keeps a stream open for as long as the page lives: one that ends is opened again after a while. */
export function watch<T>(
  open: (signal: AbortSignal) => AsyncIterable<T>,
  take: (message: T) => void,
  failed: (error: unknown) => void = () => {},
): () => void {
  const stopping = new AbortController();
  void run();
  return () => stopping.abort();

  async function run(): Promise<void> {
    let pause = firstPause;
    while (!stopping.signal.aborted) {
      try {
        for await (const message of open(stopping.signal)) {
          pause = firstPause;
          take(message);
        }
      } catch (error) {
        if (!isCancelled(error)) failed(error);
      }
      await new Promise((resolve) => setTimeout(resolve, pause));
      pause = Math.min(longestPause, pause * 2);
    }
  }
}
