import { DomainError } from "#domain/errors.ts";
import { countActiveUsers } from "../_middleware/active_users.ts";
import { createRoute, definePublic, problems, z } from "../_openapi.ts";
import { mayScrape } from "./_may_scrape.ts";

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
    const scrape = { header: (name: string) => c.req.header(name), remoteAddress: c.env?.remoteAddress };
    if (!mayScrape(scrape, settings.metrics.token)) throw new DomainError("authentication_required");
    deps.services.metrics.set("active_users_total", countActiveUsers(deps));
    const { body, contentType } = await requestMetrics.render();
    return c.text(body, 200, { "Content-Type": contentType });
  },
);
