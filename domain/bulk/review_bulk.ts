import { and, eq, sql } from "drizzle-orm";
import { prepare, prepareSql } from "#db/prepared.ts";
import { solicitudes } from "#db/schema/solicitudes.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import { queriesUsed, usageValues } from "../quota.ts";
import { judged, readRows } from "./_settle.ts";
import { waitingUpload } from "./_waiting.ts";
import { findColumns, type MappingInput, resolveMapping } from "./columns.ts";
import type { BadRow } from "./judge_rows.ts";
import type { BulkMapping } from "./upload.ts";

/** What would become of an upload's rows. */
export interface BulkReview {
  mapping: BulkMapping;
  total: number;
  /** Rows that would become solicitudes. */
  valid: number;
  /** Of these, as many would wait for the next month's queries. */
  held: number;
  /** The first ones of them. */
  examples: { line: number; radicado: string; alias: string | null }[];
  /** All others, in the order of the file. */
  bad: BadRow[];
}

const EXAMPLES = 5;

/**
 * Tells of an upload that waits for its mapping what its rows would become, and changes nothing. Without a mapping it
 * takes the columns that LEXIA is sure of.
 * @throws {DomainError} `bulk_not_found`, `bulk_state`, `file_unreadable`, or `bulk_mapping_invalid`, also where no
 * mapping is given and nobody can tell which column is which.
 */
export async function reviewBulk(ctx: Ctx, id: string, input?: MappingInput): Promise<BulkReview> {
  authorize(ctx, "bulk_operations");
  const { userId: ownerId, ...upload } = await waitingUpload(ctx, id);
  const rows = await readRows(ctx, upload);
  const found = findColumns(upload.kind, rows, ctx.clock.now());
  const mapping = input ? resolveMapping(input, rows, found.mapping) : found.isSure ? found.mapping : null;
  if (!mapping) {
    throw new DomainError("bulk_mapping_invalid", { detail: "Say which column is the radicado's" });
  }
  const { total, good, bad } = await judged(rows, mapping, ctx.clock.now());

  const { id: organizationId, maxQueriesPerMonth: limit } = ctx.organization;
  const radicados = good.map(({ radicado }) => radicado);
  const [followed, [month]] = await ctx.db.batch([
    followedBy({ organizationId, ownerId, radicados }),
    usedQueries(usageValues(ctx)),
  ]);
  const known = new Map(followed.map((one) => [one.radicado, one.id]));
  const fresh = good.filter(({ radicado }) => !known.has(radicado));
  const again = good.flatMap(({ ordinal, line, radicado }): BadRow[] => {
    const found = known.get(radicado);
    return found === undefined ? [] : [{ ordinal, line, code: "already_followed", value: radicado, found }];
  });
  const free = limit === null ? fresh.length : Math.max(0, limit - (month?.used ?? 0));
  return {
    mapping,
    total,
    valid: fresh.length,
    held: Math.max(0, fresh.length - free),
    examples: fresh.slice(0, EXAMPLES).map(({ line, radicado, alias }) => ({ line, radicado, alias })),
    bad: [...bad, ...again].sort((a, b) => a.ordinal - b.ordinal),
  };
}

const followedBy = prepare<{ radicado: string | null; id: string }>((db, slot) =>
  db.select({ radicado: solicitudes.radicado, id: solicitudes.id }).from(solicitudes).where(and(
    eq(solicitudes.organizationId, slot("organizationId")),
    eq(solicitudes.ownerId, slot("ownerId")),
    sql`${solicitudes.radicado} = any(${slot("radicados")})`,
  ))
);

const usedQueries = prepareSql<{ used: number }>((slot) => sql`select ${queriesUsed(slot)} as used`, {
  used: sql<number>`used`,
});
