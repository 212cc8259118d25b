import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict";
import { errors, type Redis, type UpstashResponse } from "@upstash/redis";
import { StoreUnavailable } from "#domain/ports.ts";
import { openEdgeRedis } from "#platform/edge/redis.ts";
import { guard, type GuardOptions, type Refusal } from "#platform/redis/guard.ts";
import { reportOutages } from "#platform/redis/outage.ts";
import { redisStore } from "#platform/redis/store.ts";
import { openServerRedis, redisLink } from "#platform/server/redis.ts";
import { isolatedRedisUrl, startRedis } from "#tests/support/redis.ts";
import { silentLog } from "#tests/support/silent_log.ts";
import { movableClock } from "#tests/support/stores.ts";
import { startUpstashFront } from "#tests/support/upstash_front.ts";

const PAUSE = 1_000;

/** A guard over a Redis whose every answer the test decides. */
function guarded(options: GuardOptions = {}) {
  const clock = movableClock(0);
  const refusals: Refusal[] = [];
  const protect = guard({ now: clock.now, onUnavailable: (why) => refusals.push(why), ...options });
  let sent = 0;
  return {
    clock,
    refusals,
    sent: () => sent,
    /** Sends a command that Redis answers so. */
    ask: (answer: () => Promise<unknown>) =>
      protect({ body: ["get", "k"] }, async <T>() => {
        sent++;
        return await answer() as UpstashResponse<T>;
      }),
  };
}

const fine = () => Promise.resolve({ result: "fine" });
const lost = () => Promise.reject(new TypeError("connection reset"));
const says = (message: string) => () => Promise.reject(new errors.UpstashError(message));

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

Deno.test("guard", async (t) => {
  await t.step("refuses for a second after a failure without asking, then sends one probe", async () => {
    const { ask, clock, refusals, sent } = guarded();
    await rejects(ask(lost), StoreUnavailable);
    clock.advance(PAUSE - 1);
    await rejects(ask(fine), StoreUnavailable);
    strictEqual(sent(), 1);

    clock.advance(1);
    const probe = Promise.withResolvers<{ result: string }>();
    const probing = ask(() => probe.promise);
    await rejects(ask(fine), StoreUnavailable);
    strictEqual(sent(), 2);
    probe.resolve({ result: "fine" });
    deepStrictEqual(await probing, { result: "fine" });
    deepStrictEqual(await ask(fine), { result: "fine" });
    deepStrictEqual(refusals, ["connection", "paused", "paused"]);
  });

  await t.step("waits again when the probe fails, and then sends another", async () => {
    const { ask, clock, sent } = guarded();
    await rejects(ask(lost), StoreUnavailable);
    clock.advance(PAUSE);
    await rejects(ask(lost), StoreUnavailable);
    await rejects(ask(fine), StoreUnavailable);
    strictEqual(sent(), 2);
    clock.advance(PAUSE);
    deepStrictEqual(await ask(fine), { result: "fine" });
  });

  await t.step("gives up in time, and swallows what fails later", async () => {
    const { ask, refusals } = guarded({ timeoutMilliseconds: 30 });
    const late = Promise.withResolvers<never>();
    await rejects(ask(() => late.promise), StoreUnavailable);
    late.reject(new Error("too late"));
    deepStrictEqual(refusals, ["timeout"]);
  });

  for (
    const message of [
      "WRONGTYPE Operation against a key holding the wrong kind of value",
      "ERR unknown command 'nonsense'",
      "NOSCRIPT No matching script. Please use EVAL.",
    ]
  ) {
    await t.step(`lets through ${message.split(" ")[0]}, without the arguments, and stays open`, async () => {
      const { ask, refusals } = guarded();
      const asked = ask(says(`${message}, command was: ["get","a secret"]`));
      await rejects(asked, { name: "UpstashError", message });
      await ask(fine);
      deepStrictEqual(refusals, []);
    });
  }

  for (
    const message of [
      "LOADING Redis is loading the dataset in memory",
      "READONLY You can't write against a read only replica.",
      "NOAUTH Authentication required.",
      "OOM command not allowed when used memory > 'maxmemory'.",
      "ERR max daily request limit exceeded. Limit: 10000, Usage: 10000.",
      "Unauthorized",
    ]
  ) {
    await t.step(`takes "${message.slice(0, 12)}" for an outage, alone and in a pipeline`, async () => {
      const alone = guarded();
      await rejects(alone.ask(says(message)), (error) => {
        ok(error instanceof StoreUnavailable);
        match(error.message, /shared store/);
        return true;
      });
      const pipeline = guarded();
      await rejects(
        pipeline.ask(() => Promise.resolve([{ result: 1 }, { error: message }])),
        StoreUnavailable,
      );
    });
  }

  await t.step("leaves a refused command of a pipeline to its caller", async () => {
    const { ask } = guarded();
    const answer = [{ result: 1 }, { error: "WRONGTYPE no" }];
    deepStrictEqual(await ask(() => Promise.resolve(answer)), answer);
  });

  await t.step("does not take its own process being busy for a slow Redis", async () => {
    const { ask } = guarded({ timeoutMilliseconds: 60 });
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const [client, server] = await Promise.all([
      Deno.connect({ port: listener.addr.port }),
      listener.accept(),
    ]);
    const answering = ask(async () => {
      await client.read(new Uint8Array(1));
      return { result: "in the socket" };
    });
    await server.write(new Uint8Array(1));
    for (const start = performance.now(); performance.now() - start < 150;);
    deepStrictEqual(await answering, { result: "in the socket" });
    client.close();
    server.close();
  });

  await t.step("logs when an outage begins and when it ends, and counts every refusal", async () => {
    const lines: string[] = [];
    let count = 0;
    const log = {
      ...silentLog,
      warn: (line: string) => lines.push(line),
      info: (line: string) => lines.push(line),
    };
    const metrics = { increment: () => void count++, set() {}, observe() {} };
    const { ask, clock } = guarded(reportOutages(log, metrics));
    for (let i = 0; i < 5; i++) await rejects(ask(lost), StoreUnavailable);
    clock.advance(PAUSE);
    for (let i = 0; i < 5; i++) await ask(fine);
    deepStrictEqual(lines, ["The shared store cannot be reached", "The shared store answers again"]);
    strictEqual(count, 5);
  });
});

