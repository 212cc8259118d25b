/** Where CPNU's answers differ from what LEXIA knows of them: counted, logged once a lookup, never fatal here. */
import { type Clock, type Log, type Metrics, type SharedState, StoreUnavailable } from "../../ports.ts";

export type DriftKind =
  | "unknown_field"
  | "missing_field"
  | "wrong_type"
  | "row_count"
  | "pages_capped"
  | "other_radicado";

export interface Drift {
  note(kind: DriftKind, where: string): void;
}

/** For answers whose drift was counted when they came. */
export const SILENT_DRIFT: Drift = { note: () => {} };

/** Each kind and place counts once, however many rows show it. */
export class DriftReport implements Drift {
  readonly #seen = new Map<string, DriftKind>();

  note(kind: DriftKind, where: string): void {
    this.#seen.set(`${kind} ${where}`, kind);
  }

  /** Kind and place of what was noted and not published yet. */
  places(): string[] {
    return [...this.#seen.keys()];
  }

  async publish(source: string, { metrics, log, state, clock }: Telling): Promise<void> {
    if (this.#seen.size === 0) return;
    for (const kind of this.#seen.values()) metrics.increment("portal_drift_total", { source, kind });
    const places = this.places();
    log.warn("Portal answers differ from what is known of them", { source, drift: places });
    this.#seen.clear();
    const value = { at: clock.now(), places: places.slice(0, PLACES_KEPT) };
    await state.update<LastDrift, void>(keyOf(source), KEPT_SECONDS, () => ({ value, answer: undefined }))
      .catch(unlessUnavailable);
  }
}

/** What operators see of it; null: nothing lately. @throws {StoreUnavailable} */
export async function lastDrift(source: string, state: SharedState): Promise<LastDrift | null> {
  return await state.read<LastDrift>(keyOf(source)) ?? null;
}

interface LastDrift {
  at: number;
  /** Kind and place. */
  places: string[];
}

interface Telling {
  metrics: Metrics;
  log: Log;
  state: SharedState;
  clock: Clock;
}

const PLACES_KEPT = 20;
const KEPT_SECONDS = 30 * 86_400;

function keyOf(source: string): string {
  return `portal:${source}:drift`;
}

function unlessUnavailable(error: unknown): void {
  if (!(error instanceof StoreUnavailable)) throw error;
}
