/** Writes what a proceso holds when it is first looked at. Each part draws from a stream of its own. */
import {
  type Act,
  drawAutoWithEstado,
  drawSingleAct,
  firstIdRegActuacion,
  type Numbered,
  numberedRow,
} from "./acts.ts";
import { courtDayUpTo, dateOf } from "./calendar.ts";
import type { ProcesoPlan } from "./cast.ts";
import { type Random, randomFrom } from "./random.ts";
import { drawName, type Persona, rolesOf } from "./vocabulary.ts";
import type { SujetoRow } from "./wire.ts";

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
    number += at === skipped || random.chance(0.0005) ? 2 : 1;
    rows.unshift(numberedRow(act, plan.radicado, id, number));
  }
  return rows;
}

/** The plaintiff first. */
export function writeSujetos(seed: number, plan: ProcesoPlan): Sujeto[] {
  const random = randomFrom(seed, "sujetos", plan.slot);
  const roles = rolesOf(plan.office);
  return Array.from({ length: plan.sujetos }, (_, place) => {
    const role = place === 0
      ? roles.plaintiff
      : place === 1
      ? roles.defendant
      : random.pick([roles.plaintiff, roles.defendant, ...roles.others]);
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

/** Oldest first. The first is the filing; the last one is of the plan's last day. */
function writeActs(random: Random, plan: ProcesoPlan): Act[] {
  if (plan.actuaciones === 0) return [];
  const filing = { ...drawSingleAct(random, plan.filedDay), actuacion: "Radicación de Proceso", term: null };
  const acts: Act[] = [{ ...filing, anotacion: `Radicada el ${dateOf(plan.filedDay)}, caso inventado` }];
  const isPair = drawPairs(random, plan.actuaciones - 1);
  const days = drawDays(random, plan, isPair.length);
  for (const [at, day] of days.entries()) {
    if (isPair[at]) acts.push(...drawAutoWithEstado(random, day));
    else {acts.push({
        ...drawSingleAct(random, day),
        registeredDay: Math.min(day + drawDelay(random), plan.lastDay),
      });}
  }
  if (acts.length > 4 && random.chance(0.3)) antedate(acts, random);
  return acts;
}

/** How so many rows fall into single acts (false) and pairs of auto and estado (true). */
function drawPairs(random: Random, rows: number): boolean[] {
  const pairs: boolean[] = [];
  for (let left = rows; left > 0;) {
    const isPair = left >= 2 && random.chance(0.25);
    pairs.push(isPair);
    left -= isPair ? 2 : 1;
  }
  return pairs;
}

/** Court days in order, the plan's last day at the end. */
function drawDays(random: Random, plan: ProcesoPlan, count: number): number[] {
  const days = Array.from({ length: count }, (_, at) => {
    if (at === 0) return plan.lastDay;
    return Math.max(plan.filedDay, courtDayUpTo(random.int(plan.filedDay, plan.lastDay)));
  });
  return days.sort((a, b) => a - b);
}

/**
 * Days from act to registration. With the pairs, which have none, about what was counted on 880 rows: 12 late, 37 ahead
 * of the act's own date.
 */
function drawDelay(random: Random): number {
  const roll = random.next();
  if (roll < 0.01) return random.int(1, 4);
  return roll < 0.08 ? -random.int(1, 10) : 0;
}

/** Dates do not always fall in the order of the numbers. */
function antedate(acts: Act[], random: Random): void {
  const at = random.int(2, acts.length - 2);
  const act = acts[at];
  if (act) acts[at] = { ...act, filedDay: courtDayUpTo(act.filedDay - random.int(3, 20)) };
}
