/** Three schedulers whose clocks jump by an hour while watches fall due: R14. */
import { Installation } from "#tests/support/installation.ts";
import { atMost, exactly, type Proof, timed } from "#tests/support/proof.ts";
import { type JumpingClock, jumpingClock } from "#tests/support/wrong_clock.ts";
import { until } from "./_following.ts";

const HOUR_SECONDS = 3_600;
/** Neither LEXIA's days nor its hours come from a process's zone; Madrid has daylight saving, Bogota has none. */
const ZONES = ["America/Bogota", "Europe/Madrid", "UTC"];
/** What the clocks show in each slot, one after the other. */
const JUMPS = [
  [0, 1, -1],
  [1, -1, 0],
  [-1, 0, 1],
] as const;
const SPREAD_SECONDS = 3;
const PATIENCE_MS = 120_000;

export const jumpingSchedulers: Proof = {
  id: "R14",
  title: "three schedulers whose clocks jump by an hour, each slot of each watch",
  async run(scale) {
    const [slots, watches] = scale === "full" ? [12, 200] : [3, 20];
    await using installation = await Installation.open();
    const clocks = await Promise.all(ZONES.map(() => jumpingClock()));
    try {
      await seed(installation, watches);
      for (const [at, zone] of ZONES.entries()) installation.work({ env: { ...clocks[at]?.env, TZ: zone } });
      const began = performance.now();
      for (let slot = 1; slot <= slots; slot++) await runSlot(installation, clocks, { slot, watches });
      const seconds = (performance.now() - began) / 1_000 / slots;
      return [
        ...await figures(installation, { slots, watches }),
        timed(atMost("a slot took", seconds, 30, "s")),
      ];
    } finally {
      for (const clock of clocks) clock.remove();
    }
  },
};

/** All are due within seconds; the clocks jump before, and again while they run. */
async function runSlot(
  installation: Installation,
  clocks: readonly JumpingClock[],
  { slot, watches }: { slot: number; watches: number },
): Promise<void> {
  jump(clocks, slot);
  await installation.query(
    `update solicitudes set next_run_at = now() + make_interval(secs => random() * ${SPREAD_SECONDS})`,
  );
  const done = async () => await installation.count("jobs", `${WATCH_JOBS} and status = 'done'`);
  await until("the first of a slot has run", async () => await done() > (slot - 1) * watches, PATIENCE_MS);
  jump(clocks, slot + 1);
  await until("all watches of a slot have run", async () => await done() >= slot * watches, PATIENCE_MS);
}

const WATCH_JOBS = "task = 'solicitud.execute' and payload ->> 'trigger' = 'scheduled'";

function jump(clocks: readonly JumpingClock[], slot: number): void {
  const hours = JUMPS[slot % JUMPS.length] ?? [];
  for (const [at, clock] of clocks.entries()) clock.set((hours[at] ?? 0) * HOUR_SECONDS);
}

async function seed(installation: Installation, watches: number): Promise<void> {
  const member = await installation.member(await installation.organization());
  await installation.query(
    `insert into solicitudes (organization_id, owner_id, radicado, frequency, run_on, notify, status, completed_at)
     select $1, $2, radicado, 'daily', 'every_day', '{"email": true, "when": "change", "muted": false}', 'completed', now()
     from unnest($3::text[]) radicado`,
    [member.organizationId, member.userId, installation.portal.radicados.found.slice(0, watches)],
  );
}

async function figures(
  installation: Installation,
  { slots, watches }: { slots: number; watches: number },
) {
  const [row] = await installation.query(
    `select min(runs)::int, max(runs)::int, min(trusted)::int, max(trusted)::int, count(*)::int from (
       select s.id, (select count(*) from jobs where ${WATCH_JOBS} and payload ->> 'solicitudId' = s.id::text) as runs,
         (select count(*) from executions e where e.solicitud_id = s.id and e.result in ('found', 'unchanged', 'private'))
           as trusted
       from solicitudes s
     ) per_watch`,
  );
  const [fewest, most, fewestTrusted, mostTrusted, count] = (row ?? []).map(Number);
  return [
    exactly("watches", count ?? 0, watches),
    exactly(`runs in ${slots} slots, fewest of a watch`, fewest ?? 0, slots),
    exactly(`runs in ${slots} slots, most of a watch`, most ?? 0, slots),
    exactly("answers that can be trusted, fewest of a watch", fewestTrusted ?? 0, slots),
    exactly("answers that can be trusted, most of a watch", mostTrusted ?? 0, slots),
  ];
}
