/** Limits are counted in windows that end with each minute, or each quarter of an hour, whatever clock LEXIA goes by. */
import { setTimeout as pause } from "node:timers/promises";

const ROOM_MS = { minute: 15_000, quarter: 20_000 };
const LENGTH_MS = { minute: 60_000, quarter: 15 * 60_000 };

/** Waits for the next window where this one ends too soon for what a test does in it: then some attempts would be free. */
export async function withinOneWindow(kind: keyof typeof LENGTH_MS = "quarter"): Promise<void> {
  const leftMs = LENGTH_MS[kind] - Date.now() % LENGTH_MS[kind];
  if (leftMs < ROOM_MS[kind]) await pause(leftMs + 100);
}
