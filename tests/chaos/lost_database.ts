/** A database that dies, ends its connections, or has none left: R8, R9 and R10. */
import { setTimeout as pause } from "node:timers/promises";
import { Installation, type Member } from "#tests/support/installation.ts";
import { bearer, type LoadRequest } from "#tests/support/load.ts";
import { startPostgres } from "#tests/support/postgres.ts";
import { atLeast, atMost, exactly, type Finding, holds, type Proof, timed } from "#tests/support/proof.ts";
import { createDatabase } from "#tests/support/test_server.ts";
import {
  type Answered,
  Clients,
  follow,
  missing,
  radicado,
  SOLICITUDES,
  until,
  withoutJob,
} from "./_following.ts";

const LIMIT_MS = 2_000;

export const killedPostgres: Proof = {
  id: "R8",
  title: "PostgreSQL is killed under load and comes back",
  async run(scale) {
    // Every request leaves a job that has to be waited for.
    const [kills, connections] = scale === "full" ? [5, 8] : [1, 3];
    const postgres = await startPostgres(["fsync=on", "synchronous_commit=on"]);
    try {
      const database = await createDatabase({ serverUrl: postgres.url });
      await using installation = await Installation.open({ database });
      const member = await installation.member(await installation.organization());
      const api = await installation.serve();
      const worker = installation.work();
      const clients = new Clients(api.port, connections, (index) => follow(member, radicado(index)));
      const returns: number[] = [];
      for (let kill = 0; kill < kills; kill++) {
        await acknowledges(clients, 20);
        await postgres.kill();
        await pause(1_000);
        await postgres.restart();
        returns.push(performance.now());
        await acknowledges(clients, 1);
        await pause(LIMIT_MS + 1_000);
      }
      await clients.stop();
      const hasExited = api.isOver || worker.isOver;
      const unfinished = "status in ('ready', 'running')";
      await until("no job is left", async () => await installation.count("jobs", unfinished) === 0, 120_000);
      return [
        ...afterReturns(clients.answers, returns),
        exactly(
          `of ${clients.acknowledged.size} acknowledged, missing`,
          await missing(installation, clients.acknowledged),
          0,
        ),
        exactly("committed without a job", await withoutJob(installation), 0),
        exactly("jobs not done", await installation.count("jobs", "status <> 'done'"), 0),
        holds("no process of LEXIA ended", !hasExited, hasExited ? "one ended" : "none ended", "none ended"),
      ];
    } finally {
      await postgres.stop();
    }
  },
};

/** Resolves when that many more are acknowledged. */
async function acknowledges(clients: Clients, more: number): Promise<void> {
  const goal = clients.acknowledged.size + more;
  await until(`${more} more are acknowledged`, () => Promise.resolve(clients.acknowledged.size >= goal));
}

function afterReturns(answers: readonly Answered[], returns: readonly number[]): Finding[] {
  const firsts = returns.map((at) => {
    const success = answers.find((answer) => answer.status === 201 && answer.at >= at);
    return (success?.at ?? Infinity) - at;
  });
  const late = returns.flatMap((at, i) => {
    const next = returns[i + 1] ?? Infinity;
    // Until the next kill, which comes at the earliest with that distance to the next return.
    return answers.filter(({ status, sentAt }) =>
      status !== 201 && sentAt > at + LIMIT_MS && sentAt < Math.min(next - 1_500, at + LIMIT_MS + 1_000)
    );
  });
  const refusals = answers.filter(({ status }) => status !== 201);
  return [
    atLeast("requests refused while it was away", refusals.length, returns.length),
    exactly("of them other than 503 with Retry-After", refusals.filter((one) => !isHonest(one)).length, 0),
    timed(atMost("longest time from its return to the first success", Math.max(...firsts) / 1_000, 2, "s")),
    exactly("errors later than 2 s after its return", late.length, 0),
  ];
}

/** "Not now", with the time to come again. */
function isHonest({ status, head }: Answered): boolean {
  return status === 503 && /^retry-after: \d+/im.test(head);
}

