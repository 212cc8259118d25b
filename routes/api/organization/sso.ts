/** How an organization's people sign in with what the company has. */
import { createProvider } from "#domain/identity/providers/create_provider.ts";
import { deleteProvider } from "#domain/identity/providers/delete_provider.ts";
import { PROVIDER_KINDS } from "#domain/identity/providers/kinds.ts";
import { getProvider, listProviders } from "#domain/identity/providers/list_providers.ts";
import type { TestReport } from "#domain/identity/providers/test_report.ts";
import { testProvider } from "#domain/identity/providers/test_provider.ts";
import { updateProvider } from "#domain/identity/providers/update_provider.ts";
import type { ProviderView } from "#domain/identity/providers/view.ts";
import { providerWords } from "#views/identity/provider_words.ts";
import { IDEMPOTENCY_PROBLEMS, IdempotencyHeader, repeatable } from "../../_idempotency.ts";
import { createRoute, define, IdParam, json, pageOf, problems, text, z } from "../../_openapi.ts";

const SETTINGS_EXAMPLE = {
  urls: ["ldaps://dc1.acme.example", "ldaps://dc2.acme.example"],
  tls: "ldaps",
  ca_pem: null,
  bind_dn: "cn=lexia,ou=services,dc=acme,dc=example",
  base_dn: "ou=people,dc=acme,dc=example",
  user_filter: "(&(objectClass=person)(|(uid={login})(mail={login})(sAMAccountName={login})))",
  attributes: { email: "mail", name: "displayName", department: "department", subject: "objectGUID" },
  groups: { from: "attribute", attribute: "memberOf" },
  role_map: [
    { group: "cn=lexia-admins,ou=groups,dc=acme,dc=example", role: "org_admin" },
    { group: "cn=abogados,ou=groups,dc=acme,dc=example", role: "user" },
  ],
  default_role: null,
  link_by_email: true,
};

const EXAMPLE = {
  id: "0192f0c4-7777-7aaa-8bbb-0123456789ab",
  kind: "ldap" as const,
  name: "Directorio de Acme",
  is_enabled: true,
  settings: SETTINGS_EXAMPLE,
  secrets: { bind_password: true },
  synced_at: "2026-11-26T08:00:00.000Z",
  sync_error: null,
  created_at: "2026-11-20T15:00:00.000Z",
  updated_at: "2026-11-20T15:00:00.000Z",
};

const kind = z.enum(PROVIDER_KINDS);
const name = text(100).min(1);
const settings = z.record(z.string().max(100), z.unknown()).meta({
  description: "In the shape of its kind; what it does not know is refused, field by field",
});
const secrets = z.record(z.string().max(100), text(20_000).min(1).nullable()).meta({
  description:
    "`bind_password`, `client_secret` or `private_key`. Never given out again; null takes one away",
});

const ProviderBody = z.object({
  id: z.uuid(),
  kind,
  name: z.string(),
  is_enabled: z.boolean(),
  settings: z.record(z.string(), z.unknown()),
  secrets: z.record(z.string(), z.boolean()).meta({ description: "Whether each of them is there" }),
  synced_at: z.iso.datetime().nullable().meta({ description: "When people were last compared with it" }),
  sync_error: z.string().nullable().meta({ description: "Why that failed" }),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
}).openapi("IdentityProvider", { example: EXAMPLE });

const NewProviderBody = z.strictObject({
  kind,
  name,
  is_enabled: z.boolean().default(false),
  settings,
  secrets: secrets.default({}),
}).openapi("NewIdentityProvider", {
  example: {
    kind: "ldap",
    name: "Directorio de Acme",
    is_enabled: false,
    settings: SETTINGS_EXAMPLE,
    secrets: { bind_password: "la de la cuenta de LEXIA" },
  },
});

const ChangesBody = z.strictObject({
  name: name.optional(),
  is_enabled: z.boolean().optional(),
  settings: settings.optional(),
  secrets: secrets.optional(),
}).openapi("IdentityProviderChanges", { example: { name: "Directorio", is_enabled: false } });

const TrialBody = z.strictObject({
  login: text(254).min(1).optional().meta({
    description: "Somebody's name there, to see their groups and the role that they would get",
  }),
}).openapi("IdentityProviderTrial", { example: { login: "ana.perez" } });

const ReportBody = z.object({
  ok: z.boolean(),
  steps: z.array(z.object({
    step: z.string(),
    target: z.string().optional(),
    ok: z.boolean(),
    status: z.enum(["ok", "warning", "failed"]).meta({
      description: "With a warning it works today, but look into it; the report is ok nevertheless",
    }),
    code: z.string().meta({ description: "Stable: programs may rely on it" }),
    message: z.string().meta({ description: "What it means, and what helps" }),
    found: z.array(z.string()).optional(),
  })),
}).openapi("IdentityProviderReport", {
  example: {
    ok: false,
    steps: [
      {
        step: "connect",
        target: "ldaps://dc1.acme.example",
        ok: false,
        status: "failed",
        code: "refused",
        message: providerWords("refused", "es"),
      },
    ],
  },
});

const UNREADABLE = [
  "request_malformed",
  "content_type_unsupported",
  "body_too_large",
  "request_invalid",
] as const;

export const listProvidersRoute = define(
  createRoute({
    method: "get",
    path: "/api/v1/organization/sso",
    operationId: "listIdentityProviders",
    tags: ["organization"],
    summary: "The organization's identity providers",
    responses: {
      200: json(pageOf(ProviderBody), "All of them"),
    },
  }),
  { anyOf: ["update_org_settings"] },
  async (c) => {
    const providers = await listProviders(c.var.ctx, c.var.deps.identity);
    return c.json({ items: providers.map(providerBody), next_cursor: null }, 200);
  },
);

