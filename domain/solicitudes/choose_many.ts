/** What acts on many solicitudes have in common: those that were chosen are locked, and each that cannot go along is told of. */
import { and, eq, inArray } from "drizzle-orm";
import { solicitudes } from "#db/schema/solicitudes.ts";
import type { Db } from "#db/tenant_db.ts";
import type { Ctx } from "../ctx.ts";
import { DomainError, type ErrorCode } from "../errors.ts";
import { isUuid } from "../cursor.ts";
import { reachOf } from "./solicitud.ts";

export const MOST_CHOSEN = 100;

export interface Refused {
  id: string;
  /** The radicado, or the name that it looks for; null for one that is not there. */
  subject: string | null;
  code: ErrorCode;
}

/** What came of an act on many. */
export interface ManyDone {
  done: string[];
  refused: Refused[];
}

export type Chosen = Awaited<ReturnType<typeof lockThem>>[number];

/**
 * Locks those that the caller may see, in the order of their ids; whatever else was asked for is refused as missing.
 * @throws {DomainError} `request_invalid` for none or too many
 */
export async function lockChosen(
  tx: Db,
  ctx: Ctx,
  ids: readonly string[],
): Promise<{ chosen: Chosen[]; missing: Refused[] }> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0 || wanted.length > MOST_CHOSEN) throw badCount(wanted.length);
  const chosen = await lockThem(tx, ctx, wanted.filter(isUuid));
  const found = new Set(chosen.map(({ id }) => id));
  const missing = wanted.filter((id) => !found.has(id))
    .map((id) => ({ id, subject: null, code: "solicitud_not_found" as const }));
  return { chosen, missing };
}

export function subjectOf({ radicado, parametros }: Pick<Chosen, "radicado" | "parametros">): string {
  return radicado ?? parametros?.nombre ?? "";
}

async function lockThem(tx: Db, ctx: Ctx, ids: readonly string[]) {
  const { id, ownerId, radicado, parametros, alias, frequency, status } = solicitudes;
  return await tx.select({ id, ownerId, radicado, parametros, alias, frequency, status }).from(solicitudes)
    .where(and(
      eq(solicitudes.organizationId, ctx.organization.id),
      reachOf(ctx) === "own" ? eq(solicitudes.ownerId, ctx.actor.userId) : undefined,
      inArray(solicitudes.id, [...ids]),
    )).orderBy(solicitudes.id).for("update");
}

function badCount(count: number): DomainError {
  const [code, message] = count === 0
    ? ["too_small", "Choose at least one solicitud"]
    : ["too_big", `Choose at most ${MOST_CHOSEN} solicitudes`];
  return new DomainError("request_invalid", { errors: [{ field: "ids", code, message }] });
}
