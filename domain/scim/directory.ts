/** A company's directory at work: what the verbs of this folder get instead of a member's context. */
import type { TenantDb } from "#db/tenant_db.ts";
import type { Db } from "#db/tenant_db.ts";
import type { Organization, Services } from "../ctx.ts";
import type { IdentityServices } from "../identity/identity.ts";
import { recordAct } from "../identity/record_act.ts";

export interface DirectoryCtx extends Services {
  identity: IdentityServices;
  organization: Organization;
  /** The token that it came with: it may do everything that this folder has, in its organization. */
  tokenId: string;
  db: TenantDb;
  requestId: string;
  address: string | null;
}

export function directoryContext(
  services: Services,
  request: Pick<DirectoryCtx, "identity" | "organization" | "tokenId" | "requestId" | "address">,
): DirectoryCtx {
  return { ...services, ...request, db: services.tenantDb(request.organization.id) };
}

/** Records what the directory did: nobody in person, through its token. */
export async function recordDirectoryAct(
  tx: Db,
  directory: DirectoryCtx,
  act: { action: string; targetId: string; data?: Record<string, unknown> },
): Promise<void> {
  const data = { ...act.data, via: { scim_token: directory.tokenId } };
  await recordAct(tx, directory, { ...act, data, organizationId: directory.organization.id, actorId: null });
}

/** Makes a change to these people count at once. */
export function forgetPeople({ identity }: Pick<DirectoryCtx, "identity">, userIds: readonly string[]): void {
  for (const userId of userIds) {
    identity.sessions.forgetPerson(userId);
    identity.programKeys.forgetPerson(userId);
  }
}
