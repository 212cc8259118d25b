/** What people write down about a novedad, for whoever may see it. */
import { and, asc, eq, or, sql } from "drizzle-orm";
import { novedades, novedadNotes } from "#db/schema/novedades.ts";
import { users } from "#db/schema/users.ts";
import { audit } from "../audit.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { decodeCursor, isInstant, isUuid } from "../cursor.ts";
import { performWorkOnce } from "../idempotency.ts";
import { parseNoteText } from "../note_text.ts";
import { type Page, pageOf } from "../page.ts";
import { getNovedad } from "./get_novedad.ts";
import { lockNovedad, WORKERS } from "./novedad.ts";

export interface NovedadNote {
  id: string;
  novedadId: string;
  authorId: string;
  authorName: string;
  text: string;
  createdAt: Date;
}

/** @throws {DomainError} `permission_denied`, `novedad_not_found`, `request_invalid` for an empty one */
export async function addNote(ctx: Ctx, input: { id: string; text: string }): Promise<NovedadNote> {
  authorize(ctx, ...WORKERS);
  const text = parseNoteText(input.text);
  return await performWorkOnce(ctx, async (tx) => {
    const { id: novedadId } = await lockNovedad(tx, ctx, input.id);
    const { userId: authorId, name: authorName } = ctx.actor;
    const createdAt = new Date(ctx.clock.now());
    const [made] = await tx.insert(novedadNotes).values({ novedadId, authorId, text, createdAt })
      .returning({ id: novedadNotes.id });
    if (!made) throw new Error("The database made no note");
    await audit(tx, ctx, { action: "novedad.add_note", targetId: novedadId, data: { note_id: made.id } });
    return { id: made.id, novedadId, authorId, authorName, text, createdAt };
  });
}

/** In the order in which they were written; those about what is grouped with it as well. */
export async function listNotes(
  ctx: Ctx,
  input: { id: string; cursor?: string; limit: number },
): Promise<Page<NovedadNote>> {
  const { id, leaderId } = await getNovedad(ctx, input.id);
  const headId = leaderId ?? id;
  const { organizationId } = novedadNotes;
  const rows = await ctx.db.one((db) =>
    db.select({
      id: novedadNotes.id,
      novedadId: novedadNotes.novedadId,
      authorId: novedadNotes.authorId,
      authorName: users.name,
      text: novedadNotes.text,
      createdAt: novedadNotes.createdAt,
    }).from(novedadNotes)
      .innerJoin(
        novedades,
        and(eq(novedades.organizationId, organizationId), eq(novedades.id, novedadNotes.novedadId)),
      )
      .innerJoin(users, and(eq(users.organizationId, organizationId), eq(users.id, novedadNotes.authorId)))
      .where(and(
        eq(organizationId, ctx.organization.id),
        or(eq(novedades.id, headId), eq(novedades.leaderId, headId)),
        input.cursor ? after(input.cursor) : undefined,
      )).orderBy(asc(novedadNotes.createdAt), asc(novedadNotes.id)).limit(input.limit + 1)
  );
  return pageOf(rows, input.limit, (last) => [last.createdAt.toISOString(), last.id]);
}

function after(cursor: string) {
  const [createdAt, id] = decodeCursor(cursor, [isInstant, isUuid]);
  return sql`(${novedadNotes.createdAt}, ${novedadNotes.id}) > (${createdAt}::timestamptz, ${id}::uuid)`;
}
