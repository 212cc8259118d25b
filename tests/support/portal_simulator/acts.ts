/** The single acts of a docket: their words, and how they become rows. */
import { dateOf, midnightOf, nextCourtDay } from "./calendar.ts";
import type { Random } from "./random.ts";
import { ANOTACIONES, AUTOS, SINGLE_ACTS, TRASLADOS } from "./vocabulary.ts";
import type { ActuacionRow } from "./wire.ts";

/** What a row says, before it has an id and a number. Days are simulated days. */
export interface Act {
  actuacion: string;
  anotacion: string | null;
  filedDay: number;
  registeredDay: number;
  term: { from: number; to: number } | null;
  hasDocuments: boolean;
}

/** A row but for how many there are in all, which only the answer knows. */
export type Numbered = Omit<ActuacionRow, "cant">;

export function numberedRow(act: Act, radicado: string, idRegActuacion: number, cons: number): Numbered {
  return {
    idRegActuacion,
    llaveProceso: radicado,
    consActuacion: cons,
    fechaActuacion: midnightOf(act.filedDay),
    actuacion: act.actuacion,
    anotacion: act.anotacion,
    fechaInicial: act.term && midnightOf(act.term.from),
    fechaFinal: act.term && midnightOf(act.term.to),
    fechaRegistro: midnightOf(act.registeredDay),
    codRegla: "00".padEnd(32),
    conDocumentos: act.hasDocuments,
  };
}

/** Ids of a proceso's rows lie in a block of their own, above 2^31 and below 3.4e9. */
export function firstIdRegActuacion(slot: number): number {
  return 2 ** 31 + slot * IDS_PER_PROCESO;
}

export function slotOfIdRegActuacion(idRegActuacion: number): number {
  return Math.floor((idRegActuacion - 2 ** 31) / IDS_PER_PROCESO);
}

export const IDS_PER_PROCESO = 7_000;

/** One act of a day, of any sort but a fijación en estado. */
export function drawSingleAct(random: Random, day: number): Act {
  const isTraslado = random.chance(0.08);
  const from = nextCourtDay(day);
  return {
    actuacion: random.pick(isTraslado ? TRASLADOS : SINGLE_ACTS),
    anotacion: random.chance(0.06) ? null : random.chance(0.02) ? LONG_ANOTACION : random.pick(ANOTACIONES),
    filedDay: day,
    registeredDay: day,
    term: isTraslado ? { from, to: nextCourtDay(nextCourtDay(from)) } : null,
    hasDocuments: random.chance(0.06),
  };
}

/** An auto, and the fijación en estado that makes it known on the next court day. Oldest first. */
export function drawAutoWithEstado(random: Random, day: number): [Act, Act] {
  const time = `${random.int(1, 5)}:${String(random.int(0, 59)).padStart(2, "0")}pm`;
  const from = nextCourtDay(day);
  const auto = { ...drawSingleAct(random, day), actuacion: random.pick(AUTOS), term: null };
  const anotacion = `Actuación registrada el ${dateOf(day)} a las: ${time}`;
  return [auto, {
    ...auto,
    actuacion: "Fijacion estado",
    anotacion,
    term: { from, to: from },
    hasDocuments: false,
  }];
}

const LONG_ANOTACION = "TEXTO DE EJEMPLO, SIN CASO QUE LO RESPALDE. ".repeat(20).slice(0, 888);
