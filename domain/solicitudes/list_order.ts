/** In which orders solicitudes are listed, and where each goes on. */
import { asc, desc, type Placeholder, type SQL, sql } from "drizzle-orm";
import { solicitudes } from "#db/schema/solicitudes.ts";
import type { Values } from "#db/prepared.ts";
import { type CursorPart, decodeCursor, isInstant, isUuid } from "../cursor.ts";
import { foldedText } from "../novedades/words.ts";

/** With a hyphen before it, from the end: the newest, the latest, `z` to `a`. */
export const SORTS = [
  "-created",
  "created",
  "-changed",
  "changed",
  "-checked",
  "checked",
  "next",
  "-next",
  "radicado",
  "-radicado",
  "alias",
  "-alias",
] as const;

export type Sort = typeof SORTS[number];

export const NEWEST: Sort = "-created";

/** What is compared is this long at most; the id decides beyond it. */
const MOST_CHARACTERS = 80;

/**
 * Texts that sort as what they stand for. `changed` is the latest actuación that the portal has told of, `checked` the
 * beginning of the last run. Orders other than that of creation read all that the filter finds.
 */
const KEYS: Readonly<Record<string, SQL>> = {
  changed: sql`(
    select max(p.last_actuacion_on)::text from procesos p
    where p.organization_id = ${solicitudes}.organization_id and p.radicado = ${solicitudes}.radicado
  )`,
  checked: sql`${solicitudes}.last_execution ->> 'started_at'`,
  next: sql`to_char(${solicitudes}.next_run_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS')`,
  radicado: sql`${solicitudes}.radicado`,
  alias: foldedText(sql`${solicitudes}.alias`),
};

/** What the rows are ordered by, for the cursor; whatever has none comes last, either way. */
export function keyOf(sort: Sort): SQL<string> {
  const key = KEYS[nameOf(sort)];
  if (!key) return sql<string>`''`;
  const [none, some] = isFromEnd(sort) ? ["0", "1"] : ["2", "1"];
  const length = sql.raw(String(MOST_CHARACTERS));
  return sql<string>`(coalesce(${sql.raw(`'${some}'`)} || left(${key}, ${length}), ${
    sql.raw(`'${none}'`)
  }) collate "C")`;
}

export function orderBy(sort: Sort): SQL[] {
  const direction = isFromEnd(sort) ? desc : asc;
  const first = isByCreation(sort) ? solicitudes.createdAt : keyOf(sort);
  return [direction(first), direction(solicitudes.id)];
}

/** Behind the row that `cursorValues` names. */
export function isAfter(sort: Sort, slot: (name: string) => Placeholder): SQL {
  const beyond = sql.raw(isFromEnd(sort) ? "<" : ">");
  if (isByCreation(sort)) {
    return sql`(${solicitudes.createdAt}, ${solicitudes.id}) ${beyond} (${slot("afterCreatedAt")}, ${
      slot("afterId")
    })`;
  }
  return sql`(${keyOf(sort)}, ${solicitudes.id}) ${beyond} (${slot("afterKey")}, ${slot("afterId")}::uuid)`;
}

/** @throws {DomainError} `cursor_invalid`, for that of another order too. */
export function cursorValues(sort: Sort, cursor: string): Values {
  if (isByCreation(sort)) {
    const [afterCreatedAt, afterId] = decodeCursor(cursor, [isInstant, isUuid]);
    return { afterCreatedAt, afterId };
  }
  const [, afterKey, afterId] = decodeCursor(cursor, [(text) => text === sort, isKey, isUuid]);
  return { afterKey, afterId };
}

export function cursorParts(
  sort: Sort,
  last: { id: string; createdAt: Date; sortKey?: string },
): string[] {
  if (isByCreation(sort)) return [last.createdAt.toISOString(), last.id];
  return [sort, last.sortKey ?? "", last.id];
}

/** PostgreSQL's texts have no NUL. */
const isKey: CursorPart = (text) => text.length <= MOST_CHARACTERS + 1 && !text.includes("\0");

function isByCreation(sort: Sort): boolean {
  return nameOf(sort) === "created";
}

function isFromEnd(sort: Sort): boolean {
  return sort.startsWith("-");
}

function nameOf(sort: Sort): string {
  return sort.replace(/^-/, "");
}
