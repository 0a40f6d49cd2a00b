import { useEffect } from "preact/hooks";
import { at } from "./store";

/**
 * Asks for something of the moment that is looked at. One request at a time, always for the newest moment: dragging asks for as many as come
 * back.
 */
export function useMoment<T>(key: string, ask: (atS: number) => Promise<T>, take: (found: T | undefined) => void): void {
  useEffect(() => {
    let isGone = false;
    let isBusy = false;
    let asked = Number.NaN;
    const look = async () => {
      if (isBusy || isGone || asked === at.value) return;
      isBusy = true;
      asked = at.value;
      const found = await ask(asked).catch(() => undefined);
      if (!isGone) take(found);
      isBusy = false;
      if (asked !== at.value) void look();
    };
    const end = at.subscribe(() => void look());
    return () => {
      isGone = true;
      end();
    };
  }, [key]);
}
