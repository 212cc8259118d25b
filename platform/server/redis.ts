import { createClient } from "@redis/client";
import { Redis } from "@upstash/redis";
import type { Log, Metrics } from "#domain/ports.ts";
import { guard, type GuardOptions } from "../redis/guard.ts";
import { reportOutages } from "../redis/outage.ts";
import { type Exchange, redisRequester } from "./redis_requester.ts";

export interface ServerRedisOptions {
  /** `redis://` or, with TLS, `rediss://[user[:password]@]host[:port][/database]`; Redis 7 or newer. */
  url: string;
  /** Goes before the one in the URL. */
  password?: string;
  /** Authorities in PEM, for `rediss://`; otherwise the certificate is verified with those that Deno trusts. */
  ca?: string;
  log: Log;
  metrics?: Metrics;
  guard?: GuardOptions;
}

export interface OpenRedis {
  redis: Redis;
  /** Hears what is published on a channel, over a connection of its own that comes back by itself. */
  subscribe(channel: string, onMessage: () => void): () => void;
  close(): void;
}

const FIRST_CONNECTION_MILLISECONDS = 2_000;

/**
 * Opens Redis over TCP, and waits a moment for the first connection. Where there is none, it goes on trying in the
 * background, and commands end with `StoreUnavailable`.
 */
export async function openServerRedis(options: ServerRedisOptions): Promise<OpenRedis> {
  const link = redisLink(options);
  await link.firstConnection;

  const redis = new Redis(redisRequester(link.exchange));
  redis.use(guard({ ...reportOutages(options.log, options.metrics), ...options.guard }));
  return {
    redis,
    close: link.close,
    subscribe: (channel, onMessage) => subscribe(options, channel, onMessage),
  };
}

function subscribe(options: ServerRedisOptions, channel: string, onMessage: () => void): () => void {
  const client = connect(options);
  // The client subscribes again when it has connected again.
  client.once("ready", () => void client.subscribe(channel, onMessage).catch(() => {}));
  return () => disconnect(client);
}

export interface RedisLink {
  exchange: Exchange;
  /** Resolves with the first connection, or when it takes too long. */
  firstConnection: Promise<void>;
  close(): void;
}

export interface RedisLinkOptions extends Pick<ServerRedisOptions, "url" | "password" | "ca" | "log"> {
  /** With commands under way and no answer for this long, the connection is made anew; 5,000 where not given. */
  deadAfterMilliseconds?: number;
}

/** One connection that comes back by itself. Rejects at once while there is none. */
export function redisLink(options: RedisLinkOptions): RedisLink {
  const { deadAfterMilliseconds = 5_000 } = options;
  let client = connect(options);
  let underWay = 0;
  let silentSince = 0;

  /** A peer that vanished without a word leaves a connection that looks alive for many minutes. */
  function replaceIfDead(): void {
    if (underWay === 0 || performance.now() - silentSince < deadAfterMilliseconds) return;
    disconnect(client);
    client = connect(options);
    silentSince = performance.now();
  }

  return {
    exchange: async (work) => {
      replaceIfDead();
      if (!client.isReady) throw new Error("there is no connection");
      if (underWay === 0) silentSince = performance.now();
      underWay++;
      const worker = client;
      try {
        return await work(worker);
      } finally {
        underWay--;
        silentSince = performance.now();
      }
    },
    firstConnection: new Promise((resolve) => {
      const timer = setTimeout(resolve, FIRST_CONNECTION_MILLISECONDS);
      client.once("ready", () => {
        clearTimeout(timer);
        resolve();
      });
    }),
    close: () => disconnect(client),
  };
}

type Client = ReturnType<typeof connect>;

function connect({ url, password, ca, log }: RedisLinkOptions) {
  const client = createClient({
    url,
    ...(password === undefined ? {} : { password }),
    // Version 2 answers in the flat shapes that @upstash/redis expects.
    RESP: 2,
    maintNotifications: "disabled",
    disableClientInfo: true,
    disableOfflineQueue: true,
    pingInterval: 3_000,
    socket: {
      // The address says whether there is TLS; a certificate and its name are then always verified.
      ...(ca === undefined ? {} : { tls: true as const, ca }),
      connectTimeout: 2_000,
      // Longer than the pings, so that it only ends connections that got stuck while they were being made.
      socketTimeout: 10_000,
      reconnectStrategy: (retries) => Math.min(50 * 2 ** retries, 500) + Math.random() * 50,
    },
  });
  // Without a listener it would end the process. The guard tells of outages; the reason is only of use to an operator.
  client.on(
    "error",
    (error: Error) => log.debug("The connection to Redis failed", { reason: error.message }),
  );
  // Rejects only when it is closed before it was open.
  client.connect().catch(() => {});
  return client;
}

function disconnect(client: Client): void {
  if (client.isOpen) client.destroy();
}
