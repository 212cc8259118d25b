import type { NewApiKey } from "#domain/api_keys/api_key.ts";
import { makeApiKey } from "#domain/api_keys/make_api_key.ts";
import { getApiKey, listApiKeys } from "#domain/api_keys/read_api_keys.ts";
import { revokeApiKey } from "#domain/api_keys/revoke_api_key.ts";
import { rotateApiKey } from "#domain/api_keys/rotate_api_key.ts";
import { updateApiKey } from "#domain/api_keys/update_api_key.ts";
import { PERMISSIONS } from "#domain/authz.ts";
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
import { ApiKeyBody, apiKeyBody, NewApiKeyBody, newApiKeyBody } from "./schema.ts";

const ACCESS = { anyOf: ["api_access"] } as const;

const fields = {
  name: text(100).min(1),
  scopes: z.array(z.enum(PERMISSIONS)).min(1).max(PERMISSIONS.length).meta({
    description: "Of the maker's own permissions; at each use, those of them that the maker still has",
  }),
  expires_at: Instant.nullable().meta({ description: "Null: it does not end by itself" }),
  allowed_networks: z.array(z.string().min(1).max(49)).max(50).meta({
    description: "Addresses or CIDR ranges; empty: from everywhere",
  }),
};

const KeyToMakeBody = z.strictObject({
  name: fields.name,
  scopes: fields.scopes,
  expires_at: fields.expires_at.optional(),
  allowed_networks: fields.allowed_networks.optional(),
}).openapi("ApiKeyToMake", {
  example: { name: "Sincronización nocturna", scopes: ["api_access"] },
});

const ChangesBody = z.strictObject(fields).partial().openapi("ApiKeyChanges", {
  example: { name: "Sincronización diaria" },
});

const RotationBody = z.strictObject({
  overlap_hours: z.int().min(0).max(168).default(24).meta({ description: "How long the old key goes on" }),
}).openapi("ApiKeyRotation", { example: { overlap_hours: 24 } });

export const listApiKeysRoute = define(
  createRoute({
    method: "get",
    path: "/api/v1/api-keys",
    operationId: "listApiKeys",
    tags: ["api-keys"],
    summary: "Your API keys, the latest first; administrators see everybody's",
    request: { query: PageQuery },
    responses: {
      200: json(pageOf(ApiKeyBody), "A page of keys"),
      ...problems("cursor_invalid", "request_invalid"),
    },
  }),
  ACCESS,
  async (c) => {
    const page = await listApiKeys(c.var.ctx, c.req.valid("query"));
    return c.json({ items: page.items.map(apiKeyBody), next_cursor: page.nextCursor }, 200);
  },
);

export const createApiKeyRoute = define(
  createRoute({
    method: "post",
    path: "/api/v1/api-keys",
    operationId: "createApiKey",
    tags: ["api-keys"],
    summary: "Make an API key, shown this once",
    description: "A key acts as its maker, as far as its scopes go, and ends with them.",
    request: { headers: IdempotencyHeader, body: { required: true, ...json(KeyToMakeBody, "The key") } },
    responses: {
      201: json(NewApiKeyBody, "The new key"),
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
    const { name, scopes, expires_at, allowed_networks } = c.req.valid("json");
    const made = await makeApiKey(ctx, c.var.deps.identity, {
      name,
      scopes,
      expiresAt: instantOf(expires_at),
      allowedNetworks: allowed_networks,
    });
    return c.json(newApiKeyBody(made), 201, { "Location": addressOf(made), "Cache-Control": "no-store" });
  },
);

export const getApiKeyRoute = define(
  createRoute({
    method: "get",
    path: "/api/v1/api-keys/{id}",
    operationId: "getApiKey",
    tags: ["api-keys"],
    summary: "An API key, without its secret",
    request: { params: IdParam },
    responses: {
      200: json(ApiKeyBody, "The key"),
      ...problems("api_key_not_found", "request_invalid"),
    },
  }),
  ACCESS,
  async (c) => c.json(apiKeyBody(await getApiKey(c.var.ctx, c.req.valid("param").id)), 200),
);

export const updateApiKeyRoute = define(
  createRoute({
    method: "patch",
    path: "/api/v1/api-keys/{id}",
    operationId: "updateApiKey",
    tags: ["api-keys"],
    summary: "Change an API key of your own",
    description:
      "What lets it do, last or be used where it was not before needs a fresh proof of who you are.",
    request: { params: IdParam, body: { required: true, ...json(ChangesBody, "What changes") } },
    responses: {
      200: json(ApiKeyBody, "As it is now"),
      ...problems(
        "request_malformed",
        "permission_denied",
        "fresh_proof_required",
        "api_key_not_found",
        "api_key_ended",
        "content_type_unsupported",
        "body_too_large",
        "request_invalid",
      ),
    },
  }),
  ACCESS,
  async (c) => {
    const { name, scopes, expires_at, allowed_networks } = c.req.valid("json");
    const updated = await updateApiKey(c.var.ctx, c.var.deps.identity, {
      id: c.req.valid("param").id,
      name,
      scopes,
      expiresAt: instantOf(expires_at),
      allowedNetworks: allowed_networks,
    });
    return c.json(apiKeyBody(updated), 200);
  },
);

export const revokeApiKeyRoute = define(
  createRoute({
    method: "delete",
    path: "/api/v1/api-keys/{id}",
    operationId: "revokeApiKey",
    tags: ["api-keys"],
    summary: "End an API key at once",
    request: { params: IdParam },
    responses: {
      204: { description: "It opens nothing any more" },
      ...problems("api_key_not_found", "request_invalid"),
    },
  }),
  ACCESS,
  async (c) => {
    await revokeApiKey(c.var.ctx, c.var.deps.identity, c.req.valid("param").id);
    return c.body(null, 204);
  },
);

export const rotateApiKeyRoute = define(
  createRoute({
    method: "post",
    path: "/api/v1/api-keys/{id}/rotate",
    operationId: "rotateApiKey",
    tags: ["api-keys"],
    summary: "Put a new key in the place of one of your own",
    description: "Both work for `overlap_hours`; then the old one ends.",
    request: {
      params: IdParam,
      headers: IdempotencyHeader,
      body: { required: true, ...json(RotationBody, "For how long both work") },
    },
    responses: {
      201: json(NewApiKeyBody, "The new key"),
      ...problems(
        "request_malformed",
        "permission_denied",
        "fresh_proof_required",
        "api_key_not_found",
        "api_key_ended",
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
    const { overlap_hours: overlapHours } = c.req.valid("json");
    const rotation = { id: c.req.valid("param").id, overlapHours };
    const made = await rotateApiKey(ctx, c.var.deps.identity, rotation);
    return c.json(newApiKeyBody(made), 201, { "Location": addressOf(made), "Cache-Control": "no-store" });
  },
);

function keptAnswer(made: NewApiKey) {
  return { status: 201, body: newApiKeyBody(made), location: addressOf(made) };
}

function addressOf({ id }: { id: string }): string {
  return `/api/v1/api-keys/${id}`;
}

function instantOf(text: string | null | undefined): Date | null | undefined {
  return typeof text === "string" ? new Date(text) : text;
}
