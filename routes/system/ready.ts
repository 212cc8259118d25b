import { createRoute, definePublic, json, z } from "../_openapi.ts";

const check = z.enum(["ok", "failed"]);
const ReadyBody = z.object({
  status: z.enum(["ready", "not_ready"]),
  checks: z.object({ database: check, redis: check, migrations: check }),
}).openapi("Readiness", {
  example: { status: "ready", checks: { database: "ok", redis: "ok", migrations: "ok" } },
});

/** Tells whether requests should come here: the database answers, Redis answers, and no migration is missing. */
export const readyRoute = definePublic(
  createRoute({
    method: "get",
    path: "/ready",
    operationId: "ready",
    tags: ["system"],
    summary: "Whether requests should come here",
    responses: { 200: json(ReadyBody, "Yes"), 503: json(ReadyBody, "Not now") },
  }),
  async (c) => {
    const { database, redis, migrations } = await c.var.deps.readiness();
    const isReady = database && redis && migrations;
    const checks = { database: asCheck(database), redis: asCheck(redis), migrations: asCheck(migrations) };
    return isReady
      ? c.json({ status: "ready" as const, checks }, 200)
      : c.json({ status: "not_ready" as const, checks }, 503, { "Retry-After": "2" });
  },
);

function asCheck(isGood: boolean): "ok" | "failed" {
  return isGood ? "ok" : "failed";
}
