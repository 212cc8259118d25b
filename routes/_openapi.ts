/** How endpoints are declared: schema, access and handler together, and the few shapes that all of them share. */
import { createRoute, type OpenAPIHono, type RouteConfig, type RouteHandler, z } from "@hono/zod-openapi";
import type { Permission } from "#domain/authz.ts";
import { type ErrorCode, ERRORS } from "#domain/errors.ts";
import type { Env } from "./_env.ts";
import { statusOf } from "./_middleware/problem.ts";
import { requireMember, requireOperator, requireRecognized, requireSignedIn } from "./_middleware/require.ts";

export { createRoute, z };

export type App = OpenAPIHono<Env>;
/** An endpoint, ready to be mounted. */
export type Endpoint = (app: App) => void;

type Route = RouteConfig & { getRoutingPath(): string };

/**
 * An endpoint for members of an organization. `anyOf` lists the permissions of which the verb demands one; empty:
 * every member may. It is shown in the document, and the refusal tests hold the endpoint to it.
 */
export function define<R extends Route>(
  route: R,
  access: { anyOf: readonly Permission[] },
  handler: RouteHandler<R, Env>,
): Endpoint {
  const guarded = {
    ...route,
    middleware: [requireMember],
    security: [{ bearer: [] }, { session: [] }],
    "x-permissions": access.anyOf,
  };
  return (app) => void app.openapi(guarded, handler);
}

/** An endpoint for operators of the platform, on the admin host. */
export function definePlatform<R extends Route>(route: R, handler: RouteHandler<R, Env>): Endpoint {
  const guarded = {
    ...route,
    middleware: [requireOperator],
    security: [{ bearer: [] }],
    "x-role": "super_admin",
  };
  return (app) => void app.openapi(guarded, handler);
}

/** An endpoint for members and operators alike, who ask about themselves. */
export function defineSignedIn<R extends Route>(route: R, handler: RouteHandler<R, Env>): Endpoint {
  const guarded = { ...route, middleware: [requireSignedIn], security: [{ bearer: [] }, { session: [] }] };
  return (app) => void app.openapi({ ...guarded, "x-permissions": [] }, handler);
}

/** As `defineSignedIn`, but reached also while a second factor is due: what it takes to give or set up one. */
export function defineRecognized<R extends Route>(route: R, handler: RouteHandler<R, Env>): Endpoint {
  const guarded = { ...route, middleware: [requireRecognized], security: [{ bearer: [] }, { session: [] }] };
  return (app) =>
    void app.openapi({ ...guarded, "x-permissions": [], "x-before-second-factor": true }, handler);
}

/** An endpoint for everybody. */
export function definePublic<R extends Route>(route: R, handler: RouteHandler<R, Env>): Endpoint {
  return (app) => void app.openapi({ ...route, security: [] }, handler);
}

/** A JSON body or answer. */
export function json<S extends z.ZodType>(schema: S, description: string) {
  return { description, content: { "application/json": { schema } } };
}

/** Text that people write and LEXIA keeps: PostgreSQL takes neither NUL nor half of a surrogate pair. */
export function text(maxLength: number) {
  return z.string().max(maxLength).refine(
    (value) => value.isWellFormed() && !value.includes("\0"),
    "Leave out characters that cannot be shown",
  );
}

/** An instant with its offset, in the years that LEXIA can mean. */
export const Instant = z.iso.datetime({ offset: true }).refine(
  (value) => /^(19|2\d)\d\d-/.test(value),
  "Give an instant between the years 1900 and 2999",
);

export const ProblemBody = z.object({
  type: z.string().meta({ description: "Address of the explanation of this kind of problem" }),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  code: z.string().meta({ description: "Stable: programs may rely on it" }),
  request_id: z.string(),
  errors: z.array(z.object({ field: z.string(), code: z.string(), message: z.string() })).optional(),
}).catchall(z.unknown()).openapi("Problem");

/** The answers of those problems, grouped by status as the document wants them. */
export function problems(...codes: ErrorCode[]) {
  const byStatus = Map.groupBy(codes, (code) => statusOf(ERRORS[code].kind));
  return Object.fromEntries([...byStatus].map(([status, codes]) => [status, {
    description: codes.map((code) => `\`${code}\`: ${ERRORS[code].title}`).join("; "),
    content: {
      "application/problem+json": {
        schema: ProblemBody,
        example: problemExample(codes[0] ?? "internal_error"),
      },
    },
  }]));
}

function problemExample(code: ErrorCode) {
  return {
    type: `https://lexia.example.com/problems/${code}`,
    title: ERRORS[code].title,
    status: statusOf(ERRORS[code].kind),
    code,
    request_id: "0192f0c5-6a2e-7c1b-9f3d-2b1e4a5c6d7e",
  };
}

export const IdParam = z.object({
  id: z.uuid().openapi({
    param: { name: "id", in: "path" },
    example: "0192f0c5-6a2e-7c1b-9f3d-2b1e4a5c6d7e",
  }),
});

export const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(50).meta({ description: "Items on a page" }),
  cursor: z.string().min(1).max(1_000).optional().meta({ description: "`next_cursor` of the page before" }),
});

/** A page of a list. */
export function pageOf<S extends z.ZodType>(item: S) {
  return z.object({
    items: z.array(item),
    next_cursor: z.string().nullable().meta({ description: "Null on the last page", example: null }),
  });
}
