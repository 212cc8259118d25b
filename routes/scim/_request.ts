/** Requests and answers of RFC 7644, for all of its endpoints. */
import { createMiddleware } from "hono/factory";
import { DomainError } from "#domain/errors.ts";
import { directoryContext, type DirectoryCtx } from "#domain/scim/directory.ts";
import type { ListQuery, ResourceList } from "#domain/scim/read_people.ts";
import { namesVersion, type Resource } from "#domain/scim/resource_meta.ts";
import type { Env, LexiaContext } from "../_env.ts";
import { SCIM_TYPE } from "../_middleware/scim_problem.ts";

/** @throws {DomainError} `authentication_required` or what is wrong with the token, unless a directory asks. */
export const requireDirectory = createMiddleware<Env>(async (c, next) => {
  if (!c.var.directory) throw c.var.credentialProblem ?? new DomainError("authentication_required");
  await next();
});

export function directoryOf(c: LexiaContext): DirectoryCtx {
  const { organization, directory, deps, requestId, address } = c.var;
  if (!organization || !directory) throw new DomainError("authentication_required");
  const { services, identity } = deps;
  return directoryContext(services, { identity, organization, requestId, address, ...directory });
}

/** @throws {DomainError} `content_type_unsupported`, `scim_syntax_invalid`. */
export async function bodyOf(c: LexiaContext): Promise<Record<string, unknown>> {
  const type = c.req.header("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== SCIM_TYPE && type !== "application/json") throw new DomainError("content_type_unsupported");
  const body = parsed(await c.req.text());
  if (typeof body === "object" && body !== null && !Array.isArray(body)) return { ...body };
  throw new DomainError("scim_syntax_invalid", { detail: "Send one JSON object" });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new DomainError("scim_syntax_invalid", { detail: "Send well-formed JSON" });
  }
}

const DEFAULT_COUNT = 100;
export const MOST_RESULTS = 200;

/** What is below the least is taken for it (RFC 7644, section 3.4.2.4). @throws {DomainError} `scim_value_invalid` */
export function listQueryOf(c: LexiaContext): ListQuery {
  const filter = c.req.query("filter")?.trim();
  return {
    filter: filter === "" ? undefined : filter,
    startIndex: Math.max(1, integerIn(c, "startIndex") ?? 1),
    count: Math.min(MOST_RESULTS, Math.max(0, integerIn(c, "count") ?? DEFAULT_COUNT)),
  };
}

function integerIn(c: LexiaContext, name: string): number | undefined {
  const text = c.req.query(name);
  if (text === undefined) return undefined;
  if (/^-?\d{1,9}$/.test(text)) return Number(text);
  throw new DomainError("scim_value_invalid", { detail: `"${name}" is a whole number` });
}

export function answer(
  c: LexiaContext,
  body: unknown,
  status: 200 | 201 = 200,
  headers: Record<string, string> = {},
): Response {
  return c.body(JSON.stringify(body), status, {
    ...headers,
    "Content-Type": SCIM_TYPE,
    "Cache-Control": "no-store",
  });
}

export function answerResource(c: LexiaContext, resource: Resource, status: 200 | 201 = 200): Response {
  const { version, location } = resource.meta;
  const known = c.req.method === "GET" ? c.req.header("if-none-match") : undefined;
  if (known !== undefined && namesVersion(known, resource.meta)) return c.body(null, 304, { ETag: version });
  return answer(c, projected(c, resource), status, { ETag: version, Location: location });
}

export function answerList(c: LexiaContext, { total, startIndex, resources }: ResourceList): Response {
  return answer(c, {
    schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
    totalResults: total,
    startIndex,
    itemsPerPage: resources.length,
    Resources: resources.map((resource) => projected(c, resource)),
  });
}

/** What a caller always gets. */
const ALWAYS = new Set(["schemas", "id"]);

/** Without the attributes that the caller leaves out, as whole ones (RFC 7644, section 3.9). */
function projected(c: LexiaContext, resource: Resource): Record<string, unknown> {
  const [wanted, unwanted] = [namesIn(c, "attributes"), namesIn(c, "excludedAttributes")];
  const isShown = (name: string) => ALWAYS.has(name) || (wanted ? wanted.has(name) : !unwanted?.has(name));
  return Object.fromEntries(Object.entries(resource).filter(([name]) => isShown(name.toLowerCase())));
}

/** Names of whole attributes: `name.formatted` stands for `name`, an extension's attribute for the extension. */
function namesIn(c: LexiaContext, parameter: string): Set<string> | undefined {
  const text = c.req.query(parameter)?.slice(0, 2_000).toLowerCase();
  if (!text) return undefined;
  return new Set(
    text.split(",").map((name) => {
      const plain = name.trim().replace(/^urn:ietf:params:scim:schemas:core:2\.0:(user|group):/, "");
      const extension = /^urn:.+:2\.0:user(?=:|$)/.exec(plain)?.[0];
      return extension ?? plain.split(".")[0] ?? "";
    }),
  );
}
