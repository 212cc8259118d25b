/** What one lookup carries from call to call. */
import { createHash } from "node:crypto";
import type { SharedRun } from "../coalesce.ts";
import type { LookupProgress } from "../portal.ts";
import { DriftReport } from "./drift.ts";

export class LookupRun {
  readonly drift = new DriftReport();
  /** Calls that were sent. */
  calls = 0;
  /** When the search was answered, milliseconds since the epoch; null before. */
  searchedAt: number | null = null;
  readonly #evidence = createHash("sha256");
  #bodies = 0;

  constructor(
    private readonly shared: SharedRun,
    /** Tells other instances that this lookup is alive. */
    readonly keepAlive: () => Promise<void>,
    /** Of the answer that this one goes on from. */
    base: string | null = null,
  ) {
    if (base === null) return;
    this.#evidence.update(base);
    this.#bodies++;
  }

  get signal(): AbortSignal {
    return this.shared.signal;
  }

  lane = () => this.shared.lane();

  tenant(): string {
    return this.shared.tenant();
  }

  progress(progress: LookupProgress): void {
    this.shared.progress(progress);
  }

  noteBody(bytes: Uint8Array): void {
    this.#evidence.update(bytes);
    this.#bodies++;
  }

  /** SHA-256 over the bodies so far, those of the base by its own hash; hexadecimal; null where none came. */
  evidence(): string | null {
    return this.#bodies === 0 ? null : this.#evidence.copy().digest("hex");
  }
}
