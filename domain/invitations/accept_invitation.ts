import { and, eq } from "drizzle-orm";
import { invitations } from "#db/schema/invitations.ts";
import type { Db } from "#db/tenant_db.ts";
import { permissionsOf } from "../authz.ts";
import { DomainError } from "../errors.ts";
import type { VisitorCtx } from "../identity/identity.ts";
import type { OpeningProof, Person } from "../identity/open_session.ts";
import { parseName } from "../identity/person_fields.ts";
import { recordAct } from "../identity/record_act.ts";
import { inForce, insertAcceptances } from "../personal_data/legal_acceptances.ts";
import { joinOrganization } from "../users/join_organization.ts";
import { isOpenInvitation, lockPeople, requireSeat } from "../users/seats.ts";
import { findInvitation, type FoundInvitation } from "./find_invitation.ts";

export interface Acceptance {
  token: string;
  /** May be left out where the invitation names the person. */
  name?: string;
  password: string;
  /** Of the terms and the privacy policy. */
  acceptsTerms?: boolean;
}

/** Who answered the mail has shown that the address is theirs, and nothing more. */
export const BY_INVITATION: OpeningProof = { method: "invitation", hasSecondFactor: false };

/**
 * Makes the account of somebody who was asked to join. A session may be opened for them at once.
 * @throws {DomainError} `organization_not_found`, `invitation_not_found`, `permission_denied` where the organization
 * takes no passwords, `request_invalid`, `password_too_weak`, `sign_in_busy`, `seats_exceeded`, `user_exists`.
 */
export async function acceptInvitation(visitor: VisitorCtx, input: Acceptance): Promise<Person> {
  const { services, identity } = visitor;
  const found = await findInvitation(visitor, input.token);
  const { organization, invitation } = found;
  const settings = await identity.organizationSettings.of(organization.id);
  if (settings.ssoEnforced) {
    throw new DomainError("permission_denied", {
      detail: "This organization takes no passwords: sign in with its identity provider",
    });
  }
  const name = parseName(input.name ?? invitation.name ?? "");
  await identity.passwordRules.check(input.password, {
    about: [name, invitation.email, organization.name, organization.subdomain],
    minLength: settings.passwordMinLength,
  });
  const passwordHash = await identity.hasher.hash(input.password);

  const id = await services.tenantDb(organization.id).tx(async (tx) => {
    await lockPeople(tx, organization.id);
    await useUp(tx, visitor, found);
    await requireSeat(tx, { ...services, organization }, { membersOnly: true });
    const now = services.clock.now();
    const { role, permissions, locale, email } = invitation;
    const joining = { name, email, passwordHash, role, permissions, locale, emailVerifiedAt: new Date(now) };
    const { userId } = await joinOrganization(tx, { organizationId: organization.id, now }, joining);
    await tx.update(invitations).set({ acceptedBy: userId })
      .where(and(eq(invitations.organizationId, organization.id), eq(invitations.id, invitation.id)));
    if (input.acceptsTerms) {
      const who = { organizationId: organization.id, userId };
      await insertAcceptances(tx, visitor, who, inForce(identity.settings.legal));
    }
    await recordAct(tx, visitor, {
      organizationId: organization.id,
      actorId: userId,
      action: "invitation.accept",
      targetId: invitation.id,
      data: { role, invited_by: invitation.invitedBy },
    });
    return userId;
  });
  const { email, role, permissions } = invitation;
  const held = permissionsOf(role, permissions);
  return { id, organizationId: organization.id, email, name, role, permissions: held };
}

/** Of two at once the second finds it used. @throws {DomainError} `invitation_not_found` */
async function useUp(tx: Db, { services }: VisitorCtx, found: FoundInvitation): Promise<void> {
  const now = services.clock.now();
  const [used] = await tx.update(invitations).set({ acceptedAt: new Date(now) })
    .where(and(isOpenInvitation(found.organization.id, now), eq(invitations.tokenHash, found.tokenHash)))
    .returning({ id: invitations.id });
  if (!used) throw new DomainError("invitation_not_found");
}
