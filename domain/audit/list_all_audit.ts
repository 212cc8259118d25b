import { eq } from "drizzle-orm";
import { auditLog } from "#db/schema/audit_log.ts";
import { authorizePlatform } from "../authz.ts";
import type { PlatformCtx } from "../ctx.ts";
import { PLATFORM_AUDIENCE } from "../identity/access_tokens.ts";
import { requireFresh } from "../identity/freshness.ts";
import type { IdentityServices } from "../identity/identity.ts";
import { recordAct } from "../identity/record_act.ts";
import type { Page } from "../page.ts";
import { type AuditFilter, type AuditLine, filterDocument, pageOfLines, selectLines } from "./lines.ts";

export interface AllAuditFilter extends AuditFilter {
  /** Of one organization; absent: of all of them and of the platform. */
  organizationId?: string;
}

/** What happened anywhere, the latest first; looking is on record too. @throws {DomainError} `permission_denied`, `cursor_invalid` */
export async function listAllAudit(
  ctx: PlatformCtx,
  { limit, cursor, ...filter }: AllAuditFilter & { limit: number; cursor?: string },
): Promise<Page<AuditLine>> {
  authorizePlatform(ctx);
  const audit = {
    actorId: ctx.actor.userId,
    action: "audit.list",
    data: { filter: documentOf(filter) },
    address: ctx.address,
    requestId: ctx.requestId,
  };
  return await readPage(ctx, filter, { limit, cursor, audit });
}

const LINES_AT_ONCE = 500;

/** As `exportAudit`, over all organizations or one. */
export async function exportAllAudit(
  ctx: PlatformCtx,
  identity: Pick<IdentityServices, "sessions">,
  filter: AllAuditFilter,
): Promise<AsyncIterable<AuditLine[]>> {
  authorizePlatform(ctx);
  requireFresh(ctx);
  await ctx.platformDb.one({ purpose: "audit.export" }, async (db) =>
    await recordAct(db, ctx, {
      organizationId: null,
      actorId: ctx.actor.userId,
      action: "audit.export",
      data: { filter: documentOf(filter) },
    }));
  return pagesOf(ctx, identity, filter);
}

async function* pagesOf(
  ctx: PlatformCtx,
  { sessions }: Pick<IdentityServices, "sessions">,
  filter: AllAuditFilter,
) {
  let cursor: string | undefined;
  do {
    await sessions.load(PLATFORM_AUDIENCE, ctx.actor.sessionId);
    const page = await readPage(ctx, filter, { limit: LINES_AT_ONCE, cursor });
    yield page.items;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}

/** Each order has its index: an organization's lines by time, all lines by their ids. */
async function readPage(
  ctx: PlatformCtx,
  { organizationId, ...filter }: AllAuditFilter,
  { limit, cursor, audit }: {
    limit: number;
    cursor?: string;
    audit?: Parameters<PlatformCtx["platformDb"]["one"]>[0]["audit"];
  },
): Promise<Page<AuditLine>> {
  const order = organizationId === undefined ? "id" : "time";
  const of = organizationId === undefined ? undefined : eq(auditLog.organizationId, organizationId);
  const rows = await ctx.platformDb.one(
    { purpose: "audit.list", audit },
    (db) => selectLines(db, { of, filter, order, cursor }, limit + 1),
  );
  return pageOfLines(rows, limit, order);
}

function documentOf({ organizationId, ...filter }: AllAuditFilter): Record<string, unknown> {
  return {
    ...(organizationId === undefined ? {} : { organization_id: organizationId }),
    ...filterDocument(filter),
  };
}
