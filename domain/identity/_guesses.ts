/**
 * Wrong second factors, counted by person over a quarter of an hour and for all instances together: the tenth locks the
 * second factor for as long. Each is counted before it is looked at, so that many at once are no more than one by one.
 */
import type { Services } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import { StoreUnavailable } from "../ports.ts";
import type { VisitorCtx } from "./identity.ts";

const WINDOW_SECONDS = 15 * 60;
const MOST = 10;
/** While the shared count cannot be reached, each instance counts for itself, hence stricter. */
const MOST_ALONE = 3;

export interface Guess {
  /**
   * Looks at what was given. A wrong one stays counted; what was right, or could not be judged, does not.
   * @throws {DomainError} `mfa_invalid`, and whatever `look` throws.
   */
  judge(look: () => Promise<boolean>): Promise<void>;
}

interface Guesses {
  /** When each that counts was made, milliseconds since the epoch, the oldest first. */
  at: number[];
  /** Zero: open. */
  lockedUntil: number;
}

const NONE: Guesses = { at: [], lockedUntil: 0 };

type Limited = Pick<VisitorCtx, "services" | "identity">;

/** @throws {DomainError} `too_many_attempts` */
export async function takeGuess(visitor: Limited, userId: string): Promise<Guess> {
  const giveBack = await take(visitor, userId);
  return {
    async judge(look) {
      let isRight: boolean;
      try {
        isRight = await look();
      } catch (error) {
        await giveBack();
        throw error;
      }
      if (!isRight) throw new DomainError("mfa_invalid");
      await giveBack();
    },
  };
}

/** Opens somebody's second factor again, and forgets what was wrong. @throws {StoreUnavailable} */
export async function forgiveGuesses({ state }: Pick<Services, "state">, userId: string): Promise<void> {
  await state.update<Guesses, void>(
    keyOf(userId),
    WINDOW_SECONDS,
    () => ({ value: NONE, answer: undefined }),
  );
}

async function take(visitor: Limited, userId: string): Promise<() => Promise<void>> {
  const { services, identity } = visitor;
  const { state, clock } = services;
  const key = keyOf(userId);
  const now = clock.now();
  try {
    const lockedUntil = await state.update<Guesses, number>(key, WINDOW_SECONDS, (was = NONE) => {
      if (was.lockedUntil > now) return { value: was, answer: was.lockedUntil };
      const at = [...was.at.filter((time) => time > now - WINDOW_SECONDS * 1_000), now];
      const lockedUntil = at.length >= MOST ? now + WINDOW_SECONDS * 1_000 : 0;
      return { value: { at, lockedUntil }, answer: 0 };
    });
    if (lockedUntil > 0) throw locked(lockedUntil, now);
    return () => giveBack(visitor, key, now);
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    services.log.warn("Second factors are counted by this process only: the store cannot be reached", {
      error,
    });
    const verdict = await identity.localLimiter.take(key, MOST_ALONE, WINDOW_SECONDS);
    if (!verdict.allowed) throw locked(verdict.resetAt, now);
    return () => identity.localLimiter.refund(key, MOST_ALONE, WINDOW_SECONDS);
  }
}

async function giveBack({ services }: Limited, key: string, takenAt: number): Promise<void> {
  try {
    await services.state.update<Guesses, void>(key, WINDOW_SECONDS, (was = NONE) => {
      const index = was.at.indexOf(takenAt);
      if (index === -1) return { value: was, answer: undefined };
      const at = was.at.toSpliced(index, 1);
      return { value: { at, lockedUntil: at.length >= MOST ? was.lockedUntil : 0 }, answer: undefined };
    });
  } catch (error) {
    // One counted too many is no reason to refuse somebody whose factor was right.
    if (!(error instanceof StoreUnavailable)) throw error;
  }
}

function keyOf(userId: string): string {
  return `second_factor:${userId}`;
}

function locked(until: number, now: number): DomainError {
  return new DomainError("too_many_attempts", {
    detail: "Too many wrong codes: the second factor is locked for a while",
    retryAfterSeconds: Math.max(1, Math.ceil((until - now) / 1_000)),
  });
}
