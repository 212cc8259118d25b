/** The end of a job that will never finish. */
import { sqlCause } from "#db/driver.ts";
import type { Services } from "#domain/ctx.ts";
import { buryJob, type ClaimedJob, LeaseLost } from "./claims.ts";
import type { TaskDefinitions } from "./task_definition.ts";

/**
 * Buries a job and lets its task put right what it left, as one step. Where the task itself cannot do that, such as
 * for a payload of another release, the job is buried all the same and the log says so.
 * @throws {LeaseLost}
 */
export async function buryForGood(
  services: Pick<Services, "platformDb" | "log">,
  tasks: TaskDefinitions,
  claimed: ClaimedJob,
  reason: string,
): Promise<void> {
  const use = { purpose: "jobs.bury" };
  try {
    await services.platformDb.tx(use, async (tx) => {
      await buryJob(tx, claimed, reason);
      const task = tasks[claimed.task];
      if (task && claimed.organizationId) {
        await task.bury(tx, claimed.payload, claimed.organizationId, reason);
      }
    });
  } catch (error) {
    if (error instanceof LeaseLost || sqlCause(error)) throw error;
    services.log.error("Cannot put right what a buried job left", {
      job_id: claimed.id,
      task: claimed.task,
      error,
    });
    await services.platformDb.tx(use, (tx) => buryJob(tx, claimed, reason));
  }
}
