/** What a list costs PostgreSQL as the table grows a hundredfold, for the median user and for the heaviest. */
import type { Ctx } from "#domain/ctx.ts";
import { tenantContext } from "#domain/tenant_context.ts";
import { permissionsOf } from "#domain/authz.ts";
import { listSolicitudes } from "#domain/solicitudes/list_solicitudes.ts";
import { Installation, type Member } from "#tests/support/installation.ts";
import { signedIn } from "#tests/support/signed_in.ts";
import { cpuSeconds } from "#tests/support/cpu.ts";
import { median } from "#tests/support/load.ts";
import { postmasterOf, type Scale } from "./bench.ts";
import { atMostTimes, type Report } from "./report.ts";
import { seed } from "./seed.ts";

const SMALL = 10_000;
const LARGE = { quick: 100_000, full: 1_000_000 };
const ROUNDS = { quick: 3, full: 7 };
const LISTS = 1_000;
/** What each has in the small table at least, so that both tables answer as many rows: a median user has 9 there. */
const ROWS = { median: 8, heaviest: 50 };

interface Place {
  lexia: Installation;
  who: Record<"median" | "heaviest", Ctx>;
}

export async function benchGrowth(scale: Scale, report: Report): Promise<void> {
  await using small = await openPlace(SMALL);
  await using large = await openPlace(LARGE[scale]);
  if (scale === "quick") report.note(`quick: growth to ${LARGE.quick} rows only`);
  for (const who of ["median", "heaviest"] as const) {
    const costs = { small: [] as number[], large: [] as number[] };
    for (let round = 0; round < ROUNDS[scale]; round++) {
      costs.small.push(await costOf(small, who));
      costs.large.push(await costOf(large, who));
    }
    report.add(atMostTimes(1.3, {
      row: `database, list of ${ROWS[who]}, ${SMALL} → ${LARGE[scale]}, ${who} user`,
      value: median(costs.large),
      unit: "CPU-s per 1,000",
      floor: median(costs.small),
    }));
  }
}

async function openPlace(solicitudes: number): Promise<Place & AsyncDisposable> {
  const lexia = await Installation.open();
  const { members, heaviest } = await seed(lexia, solicitudes);
  const [middle = heaviest] = members.slice(25);
  return {
    lexia,
    who: { median: contextOf(lexia, middle), heaviest: contextOf(lexia, heaviest) },
    [Symbol.asyncDispose]: () => lexia[Symbol.asyncDispose](),
  };
}

function contextOf({ core: { services } }: Installation, member: Member): Ctx {
  const organization = {
    id: member.organizationId,
    name: "Bench",
    subdomain: "bench",
    plan: "enterprise",
    maxUsers: null,
    maxQueriesPerMonth: null,
    maxRequestsPerMinute: null,
  };
  const actor = {
    userId: member.userId,
    sessionId: member.userId,
    role: "user" as const,
    permissions: permissionsOf("user", { add: [], remove: [] }),
    email: member.email,
    name: "Bench",
    ...signedIn(Date.now()),
  };
  return tenantContext(services, { organization, actor, requestId: "bench", address: "127.0.0.1" });
}

/** The verb itself, with its statement; only PostgreSQL's time is counted. */
async function costOf({ lexia, who }: Place, name: "median" | "heaviest"): Promise<number> {
  const postmaster = await postmasterOf(lexia);
  const before = cpuSeconds(postmaster);
  for (let i = 0; i < LISTS; i++) await listSolicitudes(who[name], { limit: ROWS[name] });
  return (cpuSeconds(postmaster) - before) / LISTS * 1_000;
}
