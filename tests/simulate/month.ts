/** A month of many organizations: every planted novelty told exactly once to exactly those concerned, none invented. */
import { atLeast, atMost, exactly, type Finding, type Proof } from "#tests/support/proof.ts";
import { dayOf, isCourtDay } from "#tests/support/portal_simulator/calendar.ts";
import { type Trouble, troubleOn } from "./_portal_weeks.ts";
import { busiestDay, busiestMinute, DAY_MS, HOUR_MS, midnightOf, World } from "./world.ts";

const FIRST_DAY = "2026-10-01";

interface Size {
  organizations: number;
  watches: number;
  days: number;
  /** Courts write nothing more: what shows late, and what runs weekly, has its time. */
  quietDays: number;
  hasWeekly: boolean;
  activity: number;
  perMinute: number;
  dailyBudget: number;
}

const FULL: Size = {
  organizations: 50,
  watches: 5_000,
  days: 31,
  quietDays: 17,
  hasWeekly: true,
  activity: 0.05,
  perMinute: 12,
  dailyBudget: 10_000,
};
const SHORT: Size = {
  organizations: 5,
  watches: 60,
  days: 8,
  quietDays: 9,
  hasWeekly: false,
  activity: 0.2,
  perMinute: 6,
  dailyBudget: 400,
};

/** When the portal was in trouble, as instants. */
interface TroubledTime extends Trouble {
  begins: number;
  ends: number;
}

export const month = ({ watches = FULL.watches }: { watches?: number }): Proof => ({
  id: "MONTH",
  title: "a month of watched cases, against a portal with faults",
  async run(scale) {
    const isFull = scale === "full";
    const size = isFull ? { ...FULL, watches } : SHORT;
    const { activity, perMinute, dailyBudget } = size;
    await using world = await World.open({
      firstDay: FIRST_DAY,
      cases: Math.max(100, Math.ceil(size.watches * 0.8)),
      activity,
      perMinute,
      dailyBudget,
      isTold: isFull,
    });
    await followAll(world, size);
    const troubles = await passDays(world, size);
    return [
      ...await judgeTelling(world),
      ...await judgeTroubles(world, troubles),
      atMost("calls of the portal within a minute", busiestMinute(world.calls), perMinute),
      atMost("calls of the portal on a day", busiestDay(world.calls), dailyBudget),
      exactly("jobs given up", await count(world, "jobs where status = 'buried'"), 0),
    ];
  },
});

/** Each organization follows cases that others follow too; one in ten watches runs once a week. */
async function followAll(world: World, { organizations, watches, hasWeekly }: Size): Promise<void> {
  const { found } = world.lexia.portal.radicados;
  const each = Math.ceil(watches / organizations);
  for (let i = 0; i < organizations; i++) {
    const { session } = await world.follower();
    for (let j = 0; j < each; j++) {
      const radicado = found[(i * 7 + j) % found.length];
      const frequency = hasWeekly && j % 10 === 9 ? "weekly" : j % 2 === 0 ? "dynamic" : "daily";
      const response = await session.post("/api/v1/solicitudes", { radicado, frequency });
      if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
      await response.body?.cancel();
    }
  }
}

async function passDays(world: World, { days, quietDays }: Size): Promise<TroubledTime[]> {
  const troubled: TroubledTime[] = [];
  let courtDay = 0;
  for (let i = 0; i < days + quietDays; i++) {
    const midnight = midnightOf(FIRST_DAY) + i * DAY_MS;
    if (i > 0 && i < days) world.nextPortalDay();
    const trouble = isCourtDay(dayOf(world.today)) ? troubleOn(courtDay++) : undefined;
    if (trouble && i < days) {
      const [begins, ends] = [midnight + trouble.from * HOUR_MS, midnight + trouble.to * HOUR_MS];
      await world.passUntil(begins);
      world.lexia.portal.setFault(trouble.fault);
      await world.passUntil(ends);
      world.lexia.portal.setFault("none");
      troubled.push({ ...trouble, begins, ends: world.clock.now() });
    }
    await world.passUntil(midnight + DAY_MS);
  }
  return troubled;
}

/** What each watch was told, held against what the portal was given since the watch had its baseline. */
async function judgeTelling(world: World): Promise<Finding[]> {
  const watches = await world.rows("select id, radicado, baseline_at from solicitudes");
  const told = await world.rows(
    `select e.solicitud_id, n.key, count(*)::int from events e
     cross join jsonb_array_elements_text(e.data -> 'novedad_ids') named(id)
     join novedades n on n.id = named.id::uuid where e.type = 'novedad.created' group by 1, 2`,
  );
  const times = new Map(told.map(([watch, key, times]) => [`${watch} ${key}`, Number(times)]));
  const byRadicado = Map.groupBy(world.planted, ({ radicado }) => radicado);
  let [expected, missing] = [0, 0];
  for (const [id, radicado, baselineAt] of watches) {
    const since = baselineAt === null ? Infinity : new Date(String(baselineAt)).getTime();
    for (const { at, actuaciones } of byRadicado.get(String(radicado)) ?? []) {
      if (at < since) continue;
      for (const { idRegActuacion } of actuaciones) {
        expected++;
        const name = `${id} actuacion:cpnu:${idRegActuacion}`;
        if (times.get(name) !== 1) missing++;
        times.delete(name);
      }
    }
  }
  const without = watches.filter(([, , baselineAt]) => baselineAt === null).length;
  return [
    atLeast("novelties that somebody was to be told", expected, 50),
    exactly("of them not told, or told more than once", missing, 0),
    exactly("told and never planted, or before the baseline", times.size, 0),
    exactly("watches that never had an answer", without, 0),
  ];
}

/** While the portal blocks or answers emptily, nothing is shown as checked. */
async function judgeTroubles(world: World, troubles: readonly TroubledTime[]): Promise<Finding[]> {
  let [doubtful, wrong] = [0, 0];
  for (const { begins, ends } of troubles) {
    const [[doubted, trusted] = []] = await world.rows(
      `select count(*) filter (where result in ('unverified', 'error'))::int,
         count(*) filter (where result in ('found', 'not_found', 'private', 'unchanged'))::int
       from executions where started_at >= $1 and finished_at < $2 and portal_calls > 0`,
      [new Date(begins).toISOString(), new Date(ends).toISOString()],
    );
    doubtful += Number(doubted);
    wrong += Number(trusted);
  }
  return [
    exactly(`runs shown as verified in ${troubles.length} times of trouble`, wrong, 0),
    atLeast("runs shown as unverified in them", doubtful, 1),
    exactly("cases that are there, shown as not found", await count(world, FALSE_ABSENCE), 0),
  ];
}

const FALSE_ABSENCE = "executions where result = 'not_found'";

async function count(world: World, what: string): Promise<number> {
  const [[value] = []] = await world.rows(`select count(*)::int from ${what}`);
  return Number(value);
}
