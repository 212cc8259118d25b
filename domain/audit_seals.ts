/**
 * Makes changes to the audit log show. Its lines are sealed after the fact, in batches, so that those who write them
 * never wait for each other: a seal is an HMAC over the seal before and the lines that no seal covers yet, with a key
 * derived from `SECRET_KEY`. Whoever changes, removes or slips in lines later, with whatever rights in the database,
 * cannot make a seal that fits.
 */
import { and, asc, desc, eq, gte, inArray, lt, notInArray, type SQL, sql } from "drizzle-orm";
import { auditLog } from "#db/schema/audit_log.ts";
import { auditSeals } from "#db/schema/audit_seals.ts";
import type { Db, PlatformDb } from "#db/tenant_db.ts";
import { BEGINNING, findAnchor } from "./audit_trim.ts";
import type { Sealer } from "./identity/sealing.ts";

/** A line shows when its transaction commits, which is this much later than its time at most. */
const OVERLAP = sql`interval '5 minutes'`;
const MOST_LINES = 2_000;
const NO_HASH = BEGINNING.hash;
// Any constant will do, as long as every version of LEXIA takes the same one.
const LOCK = sql`4713520260000002`;

export interface Seal {
  position: number;
  hash: string;
  lines: number;
}

/** What a line says, in one form whatever the session's settings. A column that is added later stays out of old seals. */
const LINE = {
  id: auditLog.id,
  createdAt: auditLog.createdAt,
  text: sql<string>`jsonb_build_array(${auditLog.id}, ${auditLog.organizationId}, ${auditLog.actorId},
    ${auditLog.action}, ${auditLog.targetId}, ${auditLog.data}, ${auditLog.address}, ${auditLog.requestId},
    (extract(epoch from ${auditLog.createdAt}) * 1000)::bigint)::text`,
};

type Line = { id: string; createdAt: Date; text: string };

/** Seals the lines that no seal covers yet, the oldest first. Undefined where there are none, or another instance is at it. */
export async function sealAudit(platformDb: PlatformDb, sealer: Sealer): Promise<Seal | undefined> {
  return await platformDb.tx({ purpose: "audit.seal" }, async (tx) => {
    const [lock] = await tx.execute<{ taken: boolean }>(
      sql`select pg_try_advisory_xact_lock(${LOCK}) as taken`,
    );
    if (!lock?.taken) return undefined;
    const [last] = await tx.select().from(auditSeals).orderBy(desc(auditSeals.position)).limit(1);
    const lines = await unsealed(tx, last?.through);
    const latest = lines.at(-1);
    if (!latest) return undefined;
    const position = (last?.position ?? 0) + 1;
    const hash = await hashOf(sealer, position, last?.hash ?? NO_HASH, lines);
    const through = last && last.through > latest.createdAt ? last.through : latest.createdAt;
    await tx.insert(auditSeals).values({ position, hash, through, rowIds: lines.map(({ id }) => id) });
    return { position, hash, lines: lines.length };
  });
}

/** Those that may have shown since the last seal. */
async function unsealed(tx: Db, through: Date | undefined): Promise<Line[]> {
  const query = tx.select(LINE).from(auditLog);
  const since = sql`${through?.toISOString()}::timestamptz - ${OVERLAP}`;
  const recent = through &&
    and(gte(auditLog.createdAt, since), notInArray(auditLog.id, sealedIds(gte(auditSeals.through, since))));
  return await query.where(recent).orderBy(asc(auditLog.createdAt), asc(auditLog.id)).limit(MOST_LINES);
}

function sealedIds(which: SQL | undefined): SQL {
  return sql`(select unnest(${auditSeals.rowIds}) from ${auditSeals} where ${which ?? sql`true`})`;
}

function hashOf(sealer: Sealer, position: number, before: string, lines: readonly Line[]): Promise<string> {
  const text = [`${position} ${before} ${lines.length}`, ...lines.map((line) => line.text)].join("\n");
  return sealer.keyedHash(text, "audit_seal");
}

