/** Reading, acknowledging and assigning: what people do with a novedad. Of a group, it is done with the auto. */
import type { Permission } from "#domain/authz.ts";
import type { Ctx } from "#domain/ctx.ts";
import { acknowledgeNovedad } from "#domain/novedades/acknowledge_novedad.ts";
import { assignNovedad } from "#domain/novedades/assign_novedad.ts";
import type { Novedad } from "#domain/novedades/novedad.ts";
import { readAllNovedades, readNovedad, unreadNovedad } from "#domain/novedades/read_novedades.ts";
import { createRoute, define, type Endpoint, IdParam, Instant, json, problems, z } from "../../_openapi.ts";
import { READERS } from "./read.ts";
import { NovedadBody, novedadBody } from "./schema.ts";

export const WORKERS = { anyOf: ["update_solicitudes", "read_all_solicitudes"] } as const;

export const readNovedadRoute = actRoute("read", "Mark it as read, for who asks", READERS, readNovedad);
export const unreadNovedadRoute = actRoute(
  "unread",
  "Put it back among what is unread, for who asks",
  READERS,
  unreadNovedad,
);
export const acknowledgeNovedadRoute = actRoute(
  "acknowledge",
  "Take note of it for the organization; the first to do so stays",
  WORKERS,
  acknowledgeNovedad,
);

function actRoute(
  name: "read" | "unread" | "acknowledge",
  summary: string,
  access: { anyOf: readonly Permission[] },
  verb: (ctx: Ctx, id: string) => Promise<Novedad>,
): Endpoint {
  const route = createRoute({
    method: "post",
    path: `/api/v1/novedades/{id}/${name}`,
    operationId: `${name}Novedad`,
    tags: ["novedades"],
    summary,
    request: { params: IdParam },
    responses: {
      200: json(NovedadBody, "The novedad as it is now"),
      ...problems("novedad_not_found", "request_invalid"),
    },
  });
  return define(
    route,
    access,
    async (c) => c.json(novedadBody(await verb(c.var.ctx, c.req.valid("param").id)), 200),
  );
}

const ReadAllBody = z.strictObject({
  until: Instant.meta({
    description: "When the list was read that shows them: what came later stays unread",
  }),
}).openapi("ReadAllNovedades", { example: { until: "2026-11-27T13:00:00.000Z" } });

const ReadAllAnswer = z.object({ read: z.int() }).openapi("ReadNovedades", { example: { read: 12 } });

export const readAllNovedadesRoute = define(
  createRoute({
    method: "post",
    path: "/api/v1/novedades/read-all",
    operationId: "readAllNovedades",
    tags: ["novedades"],
    summary: "Mark all as read, for who asks",
    request: { body: { required: true, ...json(ReadAllBody, "Until when") } },
    responses: {
      200: json(ReadAllAnswer, "How many were unread"),
      ...problems("request_malformed", "content_type_unsupported", "body_too_large", "request_invalid"),
    },
  }),
  READERS,
  async (c) => {
    const until = new Date(c.req.valid("json").until);
    return c.json({ read: await readAllNovedades(c.var.ctx, until) }, 200);
  },
);

const AssignBody = z.strictObject({
  user_id: z.uuid().nullable().meta({ description: "Who may see it; null: nobody" }),
}).openapi("NovedadAssignment", { example: { user_id: null } });

export const assignNovedadRoute = define(
  createRoute({
    method: "post",
    path: "/api/v1/novedades/{id}/assign",
    operationId: "assignNovedad",
    tags: ["novedades"],
    summary: "Give it to a colleague who may see it",
    request: { params: IdParam, body: { required: true, ...json(AssignBody, "To whom") } },
    responses: {
      200: json(NovedadBody, "The novedad as it is now"),
      ...problems(
        "request_malformed",
        "novedad_not_found",
        "content_type_unsupported",
        "body_too_large",
        "request_invalid",
      ),
    },
  }),
  WORKERS,
  async (c) => {
    const { id } = c.req.valid("param");
    const novedad = await assignNovedad(c.var.ctx, { id, userId: c.req.valid("json").user_id });
    return c.json(novedadBody(novedad), 200);
  },
);
