import { type Instance, listInstances } from "#domain/operations/instances.ts";
import { createRoute, definePlatform, json, problems, z } from "../_openapi.ts";

const InstanceBody = z.object({
  id: z.uuid(),
  role: z.enum(["all", "serve", "worker", "edge"]),
  version: z.string(),
  started_at: z.iso.datetime(),
  last_seen_at: z.iso.datetime(),
  jobs_running: z.int().meta({ description: "When it was last seen" }),
  is_silent: z.boolean().meta({
    description: "Was not heard of for several ticks, and did not say that it stops",
  }),
}).openapi("Instance", {
  example: {
    id: "0192f0c6-3333-4abc-8def-0123456789ab",
    role: "worker",
    version: "0.1.0",
    started_at: "2026-11-20T11:00:00.000Z",
    last_seen_at: "2026-11-20T15:59:58.100Z",
    jobs_running: 2,
    is_silent: false,
  },
});

export const listInstancesRoute = definePlatform(
  createRoute({
    method: "get",
    path: "/api/v1/admin/instances",
    operationId: "listInstances",
    tags: ["admin"],
    summary: "The processes that serve and work, as they were last heard of within the hour",
    responses: {
      200: json(z.object({ items: z.array(InstanceBody) }), "Every process"),
      ...problems("store_unavailable"),
    },
  }),
  async (c) => c.json({ items: (await listInstances(c.var.platformCtx)).map(instanceBody) }, 200),
);

function instanceBody(instance: Instance): z.output<typeof InstanceBody> {
  return {
    id: instance.id,
    role: instance.role,
    version: instance.version,
    started_at: instance.startedAt.toISOString(),
    last_seen_at: instance.lastSeenAt.toISOString(),
    jobs_running: instance.jobsRunning,
    is_silent: instance.isSilent,
  };
}
