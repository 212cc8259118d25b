/** The course of one lookup: search, then detail, actuaciones and sujetos of every public proceso. */
import type { Clock } from "../../ports.ts";
import type { Pace } from "../pace.ts";
import type { KnownCase } from "../known_case.ts";
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
import { readingOf } from "./normalize.ts";
import { isEnough, type ProcesoReading, reaches, type Want, wantOf } from "./reading.ts";

export interface LookupScope extends Scope {
  canaries: Canaries;
  pace: Pace;
  clock: Clock;
}

/**
 * What the asker wants to know of the radicado's procesos, over what `base` has of them; none where an empty answer was
 * confirmed.
 * @throws {LookupFailure} and never answers in part.
 */
export async function lookUp(
  radicado: string,
  { known, base }: { known?: KnownCase; base?: readonly ProcesoReading[] },
  scope: LookupScope,
): Promise<ProcesoReading[]> {
  const begun = base ?? await begin(radicado, scope);
  const readings: ProcesoReading[] = [];
  for (const [at, reading] of begun.entries()) {
    const want = wantOf(reading.row, known);
    const place = { id: reading.row.fields.idProceso, radicado, proceso: at + 1, procesos: begun.length };
    readings.push(isEnough(reading, want) ? reading : await readMore(reading, want, place, scope));
  }
  return readings;
}

async function begin(radicado: string, scope: LookupScope): Promise<ProcesoReading[]> {
  const rows = await searchTwice(radicado, scope);
  scope.run.searchedAt = scope.clock.now();
  if (rows.some(({ fields }) => fields.llaveProceso !== radicado)) throw new LookupFailure("portal_garbled");
  if (rows.some(({ fields }) => !fields.esPrivado)) await scope.canaries.saw(radicado);
  return rows.map((row) => readingOf(row, { detail: undefined, depth: "none" }, scope.run.drift));
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

/** Holds an empty answer against a radicado that exists; `radicado` is not taken for one. @throws {LookupFailure} */
export async function confirmEmpty(radicado: string, emptySince: number, scope: LookupScope): Promise<void> {
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

async function readMore(
  reading: ProcesoReading,
  want: Want,
  place: Place,
  scope: LookupScope,
): Promise<ProcesoReading> {
  const { row, snapshot } = reading;
  const { drift } = scope.run;
  const reserved = () => readingOf(row, { detail: null, depth: "none" }, drift);
  try {
    let { detail } = reading;
    const wantsDetail = want.detail && detail === undefined;
    if (wantsDetail) {
      const answer = await readDetail(place, scope);
      if (answer.fields.esPrivado === true) return reserved();
      detail = answer.raw;
    }
    const { actuaciones, isComplete, depth } = await moreActuaciones(reading, want, place, scope);
    const sujetos = wantsDetail ? await readSujetos(place, scope) : snapshot.sujetos;
    return readingOf(row, { detail, depth, actuaciones, isComplete, sujetos }, drift);
  } catch (error) {
    if (error instanceof ProcesoIsPrivate) return reserved();
    throw error;
  }
}

async function moreActuaciones(
  { detail, depth, snapshot, row }: ProcesoReading,
  want: Want,
  place: Place,
  scope: LookupScope,
): Promise<Pick<ProcesoSnapshot, "actuaciones" | "isComplete"> & Pick<ProcesoReading, "depth">> {
  if (isEnough({ detail, depth, snapshot, row }, { ...want, detail: false })) return { ...snapshot, depth };
  const isNews = want.actuaciones === "news";
  const { rows, isWhole } = await readActuaciones(
    place,
    scope,
    isNews ? (page) => reaches(page, want.newest) : undefined,
  );
  return { actuaciones: rows, isComplete: isWhole, depth: isWhole || !isNews ? "all" : "news" };
}
