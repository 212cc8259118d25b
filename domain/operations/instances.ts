/** Which processes are alive, as they say themselves with each tick: kept where all of them share what passes. */
import { authorizePlatform } from "../authz.ts";
import type { PlatformCtx, Services } from "../ctx.ts";

/** `all` answers and works in one process; `edge` does so on call. */
export type InstanceRole = "all" | "serve" | "worker" | "edge";

export interface Instance {
  id: string;
  role: InstanceRole;
  version: string;
  startedAt: Date;
  lastSeenAt: Date;
  /** Jobs under way when it was last seen. */
  jobsRunning: number;
  /** Has not been heard of for several ticks, and has not said that it stops. */
  isSilent: boolean;
}

/** What an instance says of itself. */
export type Heartbeat = Pick<Instance, "id" | "role" | "version" | "startedAt" | "jobsRunning">;

interface Kept {
  role: InstanceRole;
  version: string;
  startedAt: number;
  seenAt: number;
  jobs: number;
}

type Roll = Record<string, Kept>;

const KEY = "instances";
/** So that one that died is seen for a while. */
const KEPT_SECONDS = 3_600;
/** Three ticks and more; the edge ticks once a minute. */
const SILENT_MS: Readonly<Record<InstanceRole, number>> = {
  all: 45_000,
  serve: 45_000,
  worker: 45_000,
  edge: 200_000,
};

export interface Heart {
  /** Says that the process is alive. */
  beat(): Promise<void>;
  /** Says that it stops. */
  stop(): Promise<void>;
}

/** Tells the operators of this process; where nobody can be told, nothing else suffers. */
export function heartOf(
  services: Pick<Services, "state" | "clock" | "log">,
  { jobsRunning, ...about }: Pick<Instance, "role" | "version"> & { jobsRunning(): number },
): Heart {
  const mine = { ...about, id: crypto.randomUUID(), startedAt: new Date(services.clock.now()) };
  async function told(tell: Promise<void>): Promise<void> {
    await tell.catch((error) => services.log.warn("Cannot say which processes are alive", { error }));
  }
  return {
    beat: () => told(reportInstance(services, { ...mine, jobsRunning: jobsRunning() })),
    stop: () => told(dismissInstance(services, mine.id)),
  };
}

/** @throws {StoreUnavailable} */
export async function reportInstance(
  { state, clock }: Pick<Services, "state" | "clock">,
  beat: Heartbeat,
): Promise<void> {
  const now = clock.now();
  const { id, role, version, startedAt, jobsRunning: jobs } = beat;
  const mine = { role, version, startedAt: startedAt.getTime(), seenAt: now, jobs };
  await state.update<Roll, void>(KEY, KEPT_SECONDS, (roll = {}) => {
    const heard = Object.entries(roll).filter(([, { seenAt }]) => now - seenAt < KEPT_SECONDS * 1_000);
    return { value: { ...Object.fromEntries(heard), [id]: mine }, answer: undefined };
  });
}

/** One that stops is not missed. @throws {StoreUnavailable} */
export async function dismissInstance({ state }: Pick<Services, "state">, id: string): Promise<void> {
  await state.update<Roll, void>(KEY, KEPT_SECONDS, (roll = {}) => {
    const { [id]: _gone, ...others } = roll;
    return { value: others, answer: undefined };
  });
}

/** Every process that was heard of within the hour, the longest at work first. @throws {StoreUnavailable} */
export async function listInstances(ctx: PlatformCtx): Promise<Instance[]> {
  authorizePlatform(ctx);
  const now = ctx.clock.now();
  const roll = await ctx.state.read<Roll>(KEY) ?? {};
  return Object.entries(roll)
    .map(([id, { role, version, startedAt, seenAt, jobs }]) => ({
      id,
      role,
      version,
      startedAt: new Date(startedAt),
      lastSeenAt: new Date(seenAt),
      jobsRunning: jobs,
      isSilent: now - seenAt > SILENT_MS[role],
    }))
    .toSorted((a, b) => a.startedAt.getTime() - b.startedAt.getTime() || (a.id < b.id ? -1 : 1));
}
