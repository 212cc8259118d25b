import { and, desc, eq, isNull, type SQL, sql } from "drizzle-orm";
import { searchHits } from "#db/schema/search_hits.ts";
import { solicitudes } from "#db/schema/solicitudes.ts";
import type { Ctx } from "../ctx.ts";
import { type CursorPart, decodeCursor, isInstant } from "../cursor.ts";
import { type Page, pageOf } from "../page.ts";
import { getSolicitud } from "./get_solicitud.ts";

export type StoredHit = typeof searchHits.$inferSelect;

/** A case that a search shows. */
export interface Hit extends StoredHit {
  /** It came after the search's first answer. */
  isNew: boolean;
  /** The caller's own solicitud of the same radicado; null where there is none. */
  followedAs: string | null;
}

/** What narrows the list; absent: both. */
export interface HitFilter {
  isNew?: boolean;
  isPrivate?: boolean;
  isFollowed?: boolean;
  isGone?: boolean;
}

/** Those that came last first. A solicitud that is no search has none. @throws {DomainError} `solicitud_not_found` */
export async function listHits(
  ctx: Ctx,
  input: HitFilter & { id: string; cursor?: string; limit: number },
): Promise<Page<Hit>> {
  const { id, baselineAt } = await getSolicitud(ctx, input.id);
  const isNew = baselineAt === null
    ? sql<boolean>`false`
    : sql<boolean>`${searchHits.firstSeenAt} > ${baselineAt.toISOString()}::timestamptz`;
  const followedAs = followedBy(ctx);
  const rows = await ctx.db.one((db) =>
    db.select({ hit: searchHits, isNew, followedAs }).from(searchHits).where(and(
      eq(searchHits.organizationId, ctx.organization.id),
      eq(searchHits.solicitudId, id),
      narrowed(isNew, input.isNew),
      narrowed(sql`${searchHits.isPrivate}`, input.isPrivate),
      narrowed(sql`${followedAs} is not null`, input.isFollowed),
      narrowed(sql`not ${isNull(searchHits.goneAt)}`, input.isGone),
      input.cursor ? after(input.cursor) : undefined,
    )).orderBy(desc(searchHits.firstSeenAt), desc(searchHits.idProceso)).limit(input.limit + 1)
  );
  const hits = rows.map(({ hit, ...rest }) => ({ ...hit, ...rest }));
  return pageOf(hits, input.limit, (last) => [last.firstSeenAt.toISOString(), String(last.idProceso)]);
}

export interface HitCounts {
  shown: number;
  /** Of those shown, what came after the first answer. */
  fresh: number;
  /** Radicados among those shown that the caller does not follow yet, and could. */
  open: number;
}

/** How many cases a search shows. @throws {DomainError} `solicitud_not_found` */
export async function countHits(ctx: Ctx, solicitudId: string): Promise<HitCounts> {
  const { id, baselineAt } = await getSolicitud(ctx, solicitudId);
  const baseline = sql`${baselineAt?.toISOString() ?? null}::timestamptz`;
  const [row] = await ctx.db.one((db) =>
    db.select({
      shown: sql<number>`count(*)::int`,
      fresh: sql<number>`count(*) filter (where ${searchHits.firstSeenAt} > ${baseline})::int`,
      open: sql<number>`count(distinct ${searchHits.radicado}) filter (
        where ${searchHits.radicado} ~ '^[0-9]{23}$' and ${followedBy(ctx)} is null
      )::int`,
    }).from(searchHits).where(and(
      eq(searchHits.organizationId, ctx.organization.id),
      eq(searchHits.solicitudId, id),
      isNull(searchHits.goneAt),
    ))
  );
  return row ?? { shown: 0, fresh: 0, open: 0 };
}

/** The caller's own solicitud of a hit's radicado. */
function followedBy({ actor }: Ctx): SQL<string | null> {
  return sql`(
    select s.id from ${solicitudes} s where s.organization_id = ${searchHits}.organization_id
      and s.owner_id = ${actor.userId} and s.radicado = ${searchHits}.radicado
  )`;
}

function narrowed(condition: SQL, wanted: boolean | undefined): SQL | undefined {
  if (wanted === undefined) return undefined;
  return wanted ? sql`(${condition})` : sql`not (${condition})`;
}

const isIdProceso: CursorPart = (text) => /^\d{1,18}$/.test(text);

function after(cursor: string): SQL {
  const [firstSeenAt, idProceso] = decodeCursor(cursor, [isInstant, isIdProceso]);
  return sql`(${searchHits.firstSeenAt}, ${searchHits.idProceso})
    < (${firstSeenAt}::timestamptz, ${idProceso}::bigint)`;
}
