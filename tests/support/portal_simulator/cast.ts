/** Which cases there are: small plans, made for all of them at once. Their dockets are written when somebody asks. */
import { courtDayUpTo, dateOf, dayOf } from "./calendar.ts";
import { drawOffice, type Office } from "./courts.ts";
import { hashOf, type Random, randomFrom } from "./random.ts";

export type CaseKind = "single" | "multiple" | "mixed" | "private" | "unknown";

export interface CasePlan {
  index: number;
  radicado: string;
  kind: CaseKind;
  procesos: ProcesoPlan[];
}

export interface ProcesoPlan {
  /** A number of its own among all procesos; the ids of its rows derive from it. */
  slot: number;
  radicado: string;
  idRegProceso: number;
  idProceso: number;
  office: Office;
  isPrivate: boolean;
  actuaciones: number;
  sujetos: number;
  /** A number near the top of the docket was left out, so that an act can still slip in there. */
  hasGap: boolean;
  filedDay: number;
  lastDay: number;
}

/** Case `index` is the same however many there are. `today` is a simulated day. */
export function planCase(seed: number, today: number, index: number): CasePlan {
  const random = randomFrom(seed, "case", index);
  const role = FIRST_CASES[index] ?? drawRole(random);
  const office = drawOffice(random);
  const year = yearOf(today, index);
  const radicado = office.code + year + consecutivoOf(index) + (office.code[5] === "2" ? "01" : "00");
  const another = drawOffice(random, office.code.slice(0, 5));
  const hasMoved = PROCESOS[role.kind] === 1 && random.chance(0.06);
  const offices = (hasMoved ? [another] : [office, another]).slice(0, PROCESOS[role.kind]);
  const procesos = offices.map((office, place) => {
    const number = index * 2 + place;
    const isPrivate = role.kind === "private" || (role.kind === "mixed" && place === 0);
    return {
      radicado,
      office,
      isPrivate,
      ...idsOf(seed, number, office),
      ...drawDocket(random, role, year, today),
    };
  });
  return { index, radicado, kind: role.kind, procesos };
}

/** More would repeat a radicado. */
export const MAX_CASES = 70_000;

interface Role {
  kind: CaseKind;
  volume: "empty" | "short" | "long";
  isCrowded?: boolean;
  hasGap?: boolean;
}

/** One of each sort first, so that a small simulator has them all too. */
const FIRST_CASES: readonly Role[] = [
  { kind: "single", volume: "short", hasGap: true },
  { kind: "multiple", volume: "short" },
  { kind: "mixed", volume: "short" },
  { kind: "private", volume: "short" },
  { kind: "unknown", volume: "empty" },
  { kind: "single", volume: "long" },
  { kind: "single", volume: "empty" },
  { kind: "single", volume: "short", isCrowded: true },
  { kind: "unknown", volume: "empty" },
];

const PROCESOS: Record<CaseKind, number> = { single: 1, multiple: 2, mixed: 2, private: 1, unknown: 0 };

const KINDS_UP_TO: readonly [CaseKind, number][] = [
  ["unknown", 0.15],
  ["private", 0.23],
  ["mixed", 0.25],
  ["multiple", 0.36],
];

/** The shares are those counted on the real portal: portal.md 1.2 and 1.6. */
function drawRole(random: Random): Role {
  const roll = random.next();
  const kind = KINDS_UP_TO.find(([, upTo]) => roll < upTo)?.[0] ?? "single";
  const size = random.next();
  const volume = size < 0.06 ? "empty" : size < 0.2 ? "long" : "short";
  return { kind, volume, isCrowded: random.chance(0.01), hasGap: random.chance(0.1) };
}

function drawDocket(random: Random, role: Role, year: string, today: number) {
  const actuaciones = role.volume === "empty"
    ? 0
    : role.volume === "long"
    ? random.int(81, 150) - random.pick([0, 40])
    : random.int(3, 4 + random.int(0, 36));
  const newYear = dayOf(`${year}-01-01`);
  const filedDay = Math.min(
    today,
    Math.max(newYear + 12, courtDayUpTo(Math.min(newYear + random.int(12, 340), today - 30))),
  );
  const quietDays = random.chance(0.4) ? random.int(0, 29) : random.int(30, 600);
  return {
    actuaciones,
    sujetos: role.isCrowded ? random.int(41, 90) : random.int(2, 6),
    hasGap: role.hasGap === true && actuaciones >= 3,
    filedDay,
    lastDay: Math.max(filedDay, courtDayUpTo(today - quietDays)),
  };
}

/** Eight or nine digits: a scattered number, then the last digit of the source database. */
function idsOf(seed: number, number: number, office: Office) {
  const idRegProceso = 1_000_000 + (number * 611_953 + hashOf(`${seed}/procesos`)) % 97_000_000;
  const slot = (number * 7_919 + hashOf(`${seed}/slots`)) % SLOTS;
  return { slot, idRegProceso, idProceso: idRegProceso * 10 + office.idConexion % 10 };
}

/** No divisor in common with the step above, so two procesos never share a slot. */
const SLOTS = 178_000;
const YEARS = 8;
const CONSECUTIVOS = 9_999;

/** 90001 and above: no office counts that far in a year, so none of these is a real case. */
function consecutivoOf(index: number): string {
  return String(90_001 + (index * 7_919) % CONSECUTIVOS);
}

/** Cases that share a consecutivo get different years. */
function yearOf(today: number, index: number): string {
  const spread = index % CONSECUTIVOS + Math.floor(index / CONSECUTIVOS);
  return String(Number(dateOf(today).slice(0, 4)) - spread % YEARS);
}
