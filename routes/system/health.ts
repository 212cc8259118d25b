import { createRoute, definePublic, json, z } from "../_openapi.ts";

/** Tells that the process answers. Asks nothing of anybody, so that a dead database does not get it restarted. */
export const healthRoute = definePublic(
  createRoute({
    method: "get",
    path: "/health",
    operationId: "health",
    tags: ["system"],
    summary: "Whether the process answers",
    responses: {
      200: json(z.object({ status: z.literal("ok") }).openapi({ example: { status: "ok" } }), "It does"),
    },
  }),
  (c) => c.json({ status: "ok" as const }, 200),
);
