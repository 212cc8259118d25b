/** A passkey's answer to a challenge of ours, used once. */
import { and, eq, lt } from "drizzle-orm";
import { passkeys } from "#db/schema/second_factors.ts";
import type { Db } from "#db/tenant_db.ts";
import type { Services } from "../ctx.ts";
import { inAccount } from "./_accounts.ts";
import { challengeOf, type GivenPasskey, readAnswer } from "./_webauthn.ts";
import { takeStep } from "./one_time.ts";

/** Whether it answers a challenge that was made for this person. */
export async function usesPasskey(
  tx: Db,
  { services }: { services: Services },
  owner: { id: string; organizationId: string | null },
  given: GivenPasskey,
): Promise<boolean> {
  const { organizationId } = owner;
  const challenge = challengeOf(given.response) ?? "";
  const by = { organizationId, token: challenge, now: services.clock.now() };
  const step = await takeStep(tx, { ...by, purpose: "passkey_challenge" });
  if (step?.userId !== owner.id) return false;
  return await answers(tx, services, { organizationId, challenge, given }) === owner.id;
}

/**
 * Whose passkey has answered, and moved its counter on in the same statement; undefined where none has. Nothing here
 * looks at who was asked: that is the challenge's matter.
 */
export async function answers(
  tx: Db,
  { clock }: Services,
  { organizationId, challenge, given }: {
    organizationId: string | null;
    challenge: string;
    given: GivenPasskey;
  },
): Promise<string | undefined> {
  const isIt = and(
    inAccount(passkeys.organizationId, organizationId),
    eq(passkeys.credentialId, given.response.id),
  );
  const [passkey] = await tx.select().from(passkeys).where(isIt);
  if (!passkey || !isForOwner(given, passkey.userId)) return undefined;
  const found = await readAnswer(given, { challenge, passkey });
  if (!found) return undefined;
  const { counter, isBackedUp } = found;
  const [used] = await tx.update(passkeys)
    .set({ counter, isBackedUp, lastUsedAt: new Date(clock.now()) })
    .where(and(isIt, counter === 0 ? eq(passkeys.counter, 0) : lt(passkeys.counter, counter)))
    .returning({ userId: passkeys.userId });
  return used?.userId;
}

/** Passkeys that a browser found by itself say whose they are (section 7.2, step 6). */
function isForOwner({ response }: GivenPasskey, userId: string): boolean {
  const { userHandle } = response.response;
  if (userHandle === undefined) return true;
  return userHandle ===
    new TextEncoder().encode(userId).toBase64({ alphabet: "base64url", omitPadding: true });
}
