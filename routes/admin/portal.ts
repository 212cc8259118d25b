import { getPortalHealth } from "#domain/operations/get_portal_health.ts";
import type { PortalHealth } from "#domain/portals/portal.ts";
import { createRoute, definePlatform, json, problems, z } from "../_openapi.ts";

const instant = z.iso.datetime().nullable();

const PortalBody = z.object({
  source: z.string(),
  breaker: z.object({
    state: z.enum(["closed", "open", "half_open"]),
    reason: z.string().nullable(),
    until: instant,
    trips: z.int(),
  }),
  pace: z.object({
    per_minute: z.int(),
    concurrency: z.int(),
    in_flight: z.int(),
    waiting: z.int(),
    next_at: instant,
  }),
  budget: z.object({ day: z.iso.date(), used: z.int(), limit: z.int().nullable() }),
  window: z.object({ expression: z.string(), is_open: z.boolean(), opens_at: instant }),
  last_success_at: instant,
  last_failure: z.object({ at: z.iso.datetime(), reason: z.string() }).nullable(),
}).openapi("Portal", {
  example: {
    source: "cpnu",
    breaker: { state: "open", reason: "blocked", until: "2026-11-20T16:20:00.000Z", trips: 1 },
    pace: { per_minute: 12, concurrency: 1, in_flight: 0, waiting: 4, next_at: null },
    budget: { day: "2026-11-20", used: 412, limit: null },
    window: { expression: "Mon-Fri 06:00-20:00", is_open: true, opens_at: null },
    last_success_at: "2026-11-20T15:59:58.100Z",
    last_failure: { at: "2026-11-20T16:00:00.000Z", reason: "blocked" },
  },
});

export const listPortalsRoute = definePlatform(
  createRoute({
    method: "get",
    path: "/api/v1/admin/portal",
    operationId: "listPortals",
    tags: ["admin"],
    summary: "The court portals: breaker, pace, budget and run window",
    responses: {
      200: json(z.object({ items: z.array(PortalBody) }), "Every portal"),
      ...problems("store_unavailable"),
    },
  }),
  async (c) => {
    const portals = await getPortalHealth(c.var.platformCtx);
    return c.json({ items: portals.map(portalBody) }, 200);
  },
);

function portalBody(portal: PortalHealth): z.output<typeof PortalBody> {
  const { breaker, pace, window } = portal;
  return {
    source: portal.source,
    breaker: { ...breaker, until: instantOf(breaker.until) },
    pace: {
      per_minute: pace.perMinute,
      concurrency: pace.concurrency,
      in_flight: pace.inFlight,
      waiting: pace.waiting,
      next_at: instantOf(pace.nextAt),
    },
    budget: portal.budget,
    window: { expression: window.expression, is_open: window.isOpen, opens_at: instantOf(window.opensAt) },
    last_success_at: instantOf(portal.lastSuccessAt),
    last_failure: portal.lastFailure && {
      at: new Date(portal.lastFailure.at).toISOString(),
      reason: portal.lastFailure.reason,
    },
  };
}

function instantOf(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
