/** Two instances of the edge that share nothing but Neon and Upstash: limits, pace, queue and ends. */
import { setTimeout as pause } from "node:timers/promises";
import { EDGE_PERMISSIONS, openEdgeFront } from "#tests/support/edge_front.ts";
import { Installation, type Member } from "#tests/support/installation.ts";
import type { LexiaProcess } from "#tests/support/lexia_process.ts";
import { bearer, LoadConnection } from "#tests/support/load.ts";
import type { PortalSimulator } from "#tests/support/portal_simulator/simulator.ts";
import {
  atLeast,
  atMost,
  exactly,
  type Finding,
  holds,
  type Proof,
  type Scale,
} from "#tests/support/proof.ts";

const PATH = "/api/v1/solicitudes";
const LIMIT = 30;
const PORTAL_PER_MINUTE = 600;
const PATIENCE_MS = 120_000;

export const twoProcesses: Proof = {
  id: "E4",
  title: "two instances share limits, pace, queue and ends of sessions",
  async run(scale) {
    await using stack = new AsyncDisposableStack();
    const env = { PORTAL_CONCURRENCY: "1", PORTAL_PER_MINUTE: `${PORTAL_PER_MINUTE}` };
    const installation = stack.use(await Installation.open({ env, portal: { latencyMs: 20 } }));
    const { DATABASE_URL: databaseUrl = "", REDIS_URL: redisUrl = "" } = installation.env;
    const front = stack.use(await openEdgeFront({ databaseUrl, redisUrl }));
    const options = { env: front.env, permissions: EDGE_PERMISSIONS };
    const processes = [await installation.serve(options), await installation.serve(options)];
    const instances = processes.map(({ port }) => new LoadConnection(port));
    stack.defer(() => instances.forEach((instance) => instance.close()));
    return [
      ...await sharedLimit(installation, instances),
      ...await sharedEnds(installation, instances, scale),
      ...await sharedQueue(installation, processes, scale),
    ];
  },
};

async function sharedLimit(installation: Installation, instances: LoadConnection[]): Promise<Finding[]> {
  const member = await installation.member(await installation.organization({ maxRequestsPerMinute: LIMIT }));
  let allowed = 0;
  for (let i = 0; i < LIMIT * 2; i++) {
    if (await statusAt(instances[i % 2], member) === 200) allowed++;
  }
  return [
    atMost(`requests let through of ${LIMIT * 2}, in turns at both`, allowed, LIMIT),
    atLeast("of an allowance, let through before anybody is refused", allowed, LIMIT * 0.8),
  ];
}

/** Seconds from the end of a session at one instance to its end at the other, the worst of several. */
async function sharedEnds(
  installation: Installation,
  [first, second]: LoadConnection[],
  scale: Scale,
): Promise<Finding[]> {
  const organization = await installation.organization();
  let worst = 0;
  for (let i = 0; i < (scale === "full" ? 10 : 2); i++) {
    const member = await installation.member(organization);
    // Known to both, and to the second for the first time now: the longest that it may believe it.
    const known = [await statusAt(first, member), await statusAt(second, member)];
    const request = {
      method: "POST",
      path: "/auth/logout",
      host: member.host,
      headers: bearer(member.token),
    };
    const ended = await first?.send(request, false);
    if (known.some((status) => status !== 200) || ended?.status !== 204) {
      throw new Error(`Expected 200, 200 and 204, got ${known.join(", ")} and ${ended?.status}`);
    }
    const endedAt = performance.now();
    while (await statusAt(second, member) !== 401 && performance.now() - endedAt < 10_000) await pause(20);
    worst = Math.max(worst, (performance.now() - endedAt) / 1_000);
  }
  return [atMost("until a session that ended at one has ended at the other", worst, 5, "s")];
}

async function sharedQueue(
  installation: Installation,
  processes: LexiaProcess[],
  scale: Scale,
): Promise<Finding[]> {
  const { portal } = installation;
  const radicados = portal.radicados.found.slice(1, scale === "full" ? 25 : 9);
  const member = await installation.member(await installation.organization());
  portal.clearRequests();
  const statuses = await Promise.all(
    processes.map(({ port }, i) =>
      followAll(port, member, radicados.filter((_, nth) => nth % processes.length === i))
    ),
  );
  const refused = statuses.flat().filter((status) => status !== 201);
  // Counted a moment after the commit, so that this is the last to be true.
  let runs = [0];
  for (const startedAt = performance.now(); performance.now() - startedAt < PATIENCE_MS; await pause(100)) {
    runs = await Promise.all(processes.map(jobsCompleted));
    if (sum(runs) >= radicados.length) break;
  }
  const executions = await installation.count("executions");
  const others = await installation.query(
    "select coalesce(result, 'unended') || ' ' || detail from executions where result is distinct from 'found'",
  );
  return [
    exactly("jobs refused, of those asked for at either", refused.join(" ") || "none", "none"),
    exactly("lookups made for them", executions, radicados.length),
    exactly("lookups that found nothing, or have not ended", others.flat().join(", ") || "none", "none"),
    exactly(
      "jobs completed by both, as they count them",
      sum(runs),
      radicados.length,
    ),
    holds("both instances did some", runs.every((count) => count > 0), runs.join(" and "), "more than 0"),
    ...paceAt(portal),
  ];
}

/** One after the other; both instances at the same time. */
async function followAll(port: number, member: Member, radicados: readonly string[]): Promise<number[]> {
  const connection = new LoadConnection(port);
  const request = { method: "POST", path: PATH, host: member.host, headers: bearer(member.token) };
  const statuses: number[] = [];
  for (const radicado of radicados) {
    statuses.push((await connection.send({ ...request, body: { radicado } }, false)).status);
  }
  connection.close();
  return statuses;
}

/** What the portal itself saw. A request may be late on its way, so what counts is how many come in a second. */
function paceAt(portal: PortalSimulator): Finding[] {
  const times = portal.requests.map(({ at }) => at);
  const perSecond = PORTAL_PER_MINUTE / 60;
  const busiest = Math.max(
    ...times.map((from) => times.filter((at) => at >= from && at < from + 1_000).length),
  );
  const seconds = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1_000;
  return [
    exactly("calls to the portal at once, at most", portal.maxInFlight, 1),
    atMost("calls in the busiest second", busiest, perSecond + 1),
    atMost(
      `calls a second over all ${times.length}`,
      (times.length - 1) / seconds,
      perSecond * 1.02,
    ),
  ];
}

async function jobsCompleted({ port }: LexiaProcess): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return [...text.matchAll(/^jobs_completed_total\{[^}]*outcome="done"[^}]*\} (\d+)$/gm)]
    .reduce((total, [, count]) => total + Number(count), 0);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

async function statusAt(instance: LoadConnection | undefined, member: Member): Promise<number> {
  const request = { path: "/api/v1/organization", host: member.host, headers: bearer(member.token) };
  return (await instance?.send(request, false))?.status ?? 0;
}