export const createProviderRoute = define(
  createRoute({
    method: "post",
    path: "/api/v1/organization/sso",
    operationId: "createIdentityProvider",
    tags: ["organization"],
    summary: "Name an identity provider: a directory, OpenID Connect or SAML",
    description: "Needs a fresh proof of who you are. Try it out before you switch it on.",
    request: {
      headers: IdempotencyHeader,
      body: { required: true, ...json(NewProviderBody, "The provider") },
    },
    responses: {
      201: json(ProviderBody, "The new provider"),
      ...problems(
        "fresh_proof_required",
        "provider_conflict",
        "provider_limit",
        ...IDEMPOTENCY_PROBLEMS,
        ...UNREADABLE,
      ),
    },
  }),
  { anyOf: ["update_org_settings"] },
  async (c) => {
    const { is_enabled: isEnabled, ...input } = c.req.valid("json");
    const ctx = await repeatable<ProviderView>(c, (made) => ({ status: 201, body: providerBody(made) }));
    const provider = await createProvider(ctx, c.var.deps.identity, { ...input, isEnabled });
    return c.json(providerBody(provider), 201);
  },
);

export const getProviderRoute = define(
  createRoute({
    method: "get",
    path: "/api/v1/organization/sso/{id}",
    operationId: "getIdentityProvider",
    tags: ["organization"],
    summary: "One identity provider",
    request: { params: IdParam },
    responses: { 200: json(ProviderBody, "The provider"), ...problems("provider_not_found") },
  }),
  { anyOf: ["update_org_settings"] },
  async (c) => {
    const provider = await getProvider(c.var.ctx, c.var.deps.identity, c.req.valid("param").id);
    return c.json(providerBody(provider), 200);
  },
);

export const updateProviderRoute = define(
  createRoute({
    method: "patch",
    path: "/api/v1/organization/sso/{id}",
    operationId: "updateIdentityProvider",
    tags: ["organization"],
    summary: "Change an identity provider, or switch it on or off",
    description: "Needs a fresh proof of who you are. Whoever names another server gives the secrets again.",
    request: {
      params: IdParam,
      body: { required: true, ...json(ChangesBody, "What changes; the rest stays") },
    },
    responses: {
      200: json(ProviderBody, "As it is now"),
      ...problems("fresh_proof_required", "provider_not_found", "provider_conflict", ...UNREADABLE),
    },
  }),
  { anyOf: ["update_org_settings"] },
  async (c) => {
    const { is_enabled: isEnabled, ...changes } = c.req.valid("json");
    const { id } = c.req.valid("param");
    const provider = await updateProvider(c.var.ctx, c.var.deps.identity, { id, ...changes, isEnabled });
    return c.json(providerBody(provider), 200);
  },
);

export const deleteProviderRoute = define(
  createRoute({
    method: "delete",
    path: "/api/v1/organization/sso/{id}",
    operationId: "deleteIdentityProvider",
    tags: ["organization"],
    summary: "Remove an identity provider",
    description: "Needs a fresh proof of who you are. Its people stay members.",
    request: { params: IdParam },
    responses: {
      204: { description: "Removed" },
      ...problems("fresh_proof_required", "provider_not_found"),
    },
  }),
  { anyOf: ["update_org_settings"] },
  async (c) => {
    await deleteProvider(c.var.ctx, c.var.deps.identity, c.req.valid("param").id);
    return c.body(null, 204);
  },
);

export const testProviderRoute = define(
  createRoute({
    method: "post",
    path: "/api/v1/organization/sso/{id}/test",
    operationId: "testIdentityProvider",
    tags: ["organization"],
    summary: "Try an identity provider out, step by step",
    description:
      "A directory is signed in to and searched. Of OpenID Connect the discovery document and the keys are read; of SAML the certificates and, at metadata_url, what the provider says of itself. The answer names the addresses to register there. Nobody is signed in.",
    request: { params: IdParam, body: { required: true, ...json(TrialBody, "With whom") } },
    responses: {
      200: json(ReportBody, "What was found"),
      ...problems("provider_not_found", ...UNREADABLE),
    },
  }),
  { anyOf: ["update_org_settings"] },
  async (c) => {
    const { identity } = c.var.deps;
    const input = { id: c.req.valid("param").id, login: c.req.valid("json").login };
    const report = await testProvider(c.var.ctx, identity, input);
    const { locale } = await identity.organizationSettings.of(c.var.ctx.organization.id);
    return c.json(reportBody(report, locale), 200);
  },
);

function providerBody(provider: ProviderView): z.output<typeof ProviderBody> {
  const { isEnabled, syncedAt, syncError, createdAt, updatedAt, ...same } = provider;
  return {
    ...same,
    is_enabled: isEnabled,
    synced_at: syncedAt && syncedAt.toISOString(),
    sync_error: syncError,
    created_at: createdAt.toISOString(),
    updated_at: updatedAt.toISOString(),
  };
}

function reportBody({ isOk, steps }: TestReport, locale: "es" | "en"): z.output<typeof ReportBody> {
  return {
    ok: isOk,
    steps: steps.map(({ step, target, isOk, isWarning, code, found }) => ({
      step,
      ...(target === undefined ? {} : { target }),
      ok: isOk,
      status: !isOk ? "failed" : isWarning ? "warning" : "ok",
      code,
      message: providerWords(code, locale),
      ...(found === undefined ? {} : { found: [...found] }),
    })),
  };
}
