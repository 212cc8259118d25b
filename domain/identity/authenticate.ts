/** Who sends a request, by the proof that it carries. */
import { DomainError } from "../errors.ts";
import type { IdentityServices } from "./identity.ts";
import { audienceOf } from "./open_session.ts";
import type { SessionState } from "./session_state.ts";

/**
 * By an access token, for the host's organization or, with null, the platform.
 * @throws {DomainError} `token_invalid` or `not_a_member`.
 */
export async function authenticateBearer(
  identity: IdentityServices,
  organizationId: string | null,
  accessToken: string,
): Promise<SessionState> {
  const audience = audienceOf(organizationId);
  const token = await identity.tokens.verify(accessToken, audience);
  const session = await identity.sessions.load(audience, token.sessionId);
  if (session.actor.userId !== token.userId) throw new DomainError("token_invalid");
  return session;
}

/** By a browser's cookie. @throws {DomainError} `token_invalid` or `not_a_member`. */
export async function authenticateBrowser(
  identity: IdentityServices,
  organizationId: string | null,
  cookieToken: string,
): Promise<SessionState> {
  return await identity.sessions.loadBrowser(organizationId, cookieToken);
}
