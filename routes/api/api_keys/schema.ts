import { z } from "@hono/zod-openapi";
import type { ApiKey, NewApiKey } from "#domain/api_keys/api_key.ts";
import { PERMISSIONS } from "#domain/authz.ts";

const KEY_EXAMPLE = {
  id: "0192f0c7-2222-7aaa-8bbb-0123456789ab",
  name: "Sincronización nocturna",
  prefix: "lexia_9pXb2kQd",
  scopes: ["read_all_solicitudes" as const],
  allowed_networks: ["203.0.113.0/24"],
  created_by: "0192f0c4-1111-7aaa-8bbb-0123456789ab",
  created_at: "2026-11-20T15:00:00.000Z",
  expires_at: "2027-11-20T15:00:00.000Z",
  last_used_at: null,
  last_used_address: null,
  revoked_at: null,
  replaced_by: null,
};

export const ApiKeyBody = z.object({
  id: z.uuid(),
  name: z.string(),
  prefix: z.string().meta({ description: "How the key begins: enough to know it, too little to use it" }),
  scopes: z.array(z.enum(PERMISSIONS)),
  allowed_networks: z.array(z.string()).meta({ description: "Empty: from everywhere" }),
  created_by: z.uuid(),
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime().nullable(),
  last_used_at: z.iso.datetime().nullable().meta({ description: "Exact to five minutes" }),
  last_used_address: z.string().nullable(),
  revoked_at: z.iso.datetime().nullable(),
  replaced_by: z.uuid().nullable().meta({ description: "The key that took its place" }),
}).openapi("ApiKey", { example: KEY_EXAMPLE });

export const NewApiKeyBody = ApiKeyBody.extend({
  key: z.string().meta({ description: "The key, shown in this answer and nowhere else" }),
}).openapi("NewApiKey", {
  example: { ...KEY_EXAMPLE, key: "lexia_9pXb2kQdq83vAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAxZ1qT0" },
});

export function apiKeyBody(key: ApiKey): z.output<typeof ApiKeyBody> {
  return {
    id: key.id,
    name: key.name,
    prefix: key.prefix,
    scopes: [...key.scopes],
    allowed_networks: [...key.allowedNetworks],
    created_by: key.createdBy,
    created_at: key.createdAt.toISOString(),
    expires_at: key.expiresAt && key.expiresAt.toISOString(),
    last_used_at: key.lastUsedAt && key.lastUsedAt.toISOString(),
    last_used_address: key.lastUsedAddress,
    revoked_at: key.revokedAt && key.revokedAt.toISOString(),
    replaced_by: key.replacedBy,
  };
}

export function newApiKeyBody(made: NewApiKey): z.output<typeof NewApiKeyBody> {
  return { ...apiKeyBody(made), key: made.key };
}
