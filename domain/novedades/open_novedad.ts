import type { Ctx } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import { reachOf } from "../solicitudes/solicitud.ts";
import { CASES, latestNotes, type NovedadCase, type NovedadProof, proofOf } from "./_inbox_statements.ts";
import { novedadById } from "./get_novedad.ts";
import type { NovedadNote } from "./notes.ts";
import { type Novedad, readerValues } from "./novedad.ts";

export type { NovedadProof } from "./_inbox_statements.ts";

export interface OpenNovedad {
  novedad: Novedad;
  case: NovedadCase | null;
  /** Null where the run went with its solicitud. */
  proof: NovedadProof | null;
  /** The latest of them, in the order in which they were written. */
  notes: NovedadNote[];
}

export const MOST_NOTES = 200;

/** One novedad with all that belongs to it, in one round trip. @throws {DomainError} `permission_denied`, `novedad_not_found` */
export async function openNovedad(ctx: Ctx, id: string): Promise<OpenNovedad> {
  const reader = readerValues(ctx);
  const [[novedad], [found], [proof], notes] = await ctx.db.batch([
    novedadById(ctx, id),
    CASES[reachOf(ctx)]({ ...reader, ids: [id] }),
    proofOf({ ...reader, id }),
    latestNotes({ ...reader, id, limit: MOST_NOTES }),
  ]);
  // Where it is not the caller's to see, neither is the rest.
  if (!novedad) throw new DomainError("novedad_not_found");
  return { novedad, case: found ?? null, proof: proof ?? null, notes: notes.toReversed() };
}
