import { usedAssertions } from "#db/schema/identity_providers.ts";
import type { Db } from "#db/tenant_db.ts";
import { sha256 } from "../../sha256.ts";
import { SsoRefusal } from "./sso_refusal.ts";

/**
 * A message of a provider counts once: all instances remember it for as long as it would be believed.
 * @throws {SsoRefusal} `sso_assertion_refused` the second time.
 */
export async function takeOnce(
  tx: Db,
  { providerId, what, id, until }: {
    providerId: string;
    what: "assertion" | "logout token" | "logout request";
    id: string;
    /** Milliseconds since the epoch. */
    until: number;
  },
): Promise<void> {
  const assertionId = sha256(what === "assertion" ? id : `${what} ${id}`).toHex();
  const taken = await tx.insert(usedAssertions).values({
    providerId,
    assertionId,
    expiresAt: new Date(until),
  })
    .onConflictDoNothing().returning({ id: usedAssertions.assertionId });
  if (taken.length === 0) throw new SsoRefusal("sso_assertion_refused", `The ${what} was used before`);
}
