/** What a solicitud holds: its executions, procesos, actuaciones and sujetos. */
import { listActuaciones } from "#domain/procesos/list_actuaciones.ts";
import { listProcesos } from "#domain/procesos/list_procesos.ts";
import { listSujetos } from "#domain/procesos/list_sujetos.ts";
import { listExecutions } from "#domain/solicitudes/list_executions.ts";
import { createRoute, define, IdParam, json, pageOf, PageQuery, problems, z } from "../../_openapi.ts";
import {
  ActuacionBody,
  actuacionBody,
  ExecutionBody,
  executionBody,
  ProcesoBody,
  procesoBody,
  SujetoBody,
  sujetoBody,
} from "./schema.ts";

const READERS = { anyOf: ["read_all_solicitudes", "read_own_solicitudes"] } as const;

export const listExecutionsRoute = define(
  createRoute({
    method: "get",
    path: "/api/v1/solicitudes/{id}/executions",
    operationId: "listExecutions",
    tags: ["solicitudes"],
    summary: "What was checked when, and with which result",
    request: { params: IdParam, query: PageQuery },
    responses: {
      200: json(pageOf(ExecutionBody), "Executions, the latest first"),
      ...problems("solicitud_not_found", "cursor_invalid", "request_invalid"),
    },
  }),
  READERS,
  async (c) => {
    const page = await listExecutions(c.var.ctx, { ...c.req.valid("param"), ...c.req.valid("query") });
    return c.json({ items: page.items.map(executionBody), next_cursor: page.nextCursor }, 200);
  },
);

export const listProcesosRoute = define(
  createRoute({
    method: "get",
    path: "/api/v1/solicitudes/{id}/procesos",
    operationId: "listProcesos",
    tags: ["solicitudes"],
    summary: "The procesos of its radicado: there may be several",
    request: { params: IdParam },
    responses: {
      200: json(pageOf(ProcesoBody), "All procesos; there is never a next page"),
      ...problems("solicitud_not_found", "request_invalid"),
    },
  }),
  READERS,
  async (c) => {
    const procesos = await listProcesos(c.var.ctx, c.req.valid("param").id);
    return c.json({ items: procesos.map(procesoBody), next_cursor: null }, 200);
  },
);

export const listActuacionesRoute = define(
  createRoute({
    method: "get",
    path: "/api/v1/solicitudes/{id}/actuaciones",
    operationId: "listActuaciones",
    tags: ["solicitudes"],
    summary: "The docket of all its procesos, the latest first",
    request: {
      params: IdParam,
      query: PageQuery.extend({
        proceso_id: z.uuid().optional().meta({ description: "Of this proceso only" }),
      }),
    },
    responses: {
      200: json(pageOf(ActuacionBody), "A page of actuaciones"),
      ...problems("solicitud_not_found", "cursor_invalid", "request_invalid"),
    },
  }),
  READERS,
  async (c) => {
    const { proceso_id: procesoId, ...query } = c.req.valid("query");
    const page = await listActuaciones(c.var.ctx, { ...c.req.valid("param"), ...query, procesoId });
    return c.json({ items: page.items.map(actuacionBody), next_cursor: page.nextCursor }, 200);
  },
);

export const listSujetosRoute = define(
  createRoute({
    method: "get",
    path: "/api/v1/solicitudes/{id}/sujetos",
    operationId: "listSujetos",
    tags: ["solicitudes"],
    summary: "The parties of all its procesos",
    request: { params: IdParam },
    responses: {
      200: json(pageOf(SujetoBody), "All parties; there is never a next page"),
      ...problems("solicitud_not_found", "request_invalid"),
    },
  }),
  READERS,
  async (c) => {
    const sujetos = await listSujetos(c.var.ctx, c.req.valid("param").id);
    return c.json({ items: sujetos.map(sujetoBody), next_cursor: null }, 200);
  },
);
