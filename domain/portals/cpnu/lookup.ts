/** The course of one lookup: search, then detail, actuaciones and sujetos of every public proceso. */
import type { Clock } from "../../ports.ts";
import type { Pace } from "../pace.ts";
import type { ProcesoSnapshot } from "../portal.ts";
import {
  type Place,
  ProcesoIsPrivate,
  readActuaciones,
  readDetail,
  readSujetos,
  type Scope,
  search,
  type SearchRow,
} from "./calls.ts";
import type { Canaries } from "./canary.ts";
import { LookupFailure } from "./failures.ts";
import { procesoSnapshot } from "./normalize.ts";

export interface LookupScope extends Scope {
  canaries: Canaries;
  pace: Pace;
  clock: Clock;
}

/**
 * The radicado's procesos; none where an empty answer was confirmed.
 * @throws {LookupFailure} and never answers in part.
 */
export async function lookUp(radicado: string, scope: LookupScope): Promise<ProcesoSnapshot[]> {
  const rows = await searchTwice(radicado, scope);
  if (rows.some(({ fields }) => fields.llaveProceso !== radicado)) throw new LookupFailure("portal_garbled");
  if (rows.some(({ fields }) => !fields.esPrivado)) await scope.canaries.saw(radicado);

  const procesos: ProcesoSnapshot[] = [];
  for (const [at, row] of rows.entries()) {
    const place = { id: row.fields.idProceso, radicado, proceso: at + 1, procesos: rows.length };
    procesos.push(await readProceso(row, place, scope));
  }
  return procesos;
}

/** Looks again where the list is empty, and believes it only when a radicado that exists is found meanwhile. */
async function searchTwice(radicado: string, scope: LookupScope): Promise<SearchRow[]> {
  const first = await search(radicado, scope);
  if (first.length > 0) return first;
  const emptySince = scope.clock.now();
  const second = await search(radicado, scope);
  if (second.length === 0) await confirmEmpty(radicado, emptySince, scope);
  return second;
}

async function confirmEmpty(radicado: string, emptySince: number, scope: LookupScope): Promise<void> {
  const { canaries, pace } = scope;
  if (await canaries.hasSungSince(emptySince, radicado)) return;
  const candidates = await canaries.candidates(radicado);
  if (candidates.length === 0) throw new LookupFailure("portal_no_canary");
  for (const canary of candidates) {
    const rows = await search(canary, scope);
    if (rows.length > 0) return await canaries.saw(canary);
  }
  throw new LookupFailure("portal_silent", await pace.report("portal_silent"));
}

async function readProceso(row: SearchRow, place: Place, scope: LookupScope): Promise<ProcesoSnapshot> {
  const { radicado } = place;
  const { drift } = scope.run;
  const reserved = { search: row.raw, detail: null, actuaciones: [], sujetos: [] };
  if (row.fields.esPrivado) return procesoSnapshot(reserved, radicado, drift);
  try {
    const detail = await readDetail(place, scope);
    if (detail.fields.esPrivado === true) return procesoSnapshot(reserved, radicado, drift);
    const actuaciones = await readActuaciones(place, scope);
    const sujetos = await readSujetos(place, scope);
    return procesoSnapshot({ search: row.raw, detail: detail.raw, actuaciones, sujetos }, radicado, drift);
  } catch (error) {
    if (error instanceof ProcesoIsPrivate) return procesoSnapshot(reserved, radicado, drift);
    throw error;
  }
}
