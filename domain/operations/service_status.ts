/** How LEXIA itself is, for everybody: asked of what it runs on, and of no organization. */
import { sql } from "drizzle-orm";
import { prepareSql } from "#db/prepared.ts";
import { portalDays } from "../analytics/statements.ts";
import { plusDays } from "../analytics/day_span.ts";
import { bogotaDate } from "../bogota.ts";
import type { Services } from "../ctx.ts";
import { ShortMemory } from "../identity/short_memory.ts";
import type { PortalHealth } from "../portals/portal.ts";

export type PartState = "ok" | "degraded" | "down";

export interface ServiceStatus {
  /** When it was looked at. */
  at: Date;
  /** The worst of all parts, but for the portal, which is not LEXIA's. */
  overall: PartState;
  database: PartState;
  /** Limits, sessions and the dispatcher of jobs. */
  store: PartState;
  work: { state: PartState; oldestDueSeconds: number | null };
  portal: { state: PartState; lastAnswerAt: Date | null };
  /** Which share of what was asked the portal answered in a way that can be trusted; the last days, oldest first. */
  days: { day: string; availability: number }[];
}

type Probed = Pick<Services, "clock" | "platformDb" | "portal">;
type Ready = () => Promise<{ database: boolean; redis: boolean; migrations: boolean }>;

/** However many people look, it is asked once in this time. */
const REMEMBERED_SECONDS = 10;
const SHOWN_DAYS = 30;
/** Jobs are taken within seconds; the tick that recovers lost ones comes each minute. */
const LATE_SECONDS = 180;
const STANDING_SECONDS = 1_800;

export class StatusProbe {
  readonly #memory: ShortMemory<ServiceStatus>;

  constructor(private readonly services: Probed, private readonly ready: Ready) {
    this.#memory = new ShortMemory<ServiceStatus>(services.clock, {
      most: 1,
      maxSeconds: REMEMBERED_SECONDS,
      secondsFor: () => REMEMBERED_SECONDS,
    });
  }

  /** Never throws for what does not answer: that is what it tells. */
  async status(): Promise<ServiceStatus> {
    return await this.#memory.get("status", () => this.#look());
  }

  async #look(): Promise<ServiceStatus> {
    const [ready, rows, portal] = await Promise.allSettled([
      this.ready(),
      this.#rows(),
      this.services.portal.health(),
    ]);
    const isReady = ready.status === "fulfilled"
      ? ready.value
      : { database: false, redis: false, migrations: false };
    const { days, oldestDueSeconds } = rows.status === "fulfilled"
      ? rows.value
      : { days: [], oldestDueSeconds: null };
    const database = isReady.database ? isReady.migrations ? "ok" : "degraded" : "down";
    const store = isReady.redis ? "ok" : "degraded";
    const work = { state: workState(oldestDueSeconds), oldestDueSeconds };
    return {
      at: new Date(this.services.clock.now()),
      overall: worstOf([database, store, work.state]),
      database,
      store,
      work,
      portal: portal.status === "fulfilled"
        ? portalState(portal.value)
        : { state: "down", lastAnswerAt: null },
      days,
    };
  }

  async #rows() {
    const today = bogotaDate(this.services.clock.now());
    const [days, [oldest]] = await this.services.platformDb.batch({ purpose: "status.look" }, [
      portalDays({ from: plusDays(today, 1 - SHOWN_DAYS), to: today }),
      oldestDue({}),
    ]);
    return {
      days: days.map(({ day, availability }) => ({ day, availability })),
      oldestDueSeconds: oldest?.seconds ?? 0,
    };
  }
}

const oldestDue = prepareSql<{ seconds: number }>(
  () =>
    sql`select coalesce(extract(epoch from now() - min(run_at)), 0)::float8 from jobs
      where status = 'ready' and run_at <= now()`,
  { seconds: sql<number>`seconds`.mapWith(Number) },
);

function workState(oldestDueSeconds: number | null): PartState {
  if (oldestDueSeconds === null || oldestDueSeconds > STANDING_SECONDS) return "down";
  return oldestDueSeconds > LATE_SECONDS ? "degraded" : "ok";
}

/** An open breaker means that LEXIA waits before it asks again. */
function portalState({ breaker, lastSuccessAt }: PortalHealth): ServiceStatus["portal"] {
  const lastAnswerAt = lastSuccessAt === null ? null : new Date(lastSuccessAt);
  if (breaker.state === "closed") return { state: "ok", lastAnswerAt };
  return { state: breaker.state === "open" ? "down" : "degraded", lastAnswerAt };
}

function worstOf(states: readonly PartState[]): PartState {
  if (states.includes("down")) return "down";
  return states.includes("degraded") ? "degraded" : "ok";
}
