/** What courts do on a simulated day. */
import { drawAutoWithEstado, drawSingleAct, type Numbered } from "./acts.ts";
import { courtDayUpTo, dateOf, isCourtDay } from "./calendar.ts";
import type { Docket, Proceso } from "./docket.ts";
import { type Random, randomFrom } from "./random.ts";

/**
 * `single`: one act of today. `auto_estado`: an auto and its fijación en estado. `same_day`: several acts of today.
 * `late`: an act of an earlier date on top, registered today. `late_behind`: one that slips in below a newer act.
 */
export type NoveltyKind = "single" | "auto_estado" | "same_day" | "late" | "late_behind";

export interface PlannedNovelty {
  kind: NoveltyKind;
  /** The simulated day on which the portal first shows it, `YYYY-MM-DD`. */
  day: string;
  radicado: string;
  idProceso: number;
  /** In the order in which the court wrote them. */
  actuaciones: Numbered[];
}

/** Lets one day pass. Courts write nothing on days on which they are closed. */
export function growOneDay(docket: Docket, activity: number): PlannedNovelty[] {
  docket.today++;
  if (!isCourtDay(docket.today)) return [];
  const news: PlannedNovelty[] = [];
  for (const { index, radicado } of docket.cases) {
    const random = randomFrom(docket.seed, "day", docket.today, index);
    if (!random.chance(activity)) continue;
    const shown = docket.procesosOf(radicado).filter((proceso) => !proceso.isPrivate);
    if (shown.length > 0) news.push(growProceso(random, random.pick(shown), docket.today));
  }
  return news;
}

function growProceso(random: Random, proceso: Proceso, today: number): PlannedNovelty {
  const kind = drawKind(random, proceso);
  return {
    kind,
    day: dateOf(today),
    radicado: proceso.plan.radicado,
    idProceso: proceso.plan.idProceso,
    actuaciones: structuredClone(plant(random, proceso, today, kind)),
  };
}

function drawKind(random: Random, proceso: Proceso): NoveltyKind {
  const kind = random.pick(KINDS);
  return kind === "late_behind" && !proceso.hasGap ? "late" : kind;
}

function plant(random: Random, proceso: Proceso, today: number, kind: NoveltyKind): Numbered[] {
  switch (kind) {
    case "single":
      return [proceso.addOnTop(drawSingleAct(random, today))];
    case "auto_estado":
      return drawAutoWithEstado(random, today).map((act) => proceso.addOnTop(act));
    case "same_day":
      return Array.from({ length: random.int(2, 3) }, () => proceso.addOnTop(drawSingleAct(random, today)));
    case "late": {
      const filedDay = courtDayUpTo(today - random.int(1, 9));
      return [proceso.addOnTop({ ...drawSingleAct(random, today), filedDay, term: null })];
    }
    case "late_behind":
      return [
        proceso.addBehindNewer({
          ...drawSingleAct(random, today),
          filedDay: proceso.dayBelowGap(),
          term: null,
        }),
      ];
  }
}

const KINDS: readonly NoveltyKind[] = [
  "single",
  "single",
  "single",
  "auto_estado",
  "auto_estado",
  "auto_estado",
  "same_day",
  "late",
  "late_behind",
  "late_behind",
];
