import { listSolicitudes, listSolicitudRows } from "#domain/solicitudes/list_solicitudes.ts";
import { NEWEST, SORTS } from "#domain/solicitudes/list_order.ts";
import { FREQUENCIES, STATUSES, TIPOS, VERDICTS } from "#domain/solicitudes/solicitud.ts";
import { createRoute, define, Instant, json, pageOf, PageQuery, problems, text, z } from "../../_openapi.ts";
import { ListedSolicitudBody, listedSolicitudBody } from "./listed.ts";
import { solicitudBody } from "./schema.ts";

const status = z.enum(STATUSES);
const result = z.enum(VERDICTS);
const frequency = z.enum(FREQUENCIES);

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
  result: z.union([result.transform((one) => [one]), z.array(result)]).optional()
    .meta({ description: "What the last check said; repeat it for several", example: "unverified" }),
  frequency: z.union([frequency.transform((one) => [one]), z.array(frequency)]).optional()
    .meta({ description: "Repeat it for several", example: "dynamic" }),
  owner_id: z.uuid().optional().meta({ description: "Whose they are" }),
  unread: z.enum(["true"]).optional().meta({
    description: "`true`: with novedades that you have not read",
  }),
  sort: z.enum(SORTS).default(NEWEST).meta({
    description:
      "With a hyphen before it, from the end. `changed`: by the latest actuación that the portal told of; `checked`: " +
      "by the last run; `next`: by the run that is due. What has none comes last, either way",
    example: "-changed",
  }),
  include: z.enum(["case"]).optional().meta({
    description: "`case`: each with its office, parties, latest actuación, and what of it you have not read",
  }),
});

const route = createRoute({
  method: "get",
  path: "/api/v1/solicitudes",
  operationId: "listSolicitudes",
  tags: ["solicitudes"],
  summary: "List solicitudes",
  description:
    "The newest first where no order is asked for: the organization's for who may read all, else the caller's own.",
  request: { query: SolicitudQuery },
  responses: {
    200: json(pageOf(ListedSolicitudBody), "A page of solicitudes"),
    ...problems("cursor_invalid", "request_invalid"),
  },
});

export const listSolicitudesRoute = define(
  route,
  { anyOf: ["read_all_solicitudes", "read_own_solicitudes"] },
  async (c) => {
    const query = c.req.valid("query");
    const filter = { ...filterOf(query), cursor: query.cursor, limit: query.limit };
    if (query.include === "case") {
      const page = await listSolicitudRows(c.var.ctx, filter);
      return c.json({ items: page.items.map(listedSolicitudBody), next_cursor: page.nextCursor }, 200);
    }
    const page = await listSolicitudes(c.var.ctx, filter);
    return c.json({ items: page.items.map(solicitudBody), next_cursor: page.nextCursor }, 200);
  },
);

export function filterOf(query: Omit<z.output<typeof SolicitudQuery>, "cursor" | "limit">) {
  return {
    tipo: query.tipo,
    status: query.status,
    text: query.q,
    result: query.result,
    frequency: query.frequency,
    ownerId: query.owner_id,
    unread: query.unread === "true",
    sort: query.sort,
    createdFrom: query.created_from ? new Date(query.created_from) : undefined,
    createdBefore: query.created_before ? new Date(query.created_before) : undefined,
  };
}
