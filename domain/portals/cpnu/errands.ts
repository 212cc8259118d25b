/** What is asked beside lookups: one errand for all who want the same at the same time, through the same pace. */
import type { Clock, Log, Metrics, SharedState } from "../../ports.ts";
import { type Asker, Coalescer } from "../coalesce.ts";
import type { LookupProof, NoAnswer } from "../portal.ts";
import { isUnverified, LookupFailure, type LookupFailureReason } from "./failures.ts";
import type { LookupScope } from "./lookup.ts";
import { LookupRun } from "./run.ts";

export type ErrandEnd<T> = { value: T; proof: LookupProof } | { failed: NoAnswer };

interface Ending<T> {
  end: { value: T } | { reason: LookupFailureReason; retryAt: number | null };
  evidence: string | null;
  calls: number;
}

export class Errands<T> {
  readonly #runs: Coalescer<Ending<T>>;

  constructor(
    private readonly deps: { source: string; log: Log; metrics: Metrics; state: SharedState; clock: Clock },
    private readonly scope: Omit<LookupScope, "run">,
  ) {
    const { source, log } = deps;
    this.#runs = new Coalescer((error) => log.warn("Cannot tell an errand's progress", { source, error }));
  }

  /** Never throws for what a portal does; rejects only when the asker's signal aborts. */
  async perform(
    key: string,
    asker: Asker,
    work: (scope: LookupScope) => Promise<T>,
  ): Promise<ErrandEnd<T>> {
    const { value: { end, evidence, calls }, isLeader } = await this.#runs.join(
      key,
      asker,
      async (shared) => {
        const run = new LookupRun(shared, () => Promise.resolve());
        const ended = await this.#run(() => work({ ...this.scope, run }));
        await run.drift.publish(this.deps.source, this.deps);
        return { end: ended, evidence: run.evidence(), calls: run.calls };
      },
    );
    const proof = { evidence, portalCalls: isLeader ? calls : 0 };
    return "value" in end
      ? { value: end.value, proof }
      : { failed: noAnswer(end.reason, end.retryAt, proof) };
  }

  async #run(work: () => Promise<T>): Promise<Ending<T>["end"]> {
    try {
      return { value: await work() };
    } catch (error) {
      if (!(error instanceof LookupFailure)) throw error;
      return { reason: error.reason, retryAt: error.retryAt };
    }
  }
}

export function noAnswer(
  reason: LookupFailureReason,
  retryAt: number | null,
  proof: LookupProof,
): NoAnswer {
  return isUnverified(reason)
    ? { outcome: "unverified", reason, retryAt, ...proof }
    : { outcome: "unavailable", reason, retryAt, ...proof };
}
