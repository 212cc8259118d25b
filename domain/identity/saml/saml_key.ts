import { and, eq } from "drizzle-orm";
import { identityProviders } from "#db/schema/identity_providers.ts";
import { accountDb } from "../_accounts.ts";
import type { VisitorCtx } from "../identity.ts";
import { SamlSecrets } from "../providers/saml_settings.ts";

const KEY = {
  name: "RSASSA-PKCS1-v1_5",
  modulusLength: 3_072,
  publicExponent: new Uint8Array([1, 0, 1]),
  hash: "SHA-256",
} as const;

/**
 * LEXIA's private key for that provider, in PEM. It is made when it is first needed and kept sealed; of two instances
 * that make one at the same time, the second takes the first one's.
 */
export async function samlKey(
  { services, identity }: Pick<VisitorCtx, "services" | "identity">,
  organizationId: string,
  provider: { id: string; sealedSecrets: string | null },
): Promise<string> {
  const { sealer } = identity;
  const known = await openKey(provider.sealedSecrets);
  if (known !== undefined) return known;
  const made = await newKey();
  return await accountDb(services, organizationId, "sso.saml_key").tx(async (tx) => {
    const isIt = and(
      eq(identityProviders.organizationId, organizationId),
      eq(identityProviders.id, provider.id),
    );
    const [row] = await tx.select({ secrets: identityProviders.secrets }).from(identityProviders)
      .where(isIt).for("update");
    const other = await openKey(row?.secrets ?? null);
    if (other !== undefined) return other;
    const secrets = await sealer.seal(JSON.stringify({ private_key: made }), "identity_provider");
    await tx.update(identityProviders).set({ secrets }).where(isIt);
    return made;
  });

  async function openKey(sealed: string | null): Promise<string | undefined> {
    if (sealed === null) return undefined;
    return SamlSecrets.partial().parse(JSON.parse(await sealer.open(sealed, "identity_provider")))
      .private_key;
  }
}

async function newKey(): Promise<string> {
  const { privateKey } = await crypto.subtle.generateKey(KEY, true, ["sign", "verify"]);
  const bytes = new Uint8Array(await crypto.subtle.exportKey("pkcs8", privateKey));
  const lines = bytes.toBase64().match(/.{1,64}/g) ?? [];
  return `-----BEGIN PRIVATE KEY-----\n${lines.join("\n")}\n-----END PRIVATE KEY-----\n`;
}
