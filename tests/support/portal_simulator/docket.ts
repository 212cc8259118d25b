/** All cases as they stand on the simulated day. What a proceso holds is written when it is first asked for. */
import {
  type Act,
  firstIdRegActuacion,
  IDS_PER_PROCESO,
  type Numbered,
  numberedRow,
  slotOfIdRegActuacion,
} from "./acts.ts";
import { dayOfMidnight } from "./calendar.ts";
import { type CasePlan, MAX_CASES, planCase, type ProcesoPlan } from "./cast.ts";
import { type Sujeto, writeActuaciones, writeSujetos } from "./docket_text.ts";

export class Proceso {
  isPrivate: boolean;
  /** How often its detail was read: each reading carries a later time. */
  detailReads = 0;
  #actuaciones: Numbered[] | undefined;
  #sujetos: Sujeto[] | undefined;
  #lastId = 0;

  constructor(readonly seed: number, readonly plan: ProcesoPlan) {
    this.isPrivate = plan.isPrivate;
  }

  /** Newest first. */
  get actuaciones(): Numbered[] {
    if (this.#actuaciones) return this.#actuaciones;
    this.#actuaciones = writeActuaciones(this.seed, this.plan);
    this.#lastId = this.#actuaciones[0]?.idRegActuacion ?? firstIdRegActuacion(this.plan.slot);
    return this.#actuaciones;
  }

  get sujetos(): readonly Sujeto[] {
    return this.#sujetos ??= writeSujetos(this.seed, this.plan);
  }

  /** The latest `fechaActuacion`, wherever in the docket it stands. */
  get lastActuacion(): string | null {
    return this.actuaciones.reduce<string | null>(
      (last, { fechaActuacion }) => last === null || fechaActuacion > last ? fechaActuacion : last,
      null,
    );
  }

  /** A number was left out below a newer row, so that an act can slip in there. */
  get hasGap(): boolean {
    return this.#findGap() !== undefined;
  }

  addOnTop(act: Act): Numbered {
    const number = (this.actuaciones[0]?.consActuacion ?? 0) + 1;
    return this.#insert(0, act, number);
  }

  /** @throws {RangeError} where no number is free below the newest row. */
  addBehindNewer(act: Act): Numbered {
    const { at, below } = this.#openGap();
    return this.#insert(at, act, below.consActuacion + 1);
  }

  /** The date of the row below the gap. @throws {RangeError} where there is no gap. */
  dayBelowGap(): number {
    return dayOfMidnight(this.#openGap().below.fechaActuacion);
  }

  /** @throws {RangeError} for an actuacion that it does not hold. */
  replace(idRegActuacion: number, change: (row: Numbered) => Numbered[]): void {
    const at = this.actuaciones.findIndex((row) => row.idRegActuacion === idRegActuacion);
    const row = this.actuaciones[at];
    if (!row) throw new RangeError(`Cannot change the actuacion ${idRegActuacion}: there is none`);
    this.actuaciones.splice(at, 1, ...change(row));
  }

  /** The gap nearest to the top, its place counted from there. */
  #findGap(): { at: number; below: Numbered } | undefined {
    for (const [above, row] of this.actuaciones.entries()) {
      const below = this.actuaciones[above + 1];
      if (below && row.consActuacion - below.consActuacion > 1) return { at: above + 1, below };
    }
  }

  #openGap(): { at: number; below: Numbered } {
    const gap = this.#findGap();
    if (gap) return gap;
    throw new RangeError(
      `Cannot place an act behind a newer one of "${this.plan.radicado}": take one of radicados.gapped`,
    );
  }

  #insert(at: number, act: Act, number: number): Numbered {
    this.#lastId++;
    if (this.#lastId >= firstIdRegActuacion(this.plan.slot) + IDS_PER_PROCESO) {
      throw new RangeError(`Cannot add to "${this.plan.radicado}": its ids are used up`);
    }
    const row = numberedRow(act, this.plan.radicado, this.#lastId, number);
    this.actuaciones.splice(at, 0, row);
    return row;
  }
}

export class Docket {
  readonly cases: readonly CasePlan[];
  readonly #byRadicado = new Map<string, readonly Proceso[]>();
  readonly #byId = new Map<number, Proceso>();
  readonly #bySlot = new Map<number, Proceso>();

  /** @param today The simulated day. */
  constructor(readonly seed: number, count: number, public today: number) {
    if (!Number.isInteger(count) || count < 0 || count > MAX_CASES) {
      throw new RangeError(`Cannot simulate ${count} cases: expected 0 to ${MAX_CASES}`);
    }
    this.cases = Array.from({ length: count }, (_, index) => planCase(seed, today, index));
    for (const { radicado, procesos } of this.cases) {
      const kept = procesos.map((plan) => new Proceso(seed, plan));
      this.#byRadicado.set(radicado, kept);
      for (const proceso of kept) {
        this.#byId.set(proceso.plan.idProceso, proceso);
        this.#bySlot.set(proceso.plan.slot, proceso);
      }
    }
  }

  /** Empty for a radicado that the portal does not know. */
  procesosOf(radicado: string): readonly Proceso[] {
    return this.#byRadicado.get(radicado) ?? [];
  }

  proceso(idProceso: number): Proceso | undefined {
    return this.#byId.get(idProceso);
  }

  all(): Iterable<Proceso> {
    return this.#byId.values();
  }

  withActuacion(idRegActuacion: number): { proceso: Proceso; row: Numbered } | undefined {
    const proceso = this.#bySlot.get(slotOfIdRegActuacion(idRegActuacion));
    const row = proceso?.actuaciones.find((row) => row.idRegActuacion === idRegActuacion);
    return proceso && row && { proceso, row };
  }
}
