/** The queue, for operators: how much waits, and what was given up. */
import { isUuid } from "#domain/cursor.ts";
import { DomainError } from "#domain/errors.ts";
import { getQueue } from "#domain/operations/get_queue.ts";
import { retryJob } from "#domain/operations/retry_job.ts";
import { retryJobs } from "#domain/operations/retry_jobs.ts";
import { QueuePage } from "#views/platform/queue.tsx";
import { queueWords } from "#views/platform/queue_words.ts";
import type { LexiaContext } from "../../_env.ts";
import { type ProblemStatus, statusOf } from "../../_middleware/problem.ts";
import { frameOf, readForm, show, textIn } from "../_page.ts";
import { LIVE_SCRIPT } from "../assets.ts";
import { idIn, typedIn } from "./_asked.ts";

export async function queuePage(c: LexiaContext): Promise<Response> {
  return await showQueue(c);
}

async function showQueue(
  c: LexiaContext,
  error?: string,
  status: 200 | ProblemStatus = 200,
): Promise<Response> {
  const search = typedIn(c, "q");
  const queue = await getQueue(c.var.platformCtx, { search });
  const retried = /^\d{1,6}$/.exec(c.req.query("retried") ?? "")?.[0];
  return show(
    c,
    <QueuePage
      frame={frameOf(c)}
      script={LIVE_SCRIPT.path}
      search={search}
      {...queue}
      retried={retried === undefined ? null : Number(retried)}
      error={error}
    />,
    status,
  );
}

export async function submitRetry(c: LexiaContext): Promise<Response> {
  const id = idIn(c);
  try {
    if (!isUuid(id)) throw new DomainError("job_not_found");
    await retryJob(c.var.platformCtx, id);
    return c.redirect("/queue?retried=1", 303);
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== "job_not_found") throw error;
    return await showQueue(c, queueWords(frameOf(c).reader.locale).gone, statusOf(error.kind));
  }
}

/** All that failed in one way. */
export async function submitRetries(c: LexiaContext): Promise<Response> {
  const form = await readForm(c);
  const [task, reason] = [textIn(form, "task").slice(0, 60), textIn(form, "reason").slice(0, 500)];
  const count = await retryJobs(c.var.platformCtx, { task, reason: reason === "" ? null : reason });
  return c.redirect(`/queue?retried=${count}`, 303);
}
