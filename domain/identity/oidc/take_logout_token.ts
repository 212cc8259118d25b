import { usedAssertions } from "#db/schema/identity_providers.ts";
import type { Db } from "#db/tenant_db.ts";
import { SsoRefusal } from "../sso/sso_refusal.ts";

/** Remembered by all instances for as long as it would be believed. @throws {SsoRefusal} the second time. */
export async function takeLogoutToken(
  tx: Db,
  providerId: string,
  { jti }: { jti: string },
  expiresAt: Date,
): Promise<void> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`logout ${jti}`));
  const taken = await tx.insert(usedAssertions)
    .values({ providerId, assertionId: new Uint8Array(digest).toHex(), expiresAt })
    .onConflictDoNothing().returning({ id: usedAssertions.assertionId });
  if (taken.length === 0) throw new SsoRefusal("sso_assertion_refused", "The logout token was used before");
}
