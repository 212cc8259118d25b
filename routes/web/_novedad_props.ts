/** From what the domain gives to what the inbox takes. */
import type { Novedad } from "#domain/novedades/novedad.ts";
import type { NovedadCase } from "#domain/novedades/open_inbox.ts";
import type { NovedadProof, OpenNovedad } from "#domain/novedades/open_novedad.ts";
import { formatRadicado } from "#domain/radicado.ts";
import type { EntryProps, NovedadProps, NovedadRow, ProofProps } from "#views/novedades/shapes.ts";

/** In the API's spelling. */
type State = Record<string, unknown>;

export function novedadRowOf(novedad: Novedad, about: NovedadCase | undefined): NovedadRow {
  const { detail, actuacionId } = novedad;
  const state = detail.after ?? detail.before ?? {};
  const known = { ...detail.before, ...detail.after };
  return {
    id: novedad.id,
    kind: novedad.kind,
    severity: novedad.severity,
    act: actuacionId === null ? null : textIn(known, "actuacion"),
    case: {
      solicitudId: about?.solicitudId ?? null,
      radicado: formatRadicado(novedad.radicado),
      alias: about?.alias ?? null,
      parties: about?.parties ?? [],
      despacho: novedad.despacho,
    },
    filedOn: novedad.filedOn,
    termEndsOn: textIn(state, "term_ends_on"),
    detectedAt: novedad.detectedAt,
    isRead: novedad.isRead,
    isAcknowledged: novedad.acknowledgedAt !== null,
    assignee: novedad.assignedToName,
    notes: novedad.notes,
  };
}

export function novedadPropsOf({ novedad, case: about, proof, notes }: OpenNovedad): NovedadProps {
  const { acknowledgedAt, acknowledgedByName, detail, actuacionId } = novedad;
  const state = detail.after ?? detail.before ?? {};
  const isOfEntry = actuacionId !== null && textIn(state, "actuacion") !== null;
  return {
    ...novedadRowOf(novedad, about ?? undefined),
    actuacionId,
    isLate: novedad.isLate,
    entry: isOfEntry ? entryOf(state) : null,
    changes: novedad.kind === "actuacion" || novedad.kind === "actuacion_withdrawn" ? [] : changesOf(novedad),
    grouped: novedad.grouped.map(({ id, detected_at: at, entry }) => ({
      id,
      entry: entryOf(entry),
      detectedAt: new Date(at),
    })),
    acknowledgedBy: acknowledgedAt && { name: acknowledgedByName ?? "", at: acknowledgedAt },
    assigneeId: novedad.assignedTo,
    proof: proof && proofPropsOf(proof),
    notesList: notes.map(({ id, authorName, text, createdAt }) => ({
      id,
      author: authorName,
      text,
      at: createdAt,
    })),
  };
}

function entryOf(state: State): EntryProps {
  return {
    actuacion: textIn(state, "actuacion"),
    anotacion: textIn(state, "anotacion"),
    filedOn: textIn(state, "filed_on"),
    registeredOn: textIn(state, "registered_on"),
    termStartsOn: textIn(state, "term_starts_on"),
    termEndsOn: textIn(state, "term_ends_on"),
    hasDocuments: state.has_documents === true,
  };
}

function changesOf({ detail: { before, after } }: Novedad): NovedadProps["changes"] {
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return fields.map((field) => ({
    field,
    before: valueIn(before, field),
    after: valueIn(after, field),
  })).filter(({ before, after }) => before !== after);
}

function proofPropsOf(proof: NovedadProof): ProofProps {
  return {
    source: proof.source,
    at: proof.finishedAt ?? proof.startedAt,
    durationMs: proof.durationMs,
    evidence: proof.evidence,
    portalCalls: proof.portalCalls,
  };
}

function textIn(state: State, name: string): string | null {
  const value = state[name];
  return typeof value === "string" && value.trim() !== "" ? value : null;
}

function valueIn(state: State | null, name: string): string | boolean | null {
  const value = state?.[name];
  return typeof value === "string" || typeof value === "boolean" ? value : null;
}
