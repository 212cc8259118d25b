import { audit } from "../../audit.ts";
import { authorize } from "../../authz.ts";
import type { Ctx } from "../../ctx.ts";
import { isUuid } from "../../cursor.ts";
import { DomainError } from "../../errors.ts";
import type { IdentityServices } from "../identity.ts";
import { testLdap } from "./_test_ldap.ts";
import { testOidc } from "./_test_oidc.ts";
import { testSaml } from "./_test_saml.ts";
import { findProvider, openSecrets, type Provider } from "./provider.ts";
import { reportOf, type TestReport, type TestStep } from "./test_report.ts";

/**
 * Tries a provider out, switched on or not, and says step by step what was found.
 * @throws {DomainError} `permission_denied`, `provider_not_found`.
 */
export async function testProvider(
  ctx: Ctx,
  identity: IdentityServices,
  { id, login }: { id: string; login?: string },
): Promise<TestReport> {
  authorize(ctx, "update_org_settings");
  const provider = isUuid(id)
    ? await ctx.db.one((db) => findProvider(db, ctx.organization.id, id))
    : undefined;
  if (!provider) throw new DomainError("provider_not_found");
  const report = reportOf(await stepsOf(ctx, identity, provider, login));
  const failed = report.steps.filter(({ isOk }) => !isOk).map(({ code }) => code);
  await ctx.db.tx((tx) =>
    audit(tx, ctx, { action: "provider.test", targetId: id, data: { ok: report.isOk, failed } })
  );
  return report;
}

async function stepsOf(
  ctx: Ctx,
  identity: IdentityServices,
  provider: Provider,
  login: string | undefined,
): Promise<TestStep[]> {
  switch (provider.kind) {
    case "ldap": {
      const { bind_password: bindPassword } = await openSecrets(identity.sealer, provider);
      return await testLdap(ctx, provider, { bindPassword, login });
    }
    case "oidc":
      return await testOidc({ services: ctx, identity, organization: ctx.organization }, provider);
    case "saml":
      return await testSaml({ services: ctx, identity, organization: ctx.organization }, provider);
  }
}
