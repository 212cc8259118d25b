/** What is new: the list and one of it. */
import { getNovedad } from "#domain/novedades/get_novedad.ts";
import { listNovedades, MOST_COUNTED } from "#domain/novedades/list_novedades.ts";
import { NOVEDAD_KINDS, SEVERITIES } from "#domain/novedades/severity.ts";
import {
  createRoute,
  define,
  IdParam,
  Instant,
  json,
  pageOf,
  PageQuery,
  problems,
  text,
  z,
} from "../../_openapi.ts";
import { NovedadBody, novedadBody } from "./schema.ts";

export const READERS = { anyOf: ["read_all_solicitudes", "read_own_solicitudes"] } as const;

const severity = z.enum(SEVERITIES);
const kind = z.enum(NOVEDAD_KINDS);
const Flag = z.enum(["true", "false"]).transform((value) => value === "true");

export const NovedadQuery = PageQuery.extend({
  unread: Flag.optional().meta({ description: "What the caller has not read; `false`: what they have" }),
  severity: z.union([severity.transform((one) => [one]), z.array(severity)]).optional()
    .meta({ description: "Repeat it for several" }),
  kind: z.union([kind.transform((one) => [one]), z.array(kind)]).optional()
    .meta({ description: "Repeat it for several" }),
  radicado: z.string().max(60).transform((value) => value.replace(/[\s.-]/g, "")).optional(),
  solicitud_id: z.uuid().optional().meta({ description: "Of the radicado that this one follows" }),
  despacho: text(200).optional().meta({ description: "Part of the office's name" }),
  q: text(200).optional().meta({
    description: "Part of an entry's name or note, of an office, a judge or a radicado; no accents needed",
  }),
  from: Instant.optional().meta({ description: "Found at this instant or later" }),
  to: Instant.optional().meta({ description: "Found before this instant" }),
  assigned_to_me: Flag.optional(),
  acknowledged: Flag.optional(),
});

const unread = z.int().meta({ description: `Counted up to ${MOST_COUNTED} in all`, example: 0 });

const NovedadesPage = pageOf(NovedadBody).extend({
  unread: z.object({ low: unread, normal: unread, high: unread }),
}).openapi("NovedadesPage");

export const listNovedadesRoute = define(
  createRoute({
    method: "get",
    path: "/api/v1/novedades",
    operationId: "listNovedades",
    tags: ["novedades"],
    summary: "List what is new, and count what is unread",
    description:
      "The latest first: what the organization has found for who may read all, else of the radicados that they follow. " +
      "An auto and its fijación en estado are one item.",
    request: { query: NovedadQuery },
    responses: {
      200: json(NovedadesPage, "A page of novedades"),
      ...problems("cursor_invalid", "request_invalid"),
    },
  }),
  READERS,
  async (c) => {
    const { cursor, limit, ...query } = c.req.valid("query");
    const page = await listNovedades(c.var.ctx, { ...filterOf(query), cursor, limit });
    const items = page.items.map(novedadBody);
    return c.json({ items, next_cursor: page.nextCursor, unread: page.unread }, 200);
  },
);

export function filterOf(query: Omit<z.output<typeof NovedadQuery>, "cursor" | "limit">) {
  return {
    unread: query.unread,
    severity: query.severity,
    kind: query.kind,
    radicado: query.radicado,
    solicitudId: query.solicitud_id,
    despacho: query.despacho,
    text: query.q,
    detectedFrom: query.from ? new Date(query.from) : undefined,
    detectedBefore: query.to ? new Date(query.to) : undefined,
    assignedToMe: query.assigned_to_me,
    acknowledged: query.acknowledged,
  };
}

export const getNovedadRoute = define(
  createRoute({
    method: "get",
    path: "/api/v1/novedades/{id}",
    operationId: "getNovedad",
    tags: ["novedades"],
    summary: "Read one novedad",
    request: { params: IdParam },
    responses: {
      200: json(NovedadBody, "The novedad"),
      ...problems("novedad_not_found", "request_invalid"),
    },
  }),
  READERS,
  async (c) => c.json(novedadBody(await getNovedad(c.var.ctx, c.req.valid("param").id)), 200),
);
