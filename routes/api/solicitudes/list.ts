import { listSolicitudes } from "#domain/solicitudes/list_solicitudes.ts";
import { STATUSES, TIPOS } from "#domain/solicitudes/solicitud.ts";
import { createRoute, define, Instant, json, pageOf, PageQuery, problems, text, z } from "../../_openapi.ts";
import { SolicitudBody, solicitudBody } from "./schema.ts";

const status = z.enum(STATUSES);

export const SolicitudQuery = PageQuery.extend({
  tipo: z.enum(TIPOS).optional().meta({
    description: "`simple`: of a radicado, of an upload too; `avanzada`: searches by name",
    example: "avanzada",
  }),
  status: z.union([status.transform((one) => [one]), z.array(status)]).optional()
    .meta({ description: "Repeat it for several" }),
  q: text(200).optional().meta({
    description: "Part of the radicado, alias, office or a party; accents and case do not matter",
  }),
  created_from: Instant.optional(),
  created_before: Instant.optional(),
});

const route = createRoute({
  method: "get",
  path: "/api/v1/solicitudes",
  operationId: "listSolicitudes",
  tags: ["solicitudes"],
  summary: "List solicitudes",
  description: "The newest first: the organization's for who may read all, else the caller's own.",
  request: { query: SolicitudQuery },
  responses: {
    200: json(pageOf(SolicitudBody), "A page of solicitudes"),
    ...problems("cursor_invalid", "request_invalid"),
  },
});

export const listSolicitudesRoute = define(
  route,
  { anyOf: ["read_all_solicitudes", "read_own_solicitudes"] },
  async (c) => {
    const query = c.req.valid("query");
    const page = await listSolicitudes(c.var.ctx, {
      ...filterOf(query),
      cursor: query.cursor,
      limit: query.limit,
    });
    return c.json({ items: page.items.map(solicitudBody), next_cursor: page.nextCursor }, 200);
  },
);

export function filterOf(query: Omit<z.output<typeof SolicitudQuery>, "cursor" | "limit">) {
  return {
    tipo: query.tipo,
    status: query.status,
    text: query.q,
    createdFrom: query.created_from ? new Date(query.created_from) : undefined,
    createdBefore: query.created_before ? new Date(query.created_before) : undefined,
  };
}
