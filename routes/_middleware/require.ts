/** What endpoints that are not open to everybody stand behind. */
import { createMiddleware } from "hono/factory";
import type { Ctx, PlatformCtx } from "#domain/ctx.ts";
import { platformContext } from "#domain/platform_context.ts";
import { tenantContext } from "#domain/tenant_context.ts";
import { DomainError } from "#domain/errors.ts";
import { requireSecondFactor } from "#domain/identity/second_factor_policy.ts";
import type { Env, LexiaContext } from "../_env.ts";

/**
 * @throws {DomainError} `organization_not_found`, `authentication_required` or `second_factor_enrollment_required`; else
 * sets `ctx`.
 */
export const requireMember = createMiddleware<Env>(async (c, next) => {
  c.set("ctx", withSecondFactor(memberContext(c)));
  await next();
});

/**
 * @throws {DomainError} `permission_denied` off the admin host, `authentication_required` or
 * `second_factor_enrollment_required`; else sets `platformCtx`.
 */
export const requireOperator = createMiddleware<Env>(async (c, next) => {
  c.set("platformCtx", withSecondFactor(operatorContext(c)));
  await next();
});

/** Whichever of the two the host is for; sets `callerCtx`. */
export const requireSignedIn = createMiddleware<Env>(async (c, next) => {
  c.set("callerCtx", withSecondFactor(callerContext(c)));
  await next();
});

/** The same, for the few things that must be reached to give or set up a second factor that is due. */
export const requireRecognized = createMiddleware<Env>(async (c, next) => {
  c.set("callerCtx", callerContext(c));
  await next();
});

/** Who is signed in here, whatever is still asked of them; undefined: nobody. */
export function callerOf(c: LexiaContext): Ctx | PlatformCtx | undefined {
  return c.var.actor && callerContext(c);
}

function withSecondFactor<C extends Ctx | PlatformCtx>(ctx: C): C {
  requireSecondFactor(ctx.actor, ctx.clock.now());
  return ctx;
}

function callerContext(c: LexiaContext): Ctx | PlatformCtx {
  return c.var.hostKind === "admin" ? operatorContext(c) : memberContext(c);
}

function memberContext(c: LexiaContext): Ctx {
  const { organization, actor, deps, hostKind, credentialProblem } = c.var;
  if (!organization) {
    // On the API host it may be a key that should have named the organization.
    const problem = hostKind === "api" ? credentialProblem : undefined;
    throw problem ?? new DomainError("organization_not_found", {
      detail: "Name the organization: by its host, or on the API host with X-Organization-ID or an API key",
    });
  }
  if (!actor) throw refusal(c);
  if (actor.proof.via === "api_key") refuseKeys(c);
  return tenantContext(deps.services, { organization, actor, ...factsOf(c) });
}

/**
 * How somebody signs in is theirs alone: passwords, second factors and sessions are out of a key's reach, whatever its
 * scopes. It may ask whose it is.
 */
function refuseKeys(c: LexiaContext): void {
  const isAboutPeople = c.req.path.startsWith("/auth/");
  if (!isAboutPeople || (c.req.method === "GET" && c.req.path === "/auth/me")) return;
  throw new DomainError("permission_denied", { detail: "An API key cannot do this: sign in yourself" });
}

function operatorContext(c: LexiaContext): PlatformCtx {
  const { hostKind, actor, deps } = c.var;
  if (!actor) throw refusal(c);
  if (hostKind !== "admin") {
    throw new DomainError("permission_denied", { detail: "This is for operators, on the admin host" });
  }
  return platformContext(deps.services, { actor, ...factsOf(c) });
}

function refusal(c: LexiaContext): DomainError {
  return c.var.credentialProblem ?? new DomainError("authentication_required");
}

function factsOf(c: LexiaContext) {
  return { requestId: c.var.requestId, address: c.var.address };
}
