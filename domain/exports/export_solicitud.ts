import { audit } from "../audit.ts";
import type { Ctx } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import type { IdentityServices } from "../identity/identity.ts";
import { getSolicitud } from "../solicitudes/get_solicitud.ts";
import type { HitFilter } from "../solicitudes/list_hits.ts";
import { reachOf } from "../solicitudes/solicitud.ts";
import { caseReport } from "./export_case.ts";
import type { ExportDocument, ExportFormat } from "./export_document.ts";
import { hitsSheet } from "./export_hits.ts";
import { callersReader, type Reader } from "./reader.ts";

export interface SolicitudToExport {
  id: string;
  /** Of a radicado: one of its procesos; all of them where absent. */
  procesoId?: string;
  /** Of a search: which of its hits. */
  hits: HitFilter;
}

/**
 * Everything that LEXIA knows of what one solicitud follows: of a radicado the case, or one of its procesos; of a search
 * its hits. Taking it is on record.
 * @throws {DomainError} `permission_denied`, `solicitud_not_found`, `proceso_not_found`, `export_too_large`;
 * `request_invalid` where hits are asked for of what is no search.
 */
export async function exportSolicitud(
  ctx: Ctx,
  identity: Pick<IdentityServices, "sessions" | "programKeys">,
  { format, ...which }: SolicitudToExport & { format: ExportFormat },
): Promise<ExportDocument> {
  reachOf(ctx);
  const document = await solicitudDocument(callersReader(ctx, identity), { ...which, format });
  const filter = givenIn(which.hits);
  const data = {
    format,
    ...(which.procesoId === undefined ? {} : { proceso: which.procesoId }),
    ...(filter.length === 0 ? {} : { filter }),
  };
  await ctx.db.tx((tx) => audit(tx, ctx, { action: "solicitud.export", targetId: which.id, data }));
  return document;
}

/** The same without a record, for whomever it is read. */
export async function solicitudDocument(
  read: Reader,
  { id, procesoId, hits, format }: SolicitudToExport & { format: ExportFormat },
): Promise<ExportDocument> {
  const ctx = await read();
  const { radicado, alias } = await getSolicitud(ctx, id);
  if (radicado === null) {
    if (procesoId !== undefined) throw new DomainError("proceso_not_found");
    return { kind: "sheet", sheet: await hitsSheet(read, { id, filter: hits, format }) };
  }
  const errors = givenIn(hits).map((field) => ({
    field,
    code: "unrecognized_key",
    message: "The solicitud is no search, and has no hits",
  }));
  if (errors.length > 0) throw new DomainError("request_invalid", { errors });
  return { kind: "case", report: await caseReport(ctx, { id, radicado, alias, procesoId }) };
}

/** In the API's spelling. */
function givenIn({ isNew, isPrivate, isFollowed, isGone }: HitFilter): string[] {
  const given = { new: isNew, private: isPrivate, followed: isFollowed, gone: isGone };
  return Object.entries(given).flatMap(([name, value]) => value === undefined ? [] : [name]);
}
