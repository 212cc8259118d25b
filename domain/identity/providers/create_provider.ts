import { count, eq } from "drizzle-orm";
import { identityProviders } from "#db/schema/identity_providers.ts";
import type { Db } from "#db/tenant_db.ts";
import { audit } from "../../audit.ts";
import { authorize } from "../../authz.ts";
import type { Ctx } from "../../ctx.ts";
import { DomainError } from "../../errors.ts";
import { requireFresh } from "../freshness.ts";
import { performWorkOnce } from "../../idempotency.ts";
import type { IdentityServices } from "../identity.ts";
import { parseName } from "../person_fields.ts";
import { parseSecrets, parseSettings, type SecretsInput } from "./_input.ts";
import { lockProviders, requireOneDirectory } from "./_lock.ts";
import type { ProviderKind } from "./kinds.ts";
import { asProvider, sealSecrets } from "./provider.ts";
import { type ProviderView, viewOf } from "./view.ts";

export interface NewProvider {
  kind: ProviderKind;
  name: string;
  isEnabled: boolean;
  settings: Record<string, unknown>;
  secrets: SecretsInput;
}

const MOST_PROVIDERS = 20;

/**
 * Names another way for the organization's people to sign in.
 * @throws {DomainError} `permission_denied`, `fresh_proof_required`, `request_invalid`, `provider_conflict`,
 * `provider_limit`.
 */
export async function createProvider(
  ctx: Ctx,
  identity: IdentityServices,
  input: NewProvider,
): Promise<ProviderView> {
  authorize(ctx, "update_org_settings");
  requireFresh(ctx);
  const { kind, isEnabled } = input;
  const name = parseName(input.name, "name", 100);
  const settings = parseSettings(kind, input.settings);
  const secrets = parseSecrets(kind, {}, input.secrets);
  const sealed = await sealSecrets(identity.sealer, secrets);
  const made = await performWorkOnce(ctx, async (tx) => {
    await lockProviders(tx, ctx.organization.id);
    await requireRoom(tx, ctx.organization.id);
    if (isEnabled) await requireOneDirectory(tx, ctx.organization.id, { kind, id: null });
    const [row] = await tx.insert(identityProviders)
      .values({ kind, name, isEnabled, settings, secrets: sealed }).returning();
    if (!row) throw new Error("The database made no provider");
    await audit(tx, ctx, {
      action: "provider.create",
      targetId: row.id,
      data: { after: { kind, name, is_enabled: isEnabled, settings, secrets: Object.keys(secrets) } },
    });
    return viewOf(asProvider(row), secrets);
  });
  identity.enabledProviders.forget(ctx.organization.id);
  return made;
}

async function requireRoom(tx: Db, organizationId: string): Promise<void> {
  const [taken] = await tx.select({ providers: count() }).from(identityProviders)
    .where(eq(identityProviders.organizationId, organizationId));
  if ((taken?.providers ?? 0) < MOST_PROVIDERS) return;
  throw new DomainError("provider_limit", {
    detail: `An organization has at most ${MOST_PROVIDERS} of them`,
  });
}
