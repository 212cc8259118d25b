import { organizations } from "#db/schema/organizations.ts";
import { organizationUsers } from "#db/schema/organization_users.ts";
import { users } from "#db/schema/users.ts";
import type { Db } from "#db/tenant_db.ts";
import { DomainError } from "../errors.ts";
import { type PlanName, PLANS } from "../plans.ts";
import { type OrganizationRecord, RECORD_FIELDS } from "./record.ts";

export interface NewOrganization {
  name: string;
  /** Parsed. */
  subdomain: string;
  plan: PlanName;
  /** Absent: the plan's own; null: unlimited. */
  maxUsers?: number | null;
  maxQueriesPerMonth?: number | null;
  /** Null: the plan's own. */
  maxRequestsPerMinute?: number | null;
}

export interface NewAdministrator {
  name: string;
  /** Parsed. */
  email: string;
  passwordHash: string;
}

/** @throws {DomainError} `subdomain_taken` */
export async function insertOrganization(tx: Db, input: NewOrganization): Promise<OrganizationRecord> {
  const { users: maxUsers, queriesPerMonth: maxQueriesPerMonth } = PLANS[input.plan];
  const [organization] = await tx.insert(organizations)
    .values({ maxUsers, maxQueriesPerMonth, ...input })
    .onConflictDoNothing({ target: organizations.subdomain })
    .returning(RECORD_FIELDS);
  if (!organization) throw new DomainError("subdomain_taken");
  return organization;
}

/** The first person of an organization, who may invite the others. Returns the id. */
export async function insertAdministrator(
  tx: Db,
  organizationId: string,
  person: NewAdministrator,
): Promise<string> {
  const [user] = await tx.insert(users).values({ organizationId, ...person }).returning({ id: users.id });
  if (!user) throw new Error("The database made no user");
  await tx.insert(organizationUsers).values({ organizationId, userId: user.id, role: "org_admin" });
  return user.id;
}
