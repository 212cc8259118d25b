import { and, eq, gt, inArray } from "drizzle-orm";
import { jobs } from "#db/schema/jobs.ts";
import type { Db } from "#db/tenant_db.ts";
import { SealBroken, type Sealer } from "../identity/sealing.ts";

const JOBS_AT_ONCE = 500;

/**
 * Removes the messages to that address, and those that name it, sent or not: a job keeps what it said, sealed, until it
 * is cleared away. A worker that is at one of them finds its lease gone.
 */
export async function removeLetters(
  tx: Db,
  sealer: Sealer,
  organizationId: string,
  email: string,
): Promise<void> {
  let after: string | undefined;
  while (true) {
    const page = await tx.select({ id: jobs.id, payload: jobs.payload }).from(jobs).where(and(
      eq(jobs.organizationId, organizationId),
      eq(jobs.task, "mail.send"),
      after === undefined ? undefined : gt(jobs.id, after),
    )).orderBy(jobs.id).limit(JOBS_AT_ONCE);
    const texts = await Promise.all(page.map(({ payload }) => opened(sealer, payload.sealed)));
    const found = page.filter((_, i) => texts[i]?.toLowerCase().includes(email)).map(({ id }) => id);
    if (found.length > 0) await tx.delete(jobs).where(inArray(jobs.id, found));
    after = page.at(-1)?.id;
    if (page.length < JOBS_AT_ONCE || after === undefined) return;
  }
}

/** What was sealed under another SECRET_KEY nobody can read, LEXIA included. */
async function opened(sealer: Sealer, sealed: unknown): Promise<string> {
  try {
    return typeof sealed === "string" ? await sealer.open(sealed, "mail") : "";
  } catch (error) {
    if (error instanceof SealBroken) return "";
    throw error;
  }
}
