/** The one place where LEXIA's home is chosen. A home's drivers are loaded only where it is the one. */
import type { Clock, Log, Metrics, Platform } from "#domain/ports.ts";
import type { Config, Home } from "./config.ts";
import { systemClock } from "./clock.ts";
import { openPortalFetch } from "./portal_fetch.ts";

export { type Config, ConfigError, readConfig } from "./config.ts";
export { openLog } from "./log.ts";
export { type MetricsRoom, openMetrics } from "./metrics.ts";

export interface PlatformDeps {
  log: Log;
  metrics: Metrics;
  clock?: Clock;
}

/** What a home supplies beside what all of them share. */
export type HomeDrivers = Omit<Platform, "home" | "portalFetch" | "clock">;

/** Opens the database, the shared store and the way to the portal. Close it when done. */
export async function openPlatform(config: Config, deps: PlatformDeps): Promise<Platform> {
  const clock = deps.clock ?? systemClock;
  const drivers = await openHome(config.home, config, { ...deps, clock });
  const portalFetch = openPortalFetch(config.portal);
  return {
    ...drivers,
    home: config.home.kind,
    portalFetch,
    clock,
    async close() {
      portalFetch.close();
      await drivers.close();
    },
  };
}

async function openHome(
  home: Home,
  config: Config,
  deps: PlatformDeps & { clock: Clock },
): Promise<HomeDrivers> {
  switch (home.kind) {
    case "embedded":
      return await (await import("./embedded/mod.ts")).openEmbedded(home, deps);
    case "server":
      return await (await import("./server/mod.ts")).openServer(home, config.databasePoolSize, deps);
    case "edge":
      return (await import("./edge/mod.ts")).openEdge(home, config.databasePoolSize, deps);
  }
}
