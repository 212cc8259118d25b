/** What the caller has accepted of the terms and the privacy policy, and has still to accept. */
import type { Ctx, PlatformCtx } from "../ctx.ts";
import { accountDb } from "../identity/account_db.ts";
import { requireOwnSession } from "../identity/freshness.ts";
import type { IdentityServices } from "../identity/identity.ts";
import {
  type Acceptance,
  type AcceptedVersions,
  type Accepter,
  insertAcceptances,
  type LegalName,
  parseAcceptance,
  pendingAmong,
  selectAcceptances,
} from "./legal_acceptances.ts";

export interface LegalState {
  documents: { document: LegalName; version: string; url: string | null; acceptedAt: Date | null }[];
  pending: LegalName[];
}

export async function getLegal(ctx: Ctx | PlatformCtx, identity: IdentityServices): Promise<LegalState> {
  const who = accepterOf(ctx);
  const accepted = await accountDb(ctx, who.organizationId, "legal.read")
    .one((db) => selectAcceptances(db, who));
  return stateOf(identity, accepted);
}

/**
 * Accepts the present versions. Doing it twice is no mistake. Only the person themselves can: no key, and nobody who
 * looks in as them.
 * @throws {DomainError} `permission_denied`, `legal_version_outdated`.
 */
export async function acceptLegal(
  ctx: Ctx | PlatformCtx,
  identity: IdentityServices,
  versions: AcceptedVersions,
): Promise<LegalState> {
  requireOwnSession(ctx);
  const chosen = parseAcceptance(identity.settings.legal, versions);
  const who = accepterOf(ctx);
  const accepted = await accountDb(ctx, who.organizationId, "legal.accept").tx(async (tx) => {
    const before = await selectAcceptances(tx, who);
    const isNew = ({ document, version }: { document: LegalName; version: string }) =>
      !before.some((one) => one.document === document && one.version === version);
    await insertAcceptances(tx, ctx, who, chosen.filter(isNew));
    return await selectAcceptances(tx, who);
  });
  return stateOf(identity, accepted);
}

function accepterOf(ctx: Ctx | PlatformCtx): Accepter {
  return { organizationId: "organization" in ctx ? ctx.organization.id : null, userId: ctx.actor.userId };
}

function stateOf({ settings }: IdentityServices, accepted: readonly Acceptance[]): LegalState {
  const documents = (["terms", "privacy"] as const).flatMap((document) => {
    const present = settings.legal[document];
    if (present === null) return [];
    const own = accepted.find((one) => one.document === document && one.version === present.version);
    return [{ document, ...present, acceptedAt: own?.acceptedAt ?? null }];
  });
  return { documents, pending: pendingAmong(settings.legal, accepted) };
}
