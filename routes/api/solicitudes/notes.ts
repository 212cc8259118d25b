import { addSolicitudNote, type CaseNote, listSolicitudNotes } from "#domain/solicitudes/notes.ts";
import { IDEMPOTENCY_PROBLEMS, IdempotencyHeader, repeatable } from "../../_idempotency.ts";
import { createRoute, define, IdParam, json, pageOf, PageQuery, problems, text, z } from "../../_openapi.ts";

const READERS = { anyOf: ["read_all_solicitudes", "read_own_solicitudes"] } as const;
const WORKERS = { anyOf: ["update_solicitudes", "read_all_solicitudes"] } as const;

const CaseNoteBody = z.object({
  id: z.uuid(),
  novedad_id: z.uuid().nullable().meta({ description: "Null: about the whole case" }),
  actuacion_id: z.uuid().nullable().meta({ description: "Of that novedad, where it is about an entry" }),
  author: z.object({ id: z.uuid(), name: z.string() }),
  text: z.string(),
  created_at: z.iso.datetime(),
}).openapi("SolicitudNote", {
  example: {
    id: "0192f0d2-3e4f-7a51-8c6d-7e8f9a0b1c2d",
    novedad_id: null,
    actuacion_id: null,
    author: { id: "0192f0c4-1111-7aaa-8bbb-0123456789ab", name: "Ana Gómez" },
    text: "El cliente entrega los poderes el lunes.",
    created_at: "2026-11-27T13:25:00.000Z",
  },
});

export const listSolicitudNotesRoute = define(
  createRoute({
    method: "get",
    path: "/api/v1/solicitudes/{id}/notes",
    operationId: "listSolicitudNotes",
    tags: ["solicitudes"],
    summary: "What colleagues wrote about it and about its novedades, the first first",
    request: { params: IdParam, query: PageQuery },
    responses: {
      200: json(pageOf(CaseNoteBody), "A page of notes"),
      ...problems("cursor_invalid", "solicitud_not_found", "request_invalid"),
    },
  }),
  READERS,
  async (c) => {
    const page = await listSolicitudNotes(c.var.ctx, { ...c.req.valid("param"), ...c.req.valid("query") });
    return c.json({ items: page.items.map(noteBody), next_cursor: page.nextCursor }, 200);
  },
);

const NewNoteBody = z.strictObject({ text: text(2_000).min(1) })
  .openapi("NewSolicitudNote", { example: { text: "El cliente entrega los poderes el lunes." } });

export const addSolicitudNoteRoute = define(
  createRoute({
    method: "post",
    path: "/api/v1/solicitudes/{id}/notes",
    operationId: "addSolicitudNote",
    tags: ["solicitudes"],
    summary: "Write something down about it, for colleagues",
    request: {
      params: IdParam,
      headers: IdempotencyHeader,
      body: { required: true, ...json(NewNoteBody, "The note") },
    },
    responses: {
      201: json(CaseNoteBody, "The note"),
      ...problems(
        "request_malformed",
        "solicitud_not_found",
        "content_type_unsupported",
        "body_too_large",
        "request_invalid",
        ...IDEMPOTENCY_PROBLEMS,
      ),
    },
  }),
  WORKERS,
  async (c) => {
    const { id } = c.req.valid("param");
    const location = `/api/v1/solicitudes/${id}/notes`;
    const ctx = await repeatable<CaseNote>(c, (made) => ({ status: 201, body: noteBody(made), location }));
    const note = await addSolicitudNote(ctx, { id, ...c.req.valid("json") });
    return c.json(noteBody(note), 201, { Location: location });
  },
);

function noteBody(note: CaseNote): z.output<typeof CaseNoteBody> {
  return {
    id: note.id,
    novedad_id: note.novedadId,
    actuacion_id: note.actuacionId,
    author: { id: note.authorId, name: note.authorName },
    text: note.text,
    created_at: note.createdAt.toISOString(),
  };
}
