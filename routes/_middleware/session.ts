import { createMiddleware } from "hono/factory";
import { DomainError } from "#domain/errors.ts";
import { authenticateBearer, authenticateBrowser } from "#domain/identity/authenticate.ts";
import type { SessionState } from "#domain/identity/session_state.ts";
import type { Env, LexiaContext } from "../_env.ts";
import { readSessionCookie } from "../_session_cookie.ts";
import { seeUser } from "./active_users.ts";

/**
 * Tells who asks, by access token or else by cookie. A bad credential is no reason to refuse what is open to
 * everybody: it is remembered, counted against the caller's address, and refused where a member is needed.
 */
export const session = createMiddleware<Env>(async (c, next) => {
  try {
    const found = await recognize(c);
    if (found) {
      c.set("actor", found.state.actor);
      c.set("signedInBy", found.by);
      seeUser(c.get("deps"), found.state.actor.userId);
    }
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    c.set("credentialProblem", error);
  }
  await next();
});

async function recognize(
  c: LexiaContext,
): Promise<{ state: SessionState; by: "token" | "cookie" } | undefined> {
  const { deps: { identity }, organization, hostKind } = c.var;
  if (!organization && hostKind !== "admin") return undefined;
  const organizationId = organization?.id ?? null;
  const header = c.req.header("authorization");
  if (header !== undefined) {
    const token = /^Bearer ([\w.~+/-]+=*)$/i.exec(header)?.[1];
    if (token === undefined) throw new DomainError("token_invalid");
    return { state: await authenticateBearer(identity, organizationId, token), by: "token" };
  }
  const cookie = readSessionCookie(c);
  if (cookie === undefined) return undefined;
  return { state: await authenticateBrowser(identity, organizationId, cookie), by: "cookie" };
}
