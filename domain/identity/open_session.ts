/** Opens a session for somebody who has been recognized, whatever the proof was. Its id is always new. */
import { and, eq, type SQL, sql } from "drizzle-orm";
import { refreshTokens, sessions, type SignInMethod } from "#db/schema/sessions.ts";
import { users } from "#db/schema/users.ts";
import type { Db } from "#db/tenant_db.ts";
import type { OrganizationSettings } from "../organizations/settings.ts";
import { accountDb, inAccount, type Person } from "./_accounts.ts";
import { type Audience, type IssuedToken, PLATFORM_AUDIENCE } from "./access_tokens.ts";
import { requireAllowedAddress } from "../organizations/networks.ts";
import type { VisitorCtx } from "./identity.ts";
import { newOpaqueToken } from "./opaque_token.ts";
import { BROWSER_SESSION_SECONDS, TOKEN_SESSION_SECONDS } from "./token_times.ts";
import { recordAct } from "./record_act.ts";
import { guardLocalSession } from "./sso/break_glass.ts";
import { needsSecondFactor } from "./second_factor_policy.ts";
import { HAS_SECOND_FACTOR } from "./session_state.ts";

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

/** How the person has just proved who they are. */
export interface OpeningProof {
  method: SignInMethod;
  /** A second factor was given, here or at the provider. */
  hasSecondFactor: boolean;
  provider?: { id: string; session: string | null };
  impersonatorId?: string;
  /** Ends the session sooner than its kind would. */
  expiresAt?: Date;
}

export const BY_PASSWORD: OpeningProof = { method: "password", hasSecondFactor: false };

export async function openTokenSession(
  visitor: VisitorCtx,
  person: Person,
  proof: OpeningProof,
): Promise<TokenSession> {
  const { token: refreshToken, hash: tokenHash } = newOpaqueToken("lxr_");
  // Before the transaction, which may hold the only connection.
  const settings = await settingsFor(visitor, person);
  const expiresAt = sessionEnd(visitor, { proof, settings }, TOKEN_SESSION_SECONDS);
  requireAddress(visitor, proof, settings);
  const { organizationId } = person;
  const db = accountDb(visitor.services, organizationId, "session.open");
  const sessionId = await db.tx(async (tx) => {
    const sessionId = await insertSession(tx, visitor, person, {
      ...proof,
      kind: "token",
      tokenHash: null,
      expiresAt,
      settings,
    });
    await tx.insert(refreshTokens).values({ organizationId, sessionId, tokenHash, expiresAt });
    return sessionId;
  });
  const subject = { userId: person.id, sessionId, audience: audienceOf(organizationId) };
  return { ...await visitor.identity.tokens.issue(subject), sessionId, refreshToken, expiresAt };
}

export interface AccessSession extends IssuedToken {
  expiresAt: Date;
  /** Makes it real: until then the token opens nothing. */
  open(tx: Db, person: Person): Promise<void>;
}

/** A session with one access token and nothing to refresh it with, for a transaction that opens it with other things. */
export async function prepareAccessSession(
  visitor: VisitorCtx,
  subject: Pick<Person, "id" | "organizationId">,
  proof: OpeningProof,
): Promise<AccessSession> {
  const settings = await settingsFor(visitor, subject);
  const expiresAt = sessionEnd(visitor, { proof, settings }, TOKEN_SESSION_SECONDS);
  requireAddress(visitor, proof, settings);
  const id = crypto.randomUUID();
  const audience = audienceOf(subject.organizationId);
  const issued = await visitor.identity.tokens.issue({ userId: subject.id, sessionId: id, audience });
  const session = { ...proof, id, kind: "token", tokenHash: null, expiresAt, settings } as const;
  return {
    ...issued,
    expiresAt,
    open: async (tx, person) => void await insertSession(tx, visitor, person, session),
  };
}

export async function openBrowserSession(
  visitor: VisitorCtx,
  person: Person,
  proof: OpeningProof,
): Promise<BrowserSession> {
  const { token: cookieToken, hash: tokenHash } = newOpaqueToken("lxs_");
  const settings = await settingsFor(visitor, person);
  const expiresAt = sessionEnd(visitor, { proof, settings }, BROWSER_SESSION_SECONDS);
  requireAddress(visitor, proof, settings);
  const db = accountDb(visitor.services, person.organizationId, "session.open");
  const sessionId = await db.tx((tx) =>
    insertSession(tx, visitor, person, { ...proof, kind: "browser", tokenHash, expiresAt, settings })
  );
  return { sessionId, cookieToken, expiresAt };
}

