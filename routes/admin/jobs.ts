import { listJobs } from "#domain/operations/list_jobs.ts";
import { retryJob } from "#domain/operations/retry_job.ts";
import { createRoute, definePlatform, IdParam, json, problems, z } from "../_openapi.ts";

const JobsBody = z.object({
  counts: z.object({ ready: z.int(), running: z.int(), done: z.int(), buried: z.int() }),
  oldest_due_seconds: z.number(),
  buried: z.array(z.object({
    id: z.uuid(),
    organization_id: z.uuid().nullable(),
    task: z.string(),
    reason: z.string().nullable(),
    attempts: z.int(),
    buried_at: z.iso.datetime().nullable(),
  })),
}).openapi("Jobs", {
  example: {
    counts: { ready: 3, running: 1, done: 1520, buried: 1 },
    oldest_due_seconds: 0.4,
    buried: [{
      id: "0192f0c6-bf73-7b60-8c82-706d9fa1b2c3",
      organization_id: "0192f0c4-0000-7000-8000-000000000001",
      task: "solicitud.execute",
      reason: "workers_lost",
      attempts: 6,
      buried_at: "2026-11-20T16:00:00.000Z",
    }],
  },
});

export const listJobsRoute = definePlatform(
  createRoute({
    method: "get",
    path: "/api/v1/admin/jobs",
    operationId: "listJobs",
    tags: ["admin"],
    summary: "The queue: how much waits, and what was given up",
    responses: { 200: json(JobsBody, "The queue now") },
  }),
  async (c) => {
    const { counts, oldestDueSeconds, buried } = await listJobs(c.var.platformCtx);
    return c.json({
      counts,
      oldest_due_seconds: oldestDueSeconds,
      buried: buried.map((job) => ({
        id: job.id,
        organization_id: job.organizationId,
        task: job.task,
        reason: job.reason,
        attempts: job.attempts,
        buried_at: job.buriedAt && job.buriedAt.toISOString(),
      })),
    }, 200);
  },
);

export const retryJobRoute = definePlatform(
  createRoute({
    method: "post",
    path: "/api/v1/admin/jobs/{id}/retry",
    operationId: "retryJob",
    tags: ["admin"],
    summary: "Give a buried job all its attempts again",
    request: { params: IdParam },
    responses: { 204: { description: "It will run now" }, ...problems("job_not_found", "request_invalid") },
  }),
  async (c) => {
    await retryJob(c.var.platformCtx, c.req.valid("param").id);
    return c.body(null, 204);
  },
);
