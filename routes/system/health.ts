import { SECURITY_HEADERS } from "../_middleware/security_headers.ts";
import { createRoute, definePublic, json, z } from "../_openapi.ts";

const HEADERS = { ...SECURITY_HEADERS, "Cache-Control": "no-store" };

/**
 * Tells that the process answers. Asks nothing of anybody, so that a dead database does not get it restarted; stands
 * before all middleware, since it is asked every few seconds for as long as LEXIA runs.
 */
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
  (c) => c.json({ status: "ok" as const }, 200, HEADERS),
);
