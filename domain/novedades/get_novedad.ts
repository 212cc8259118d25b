import type { Ctx } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import { reachOf } from "../solicitudes/solicitud.ts";
import { type Narrowing, prepareNovedades } from "./_read_statement.ts";
import { type Novedad, readerValues } from "./novedad.ts";

/** @throws {DomainError} `novedad_not_found`, for one that does not exist or is not the caller's to see. */
export async function getNovedad(ctx: Ctx, id: string): Promise<Novedad> {
  const statement = STATEMENTS[reachOf(ctx)];
  const [[novedad]] = await ctx.db.batch([statement({ ...readerValues(ctx), id, limit: 1 })]);
  if (!novedad) throw new DomainError("novedad_not_found");
  return novedad;
}

const BY_ID: ReadonlySet<Narrowing> = new Set(["id"]);
const STATEMENTS = { all: prepareNovedades("all", BY_ID), own: prepareNovedades("own", BY_ID) };
