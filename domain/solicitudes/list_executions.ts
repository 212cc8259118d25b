import { and, desc, eq, lt, or } from "drizzle-orm";
import { executions } from "#db/schema/executions.ts";
import type { Ctx } from "../ctx.ts";
import { decodeCursor, isInstant, isUuid } from "../cursor.ts";
import { getSolicitud } from "./get_solicitud.ts";
import { type Page, pageOf } from "../page.ts";
import type { Execution } from "./solicitud.ts";

/** A solicitud's runs, the latest first. @throws {DomainError} `solicitud_not_found` */
export async function listExecutions(
  ctx: Ctx,
  input: { id: string; cursor?: string; limit: number },
): Promise<Page<Execution>> {
  const solicitud = await getSolicitud(ctx, input.id);
  const rows = await ctx.db.one((db) =>
    db.select().from(executions).where(and(
      eq(executions.organizationId, ctx.organization.id),
      eq(executions.solicitudId, solicitud.id),
      input.cursor ? after(input.cursor) : undefined,
    )).orderBy(desc(executions.startedAt), desc(executions.id)).limit(input.limit + 1)
  );
  return pageOf(rows, input.limit, (last) => [last.startedAt.toISOString(), last.id]);
}

function after(cursor: string) {
  const [startedAt, id] = decodeCursor(cursor, [isInstant, isUuid]);
  const instant = new Date(startedAt);
  return or(
    lt(executions.startedAt, instant),
    and(eq(executions.startedAt, instant), lt(executions.id, id)),
  );
}
