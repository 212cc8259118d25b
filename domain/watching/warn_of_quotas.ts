import { sql } from "drizzle-orm";
import { events } from "#db/schema/events.ts";
import { bogotaMonth, nextBogotaMonth } from "../bogota.ts";
import type { Services } from "../ctx.ts";
import { recordEvents } from "../events/record_event.ts";

const PERCENTS = [80, 100] as const;

/** Tells each organization once a month that 80 %, and once that all of its queries are used. */
export async function warnOfQuotas(
  { platformDb, clock }: Pick<Services, "platformDb" | "clock">,
): Promise<void> {
  const now = clock.now();
  const month = bogotaMonth(now);
  const key = (percent: unknown) => sql`'quota.warning:' || ${month}::text || ':' || ${percent}::text`;
  await platformDb.tx({ purpose: "quota.warn" }, async (tx) => {
    const rows = await tx.execute<{ id: string; used: number; limit: number; percent: number; key: string }>(
      sql`
      select o.id, u.queries as used, o.max_queries_per_month as "limit", p.percent, ${
        key(sql`p.percent`)
      } as key
      from usage_months u join organizations o on o.id = u.organization_id
      cross join (values (${PERCENTS[0]}::int), (${PERCENTS[1]}::int)) p(percent)
      where u.month = ${month} and u.queries > 0 and u.queries * 100::bigint >= o.max_queries_per_month * p.percent::bigint
        and not exists (
          select 1 from ${events} e where e.organization_id = o.id and e.key = ${key(sql`p.percent`)}
        )
      order by o.id, p.percent`,
    );
    await recordEvents(
      tx,
      rows.map(({ id, used, limit, percent, key }) => ({
        type: "quota.warning" as const,
        organizationId: id,
        key,
        occurredAt: new Date(now),
        data: {
          month,
          used: Number(used),
          limit: Number(limit),
          percent: Number(percent) === 80 ? 80 : 100,
          resets_at: new Date(nextBogotaMonth(now)).toISOString(),
        },
      })),
    );
  });
}
