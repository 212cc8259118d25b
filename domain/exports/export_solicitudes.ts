import { and, eq, inArray } from "drizzle-orm";
import { procesos } from "#db/schema/procesos.ts";
import { audit } from "../audit.ts";
import type { Ctx } from "../ctx.ts";
import type { IdentityServices } from "../identity/identity.ts";
import { formatRadicado } from "../radicado.ts";
import { listSolicitudes, type SolicitudFilter } from "../solicitudes/list_solicitudes.ts";
import { reachOf, type Solicitud } from "../solicitudes/solicitud.ts";
import {
  type Cell,
  dayCell,
  type ExportFormat,
  instantCell,
  type Sheet,
  textCell,
} from "./export_document.ts";
import { refuseLong } from "./printed.ts";
import { callersReader, type Reader } from "./reader.ts";

const ROWS_AT_ONCE = 500;
const COLUMNS = [
  "radicado",
  "radicado_digits",
  "alias",
  "status",
  "frequency",
  "despacho",
  "sujetos",
  "last_actuacion_on",
  "last_result",
  "last_verified_at",
  "next_run_at",
  "created_at",
  "tipo",
  "nombre",
] as const;

export type SolicitudesToExport = Omit<SolicitudFilter, "cursor" | "limit">;

/**
 * The solicitudes that the caller may see and the filter finds, the newest first, read while the file is written. Taking
 * them is on record. Where the caller's session ends meanwhile, so does the file.
 * @throws {DomainError} `permission_denied`; `export_too_large` where a document to print would have too many rows.
 */
export async function exportSolicitudes(
  ctx: Ctx,
  identity: Pick<IdentityServices, "sessions" | "programKeys">,
  { filter, format }: { filter: SolicitudesToExport; format: ExportFormat },
): Promise<Sheet> {
  reachOf(ctx);
  const sheet = await solicitudesSheet(callersReader(ctx, identity), { filter, format });
  await ctx.db.tx((tx) =>
    audit(tx, ctx, { action: "solicitud.export_list", data: { format, filter: Object.keys(filter) } })
  );
  return sheet;
}

/** The same for whomever it is read. @throws {DomainError} `permission_denied`, `export_too_large` */
export async function solicitudesSheet(
  read: Reader,
  { filter, format }: { filter: SolicitudesToExport; format: ExportFormat },
): Promise<Sheet> {
  await refuseLong(
    format,
    async (limit) => (await listSolicitudes(await read(), { ...filter, limit })).items.length,
  );
  return { name: "solicitudes", columns: COLUMNS, rows: rowsOf(read, filter) };
}

async function* rowsOf(read: Reader, filter: SolicitudesToExport): AsyncGenerator<readonly Cell[]> {
  let cursor: string | undefined;
  do {
    const ctx = await read();
    const page = await listSolicitudes(ctx, { ...filter, cursor, limit: ROWS_AT_ONCE });
    const cases = await casesOf(ctx, page.items);
    for (const solicitud of page.items) yield rowOf(solicitud, cases.get(solicitud.radicado ?? "") ?? []);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}

type Case = Awaited<ReturnType<typeof readCases>>[number];

async function casesOf(ctx: Ctx, items: readonly Solicitud[]): Promise<Map<string, Case[]>> {
  const radicados = items.flatMap(({ radicado }) => radicado === null ? [] : [radicado]);
  if (radicados.length === 0) return new Map();
  return Map.groupBy(await readCases(ctx, radicados), ({ radicado }) => radicado);
}

async function readCases(ctx: Ctx, radicados: readonly string[]) {
  const { radicado, despacho, sujetosSummary, lastActuacionOn, lastVerifiedAt } = procesos;
  return await ctx.db.one((db) =>
    db.select({ radicado, despacho, sujetosSummary, lastActuacionOn, lastVerifiedAt }).from(procesos)
      .where(and(eq(procesos.organizationId, ctx.organization.id), inArray(radicado, [...radicados])))
      .orderBy(procesos.idProceso)
  );
}

function rowOf(solicitud: Solicitud, cases: readonly Case[]): readonly Cell[] {
  const { tipo, radicado, parametros, alias, status, frequency, lastExecution } = solicitud;
  const { nextRunAt, completedAt, createdAt } = solicitud;
  const joined = (texts: (string | null)[]) => textCell(texts.filter((text) => text !== null).join("\n"));
  const latest = (values: (string | null)[]) =>
    values.filter((value) => value !== null).toSorted().at(-1) ?? null;
  const verified = latest(cases.map(({ lastVerifiedAt }) => lastVerifiedAt.toISOString()));
  // A search has no case of its own: its last trustworthy answer verified it.
  const verifiedAt = parametros ? completedAt : verified === null ? null : new Date(verified);
  return [
    textCell(radicado && formatRadicado(radicado)),
    textCell(radicado),
    textCell(alias),
    textCell(`status:${status}`),
    textCell(`frequency:${frequency}`),
    joined(cases.map(({ despacho }) => despacho)),
    joined(cases.map(({ sujetosSummary }) => sujetosSummary)),
    dayCell(latest(cases.map(({ lastActuacionOn }) => lastActuacionOn))),
    textCell(lastExecution?.result ? `result:${lastExecution.result}` : null),
    instantCell(verifiedAt),
    instantCell(nextRunAt),
    instantCell(createdAt),
    textCell(`tipo:${tipo}`),
    textCell(parametros?.nombre ?? null),
  ];
}
