import { createMiddleware } from "hono/factory";
import { DomainError } from "#domain/errors.ts";
import type { Actor } from "#domain/ctx.ts";
import { authenticateBearer, authenticateBrowser } from "#domain/identity/authenticate.ts";
import { authenticateDirectory, authenticateKey } from "#domain/identity/authenticate_key.ts";
import type { Reader } from "#domain/identity/session_state.ts";
import { looksLikeProgramKey } from "#domain/identity/program_keys.ts";
import type { Env, LexiaContext } from "../_env.ts";
import { readSessionCookie } from "../_session_cookie.ts";
import { seeUser } from "./active_users.ts";
import { bearerOf } from "./bearer.ts";

/**
 * Tells who asks, by access token, API key or else by cookie. A bad credential is no reason to refuse what is open to
 * everybody: it is remembered, counted against the caller's address, and refused where a member is needed.
 */
export const session = createMiddleware<Env>(async (c, next) => {
  try {
    const found = await recognize(c);
    if (found) {
      c.set("actor", found.actor);
      c.set("signedInBy", found.by);
      c.set("reader", found.reader);
      seeUser(c.get("deps"), found.actor.userId);
      await seeImpersonator(c, found);
    }
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    c.set("credentialProblem", error);
  }
  await next();
});

async function seeImpersonator(c: LexiaContext, { actor, expiresAt }: Recognized): Promise<void> {
  const { impersonatorId } = actor.proof;
  if (impersonatorId === null || expiresAt === undefined) return;
  const operator = await c.var.deps.identity.operators.of(impersonatorId);
  c.set("impersonation", { operator, until: new Date(expiresAt) });
}

interface Recognized {
  actor: Actor;
  by: "token" | "cookie";
  /** Of the session, milliseconds since the epoch; keys have none. */
  expiresAt?: number;
  /** Programs read no pages. */
  reader?: Reader;
}

async function recognize(c: LexiaContext): Promise<Recognized | undefined> {
  const { deps: { identity }, organization, hostKind, address } = c.var;
  if (!organization && hostKind !== "admin") return undefined;
  const organizationId = organization?.id ?? null;
  const token = bearerOf(c);
  if (organizationId !== null && isForDirectories(c)) {
    return await recognizeDirectory(c, organizationId, token);
  }
  if (token !== undefined) {
    if (looksLikeProgramKey(token)) {
      return { actor: await authenticateKey(identity, organizationId, token, address), by: "token" };
    }
    return { ...await authenticateBearer(identity, organizationId, token), by: "token" };
  }
  const cookie = readSessionCookie(c);
  if (cookie === undefined) return undefined;
  return { ...await authenticateBrowser(identity, organizationId, cookie), by: "cookie" };
}

/** There only a company's directory is anybody, and nowhere else. */
function isForDirectories(c: LexiaContext): boolean {
  return c.req.path.startsWith("/scim/");
}

async function recognizeDirectory(
  c: LexiaContext,
  organizationId: string,
  token: string | undefined,
): Promise<undefined> {
  if (token === undefined) return;
  const { deps: { identity }, address } = c.var;
  c.set("directory", await authenticateDirectory(identity, organizationId, token, address));
  c.set("signedInBy", "token");
}
