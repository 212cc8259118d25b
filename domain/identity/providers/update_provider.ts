import { identityProviders } from "#db/schema/identity_providers.ts";
import { audit } from "../../audit.ts";
import { authorize } from "../../authz.ts";
import type { Ctx } from "../../ctx.ts";
import { isUuid } from "../../cursor.ts";
import { DomainError } from "../../errors.ts";
import { requireFresh } from "../freshness.ts";
import type { IdentityServices } from "../identity.ts";
import { parseName } from "../person_fields.ts";
import { parseSecrets, parseSettings, requireSecretsAgain, type SecretsInput } from "./_input.ts";
import { lockProviders, requireOneDirectory } from "./_lock.ts";
import { asProvider, findProvider, isProvider, openSecrets, sealSecrets } from "./provider.ts";
import { type ProviderView, viewOf } from "./view.ts";

export interface ProviderChanges {
  id: string;
  name?: string;
  isEnabled?: boolean;
  /** Each setting that is given takes the place of what was there; the rest stays. */
  settings?: Record<string, unknown>;
  /** The same; null takes one away. */
  secrets?: SecretsInput;
}

/**
 * Changes a provider. Its kind stays.
 * @throws {DomainError} `permission_denied`, `fresh_proof_required`, `provider_not_found`, `request_invalid`,
 * `provider_conflict`.
 */
export async function updateProvider(
  ctx: Ctx,
  identity: IdentityServices,
  input: ProviderChanges,
): Promise<ProviderView> {
  authorize(ctx, "update_org_settings");
  requireFresh(ctx);
  if (!isUuid(input.id)) throw new DomainError("provider_not_found");
  const changed = await ctx.db.tx(async (tx) => {
    await lockProviders(tx, ctx.organization.id);
    const provider = await findProvider(tx, ctx.organization.id, input.id);
    if (!provider) throw new DomainError("provider_not_found");
    const { id, kind } = provider;
    const before = {
      name: provider.name,
      is_enabled: provider.isEnabled,
      settings: { ...provider.settings },
      secrets: await openSecrets(identity.sealer, provider),
    };
    const after = {
      name: input.name === undefined ? before.name : parseName(input.name, "name", 100),
      is_enabled: input.isEnabled ?? before.is_enabled,
      settings: parseSettings(kind, { ...before.settings, ...input.settings }),
      secrets: parseSecrets(kind, before.secrets, input.secrets ?? {}),
    };
    requireSecretsAgain(kind, {
      before: before.settings,
      after: after.settings,
      held: before.secrets,
      given: input.secrets ?? {},
    });
    if (after.is_enabled) await requireOneDirectory(tx, ctx.organization.id, { kind, id });
    const [row] = await tx.update(identityProviders).set({
      name: after.name,
      isEnabled: after.is_enabled,
      settings: after.settings,
      secrets: await sealSecrets(identity.sealer, after.secrets),
      updatedAt: new Date(Math.max(ctx.clock.now(), provider.updatedAt.getTime() + 1)),
    }).where(isProvider(ctx.organization.id, id)).returning();
    if (!row) throw new DomainError("provider_not_found");
    const data = changesBetween(withoutSecrets(before), withoutSecrets(after));
    const secrets = Object.keys(input.secrets ?? {});
    await audit(tx, ctx, { action: "provider.update", targetId: id, data: { ...data, secrets } });
    return viewOf(asProvider(row), after.secrets);
  });
  identity.enabledProviders.forget(ctx.organization.id);
  return changed;
}

function withoutSecrets({ name, is_enabled, settings }: {
  name: string;
  is_enabled: boolean;
  settings: Record<string, unknown>;
}): Record<string, unknown> {
  return { name, is_enabled, ...settings };
}

/** What was and what is, of what changed. */
function changesBetween(before: Record<string, unknown>, after: Record<string, unknown>) {
  const names = Object.keys({ ...before, ...after })
    .filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  const of = (all: Record<string, unknown>) => Object.fromEntries(names.map((name) => [name, all[name]]));
  return { before: of(before), after: of(after) };
}
