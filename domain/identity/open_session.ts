/** Opens a session for somebody who has been recognized, whatever the proof was. Its id is always new. */
import { and, eq } from "drizzle-orm";
import { refreshTokens, sessions } from "#db/schema/sessions.ts";
import { users } from "#db/schema/users.ts";
import type { Db } from "#db/tenant_db.ts";
import { accountDb, inAccount, type Person } from "./_accounts.ts";
import { type Audience, type IssuedToken, PLATFORM_AUDIENCE } from "./access_tokens.ts";
import type { VisitorCtx } from "./identity.ts";
import { newOpaqueToken } from "./opaque_token.ts";
import { BROWSER_SESSION_SECONDS, TOKEN_SESSION_SECONDS } from "./token_times.ts";
import { recordAct } from "./record_act.ts";

export type { Person } from "./_accounts.ts";

export interface TokenSession extends IssuedToken {
  sessionId: string;
  /** Good for one use. */
  refreshToken: string;
  expiresAt: Date;
}

export interface BrowserSession {
  sessionId: string;
  /** For a cookie with `__Host-`, HttpOnly, Secure and SameSite. */
  cookieToken: string;
  expiresAt: Date;
}

export function audienceOf(organizationId: string | null): Audience {
  return organizationId ?? PLATFORM_AUDIENCE;
}

export async function openTokenSession(visitor: VisitorCtx, person: Person): Promise<TokenSession> {
  const { token: refreshToken, hash: tokenHash } = await newOpaqueToken("lxr_");
  const expiresAt = new Date(visitor.services.clock.now() + TOKEN_SESSION_SECONDS * 1_000);
  const { organizationId } = person;
  const db = accountDb(visitor.services, organizationId, "session.open");
  const sessionId = await db.tx(async (tx) => {
    const sessionId = await insertSession(tx, visitor, person, { kind: "token", tokenHash: null, expiresAt });
    await tx.insert(refreshTokens).values({ organizationId, sessionId, tokenHash, expiresAt });
    return sessionId;
  });
  const subject = { userId: person.id, sessionId, audience: audienceOf(organizationId) };
  return { ...await visitor.identity.tokens.issue(subject), sessionId, refreshToken, expiresAt };
}

export async function openBrowserSession(visitor: VisitorCtx, person: Person): Promise<BrowserSession> {
  const { token: cookieToken, hash: tokenHash } = await newOpaqueToken("lxs_");
  const expiresAt = new Date(visitor.services.clock.now() + BROWSER_SESSION_SECONDS * 1_000);
  const db = accountDb(visitor.services, person.organizationId, "session.open");
  const sessionId = await db.tx((tx) =>
    insertSession(tx, visitor, person, { kind: "browser", tokenHash, expiresAt })
  );
  return { sessionId, cookieToken, expiresAt };
}

interface NewSession {
  kind: "browser" | "token";
  tokenHash: string | null;
  expiresAt: Date;
}

async function insertSession(
  tx: Db,
  visitor: VisitorCtx,
  person: Person,
  session: NewSession,
): Promise<string> {
  const { organizationId } = person;
  const [row] = await tx.insert(sessions).values({
    ...session,
    organizationId,
    userId: person.id,
    userAgent: visitor.userAgent && plainText(visitor.userAgent).slice(0, 300),
    address: visitor.address,
  }).returning({ id: sessions.id });
  if (!row) throw new Error("The database made no session");
  await tx.update(users).set({ lastSignInAt: new Date(visitor.services.clock.now()) })
    .where(and(inAccount(users.organizationId, organizationId), eq(users.id, person.id)));
  const data = { kind: session.kind };
  await recordAct(tx, visitor, {
    organizationId,
    actorId: person.id,
    action: "session.open",
    targetId: row.id,
    data,
  });
  return row.id;
}

/** PostgreSQL takes neither NUL nor half a character. */
function plainText(text: string): string {
  return text.toWellFormed().replace(/\p{Cc}/gu, " ");
}
