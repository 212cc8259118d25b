/** What a search by name shows, and following it. */
import { formatRadicado } from "#domain/radicado.ts";
import { type FollowedRadicado, followHits } from "#domain/solicitudes/follow_hits.ts";
import { type Hit, type HitFilter, listHits } from "#domain/solicitudes/list_hits.ts";
import { FREQUENCIES } from "#domain/solicitudes/solicitud.ts";
import { IDEMPOTENCY_PROBLEMS, IdempotencyHeader, repeatable } from "../../_idempotency.ts";
import { createRoute, define, IdParam, json, pageOf, PageQuery, problems, z } from "../../_openapi.ts";
import { NotifyBody, RunOnBody } from "./schema.ts";

const HitBody = z.object({
  id: z.uuid(),
  id_proceso: z.string().meta({ description: "The portal's own number" }),
  radicado: z.string().meta({ description: "As the portal has it; usually 23 digits" }),
  radicado_formatted: z.string().nullable(),
  despacho: z.string().nullable(),
  departamento: z.string().nullable(),
  sujetos_procesales: z.string().nullable(),
  filed_on: z.iso.date().nullable(),
  last_actuacion_on: z.iso.date().nullable(),
  is_private: z.boolean(),
  is_new: z.boolean().meta({ description: "Came after the search's first answer" }),
  first_seen_at: z.iso.datetime(),
  last_seen_at: z.iso.datetime(),
  gone_at: z.iso.datetime().nullable().meta({ description: "Since when the search no longer shows it" }),
  followed_as: z.uuid().nullable().meta({ description: "Your own solicitud of this radicado" }),
}).openapi("SearchHit", {
  example: {
    id: "0192f0c5-bf73-7b60-8c82-706d9fa1b2c3",
    id_proceso: "987654323",
    radicado: "17001400300220249999900",
    radicado_formatted: "17001-40-03-002-2024-99999-00",
    despacho: "JUZGADO 002 CIVIL MUNICIPAL DE MANIZALES",
    departamento: "CALDAS",
    sujetos_procesales: "Demandante: EMPRESA FICTICIA S.A.S. | Demandado: PERSONA INVENTADA",
    filed_on: "2024-03-06",
    last_actuacion_on: "2026-05-22",
    is_private: false,
    is_new: false,
    first_seen_at: "2026-11-20T15:04:27.310Z",
    last_seen_at: "2026-11-23T15:04:27.310Z",
    gone_at: null,
    followed_as: null,
  },
});

const yesOrNo = z.enum(["true", "false"]).transform((text) => text === "true").optional();

/** What narrows the hits. */
export const HitQuery = z.object({
  new: yesOrNo.meta({ description: "Came after the search's first answer", example: "true" }),
  private: yesOrNo.meta({ description: "The portal shows no more than that there is one" }),
  followed: yesOrNo.meta({ description: "You have a solicitud of that radicado" }),
  gone: yesOrNo.meta({ description: "The search no longer shows it; `false`: what it shows now" }),
});

export function hitFilterOf(query: z.output<typeof HitQuery>): HitFilter {
  return {
    isNew: query.new,
    isPrivate: query.private,
    isFollowed: query.followed,
    isGone: query.gone,
  };
}

export const listHitsRoute = define(
  createRoute({
    method: "get",
    path: "/api/v1/solicitudes/{id}/hits",
    operationId: "listHits",
    tags: ["solicitudes"],
    summary: "The cases that a search by name shows",
    description: "Those that came last first. A solicitud of a radicado has none.",
    request: {
      params: IdParam,
      query: PageQuery.extend(HitQuery.shape),
    },
    responses: {
      200: json(pageOf(HitBody), "A page of hits"),
      ...problems("solicitud_not_found", "cursor_invalid", "request_invalid"),
    },
  }),
  { anyOf: ["read_all_solicitudes", "read_own_solicitudes"] },
  async (c) => {
    const { limit, cursor, ...filter } = c.req.valid("query");
    const page = await listHits(c.var.ctx, {
      ...c.req.valid("param"),
      limit,
      cursor,
      ...hitFilterOf(filter),
    });
    return c.json({ items: page.items.map(hitBody), next_cursor: page.nextCursor }, 200);
  },
);

