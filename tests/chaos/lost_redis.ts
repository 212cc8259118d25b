/** A Redis that is gone, and one that hangs: R12 and R13. */
import { setTimeout as pause } from "node:timers/promises";
import { Installation, type Member, MEMBER_PASSWORD } from "#tests/support/installation.ts";
import { bearer, LoadConnection, type LoadRequest, median, percentile } from "#tests/support/load.ts";
import { atLeast, atMost, exactly, type Finding, type Proof, timed } from "#tests/support/proof.ts";
import { startRedis } from "#tests/support/redis.ts";
import { Clients, follow, missing, radicado, SOLICITUDES, until, withoutJob } from "./_following.ts";

/** Of each kind of endpoint one, with what it answers while Redis is there and while it is not. */
interface Kind {
  name: string;
  next(index: number): LoadRequest;
  up: number;
  down: number;
}

function kindsOf(member: Member, id: string): Kind[] {
  const { host, token } = member;
  const get = (path: string): LoadRequest => ({ path, host, headers: bearer(token) });
  return [
    { name: "list", next: () => get(SOLICITUDES), up: 200, down: 200 },
    { name: "get", next: () => get(`${SOLICITUDES}/${id}`), up: 200, down: 200 },
    { name: "create", next: (index) => follow(member, radicado(index)), up: 201, down: 201 },
    { name: "sign in", next: () => signIn(member, MEMBER_PASSWORD), up: 200, down: 200 },
    { name: "health", next: () => get("/health"), up: 200, down: 200 },
    { name: "ready", next: () => get("/ready"), up: 200, down: 503 },
  ];
}

function signIn({ host, email }: Member, password: string): LoadRequest {
  return { method: "POST", path: "/auth/login", host, body: { email, password } };
}

export const lostRedis: Proof = {
  id: "R12",
  title: "Redis is gone, and comes back",
  async run(scale) {
    const times = scale === "full" ? 100 : 4;
    await using redis = await startRedis();
    await using installation = await Installation.open({ redisUrl: redis.url });
    const organization = await installation.organization();
    const [member, victim] = await Promise.all(
      [1, 2].map(() => installation.member(organization, "user", { withPassword: true })),
    );
    if (!member || !victim) throw new Error("There are no members");
    const { port } = await installation.serve();
    installation.work();
    const made = await sendOnce(port, follow(member, radicado(99_999)));
    const kinds = kindsOf(member, JSON.parse(made.body).id);
    await ask(port, kinds, 2, 10_000);

    const up = await ask(port, kinds, times, 20_000);
    await redis.kill();
    const executionsBefore = await installation.count("executions");
    const down = await ask(port, kinds, times, 30_000);
    const guesses = await wrongPasswords(port, victim);
    // One that was taken leaves its row when it ends.
    const undone = "payload->>'trigger' = 'created' and run_at <= now() and status in ('ready', 'running')";
    await until("the worker has run all jobs", async () => await installation.count("jobs", undone) === 0);
    const ranMeanwhile = await installation.count("executions") - executionsBefore;
    await redis.restart();
    const readyMs = await readyAfter(port, member);
    const again = await ask(port, kinds, 3, 40_000);
    return [
      ...kinds.map(({ name, up: wanted }, i) => statusFinding(`${name}, with Redis`, up[i], wanted)),
      ...kinds.map(({ name, down: wanted }, i) => statusFinding(`${name}, without Redis`, down[i], wanted)),
      ...kinds.map(({ name, up: wanted }, i) => statusFinding(`${name}, on its return`, again[i], wanted)),
      ...kinds.map(({ name }, i) =>
        timed(atMost(`median added to ${name}`, Math.max(0, middle(down[i]) - middle(up[i])), 100, "ms"))
      ),
      atMost("wrong passwords looked at without Redis (10 with it)", guesses, 3),
      atLeast("jobs run without Redis", ranMeanwhile, times),
      exactly("solicitudes without a job", await withoutJob(installation), 0),
      timed(atMost("ready again after", readyMs / 1_000, 5, "s")),
    ];
  },
};

