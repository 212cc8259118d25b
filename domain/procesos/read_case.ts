/** Everything that the page of a case shows, in one round trip after the solicitud itself. */
import { and, asc, desc, eq, getTableColumns } from "drizzle-orm";
import { prepare } from "#db/prepared.ts";
import { executions } from "#db/schema/executions.ts";
import { procesos } from "#db/schema/procesos.ts";
import { sujetos } from "#db/schema/sujetos.ts";
import { bogotaDate } from "../bogota.ts";
import type { Ctx } from "../ctx.ts";
import type { Page } from "../page.ts";
import { type CaseNote, notesPage, notesQuery } from "../solicitudes/notes.ts";
import type { Execution } from "../solicitudes/solicitud.ts";
import type { JudicialCalendar } from "../terms/judicial_calendar.ts";
import { calendarFor } from "../terms/load_calendar.ts";
import type { Proceso } from "./list_procesos.ts";
import type { Sujeto } from "./list_sujetos.ts";
import {
  type DocketCount,
  docketCounts,
  type DocketEntry,
  type DocketFilter,
  docketPage,
  docketQuery,
} from "./read_docket.ts";

export interface CaseContents {
  procesos: Proceso[];
  sujetos: Sujeto[];
  docket: Page<DocketEntry>;
  counts: DocketCount[];
  /** The latest first. */
  executions: Execution[];
  notes: Page<CaseNote>;
  /** What the courts of the radicado's office keep, from today on. */
  calendar: JudicialCalendar;
  /** By Bogotá's calendar. */
  today: string;
}

interface CaseInput {
  docket: DocketFilter;
  executions: number;
  notes: { cursor?: string; limit: number };
}

/** Of a solicitud of a radicado that the caller has read with `getSolicitud`. */
export async function readCase(
  ctx: Ctx,
  { id, radicado }: { id: string; radicado: string },
  input: CaseInput,
): Promise<CaseContents> {
  const today = bogotaDate(ctx.clock.now());
  const values = { organizationId: ctx.organization.id, id, radicado };
  const [[found, parties, rows, counts, runs, notes], calendar] = await Promise.all([
    ctx.db.batch([
      procesosOf(values),
      sujetosOf(values),
      docketQuery(ctx, { id, radicado }, input.docket),
      docketCounts(ctx, { id, radicado }, today),
      executionsOf({ ...values, limit: input.executions }),
      notesQuery(ctx, { id, radicado, ...input.notes }),
    ]),
    calendarFor(ctx, { from: today, officeCode: radicado.slice(0, 12) }),
  ]);
  return {
    procesos: found,
    sujetos: parties,
    docket: docketPage(rows, input.docket.limit),
    counts,
    executions: runs,
    notes: notesPage(notes, input.notes.limit),
    calendar,
    today,
  };
}

const procesosOf = prepare<Proceso>((db, slot) =>
  db.select().from(procesos).where(and(
    eq(procesos.organizationId, slot("organizationId")),
    eq(procesos.radicado, slot("radicado")),
  )).orderBy(asc(procesos.idProceso))
);

const sujetosOf = prepare<Sujeto>((db, slot) =>
  db.select(getTableColumns(sujetos)).from(sujetos).innerJoin(
    procesos,
    and(eq(procesos.organizationId, sujetos.organizationId), eq(procesos.id, sujetos.procesoId)),
  ).where(and(eq(sujetos.organizationId, slot("organizationId")), eq(procesos.radicado, slot("radicado"))))
    .orderBy(asc(sujetos.procesoId), asc(sujetos.idRegSujeto))
);

const executionsOf = prepare<Execution>((db, slot) =>
  db.select().from(executions).where(and(
    eq(executions.organizationId, slot("organizationId")),
    eq(executions.solicitudId, slot("id")),
  )).orderBy(desc(executions.startedAt), desc(executions.id)).limit(slot("limit"))
);