/** Where every core is taken, a timer may come late by more than the limits below allow. */
const BUSY_MACHINE = { retry: 2 };

/** Asks until Redis answers again: how long a connection takes to come back is up to the machine. */
async function answersAgain(redis: Redis, clock: { advance(milliseconds: number): void }): Promise<void> {
  const deadline = performance.now() + 15_000;
  for (;;) {
    clock.advance(PAUSE);
    try {
      await redis.ping();
      return;
    } catch (error) {
      if (!(error instanceof StoreUnavailable) || performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

Deno.test("openServerRedis while Redis hangs, dies and comes back", BUSY_MACHINE, async (t) => {
  await using server = await startRedis();
  const clock = movableClock(0);
  const { redis, close } = await openServerRedis({
    url: server.url,
    log: silentLog,
    guard: { now: clock.now },
  });
  const { limiter, cache, queue, state, events, ping } = redisStore(redis, clock);
  const calls = [
    () => limiter.take("k", 5, 60),
    () => limiter.refund("k", 5, 60),
    () => cache.get("k"),
    () => cache.set("k", 1, 60),
    () => queue.push([{ jobId: "j", lane: 0, tenant: "t", dueAt: 0 }]),
    () => queue.take(1),
    () => state.update("k", 60, () => ({ value: 1, answer: 1 })),
    () => events.append("k", 1, 60),
    ping,
  ];
  await t.step("works", async () => {
    for (const call of calls) await call();
  });

  await t.step("ends 50 calls at once within 250 ms while Redis hangs, then refuses at once", async () => {
    server.pause();
    const all = Array.from({ length: 50 }, (_, n) => calls[n % calls.length] ?? ping);
    const first = await milliseconds(() => Promise.all(all.map((call) => rejects(call(), StoreUnavailable))));
    ok(first <= 250, `took ${first} ms`);
    const next = await milliseconds(async () => {
      for (const call of calls) await rejects(call(), StoreUnavailable);
    });
    ok(next <= 25, `took ${next} ms`);
  });

  await t.step("works when Redis goes on", async () => {
    server.resume();
    await answersAgain(redis, clock);
    for (const call of calls) await call();
  });

  await t.step("refuses at once when Redis is gone", async () => {
    await server.kill();
    const took = await milliseconds(async () => {
      for (const call of calls) {
        clock.advance(PAUSE);
        await rejects(call(), StoreUnavailable);
      }
    });
    ok(took <= 250, `took ${took} ms`);
  });

  await t.step("works again with a new, empty Redis that knows no script", async () => {
    await server.restart();
    await answersAgain(redis, clock);
    strictEqual((await limiter.take("new", 5, 60)).remaining, 4);
    for (const call of calls) await call();
  });
  close();
});

Deno.test("openServerRedis opens without a Redis, and finds it when it comes", async () => {
  await using server = await startRedis();
  await server.kill();
  const clock = movableClock(0);
  const { redis, close } = await openServerRedis({
    url: server.url,
    log: silentLog,
    guard: { now: clock.now },
  });
  await rejects(redis.ping(), StoreUnavailable);
  await server.restart();
  await answersAgain(redis, clock);
  close();
  clock.advance(PAUSE);
  await rejects(redis.ping(), StoreUnavailable);
});

Deno.test("openServerRedis signs in with the given password", async () => {
  await using server = await startRedis();
  const admin = await openServerRedis({ url: server.url, log: silentLog });
  await admin.redis.set("k", 1);
  await redisLinkCommand(server.url, ["CONFIG", "SET", "requirepass", "correct horse"]);

  const { redis, close } = await openServerRedis({
    url: server.url,
    password: "correct horse",
    log: silentLog,
  });
  strictEqual(await redis.get("k"), 1);
  const wrong = await openServerRedis({ url: server.url, password: "wrong", log: silentLog });
  await rejects(wrong.redis.get("k"), StoreUnavailable);
  for (const end of [admin.close, close, wrong.close]) end();
});

async function redisLinkCommand(url: string, command: string[]): Promise<void> {
  const link = redisLink({ url, log: silentLog });
  await link.firstConnection;
  await link.exchange((connection) => connection.sendCommand(command));
  link.close();
}

Deno.test("redisLink replaces a connection whose other end fell silent", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const silent = listener.accept();
  const answering = silent.then(async () => await pong(await listener.accept()));

  const link = redisLink({
    url: `redis://127.0.0.1:${listener.addr.port}`,
    log: silentLog,
    deadAfterMilliseconds: 0,
  });
  await link.firstConnection;
  const ask = () => link.exchange((connection) => connection.sendCommand(["PING"]));
  const unanswered = rejects(ask());
  await rejects(ask(), /no connection/);
  await unanswered;

  const deadline = performance.now() + 5_000;
  let answer: unknown;
  while (answer === undefined && performance.now() < deadline) {
    answer = await ask().catch(() => new Promise((resolve) => setTimeout(() => resolve(undefined), 10)));
  }
  strictEqual(answer, "PONG");

  link.close();
  (await silent).close();
  await answering;
});

/** Says that it is there, until the other end closes. */
async function pong(connection: Deno.Conn): Promise<void> {
  using _open = connection;
  const buffer = new Uint8Array(1_024);
  while (await connection.read(buffer) !== null) {
    await connection.write(new TextEncoder().encode("+PONG\r\n"));
  }
}

Deno.test("redisRequester", async (t) => {
  const database = await isolatedRedisUrl();
  const { redis, close } = await openServerRedis({ url: database.url, log: silentLog });

  await t.step("runs scripts that are marked for Upstash", async () => {
    const marked = "#!lua flags=allow-key-locking\nreturn ARGV[1]";
    strictEqual(await redis.eval(marked, [], ["a"]), "a");
    await redis.scriptFlush();
    strictEqual(await redis.createScript(marked).exec([], ["b"]), "b");

    const other = "#!lua flags=allow-key-locking\nreturn 7";
    await redis.scriptLoad(other);
    strictEqual(await redis.evalsha(await sha1(other), [], []), 7);
    strictEqual(await redis.evalshaRo(await sha1(other), [], []), 7);
  });

  await t.step("answers a pipeline command by command", async () => {
    const answers = await redis.pipeline().set("k", "text").lpush("k", 1).get("k").exec({ keepErrors: true });
    deepStrictEqual(answers.map(({ result }) => result), ["OK", undefined, "text"]);
    match(answers[1]?.error ?? "", /^WRONGTYPE/);
  });

  await t.step("runs a transaction whole", async () => {
    deepStrictEqual(await redis.multi().set("n", 1).incrby("n", 4).exec(), ["OK", 5]);
    const answers = await redis.multi().set("k", "text").lpush("k", 1).exec({ keepErrors: true });
    match(answers[1]?.error ?? "", /^WRONGTYPE/);
  });

  await t.step("keeps the shapes of hashes and sorted sets", async () => {
    await redis.hset("h", { a: "1", b: { c: 2 } });
    deepStrictEqual(await redis.hgetall("h"), { a: 1, b: { c: 2 } });
    await redis.zadd("z", { score: 1.5, member: "m" });
    deepStrictEqual(await redis.zrange("z", 0, -1, { withScores: true }), ["m", 1.5]);
  });

  await t.step("passes on what Redis says of a wrong command", async () => {
    await redis.set("k", "text");
    await rejects(redis.lpush("k", 1), { name: "UpstashError", message: /^WRONGTYPE/ });
  });

  close();
  await database.close();
});

Deno.test("openEdgeRedis", BUSY_MACHINE, async (t) => {
  await using server = await startRedis();
  await using front = await startUpstashFront(server.url);
  const clock = movableClock(0);
  const options = { url: front.url, token: front.token, log: silentLog };
  const redis = openEdgeRedis({ ...options, guard: { now: clock.now, timeoutMilliseconds: 300 } });

  await t.step("speaks REST, with the types that went in", async () => {
    await redis.set("k", { text: "ñ😀", digits: "123" });
    deepStrictEqual(await redis.get("k"), { text: "ñ😀", digits: "123" });
    deepStrictEqual(await redis.multi().incr("n").incr("n").exec(), [1, 2]);
  });

  await t.step("says what was wrong with a command, but not its values", async () => {
    await rejects(redis.lpush("k", "a secret"), (error) => {
      ok(error instanceof errors.UpstashError);
      match(error.message, /^WRONGTYPE/);
      ok(!error.message.includes("secret"));
      return true;
    });
  });

  await t.step("is unavailable with a wrong token, and without a server", async () => {
    await rejects(openEdgeRedis({ ...options, token: "wrong" }).ping(), StoreUnavailable);
    await rejects(openEdgeRedis({ ...options, url: "http://127.0.0.1:1" }).ping(), StoreUnavailable);
  });

  await t.step("gives up in time while Redis hangs, then refuses at once, then works again", async () => {
    server.pause();
    const first = await milliseconds(() => rejects(redis.ping(), StoreUnavailable));
    ok(first >= 250 && first <= 400, `took ${first} ms`);
    const next = await milliseconds(() => rejects(redis.ping(), StoreUnavailable));
    ok(next <= 25, `took ${next} ms`);
    server.resume();
    await answersAgain(redis, clock);
  });

  await t.step("is unavailable while the REST server has lost its Redis", async () => {
    await server.kill();
    await rejects(redis.ping(), StoreUnavailable);
    await server.restart();
    await answersAgain(redis, clock);
  });
});

async function sha1(source: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-1", new TextEncoder().encode(source));
  return new Uint8Array(digest).toHex();
}
