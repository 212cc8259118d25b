import { and, eq, gt, isNull, lt, or, sql } from "drizzle-orm";
import { organizations } from "#db/schema/organizations.ts";
import { organizationUsers } from "#db/schema/organization_users.ts";
import { sessions, type SignInMethod } from "#db/schema/sessions.ts";
import { notificationPreferences } from "#db/schema/notifications.ts";
import { organizationSettings } from "#db/schema/organization_settings.ts";
import { passkeys, totpSecrets } from "#db/schema/second_factors.ts";
import { platformAdmins, users } from "#db/schema/users.ts";
import type { Db } from "#db/tenant_db.ts";
import { permissionsOf } from "../authz.ts";
import type { Actor, Services } from "../ctx.ts";
import { DomainError } from "../errors.ts";
import { type Locale, localeOf } from "../mail/messages.ts";
import { zoneOf } from "../notifications/preferences.ts";
import { accountDb, asRole, inAccount } from "./_accounts.ts";
import { type Audience, PLATFORM_AUDIENCE } from "./access_tokens.ts";
import { hashOpaqueToken } from "./opaque_token.ts";
import { needsSecondFactor } from "./second_factor_policy.ts";
import { ShortMemory } from "./short_memory.ts";

/** A live session of somebody who is active in an active organization. */
export interface SessionState {
  actor: Actor;
  kind: "browser" | "token";
  /** Null: the platform. */
  organizationId: string | null;
  /** Milliseconds since the epoch. */
  expiresAt: number;
  reader: Reader;
}

/** In which language the person reads, and by which clock; the organization's where they chose none. */
export interface Reader {
  locale: Locale;
  /** IANA name. */
  timeZone: string;
}

/** So that whatever ends a session counts on every instance within 5 seconds. */
const REMEMBERED_SECONDS = 4;
const REMEMBERED_SESSIONS = 20_000;

interface Row extends Omit<SessionState, "actor"> {
  actor: Omit<Actor, "permissions" | "secondFactor">;
  /** What the organization's settings say of it, and since when it has been asked of this person. */
  secondFactorSetting: string | null;
  secondFactorDueFrom: number | null;
  changes: { add: string[]; remove: string[] };
  isMember: boolean;
}

/** Looks sessions up in one statement each, and remembers the answer for a moment. */
export class SessionStates {
  readonly #memory: ShortMemory<Row | undefined>;

  /** `graceMs`: how long somebody of whom a second factor is asked may go without. */
  constructor(private readonly services: Services, private readonly options: { graceMs: number }) {
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
    const tokenHash = hashOpaqueToken(cookieToken, "lxs_");
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

  /** The same for everybody of an organization. */
  forgetOrganization(organizationId: string): void {
    this.#memory.forgetWhere((row) => row?.organizationId === organizationId);
  }

  #live(row: Row | undefined): SessionState {
    if (!row || row.expiresAt <= this.services.clock.now()) throw new DomainError("token_invalid");
    if (!row.isMember) throw new DomainError("not_a_member");
    const { actor, changes, kind, organizationId, expiresAt, reader } = row;
    const permissions = permissionsOf(actor.role, changes);
    const secondFactor = this.#secondFactorOf(row);
    return { actor: { ...actor, permissions, secondFactor }, kind, organizationId, expiresAt, reader };
  }

  #secondFactorOf({ actor, secondFactorSetting, secondFactorDueFrom }: Row): Actor["secondFactor"] {
    if (!needsSecondFactor(actor.role, secondFactorSetting)) return { isRequired: false, dueAt: null };
    // A session from before anybody asked: the time begins with the next sign-in.
    const dueFrom = secondFactorDueFrom ?? this.services.clock.now();
    return { isRequired: true, dueAt: actor.hasSecondFactor ? null : dueFrom + this.options.graceMs };
  }

  async #find(organizationId: string | null, by: SessionKey): Promise<Row | undefined> {
    const db = accountDb(this.services, organizationId, "session.load");
    const now = this.services.clock.now();
    return await db.one((db) => findLiveSession(db, organizationId, by, { now, isSeen: true }));
  }
}

/** How old "last seen" may be before it is written again. */
const SEEN_MS = 5 * 60_000;

/**
 * In one statement; undefined unless session, person and organization are live at that time. With `isSeen` the same
 * statement notes that the session was seen, once in some minutes.
 */
export function findLiveSession(
  db: Db,
  organizationId: string | null,
  by: SessionKey,
  at: { now: number; isSeen?: boolean },
): Promise<Row | undefined> {
  const now = new Date(at.now);
  const seen = at.isSeen ? [seenNow(db, organizationId, by, now)] : [];
  return organizationId === null
    ? selectOperatorSession(db, seen, by, now)
    : selectMemberSession(db, seen, { organizationId, by, now });
}