/** Whoever it is: an operator who looks in comes from another network, which is on record. */
function requireAddress(
  { address }: VisitorCtx,
  { impersonatorId }: OpeningProof,
  settings: OrganizationSettings | null,
): void {
  if (settings && impersonatorId === undefined) requireAllowedAddress(address, settings.allowedNetworks);
}

/** Null: the platform's operators have none. */
async function settingsFor(
  { identity }: VisitorCtx,
  { organizationId }: Pick<Person, "organizationId">,
): Promise<OrganizationSettings | null> {
  return organizationId === null ? null : await identity.organizationSettings.of(organizationId);
}

/** The shortest of what its kind, the organization and the way of signing in allow. */
function sessionEnd(
  { services }: VisitorCtx,
  { proof, settings }: { proof: OpeningProof; settings: OrganizationSettings | null },
  mostSeconds: number,
): Date {
  const hours = settings?.sessionHours ?? null;
  const seconds = hours === null ? mostSeconds : Math.min(mostSeconds, hours * 3_600);
  const end = services.clock.now() + seconds * 1_000;
  return new Date(Math.min(end, proof.expiresAt?.getTime() ?? end));
}

interface NewSession extends OpeningProof {
  /** Made by the database where it is absent. */
  id?: string;
  kind: "browser" | "token";
  tokenHash: string | null;
  expiresAt: Date;
  settings: OrganizationSettings | null;
}

async function insertSession(
  tx: Db,
  visitor: VisitorCtx,
  person: Person,
  session: NewSession,
): Promise<string> {
  const { organizationId } = person;
  const { id, kind, method, hasSecondFactor, provider, impersonatorId, tokenHash, expiresAt } = session;
  const now = new Date(visitor.services.clock.now());
  const [row] = await tx.insert(sessions).values({
    id,
    kind,
    method,
    tokenHash,
    expiresAt,
    authenticatedAt: now,
    secondFactorAt: hasSecondFactor ? now : null,
    providerId: provider?.id,
    providerSession: provider?.session,
    impersonatorId,
    organizationId,
    userId: person.id,
    userAgent: visitor.userAgent && plainText(visitor.userAgent).slice(0, 300),
    address: visitor.address,
  }).returning({ id: sessions.id });
  if (!row) throw new Error("The database made no session");
  if (session.settings?.ssoEnforced) {
    await guardLocalSession(tx, visitor, { id: row.id, method, userId: person.id, email: person.email });
  }
  if (impersonatorId === undefined) {
    const secondFactorDueFrom = dueFrom(person, session, now);
    await tx.update(users).set({ lastSignInAt: now, secondFactorDueFrom })
      .where(and(inAccount(users.organizationId, organizationId), eq(users.id, person.id)));
  }
  const data = {
    kind,
    method,
    second_factor: hasSecondFactor,
    ...(impersonatorId === undefined ? {} : { as: person.id }),
  };
  await recordAct(tx, visitor, {
    organizationId,
    actorId: impersonatorId ?? person.id,
    action: "session.open",
    targetId: row.id,
    data,
  });
  return row.id;
}

/**
 * Since when a second factor has been asked of somebody who has none: from the first sign-in at which that is so. A
 * provider that vouches for one leaves it as it was.
 */
function dueFrom({ role }: Person, { hasSecondFactor, settings }: NewSession, now: Date): SQL {
  const { secondFactorDueFrom: was } = users;
  if (!needsSecondFactor(role, settings?.secondFactor ?? null)) return sql`null`;
  if (hasSecondFactor) return sql`${was}`;
  return sql`case when not ${HAS_SECOND_FACTOR} then coalesce(${was}, ${now.toISOString()}::timestamptz) end`;
}

/** PostgreSQL takes neither NUL nor half a character. */
function plainText(text: string): string {
  return text.toWellFormed().replace(/\p{Cc}/gu, " ");
}
