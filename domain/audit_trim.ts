/**
 * Lets the oldest part of the audit log go without its chain losing its beginning: whole seals with their lines, and in
 * their place a line with the last one's hash, authenticated by the key that seals. `verifyAudit` goes on from there.
 */
import { and, asc, desc, eq, gte, lt, max, min } from "drizzle-orm";
import { auditLog } from "#db/schema/audit_log.ts";
import { auditSeals } from "#db/schema/audit_seals.ts";
import type { PlatformDb } from "#db/tenant_db.ts";
import type { Sealer } from "./identity/sealing.ts";

export const TRIM_ACTION = "audit.trim";

/** Where the chain begins now. */
export interface Anchor {
  /** Of the last seal that was removed. */
  position: number;
  hash: string;
}

/** Before the first seal. */
export const BEGINNING: Anchor = { position: 0, hash: "0".repeat(64) };

export interface Stretch {
  first: number;
  last: number;
  /** What the line says that stands for it. */
  data: Record<string, unknown>;
}

/** At once, since writers wait meanwhile. */
const MOST_SEALS = 20;

/** The oldest seals of which every line is older; never the last seal of all, from which sealing goes on. */
export async function findStretch(
  platformDb: PlatformDb,
  sealer: Sealer,
  olderThan: Date,
): Promise<Stretch | undefined> {
  return await platformDb.tx({ purpose: "audit.trim" }, async (tx) => {
    const [ends] = await tx.select({ first: min(auditSeals.position), last: max(auditSeals.position) })
      .from(auditSeals);
    if (!ends || ends.first === null || ends.last === null) return undefined;
    const until = Math.min(ends.first + MOST_SEALS, ends.last);
    const [last] = await tx.select({
      position: auditSeals.position,
      hash: auditSeals.hash,
      through: auditSeals.through,
    }).from(auditSeals)
      .where(and(
        gte(auditSeals.position, ends.first),
        lt(auditSeals.position, until),
        lt(auditSeals.through, olderThan),
      ))
      .orderBy(desc(auditSeals.position)).limit(1);
    if (!last) return undefined;
    const { position, hash, through } = last;
    const proof = await proofOf(sealer, last);
    return {
      first: ends.first,
      last: position,
      data: { seals: position - ends.first + 1, hash, through, proof },
    };
  });
}

/** Undefined where the first seals are gone and no line of LEXIA's own stands for them. */
export async function findAnchor(platformDb: PlatformDb, sealer: Sealer): Promise<Anchor | undefined> {
  return await platformDb.tx({ purpose: "audit.verify" }, async (tx) => {
    const [first] = await tx.select({ position: auditSeals.position }).from(auditSeals)
      .orderBy(asc(auditSeals.position)).limit(1);
    const position = (first?.position ?? 1) - 1;
    if (position === 0) return BEGINNING;
    const lines = await tx.select({ data: auditLog.data }).from(auditLog)
      .where(and(eq(auditLog.action, TRIM_ACTION), eq(auditLog.targetId, String(position))));
    for (const { data: { hash, proof } } of lines) {
      if (typeof hash !== "string") continue;
      if (proof === await proofOf(sealer, { position, hash })) return { position, hash };
    }
    return undefined;
  });
}

/** Whoever changes the database cannot make it: it takes `SECRET_KEY`. A seal's own text begins with a number. */
function proofOf(sealer: Sealer, { position, hash }: Anchor): Promise<string> {
  return sealer.keyedHash(`trim ${position} ${hash}`, "audit_seal");
}
