import { and, type Column, eq, type Placeholder, type SQL, sql } from "drizzle-orm";
import { prepare } from "#db/prepared.ts";
import { apiKeys } from "#db/schema/api_keys.ts";
import { invitations } from "#db/schema/invitations.ts";
import { solicitudes } from "#db/schema/solicitudes.ts";
import { users } from "#db/schema/users.ts";
import { authorize, type Permission } from "../authz.ts";
import type { Ctx } from "../ctx.ts";
import { isUuid } from "../cursor.ts";
import type { AuditLine } from "./lines.ts";

export interface NamedTarget {
  kind: "person" | "solicitud" | "api_key" | "invitation";
  name: string;
}

/**
 * What the things that those lines are about are called now, by their ids; those that are gone, and those that the
 * caller may not read, are left out. @throws {DomainError} `permission_denied`
 */
export async function nameTargets(
  ctx: Ctx,
  lines: readonly Pick<AuditLine, "targetId">[],
): Promise<ReadonlyMap<string, NamedTarget>> {
  authorize(ctx, "update_org_settings");
  const ids = [...new Set(lines.flatMap(({ targetId }) => targetId ?? []).filter(isUuid))];
  if (ids.length === 0) return new Map();
  const values = { organizationId: ctx.organization.id, ids };
  const [people, cases, keys, invited] = await ctx.db.batch([
    peopleOf(values),
    casesOf(values),
    keysOf(values),
    invitationsOf(values),
  ]);
  const named = cases.map(({ id, alias, radicado }) => ({ id, name: alias ?? radicado ?? "" }))
    .filter(({ name }) => name !== "");
  return new Map([
    ...entries(ctx, "read_users", "person", people),
    ...entries(ctx, "read_all_solicitudes", "solicitud", named),
    ...entries(ctx, "update_org_settings", "api_key", keys),
    ...entries(ctx, "read_users", "invitation", invited),
  ]);
}

function entries(
  { actor }: Ctx,
  needed: Permission,
  kind: NamedTarget["kind"],
  rows: readonly { id: string; name: string }[],
): [string, NamedTarget][] {
  if (!actor.permissions.has(needed)) return [];
  return rows.map(({ id, name }) => [id, { kind, name }]);
}

const peopleOf = prepare<{ id: string; name: string }>((db, slot) =>
  db.select({ id: users.id, name: users.name }).from(users)
    .where(and(eq(users.organizationId, slot("organizationId")), isOneOf(users.id, slot)))
);

const casesOf = prepare<{ id: string; alias: string | null; radicado: string | null }>((db, slot) =>
  db.select({ id: solicitudes.id, alias: solicitudes.alias, radicado: solicitudes.radicado }).from(
    solicitudes,
  )
    .where(and(eq(solicitudes.organizationId, slot("organizationId")), isOneOf(solicitudes.id, slot)))
);

const keysOf = prepare<{ id: string; name: string }>((db, slot) =>
  db.select({ id: apiKeys.id, name: apiKeys.name }).from(apiKeys)
    .where(and(eq(apiKeys.organizationId, slot("organizationId")), isOneOf(apiKeys.id, slot)))
);

const invitationsOf = prepare<{ id: string; name: string }>((db, slot) =>
  db.select({ id: invitations.id, name: invitations.email }).from(invitations)
    .where(and(eq(invitations.organizationId, slot("organizationId")), isOneOf(invitations.id, slot)))
);

function isOneOf(id: Column, slot: (name: string) => Placeholder): SQL {
  return sql`${id} = any(${slot("ids")}::uuid[])`;
}
