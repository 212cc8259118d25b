import { and, desc, eq, gte, inArray, like, lt, or } from "drizzle-orm";
import { solicitudes } from "#db/schema/solicitudes.ts";
import type { Ctx } from "../ctx.ts";
import { decodeCursor, isInstant, isUuid } from "../cursor.ts";
import { type Page, pageOf } from "../page.ts";
import { foldText } from "../fold_text.ts";
import {
  asSolicitud,
  selectSolicitudes,
  type Solicitud,
  type SolicitudStatus,
  visibleTo,
} from "./solicitud.ts";

export interface SolicitudFilter {
  status?: SolicitudStatus[];
  /** Part of the radicado, alias, office or a party; accents and case do not matter. */
  text?: string;
  /** Created at this instant or later. */
  createdFrom?: Date;
  /** Created before this instant. */
  createdBefore?: Date;
  cursor?: string;
  /** 1 to 100. */
  limit: number;
}

/** The newest first. All of the organization's for who may read all, else the caller's own. */
export async function listSolicitudes(ctx: Ctx, filter: SolicitudFilter): Promise<Page<Solicitud>> {
  const where = and(
    visibleTo(ctx),
    filter.status?.length ? inArray(solicitudes.status, filter.status) : undefined,
    filter.text?.trim()
      ? like(solicitudes.searchText, `%${escapeLike(textToFind(filter.text))}%`)
      : undefined,
    filter.createdFrom ? gte(solicitudes.createdAt, filter.createdFrom) : undefined,
    filter.createdBefore ? lt(solicitudes.createdAt, filter.createdBefore) : undefined,
    filter.cursor ? after(filter.cursor) : undefined,
  );
  const rows = await ctx.db.one((db) =>
    selectSolicitudes(db, where).orderBy(desc(solicitudes.createdAt), desc(solicitudes.id))
      .limit(filter.limit + 1)
  );
  return pageOf(rows.map(asSolicitud), filter.limit, (last) => [last.createdAt.toISOString(), last.id]);
}

function after(cursor: string) {
  const [createdAt, id] = decodeCursor(cursor, [isInstant, isUuid]);
  const instant = new Date(createdAt);
  return or(
    lt(solicitudes.createdAt, instant),
    and(eq(solicitudes.createdAt, instant), lt(solicitudes.id, id)),
  );
}

/** A radicado is found however it is written. */
function textToFind(text: string): string {
  const digits = text.replace(/[\s.\-\u2010-\u2015]/g, "");
  return /^\d{5,}$/.test(digits) ? digits : foldText(text);
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, (character) => `\\${character}`);
}
