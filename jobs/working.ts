/** What keeps jobs running for as long as a process lives. */
import type { Services } from "#domain/ctx.ts";
import type { Worker } from "./worker.ts";

export interface Working {
  /** Says that there is work to do. */
  wake(): void;
  stop(options: { graceMs: number }): Promise<void>;
}

interface WorkingDeps {
  services: Services;
  jobs: { worker: Worker; tick(): Promise<void> };
}

/** Between two looks at the dispatcher, where nobody wakes the loop. */
const POLL_MS = 250;
const TICK_MS = 10_000;
/** How long work goes on after a commit or a cron call. */
const ON_CALL_MS = 20_000;

/**
 * Works until stopped: in a loop, with a tick every ten seconds; or, where processes come and go as on the edge, on
 * call: after each commit that leaves work, and once a minute by cron, so that an idle instance asks nobody anything.
 */
export function startWorking(deps: WorkingDeps, manner: "loop" | "on_call"): Working {
  return manner === "loop" ? workInLoop(deps) : workOnCall(deps);
}

function workInLoop({ services: { log }, jobs: { worker, tick } }: WorkingDeps): Working {
  const loop = worker.loop({ pollMs: POLL_MS });
  const tickOnce = () => tick().catch((error) => log.error("Tick failed: the next one follows", { error }));
  void tickOnce();
  const timer = setInterval(tickOnce, TICK_MS);
  return {
    wake: () => worker.wake(),
    async stop(options) {
      clearInterval(timer);
      await worker.stop(options);
      await loop;
    },
  };
}

function workOnCall({ services: { log, clock }, jobs: { worker, tick } }: WorkingDeps): Working {
  let draining: Promise<unknown> | undefined;
  function drain(): Promise<unknown> {
    if (draining) worker.wake();
    draining ??= worker.drain({ until: clock.now() + ON_CALL_MS })
      .catch((error) => log.error("Cannot run jobs: the next minute tries again", { error }))
      .finally(() => draining = undefined);
    return draining;
  }
  // Deno.cron is there on Deno Deploy, and elsewhere only where it is switched on.
  if ("cron" in Deno && typeof Deno.cron === "function") {
    Deno.cron("tick", "* * * * *", async () => {
      await tick();
      await drain();
    });
  }
  return {
    wake: () => void drain(),
    async stop(options) {
      await worker.stop(options);
      await draining;
    },
  };
}
