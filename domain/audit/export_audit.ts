import { audit } from "../audit.ts";
import { authorize } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { requireFresh } from "../identity/freshness.ts";
import type { IdentityServices } from "../identity/identity.ts";
import { type AuditFilter, type AuditLine, filterDocument } from "./lines.ts";
import { listAudit } from "./list_audit.ts";

const LINES_AT_ONCE = 500;

/**
 * All that the filter finds, page by page, the latest first: memory holds one page at a time. Taking it is on record
 * before the first page is read. Where the caller's session ends meanwhile, so do the pages.
 * @throws {DomainError} `permission_denied`, `fresh_proof_required`; from the pages also `token_invalid`.
 */
export async function exportAudit(
  ctx: Ctx,
  identity: Pick<IdentityServices, "sessions">,
  filter: AuditFilter,
): Promise<AsyncIterable<AuditLine[]>> {
  authorize(ctx, "update_org_settings");
  requireFresh(ctx);
  await ctx.db.tx((tx) =>
    audit(tx, ctx, { action: "audit.export", data: { filter: filterDocument(filter) } })
  );
  return pagesOf(ctx, identity, filter);
}

async function* pagesOf(ctx: Ctx, { sessions }: Pick<IdentityServices, "sessions">, filter: AuditFilter) {
  let cursor: string | undefined;
  do {
    const { actor } = await sessions.load(ctx.organization.id, ctx.actor.sessionId);
    const page = await listAudit({ ...ctx, actor }, { ...filter, cursor, limit: LINES_AT_ONCE });
    yield page.items;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}
