/**
 * Whether the provider is to ask who it is, even somebody whom it knows: for each sign-in where the organization wants
 * that, and for a fresh proof. Only a provider that says it has done so since is believed.
 */
import { SKEW_MS } from "./clock_skew.ts";
import type { Flow } from "./flow.ts";
import { SsoRefusal } from "./sso_refusal.ts";

/** The session whose person proves again who they are. */
export interface Confirming {
  sessionId: string;
  userId: string;
}

/** What a flow keeps of it; `askedAt` is there where the provider is to ask. */
export function askingIn(
  { always_ask: isAlways }: { always_ask: boolean },
  confirming: Confirming | undefined,
  now: number,
): Record<string, string> {
  return {
    ...(isAlways || confirming ? { askedAt: String(now) } : {}),
    ...(confirming ? { session: confirming.sessionId, person: confirming.userId } : {}),
  };
}

export function confirmingIn({ data: { session, person } }: Flow): Confirming | undefined {
  return session !== undefined && person !== undefined ? { sessionId: session, userId: person } : undefined;
}

/** @throws {SsoRefusal} `sso_assertion_refused` where the provider was to ask, and does not say that it has. */
export function requireAsked({ data: { askedAt } }: Flow, authenticatedAt: number | null, now: number): void {
  if (askedAt === undefined) return;
  if (authenticatedAt === null) {
    throw new SsoRefusal(
      "sso_assertion_refused",
      "The provider does not say when the person signed in there",
    );
  }
  if (authenticatedAt < Number(askedAt) - SKEW_MS) {
    throw new SsoRefusal("sso_assertion_refused", "The provider was to ask who it is, and did not");
  }
  if (authenticatedAt > now + SKEW_MS) {
    throw new SsoRefusal("sso_assertion_refused", "The person signed in there in the future");
  }
}
