/** How many people this instance has seen lately, for the gauge `active_users_total`. */
import type { AppDeps } from "../_env.ts";

const WINDOW_MS = 5 * 60_000;
const MOST = 100_000;

const seen = new WeakMap<AppDeps, Map<string, number>>();

export function seeUser(deps: AppDeps, userId: string): void {
  const users = seen.get(deps) ?? new Map<string, number>();
  seen.set(deps, users);
  if (users.size >= MOST) forgetOld(users, deps.services.clock.now());
  if (users.size < MOST) users.set(userId, deps.services.clock.now());
}

export function countActiveUsers(deps: AppDeps): number {
  const users = seen.get(deps);
  if (!users) return 0;
  forgetOld(users, deps.services.clock.now());
  return users.size;
}

function forgetOld(users: Map<string, number>, now: number): void {
  for (const [userId, at] of users) if (at < now - WINDOW_MS) users.delete(userId);
}