/** PostgreSQL performs it whether or not the rest of the statement reads it. */
function seenNow(db: Db, organizationId: string | null, by: SessionKey, now: Date) {
  return db.$with("seen").as(
    db.update(sessions).set({ lastSeenAt: now }).where(and(
      inAccount(sessions.organizationId, organizationId),
      matches(by),
      isNull(sessions.revokedAt),
      or(isNull(sessions.lastSeenAt), lt(sessions.lastSeenAt, new Date(now.getTime() - SEEN_MS))),
    )).returning({ id: sessions.id }),
  );
}

type Seen = ReturnType<typeof seenNow>[];

type SessionKey = { sessionId: string } | { tokenHash: string };

function matches(by: SessionKey) {
  return "sessionId" in by
    ? eq(sessions.id, by.sessionId)
    : and(eq(sessions.tokenHash, by.tokenHash), eq(sessions.kind, "browser"));
}

/** Of a row of `users`: an authenticator app that was confirmed, or a passkey. */
export const HAS_SECOND_FACTOR = sql<boolean>`(exists (select 1 from ${totpSecrets}
    where ${totpSecrets}.user_id = ${users.id} and ${totpSecrets}.confirmed_at is not null)
  or exists (select 1 from ${passkeys} where ${passkeys}.user_id = ${users.id}))`;

const SESSION = {
  hasSecondFactor: HAS_SECOND_FACTOR,
  sessionId: sessions.id,
  method: sessions.method,
  authenticatedAt: sessions.authenticatedAt,
  secondFactorAt: sessions.secondFactorAt,
  impersonatorId: sessions.impersonatorId,
  kind: sessions.kind,
  expiresAt: sessions.expiresAt,
  userId: users.id,
  email: users.email,
  name: users.name,
  secondFactorDueFrom: users.secondFactorDueFrom,
  locale: users.locale,
};

async function selectMemberSession(
  db: Db,
  seen: Seen,
  { organizationId, by, now }: { organizationId: string; by: SessionKey; now: Date },
): Promise<Row | undefined> {
  const [row] = await db.with(...seen).select({
    ...SESSION,
    role: organizationUsers.role,
    changes: organizationUsers.permissions,
    isMember: organizationUsers.isActive,
    secondFactorSetting: organizationSettings.secondFactor,
    organizationLocale: organizationSettings.locale,
    organizationZone: organizationSettings.timeZone,
    ownZone: notificationPreferences.timeZone,
  }).from(sessions)
    .innerJoin(users, and(eq(users.id, sessions.userId), eq(users.organizationId, organizationId)))
    .innerJoin(
      organizationUsers,
      and(eq(organizationUsers.userId, users.id), eq(organizationUsers.organizationId, organizationId)),
    )
    .innerJoin(organizations, eq(organizations.id, sessions.organizationId))
    .leftJoin(organizationSettings, eq(organizationSettings.organizationId, organizations.id))
    .leftJoin(
      notificationPreferences,
      and(
        eq(notificationPreferences.organizationId, organizationId),
        eq(notificationPreferences.userId, users.id),
      ),
    )
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

async function selectOperatorSession(
  db: Db,
  seen: Seen,
  by: SessionKey,
  now: Date,
): Promise<Row | undefined> {
  const [row] = await db.with(...seen).select(SESSION).from(sessions)
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
  const asEverybody = {
    changes: { add: [], remove: [] },
    isMember: true,
    secondFactorSetting: null,
    organizationLocale: null,
    organizationZone: null,
    ownZone: null,
  };
  return row && asRow({ ...row, ...asEverybody, role: "super_admin" }, null);
}

interface Selected {
  sessionId: string;
  method: SignInMethod;
  authenticatedAt: Date;
  secondFactorAt: Date | null;
  impersonatorId: string | null;
  hasSecondFactor: boolean;
  kind: "browser" | "token";
  expiresAt: Date;
  userId: string;
  email: string;
  name: string;
  role: string;
  changes: { add: string[]; remove: string[] };
  isMember: boolean;
  secondFactorSetting: string | null;
  secondFactorDueFrom: Date | null;
  locale: string | null;
  organizationLocale: string | null;
  organizationZone: string | null;
  ownZone: string | null;
}

function asRow(selected: Selected, organizationId: string | null): Row {
  const { sessionId, userId, email, name, role, kind, expiresAt, changes, isMember } = selected;
  const proof = {
    via: "session" as const,
    method: selected.method,
    authenticatedAt: selected.authenticatedAt.getTime(),
    secondFactorAt: selected.secondFactorAt?.getTime() ?? null,
    impersonatorId: selected.impersonatorId,
  };
  return {
    actor: {
      userId,
      sessionId,
      role: asRole(role),
      email,
      name,
      proof,
      hasSecondFactor: selected.hasSecondFactor,
    },
    kind,
    organizationId,
    expiresAt: expiresAt.getTime(),
    changes,
    isMember,
    secondFactorSetting: selected.secondFactorSetting,
    secondFactorDueFrom: selected.secondFactorDueFrom?.getTime() ?? null,
    reader: {
      locale: localeOf(selected.locale, selected.organizationLocale),
      timeZone: zoneOf({ timeZone: selected.ownZone }, selected.organizationZone),
    },
  };
}
