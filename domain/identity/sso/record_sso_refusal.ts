import type { Organization } from "../../ctx.ts";
import { DomainError } from "../../errors.ts";
import { accountDb } from "../_accounts.ts";
import type { VisitorCtx } from "../identity.ts";
import { recordAct } from "../record_act.ts";
import { takeSsoAttempt } from "./_attempt.ts";
import { SsoRefusal } from "./sso_refusal.ts";

/** @throws {DomainError} `organization_not_found` on the platform's own hosts. */
export function visitedOrganization({ organization }: VisitorCtx): Organization {
  if (!organization) throw new DomainError("organization_not_found");
  return organization;
}

/**
 * Counts the attempt, and turns a refusal into what the person is told. The real reason goes to the audit log, where
 * administrators find it. What succeeds does not count.
 * @throws {DomainError} the refusal's code, or `too_many_attempts`.
 */
export async function asSsoRefusal<T>(
  visitor: VisitorCtx,
  from: { method: "oidc" | "saml"; providerId: string },
  work: () => Promise<T>,
): Promise<T> {
  const giveBack = await takeSsoAttempt(visitor);
  try {
    const done = await work();
    await giveBack();
    return done;
  } catch (error) {
    if (!(error instanceof SsoRefusal)) {
      await giveBack();
      throw error;
    }
    await record(visitor, from, error);
    throw new DomainError(error.code, {}, { cause: error });
  }
}

async function record(
  visitor: VisitorCtx,
  { method, providerId }: { method: string; providerId: string },
  { code, reason, cause }: SsoRefusal,
): Promise<void> {
  const { services, organization } = visitor;
  services.metrics.increment("sign_ins_total", { result: "refused" });
  services.log.warn("Single sign-on refused", {
    method,
    provider_id: providerId,
    code,
    reason,
    error: cause,
  });
  const organizationId = organization?.id ?? null;
  const act = { organizationId, actorId: null, action: "session.refused", targetId: providerId };
  await accountDb(services, organizationId, "sso.record_refusal")
    .one((db) => recordAct(db, visitor, { ...act, data: { method, code, reason } }));
}
