import { and, desc, eq, gt, isNull, lt } from "drizzle-orm";
import { sessions, type SignInMethod } from "#db/schema/sessions.ts";
import type { Ctx, PlatformCtx } from "../ctx.ts";
import { decodeCursor, isUuid } from "../cursor.ts";
import { type Page, pageOf } from "../page.ts";
import { accountDb, inAccount } from "./_accounts.ts";
import { type Device, deviceOf } from "./device.ts";

/** One of the caller's sign-ins that still hold. */
export interface OwnSession {
  id: string;
  kind: "browser" | "token";
  method: SignInMethod;
  device: Device;
  address: string | null;
  createdAt: Date;
  /** To some minutes; null: not since this was kept. */
  lastSeenAt: Date | null;
  expiresAt: Date;
  isCurrent: boolean;
}

/** The caller's own sessions, the latest first. @throws {DomainError} `cursor_invalid` */
export async function listSessions(
  ctx: Ctx | PlatformCtx,
  { cursor, limit }: { cursor?: string; limit: number },
): Promise<Page<OwnSession>> {
  const organizationId = "organization" in ctx ? ctx.organization.id : null;
  const { userId, sessionId } = ctx.actor;
  // Ids are in the order of time.
  const [before] = cursor === undefined ? [] : decodeCursor(cursor, [isUuid]);
  const rows = await accountDb(ctx, organizationId, "session.list").one((db) =>
    db.select({
      id: sessions.id,
      kind: sessions.kind,
      method: sessions.method,
      userAgent: sessions.userAgent,
      address: sessions.address,
      createdAt: sessions.createdAt,
      lastSeenAt: sessions.lastSeenAt,
      expiresAt: sessions.expiresAt,
    }).from(sessions).where(and(
      inAccount(sessions.organizationId, organizationId),
      eq(sessions.userId, userId),
      isNull(sessions.revokedAt),
      gt(sessions.expiresAt, new Date(ctx.clock.now())),
      before === undefined ? undefined : lt(sessions.id, before),
    )).orderBy(desc(sessions.id)).limit(limit + 1)
  );
  const own = rows.map(({ userAgent, ...row }): OwnSession => ({
    ...row,
    device: deviceOf(userAgent),
    isCurrent: row.id === sessionId,
  }));
  return pageOf(own, limit, ({ id }) => [id]);
}
