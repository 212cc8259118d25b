/**
 * The edge in front of an installation's servers: Neon's WebSocket before its PostgreSQL, Upstash's REST interface
 * before its Redis, at a distance where one is wanted.
 */
import { type DelayingProxy, startDelayingProxy } from "./delaying_proxy.ts";
import { startNeonProxy } from "./neon_proxy.ts";
import { startUpstashFront } from "./upstash_front.ts";

/** What Deno Deploy grants a program. */
export const EDGE_PERMISSIONS = ["--allow-net", "--allow-env"];

export interface Links {
  database: DelayingProxy;
  redis: DelayingProxy;
}

export interface Front extends AsyncDisposable {
  /** For processes: it replaces the installation's own variables of the same names. */
  env: Record<string, string>;
  links: Links;
}

export interface Servers {
  /** PostgreSQL's and Redis' own addresses. */
  databaseUrl: string;
  redisUrl: string;
}

/** What processes of the edge home connect to, with so many milliseconds of a round trip to either server. */
export async function openEdgeFront(servers: Servers, milliseconds = 0): Promise<Front> {
  const neon = startNeonProxy(portOf(servers.databaseUrl));
  const upstash = await startUpstashFront(servers.redisUrl);
  const links = linksTo(Number(neon.address.split(":")[1]), portOf(upstash.url), milliseconds);
  return {
    env: {
      DATABASE_URL: servers.databaseUrl,
      DATABASE_WEBSOCKET_PROXY: `127.0.0.1:${links.database.port}`,
      REDIS_URL: "",
      UPSTASH_REDIS_REST_URL: `http://127.0.0.1:${links.redis.port}`,
      UPSTASH_REDIS_REST_TOKEN: upstash.token,
    },
    links,
    async [Symbol.asyncDispose]() {
      await closeLinks(links);
      await neon.close();
      await upstash.close();
    },
  };
}

/** The same distance for processes of the server home. */
export function openServerFront(servers: Servers, milliseconds: number): Front {
  const links = linksTo(portOf(servers.databaseUrl), portOf(servers.redisUrl), milliseconds);
  return {
    env: {
      DATABASE_URL: withPort(servers.databaseUrl, links.database.port),
      REDIS_URL: withPort(servers.redisUrl, links.redis.port),
    },
    links,
    [Symbol.asyncDispose]: () => closeLinks(links),
  };
}

function linksTo(databasePort: number, redisPort: number, milliseconds: number): Links {
  return {
    database: startDelayingProxy({ targetPort: databasePort, milliseconds }),
    redis: startDelayingProxy({ targetPort: redisPort, milliseconds }),
  };
}

async function closeLinks({ database, redis }: Links): Promise<void> {
  await database[Symbol.asyncDispose]();
  await redis[Symbol.asyncDispose]();
}

function portOf(url: string): number {
  return Number(new URL(url).port);
}

function withPort(text: string, port: number): string {
  const url = new URL(text);
  url.port = String(port);
  return url.href;
}
