import { and, eq, ne, sql } from "drizzle-orm";
import { identityProviders } from "#db/schema/identity_providers.ts";
import type { Db } from "#db/tenant_db.ts";
import { DomainError } from "../../errors.ts";
import type { ProviderKind } from "./kinds.ts";

/** Changes to an organization's providers come one after the other: rules that count them hold. */
export async function lockProviders(tx: Db, organizationId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`providers ${organizationId}`}, 0))`);
}

/**
 * Passwords that people type go to one directory, and never on to the next.
 * @throws {DomainError} `provider_conflict`
 */
export async function requireOneDirectory(
  tx: Db,
  organizationId: string,
  { kind, id }: { kind: ProviderKind; id: string | null },
): Promise<void> {
  if (kind !== "ldap") return;
  const [other] = await tx.select({ id: identityProviders.id }).from(identityProviders).where(and(
    eq(identityProviders.organizationId, organizationId),
    eq(identityProviders.kind, "ldap"),
    eq(identityProviders.isEnabled, true),
    id === null ? undefined : ne(identityProviders.id, id),
  ));
  if (other) throw new DomainError("provider_conflict");
}
