/** What keeps jobs running for as long as a process lives. */
import type { Services } from "#domain/ctx.ts";
import type { DispatchQueue, Log } from "#domain/ports.ts";
import type { Worker } from "./worker.ts";

export interface Working {
  /** Says that there is work to do. */
  wake(): void;
  stop(options: { graceMs: number }): Promise<void>;
}

interface WorkingDeps {
  services: Services;
  /** Tells of jobs that other instances have made, where the home can. */
  queue?: Pick<DispatchQueue, "listen">;
  jobs: { worker: Pick<Worker, "drain" | "loop" | "wake" | "stop">; tick(): Promise<void> };
}

/** Between two looks at the dispatcher, where nobody wakes the loop. */
const POLL_MS = 250;
const TICK_MS = 10_000;
const MINUTE_MS = 60_000;
/** How long work goes on after a commit or a cron call. */
const ON_CALL_MS = 20_000;

/**
 * Works until stopped: in a loop, with a tick every ten seconds; or, where processes come and go as on the edge, on
 * call: after each commit that leaves work, and once a minute by cron, so that an idle instance asks nobody anything.
 */
export function startWorking(
  deps: WorkingDeps,
  manner: "loop" | "on_call",
  everyMinute: EveryMinute = tickEachMinute,
): Working {
  return manner === "loop" ? workInLoop(deps) : workOnCall(deps, everyMinute);
}

/** Calls once a minute until it is ended by what it gives back. */
export type EveryMinute = (tick: () => Promise<void>, log: Log) => () => Promise<void>;

function workInLoop({ services: { log }, queue, jobs: { worker, tick } }: WorkingDeps): Working {
  const loop = worker.loop({ pollMs: POLL_MS });
  const endListening = queue?.listen?.(() => worker.wake());
  const endTicks = tickEvery(TICK_MS, tick, log);
  return {
    wake: () => worker.wake(),
    async stop(options) {
      endListening?.();
      await Promise.all([endTicks(), worker.stop(options)]);
      await loop;
    },
  };
}

function workOnCall(
  { services: { log, clock }, jobs: { worker, tick } }: WorkingDeps,
  everyMinute: EveryMinute,
): Working {
  let draining: Promise<void> | undefined;
  let isWanted = false;
  function drain(): Promise<void> {
    isWanted = true;
    worker.wake();
    return draining ??= drainWhileWanted().finally(() => draining = undefined);
  }
  // A call that comes when a drain has looked for the last time must not wait for the next minute.
  async function drainWhileWanted(): Promise<void> {
    while (isWanted) {
      isWanted = false;
      try {
        await worker.drain({ until: clock.now() + ON_CALL_MS });
      } catch (error) {
        log.error("Cannot run jobs: the next minute tries again", { error });
      }
    }
  }
  const endTicks = everyMinute(async () => {
    await tick().catch((error) => log.error("Tick failed: the next one follows", { error }));
    await drain();
  }, log);
  return {
    wake: () => void drain(),
    async stop(options) {
      await Promise.all([endTicks(), worker.stop(options)]);
      await draining;
    },
  };
}

/**
 * Deno.cron is there where it is switched on. Deno Deploy knows only what is registered before anything is served, so
 * there `deploy/edge/lexia.ts` has done it already.
 */
function tickEachMinute(tick: () => Promise<void>, log: Log): () => Promise<void> {
  if (!("cron" in Deno) || typeof Deno.cron !== "function") return tickEvery(MINUTE_MS, tick, log);
  const ending = new AbortController();
  void Deno.cron("tick", "* * * * *", { signal: ending.signal }, tick);
  return () => Promise.resolve(ending.abort());
}

/** Ticks without working, for a process that only answers. */
export function startTicking(tick: () => Promise<void>, log: Log): Pick<Working, "stop"> {
  const endTicks = tickEvery(TICK_MS, tick, log);
  return { stop: () => endTicks() };
}

/** Ticks at once and then regularly, one after the other; returns what ends it, once the tick under way is over. */
function tickEvery(milliseconds: number, tick: () => Promise<void>, log: Log): () => Promise<void> {
  let ticking: Promise<void> | undefined;
  function begin(): void {
    ticking ??= tick()
      .catch((error) => log.error("Tick failed: the next one follows", { error }))
      .finally(() => ticking = undefined);
  }
  begin();
  const timer = setInterval(begin, milliseconds);
  return async () => {
    clearInterval(timer);
    await ticking;
  };
}
