/** Redis over TLS: what is verified of it, and that nothing falls back to a connection in plain. */
import { match, rejects, strictEqual, throws } from "node:assert/strict";
import type { Log } from "#domain/ports.ts";
import { openServerRedis, redisLink } from "#platform/server/redis.ts";
import { startRedis, startTlsRedis } from "#tests/support/redis.ts";
import { silentLog } from "#tests/support/silent_log.ts";
import { issue, makeAuthority } from "../../deploy/ops/_inner_authority.ts";

const authority = await makeAuthority("LEXIA tests");
const other = await makeAuthority("LEXIA tests, another");

/** Resolves with why there is no connection, where that is known by then. @throws where there is an answer. */
async function refusal(url: string, ca?: string): Promise<string> {
  const reasons: string[] = [];
  const log: Log = { ...silentLog, debug: (_message, fields) => reasons.push(String(fields?.reason)) };
  const link = redisLink({ url, ca, log });
  try {
    await link.firstConnection;
    await rejects(link.exchange((client) => client.sendCommand(["PING"])));
    return reasons[0] ?? "";
  } finally {
    link.close();
  }
}

Deno.test("Redis over TLS", async (t) => {
  const names = ["127.0.0.1", "localhost"];
  await using redis = await startTlsRedis(await issue(authority, names));
  const ca = authority.certificate;
  const byName = redis.url.replace("127.0.0.1", "localhost");

  for (const url of [redis.url, byName]) {
    await t.step(`answers commands at ${new URL(url).hostname}`, async () => {
      const { redis: client, close } = await openServerRedis({ url, ca, log: silentLog });
      try {
        await client.set("tls", url);
        strictEqual(await client.get("tls"), url);
      } finally {
        close();
      }
    });
  }

  await t.step("is trusted by one of several authorities", async () => {
    const link = redisLink({ url: redis.url, ca: other.certificate + ca, log: silentLog });
    try {
      await link.firstConnection;
      strictEqual(await link.exchange((client) => client.sendCommand(["PING"])), "PONG");
    } finally {
      link.close();
    }
  });

  await t.step("tells of what is published, again after it was gone", async () => {
    const heard: (() => void)[] = [];
    const opened = await openServerRedis({ url: redis.url, ca, log: silentLog });
    const unsubscribe = opened.subscribe("channel", () => heard.shift()?.());
    const link = redisLink({ url: redis.url, ca, log: silentLog });
    const published = async () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      heard.push(resolve);
      // Until somebody listens, nobody is told.
      const timer = setInterval(
        () => void link.exchange((client) => client.sendCommand(["PUBLISH", "channel", "x"])).catch(() => {}),
        20,
      );
      await promise.finally(() => clearInterval(timer));
    };
    try {
      await link.firstConnection;
      await published();
      await redis.restart();
      await published();
    } finally {
      link.close();
      unsubscribe();
      opened.close();
    }
  });

  const WRONG: readonly [what: string, ca: string | undefined, says: RegExp][] = [
    ["with another authority", other.certificate, /UnknownIssuer|unable to verify|issuer|self.signed/i],
    ["with none but those of the system", undefined, /UnknownIssuer|unable to verify|issuer|self.signed/i],
  ];
  for (const [what, wrong, says] of WRONG) {
    await t.step(`is refused ${what}`, async () => match(await refusal(redis.url, wrong), says));
  }

  await t.step("is refused under a name that its certificate has not", async () => {
    await using elsewhere = await startTlsRedis(await issue(authority, ["redis"]));
    match(await refusal(elsewhere.url, ca), /NotValidForName|altnames|not valid for name/i);
  });

  await t.step("answers nobody who speaks in plain", async () => {
    await refusal(redis.url.replace("rediss:", "redis:"));
  });

  await t.step("is not looked for in a Redis that speaks in plain", async () => {
    await using plain = await startRedis();
    await refusal(plain.url.replace("redis:", "rediss:"), ca);
    throws(() => redisLink({ url: plain.url, ca, log: silentLog }), /tls/);
  });
});
