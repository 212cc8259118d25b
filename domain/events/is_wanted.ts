/** Events of the quiet sort are written only where somebody is to hear of them. */
import { type SQL, sql } from "drizzle-orm";
import { solicitudes } from "#db/schema/solicitudes.ts";
import type { EventType } from "./event_types.ts";

type QuietEvent = Extract<EventType, "proceso.verified" | "solicitud.completed">;

/** Whether anybody wants such an event; a condition over a row of `solicitudes`. */
export function isWanted(type: QuietEvent): SQL {
  const ways = [isMailed, ...WAYS].map((isTold) => isTold(type));
  return sql`(${sql.join(ways, sql` or `)})`;
}

/** More ways in which an event may be wanted, as conditions of the organization: a line each. */
const WAYS: readonly ((type: QuietEvent) => SQL)[] = [isChosen, isHooked];

/** By mail, as the solicitud says: each check, at once or in a digest, or the answer that a single one was made for. */
function isMailed(type: QuietEvent): SQL {
  const { notify, frequency } = solicitudes;
  const isMail = sql`(${notify} ->> 'email')::boolean and not (${notify} ->> 'muted')::boolean`;
  const isEach = sql`${notify} ->> 'when' in ('every_check', 'digest')`;
  const isChosen = type === "proceso.verified" ? isEach : sql`(${isEach} or ${frequency} = 'once')`;
  return sql`coalesce(${isMail} and ${isChosen}, false)`;
}

/** By mail, as its owner chose for all events of that sort; see `domain/notifications/choices.ts`. */
function isChosen(type: QuietEvent): SQL {
  const { organizationId, ownerId, notify } = solicitudes;
  return sql`(coalesce((${notify} ->> 'email')::boolean and not (${notify} ->> 'muted')::boolean, false) and exists (
    select 1 from notification_preferences p
    where p.organization_id = ${organizationId} and p.user_id = ${ownerId} and p.email
      and p.choices ->> ${sql.raw(`'${type}'`)} in ('at_once', 'daily', 'weekly')
  ))`;
}

/** By a webhook, which hears of every watch that is not muted. */
function isHooked(type: QuietEvent): SQL {
  const { organizationId, notify } = solicitudes;
  return sql`(not coalesce((${notify} ->> 'muted')::boolean, false) and exists (
    select 1 from webhook_endpoints w
    where w.organization_id = ${organizationId} and w.state = 'active' and w.events ? ${sql.raw(`'${type}'`)}
  ))`;
}