function hitBody(hit: Hit): z.output<typeof HitBody> {
  return {
    id: hit.id,
    id_proceso: String(hit.idProceso),
    radicado: hit.radicado,
    radicado_formatted: /^\d{23}$/.test(hit.radicado) ? formatRadicado(hit.radicado) : null,
    despacho: hit.despacho,
    departamento: hit.departamento,
    sujetos_procesales: hit.sujetosSummary,
    filed_on: hit.filedOn,
    last_actuacion_on: hit.lastActuacionOn,
    is_private: hit.isPrivate,
    is_new: hit.isNew,
    first_seen_at: hit.firstSeenAt.toISOString(),
    last_seen_at: hit.lastSeenAt.toISOString(),
    gone_at: hit.goneAt && hit.goneAt.toISOString(),
    followed_as: hit.followedAs,
  };
}

const watch = {
  frequency: z.enum(FREQUENCIES).optional(),
  run_on: RunOnBody.optional(),
  notify: NotifyBody.partial().optional(),
};

/** The portal shows no search more than a thousand hits. */
const MOST_RADICADOS = 1_000;

const FollowBody = z.union([
  z.strictObject({ radicados: z.array(z.string().min(1).max(60)).min(1).max(MOST_RADICADOS), ...watch }),
  z.strictObject({ all: z.literal(true), ...watch }),
]).openapi("HitsToFollow", { example: { all: true, frequency: "dynamic" } });

const FollowedBody = z.object({
  created: z.int(),
  held: z.int().meta({ description: "Of those made, beyond this month's queries: they run when it turns" }),
  items: z.array(z.object({
    radicado: z.string(),
    status: z.enum(["created", "held", "already_followed", "not_a_hit"]),
    solicitud_id: z.uuid().nullable(),
  })),
}).openapi("FollowedHits", {
  example: {
    created: 1,
    held: 0,
    items: [{
      radicado: "17001400300220249999900",
      status: "created",
      solicitud_id: "0192f0c5-6a2e-7c1b-9f3d-2b1e4a5c6d7e",
    }],
  },
});

export const followHitsRoute = define(
  createRoute({
    method: "post",
    path: "/api/v1/solicitudes/{id}/hits/follow",
    operationId: "followHits",
    tags: ["solicitudes"],
    summary: "Follow the radicados that a search shows",
    description:
      "Makes a solicitud of each, in one act. What you follow already is told as `already_followed`. Beyond this " +
      "month's queries they are `held`; where none is left at all, nothing is made.",
    request: {
      params: IdParam,
      headers: IdempotencyHeader,
      body: {
        required: true,
        ...json(FollowBody, "Which hits to follow: some, or all that the search shows"),
      },
    },
    responses: {
      201: json(FollowedBody, "What became of each radicado"),
      ...problems(
        "request_malformed",
        "quota_exceeded",
        "solicitud_not_found",
        "content_type_unsupported",
        "body_too_large",
        "request_invalid",
        "radicado_invalid",
        ...IDEMPOTENCY_PROBLEMS,
      ),
    },
  }),
  { anyOf: ["create_solicitudes"] },
  async (c) => {
    const ctx = await repeatable<FollowedRadicado[]>(
      c,
      (made) => ({ status: 201, body: followedBody(made) }),
    );
    const body = c.req.valid("json");
    const followed = await followHits(ctx, {
      ...c.req.valid("param"),
      radicados: "radicados" in body ? body.radicados : null,
      frequency: body.frequency,
      runOn: body.run_on,
      notify: body.notify,
    });
    return c.json(followedBody(followed), 201);
  },
);

function followedBody(followed: readonly FollowedRadicado[]): z.output<typeof FollowedBody> {
  const held = followed.filter(({ status }) => status === "held").length;
  const created = followed.filter(({ status }) => status === "created").length + held;
  const items = followed.map(({ radicado, status, solicitudId }) => (
    { radicado, status, solicitud_id: solicitudId }
  ));
  return { created, held, items };
}
