import { authorizePlatform } from "../authz.ts";
import type { PlatformCtx } from "../ctx.ts";
import type { IdentityServices } from "../identity/identity.ts";
import { performPlatformWorkOnce } from "../idempotency.ts";
import { recordAct } from "../identity/record_act.ts";
import type { Locale } from "../mail/messages.ts";
import { parseEmail, parseName } from "../identity/person_fields.ts";
import { insertAdministrator, insertOrganization } from "./establish.ts";
import { checkLimits, type LimitsInput, parsePlan } from "./_limits.ts";
import { inviteFirst, prepareInvitation } from "./_invite_first.ts";
import type { OrganizationRecord } from "./record.ts";
import { parseSubdomain } from "./subdomain.ts";

export interface CreateOrganizationInput extends LimitsInput {
  name: string;
  subdomain: string;
  /** Default: free. */
  plan?: string;
  /** The first org_admin, with a password to hand over. Without one nobody can sign in yet. */
  administrator?: { name: string; email: string; password: string };
  /** Who is asked by mail to be the first org_admin. */
  invitee?: { name: string | null; email: string; locale: Locale };
}

/**
 * Creates an organization on an operator's behalf, with its first administrator or an invitation to become that.
 * @throws {DomainError} `permission_denied`, `request_invalid`, `subdomain_taken`, `password_too_weak`, `sign_in_busy`.
 */
export async function createOrganization(
  ctx: PlatformCtx,
  identity: IdentityServices,
  input: CreateOrganizationInput,
): Promise<OrganizationRecord> {
  authorizePlatform(ctx);
  const { administrator, invitee, ...given } = input;
  checkLimits(given);
  const { maxUsers, maxQueriesPerMonth, maxRequestsPerMinute } = given;
  const organization = {
    name: parseName(given.name, "name", 255),
    subdomain: parseSubdomain(given.subdomain),
    plan: parsePlan(given.plan ?? "free"),
    ...withoutUndefined({ maxUsers, maxQueriesPerMonth, maxRequestsPerMinute }),
  };
  const person = administrator && await prepareAdministrator(identity, administrator, organization);
  const invitation = invitee && prepareInvitation(ctx, invitee);

  const created = await performPlatformWorkOnce(ctx, { purpose: "organization.create" }, async (tx) => {
    const created = await insertOrganization(tx, organization);
    if (person) await insertAdministrator(tx, created.id, person);
    if (invitation) await inviteFirst(tx, { ...ctx, sealer: identity.sealer }, created, invitation);
    await recordAct(tx, ctx, {
      organizationId: created.id,
      actorId: ctx.actor.userId,
      action: "organization.create",
      targetId: created.id,
      data: { subdomain: created.subdomain, plan: created.plan },
    });
    return created;
  });
  identity.directory.forget(created);
  return created;
}

/** Checks and hashes outside of any transaction: it takes a while. */
async function prepareAdministrator(
  identity: IdentityServices,
  input: { name: string; email: string; password: string },
  organization: { name: string; subdomain: string },
) {
  const name = parseName(input.name, "administrator.name");
  const email = parseEmail(input.email, "administrator.email");
  const about = [name, email, organization.name, organization.subdomain];
  await identity.passwordRules.check(input.password, { about, field: "administrator.password" });
  return { name, email, passwordHash: await identity.hasher.hash(input.password) };
}

/** A column that is present with `undefined` would hide the plan's own limit. */
function withoutUndefined<T extends object>(limits: T): Partial<T> {
  // The same object with fewer keys.
  return Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined)) as Partial<T>;
}
