import { addDomain } from "#domain/custom_domains/add_domain.ts";
import { challengeName, type CustomDomain } from "#domain/custom_domains/custom_domain.ts";
import { listDomains } from "#domain/custom_domains/list_domains.ts";
import { removeDomain } from "#domain/custom_domains/remove_domain.ts";
import { verifyDomain } from "#domain/custom_domains/verify_domain.ts";
import { IDEMPOTENCY_PROBLEMS, IdempotencyHeader, repeatable } from "../../_idempotency.ts";
import type { AppDeps } from "../../_env.ts";
import { createRoute, define, IdParam, json, pageOf, PageQuery, problems, text, z } from "../../_openapi.ts";

const DomainBody = z.object({
  id: z.uuid(),
  domain: z.string(),
  record: z.object({ type: z.literal("TXT"), name: z.string(), value: z.string() }).meta({
    description: "What has to stand in the DNS, and to stay there",
  }),
  verified_at: z.iso.datetime().nullable().meta({ description: "Null: the domain is not served" }),
  last_checked_at: z.iso.datetime().nullable(),
  problem: z.object({ code: z.enum(["record_missing"]), since: z.iso.datetime() }).nullable().meta({
    description: "What the last look found wrong; after seven days the domain is served no more",
  }),
  created_at: z.iso.datetime(),
}).openapi("CustomDomain", {
  example: {
    id: "0192f0c5-6a2e-7c1b-9f3d-2b1e4a5c6d7e",
    domain: "casos.example.com",
    record: {
      type: "TXT",
      name: "_lexia-challenge.casos.example.com",
      value: "lexia-verify=3q2-7wAAAAAAAAAAAAAAAAAAAAAAAAAA",
    },
    verified_at: null,
    last_checked_at: null,
    problem: null,
    created_at: "2026-11-26T15:00:00.000Z",
  },
});

const NewDomainBody = z.strictObject({
  domain: text(253).min(1).meta({ description: "Letters of other scripts are fine" }),
}).openapi("NewCustomDomain", { example: { domain: "casos.acme-abogados.co" } });

const access = { anyOf: ["update_org_settings"] } as const;

export const listDomainsRoute = define(
  createRoute({
    method: "get",
    path: "/api/v1/organization/domains",
    operationId: "listDomains",
    tags: ["organization"],
    summary: "The organization's own domains, the newest first",
    request: { query: PageQuery },
    responses: {
      200: json(pageOf(DomainBody), "A page of domains"),
      ...problems("cursor_invalid", "request_invalid"),
    },
  }),
  access,
  async (c) => {
    const page = await listDomains(c.var.ctx, c.req.valid("query"));
    return c.json({ items: page.items.map(domainBody), next_cursor: page.nextCursor }, 200);
  },
);

export const addDomainRoute = define(
  createRoute({
    method: "post",
    path: "/api/v1/organization/domains",
    operationId: "addDomain",
    tags: ["organization"],
    summary: "Claim a domain",
    description:
      "It is served once its TXT record was found: put the record into the DNS, then ask to verify.",
    request: { headers: IdempotencyHeader, body: { required: true, ...json(NewDomainBody, "The domain") } },
    responses: {
      201: json(DomainBody, "The domain, with the record to set"),
      ...problems(
        "request_malformed",
        "domain_exists",
        "domain_limit",
        ...IDEMPOTENCY_PROBLEMS,
        "content_type_unsupported",
        "body_too_large",
        "request_invalid",
      ),
    },
  }),
  access,
  async (c) => {
    const ctx = await repeatable<CustomDomain>(c, (made) => ({ status: 201, body: domainBody(made) }));
    const made = await addDomain(ctx, ownHosts(c.var.deps), c.req.valid("json"));
    return c.json(domainBody(made), 201);
  },
);

export const verifyDomainRoute = define(
  createRoute({
    method: "post",
    path: "/api/v1/organization/domains/{id}/verify",
    operationId: "verifyDomain",
    tags: ["organization"],
    summary: "Look for a domain's TXT record, and serve the domain where it is there",
    request: { params: IdParam },
    responses: {
      200: json(DomainBody, "The domain, which is served now"),
      ...problems(
        "domain_not_found",
        "domain_record_missing",
        "domain_taken",
        "request_invalid",
        "dns_unavailable",
      ),
    },
  }),
  access,
  async (c) => {
    const { ctx, deps } = c.var;
    return c.json(domainBody(await verifyDomain(ctx, deps.identity, c.req.valid("param").id)), 200);
  },
);

export const removeDomainRoute = define(
  createRoute({
    method: "delete",
    path: "/api/v1/organization/domains/{id}",
    operationId: "removeDomain",
    tags: ["organization"],
    summary: "Give a domain up",
    request: { params: IdParam },
    responses: {
      204: { description: "It is served no more, everywhere within five seconds" },
      ...problems("domain_not_found", "request_invalid"),
    },
  }),
  access,
  async (c) => {
    await removeDomain(c.var.ctx, c.var.deps.identity, c.req.valid("param").id);
    return c.body(null, 204);
  },
);

export function ownHosts({ settings: { baseDomain, allowedHosts, publicUrl } }: AppDeps) {
  return { baseDomain, hosts: [...allowedHosts, publicUrl.hostname] };
}

function domainBody(domain: CustomDomain): z.output<typeof DomainBody> {
  const { problem } = domain;
  return {
    id: domain.id,
    domain: domain.domain,
    record: { type: "TXT", name: challengeName(domain), value: domain.challenge },
    verified_at: domain.verifiedAt && domain.verifiedAt.toISOString(),
    last_checked_at: domain.lastCheckedAt && domain.lastCheckedAt.toISOString(),
    problem: problem && { code: problem.code, since: problem.since.toISOString() },
    created_at: domain.createdAt.toISOString(),
  };
}
