import type { Actor } from "#domain/ctx.ts";

/** What an actor carries who has just signed in by password, without a second factor. */
export function signedIn(now: number): Pick<Actor, "proof" | "hasSecondFactor"> {
  const proof = { via: "session", method: "password", authenticatedAt: now } as const;
  return { proof: { ...proof, secondFactorAt: null, impersonatorId: null }, hasSecondFactor: false };
}
