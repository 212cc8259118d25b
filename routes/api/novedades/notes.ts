import { addNote, listNotes, type NovedadNote } from "#domain/novedades/notes.ts";
import { repeatable } from "../../_idempotency.ts";
import { createRoute, define, IdParam, json, pageOf, PageQuery, problems, text, z } from "../../_openapi.ts";
import { READERS } from "./read.ts";
import { NoteBody, noteBody } from "./schema.ts";
import { WORKERS } from "./work.ts";

export const listNotesRoute = define(
  createRoute({
    method: "get",
    path: "/api/v1/novedades/{id}/notes",
    operationId: "listNovedadNotes",
    tags: ["novedades"],
    summary: "What colleagues wrote about it, the first first",
    request: { params: IdParam, query: PageQuery },
    responses: {
      200: json(pageOf(NoteBody), "A page of notes"),
      ...problems("cursor_invalid", "novedad_not_found", "request_invalid"),
    },
  }),
  READERS,
  async (c) => {
    const page = await listNotes(c.var.ctx, { ...c.req.valid("param"), ...c.req.valid("query") });
    return c.json({ items: page.items.map(noteBody), next_cursor: page.nextCursor }, 200);
  },
);

const NewNoteBody = z.strictObject({ text: text(2_000).min(1) })
  .openapi("NewNovedadNote", { example: { text: "Subsanar antes del 4 de diciembre." } });

export const addNoteRoute = define(
  createRoute({
    method: "post",
    path: "/api/v1/novedades/{id}/notes",
    operationId: "addNovedadNote",
    tags: ["novedades"],
    summary: "Write something down about it, for colleagues",
    request: {
      params: IdParam,
      headers: z.object({
        "idempotency-key": z.string().optional().meta({
          maxLength: 255,
          description: "Any text of your own: a repetition with the same key writes nothing again",
        }),
      }),
      body: { required: true, ...json(NewNoteBody, "The note") },
    },
    responses: {
      201: json(NoteBody, "The note"),
      ...problems(
        "request_malformed",
        "idempotency_key_invalid",
        "novedad_not_found",
        "content_type_unsupported",
        "body_too_large",
        "request_invalid",
        "idempotency_key_reused",
      ),
    },
  }),
  WORKERS,
  async (c) => {
    const ctx = await repeatable<NovedadNote>(c, (made) => ({
      status: 201,
      body: noteBody(made),
      location: locationOf(made),
    }));
    const note = await addNote(ctx, { ...c.req.valid("param"), ...c.req.valid("json") });
    return c.json(noteBody(note), 201, { Location: locationOf(note) });
  },
);

function locationOf({ novedadId }: NovedadNote): string {
  return `/api/v1/novedades/${novedadId}/notes`;
}
