/** More watches than the portal may be asked for: said beforehand, and every organization gets its fair share. */
import { atLeast, atMost, exactly, type Finding, type Proof } from "#tests/support/proof.ts";
import { busiestDay, DAY_MS, HOUR_MS, midnightOf, World } from "./world.ts";

/** A Monday: the first of the days before, on which few watches are there. */
const FIRST_DAY = "2026-10-05";
const CROWDED_DAY = "2026-10-07";

interface Size {
  organizations: number;
  /** All watches of the crowded day. The first organizations have the most. */
  watches: number;
  dailyBudget: number;
}

const FULL: Size = { organizations: 50, watches: 20_000, dailyBudget: 10_000 };
const SHORT: Size = { organizations: 5, watches: 400, dailyBudget: 200 };

export const crowdedDay = ({ watches = FULL.watches }: { watches?: number }): Proof => ({
  id: "CROWD",
  title: "a day with more watches than the portal's budget",
  async run(scale) {
    const isFull = scale === "full";
    const size = isFull ? { ...FULL, watches, dailyBudget: Math.ceil(watches / 2) } : SHORT;
    await using world = await World.open({
      firstDay: FIRST_DAY,
      cases: 60,
      activity: 0,
      perMinute: 12,
      dailyBudget: size.dailyBudget,
      isTold: isFull,
    });
    const shares = await followAll(world, size);
    // What was read once is what every watch knows of its case.
    await world.passUntil(midnightOf(FIRST_DAY) + DAY_MS);
    await multiply(world, shares);
    await world.passUntil(midnightOf(CROWDED_DAY));
    const warned = await warnings(world);
    const before = world.calls.length;
    await world.passUntil(midnightOf(CROWDED_DAY) + DAY_MS);
    return [
      exactly("warnings of the crowded day before it began", warned, 1),
      ...await judgeShares(world),
      atLeast("calls of the portal on it", world.calls.length - before, Math.floor(size.dailyBudget * 0.8)),
      atMost("calls of the portal on any day", busiestDay(world.calls), size.dailyBudget),
      exactly("watches without a next time", await without(world), 0),
    ];
  },
});

/** One watch each, which becomes many: twice as many for every second organization. */
async function followAll(world: World, { organizations, watches }: Size): Promise<Map<string, number>> {
  const { found } = world.lexia.portal.radicados;
  const units = Math.floor(organizations / 2) + organizations;
  const shares = new Map<string, number>();
  for (let i = 0; i < organizations; i++) {
    const { session, organizationId } = await world.follower();
    const response = await session.post("/api/v1/solicitudes", {
      radicado: found[i % found.length],
      frequency: "daily",
    });
    if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
    await response.body?.cancel();
    shares.set(organizationId, Math.floor(watches / units) * (i % 2 === 1 ? 2 : 1));
  }
  return shares;
}

/** Copies of each watch under radicados of their own, all known, all due within the crowded day's window. */
async function multiply(
  world: World,
  shares: ReadonlyMap<string, number>,
): Promise<void> {
  const opens = midnightOf(CROWDED_DAY) + 6 * HOUR_MS;
  for (const [organizationId, copies] of shares) {
    await world.rows(COPY, [organizationId, copies - 1, new Date(opens).toISOString()]);
  }
}

const COPY = `
  with original as (select * from solicitudes where organization_id = $1),
  numbered as (
    select n, left(o.radicado, 12) || '2019' || lpad(n::text, 5, '0') || '00' as radicado
    from original o, generate_series(1, $2::int) n
  )
  insert into solicitudes (organization_id, owner_id, tipo, radicado, frequency, run_on, notify, status, baseline_at,
    completed_at, next_run_at, search_text)
  select o.organization_id, o.owner_id, o.tipo, numbered.radicado, o.frequency, o.run_on, o.notify, 'completed',
    o.baseline_at, o.completed_at + make_interval(secs => numbered.n),
    $3::timestamptz + make_interval(secs => 50000.0 * numbered.n / $2::int), numbered.radicado
  from original o, numbered`;

async function warnings(world: World): Promise<number> {
  const [[count] = []] = await world.rows(
    "select count(*)::int from portal_days where warned_at is not null",
  );
  return Number(count);
}

/** Of each organization's watches the part that was checked on the day, held against the others'. */
async function judgeShares(world: World): Promise<Finding[]> {
  const rows = await world.rows(
    `select s.organization_id, count(*)::int, count(*) filter (where exists (
       select 1 from executions e where e.organization_id = s.organization_id and e.solicitud_id = s.id
         and e.started_at >= $1 and e.result in ('found', 'not_found', 'private', 'unchanged')
     ))::int from solicitudes s group by 1`,
    [new Date(midnightOf(CROWDED_DAY)).toISOString()],
  );
  const parts = rows.map(([, all, checked]) => Number(checked) / Number(all));
  const [least, most] = [Math.min(...parts), Math.max(...parts)];
  const smallest = Math.min(...rows.map(([, all]) => Number(all)));
  return [
    atMost("of the watches of the best served organization, checked", Math.round(most * 100), 90, "%"),
    // No more than two watches apart, however small an organization is.
    atMost("percent between the best and the worst served", (most - least) * 100, 200 / smallest + 2),
    atLeast("of the watches of the worst served organization, checked", Math.round(least * 100), 5, "%"),
  ];
}

async function without(world: World): Promise<number> {
  const [[count] = []] = await world.rows(
    "select count(*)::int from solicitudes where next_run_at is null and status not in ('pending', 'processing')",
  );
  return Number(count);
}
