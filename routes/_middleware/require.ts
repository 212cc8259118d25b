/** What endpoints that are not open to everybody stand behind. */
import { createMiddleware } from "hono/factory";
import type { Ctx, PlatformCtx } from "#domain/ctx.ts";
import { platformContext } from "#domain/platform_context.ts";
import { tenantContext } from "#domain/tenant_context.ts";
import { DomainError } from "#domain/errors.ts";
import type { Env, LexiaContext } from "../_env.ts";

/** @throws {DomainError} `organization_not_found` or `authentication_required`; else sets `ctx`. */
export const requireMember = createMiddleware<Env>(async (c, next) => {
  c.set("ctx", memberContext(c));
  await next();
});

/** @throws {DomainError} `permission_denied` off the admin host, or `authentication_required`; else sets `platformCtx`. */
export const requireOperator = createMiddleware<Env>(async (c, next) => {
  c.set("platformCtx", operatorContext(c));
  await next();
});

/** Whichever of the two the host is for; sets `callerCtx`. */
export const requireSignedIn = createMiddleware<Env>(async (c, next) => {
  c.set("callerCtx", c.var.hostKind === "admin" ? operatorContext(c) : memberContext(c));
  await next();
});

function memberContext(c: LexiaContext): Ctx {
  const { organization, actor, deps } = c.var;
  if (!organization) {
    throw new DomainError("organization_not_found", {
      detail: "Name the organization: by its host, or on the API host with X-Organization-ID",
    });
  }
  if (!actor) throw refusal(c);
  return tenantContext(deps.services, { organization, actor, ...factsOf(c) });
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
