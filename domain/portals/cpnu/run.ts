/** What one lookup carries from call to call. */
import { createHash } from "node:crypto";
import type { SharedRun } from "../coalesce.ts";
import type { LookupProgress } from "../portal.ts";
import { DriftReport } from "./drift.ts";

export class LookupRun {
  readonly drift = new DriftReport();
  /** Calls that were sent. */
  calls = 0;
  readonly #evidence = createHash("sha256");
  #bodies = 0;

  constructor(
    private readonly shared: SharedRun,
    /** Tells other instances that this lookup is alive. */
    readonly keepAlive: () => Promise<void>,
  ) {}

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

  /** SHA-256 over the bodies so far, hexadecimal; null where none came. */
  evidence(): string | null {
    return this.#bodies === 0 ? null : this.#evidence.copy().digest("hex");
  }
}