interface Asked {
  statuses: Set<number>;
  milliseconds: number[];
}

/** Each kind in turn, one request at a time. */
async function ask(port: number, kinds: readonly Kind[], times: number, from: number): Promise<Asked[]> {
  const asked = kinds.map(() => ({ statuses: new Set<number>(), milliseconds: new Array<number>() }));
  const connection = new LoadConnection(port);
  for (let time = 0; time < times; time++) {
    for (const [i, kind] of kinds.entries()) {
      const sentAt = performance.now();
      const { status } = await connection.send(kind.next(from + time), false);
      asked[i]?.milliseconds.push(performance.now() - sentAt);
      asked[i]?.statuses.add(status);
    }
  }
  connection.close();
  return asked;
}

function statusFinding(what: string, asked: Asked | undefined, wanted: number): Finding {
  return exactly(what, [...asked?.statuses ?? []].join(" "), String(wanted));
}

function middle(asked: Asked | undefined): number {
  return median(asked?.milliseconds ?? []);
}

async function sendOnce(port: number, request: LoadRequest) {
  const connection = new LoadConnection(port);
  const answer = await connection.send(request, true);
  connection.close();
  return answer;
}

/** How many wrong passwords are looked at before the account is spared. */
async function wrongPasswords(port: number, victim: Member): Promise<number> {
  for (let tries = 0; tries < 40; tries++) {
    const { status } = await sendOnce(port, signIn(victim, "not the right password"));
    if (status === 429) return tries;
  }
  return 40;
}

async function readyAfter(port: number, { host }: Member): Promise<number> {
  const since = performance.now();
  await until("it is ready", async () => (await sendOnce(port, { path: "/ready", host })).status === 200);
  return performance.now() - since;
}

export const hungRedis: Proof = {
  id: "R13",
  title: "Redis hangs: connections stay open, nothing answers",
  async run(scale) {
    const [rounds, seconds] = scale === "full" ? [5, 10] : [1, 2];
    await using redis = await startRedis();
    await using installation = await Installation.open({ redisUrl: redis.url });
    const member = await installation.member(await installation.organization());
    const { port } = await installation.serve();
    const list: LoadRequest = { path: SOLICITUDES, host: member.host, headers: bearer(member.token) };
    let created = 0;
    const next = (index: number) => index % 4 === 0 ? follow(member, radicado(created++)) : list;
    const acknowledged = new Set<string>();
    async function during(): Promise<{ latencies: number[]; failed: number }> {
      const clients = new Clients(port, 8, next);
      await pause(seconds * 1_000);
      await clients.stop();
      for (const id of clients.acknowledged) acknowledged.add(id);
      return {
        latencies: clients.answers.map(({ sentAt, at }) => at - sentAt),
        failed: clients.answers.filter(({ status }) => status !== 200 && status !== 201).length,
      };
    }
    await during();
    const [up, hung]: [number[], number[]] = [[], []];
    let failed = 0;
    for (let round = 0; round < rounds; round++) {
      up.push(...(await during()).latencies);
      redis.pause();
      const meanwhile = await during();
      redis.resume();
      hung.push(...meanwhile.latencies);
      failed += meanwhile.failed;
      await readyAfter(port, member);
    }
    const p99 = (values: number[]) => percentile(values.toSorted((a, b) => a - b), 0.99);
    return [
      atLeast("requests meanwhile", hung.length, 50),
      timed(atMost("added to p99", Math.max(0, p99(hung) - p99(up)), 250, "ms")),
      exactly("requests that failed meanwhile", failed, 0),
      exactly("acknowledged and missing", await missing(installation, acknowledged), 0),
      exactly("committed without a job", await withoutJob(installation), 0),
    ];
  },
};
