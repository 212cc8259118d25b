/** Where CPNU's answers differ from what LEXIA knows of them: counted, logged once a lookup, never fatal here. */
import type { Log, Metrics } from "../../ports.ts";

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

  publish(source: string, { metrics, log }: { metrics: Metrics; log: Log }): void {
    if (this.#seen.size === 0) return;
    for (const kind of this.#seen.values()) metrics.increment("portal_drift_total", { source, kind });
    log.warn("Portal answers differ from what is known of them", { source, drift: [...this.#seen.keys()] });
    this.#seen.clear();
  }
}
