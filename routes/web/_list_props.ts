/** From the rows that the domain gives to those of the list. */
import { MOST_UNREAD, type SolicitudRow } from "#domain/solicitudes/list_solicitudes.ts";
import type { ListRow } from "#views/solicitudes/list_table.tsx";
import { rowOf } from "./_solicitud_props.ts";

export function listRowOf(solicitud: SolicitudRow, now: number): ListRow {
  const { facts, frequency, createdAt } = solicitud;
  const row = rowOf(solicitud);
  return {
    ...row,
    despacho: facts.despacho,
    parties: partiesIn(facts.sujetos),
    procesos: facts.procesos,
    lastActuacionOn: facts.lastActuacionOn,
    unread: { count: facts.unread, isMost: facts.unread === MOST_UNREAD },
    owner: facts.owner,
    frequency,
    createdAt,
    isLive: row.status === "processing" ||
      (row.status === "pending" && (row.nextCheckAt?.getTime() ?? 0) <= now),
  };
}

/** `Demandante: ANA | Demandado: LUIS`, as the portal has it: the first two roles stand against each other. */
export function partiesIn(summary: string | null): ListRow["parties"] {
  const parts = (summary ?? "").split("|").map((part) => {
    const colon = part.indexOf(":");
    return { role: part.slice(0, Math.max(colon, 0)).trim(), name: part.slice(colon + 1).trim() };
  }).filter(({ name }) => name !== "");
  const [first] = parts;
  if (!first) return null;
  const other = parts.find(({ role }) => role !== first.role);
  return { first: first.name, second: other?.name ?? null };
}
