/** Calls that come once a minute, from before LEXIA is there on: they wait for it. */
import type { EveryMinute } from "#jobs/mod.ts";

export class MinuteCalls {
  readonly #tick = Promise.withResolvers<() => Promise<void>>();
  #hasEnded = false;

  /** What the cron job does. */
  async call(): Promise<void> {
    const tick = await this.#tick.promise;
    if (!this.#hasEnded) await tick();
  }

  /** As LEXIA wants it. */
  readonly everyMinute: EveryMinute = (tick) => {
    this.#tick.resolve(tick);
    return () => {
      this.#hasEnded = true;
      return Promise.resolve();
    };
  };
}
