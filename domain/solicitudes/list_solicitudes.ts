import { and, desc, eq, gte, like, lt, sql } from "drizzle-orm";
import { prepare, type Query, type Values } from "#db/prepared.ts";
import { solicitudes } from "#db/schema/solicitudes.ts";
import type { Ctx } from "../ctx.ts";
import { decodeCursor, isInstant, isUuid } from "../cursor.ts";
import { type Page, pageOf } from "../page.ts";
import { foldText } from "../fold_text.ts";
import {
  isVisible,
  type Reach,
  reachOf,
  type Solicitud,
  SOLICITUD_FIELDS,
  type SolicitudStatus,
  type Tipo,
  visibleValues,
} from "./solicitud.ts";

export interface SolicitudFilter {
  /** Of a radicado, or a search by name. */
  tipo?: Tipo;
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
  const reach = reachOf(ctx);
  const narrowed = valuesOf(filter);
  const statement = statementFor(reach, Object.keys(narrowed));
  const [rows] = await ctx.db.batch([
    statement({ ...visibleValues(ctx), ...narrowed, limit: filter.limit + 1 }),
  ]);
  return pageOf(rows, filter.limit, (last) => [last.createdAt.toISOString(), last.id]);
}

/** What narrows the list, by the names that its statement gives them. */
function valuesOf(filter: SolicitudFilter): Values {
  const values: Record<string, unknown> = {};
  if (filter.tipo) values.tipo = filter.tipo;
  if (filter.status?.length) values.status = filter.status;
  if (filter.text?.trim()) values.pattern = `%${escapeLike(textToFind(filter.text))}%`;
  if (filter.createdFrom) values.createdFrom = filter.createdFrom;
  if (filter.createdBefore) values.createdBefore = filter.createdBefore;
  if (filter.cursor) {
    const [createdAt, id] = decodeCursor(filter.cursor, [isInstant, isUuid]);
    Object.assign(values, { afterCreatedAt: createdAt, afterId: id });
  }
  return values;
}

const statements = new Map<string, (values: Values) => Query<Solicitud>>();

/** One statement for each set of filters that are used together: a few dozen at most. */
function statementFor(reach: Reach, names: readonly string[]) {
  const key = `${reach} ${names.join(" ")}`;
  const known = statements.get(key);
  if (known) return known;
  const made = prepareList(reach, new Set(names));
  statements.set(key, made);
  return made;
}

function prepareList(reach: Reach, narrowed: ReadonlySet<string>) {
  return prepare<Solicitud>((db, slot) =>
    db.select(SOLICITUD_FIELDS).from(solicitudes).where(and(
      isVisible(reach, slot),
      narrowed.has("tipo") ? eq(solicitudes.tipo, slot("tipo")) : undefined,
      narrowed.has("status") ? sql`${solicitudes.status} = any(${slot("status")})` : undefined,
      narrowed.has("pattern") ? like(solicitudes.searchText, slot("pattern")) : undefined,
      narrowed.has("createdFrom") ? gte(solicitudes.createdAt, slot("createdFrom")) : undefined,
      narrowed.has("createdBefore") ? lt(solicitudes.createdAt, slot("createdBefore")) : undefined,
      narrowed.has("afterId")
        ? sql`(${solicitudes.createdAt}, ${solicitudes.id}) < (${slot("afterCreatedAt")}, ${slot("afterId")})`
        : undefined,
    )).orderBy(desc(solicitudes.createdAt), desc(solicitudes.id)).limit(slot("limit"))
  );
}

/** A radicado is found however it is written. */
export function textToFind(text: string): string {
  const digits = text.replace(/[\s.\-\u2010-\u2015]/g, "");
  return /^\d{5,}$/.test(digits) ? digits : foldText(text);
}

export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, (character) => `\\${character}`);
}
