/** Providers as the database keeps them: settings as JSON, secrets sealed as one JSON object. */
import { and, asc, eq } from "drizzle-orm";
import { identityProviders } from "#db/schema/identity_providers.ts";
import type { Db } from "#db/tenant_db.ts";
import type { Sealer } from "../sealing.ts";
import { KINDS, type Provider, type ProviderKind, type ProviderSecrets } from "./kinds.ts";

export type { LdapProvider, OidcProvider, Provider, ProviderKind, SamlProvider } from "./kinds.ts";

type Row = typeof identityProviders.$inferSelect;

export async function findProvider(
  db: Db,
  organizationId: string,
  id: string,
): Promise<Provider | undefined> {
  const [row] = await db.select().from(identityProviders).where(isProvider(organizationId, id));
  return row && asProvider(row);
}

/** Those that are switched on, the oldest first. */
export async function findEnabledProviders(db: Db, organizationId: string): Promise<Provider[]> {
  const rows = await db.select().from(identityProviders).where(and(
    eq(identityProviders.organizationId, organizationId),
    eq(identityProviders.isEnabled, true),
  )).orderBy(asc(identityProviders.createdAt), asc(identityProviders.id));
  return rows.map(asProvider);
}

export function isProvider(organizationId: string, id: string) {
  return and(eq(identityProviders.organizationId, organizationId), eq(identityProviders.id, id));
}

/** Settings that an earlier version wrote get what has been added since. */
export function asProvider({ kind, settings, secrets, ...row }: Row): Provider {
  const { id, name, isEnabled, syncedAt, syncError, createdAt, updatedAt } = row;
  const facts = { id, name, isEnabled, syncedAt, syncError, createdAt, updatedAt, sealedSecrets: secrets };
  switch (kind) {
    case "ldap":
      return { ...facts, kind, settings: KINDS.ldap.settings.parse(settings) };
    case "oidc":
      return { ...facts, kind, settings: KINDS.oidc.settings.parse(settings) };
    case "saml":
      return { ...facts, kind, settings: KINDS.saml.settings.parse(settings) };
  }
}

/** For the one who speaks to the provider; they are shown to nobody. */
export async function openSecrets<K extends ProviderKind>(
  sealer: Sealer,
  { kind, sealedSecrets }: { kind: K; sealedSecrets: string | null },
): Promise<ProviderSecrets<K>> {
  const plain = sealedSecrets === null
    ? {}
    : JSON.parse(await sealer.open(sealedSecrets, "identity_provider"));
  return KINDS[kind].secrets.parse(plain);
}

/** Null where there is none. */
export async function sealSecrets(
  sealer: Sealer,
  secrets: Readonly<Record<string, string>>,
): Promise<string | null> {
  if (Object.keys(secrets).length === 0) return null;
  return await sealer.seal(JSON.stringify(secrets), "identity_provider");
}
