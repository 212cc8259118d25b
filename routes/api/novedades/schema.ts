/** Novedades and their notes as the API shows them. */
import { z } from "@hono/zod-openapi";
import type { NovedadNote } from "#domain/novedades/notes.ts";
import type { Novedad } from "#domain/novedades/novedad.ts";
import { NOVEDAD_KINDS, SEVERITIES } from "#domain/novedades/severity.ts";
import { formatRadicado } from "#domain/radicado.ts";

const instant = z.iso.datetime();
const day = z.iso.date();
const NOVEDAD_ID = "0192f0d1-1c2d-7e3f-8a4b-5c6d7e8f9a0b";
const PERSON = { id: "0192f0c4-1111-7aaa-8bbb-0123456789ab", name: "Ana Gómez" };

const Person = z.object({ id: z.uuid(), name: z.string() });
const State = z.record(z.string(), z.unknown()).nullable();

export const NovedadBody = z.object({
  id: z.uuid(),
  kind: z.enum(NOVEDAD_KINDS),
  severity: z.enum(SEVERITIES),
  radicado: z.string().length(23),
  radicado_formatted: z.string(),
  proceso_id: z.uuid(),
  despacho: z.string().nullable(),
  actuacion_id: z.uuid().nullable().meta({ description: "Null where it is about the proceso" }),
  before: State.meta({
    description: "What it was, in the spelling of an actuacion or a proceso; null where it is new",
  }),
  after: State.meta({ description: "What it is now; null where the portal no longer shows it" }),
  filed_on: day.nullable(),
  registered_on: day.nullable(),
  detected_at: instant,
  execution_id: z.uuid().meta({ description: "The run that found it" }),
  is_late: z.boolean().meta({ description: "The docket had later entries already when it was found" }),
  grouped_with: z.uuid().nullable().meta({
    description: "The novedad of the auto whose fijación en estado this is; lists show it within that one",
  }),
  grouped: z.array(z.object({
    id: z.uuid(),
    actuacion_id: z.uuid(),
    detected_at: instant,
    entry: z.record(z.string(), z.unknown()),
  })).meta({ description: "The fijaciones en estado of the auto that it is: one notice together" }),
  is_read: z.boolean().meta({ description: "By who asks" }),
  acknowledged_by: Person.nullable(),
  acknowledged_at: instant.nullable(),
  assigned_to: Person.nullable(),
  assigned_by: z.uuid().nullable(),
  assigned_at: instant.nullable(),
  notes: z.int().meta({ description: "How many there are" }),
  links: z.object({ self: z.string(), notes: z.string() }),
}).openapi("Novedad", {
  example: {
    id: NOVEDAD_ID,
    kind: "actuacion",
    severity: "high",
    radicado: "11001400308220179999900",
    radicado_formatted: "11001-40-03-082-2017-99999-00",
    proceso_id: "0192f0c5-8c40-7e3d-9f5f-4d3a6c7e8f90",
    despacho: "JUZGADO 082 CIVIL MUNICIPAL DE BOGOTÁ",
    actuacion_id: "0192f0c5-9d51-7f4e-8a60-5e4b7d8f90a1",
    before: null,
    after: {
      actuacion: "Auto inadmite demanda",
      anotacion: null,
      filed_on: "2026-11-26",
      registered_on: "2026-11-26",
      term_starts_on: null,
      term_ends_on: null,
      has_documents: false,
    },
    filed_on: "2026-11-26",
    registered_on: "2026-11-26",
    detected_at: "2026-11-27T11:04:05.120Z",
    execution_id: "0192f0c5-7b3f-7d2c-8e4e-3c2f5b6d7e8f",
    is_late: false,
    grouped_with: null,
    grouped: [],
    is_read: false,
    acknowledged_by: null,
    acknowledged_at: null,
    assigned_to: PERSON,
    assigned_by: PERSON.id,
    assigned_at: "2026-11-27T13:20:00.000Z",
    notes: 1,
    links: linksOf(NOVEDAD_ID),
  },
});

export const NoteBody = z.object({
  id: z.uuid(),
  novedad_id: z.uuid(),
  author: Person,
  text: z.string(),
  created_at: instant,
}).openapi("NovedadNote", {
  example: {
    id: "0192f0d2-2d3e-7f40-9b5c-6d7e8f9a0b1c",
    novedad_id: NOVEDAD_ID,
    author: PERSON,
    text: "Subsanar antes del 4 de diciembre.",
    created_at: "2026-11-27T13:25:00.000Z",
  },
});

export function novedadBody(novedad: Novedad): z.output<typeof NovedadBody> {
  const { acknowledgedBy, acknowledgedByName, assignedTo, assignedToName } = novedad;
  return {
    id: novedad.id,
    kind: novedad.kind,
    severity: novedad.severity,
    radicado: novedad.radicado,
    radicado_formatted: formatRadicado(novedad.radicado),
    proceso_id: novedad.procesoId,
    despacho: novedad.despacho,
    actuacion_id: novedad.actuacionId,
    before: novedad.detail.before,
    after: novedad.detail.after,
    filed_on: novedad.filedOn,
    registered_on: novedad.registeredOn,
    detected_at: novedad.detectedAt.toISOString(),
    execution_id: novedad.executionId,
    is_late: novedad.isLate,
    grouped_with: novedad.leaderId,
    grouped: novedad.grouped,
    is_read: novedad.isRead,
    acknowledged_by: acknowledgedBy === null ? null : { id: acknowledgedBy, name: acknowledgedByName ?? "" },
    acknowledged_at: novedad.acknowledgedAt?.toISOString() ?? null,
    assigned_to: assignedTo === null ? null : { id: assignedTo, name: assignedToName ?? "" },
    assigned_by: novedad.assignedBy,
    assigned_at: novedad.assignedAt?.toISOString() ?? null,
    notes: novedad.notes,
    links: linksOf(novedad.id),
  };
}

export function noteBody(note: NovedadNote): z.output<typeof NoteBody> {
  return {
    id: note.id,
    novedad_id: note.novedadId,
    author: { id: note.authorId, name: note.authorName },
    text: note.text,
    created_at: note.createdAt.toISOString(),
  };
}

function linksOf(id: string) {
  const self = `/api/v1/novedades/${id}`;
  return { self, notes: `${self}/notes` };
}
