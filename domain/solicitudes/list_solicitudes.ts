import { and, eq, gte, like, lt, type Placeholder, type SQL, sql } from "drizzle-orm";
import { prepare, type Query, type Values } from "#db/prepared.ts";
import { solicitudes } from "#db/schema/solicitudes.ts";
import type { Ctx } from "../ctx.ts";
import { containing } from "../like_pattern.ts";
import { type Page, pageOf } from "../page.ts";
import { foldText } from "../fold_text.ts";
import { hasUnread, type RowFacts, rowFacts } from "./_row_facts.ts";
import { cursorParts, cursorValues, isAfter, keyOf, NEWEST, orderBy, type Sort } from "./list_order.ts";
import {
  type Frequency,
  isVisible,
  type LastExecution,
  type Reach,
  reachOf,
  type Solicitud,
  SOLICITUD_FIELDS,
  type SolicitudStatus,
  type Tipo,
  visibleValues,
} from "./solicitud.ts";

export type { RowFacts } from "./_row_facts.ts";
export { MOST_UNREAD } from "./_row_facts.ts";

export type Verdict = NonNullable<LastExecution["result"]>;

export interface SolicitudFilter {
  /** Of a radicado, or a search by name. */
  tipo?: Tipo;
  status?: SolicitudStatus[];
  /** What the last check said. */
  result?: Verdict[];
  frequency?: Frequency[];
  ownerId?: string;
  /** With novedades that the caller has not read. */
  unread?: boolean;
  /** These alone, as far as the caller sees them. */
  ids?: readonly string[];
  /** Part of the radicado, alias, office or a party; accents and case do not matter. */
  text?: string;
  /** Created at this instant or later. */
  createdFrom?: Date;
  /** Created before this instant. */
  createdBefore?: Date;
  /** The newest first where absent. */
  sort?: Sort;
  cursor?: string;
  /** 1 to 100. */
  limit: number;
}

/** A solicitud with what is known of its case. */
export type SolicitudRow = Solicitud & { facts: RowFacts };

/** All of the organization's for who may read all, else the caller's own. */
export async function listSolicitudes(ctx: Ctx, filter: SolicitudFilter): Promise<Page<Solicitud>> {
  const [rows] = await ctx.db.batch([solicitudesQuery(ctx, filter)]);
  return pageOf(rows, filter.limit, (last) => cursorParts(filter.sort ?? NEWEST, last));
}

/** The same with what is known of each one's case. */
export async function listSolicitudRows(ctx: Ctx, filter: SolicitudFilter): Promise<Page<SolicitudRow>> {
  const [rows] = await ctx.db.batch([solicitudRowsQuery(ctx, filter)]);
  return solicitudRowsPage(rows, filter);
}

/** For who reads more with it: see `solicitudRowsPage`. */
export function solicitudRowsQuery(ctx: Ctx, filter: SolicitudFilter): Query<ListedRow> {
  const sort = filter.sort ?? NEWEST;
  const narrowed = valuesOf(ctx, filter);
  const statement = kept(
    rowStatements,
    [reachOf(ctx), sort, ...Object.keys(narrowed)],
    (reach, names) =>
      prepare<ListedRow>((db, slot) =>
        db.select({ ...SOLICITUD_FIELDS, sortKey: keyOf(sort), facts: rowFacts(reach, slot) })
          .from(solicitudes).where(conditions({ reach, sort, names, slot }))
          .orderBy(...orderBy(sort)).limit(slot("limit"))
      ),
  );
  return statement({ ...readerValues(ctx), ...narrowed, limit: filter.limit + 1 });
}

export type ListedRow = SolicitudRow & { sortKey: string };

/** The page in the rows of such a query. */
export function solicitudRowsPage(rows: readonly ListedRow[], filter: SolicitudFilter): Page<SolicitudRow> {
  return pageOf(rows, filter.limit, (last) => cursorParts(filter.sort ?? NEWEST, last));
}