export const endedConnections: Proof = {
  id: "R9",
  title: "every connection of LEXIA is ended each second under load",
  async run(scale) {
    const seconds = scale === "full" ? 60 : 5;
    await using installation = await Installation.open();
    const member = await installation.member(await installation.organization());
    const api = await installation.serve();
    installation.work();
    const next = readsAndWrites(member);
    const clients = new Clients(api.port, 12, next);
    await acknowledges(clients, 10);
    const ended = await endConnections(installation, seconds);
    await pause(500);
    await clients.stop();
    const { answers, acknowledged } = clients;
    const failed = answers.filter(({ status }) => status >= 500 || status === 0);
    const unfinished = "status in ('ready', 'running')";
    await until("no job is left", async () => await installation.count("jobs", unfinished) === 0, 120_000);
    return [
      atLeast("connections ended", ended, seconds),
      atLeast("requests", answers.length, seconds * 10),
      timed(atMost("share of 5xx", failed.length / answers.length * 100, 1, "%")),
      exactly("of them other than 503 with Retry-After", failed.filter((one) => !isHonest(one)).length, 0),
      exactly(`of ${acknowledged.size} acknowledged, missing`, await missing(installation, acknowledged), 0),
      exactly("committed without a job", await withoutJob(installation), 0),
      exactly("jobs not done", await installation.count("jobs", "status <> 'done'"), 0),
    ];
  },
};

/** Lists and creations in turn, the latter with a key, as the reference advises. */
function readsAndWrites(member: Member): (index: number) => LoadRequest {
  return (index) =>
    index % 3 === 0
      ? follow(member, radicado(index), { "idempotency-key": `create-${index}` })
      : list(member);
}

function list({ host, token }: Member): LoadRequest {
  return { path: `${SOLICITUDES}?limit=20`, host, headers: bearer(token) };
}

async function endConnections(installation: Installation, seconds: number): Promise<number> {
  let ended = 0;
  for (let second = 0; second < seconds; second++) {
    const [row] = await installation.query(
      `select count(pg_terminate_backend(pid))::int from pg_stat_activity
       where datname = current_database() and usename = 'lexia_owner'`,
    );
    ended += Number(row?.[0]);
    await pause(1_000);
  }
  return ended;
}

const REFUSED = "action like 'request.%'";
const POOL = 10;
const REQUESTS = 200;

export const exhaustedPool: Proof = {
  id: "R10",
  title: "more requests than connections while statements are slow",
  async run(scale) {
    const heldSeconds = scale === "full" ? 5 : 3;
    await using installation = await Installation.open();
    const member = await installation.member(await installation.organization());
    const api = await installation.serve({ env: { DATABASE_POOL_SIZE: String(POOL) } });
    const warm = new Clients(api.port, POOL, () => list(member));
    await pause(1_000);
    await warm.stop();

    const clients = new Clients(api.port, REQUESTS, () => list(member));
    const heldFrom = performance.now();
    const heldUntil = await holdTable(installation, heldSeconds);
    await pause(2_000);
    const waiting = clients.answers.filter(({ at }) => at > heldFrom && at < heldUntil);
    await clients.stop();
    const refused = clients.answers.filter(({ status }) => status === 503);
    const longest = Math.max(...refused.map(({ sentAt, at }) => at - sentAt));
    const first = clients.answers.find(({ status, sentAt, at }) =>
      status === 200 && sentAt < at && at > heldUntil
    );
    const after = clients.answers.filter(({ sentAt }) => sentAt > heldUntil + 1_000);
    return [
      atLeast("requests refused meanwhile", refused.length, REQUESTS - POOL),
      exactly(
        "answers meanwhile other than 503 with Retry-After",
        waiting.filter((one) => one.status !== 200 && !isHonest(one)).length,
        0,
      ),
      // Writing of them would wait for the same connections again.
      exactly("of them written to the audit log", await installation.count("audit_log", REFUSED), 0),
      timed(atMost("longest wait of those that were refused", longest / 1_000, 2, "s")),
      timed(
        atMost(
          "from the release to the first success",
          ((first?.at ?? Infinity) - heldUntil) / 1_000,
          1,
          "s",
        ),
      ),
      exactly(
        "errors of requests sent 1 s after the release or later",
        after.filter(({ status }) => status !== 200).length,
        0,
      ),
    ];
  },
};

/** Holds the table that every list reads; returns when that was over. */
async function holdTable(installation: Installation, seconds: number): Promise<number> {
  await installation.owner.session(async (connection) => {
    await connection.batch([{ text: "begin" }, { text: "lock table solicitudes in access exclusive mode" }]);
    await pause(seconds * 1_000);
    await connection.batch([{ text: "commit" }]);
  });
  return performance.now();
}
