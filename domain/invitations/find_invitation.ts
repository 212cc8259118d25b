import { and, eq } from "drizzle-orm";
import { invitations } from "#db/schema/invitations.ts";
import { users } from "#db/schema/users.ts";
import type { Db } from "#db/tenant_db.ts";
import type { Organization } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import type { VisitorCtx } from "../identity/identity.ts";
import { hashOpaqueToken } from "../identity/opaque_token.ts";
import { isOpenInvitation } from "../users/seats.ts";
import { asInvitation, type Invitation, INVITATION_FIELDS } from "./invitation.ts";

/** What whoever holds the link is told. */
export interface FoundInvitation {
  organization: Organization;
  invitation: Invitation;
  /** Null where they are gone. */
  inviter: string | null;
  tokenHash: string;
}

/**
 * The open invitation of that link. An unknown, an expired, a revoked and a used link get the same answer.
 * @throws {DomainError} `organization_not_found`, `invitation_not_found`
 */
export async function findInvitation(visitor: VisitorCtx, token: string): Promise<FoundInvitation> {
  const { services, organization } = visitor;
  if (!organization) throw new DomainError("organization_not_found");
  const tokenHash = hashOpaqueToken(token, "lxi_");
  if (tokenHash === undefined) throw new DomainError("invitation_not_found");
  const now = services.clock.now();
  const [row] = await services.tenantDb(organization.id).one((db) =>
    select(db, { organizationId: organization.id, tokenHash, now })
  );
  if (!row) throw new DomainError("invitation_not_found");
  const { inviter, ...fields } = row;
  return { organization, invitation: asInvitation(fields, now), inviter, tokenHash };
}

function select(db: Db, by: { organizationId: string; tokenHash: string; now: number }) {
  return db.select({ ...INVITATION_FIELDS, inviter: users.name }).from(invitations)
    .leftJoin(
      users,
      and(eq(users.organizationId, invitations.organizationId), eq(users.id, invitations.invitedBy)),
    )
    .where(and(isOpenInvitation(by.organizationId, by.now), eq(invitations.tokenHash, by.tokenHash)))
    .execute();
}
