/** What people write down about a case: about all of it, or about one of its novedades; whoever sees it reads them. */
import { type SQL, sql } from "drizzle-orm";
import { prepareSql, type Query } from "#db/prepared.ts";
import { novedadNotes } from "#db/schema/novedades.ts";
import { solicitudNotes } from "#db/schema/solicitud_notes.ts";
import { users } from "#db/schema/users.ts";
import { audit } from "../audit.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { decodeCursor, isInstant, isUuid } from "../cursor.ts";
import { performWorkOnce } from "../idempotency.ts";
import { parseNoteText } from "../note_text.ts";
import { WORKERS } from "../novedades/novedad.ts";
import { type Page, pageOf } from "../page.ts";
import { getSolicitud } from "./get_solicitud.ts";
import { lockSolicitud } from "./solicitud.ts";

export interface CaseNote {
  id: string;
  /** The novedad that it is about, with its entry in the docket where it has one; null: about the whole case. */
  novedadId: string | null;
  actuacionId: string | null;
  /** The entry's name. */
  about: string | null;
  authorId: string;
  authorName: string;
  text: string;
  createdAt: Date;
}

/** @throws {DomainError} `permission_denied`, `solicitud_not_found`, `request_invalid` for an empty one */
export async function addSolicitudNote(ctx: Ctx, input: { id: string; text: string }): Promise<CaseNote> {
  authorize(ctx, ...WORKERS);
  const text = parseNoteText(input.text);
  return await performWorkOnce(ctx, async (tx) => {
    const { id: solicitudId } = await lockSolicitud(tx, ctx, input.id);
    const { userId: authorId, name: authorName } = ctx.actor;
    const createdAt = new Date(ctx.clock.now());
    const [made] = await tx.insert(solicitudNotes).values({ solicitudId, authorId, text, createdAt })
      .returning({ id: solicitudNotes.id });
    if (!made) throw new Error("The database made no note");
    const data = { note_id: made.id };
    await audit(tx, ctx, { action: "solicitud.add_note", targetId: solicitudId, data });
    return {
      id: made.id,
      novedadId: null,
      actuacionId: null,
      about: null,
      authorId,
      authorName,
      text,
      createdAt,
    };
  });
}

/** In the order in which they were written. @throws {DomainError} `solicitud_not_found` */
export async function listSolicitudNotes(
  ctx: Ctx,
  input: { id: string; cursor?: string; limit: number },
): Promise<Page<CaseNote>> {
  const { id, radicado } = await getSolicitud(ctx, input.id);
  const [rows] = await ctx.db.batch([notesQuery(ctx, { ...input, id, radicado })]);
  return notesPage(rows, input.limit);
}

/** The same as part of a batch, for who has read the solicitud. */
export function notesQuery(
  ctx: Ctx,
  { id, radicado, cursor, limit }: { id: string; radicado: string | null; cursor?: string; limit: number },
): Query<CaseNote> {
  const [createdAt, after] = cursor ? decodeCursor(cursor, [isInstant, isUuid]) : [BEGINNING, LEAST_ID];
  const organizationId = ctx.organization.id;
  return notesOfCase({ organizationId, id, radicado, createdAt, after, limit: limit + 1 });
}

export function notesPage(rows: readonly CaseNote[], limit: number): Page<CaseNote> {
  return pageOf(rows, limit, (last) => [last.createdAt.toISOString(), last.id]);
}

const BEGINNING = "1970-01-01T00:00:00.000Z";
const LEAST_ID = "00000000-0000-0000-0000-000000000000";

const notesOfCase = prepareSql<CaseNote>(
  (slot) => {
    const organization = sql`${slot("organizationId")}::uuid`;
    const isAfter = (note: SQL) =>
      sql`(${note}.created_at, ${note}.id) > (${slot("createdAt")}::timestamptz, ${slot("after")}::uuid)`;
    return sql`
      select note.id, note.novedad_id, note.actuacion_id, note.about, note.author_id, author.name, note.text, note.created_at
      from (
        select own.id, null::uuid as novedad_id, null::uuid as actuacion_id, null::text as about, own.author_id, own.text, own.created_at
        from solicitud_notes own
        where own.organization_id = ${organization} and own.solicitud_id = ${slot("id")}::uuid
          and ${isAfter(sql`own`)}
        union all
        select news.id, news.novedad_id, n.actuacion_id,
          coalesce(n.detail -> 'after', n.detail -> 'before') ->> 'actuacion', news.author_id, news.text, news.created_at
        from novedad_cases c
        join novedades n on n.organization_id = c.organization_id and n.id = c.novedad_id
        join novedad_notes news on news.organization_id = c.organization_id and news.novedad_id = c.novedad_id
        where c.organization_id = ${organization} and c.radicado = ${slot("radicado")}::text
          and ${isAfter(sql`news`)}
      ) note
      join users author on author.organization_id = ${organization} and author.id = note.author_id
      order by note.created_at, note.id limit ${slot("limit")}::int`;
  },
  {
    id: solicitudNotes.id,
    novedadId: novedadNotes.novedadId,
    actuacionId: novedadNotes.novedadId,
    about: solicitudNotes.text,
    authorId: solicitudNotes.authorId,
    authorName: users.name,
    text: solicitudNotes.text,
    createdAt: solicitudNotes.createdAt,
  },
);
