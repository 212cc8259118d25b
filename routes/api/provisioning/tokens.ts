import {
  listScimTokens,
  makeScimToken,
  type NewScimToken,
  revokeScimToken,
  type ScimToken,
} from "#domain/scim/tokens.ts";
import { IDEMPOTENCY_PROBLEMS, IdempotencyHeader, repeatable } from "../../_idempotency.ts";
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

const PATH = "/api/v1/organization/scim-tokens";
const ACCESS = { anyOf: ["update_org_settings"] } as const;

const EXAMPLE = {
  id: "0192f0c7-3333-7aaa-8bbb-0123456789ab",
  name: "Entra ID",
  prefix: "lexia_scim_9pXb2kQd",
  created_by: "0192f0c4-1111-7aaa-8bbb-0123456789ab",
  created_at: "2026-11-20T15:00:00.000Z",
  expires_at: null,
  last_used_at: null,
  revoked_at: null,
};

const ScimTokenBody = z.object({
  id: z.uuid(),
  name: z.string(),
  prefix: z.string().meta({ description: "How the token begins" }),
  created_by: z.uuid().nullable(),
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime().nullable(),
  last_used_at: z.iso.datetime().nullable().meta({ description: "Exact to five minutes" }),
  revoked_at: z.iso.datetime().nullable(),
}).openapi("ScimToken", { example: EXAMPLE });

const NewScimTokenBody = ScimTokenBody.extend({
  token: z.string().meta({ description: "The token, shown in this answer and nowhere else" }),
}).openapi("NewScimToken", {
  example: { ...EXAMPLE, token: "lexia_scim_9pXb2kQdq83vAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAxZ1qT0" },
});

const TokenToMakeBody = z.strictObject({
  name: text(100).min(1),
  expires_at: Instant.nullish().meta({ description: "Absent or null: it does not end by itself" }),
}).openapi("ScimTokenToMake", { example: { name: "Entra ID" } });

export const listScimTokensRoute = define(
  createRoute({
    method: "get",
    path: PATH,
    operationId: "listScimTokens",
    tags: ["provisioning"],
    summary: "The tokens of your company's directory, the latest first",
    request: { query: PageQuery },
    responses: {
      200: json(pageOf(ScimTokenBody), "A page of tokens"),
      ...problems("cursor_invalid", "request_invalid"),
    },
  }),
  ACCESS,
  async (c) => {
    const page = await listScimTokens(c.var.ctx, c.req.valid("query"));
    return c.json({ items: page.items.map(tokenBody), next_cursor: page.nextCursor }, 200);
  },
);

export const createScimTokenRoute = define(
  createRoute({
    method: "post",
    path: PATH,
    operationId: "createScimToken",
    tags: ["provisioning"],
    summary: "Make a token for your company's directory, shown this once",
    request: { headers: IdempotencyHeader, body: { required: true, ...json(TokenToMakeBody, "The token") } },
    responses: {
      201: json(NewScimTokenBody, "The new token"),
      ...problems(
        "request_malformed",
        "permission_denied",
        "fresh_proof_required",
        "content_type_unsupported",
        "body_too_large",
        "request_invalid",
        ...IDEMPOTENCY_PROBLEMS,
      ),
    },
  }),
  ACCESS,
  async (c) => {
    const ctx = await repeatable(c, keptAnswer, { holdsSecrets: true });
    const { name, expires_at } = c.req.valid("json");
    const expiresAt = typeof expires_at === "string" ? new Date(expires_at) : null;
    const made = await makeScimToken(ctx, { name, expiresAt });
    const headers = { "Location": PATH, "Cache-Control": "no-store" };
    return c.json(newTokenBody(made), 201, headers);
  },
);

export const revokeScimTokenRoute = define(
  createRoute({
    method: "delete",
    path: `${PATH}/{id}`,
    operationId: "revokeScimToken",
    tags: ["provisioning"],
    summary: "End a token at once",
    request: { params: IdParam },
    responses: {
      204: { description: "It opens nothing any more" },
      ...problems("scim_token_not_found", "request_invalid"),
    },
  }),
  ACCESS,
  async (c) => {
    await revokeScimToken(c.var.ctx, c.var.deps.identity, c.req.valid("param").id);
    return c.body(null, 204);
  },
);

function keptAnswer(made: NewScimToken) {
  return { status: 201, body: newTokenBody(made), location: PATH };
}

function newTokenBody(made: NewScimToken): z.output<typeof NewScimTokenBody> {
  return { ...tokenBody(made), token: made.token };
}

function tokenBody(token: ScimToken): z.output<typeof ScimTokenBody> {
  return {
    id: token.id,
    name: token.name,
    prefix: token.prefix,
    created_by: token.createdBy,
    created_at: token.createdAt.toISOString(),
    expires_at: token.expiresAt && token.expiresAt.toISOString(),
    last_used_at: token.lastUsedAt && token.lastUsedAt.toISOString(),
    revoked_at: token.revokedAt && token.revokedAt.toISOString(),
  };
}
