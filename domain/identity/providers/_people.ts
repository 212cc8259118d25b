/**
 * What a provider does to the people that it sends, each under `lockPeople` and with its line in the audit log.
 */
import { endSessions } from "../end_sessions.ts";
import { and, desc, eq, like } from "drizzle-orm";
import { auditLog } from "#db/schema/audit_log.ts";
import { organizationUsers } from "#db/schema/organization_users.ts";
import { users } from "#db/schema/users.ts";
import type { Db } from "#db/tenant_db.ts";
import type { Role } from "../../authz.ts";
import type { Clock } from "../../ports.ts";
import { hasOtherAdministrator } from "../../users/seats.ts";
import { recordAct } from "../record_act.ts";
import type { ProviderKind } from "./kinds.ts";

/** By whom, and in what course. */
export interface ProviderActs {
  organizationId: string;
  provider: { id: string; kind: ProviderKind };
  where: { address: string | null; requestId: string };
  clock: Clock;
}

export interface PersonRow {
  id: string;
  email: string;
  name: string;
  department: string | null;
  role: string;
  changes: { add: string[]; remove: string[] };
  managedBy: ProviderKind | "scim" | null;
  isBreakGlass: boolean;
  isUserActive: boolean;
  isMemberActive: boolean;
}

export async function findPerson(
  tx: Db,
  organizationId: string,
  by: { userId: string } | { email: string },
): Promise<PersonRow | undefined> {
  const [row] = await tx.select({
    id: users.id,
    email: users.email,
    name: users.name,
    department: users.department,
    role: organizationUsers.role,
    changes: organizationUsers.permissions,
    managedBy: users.managedBy,
    isBreakGlass: users.isBreakGlass,
    isUserActive: users.isActive,
    isMemberActive: organizationUsers.isActive,
  }).from(users)
    .innerJoin(
      organizationUsers,
      and(eq(organizationUsers.userId, users.id), eq(organizationUsers.organizationId, organizationId)),
    )
    .where(and(
      eq(users.organizationId, organizationId),
      "userId" in by ? eq(users.id, by.userId) : eq(users.email, by.email),
    ));
  return row;
}

export async function recordProviderAct(
  tx: Db,
  { organizationId, provider, where }: ProviderActs,
  act: { action: string; targetId: string; data?: Record<string, unknown> },
): Promise<void> {
  const data = { ...act.data, provider: provider.id, by: provider.kind };
  await recordAct(tx, where, { ...act, data, organizationId, actorId: null });
}

/**
 * Takes somebody's access away, and ends their sessions. The last administrator stays, since nobody could let others in
 * again; so does who may sign in when single sign-on fails. Returns whether they are out.
 */
export async function leavePerson(
  tx: Db,
  acts: ProviderActs,
  person: PersonRow,
  reason: "not_in_directory" | "no_mapped_group",
): Promise<boolean> {
  if (!person.isMemberActive) return true;
  if (person.isBreakGlass || await isLastAdministrator(tx, acts.organizationId, person)) return false;
  await tx.update(organizationUsers).set({ isActive: false }).where(isMember(acts.organizationId, person.id));
  await endSessions(tx, {
    organizationId: acts.organizationId,
    userId: person.id,
    reason: "deactivated",
    now: acts.clock.now(),
  });
  await recordProviderAct(tx, acts, {
    action: "user.deactivate",
    targetId: person.id,
    data: { before: { is_active: true }, after: { is_active: false }, reason },
  });
  return true;
}

/** Whether the last thing that happened to somebody is that this provider took their access away. */
export async function wasTakenOutBy(
  tx: Db,
  { organizationId, provider }: ProviderActs,
  userId: string,
): Promise<boolean> {
  const [last] = await tx.select({ action: auditLog.action, data: auditLog.data }).from(auditLog)
    .where(and(
      eq(auditLog.organizationId, organizationId),
      eq(auditLog.targetId, userId),
      like(auditLog.action, "user.%"),
    )).orderBy(desc(auditLog.createdAt), desc(auditLog.id)).limit(1);
  return last?.action === "user.deactivate" && last.data.provider === provider.id;
}

export async function returnPerson(tx: Db, acts: ProviderActs, person: PersonRow): Promise<void> {
  await tx.update(organizationUsers).set({ isActive: true }).where(isMember(acts.organizationId, person.id));
  await recordProviderAct(tx, acts, {
    action: "user.reactivate",
    targetId: person.id,
    data: { before: { is_active: false }, after: { is_active: true } },
  });
}

/** Returns the role that holds from now on: the last administrator keeps theirs. */
export async function changeRole(tx: Db, acts: ProviderActs, person: PersonRow, role: Role): Promise<string> {
  if (person.role === role) return role;
  if (await isLastAdministrator(tx, acts.organizationId, person)) return person.role;
  await tx.update(organizationUsers).set({ role }).where(isMember(acts.organizationId, person.id));
  await recordProviderAct(tx, acts, {
    action: "user.change_role",
    targetId: person.id,
    data: { before: { role: person.role }, after: { role } },
  });
  return role;
}

/** What the provider says of somebody, brought into the form that LEXIA keeps. */
export interface Details {
  email: string;
  name: string;
  department: string | null;
}

/** An e-mail address that somebody else has stays as it is. Returns what holds from now on. */
export async function updateDetails(
  tx: Db,
  acts: ProviderActs,
  person: PersonRow,
  said: Details,
): Promise<Details> {
  const { organizationId, provider, clock } = acts;
  const isTaken = said.email !== person.email && await isAddressTaken(tx, organizationId, said.email);
  const after = { ...said, email: isTaken ? person.email : said.email };
  const changed = (["email", "name", "department"] as const).filter((field) =>
    person[field] !== after[field]
  );
  if (changed.length === 0 && person.managedBy === provider.kind) return after;
  // What a provider says of an address is no answer from it.
  const isVerifiedStill = after.email === person.email;
  await tx.update(users).set({
    ...after,
    ...(isVerifiedStill ? {} : { emailVerifiedAt: null }),
    managedBy: provider.kind,
    updatedAt: new Date(clock.now()),
  })
    .where(and(eq(users.organizationId, organizationId), eq(users.id, person.id)));
  // Which fields, and no values: the log keeps no more about people than it needs.
  await recordProviderAct(tx, acts, { action: "user.update", targetId: person.id, data: { changed } });
  return after;
}

export async function isAddressTaken(tx: Db, organizationId: string, email: string): Promise<boolean> {
  const [other] = await tx.select({ id: users.id }).from(users)
    .where(and(eq(users.organizationId, organizationId), eq(users.email, email)));
  return other !== undefined;
}

async function isLastAdministrator(
  tx: Db,
  organizationId: string,
  { id, role }: PersonRow,
): Promise<boolean> {
  return role === "org_admin" && !await hasOtherAdministrator(tx, { organizationId, besides: [id] });
}

function isMember(organizationId: string, userId: string) {
  return and(eq(organizationUsers.organizationId, organizationId), eq(organizationUsers.userId, userId));
}
