import { createMiddleware } from "hono/factory";
import type { Actor } from "#domain/ctx.ts";
import { recordRefusal } from "#domain/identity/record_refusal.ts";
import type { Env, LexiaContext } from "../_env.ts";
import { endpointOf, methodOf } from "./access_log.ts";
import { expectedError } from "./errors.ts";

/**
 * Leaves a line in the audit log for each request of somebody who is known that is refused or fails. Two kinds stay in
 * the access log alone: of strangers, who could fill the table, and beyond a limit, for the same reason.
 */
export const recordRefusals = createMiddleware<Env>(async (c, next) => {
  await next();
  const actor = c.get("actor");
  if (c.res.status < 400 || c.res.status === 429 || !actor) return;
  const code = (c.error && expectedError(c.error)?.code) ?? "internal_error";
  // There is nowhere to write it to.
  if (code === "database_unavailable") return;
  try {
    await recordRefusal(c.var.deps.services, { ...factsOf(c, actor), ...targetOf(c, code) });
  } catch (error) {
    c.var.deps.services.log.error("Cannot record a refused request", { request_id: c.var.requestId, error });
  }
});

function factsOf(c: LexiaContext, actor: Actor) {
  const { organization, requestId, address } = c.var;
  return { organizationId: organization?.id ?? null, actor, requestId, address };
}

function targetOf(c: LexiaContext, code: string) {
  const data = { method: methodOf(c), endpoint: endpointOf(c), status: c.res.status, code };
  const id = /\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?=\/|$)/i.exec(c.req.path)?.[1];
  return id === undefined ? { data } : { data, targetId: id.toLowerCase() };
}
