/** Asks somebody who is known by name for one of their passkeys: as second factor, or as a fresh proof. */
import { and, eq } from "drizzle-orm";
import { passkeys } from "#db/schema/second_factors.ts";
import type { Services } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import { accountDb, inAccount } from "./_accounts.ts";
import { type Caller, organizationIdOf } from "./_own_account.ts";
import { CHALLENGE_SECONDS, type RequestOptions, requestOptions, type Site } from "./_webauthn.ts";
import type { VisitorCtx } from "./identity.ts";
import { offerStep } from "./one_time.ts";
import { findSecondStep } from "./second_step.ts";

/** For the person whose sign-in waits. @throws {DomainError} `token_invalid`, or `second_factor_missing`. */
export async function askForPasskeyAsSecondStep(
  visitor: VisitorCtx,
  { challenge, site }: { challenge: string; site: Site },
): Promise<RequestOptions> {
  const { person } = await findSecondStep(visitor, challenge);
  return await askForPasskey(visitor.services, person, site);
}

/** For the caller. @throws {DomainError} `second_factor_missing` where they have no passkey. */
export async function askForOwnPasskey(ctx: Caller, site: Site): Promise<RequestOptions> {
  return await askForPasskey(ctx, { id: ctx.actor.userId, organizationId: organizationIdOf(ctx) }, site);
}

async function askForPasskey(
  services: Services,
  { id: userId, organizationId }: { id: string; organizationId: string | null },
  site: Site,
): Promise<RequestOptions> {
  const expiresAt = new Date(services.clock.now() + CHALLENGE_SECONDS * 1_000);
  return await accountDb(services, organizationId, "passkey.ask").tx(async (tx) => {
    const known = await tx.select().from(passkeys)
      .where(and(inAccount(passkeys.organizationId, organizationId), eq(passkeys.userId, userId)));
    if (known.length === 0) throw new DomainError("second_factor_missing");
    const challenge = await offerStep(tx, {
      organizationId,
      userId,
      purpose: "passkey_challenge",
      expiresAt,
    });
    return await requestOptions({ site, challenge, known });
  });
}