function solicitudesQuery(ctx: Ctx, filter: SolicitudFilter): Query<Solicitud & { sortKey?: string }> {
  const sort = filter.sort ?? NEWEST;
  const narrowed = valuesOf(ctx, filter);
  const values = { ...readerValues(ctx), ...narrowed, limit: filter.limit + 1 };
  const key = [reachOf(ctx), sort, ...Object.keys(narrowed)] as const;
  if (sort === NEWEST) {
    return kept(
      statements,
      key,
      (reach, names) =>
        prepare<Solicitud>((db, slot) =>
          db.select(SOLICITUD_FIELDS).from(solicitudes).where(conditions({ reach, sort, names, slot }))
            .orderBy(...orderBy(sort)).limit(slot("limit"))
        ),
    )(values);
  }
  return kept(
    sortedStatements,
    key,
    (reach, names) =>
      prepare<Solicitud & { sortKey: string }>((db, slot) =>
        db.select({ ...SOLICITUD_FIELDS, sortKey: keyOf(sort) }).from(solicitudes)
          .where(conditions({ reach, sort, names, slot })).orderBy(...orderBy(sort)).limit(slot("limit"))
      ),
  )(values);
}

/** What narrows the list, by the names that its statement gives them. */
function valuesOf(ctx: Ctx, filter: SolicitudFilter): Values {
  const values: Record<string, unknown> = {};
  if (filter.tipo) values.tipo = filter.tipo;
  if (filter.status?.length) values.status = filter.status;
  if (filter.result?.length) values.result = filter.result;
  if (filter.frequency?.length) values.frequency = filter.frequency;
  if (filter.ownerId !== undefined) values.wantedOwnerId = filter.ownerId;
  if (filter.unread) values.unread = ctx.actor.userId;
  if (filter.ids) values.ids = filter.ids;
  if (filter.text?.trim()) values.pattern = containing(textToFind(filter.text));
  if (filter.createdFrom) values.createdFrom = filter.createdFrom;
  if (filter.createdBefore) values.createdBefore = filter.createdBefore;
  if (filter.cursor) Object.assign(values, cursorValues(filter.sort ?? NEWEST, filter.cursor));
  return values;
}

function readerValues(ctx: Ctx): Values {
  return { ...visibleValues(ctx), userId: ctx.actor.userId };
}

type Statements<Row> = Map<string, (values: Values) => Query<Row>>;

const statements: Statements<Solicitud> = new Map();
const sortedStatements: Statements<Solicitud & { sortKey: string }> = new Map();
const rowStatements: Statements<ListedRow> = new Map();

/** One statement for each set of filters that are used together: a few dozen at most. */
function kept<Row>(
  known: Statements<Row>,
  [reach, sort, ...names]: readonly [Reach, Sort, ...string[]],
  make: (reach: Reach, names: ReadonlySet<string>) => (values: Values) => Query<Row>,
): (values: Values) => Query<Row> {
  const key = [reach, sort, ...names].join(" ");
  const one = known.get(key);
  if (one) return one;
  const made = make(reach, new Set(names));
  known.set(key, made);
  return made;
}

interface Narrowed {
  reach: Reach;
  sort: Sort;
  names: ReadonlySet<string>;
  slot: (name: string) => Placeholder;
}

function conditions({ reach, sort, names, slot }: Narrowed): SQL | undefined {
  const when = (name: string, condition: () => SQL) => names.has(name) ? condition() : undefined;
  return and(
    isVisible(reach, slot),
    when("tipo", () => eq(solicitudes.tipo, slot("tipo"))),
    when("status", () => sql`${solicitudes.status} = any(${slot("status")})`),
    when("result", () => sql`${solicitudes.lastExecution} ->> 'result' = any(${slot("result")})`),
    when("frequency", () => sql`${solicitudes.frequency} = any(${slot("frequency")})`),
    when("wantedOwnerId", () => eq(solicitudes.ownerId, slot("wantedOwnerId"))),
    when("unread", () => hasUnread(reach, slot)),
    when("ids", () => sql`${solicitudes.id} = any(${slot("ids")}::uuid[])`),
    when("pattern", () => like(solicitudes.searchText, slot("pattern"))),
    when("createdFrom", () => gte(solicitudes.createdAt, slot("createdFrom"))),
    when("createdBefore", () => lt(solicitudes.createdAt, slot("createdBefore"))),
    when("afterId", () => isAfter(sort, slot)),
  );
}

/** A radicado is found however it is written. */
export function textToFind(text: string): string {
  const digits = text.replace(/[\s.\-\u2010-\u2015]/g, "");
  return /^\d{5,}$/.test(digits) ? digits : foldText(text);
}
