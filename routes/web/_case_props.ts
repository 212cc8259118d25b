/** From what the domain gives of a case to what its page takes. */
import type { Proceso } from "#domain/procesos/list_procesos.ts";
import type { Sujeto } from "#domain/procesos/list_sujetos.ts";
import type { CaseContents } from "#domain/procesos/read_case.ts";
import type { DocketCount, DocketEntry } from "#domain/procesos/read_docket.ts";
import { executionDocument } from "#domain/solicitudes/last_execution.ts";
import type { CaseNote } from "#domain/solicitudes/notes.ts";
import type { Execution } from "#domain/solicitudes/solicitud.ts";
import { daysLeft, regimeOf } from "#domain/terms/days_left.ts";
import type { CheckRow } from "#views/solicitudes/checks.tsx";
import type { EntryProps } from "#views/solicitudes/entry.tsx";
import type { NotesProps } from "#views/solicitudes/notes.tsx";
import type { ProcesoProps } from "#views/solicitudes/procesos.tsx";
import type { TermProps } from "#views/solicitudes/term.tsx";
import { checkOf } from "./_solicitud_props.ts";

export function checkRowOf(execution: Execution, isSearch: boolean): CheckRow {
  return { ...checkOf(executionDocument(execution), isSearch), durationMs: execution.durationMs };
}

export function procesoOf(
  proceso: Proceso,
  sujetos: readonly Sujeto[],
  counts: readonly DocketCount[],
): ProcesoProps {
  const count = counts.find(({ procesoId }) => procesoId === proceso.id);
  return {
    id: proceso.id,
    idProceso: String(proceso.idProceso),
    isPrivate: proceso.isPrivate,
    despacho: proceso.despacho,
    departamento: proceso.departamento,
    ponente: proceso.ponente,
    tipo: proceso.tipoProceso,
    clase: proceso.claseProceso,
    ubicacion: proceso.ubicacion,
    contenido: proceso.contenidoRadicacion,
    filedOn: proceso.filedOn,
    lastActuacionOn: proceso.lastActuacionOn,
    sourceUpdatedAt: proceso.sourceUpdatedAt,
    lastVerifiedAt: proceso.lastVerifiedAt,
    parties: sujetos.filter(({ procesoId }) => procesoId === proceso.id)
      .map(({ tipoSujeto, name, isEmplazado }) => ({ role: tipoSujeto, name, isEmplazado })),
    entries: count?.entries ?? 0,
    documents: count?.documents ?? 0,
  };
}

export function entryOf(
  entry: DocketEntry,
  { procesos, calendar, today }: Pick<CaseContents, "procesos" | "calendar" | "today">,
): EntryProps {
  const proceso = procesos.find(({ id }) => id === entry.procesoId);
  return {
    id: entry.id,
    actuacion: entry.actuacion,
    anotacion: entry.anotacion,
    despacho: proceso?.despacho ?? null,
    filedOn: entry.filedOn,
    registeredOn: entry.registeredOn,
    term: termOf(entry, { clase: proceso?.claseProceso ?? null, calendar, today }),
    hasDocuments: entry.hasDocuments,
    isEdited: entry.editedAt !== null,
    isWithdrawn: entry.withdrawnAt !== null,
    news: entry.news.map((news) => ({
      id: news.id,
      severity: news.severity,
      isUnread: news.is_unread,
      isLate: news.is_late,
      detectedAt: new Date(news.detected_at),
    })),
    grouped: entry.grouped.map(({ id, actuacion, anotacion, filed_on }) => ({
      id,
      actuacion,
      anotacion,
      filedOn: filed_on,
    })),
  };
}

type Counting = Pick<CaseContents, "calendar" | "today"> & { clase: string | null };

function termOf(
  { termStartsOn: startsOn, termEndsOn: endsOn }: DocketEntry,
  { clase, calendar, today }: Counting,
): TermProps | null {
  if (startsOn === null && endsOn === null) return null;
  const left = endsOn === null ? null : daysLeft(calendar, { today, endsOn, regime: regimeOf(clase) });
  return {
    startsOn,
    endsOn,
    left: left && {
      count: left.count,
      endsToday: endsOn === today,
      isContinuous: left.regime === "continuous",
      closures: left.closures.map(({ day, closure: { name, source } }) => ({ day, name, source })),
    },
  };
}

/** The term that ends next, whichever page of the docket it stands on. */
export function nextTermOf({ counts, procesos, calendar, today }: CaseContents) {
  const [next] = counts.flatMap(({ procesoId, termEntryId, termEndsOn }) =>
    termEntryId === null || termEndsOn === null
      ? []
      : [{ procesoId, entryId: termEntryId, endsOn: termEndsOn }]
  ).toSorted((a, b) => a.endsOn < b.endsOn ? -1 : 1);
  if (!next) return null;
  const clase = procesos.find(({ id }) => id === next.procesoId)?.claseProceso ?? null;
  const left = daysLeft(calendar, { today, endsOn: next.endsOn, regime: regimeOf(clase) });
  const { entryId, endsOn } = next;
  return left && { entryId, endsOn, daysLeft: left.count, endsToday: endsOn === today };
}

export function noteOf(note: CaseNote): NotesProps["items"][number] {
  const { id, authorName: author, text, createdAt, actuacionId, about } = note;
  return {
    id,
    author,
    text,
    createdAt,
    about: actuacionId === null ? null : { actuacionId, name: about ?? "" },
  };
}

const ACTIVE_ROLE = /demandante|accionante|actor|convocante|ejecutante|solicitante/i;
const PASSIVE_ROLE = /demandad|accionad|convocad|ejecutad/i;

/** `A contra B`, by the first of each side; null where the portal shows no such two. */
export function partiesTitle(sujetos: readonly Sujeto[], against: string): string | null {
  const nameOf = (role: RegExp) => sujetos.find(({ tipoSujeto }) => role.test(tipoSujeto))?.name;
  const [active, passive] = [nameOf(ACTIVE_ROLE), nameOf(PASSIVE_ROLE)];
  return active === undefined || passive === undefined ? null : `${active} ${against} ${passive}`;
}
