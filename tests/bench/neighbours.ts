/** What one tenant's list costs in time beside others who take all they can get: windows alone and beside, in turn. */
import { MEMBER_PASSWORD } from "#tests/support/installation.ts";
import { bearer, load, type LoadRequest, median, percentile } from "#tests/support/load.ts";
import type { Bench } from "./bench.ts";
import { atMostTimes, told } from "./report.ts";

const WINDOWS = { quick: 3, full: 7 };
const WINDOW_SECONDS = 3;
/** A pace at which a list waits for nobody when it is alone. */
const LISTS_PER_SECOND = 40;

interface Neighbour {
  name: string;
  connections: number;
  next(index: number): LoadRequest;
}

export async function benchNeighbours(bench: Bench): Promise<void> {
  for (const neighbour of neighboursOf(bench)) {
    const alone: number[] = [];
    const beside: number[] = [];
    const neighbourRates: number[] = [];
    for (let i = 0; i < WINDOWS[bench.scale]; i++) {
      alone.push((await lists(bench)).p99);
      const [list, theirs] = await Promise.all([lists(bench), press(bench, neighbour)]);
      beside.push(list.p99);
      neighbourRates.push(theirs);
    }
    const row = `list p99 beside ${neighbour.name}`;
    bench.report.add(
      atMostTimes(2, { row, value: median(beside), unit: "ms", floor: median(alone) }),
      told({ row: `${row} · what they got`, value: median(neighbourRates), unit: "requests/s" }),
    );
  }
}

function neighboursOf({ person, seeded: { heaviest } }: Bench): Neighbour[] {
  return [
    {
      name: "16 logins",
      connections: 16,
      next: () => ({
        method: "POST",
        path: "/auth/login",
        host: person.host,
        body: { email: person.email, password: MEMBER_PASSWORD },
      }),
    },
    {
      name: "a tenant at 64 connections",
      connections: 64,
      next: () => ({
        path: "/api/v1/solicitudes?limit=50",
        host: heaviest.host,
        headers: bearer(heaviest.token),
      }),
    },
  ];
}

/** People of the other organizations. */
async function lists({ server, seeded: { members, heaviest } }: Bench): Promise<{ p99: number }> {
  const others = members.filter(({ organizationId }) => organizationId !== heaviest.organizationId);
  const { latencies, statuses } = await load({
    port: server.port,
    connections: 8,
    seconds: WINDOW_SECONDS,
    perSecond: LISTS_PER_SECOND,
    next: (index) => {
      const member = others[index % others.length] ?? heaviest;
      return { path: "/api/v1/solicitudes?limit=50", host: member.host, headers: bearer(member.token) };
    },
  });
  if (statuses.get(200) !== latencies.length) {
    throw new Error(`Lists answered ${JSON.stringify([...statuses])}`);
  }
  return { p99: percentile(latencies, 0.99) };
}

async function press({ server }: Bench, { connections, next }: Neighbour): Promise<number> {
  const { statuses, seconds } = await load({ port: server.port, connections, seconds: WINDOW_SECONDS, next });
  return (statuses.get(200) ?? 0) / seconds;
}
