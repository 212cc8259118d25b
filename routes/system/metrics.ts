import { timingSafeEqual } from "node:crypto";
import { DomainError } from "#domain/errors.ts";
import { countActiveUsers } from "../_middleware/active_users.ts";
import type { LexiaContext } from "../_env.ts";
import { createRoute, definePublic, problems, z } from "../_openapi.ts";

/** For Prometheus, with the configured token; without one, only for a scraper on this very machine. */
export const metricsRoute = definePublic(
  createRoute({
    method: "get",
    path: "/metrics",
    operationId: "metrics",
    tags: ["system"],
    summary: "Metrics in Prometheus' text format",
    responses: {
      200: { description: "The metrics", content: { "text/plain": { schema: z.string() } } },
      ...problems("authentication_required", "not_found"),
    },
  }),
  async (c) => {
    const { deps } = c.var;
    const { settings, requestMetrics } = deps;
    if (!settings.metrics.isEnabled) throw new DomainError("not_found");
    if (!mayScrape(c, settings.metrics.token)) throw new DomainError("authentication_required");
    deps.services.metrics.set("active_users_total", countActiveUsers(deps));
    const { body, contentType } = await requestMetrics.render();
    return c.text(body, 200, { "Content-Type": contentType });
  },
);

function mayScrape(c: LexiaContext, token: string | null): boolean {
  if (token !== null) return isSame(c.req.header("authorization") ?? "", `Bearer ${token}`);
  const isForwarded = OF_PROXIES.some((name) => c.req.header(name) !== undefined);
  return !isForwarded && LOOPBACK.has(c.env?.remoteAddress ?? "");
}

const OF_PROXIES = ["forwarded", "x-forwarded-for", "x-real-ip", "via"];
const LOOPBACK = new Set(["127.0.0.1", "::1", "::ffff:127.0.0.1"]);

function isSame(given: string, wanted: string): boolean {
  const [a, b] = [new TextEncoder().encode(given), new TextEncoder().encode(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