export interface AuditVerdict {
  seals: number;
  /** Lines that seals cover. */
  lines: number;
  /** Lines that wait for the next seal. */
  waiting: number;
  /** Seals that `deno task audit:trim` has removed from the beginning. */
  trimmed: number;
  /** The last seal's hash: kept elsewhere, it shows later that no end was cut off. */
  head: string;
  /** The first place where the log is not what it was; undefined where it is whole. */
  broken: { seal: number | null; reason: string; ids: string[] } | undefined;
}

/** Reads the whole log, seal by seal. `head`, where it is given, must be the hash of one of the seals. */
export async function verifyAudit(
  platformDb: PlatformDb,
  sealer: Sealer,
  head?: string,
): Promise<AuditVerdict> {
  const anchor = await findAnchor(platformDb, sealer);
  const verdict: AuditVerdict = {
    seals: 0,
    lines: 0,
    waiting: 0,
    trimmed: anchor?.position ?? 0,
    head: anchor?.hash ?? NO_HASH,
    broken: undefined,
  };
  if (!anchor) return { ...verdict, broken: { seal: 1, reason: "the seal was removed", ids: [] } };
  let isHeadSeen = head === undefined || head === anchor.hash;
  for (;;) {
    const position = verdict.trimmed + verdict.seals + 1;
    const [seal] = await platformDb.one(
      { purpose: "audit.verify" },
      (db) =>
        db.select().from(auditSeals).where(gte(auditSeals.position, position)).orderBy(
          asc(auditSeals.position),
        ).limit(1),
    );
    if (!seal) break;
    const broken = (reason: string, ids: string[] = []) => ({
      ...verdict,
      broken: { seal: position, reason, ids },
    });
    if (seal.position !== position) return broken("the seal was removed");
    const found = await platformDb.one(
      { purpose: "audit.verify" },
      (db) => db.select(LINE).from(auditLog).where(inArray(auditLog.id, seal.rowIds)),
    );
    const byId = new Map(found.map((line) => [line.id, line]));
    const missing = seal.rowIds.filter((id) => !byId.has(id));
    if (missing.length > 0) return broken("lines were removed", missing);
    const lines = seal.rowIds.flatMap((id) => byId.get(id) ?? []);
    if (await hashOf(sealer, position, verdict.head, lines) !== seal.hash) {
      return broken("a line or the seal was changed", seal.rowIds);
    }
    verdict.seals++;
    verdict.lines += lines.length;
    verdict.head = seal.hash;
    isHeadSeen ||= seal.hash === head;
  }
  if (!isHeadSeen) {
    return { ...verdict, broken: { seal: null, reason: "no seal has the given hash", ids: [] } };
  }
  return await withoutSeal(platformDb, verdict);
}

/** Lines in no seal may only be newer than the last one. */
async function withoutSeal(platformDb: PlatformDb, verdict: AuditVerdict): Promise<AuditVerdict> {
  return await platformDb.tx({ purpose: "audit.verify" }, async (tx) => {
    const [last] = await tx.select({ through: auditSeals.through }).from(auditSeals)
      .where(eq(auditSeals.position, verdict.trimmed + verdict.seals));
    const isUnsealed = notInArray(auditLog.id, sealedIds(undefined));
    const until = sql`${last?.through.toISOString()}::timestamptz - ${OVERLAP}`;
    const late = last
      ? await tx.select({ id: auditLog.id }).from(auditLog).where(
        and(isUnsealed, lt(auditLog.createdAt, until)),
      ).limit(100)
      : [];
    if (late.length > 0) {
      const ids = late.map(({ id }) => id);
      return { ...verdict, broken: { seal: null, reason: "lines were slipped in", ids } };
    }
    return { ...verdict, waiting: await tx.$count(auditLog, isUnsealed) };
  });
}
