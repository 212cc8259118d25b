import { sql } from "drizzle-orm";
import { customDomains } from "#db/schema/custom_domains.ts";
import { jobs } from "#db/schema/jobs.ts";
import type { PlatformDb } from "#db/tenant_db.ts";
import { enqueueMany } from "./queue.ts";

/** In one tick; the rest follows with the next. */
const MOST_CHECKS = 200;

/** Each served domain is looked at once a day. The time of its job's end counts, or that of a job that was buried. */
export async function enqueueDomainChecks(db: PlatformDb): Promise<void> {
  const task = "domain.check";
  await db.tx({ purpose: "domains.schedule" }, async (tx) => {
    const key = sql`${sql.raw(`'${task}:'`)} || ${customDomains.id}::text`;
    const due = await tx.select({ id: customDomains.id, organizationId: customDomains.organizationId })
      .from(customDomains)
      .where(sql`${customDomains.verifiedAt} is not null
        and coalesce(${customDomains.lastCheckedAt}, ${customDomains.verifiedAt}) <= now() - interval '24 hours'
        and not exists (select 1 from ${jobs} where ${jobs.organizationId} = ${customDomains.organizationId}
          and ${jobs.key} = ${key} and (${jobs.status} in ('ready', 'running')
            or ${jobs.finishedAt} > now() - interval '24 hours'))`)
      .limit(MOST_CHECKS);
    await enqueueMany(
      tx,
      task,
      due.map(({ id, organizationId }) => ({
        organizationId,
        key: `${task}:${id}`,
        payload: { domainId: id },
      })),
    );
  });
}
