/** What a task is made of: how it runs, and what is put right where it never will. */
import type { Db, TenantDb } from "#db/tenant_db.ts";
import type { RunningJob, Services } from "#domain/ctx.ts";

/** What is known of a job while it runs. */
export interface TaskRun {
  services: Services;
  organizationId: string;
  db: TenantDb;
  job: RunningJob;
  payload: Record<string, unknown>;
}

export interface TaskDefinition {
  /** Must end by `job.complete` or `job.reschedule` inside the transaction of its effects. */
  run(run: TaskRun): Promise<void>;
  /** For a job that is no organization's but the platform's; absent where there are none. */
  runForPlatform?(run: Omit<TaskRun, "organizationId">): Promise<void>;
  /** Puts right what a job that will never finish left behind, in the transaction that buries it. */
  bury(tx: Db, payload: Record<string, unknown>, organizationId: string, reason: string): Promise<void>;
}

export type TaskDefinitions = Readonly<Record<string, TaskDefinition>>;
