/** Whom an event concerns, and how each of them is to hear of it. */
import { and, asc, eq, inArray, sql } from "drizzle-orm";
import { notificationPreferences } from "#db/schema/notifications.ts";
import { organizationSettings } from "#db/schema/organization_settings.ts";
import { organizationUsers } from "#db/schema/organization_users.ts";
import { solicitudes } from "#db/schema/solicitudes.ts";
import { users } from "#db/schema/users.ts";
import type { Db } from "#db/tenant_db.ts";
import type { LexiaEvent } from "../events/event_types.ts";
import { type Locale, localeOf } from "../mail/messages.ts";
import { asPreferences, type Preferences, zoneOf } from "./preferences.ts";

/** An active member, with what they chose. */
export interface Person {
  id: string;
  name: string;
  address: string;
  locale: Locale;
  /** The zone that holds for them. */
  zone: string;
  preferences: Preferences;
}

export type Watch = Pick<
  typeof solicitudes.$inferSelect,
  "id" | "ownerId" | "radicado" | "parametros" | "alias" | "notify" | "frequency"
>;

export async function watchOf(
  tx: Db,
  organizationId: string,
  solicitudId: string | null,
): Promise<Watch | null> {
  if (solicitudId === null) return null;
  const [row] = await tx.select({
    id: solicitudes.id,
    ownerId: solicitudes.ownerId,
    radicado: solicitudes.radicado,
    parametros: solicitudes.parametros,
    alias: solicitudes.alias,
    notify: solicitudes.notify,
    frequency: solicitudes.frequency,
  }).from(solicitudes).where(
    and(eq(solicitudes.organizationId, organizationId), eq(solicitudes.id, solicitudId)),
  );
  return row ?? null;
}

/** Active members whom an event concerns, by id. */
export async function concernedBy(
  tx: Db,
  organizationId: string,
  { event, watch }: { event: LexiaEvent; watch: Watch | null },
): Promise<Person[]> {
  if (event.type === "quota.warning") return await activePeople(tx, organizationId, "org_admins");
  const ids = new Set<string>();
  if (watch) ids.add(watch.ownerId);
  else if (event.userId !== null) ids.add(event.userId);
  if (event.type === "novedad.created") {
    for (const id of await assigneesOf(tx, organizationId, event.data)) ids.add(id);
  }
  return ids.size === 0 ? [] : await activePeople(tx, organizationId, [...ids]);
}

/** Those people, as far as they are active members now; in the order of their ids. */
export async function activePeople(
  tx: Db,
  organizationId: string,
  whom: readonly string[] | "org_admins",
): Promise<Person[]> {
  const rows = await tx.select({
    id: users.id,
    name: users.name,
    address: users.email,
    locale: users.locale,
    organizationLocale: organizationSettings.locale,
    organizationZone: organizationSettings.timeZone,
    row: notificationPreferences,
  }).from(organizationUsers)
    .innerJoin(users, and(eq(users.organizationId, organizationId), eq(users.id, organizationUsers.userId)))
    .leftJoin(organizationSettings, eq(organizationSettings.organizationId, organizationId))
    .leftJoin(
      notificationPreferences,
      and(
        eq(notificationPreferences.organizationId, organizationId),
        eq(notificationPreferences.userId, organizationUsers.userId),
      ),
    )
    .where(and(
      eq(organizationUsers.organizationId, organizationId),
      whom === "org_admins"
        ? eq(organizationUsers.role, "org_admin")
        : inArray(organizationUsers.userId, [...whom]),
      eq(organizationUsers.isActive, true),
      eq(users.isActive, true),
    )).orderBy(asc(users.id));
  return rows.map(({ row, locale, organizationLocale, organizationZone, ...person }) => {
    const preferences = asPreferences(row);
    return {
      ...person,
      preferences,
      zone: zoneOf(preferences, organizationZone),
      locale: localeOf(locale, organizationLocale),
    };
  });
}

/** To whom novedades, or the autos that lead them, are assigned; not who is told by a watch of their own. */
async function assigneesOf(
  tx: Db,
  organizationId: string,
  { novedad_ids: ids, radicado }: { novedad_ids: readonly string[]; radicado: string },
): Promise<string[]> {
  const rows = await tx.execute<{ id: string }>(sql`
    select distinct coalesce(lead.assigned_to, n.assigned_to) as id from novedades n
    left join novedades lead on lead.organization_id = n.organization_id and lead.id = n.leader_id
    where n.organization_id = ${organizationId} and n.id in (
        select value::uuid from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)
      ) and coalesce(lead.assigned_to, n.assigned_to) is not null
      and not exists (
        select 1 from solicitudes s where s.organization_id = n.organization_id and s.radicado = ${radicado}
          and s.owner_id = coalesce(lead.assigned_to, n.assigned_to) and s.status <> 'paused'
          and s.baseline_at is not null and not (s.notify ->> 'muted')::boolean
      )`);
  return rows.map(({ id }) => id);
}
