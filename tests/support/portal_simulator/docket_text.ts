/** Writes what a proceso holds when it is first looked at. Each part draws from a stream of its own. */
import { courtDayUpTo, dateOf, midnightOf, nextCourtDay } from "./calendar.ts";
import type { ProcesoPlan } from "./cast.ts";
import { type Random, randomFrom } from "./random.ts";
import type { ActuacionRow, SujetoRow } from "./wire.ts";
import {
  ANOTACIONES,
  AUTOS,
  drawName,
  type Persona,
  rolesOf,
  SINGLE_ACTS,
  TRASLADOS,
} from "./vocabulary.ts";

/** What a row says, before it has an id and a number. Days are simulated days. */
export interface Act {
  actuacion: string;
  anotacion: string | null;
  filedDay: number;
  registeredDay: number;
  term: { from: number; to: number } | null;
  hasDocuments: boolean;
}

export type Numbered = Omit<ActuacionRow, "cant">;
export type Sujeto = Omit<SujetoRow, "cant"> & { persona: Persona };

/** Newest first. */
export function writeActuaciones(seed: number, plan: ProcesoPlan): Numbered[] {
  const random = randomFrom(seed, "actuaciones", plan.slot);
  const acts = writeActs(random, plan);
  const skipped = plan.hasGap ? acts.length - random.int(1, Math.min(4, acts.length - 2)) : -1;
  const rows: Numbered[] = [];
  let [id, number] = [firstIdRegActuacion(plan.slot), 0];
  for (const [at, act] of acts.entries()) {
    id += random.int(1, 3);
    number += at === skipped || random.chance(0.002) ? 2 : 1;
    rows.unshift(numberedRow(act, plan.radicado, id, number));
  }
  return rows;
}

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

/** The plaintiff first. */
export function writeSujetos(seed: number, plan: ProcesoPlan): Sujeto[] {
  const random = randomFrom(seed, "sujetos", plan.slot);
  const roles = rolesOf(plan.office);
  return Array.from({ length: plan.sujetos }, (_, place) => {
    const isPlaintiff = place === 0 || plan.sujetos > 40;
    const role = isPlaintiff && place !== 1 ? roles.plaintiff : place === 1 ? roles.defendant : random.pick(roles.others);
    const persona: Persona = random.chance(place === 0 ? 0.5 : 0.2) ? "jur" : "nat";
    return {
      idRegSujeto: 10_000_000 + plan.slot * 100 + place,
      tipoSujeto: role,
      esEmplazado: place === 1 && random.chance(0.05),
      identificacion: null,
      nombreRazonSocial: drawName(random, persona) + (random.chance(0.1) ? " " : ""),
      persona,
    };
  });
}

/** Oldest first. */
function writeActs(random: Random, plan: ProcesoPlan): Act[] {
  if (plan.actuaciones === 0) return [];
  const filing = { ...drawSingleAct(random, plan.filedDay), actuacion: "Radicación de Proceso", term: null };
  const acts: Act[] = [{ ...filing, anotacion: `Radicada el ${dateOf(plan.filedDay)}, caso inventado` }];
  for (const day of drawDays(random, plan)) {
    const room = plan.actuaciones - acts.length;
    if (room >= 2 && random.chance(0.25)) acts.push(...drawAutoWithEstado(random, day));
    else if (room >= 1) acts.push({ ...drawSingleAct(random, day), registeredDay: day + drawDelay(random) });
  }
  if (acts.length > 4 && random.chance(0.14)) antedate(acts, random);
  return acts;
}

/** A day for each row that may be needed, in order, and the last one for sure on the plan's last day. */
function drawDays(random: Random, plan: ProcesoPlan): number[] {
  const events = plan.actuaciones - 1;
  const days = Array.from({ length: events }, () => courtDayUpTo(random.int(plan.filedDay, plan.lastDay)));
  return days.map((day) => Math.max(day, plan.filedDay)).sort((a, b) => a - b);
}

/** Days from act to registration, as counted on 880 rows: 831 none, 12 late, 37 ahead of the act's own date. */
function drawDelay(random: Random): number {
  const roll = random.next();
  if (roll < 0.014) return random.int(1, 4);
  return roll < 0.056 ? -random.int(1, 10) : 0;
}

/** Dates do not always fall in the order of the numbers. */
function antedate(acts: Act[], random: Random): void {
  const act = acts[random.int(2, acts.length - 2)];
  const first = acts[0];
  if (act && first) act.filedDay = courtDayUpTo(random.int(first.filedDay + 3, act.filedDay + 3) - 3);
}

const LONG_ANOTACION = "TEXTO DE EJEMPLO, SIN CASO QUE LO RESPALDE. ".repeat(20).slice(0, 888);
