import { listDespachos } from "#domain/despachos/list_despachos.ts";
import { LEVELS } from "#domain/despachos/code.ts";
import { createRoute, define, json, problems, z } from "../../_openapi.ts";

const DespachosBody = z.object({
  under: z.string(),
  level: z.enum(LEVELS).meta({ description: "Of the items" }),
  items: z.array(z.object({
    code: z.string().meta({ description: "Cumulative: give it as `under` for the next step" }),
    name: z.string(),
    is_searchable: z.boolean().meta({ description: "Whether a search by name takes it as `despacho`" }),
  })),
  origin: z.enum(["portal", "built_in", "awaited"]).meta({
    description:
      "`awaited`: not read yet; LEXIA asks the portal as soon as its pace allows. `built_in`: LEXIA's own list of " +
      "departamentos, until the portal's has been read",
  }),
  version: z.int().meta({ description: "Counts the changes that LEXIA has seen; 0 where it was not read" }),
  read_at: z.iso.datetime().nullable(),
  age_seconds: z.int().nullable().meta({ description: "Since it was read" }),
}).openapi("Despachos", {
  example: {
    under: "17001",
    level: "entidad",
    items: [{ code: "1700140", name: "JUZGADO MUNICIPAL", is_searchable: false }],
    origin: "portal",
    version: 1,
    read_at: "2026-11-20T15:04:27.310Z",
    age_seconds: 86400,
  },
});

const route = createRoute({
  method: "get",
  path: "/api/v1/despachos",
  operationId: "listDespachos",
  tags: ["solicitudes"],
  summary: "Places and offices, step by step",
  description: "From departamento to ciudad, entidad, especialidad and despacho, as the portal lists them.",
  request: {
    query: z.object({
      under: z.string().regex(/^\d{0,12}$/).default("").meta({
        description: "The code of the step before; empty for the departamentos",
      }),
    }),
  },
  responses: {
    200: json(DespachosBody, "What lies under that code"),
    ...problems("despacho_not_found", "request_invalid"),
  },
});

export const listDespachosRoute = define(route, { anyOf: [] }, async (c) => {
  const { ctx } = c.var;
  const { items, readAt, ...list } = await listDespachos(ctx, c.req.valid("query").under);
  return c.json({
    ...list,
    items: items.map(({ code, name, isSearchable }) => ({ code, name, is_searchable: isSearchable })),
    read_at: readAt && readAt.toISOString(),
    age_seconds: readAt && Math.max(0, Math.floor((ctx.clock.now() - readAt.getTime()) / 1_000)),
  }, 200);
});
