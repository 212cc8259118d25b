/** One solicitud: what was checked when, what was found, and what can be done with it. */
import type { Ctx } from "#domain/ctx.ts";
import { isUuid } from "#domain/cursor.ts";
import { DomainError } from "#domain/errors.ts";
import { listActuaciones } from "#domain/procesos/list_actuaciones.ts";
import { listProcesos } from "#domain/procesos/list_procesos.ts";
import { listSujetos } from "#domain/procesos/list_sujetos.ts";
import {
  executeSolicitud,
  movesFrom,
  pauseSolicitud,
  resumeSolicitud,
} from "#domain/solicitudes/change_status.ts";
import { getSolicitud } from "#domain/solicitudes/get_solicitud.ts";
import { executionDocument } from "#domain/solicitudes/last_execution.ts";
import { listExecutions } from "#domain/solicitudes/list_executions.ts";
import type { Solicitud } from "#domain/solicitudes/solicitud.ts";
import { personWords } from "#views/problems/words.ts";
import { type DetailProps, type Move, SolicitudPage } from "#views/solicitudes/detail.tsx";
import type { LexiaContext } from "../_env.ts";
import { type ProblemStatus, statusOf } from "../_middleware/problem.ts";
import { frameOf, show } from "./_page.ts";
import { checkOf, detailOf, entryOf, procesoOf } from "./_solicitud_props.ts";
import { showSearch, submitFollow } from "./search_detail.tsx";
import { PROGRESS_SCRIPT } from "./assets.ts";

const ENTRIES = 25;
const CHECKS = 20;

const VERBS: Readonly<Record<Move, (ctx: Ctx, id: string) => Promise<Solicitud>>> = {
  execute: executeSolicitud,
  pause: pauseSolicitud,
  resume: resumeSolicitud,
};

export async function solicitudDetailPage(c: LexiaContext): Promise<Response> {
  return await showDetail(c, idOf(c), 200);
}

/** Handles the button of that move. */
export function submitMove(move: Move): (c: LexiaContext) => Promise<Response> {
  return async (c) => {
    const id = idOf(c);
    try {
      await VERBS[move](c.var.ctx, id);
      return c.redirect(`/solicitudes/${id}`, 303);
    } catch (error) {
      const isLate = error instanceof DomainError && error.code === "solicitud_state";
      if (!isLate) throw error;
      return await showDetail(c, id, statusOf(error.kind), personWords(error.code).title);
    }
  };
}

/** Handles the buttons below what a search shows. */
export async function submitHits(c: LexiaContext): Promise<Response> {
  const id = idOf(c);
  return await submitFollow(c, id, (refusal, status) => showDetail(c, id, status, refusal));
}

async function showDetail(
  c: LexiaContext,
  id: string,
  status: 200 | ProblemStatus,
  refusal?: string,
): Promise<Response> {
  const { ctx } = c.var;
  const solicitud = await getSolicitud(ctx, id);
  const isAwaited = solicitud.status === "pending" || solicitud.status === "processing";
  const mayMove = ctx.actor.permissions.has("update_solicitudes");
  const now = ctx.clock.now();
  const events = `/api/v1/solicitudes/${id}/progress`;
  const shared = {
    frame: frameOf(c),
    solicitud: detailOf(solicitud, now),
    moves: mayMove ? movesFrom(solicitud.status) : [],
    refusal,
    live: isAwaited ? { script: PROGRESS_SCRIPT.path, events, since: new Date(now) } : null,
  };
  if (solicitud.parametros) return await showSearch(c, shared, solicitud.parametros, status);
  const props: DetailProps = { ...shared, ...await contentsOf(ctx, id, c.req.query("cursor")) };
  return show(c, <SolicitudPage {...props} />, status);
}

async function contentsOf(
  ctx: Ctx,
  id: string,
  cursor: string | undefined,
): Promise<Pick<DetailProps, "procesos" | "docket" | "checks">> {
  const [procesos, sujetos, actuaciones, executions] = await Promise.all([
    listProcesos(ctx, id),
    listSujetos(ctx, id),
    listActuaciones(ctx, { id, cursor, limit: ENTRIES }),
    listExecutions(ctx, { id, limit: CHECKS }),
  ]);
  const despachos = new Map(procesos.map((proceso) => [proceso.id, proceso.despacho]));
  const { items, nextCursor } = actuaciones;
  return {
    procesos: procesos.map((proceso) => procesoOf(proceso, sujetos)),
    docket: {
      entries: items.map((item) => entryOf(item, despachos.get(item.procesoId) ?? null)),
      isFirstPage: cursor === undefined,
      nextPage: nextCursor && `/solicitudes/${id}?${new URLSearchParams({ cursor: nextCursor })}#actuaciones`,
    },
    checks: executions.items.map((execution) => checkOf(executionDocument(execution), false)),
  };
}

function idOf(c: LexiaContext): string {
  const id = (c.req.param("id") ?? "").toLowerCase();
  if (!isUuid(id)) throw new DomainError("solicitud_not_found");
  return id;
}
