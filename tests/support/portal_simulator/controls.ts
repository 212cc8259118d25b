/** What a test sees and changes behind the portal's back. */
import { drawSingleAct, type Numbered } from "./acts.ts";
import type { CasePlan } from "./cast.ts";
import { dayOf } from "./calendar.ts";
import type { Docket, Proceso } from "./docket.ts";
import { randomFrom } from "./random.ts";
import { actuacionRows, detalle, searchRow, sujetoRows } from "./rows.ts";
import type { ActuacionRow, Detalle, SearchRow, SujetoRow } from "./wire.ts";

/** Radicados by what the portal showed of them at the start. */
export interface SimulatedRadicados {
  /** At least one public proceso; the sorts below, but `private` and `unknown`, are parts of it. */
  found: string[];
  /** Two public procesos. */
  multiple: string[];
  /** One private and one public proceso. */
  mixed: string[];
  /** No public proceso. */
  private: string[];
  /** Well formed, and nothing is found. */
  unknown: string[];
  /** A public proceso with several pages of actuaciones. */
  long: string[];
  /** A public proceso without any actuacion, and no other proceso. */
  empty: string[];
  /** A public proceso with several pages of sujetos. */
  crowded: string[];
  /** One public proceso, where an act can still slip in behind a newer one: see `behindNewer`. */
  gapped: string[];
}

/** The truth, private procesos included. */
export interface ExpectedCase {
  radicado: string;
  procesos: ExpectedProceso[];
}

export interface ExpectedProceso {
  idProceso: number;
  searchRow: SearchRow;
  detalle: Omit<Detalle, "fechaConsulta">;
  /** Newest first. */
  actuaciones: ActuacionRow[];
  sujetos: SujetoRow[];
}

/** An act to add. Dates are `YYYY-MM-DD`, today by default; what is left out is invented. */
export interface NewActuacion {
  /** The first public proceso by default. */
  idProceso?: number;
  actuacion?: string;
  anotacion?: string | null;
  fechaActuacion?: string;
  fechaRegistro?: string;
  /** A term's first and last day. */
  term?: { from: string; to: string };
  conDocumentos?: boolean;
  /**
   * Below the newest rows instead of on top, by default with the date of the row below it. One of `radicados.gapped`
   * has room for one such act.
   */
  behindNewer?: boolean;
}

/** Values as the portal writes them: dates are `YYYY-MM-DDT00:00:00`. */
export type ActuacionChange = Partial<Omit<Numbered, "idRegActuacion" | "llaveProceso">>;

export function sortRadicados(cases: readonly CasePlan[]): SimulatedRadicados {
  const of = (isWanted: (plan: CasePlan) => boolean) =>
    cases.filter(isWanted).map(({ radicado }) => radicado);
  const shown = ({ procesos }: CasePlan) => procesos.filter(({ isPrivate }) => !isPrivate);
  return {
    found: of((plan) => shown(plan).length > 0),
    multiple: of(({ kind }) => kind === "multiple"),
    mixed: of(({ kind }) => kind === "mixed"),
    private: of(({ kind }) => kind === "private"),
    unknown: of(({ kind }) => kind === "unknown"),
    long: of((plan) => shown(plan).some(({ actuaciones }) => actuaciones > 40)),
    empty: of((plan) => plan.kind === "single" && shown(plan).every(({ actuaciones }) => actuaciones === 0)),
    crowded: of((plan) => shown(plan).some(({ sujetos }) => sujetos > 40)),
    gapped: of((plan) => plan.kind === "single" && shown(plan).some(({ hasGap }) => hasGap)),
  };
}

export function expectedCase(docket: Docket, radicado: string): ExpectedCase {
  const procesos = docket.procesosOf(radicado).map((proceso) => {
    const { fechaConsulta: _, ...stable } = detalle(proceso, docket.today, 0);
    return {
      idProceso: proceso.plan.idProceso,
      searchRow: searchRow(proceso),
      detalle: stable,
      actuaciones: actuacionRows(proceso),
      sujetos: sujetoRows(proceso),
    };
  });
  return { radicado, procesos };
}

/** @throws {RangeError} where there is no such proceso, or no gap for `behindNewer`. */
export function addActuacion(docket: Docket, radicado: string, added: NewActuacion): ActuacionRow {
  const proceso = chooseProceso(docket, radicado, added.idProceso);
  const drawn = drawSingleAct(
    randomFrom(docket.seed, "added", radicado, proceso.actuaciones.length),
    docket.today,
  );
  const filedDay = added.behindNewer ? proceso.dayBelowGap() : docket.today;
  const act = {
    actuacion: added.actuacion ?? drawn.actuacion,
    anotacion: added.anotacion === undefined ? drawn.anotacion : added.anotacion,
    filedDay: added.fechaActuacion === undefined ? filedDay : dayOf(added.fechaActuacion),
    registeredDay: added.fechaRegistro === undefined ? docket.today : dayOf(added.fechaRegistro),
    term: added.term ? { from: dayOf(added.term.from), to: dayOf(added.term.to) } : null,
    hasDocuments: added.conDocumentos ?? false,
  };
  const row = added.behindNewer ? proceso.addBehindNewer(act) : proceso.addOnTop(act);
  return { ...row, cant: proceso.actuaciones.length };
}

/** @throws {RangeError} for an actuacion that there is not. */
export function changeActuacion(
  docket: Docket,
  idRegActuacion: number,
  change: ActuacionChange | null,
): void {
  const found = docket.withActuacion(idRegActuacion);
  if (!found) throw new RangeError(`Cannot change the actuacion ${idRegActuacion}: there is none`);
  found.proceso.replace(idRegActuacion, (row) => change === null ? [] : [{ ...row, ...change }]);
}

/** All procesos of the radicado, or one. @throws {RangeError} where there is none. */
export function setPrivate(docket: Docket, radicado: string, isPrivate: boolean, idProceso?: number): void {
  const procesos = idProceso === undefined
    ? docket.procesosOf(radicado)
    : [chooseProceso(docket, radicado, idProceso)];
  if (procesos.length === 0) {
    throw new RangeError(`Cannot change "${radicado}": the simulator has no such case`);
  }
  for (const proceso of procesos) proceso.isPrivate = isPrivate;
}

function chooseProceso(docket: Docket, radicado: string, idProceso: number | undefined): Proceso {
  const procesos = docket.procesosOf(radicado);
  const chosen = idProceso === undefined
    ? procesos.find(({ isPrivate }) => !isPrivate) ?? procesos[0]
    : procesos.find(({ plan }) => plan.idProceso === idProceso);
  if (!chosen) throw new RangeError(`Cannot find the proceso ${idProceso ?? ""} of "${radicado}"`);
  return chosen;
}
