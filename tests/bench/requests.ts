/**
 * Requests one kind after another, again and again in one run beside the floor, so that whatever else the machine does
 * is shared by all of them. The main figure is CPU time of the server processes for 1,000 requests.
 */
import { cpuSeconds } from "#tests/support/cpu.ts";
import { bearer, load, type LoadRequest, median, percentile } from "#tests/support/load.ts";
import { MEMBER_PASSWORD } from "#tests/support/installation.ts";
import type { Bench } from "./bench.ts";
import { atMost, atMostTimes, type BenchRow, told } from "./report.ts";

interface Kind {
  name: string;
  /** Requests in a slice. */
  count: number;
  connections: number;
  next(index: number): LoadRequest;
  port: number;
  /** Whose CPU time counts as the application's. */
  pids: number[];
  wanted: number;
  /** Waits for what the requests have left to do; its CPU time counts too. */
  settle?: () => Promise<void>;
}

interface Slice {
  app: number;
  database: number;
  perSecond: number;
  latencies: number[];
}

/** Slices of each kind in one run. */
const ROUNDS = { quick: 3, full: 7 };

export async function benchRequests(bench: Bench): Promise<void> {
  const kinds = kindsOf(bench);
  const slices = new Map<string, Slice[]>(kinds.map(({ name }) => [name, []]));
  for (const kind of kinds) await runSlice(bench, { ...kind, count: Math.ceil(kind.count / 4) });
  for (let round = 0; round < ROUNDS[bench.scale]; round++) {
    for (const kind of kinds) slices.get(kind.name)?.push(await runSlice(bench, kind));
  }
  const of = (name: string) => summary(slices.get(name) ?? []);
  const [bareList, bareGet, bareHealth] = [of("bare list"), of("bare get"), of("bare health")];
  bench.report.add(
    ...rowsOf("list of 50", of("list"), bareList.total),
    atMost(0.8, { row: "list of 50", value: of("list").total, unit: CPU, floor: bareList.total }),
    atMostTimes(2, {
      row: "list of 50 beside the floor",
      value: of("list").total,
      unit: CPU,
      floor: bareList.total,
    }),
    ...rowsOf("get by id", of("get"), bareGet.total),
    atMost(0.4, { row: "get by id", value: of("get").total, unit: CPU, floor: bareGet.total }),
    ...rowsOf("create", of("create")),
    atMost(2, { row: "create, with its job done", value: of("create").total, unit: CPU }),
    ...rowsOf("/health", of("health"), bareHealth.total),
    atMost(0.03, { row: "/health", value: of("health").total, unit: CPU, floor: bareHealth.total }),
    ...rowsOf("login", of("login")),
    atMost(25, { row: "login", value: of("login").total, unit: CPU }),
  );
}

const CPU = "CPU-s per 1,000";

function kindsOf(bench: Bench): Kind[] {
  const { server, worker, floor, seeded: { members, ids } } = bench;
  const member = (index: number) => members[index % members.length] ?? bench.seeded.heaviest;
  const own = (index: number) => {
    const known = ids.get(member(index).userId) ?? [];
    return known[Math.floor(index / members.length) % known.length] ?? "";
  };
  const signed = (index: number, path: string): LoadRequest => ({
    path,
    host: member(index).host,
    headers: bearer(member(index).token),
  });
  const asked = { port: server.port, pids: [server.pid], wanted: 200, connections: 16 };
  const bare = { port: floor.port, pids: [floor.pid], wanted: 200, connections: 16 };
  return [
    { ...asked, name: "list", count: 1_500, next: (i) => signed(i, "/api/v1/solicitudes?limit=50") },
    {
      ...bare,
      name: "bare list",
      count: 1_500,
      next: (i) => ({ host: "floor", path: `/list/${member(i).organizationId}/${member(i).userId}` }),
    },
    { ...asked, name: "get", count: 3_000, next: (i) => signed(i, `/api/v1/solicitudes/${own(i)}`) },
    { ...bare, name: "bare get", count: 3_000, next: (i) => ({ host: "floor", path: `/get/${own(i)}` }) },
    {
      ...asked,
      name: "create",
      count: 400,
      pids: [server.pid, worker.pid],
      wanted: 201,
      next: () => bench.nextCreate(),
      settle: () => bench.allJobsDone(),
    },
    { ...asked, name: "health", count: 8_000, next: () => ({ host: "lexia.test", path: "/health" }) },
    { ...bare, name: "bare health", count: 8_000, next: () => ({ host: "floor", path: "/health" }) },
    {
      ...asked,
      name: "login",
      count: 40,
      connections: 2,
      next: () => ({
        method: "POST",
        path: "/auth/login",
        host: bench.person.host,
        body: { email: bench.person.email, password: MEMBER_PASSWORD },
      }),
    },
  ];
}

async function runSlice(bench: Bench, kind: Kind): Promise<Slice> {
  const before = { app: cpuSeconds(...kind.pids), database: bench.databaseCpu() };
  const { latencies, statuses, perSecond } = await load({
    port: kind.port,
    connections: kind.connections,
    requests: kind.count,
    next: kind.next,
  });
  await kind.settle?.();
  if (statuses.get(kind.wanted) !== kind.count) {
    throw new Error(`${kind.name}: answers ${JSON.stringify([...statuses])}, wanted ${kind.wanted} only`);
  }
  const thousands = kind.count / 1_000;
  return {
    app: (cpuSeconds(...kind.pids) - before.app) / thousands,
    database: (bench.databaseCpu() - before.database) / thousands,
    perSecond,
    latencies,
  };
}

function summary(slices: readonly Slice[]) {
  const middle = (of: (slice: Slice) => number) => median(slices.map(of));
  return {
    app: middle(({ app }) => app),
    database: middle(({ database }) => database),
    total: middle(({ app, database }) => app + database),
    perSecond: middle(({ perSecond }) => perSecond),
    p50: middle(({ latencies }) => percentile(latencies, 0.5)),
    p95: middle(({ latencies }) => percentile(latencies, 0.95)),
    p99: middle(({ latencies }) => percentile(latencies, 0.99)),
  };
}

function rowsOf(row: string, found: ReturnType<typeof summary>, floor?: number): BenchRow[] {
  return [
    told({ row: `${row} · application`, value: found.app, unit: CPU }),
    told({ row: `${row} · database`, value: found.database, unit: CPU }),
    told({ row: `${row} · throughput`, value: found.perSecond, unit: "requests/s" }),
    told({ row: `${row} · p50`, value: found.p50, unit: "ms" }),
    told({ row: `${row} · p95`, value: found.p95, unit: "ms" }),
    told({ row: `${row} · p99`, value: found.p99, unit: "ms" }),
  ].map((one) => floor === undefined || one.unit !== CPU ? one : { ...one, floor });
}
