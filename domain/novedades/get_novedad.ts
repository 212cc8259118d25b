import type { Query } from "#db/prepared.ts";
import type { Ctx } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import { reachOf } from "../solicitudes/solicitud.ts";
import { type Narrowing, prepareNovedades } from "./read_statement.ts";
import { type Novedad, readerValues } from "./novedad.ts";

/** @throws {DomainError} `novedad_not_found`, for one that does not exist or is not the caller's to see. */
export async function getNovedad(ctx: Ctx, id: string): Promise<Novedad> {
  const [[novedad]] = await ctx.db.batch([novedadById(ctx, id)]);
  if (!novedad) throw new DomainError("novedad_not_found");
  return novedad;
}

/** The same as a part of a batch; it finds nothing where the caller may not see it. */
export function novedadById(ctx: Ctx, id: string): Query<Novedad> {
  return STATEMENTS[reachOf(ctx)]({ ...readerValues(ctx), id, limit: 1 });
}

const BY_ID: ReadonlySet<Narrowing> = new Set(["id"]);
const STATEMENTS = { all: prepareNovedades("all", BY_ID), own: prepareNovedades("own", BY_ID) };
