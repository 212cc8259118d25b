/** LEXIA with a portal and a clock of the simulation, and the loop that lets its days pass. */
import { bogotaDate } from "#domain/bogota.ts";
import { writeError } from "#main";
import type { Platform, PortalFetch } from "#domain/ports.ts";
import { openTestDatabase, type TestDatabase } from "#tests/support/databases.ts";
import { Lexia, type Session } from "#tests/support/lexia.ts";
import type { PlannedNovelty } from "#tests/support/portal_simulator/simulator.ts";
import { SimulatedClock } from "./simulated_clock.ts";

export const DAY_MS = 86_400_000;
export const HOUR_MS = 3_600_000;
/** Less often than a real installation's, as far as nothing is late for it; rarely while no watch runs. */
const TICK_MS = 14 * 60_000;
const NIGHT_TICK_MS = 60 * 60_000;
/** Of Bogota, which is five hours behind all the year. */
const MIDNIGHT_UTC_HOUR = 5;

export interface WorldOptions {
  /** The first day, `YYYY-MM-DD`. */
  firstDay: string;
  cases: number;
  /** Share of the cases that have news on a court day. */
  activity: number;
  perMinute: number;
  dailyBudget: number;
  /** Whether what has passed is told on the way. */
  isTold: boolean;
}

/** A planted novelty, and when the portal first had it. */
export interface Planted extends PlannedNovelty {
  at: number;
}

export class World implements AsyncDisposable {
  readonly planted: Planted[] = [];
  /** When each request reached the portal. */
  readonly calls: number[] = [];
  #told = { calls: 0, at: performance.now() };

  private constructor(
    readonly lexia: Lexia,
    readonly clock: SimulatedClock,
    private readonly database: TestDatabase,
    private readonly isTold: boolean,
  ) {}

  static async open(options: WorldOptions): Promise<World> {
    const clock = new SimulatedClock(midnightOf(options.firstDay));
    const database = await openTestDatabase("server");
    await clock.rule(database.owner);
    const calls: number[] = [];
    const lexia = await Lexia.start({
      clock,
      database,
      portal: { cases: options.cases, activity: options.activity, today: options.firstDay },
      env: {
        PORTAL_PER_MINUTE: String(options.perMinute),
        PORTAL_DAILY_BUDGET: String(options.dailyBudget),
        PORTAL_CONCURRENCY: "1",
        PORTAL_WINDOW: "Mon-Fri 06:00-20:00",
        // Each organization asks for itself: the worst case for the portal.
        PORTAL_CACHE_SECONDS: "0",
        WORKER_CONCURRENCY: "1",
      },
      change: (platform) => counting(platform, () => calls.push(clock.now())),
    });
    const world = new World(lexia, clock, database, options.isTold);
    Object.defineProperty(world, "calls", { value: calls });
    return world;
  }

  /** Somebody who follows cases, of an organization of their own. */
  async follower(): Promise<{ session: Session; organizationId: string }> {
    const organization = await this.lexia.organization();
    return { session: await organization.session("user"), organizationId: organization.id };
  }

  async rows(text: string, values: unknown[] = []): Promise<unknown[][]> {
    return (await this.database.owner.batch([{ text, values }])).at(-1)?.rows ?? [];
  }

  /** The portal's next day: what is new there is new from this moment. */
  nextPortalDay(): void {
    const at = this.clock.now();
    for (const novelty of this.lexia.portal.advanceDays(1)) this.planted.push({ ...novelty, at });
  }

  /** Lets the time pass until then, with a tick every ten minutes and all work that falls due. */
  async passUntil(end: number): Promise<void> {
    while (this.clock.now() < end) {
      const next = Math.min(end, this.#nextTick());
      await this.lexia.core.jobs.tick();
      await this.lexia.core.jobs.worker.drain({ until: next });
      await this.clock.moveTo(next);
    }
    if (this.isTold) this.#tell();
  }

  #tell(): void {
    const [calls, told] = [this.calls.length, this.#told];
    this.#told = { calls, at: performance.now() };
    const seconds = Math.round((this.#told.at - told.at) / 1_000);
    writeError(
      `Until ${new Date(this.clock.now()).toISOString()}: ${calls - told.calls} calls in ${seconds} s`,
    );
  }

  #nextTick(): number {
    const { window } = this.lexia.core.services.portal.limits;
    const now = this.clock.now();
    const later = now + NIGHT_TICK_MS;
    return window.isOpen(now) || window.isOpen(later) ? now + TICK_MS : later;
  }

  get today(): string {
    return bogotaDate(this.clock.now());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.lexia[Symbol.asyncDispose]();
  }
}

/** The instant at which the day begins in Bogota. */
export function midnightOf(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) + MIDNIGHT_UTC_HOUR * HOUR_MS;
}

function counting(platform: Platform, count: () => void): Platform {
  const portalFetch: PortalFetch = (url, options) => {
    count();
    return platform.portalFetch(url, options);
  };
  return { ...platform, portalFetch };
}

/** The most calls within any minute. */
export function busiestMinute(calls: readonly number[]): number {
  let [most, first] = [0, 0];
  for (const [last, at] of calls.entries()) {
    while ((calls[first] ?? at) <= at - 60_000) first++;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

/** The most calls on any day of Bogota. */
export function busiestDay(calls: readonly number[]): number {
  const byDay = Map.groupBy(calls, bogotaDate);
  return Math.max(0, ...[...byDay.values()].map(({ length }) => length));
}
