import { and, eq, gt, isNull } from "drizzle-orm";
import { organizations } from "#db/schema/organizations.ts";
import { organizationUsers } from "#db/schema/organization_users.ts";
import { sessions } from "#db/schema/sessions.ts";
import { platformAdmins, users } from "#db/schema/users.ts";
import type { Db } from "#db/tenant_db.ts";
import { permissionsOf } from "../authz.ts";
import type { Actor, Services } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import { accountDb, asRole } from "./_accounts.ts";
import { type Audience, PLATFORM_AUDIENCE } from "./access_tokens.ts";
import { hashOpaqueToken } from "./opaque_token.ts";
import { ShortMemory } from "./short_memory.ts";

/** A live session of somebody who is active in an active organization. */
export interface SessionState {
  actor: Actor;
  kind: "browser" | "token";
  /** Null: the platform. */
  organizationId: string | null;
  /** Milliseconds since the epoch. */
  expiresAt: number;
}

/** So that whatever ends a session counts on every instance within 5 seconds. */
const REMEMBERED_SECONDS = 4;
const REMEMBERED_SESSIONS = 20_000;

interface Row extends Omit<SessionState, "actor"> {
  actor: Omit<Actor, "permissions">;
  changes: { add: string[]; remove: string[] };
  isMember: boolean;
}

/** Looks sessions up in one statement each, and remembers the answer for a moment. */
export class SessionStates {
  readonly #memory: ShortMemory<Row | undefined>;

  constructor(private readonly services: Services) {
    this.#memory = new ShortMemory<Row | undefined>(services.clock, {
      most: REMEMBERED_SESSIONS,
      maxSeconds: REMEMBERED_SECONDS,
      secondsFor: () => REMEMBERED_SECONDS,
    });
  }

  /**
   * The session of a verified access token.
   * @throws {DomainError} `token_invalid` when it has ended, or the person or the organization is inactive;
   * `not_a_member` when the membership is.
   */
  async load(audience: Audience, sessionId: string): Promise<SessionState> {
    const organizationId = audience === PLATFORM_AUDIENCE ? null : audience;
    return this.#live(
      await this.#memory.get(`${audience} ${sessionId}`, () => this.#find(organizationId, { sessionId })),
    );
  }

  /** The session of a browser's cookie, for the host's organization or, with null, the platform. Throws as `load`. */
  async loadBrowser(organizationId: string | null, cookieToken: string): Promise<SessionState> {
    const tokenHash = await hashOpaqueToken(cookieToken, "lxs_");
    if (tokenHash === undefined) throw new DomainError("token_invalid");
    return this.#live(
      await this.#memory.get(
        `${organizationId ?? PLATFORM_AUDIENCE} ${tokenHash}`,
        () => this.#find(organizationId, { tokenHash }),
      ),
    );
  }

  /** Makes the end of a session, or another change to it, count here at once; elsewhere it takes up to 4 seconds. */
  forget(sessionId: string): void {
    this.#memory.forgetWhere((row) => row?.actor.sessionId === sessionId);
  }

  /** The same for all sessions of a person whose role, permissions or state have changed. */
  forgetPerson(userId: string): void {
    this.#memory.forgetWhere((row) => row?.actor.userId === userId);
  }

  #live(row: Row | undefined): SessionState {
    if (!row || row.expiresAt <= this.services.clock.now()) throw new DomainError("token_invalid");
    if (!row.isMember) throw new DomainError("not_a_member");
    const { actor, changes, kind, organizationId, expiresAt } = row;
    const permissions = permissionsOf(actor.role, changes);
    return { actor: { ...actor, permissions }, kind, organizationId, expiresAt };
  }

  async #find(organizationId: string | null, by: SessionKey): Promise<Row | undefined> {
    const db = accountDb(this.services, organizationId, "session.load");
    return await db.one((db) => findLiveSession(db, organizationId, by, this.services.clock.now()));
  }
}

/** In one statement; undefined unless session, person and organization are live at that time. */
export function findLiveSession(
  db: Db,
  organizationId: string | null,
  by: SessionKey,
  now: number,
): Promise<Row | undefined> {
  return organizationId === null
    ? selectOperatorSession(db, by, new Date(now))
    : selectMemberSession(db, organizationId, by, new Date(now));
}

type SessionKey = { sessionId: string } | { tokenHash: string };

function matches(by: SessionKey) {
  return "sessionId" in by
    ? eq(sessions.id, by.sessionId)
    : and(eq(sessions.tokenHash, by.tokenHash), eq(sessions.kind, "browser"));
}

const SESSION = {
  sessionId: sessions.id,
  kind: sessions.kind,
  expiresAt: sessions.expiresAt,
  userId: users.id,
  email: users.email,
  name: users.name,
};

async function selectMemberSession(
  db: Db,
  organizationId: string,
  by: SessionKey,
  now: Date,
): Promise<Row | undefined> {
  const [row] = await db.select({
    ...SESSION,
    role: organizationUsers.role,
    changes: organizationUsers.permissions,
    isMember: organizationUsers.isActive,
  }).from(sessions)
    .innerJoin(users, and(eq(users.id, sessions.userId), eq(users.organizationId, organizationId)))
    .innerJoin(
      organizationUsers,
      and(eq(organizationUsers.userId, users.id), eq(organizationUsers.organizationId, organizationId)),
    )
    .innerJoin(organizations, eq(organizations.id, sessions.organizationId))
    .where(and(
      eq(sessions.organizationId, organizationId),
      matches(by),
      isNull(sessions.revokedAt),
      gt(sessions.expiresAt, now),
      eq(users.isActive, true),
      eq(organizations.isActive, true),
    ));
  return row && asRow(row, organizationId);
}

async function selectOperatorSession(db: Db, by: SessionKey, now: Date): Promise<Row | undefined> {
  const [row] = await db.select(SESSION).from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .innerJoin(platformAdmins, eq(platformAdmins.userId, users.id))
    .where(and(
      isNull(sessions.organizationId),
      isNull(users.organizationId),
      matches(by),
      isNull(sessions.revokedAt),
      gt(sessions.expiresAt, now),
      eq(users.isActive, true),
    ));
  return row &&
    asRow({ ...row, role: "super_admin", changes: { add: [], remove: [] }, isMember: true }, null);
}

interface Selected {
  sessionId: string;
  kind: "browser" | "token";
  expiresAt: Date;
  userId: string;
  email: string;
  name: string;
  role: string;
  changes: { add: string[]; remove: string[] };
  isMember: boolean;
}

function asRow(selected: Selected, organizationId: string | null): Row {
  const { sessionId, userId, email, name, role, kind, expiresAt, changes, isMember } = selected;
  return {
    actor: { userId, sessionId, role: asRole(role), email, name },
    kind,
    organizationId,
    expiresAt: expiresAt.getTime(),
    changes,
    isMember,
  };
}
