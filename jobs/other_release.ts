/**
 * Jobs that another release has written, while old and new processes run side by side: what this one does not know is
 * left to a newer one. A release reads the payloads of the release before it; see docs/operations/upgrades.md.
 */
import type { ClaimedJob } from "./claims.ts";
import { TASKS } from "./contract.ts";

/** How soon somebody else may look at it. */
export const PUT_BACK_SECONDS = 15;
/** An upgrade is over by then: what nobody has known for so long, nobody will. */
const PATIENCE_MS = 24 * 60 * 60 * 1000;

/** A job of a task that this release does not have. */
export class UnknownTask extends Error {
  override name = "unknown_task";
}

export type Strangeness = "unknown_task" | "unknown_payload";

/** Why this release cannot run a job that failed here; null where it can, and the job failed for a reason of its own. */
export function strangenessOf({ task, payload }: ClaimedJob, error: unknown): Strangeness | null {
  if (error instanceof UnknownTask) return "unknown_task";
  const contract = isTask(task) ? TASKS[task] : undefined;
  return contract?.payload.safeParse(payload).success === false ? "unknown_payload" : null;
}

/** Whether a newer worker may still come for it. */
export function mayBeForNewer({ createdAt }: ClaimedJob, now: number): boolean {
  return now - createdAt.getTime() < PATIENCE_MS;
}

function isTask(task: string): task is keyof typeof TASKS {
  return Object.hasOwn(TASKS, task);
}
