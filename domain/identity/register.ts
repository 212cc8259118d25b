import { ROLE_PERMISSIONS } from "../authz.ts";
import type { Organization } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import {
  type AcceptedVersions,
  insertAcceptances,
  parseAcceptance,
} from "../personal_data/legal_acceptances.ts";
import { insertAdministrator, insertOrganization } from "../organizations/establish.ts";
import { parseSubdomain } from "../organizations/subdomain.ts";
import type { Person } from "./_accounts.ts";
import type { VisitorCtx } from "./identity.ts";
import { takeSignUp } from "./_attempts.ts";
import { parseEmail, parseName } from "./person_fields.ts";
import { recordAct } from "./record_act.ts";

export interface Registration {
  organizationName: string;
  subdomain: string;
  name: string;
  email: string;
  password: string;
  /** The versions that the person accepts; what is left out is asked afterwards. */
  accepts?: AcceptedVersions;
}

export interface Registered {
  organization: Organization;
  /** Its org_admin, for whom a session may be opened at once. */
  person: Person;
}

/**
 * Signs up an organization on the free plan, together with its first org_admin.
 * @throws {DomainError} `signup_disabled`, `request_invalid`, `subdomain_taken`, `too_many_attempts`,
 * `legal_version_outdated`, `password_too_weak`, `sign_in_busy`.
 */
export async function register(visitor: VisitorCtx, input: Registration): Promise<Registered> {
  const { services, identity } = visitor;
  if (!identity.settings.signupEnabled) throw new DomainError("signup_disabled");
  const organizationName = parseName(input.organizationName, "organization_name", 255);
  const subdomain = parseSubdomain(input.subdomain);
  const [name, email] = [parseName(input.name), parseEmail(input.email)];
  const accepted = parseAcceptance(identity.settings.legal, input.accepts ?? {});
  await takeSignUp(visitor);
  // Asked before the password is hashed, which costs far more; the insert decides.
  if (await identity.directory.bySubdomain(subdomain)) throw new DomainError("subdomain_taken");
  await identity.passwordRules.check(input.password, { about: [name, email, organizationName, subdomain] });
  const passwordHash = await identity.hasher.hash(input.password);

  const registered = await services.platformDb.tx({ purpose: "organization.register" }, async (tx) => {
    const made = await insertOrganization(tx, {
      name: organizationName,
      subdomain,
      plan: "free",
    });
    const { isActive: _, createdAt: _c, updatedAt: _u, deleteAfter: _d, ...organization } = made;
    const organizationId = organization.id;
    const actorId = await insertAdministrator(tx, organizationId, { name, email, passwordHash });
    await recordAct(tx, visitor, {
      organizationId,
      actorId,
      action: "organization.register",
      targetId: organizationId,
    });
    await insertAcceptances(tx, visitor, { organizationId, userId: actorId }, accepted);
    const permissions = new Set(ROLE_PERMISSIONS.org_admin);
    const person: Person = { id: actorId, organizationId, email, name, role: "org_admin", permissions };
    return { organization, person };
  });
  // "No such organization" may still be remembered from just before.
  identity.directory.forget(registered.organization);
  return registered;
}
